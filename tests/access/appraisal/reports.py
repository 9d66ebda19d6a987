"""Addresses of work reports and yearly counts of villages."""

MATRIX = {}
