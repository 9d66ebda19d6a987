"""Addresses of roster."""

from django.urls import path

from roster import views

app_name = "roster"
urlpatterns = [
    path("units/", views.units, name="units"),
    path("units/export/", views.units_export, name="units-export"),
    path("units/<int:pk>/", views.unit, name="unit"),
    path("units/<int:pk>/new/", views.unit_new, name="unit-new"),
    path("units/<int:pk>/figures/", views.unit_figures, name="unit-figures"),
    path("units/<int:pk>/end/", views.unit_end, name="unit-end"),
    path("establishment/", views.establishment, name="establishment"),
    path("establishment/export/", views.establishment_export, name="establishment-export"),
    path("people/", views.people, name="people"),
    path("people/search/", views.people_search, name="people-search"),
    path("people/villages/", views.village_options, name="village-options"),
    path("people/export/", views.people_export, name="people-export"),
    path("people/roster/", views.roster_export, name="roster-export"),
    path("people/mine/", views.mine, name="mine"),
    path("people/new/", views.person_new, name="person-new"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/edit/", views.person_edit, name="person-edit"),
    path("people/<int:pk>/reveal/", views.person_reveal, name="person-reveal"),
    path("people/<int:pk>/appointments/", views.appointment_new, name="appointment-new"),
    path("appointments/<int:pk>/end/", views.appointment_end, name="appointment-end"),
]
