"""Addresses of applications and their review."""

urlpatterns = []
