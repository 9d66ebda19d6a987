"""Workbooks of training; importing a module registers the kinds that come in."""

from training.workbooks import attendance, courses, plans

__all__ = ["attendance", "courses", "plans"]
