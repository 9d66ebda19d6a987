"""Addresses of supervision."""

MATRIX = {}
