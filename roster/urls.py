"""Addresses of roster."""

from django.urls import path

from roster.views import changes, establishment, people, units
from roster.views import compare, establishment, exceptions, people, units
from roster.views import agreements, establishment, people, units
from roster.views import establishment, files, people, units
from roster.views import education, establishment, people, promotion, units

app_name = "roster"
urlpatterns = [
    path("units/", units.units, name="units"),
    path("units/export/", units.units_export, name="units-export"),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("units/<int:pk>/new/", units.unit_new, name="unit-new"),
    path("units/<int:pk>/figures/", units.unit_figures, name="unit-figures"),
    path("units/<int:pk>/end/", units.unit_end, name="unit-end"),
    path("establishment/", establishment.establishment, name="establishment"),
    path("establishment/export/", establishment.establishment_export, name="establishment-export"),
    path("establishment/vacancies/", establishment.vacancies, name="vacancies"),
    path("establishment/vacancies/export/", establishment.vacancies_export, name="vacancies-export"),
    path("establishment/vacancies/<int:pk>/acting/", establishment.acting_new, name="acting-new"),
    path("establishment/stability/", establishment.stability, name="stability"),
    path("establishment/stability/export/", establishment.stability_export, name="stability-export"),
    path("establishment/print/", establishment.establishment_print, name="establishment-print"),
    path("establishment/compare/", compare.establishment_compare, name="establishment-compare"),
    path(
        "establishment/compare/export/",
        compare.establishment_compare_export,
        name="establishment-compare-export",
    ),
    path("establishment/exceptions/", exceptions.exceptions, name="exceptions"),
    path("establishment/exceptions/new/<int:pk>/<str:kind>/", exceptions.exception_new, name="exception-new"),
    path("establishment/exceptions/<int:pk>/", exceptions.exception, name="exception"),
    path(
        "establishment/exceptions/<int:pk>/approve/", exceptions.exception_approve, name="exception-approve"
    ),
    path("establishment/exceptions/<int:pk>/refuse/", exceptions.exception_refuse, name="exception-refuse"),
    path(
        "establishment/exceptions/<int:pk>/withdraw/",
        exceptions.exception_withdraw,
        name="exception-withdraw",
    ),
    path("establishment/exceptions/<int:pk>/end/", exceptions.exception_end, name="exception-end"),
    path("people/", people.people, name="people"),
    path("people/search/", people.people_search, name="people-search"),
    path("people/villages/", people.village_options, name="village-options"),
    path("people/export/", people.people_export, name="people-export"),
    path("people/roster/", people.roster_export, name="roster-export"),
    path("people/mine/", people.mine, name="mine"),
    path("people/new/", people.person_new, name="person-new"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/edit/", people.person_edit, name="person-edit"),
    path("people/<int:pk>/reveal/", people.person_reveal, name="person-reveal"),
    path("people/<int:pk>/appointments/", people.appointment_new, name="appointment-new"),
    path("appointments/<int:pk>/end/", people.appointment_end, name="appointment-end"),
    path("changes/", changes.changes, name="changes"),
    path("changes/export/", changes.changes_export, name="changes-export"),
    path("changes/file/", changes.changes_file, name="changes-file"),
    path("changes/<int:pk>/return/", changes.change_return, name="change-return"),
    path("changes/<int:pk>/resubmit/", changes.change_resubmit, name="change-resubmit"),
    path("changes/<int:pk>/revoke/", changes.change_revoke, name="change-revoke"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/export/", agreements.agreements_export, name="agreements-export"),
    path("agreements/sign/", agreements.agreements_sign, name="agreements-sign"),
    path("agreements/print/", agreements.agreements_print, name="agreements-print"),
    path("agreements/filing/", agreements.agreements_filing, name="agreements-filing"),
    path("agreements/townships/<int:pk>/", agreements.agreements_prepare, name="agreements-prepare"),
    path("agreements/<int:pk>/", agreements.agreement, name="agreement"),
    path("agreements/<int:pk>/file/", agreements.agreement_file, name="agreement-file"),
    path("agreements/<int:pk>/sign/", agreements.agreement_sign, name="agreement-sign"),
    path("agreements/<int:pk>/void/", agreements.agreement_void, name="agreement-void"),
    path("agreements/<int:pk>/return/", agreements.agreement_return, name="agreement-return"),
    path("appointments/<int:pk>/agreements/<str:kind>/", agreements.agreement_new, name="agreement-new"),
    path("appointments/<int:pk>/term/", agreements.term_fix, name="term-fix"),
    # The personnel file.
    path("people/completeness/", files.completeness, name="completeness"),
    path("people/completeness/export/", files.completeness_export, name="completeness-export"),
    path("people/<int:pk>/file/<str:section>/new/", files.row_new, name="file-row-new"),
    path("people/<int:pk>/file/<str:section>/<int:row>/edit/", files.row_edit, name="file-row-edit"),
    path("people/<int:pk>/file/<str:section>/<int:row>/remove/", files.row_remove, name="file-row-remove"),
    path("people/<int:pk>/file/<str:section>/none/", files.none_stated, name="file-none"),
    path("people/<int:pk>/file/<str:section>/none/lift/", files.none_lifted, name="file-none-lift"),
    path("people/<int:pk>/attachments/", files.attachment_new, name="attachment-new"),
    path("people/<int:pk>/photo/", files.photo_new, name="photo-new"),
    path("people/<int:pk>/registration/", files.registration_print, name="registration-print"),
    path("attachments/<int:pk>/", files.attachment, name="attachment"),
    path("attachments/<int:pk>/withdraw/", files.attachment_withdraw, name="attachment-withdraw"),
    # lists
    path("people/promotion/", promotion.promotion, name="promotion"),
    path("people/promotion/export/", promotion.promotion_export, name="promotion-export"),
    path("people/promotion/print/", promotion.promotion_print, name="promotion-print"),
    path("people/education/", education.education, name="education"),
    path("people/education/export/", education.education_export, name="education-export"),
    path("people/register/", people.register_print, name="register-print"),
]
