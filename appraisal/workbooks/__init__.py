"""Workbooks of appraisal; importing a module registers the kinds that come in."""

from appraisal.workbooks import months, reports, reviews

__all__ = ["months", "reports", "reviews"]
