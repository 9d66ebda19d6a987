"""Addresses of roster."""

from django.urls import path

from roster.views import establishment, people, reorganisations, units

app_name = "roster"
urlpatterns = [
    path("units/", units.units, name="units"),
    path("units/export/", units.units_export, name="units-export"),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("units/<int:pk>/figures/", units.unit_figures, name="unit-figures"),
    path("establishment/", establishment.establishment, name="establishment"),
    path("establishment/export/", establishment.establishment_export, name="establishment-export"),
    path("establishment/vacancies/", establishment.vacancies, name="vacancies"),
    path("establishment/vacancies/export/", establishment.vacancies_export, name="vacancies-export"),
    path("establishment/vacancies/<int:pk>/acting/", establishment.acting_new, name="acting-new"),
    path("establishment/stability/", establishment.stability, name="stability"),
    path("establishment/stability/export/", establishment.stability_export, name="stability-export"),
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
]
# Changes of units (区划调整).
urlpatterns += [
    path("units/changes/", reorganisations.changes, name="unit-changes"),
    path("units/changes/new/", reorganisations.change_new, name="unit-change-new"),
    path("units/changes/<int:pk>/", reorganisations.change, name="unit-change"),
    path("units/changes/<int:pk>/edit/", reorganisations.change_edit, name="unit-change-edit"),
    path("units/changes/<int:pk>/export/", reorganisations.change_export, name="unit-change-export"),
    path("units/changes/<int:pk>/add/<str:kind>/", reorganisations.change_add, name="unit-change-add"),
    path("units/changes/<int:pk>/lines/", reorganisations.change_lines, name="unit-change-lines"),
    path("units/changes/<int:pk>/people/", reorganisations.change_people, name="unit-change-people"),
    path("units/changes/<int:pk>/submit/", reorganisations.change_submit, name="unit-change-submit"),
    path("units/changes/<int:pk>/reopen/", reorganisations.change_reopen, name="unit-change-reopen"),
    path("units/changes/<int:pk>/withdraw/", reorganisations.change_withdraw, name="unit-change-withdraw"),
    path("units/changes/<int:pk>/approve/", reorganisations.change_approve, name="unit-change-approve"),
    path("units/changes/<int:pk>/reject/", reorganisations.change_reject, name="unit-change-reject"),
    path("units/changes/lines/<int:pk>/", reorganisations.change_line, name="unit-change-line"),
    path("units/changes/lines/<int:pk>/into/", reorganisations.change_into, name="unit-change-into"),
]
