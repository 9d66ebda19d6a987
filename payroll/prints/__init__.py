"""What pay prints, by part of the work; importing a module registers its kinds of paper."""

from payroll.prints import pension, relief, rewards, sheet, slips, summary

__all__ = ["pension", "relief", "rewards", "sheet", "slips", "summary"]
