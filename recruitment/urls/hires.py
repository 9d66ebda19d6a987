"""Addresses of the approval and the appointment."""

from django.urls import path

from recruitment.views import hires

urlpatterns = [
    path("approvals/", hires.approvals, name="approvals"),
    path("rounds/<int:pk>/hires/", hires.hires, name="hires"),
    path("rounds/<int:pk>/hires/prepare/", hires.hires_prepare, name="hires-prepare"),
    path("rounds/<int:pk>/hires/submit/", hires.hires_submit, name="hires-submit"),
    path("hires/<int:pk>/", hires.hire, name="hire"),
    path("hires/<int:pk>/submit/", hires.hire_submit, name="hire-submit"),
    path("hires/<int:pk>/decide/", hires.hire_decide, name="hire-decide"),
    path("hires/<int:pk>/appoint/", hires.hire_appoint, name="hire-appoint"),
    path("hires/<int:pk>/fall/", hires.hire_fall, name="hire-fall"),
    path("hires/<int:pk>/print/", hires.hire_print, name="hire-print"),
    path("hires/<int:pk>/paper/", hires.hire_paper, name="hire-paper"),
]
