"""Addresses of checks, public notices and objections."""

from django.urls import path

from recruitment.views import checks, notices, objections

urlpatterns = [
    path("rounds/<int:pk>/notices/", notices.notices, name="notices"),
    path("rounds/<int:pk>/notices/new/", notices.notice_new, name="notice-new"),
    path("checks/<int:pk>/", checks.check, name="check"),
    path("checks/<int:pk>/check/", checks.check_record, name="check-record"),
    path("checks/<int:pk>/medical/", checks.medical_record, name="medical-record"),
    path("checks/<int:pk>/decline/", checks.decline, name="decline"),
    path("checks/<int:pk>/print/", checks.check_print, name="check-print"),
    path("openings/<int:pk>/choose/", checks.choose, name="choose"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("notices/<int:pk>/paper/", notices.notice_paper, name="notice-paper"),
    path("notices/<int:pk>/publish/", notices.notice_publish, name="notice-publish"),
    path("notices/<int:pk>/confirm/", notices.notice_confirm, name="notice-confirm"),
    path("notices/<int:pk>/stop/", notices.notice_stop, name="notice-stop"),
    path("notices/<int:pk>/objections/", notices.objection_new, name="objection-new"),
    path("objections/<int:pk>/", objections.objection, name="objection"),
    path("objections/<int:pk>/examine/", objections.objection_examine, name="objection-examine"),
    path("objections/<int:pk>/decide/", objections.objection_decide, name="objection-decide"),
    path("objections/<int:pk>/return/", objections.objection_return, name="objection-return"),
    path("objections/<int:pk>/print/", objections.objection_print, name="objection-print"),
    path("public/notices/", notices.public_notices, name="public-notices"),
    path("public/notices/<int:pk>/", notices.public_notice, name="public-notice"),
]
