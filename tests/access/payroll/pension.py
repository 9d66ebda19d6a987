"""Addresses of pension accrual."""

MATRIX: dict = {}
