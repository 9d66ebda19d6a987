"""Workbooks of pay; importing a module registers the kinds that come in."""

from payroll.workbooks import pension, rewards

__all__ = ["pension", "rewards"]
