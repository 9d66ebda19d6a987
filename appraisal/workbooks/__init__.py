"""Workbooks of appraisal; importing a module registers the kinds that come in."""

from appraisal.workbooks import cases, months

__all__ = ["cases", "months"]
