"""Addresses of training: plans."""

MATRIX = {}
