"""Addresses of the sweep and of talks."""

MATRIX = {}
