"""Addresses of supervision."""

urlpatterns = []
