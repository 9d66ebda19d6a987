"""Workbooks of open selection, by part of the work; importing a module registers the kinds that come in."""

from recruitment.workbooks import exams, registration, reports, review

__all__ = ["exams", "registration", "reports", "review"]
