"""Addresses of incidents."""

MATRIX = {}
