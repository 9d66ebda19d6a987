"""Addresses of incidents."""

urlpatterns = []
