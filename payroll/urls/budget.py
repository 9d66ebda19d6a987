"""Addresses of the budget."""

urlpatterns: list = []
