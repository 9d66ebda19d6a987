"""Addresses of public of open selection."""

MATRIX = {}
