"""Workbooks of pay; importing a module registers the kinds that come in."""

from payroll.workbooks import relief

__all__ = ["relief"]
