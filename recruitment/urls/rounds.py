"""Addresses of rounds: the list, the plan, its steps."""

from django.urls import path

from recruitment.views import rounds

urlpatterns = [
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new/", rounds.round_new, name="round-new"),
    path("rounds/<int:pk>/", rounds.round_page, name="round"),
    path("rounds/<int:pk>/plan/", rounds.round_edit, name="round-edit"),
    path("rounds/<int:pk>/openings/new/", rounds.opening_new, name="opening-new"),
    path("rounds/<int:pk>/members/new/", rounds.member_new, name="member-new"),
    path("rounds/<int:pk>/draft/", rounds.round_draft, name="round-draft"),
    path("rounds/<int:pk>/announce/", rounds.round_announce, name="round-announce"),
    path("rounds/<int:pk>/announcement/", rounds.round_announcement, name="round-announcement"),
    path("rounds/<int:pk>/extend/", rounds.round_extend, name="round-extend"),
    path(
        "rounds/<int:pk>/close-registration/",
        rounds.round_close_registration,
        name="round-close-registration",
    ),
    path("rounds/<int:pk>/finish-review/", rounds.round_finish_review, name="round-finish-review"),
    path("rounds/<int:pk>/cancel/", rounds.round_cancel, name="round-cancel"),
    path("rounds/<int:pk>/close/", rounds.round_close, name="round-close"),
    path("openings/<int:pk>/", rounds.opening_change, name="opening-change"),
    path("openings/<int:pk>/remove/", rounds.opening_remove, name="opening-remove"),
    path("openings/<int:pk>/ratio/", rounds.opening_ratio, name="opening-ratio"),
    path("openings/<int:pk>/release/", rounds.opening_release, name="opening-release"),
    path("members/<int:pk>/remove/", rounds.member_remove, name="member-remove"),
]
