"""Workbooks of training; importing a module registers the kinds that come in."""

from training.workbooks import attendance, compliance, courses, plans, sessions, tests

__all__ = ["attendance", "compliance", "courses", "plans", "sessions", "tests"]
