"""Addresses of checks, public notices and objections."""

urlpatterns = []
