"""Addresses of reports, costs and exports."""

urlpatterns = []
