"""Addresses of hires of open selection."""

MATRIX = {}
