"""Addresses of bank files, returns, sheets and slips."""

MATRIX: dict = {}
