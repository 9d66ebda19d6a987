"""A round under review in the first township, for the tests of the qualification review."""

from datetime import date

from django.utils import timezone

from guanling.accounts.enums import Role
from recruitment.enums import RefusalGround, RoundState
from recruitment.models import Application
from recruitment.queries import review as queries
from recruitment.rules import eligibility as rules
from tests.people import make_user
from tests.recruitment.world import apply_to, make_opening, make_round, selection_county

YOUNG, OLD = "19850101", "19730601"
RUNNER, CHECKER, COUNTY = Role.TOWNSHIP_CLERK, Role.TOWNSHIP_DIRECTOR, Role.BUREAU_REVIEWER


def under_review(state=RoundState.REVIEWING, **fields):
    """The county with a round of its first township and one opening of its village."""
    world = selection_county()
    world.round = make_round(world.townships[0], state=state, **fields)
    world.opening = make_opening(world.round, world.villages[0])
    world.clerk, world.clerk2 = world.users[RUNNER], world.second[RUNNER]
    world.checker, world.checker2 = world.users[CHECKER], world.second[CHECKER]
    world.county_one, world.county_two = world.users[COUNTY], world.second[COUNTY]
    return world


def judged_fields(application, by):
    """What a review leaves on an application."""
    conditions = rules.looked_at(queries.judged(application), [rules.PAPERS])
    return {
        "reviewed_by": by,
        "reviewed_at": timezone.now(),
        "conditions": [one.kept() for one in conditions],
    }


def in_state(world, name, state, *, born=YOUNG, by=None, **fields):
    """An application in ``state``, with all that the database asks of it."""
    made = apply_to(world.opening, name, born=born, **fields)
    more = {}
    if state not in ("registered", "repeated", "more", "withdrawn"):
        more = judged_fields(made, by or world.clerk)
    if state in ("refusing", "refused"):
        more |= {"refusal_ground": RefusalGround.PAPERS, "refusal_reason": "学历证书系伪造"}
    if state == "refused":
        more |= {"confirmed_by": world.checker, "confirmed_at": timezone.now()}
    if state == "exception":
        more |= {"exception_reason": "村内没有其他合适人选"}
    if state == "more":
        more |= {"asked": "学历证书复印件"}
    if state == "out":
        more |= {"out_ground": "absent"}
    Application.objects.filter(pk=made.pk).update(state=state, **more)
    made.refresh_from_db()
    return made


def second_of(world, first, **fields):
    """A second application of the same person, kept apart."""
    made = apply_to(world.opening, first.name, born=f"{first.birth_date:%Y%m%d}")
    Application.objects.filter(pk=made.pk).update(
        identity_number=first.identity_number,
        identity_hash=first.identity_hash,
        state="repeated",
        **fields,
    )
    made.refresh_from_db()
    return made


def stranger(username="stranger"):
    """An account without any right."""
    return make_user(username)


LAST_DAY = date(2016, 9, 14)
