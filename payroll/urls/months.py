"""Addresses of the month: parts, entries, lines, payment."""

urlpatterns: list = []
