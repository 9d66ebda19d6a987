"""Addresses of the budget."""

MATRIX: dict = {}
