"""What pay prints, by part of the work; importing a module registers its kinds of paper."""

from payroll.prints import pension, rewards, sheet, slips, summary

__all__ = ["pension", "rewards", "sheet", "slips", "summary"]
