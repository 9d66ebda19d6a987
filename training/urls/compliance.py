"""Addresses of who has what training, and who lacks it."""

urlpatterns = []
