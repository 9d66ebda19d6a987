"""Addresses of cases of leaving."""

from django.urls import path

from appraisal.views import cases

urlpatterns = [
    path("cases/", cases.cases, name="cases"),
    path("cases/export/", cases.case_export, name="case-export"),
    path("cases/new/", cases.case_new, name="case-new"),
    path("cases/own/", cases.own_case, name="own-case"),
    path("cases/from-finding/<int:pk>/", cases.case_from_finding, name="case-from-finding"),
    path("cases/<int:pk>/", cases.case, name="case"),
    path("cases/<int:pk>/print/<slug:what>/", cases.case_print, name="case-print"),
    path("cases/<int:pk>/papers/<int:paper>/", cases.case_paper, name="case-paper"),
    path("cases/<int:pk>/examine/", cases.case_examine, name="case-examine"),
    path("cases/<int:pk>/drop/", cases.case_drop, name="case-drop"),
    path("cases/<int:pk>/notify/", cases.case_notify, name="case-notify"),
    path("cases/<int:pk>/serve/", cases.case_serve, name="case-serve"),
    path("cases/<int:pk>/state/", cases.case_state, name="case-state"),
    path("cases/<int:pk>/waive/", cases.case_waive, name="case-waive"),
    path("cases/<int:pk>/consent/", cases.case_consent, name="case-consent"),
    path("cases/<int:pk>/decide/", cases.case_decide, name="case-decide"),
    path("cases/<int:pk>/return/", cases.case_return, name="case-return"),
    path("cases/<int:pk>/file/", cases.case_file, name="case-file"),
    path("cases/<int:pk>/deliver/", cases.case_deliver, name="case-deliver"),
    path("cases/<int:pk>/appeal/", cases.case_appeal, name="case-appeal"),
    path("cases/<int:pk>/withdraw/", cases.case_withdraw, name="case-withdraw"),
    path("cases/<int:pk>/extend/", cases.case_extend, name="case-extend"),
    path("cases/<int:pk>/settle/", cases.case_settle, name="case-settle"),
    path("cases/<int:pk>/tell/", cases.case_tell, name="case-tell"),
    path("cases/<int:pk>/reinstate/", cases.case_reinstate, name="case-reinstate"),
]
