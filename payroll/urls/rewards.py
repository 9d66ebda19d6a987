"""Addresses of rewards."""

urlpatterns: list = []
