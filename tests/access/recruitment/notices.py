"""Addresses of notices of open selection."""

MATRIX = {}
