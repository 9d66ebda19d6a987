"""Addresses of the month: parts, entries, lines, payment."""

MATRIX: dict = {}
