"""Addresses of applications of open selection."""

MATRIX = {}
