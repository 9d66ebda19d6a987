"""Addresses of supervision."""

from django.urls import path

from appraisal.views import rechecks, visiting, visits

urlpatterns = [
    path("visits/", visits.visits, name="visits"),
    path("visits/coverage/", visits.coverage, name="visits-coverage"),
    path("visits/export/", visits.visits_export, name="visits-export"),
    path("visits/print/", visits.visits_print, name="visits-print"),
    path("visits/new/", visits.visit_new, name="visit-new"),
    path("visits/<int:pk>/", visiting.visit, name="visit"),
    path("visits/<int:pk>/plan/", visits.visit_plan, name="visit-plan"),
    path("visits/<int:pk>/cancel/", visits.visit_cancel, name="visit-cancel"),
    path("visits/<int:pk>/day/", visiting.visit_day, name="visit-day"),
    path("visits/<int:pk>/people/", visiting.visit_people, name="visit-people"),
    path("visits/<int:pk>/checks/<int:item>/", visiting.visit_check, name="visit-check"),
    path("visits/<int:pk>/checks/rest/", visiting.visit_skip, name="visit-skip"),
    path("visits/<int:pk>/test/", visiting.visit_test, name="visit-test"),
    path("visits/<int:pk>/test/give/<int:person>/", visiting.visit_give, name="visit-give"),
    path("visits/<int:pk>/test/papers/<int:attempt>/", visiting.visit_paper, name="visit-paper"),
    path("visits/<int:pk>/findings/", visiting.visit_finding, name="visit-finding"),
    path(
        "visits/findings/<int:pk>/withdraw/",
        visiting.visit_finding_withdraw,
        name="visit-finding-withdraw",
    ),
    path("visits/<int:pk>/disorder/", visiting.visit_disorder, name="visit-disorder"),
    path("visits/<int:pk>/done/", visiting.visit_done, name="visit-done"),
    path("visits/<int:pk>/print/", visiting.visit_print, name="visit-print"),
    path("rechecks/", rechecks.rechecks, name="rechecks"),
    path("rechecks/export/", rechecks.rechecks_export, name="rechecks-export"),
    path("rechecks/<int:pk>/", rechecks.recheck, name="recheck"),
    path("checklist/", rechecks.checklist, name="checklist"),
    path("checklist/new/", rechecks.checklist_new, name="checklist-new"),
    path("checklist/sample/", rechecks.checklist_sample, name="checklist-sample"),
    path("checklist/<int:pk>/", rechecks.checklist_item, name="checklist-item"),
]
