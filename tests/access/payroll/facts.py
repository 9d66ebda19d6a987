"""Addresses of unpaid leave and adjustments."""

MATRIX: dict = {}
