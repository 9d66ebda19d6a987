"""Addresses of cases of leaving."""

urlpatterns = []
