"""Addresses of the approval and the appointment."""

urlpatterns = []
