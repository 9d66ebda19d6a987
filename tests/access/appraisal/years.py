"""Addresses of the year."""

MATRIX = {}
