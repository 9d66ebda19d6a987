"""Addresses of examinations."""

urlpatterns = []
