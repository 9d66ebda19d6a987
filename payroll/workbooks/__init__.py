"""Workbooks of pay."""

from payroll.workbooks import payments

__all__ = ["payments"]
