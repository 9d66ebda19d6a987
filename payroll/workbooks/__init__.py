"""Workbooks of pay, by part of the work; importing a module registers the kinds that come in."""

from payroll.workbooks import budget, corrections, facts, months, payments, pension, relief, rewards

__all__ = ["budget", "corrections", "facts", "months", "payments", "pension", "relief", "rewards"]
