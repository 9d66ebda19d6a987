"""Addresses of training: sessions."""

MATRIX = {}
