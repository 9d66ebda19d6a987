"""Addresses of applications and their review."""

from django.urls import path

from recruitment.views import applications

urlpatterns = [
    path("rounds/<int:pk>/applications/", applications.applications, name="applications"),
    path(
        "rounds/<int:pk>/applications/export/", applications.applications_export, name="applications-export"
    ),
    path("rounds/<int:pk>/applications/print/", applications.applications_print, name="applications-print"),
    path(
        "rounds/<int:pk>/applications/accept/", applications.applications_accept, name="applications-accept"
    ),
    path("applications/<int:pk>/", applications.application, name="application"),
    path("applications/<int:pk>/accept/", applications.application_accept, name="application-accept"),
    path("applications/<int:pk>/more/", applications.application_more, name="application-more"),
    path(
        "applications/<int:pk>/supplement/",
        applications.application_supplement,
        name="application-supplement",
    ),
    path("applications/<int:pk>/refuse/", applications.application_refuse, name="application-refuse"),
    path("applications/<int:pk>/confirm/", applications.application_confirm, name="application-confirm"),
    path("applications/<int:pk>/return/", applications.application_return, name="application-return"),
    path("applications/<int:pk>/repeated/", applications.application_repeated, name="application-repeated"),
    path("applications/<int:pk>/revoke/", applications.application_revoke, name="application-revoke"),
    path(
        "applications/<int:pk>/exception/",
        applications.application_exception,
        name="application-exception",
    ),
    path("applications/<int:pk>/exception/decide/", applications.exception_decide, name="exception-decide"),
    path("applications/<int:pk>/exception/return/", applications.exception_return, name="exception-return"),
    path("applications/<int:pk>/print/", applications.application_print, name="application-print"),
    path(
        "applications/<int:pk>/papers/",
        applications.application_paper_new,
        name="application-paper-new",
    ),
    path("application-papers/<int:pk>/", applications.application_paper, name="application-paper"),
    path(
        "application-papers/<int:pk>/withdraw/",
        applications.application_paper_withdraw,
        name="application-paper-withdraw",
    ),
    path("exceptions/", applications.exceptions, name="exceptions"),
]
