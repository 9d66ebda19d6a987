"""Addresses of open selection, by part of the work."""

from tests.access.recruitment import applications, exams, hires, notices, public, reports, rounds

MATRIX = {
    **applications.MATRIX,
    **exams.MATRIX,
    **hires.MATRIX,
    **notices.MATRIX,
    **public.MATRIX,
    **reports.MATRIX,
    **rounds.MATRIX,
}
