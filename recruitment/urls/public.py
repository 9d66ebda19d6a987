"""Addresses that anybody may use without an account."""

urlpatterns = []
