"""Addresses of what is still to be taken back."""

from django.urls import path

from payroll.views import corrections

urlpatterns = [
    path("balances/", corrections.balances, name="balances"),
    path("balances/export/", corrections.balances_export, name="balances-export"),
    path("balances/<int:pk>/", corrections.balance, name="balance"),
]
