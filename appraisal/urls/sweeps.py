"""Addresses of the sweep and of talks."""

from django.urls import path

from appraisal.views import sweeps, talks

urlpatterns = [
    path("sweeps/", sweeps.sweeps, name="sweeps"),
    path("sweeps/<period:period>/run/", sweeps.sweep_run, name="sweep-run"),
    path("sweeps/<period:period>/progress/", sweeps.sweep_progress, name="sweep-progress"),
    path("sweeps/findings/", sweeps.findings, name="sweep-findings"),
    path("sweeps/findings/export/", sweeps.findings_export, name="sweep-findings-export"),
    path("sweeps/findings/<int:pk>/", sweeps.finding, name="sweep-finding"),
    path("sweeps/findings/<int:pk>/set-aside/", sweeps.finding_set_aside, name="sweep-finding-set-aside"),
    path("sweeps/gaps/", sweeps.gaps, name="sweep-gaps"),
    path("sweeps/gaps/export/", sweeps.gaps_export, name="sweep-gaps-export"),
    path("talks/", talks.talks, name="talks"),
    path("talks/export/", talks.talks_export, name="talks-export"),
    path("talks/<int:pk>/", talks.talk, name="talk"),
    path("talks/<int:pk>/hold/", talks.talk_hold, name="talk-hold"),
    path("talks/<int:pk>/review/", talks.talk_review, name="talk-review"),
    path("talks/<int:pk>/drop/", talks.talk_drop, name="talk-drop"),
    path("talks/<int:pk>/print/", talks.talk_print, name="talk-print"),
]
