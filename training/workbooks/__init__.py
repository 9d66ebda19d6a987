"""Workbooks of training, by part of the work."""
