"""Addresses of unpaid leave and adjustments."""

urlpatterns: list = []
