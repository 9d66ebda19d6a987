"""Addresses of training: compliance."""

MATRIX = {}
