"""Addresses of pension accrual."""

from django.urls import path

from payroll.views import pension

urlpatterns = [
    path("pension/", pension.batches, name="pension"),
    path("pension/run/", pension.run, name="pension-run"),
    path("pension/forecast/", pension.forecast, name="pension-forecast"),
    path("pension/forecast/export/", pension.forecast_export, name="pension-forecast-export"),
    path("pension/people/<int:pk>/", pension.person, name="pension-person"),
    path("pension/contributions/<int:pk>/revoke/", pension.revoke, name="pension-revoke"),
    path("pension/<int:year>/", pension.batch, name="pension-batch"),
    path("pension/<int:year>/progress/", pension.progress, name="pension-progress"),
    path("pension/<int:year>/export/", pension.export, name="pension-export"),
    path("pension/<int:year>/print/", pension.print_list, name="pension-print"),
    path("pension/<int:year>/gaps/", pension.gaps, name="pension-gaps"),
    path("pension/<int:year>/submit/", pension.submit, name="pension-submit"),
    path("pension/<int:year>/return/", pension.send_back, name="pension-return"),
    path("pension/<int:year>/confirm/", pension.confirm, name="pension-confirm"),
    path("pension/<int:year>/paid/", pension.paid, name="pension-paid"),
    path("pension/<int:year>/contributions/", pension.contributions, name="pension-contributions"),
    path(
        "pension/<int:year>/contributions/export/",
        pension.contributions_export,
        name="pension-contributions-export",
    ),
    path("pension/<int:year>/contributions/new/", pension.contribution_new, name="pension-contribution-new"),
]
