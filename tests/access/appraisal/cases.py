"""Addresses of cases of leaving."""

MATRIX = {}
