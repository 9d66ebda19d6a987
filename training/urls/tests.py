"""Addresses of knowledge tests."""

urlpatterns = []
