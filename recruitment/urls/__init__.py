"""Addresses of open selection, by part of the work."""

from recruitment.urls import applications, exams, hires, notices, public, reports, rounds

app_name = "recruitment"
urlpatterns = [
    *rounds.urlpatterns,
    *public.urlpatterns,
    *applications.urlpatterns,
    *exams.urlpatterns,
    *notices.urlpatterns,
    *hires.urlpatterns,
    *reports.urlpatterns,
]
