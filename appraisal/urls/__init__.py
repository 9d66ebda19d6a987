"""Addresses of appraisal, by part of the work."""

from appraisal.urls import appeals, cases, incidents, months, reports, reviews, sweeps, visits, years

app_name = "appraisal"
urlpatterns = [
    *months.urlpatterns,
    *reports.urlpatterns,
    *visits.urlpatterns,
    *reviews.urlpatterns,
    *years.urlpatterns,
    *appeals.urlpatterns,
    *incidents.urlpatterns,
    *sweeps.urlpatterns,
    *cases.urlpatterns,
]
