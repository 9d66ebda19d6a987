"""Addresses of courses and the bank of questions."""

urlpatterns = []
