"""Addresses of exams of open selection."""

MATRIX = {}
