"""Addresses of rounds: the list, the plan, its steps."""

from django.urls import path

from recruitment.views import rounds

urlpatterns = [
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/<int:pk>/", rounds.round_page, name="round"),
]
