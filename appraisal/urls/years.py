"""Addresses of the year."""

urlpatterns = []
