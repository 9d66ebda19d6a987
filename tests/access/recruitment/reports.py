"""Addresses of reports of open selection."""

MATRIX = {}
