"""Workbooks of pay; importing a module registers the kinds that come in."""

from payroll.workbooks import budget, relief

__all__ = ["budget", "relief"]
