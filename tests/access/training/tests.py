"""Addresses of training: tests."""

MATRIX = {}
