"""Workbooks of appraisal; importing a module registers the kinds that come in."""

from appraisal.workbooks import counts, incidents, months

__all__ = ["counts", "incidents", "months"]
