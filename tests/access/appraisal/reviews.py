"""Addresses of reviews and satisfaction."""

MATRIX = {}
