"""Addresses of appeals against results and of the person's own page."""

MATRIX = {}
