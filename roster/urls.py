"""Addresses of roster."""

from django.urls import path

from roster.views import establishment, moves, people, units

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
    # moves and renewals
    path("moves/", moves.moves, name="moves"),
    path("moves/export/", moves.moves_export, name="moves-export"),
    path("moves/<int:pk>/", moves.move, name="move"),
    path("moves/<int:pk>/letter/", moves.move_letter, name="move-letter"),
    path("moves/<int:pk>/reply/", moves.move_reply, name="move-reply"),
    path("moves/<int:pk>/send/", moves.move_send, name="move-send"),
    path("moves/<int:pk>/decide/", moves.move_decide, name="move-decide"),
    path("moves/<int:pk>/withdraw/", moves.move_withdraw, name="move-withdraw"),
    path("moves/<int:pk>/procedure/", moves.move_procedure, name="move-procedure"),
    path("appointments/<int:pk>/move/", moves.move_new, name="move-new"),
    path("appointments/<int:pk>/move/target/", moves.move_target, name="move-target"),
    path("appointments/<int:pk>/renewal/", moves.renewal_new, name="renewal-new"),
]
