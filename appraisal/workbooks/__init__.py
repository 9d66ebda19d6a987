"""Workbooks of appraisal; importing a module registers the kinds that come in."""

from appraisal.workbooks import appeals, counts, incidents, months

__all__ = ["appeals", "counts", "incidents", "months"]
