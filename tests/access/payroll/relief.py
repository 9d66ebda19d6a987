"""Addresses of relief."""

MATRIX: dict = {}
