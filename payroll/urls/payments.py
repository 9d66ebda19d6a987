"""Addresses of bank files, returns, sheets and slips."""

urlpatterns: list = []
