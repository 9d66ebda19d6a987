"""Workbooks of training; importing a module registers the kinds that come in."""

from training.workbooks import courses, plans

__all__ = ["courses", "plans"]
