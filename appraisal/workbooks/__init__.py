"""Workbooks of appraisal; importing a module registers the kinds that come in."""

from appraisal.workbooks import months, years

__all__ = ["months", "years"]
