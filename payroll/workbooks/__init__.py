"""Workbooks of pay, by part of the work; importing a module registers the kinds that come in."""

from payroll.workbooks import facts, months, payments, pension, rewards

__all__ = ["facts", "months", "payments", "pension", "rewards"]
