"""Addresses of yearly plans."""

urlpatterns = []
