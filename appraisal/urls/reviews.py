"""Addresses of reviews and satisfaction."""

urlpatterns = []
