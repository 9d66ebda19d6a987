"""Workbooks of pay, by part of the work."""

from payroll.workbooks import facts, months, payments

__all__ = ["facts", "months", "payments"]
