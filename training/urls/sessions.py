"""Addresses of sessions and who attends them."""

urlpatterns = []
