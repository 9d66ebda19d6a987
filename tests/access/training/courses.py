"""Addresses of training: courses."""

MATRIX = {}
