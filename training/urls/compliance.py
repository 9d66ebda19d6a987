"""Addresses of who has what training, and who lacks it."""

from django.urls import path

from training.views import compliance

urlpatterns = [
    path("compliance/", compliance.compliance, name="compliance"),
    path("compliance/export/", compliance.compliance_export, name="compliance-export"),
    path("compliance/print/", compliance.compliance_print, name="compliance-print"),
    path("people/<int:pk>/", compliance.person, name="person"),
]
