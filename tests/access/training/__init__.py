"""The reviewed table's rows of training, by part of the work."""

from tests.access.training import compliance, courses, plans, sessions, tests

MATRIX = {**sessions.MATRIX, **plans.MATRIX, **courses.MATRIX, **tests.MATRIX, **compliance.MATRIX}
