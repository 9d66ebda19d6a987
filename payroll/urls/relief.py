"""Addresses of relief."""

urlpatterns: list = []
