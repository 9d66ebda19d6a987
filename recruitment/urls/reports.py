"""Addresses of reports, costs and exports."""

from django.urls import path

from recruitment.views import reports

urlpatterns = [
    path("rounds/<int:pk>/report/", reports.report, name="report"),
    path("rounds/<int:pk>/report/export/", reports.report_export, name="report-export"),
    path("rounds/<int:pk>/costs/", reports.cost_enter, name="cost-enter"),
    path("costs/<int:pk>/withdraw/", reports.cost_withdraw, name="cost-withdraw"),
    path("rounds/<int:pk>/file/", reports.file_ask, name="file-ask"),
    path("files/<int:pk>/", reports.round_file, name="round-file"),
    path("files/<int:pk>/download/", reports.round_file_download, name="round-file-download"),
    path("open-rate/", reports.open_rate, name="open-rate"),
    path("open-rate/export/", reports.open_rate_export, name="open-rate-export"),
    path("open-rate/people/", reports.open_rate_people, name="open-rate-people"),
]
