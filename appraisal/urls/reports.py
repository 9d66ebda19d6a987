"""Addresses of work reports."""

from django.urls import path

from appraisal.views import reports

urlpatterns = [
    path("reports/", reports.reports, name="reports"),
    path("reports/<period:period>/townships/<int:pk>/", reports.township, name="report-township"),
    path("reports/<period:period>/villages/<int:pk>/", reports.report, name="report"),
    path("reports/<period:period>/villages/<int:pk>/save/", reports.report_save, name="report-save"),
    path("reports/<period:period>/export/", reports.export, name="report-export"),
    path("reports/<period:period>/print/", reports.print_reports, name="report-print"),
]
