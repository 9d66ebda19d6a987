"""Addresses of incidents and of the yearly counts of villages."""

from django.urls import path

from appraisal.views import counts, incidents

urlpatterns = [
    path("incidents/", incidents.incidents, name="incidents"),
    path("incidents/export/", incidents.incidents_export, name="incidents-export"),
    path("incidents/new/", incidents.incident_new, name="incident-new"),
    path("incidents/<int:pk>/", incidents.incident, name="incident"),
    path("incidents/<int:pk>/confirm/", incidents.incident_confirm, name="incident-confirm"),
    path("incidents/<int:pk>/drop/", incidents.incident_drop, name="incident-drop"),
    path("incidents/<int:pk>/revoke/", incidents.incident_revoke, name="incident-revoke"),
    path("incidents/<int:pk>/print/", incidents.incident_print, name="incident-print"),
    path("counts/", counts.counts, name="counts"),
    path("counts/export/", counts.counts_export, name="counts-export"),
    path("counts/new/", counts.count_new, name="count-new"),
    path("counts/confirm/", counts.counts_confirm, name="counts-confirm"),
    path("counts/<int:pk>/withdraw/", counts.count_withdraw, name="count-withdraw"),
]
