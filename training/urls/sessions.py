"""Addresses of sessions and who attends them."""

from django.urls import path

from training.views import attendance, enrolments, mine, sessions

urlpatterns = [
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/export/", sessions.sessions_export, name="sessions-export"),
    path("sessions/new/", sessions.session_new, name="session-new"),
    path("sessions/<int:pk>/", sessions.session, name="session"),
    path("sessions/<int:pk>/edit/", sessions.session_edit, name="session-edit"),
    path("sessions/<int:pk>/announce/", sessions.session_announce, name="session-announce"),
    path("sessions/<int:pk>/cancel/", sessions.session_cancel, name="session-cancel"),
    path("sessions/<int:pk>/hand-in/", sessions.session_hand_in, name="session-hand-in"),
    path("sessions/<int:pk>/file/", sessions.session_file, name="session-file"),
    path("sessions/<int:pk>/return/", sessions.session_return, name="session-return"),
    path("sessions/<int:pk>/certificates/", sessions.session_certificates, name="session-certificates"),
    path(
        "sessions/<int:pk>/certificates/print/",
        sessions.session_certificates_print,
        name="session-certificates-print",
    ),
    path("sessions/<int:pk>/filing-sheet/", sessions.session_filing_print, name="session-filing-print"),
    path("certificates/<int:pk>/", sessions.certificate, name="certificate"),
    path("sessions/<int:pk>/invite/", enrolments.session_invite, name="session-invite"),
    path("sessions/<int:pk>/add/", enrolments.session_add, name="session-add"),
    path("sessions/<int:pk>/notify/", enrolments.enrolments_notify, name="enrolments-notify"),
    path("enrolments/<int:pk>/withdraw/", enrolments.enrolment_withdraw, name="enrolment-withdraw"),
    path("sessions/<int:pk>/attendance/", attendance.session_attendance, name="session-attendance"),
    path("sessions/<int:pk>/attendance/export/", attendance.session_export, name="session-export"),
    path("sessions/<int:pk>/attendance/form/", attendance.session_form, name="session-form"),
    path("sessions/<int:pk>/sign-in-sheet/", attendance.session_sign_sheet, name="session-sign-sheet"),
    path("sessions/<int:pk>/desk/", attendance.session_desk, name="session-desk"),
    path("mine/", mine.mine, name="mine"),
    path("mine/<int:pk>/code/", mine.sign_in_code, name="sign-in-code"),
    path("mine/<int:pk>/leave/", mine.leave_ask, name="leave-ask"),
]
