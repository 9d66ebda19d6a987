"""Addresses of rewards."""

MATRIX: dict = {}
