"""Addresses of pension accrual."""

urlpatterns: list = []
