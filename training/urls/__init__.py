"""Addresses of training, by part of the work."""

from training.urls import compliance, courses, plans, sessions, tests

app_name = "training"
urlpatterns = [
    *sessions.urlpatterns,
    *plans.urlpatterns,
    *courses.urlpatterns,
    *tests.urlpatterns,
    *compliance.urlpatterns,
]
