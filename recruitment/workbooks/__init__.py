"""Workbooks of open selection, by part of the work; importing a module registers the kinds that come in."""

from recruitment.workbooks import registration  # noqa: F401 - registers its kind
from recruitment.workbooks import exams

__all__ = ["exams"]
