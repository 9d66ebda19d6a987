"""Talks as their pages and the to-do list show them (A6.1)."""

from appraisal.enums import TalkState
from appraisal.models import Talk
from guanling.accounts.enums import Action
from guanling.policy.rules import catalogue

LOOKS = {
    TalkState.PROPOSED: "wait",
    TalkState.HELD: "wait",
    TalkState.REVIEWED: "good",
    TalkState.DROPPED: "off",
}


def talks(user):
    """Return the talks that the user sees."""
    return Talk.objects.visible_to(user, Action.CASE_VIEW)


def clause():
    """Return the clause of the last places."""
    return catalogue().clauses["A6.1"]


def look_of(talk: Talk, today) -> str:
    """Return how a talk's state looks: a review whose day is past stands out."""
    return "bad" if is_overdue(talk, today) else LOOKS[TalkState(talk.state)]


def is_overdue(talk: Talk, today) -> bool:
    """Whether the review should have been made."""
    return talk.state == TalkState.HELD and talk.review_by < today


# --- to-dos ------------------------------------------------------------------------------------------


def to_hold(user):
    """Return the talks that the user has to hold or drop."""
    return Talk.objects.visible_to(user, Action.TALK_RUN).filter(state=TalkState.PROPOSED)


def to_review(user):
    """Return the held talks that the user may review: somebody else held them; by the day they are due."""
    held = Talk.objects.visible_to(user, Action.TALK_RUN).filter(state=TalkState.HELD)
    return held.exclude(held_by=user).order_by("review_by", "pk")
