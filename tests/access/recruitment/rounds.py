"""Addresses of rounds."""

from guanling.accounts.enums import Role
from tests.access.rows import BUREAU, CLERK, REVIEWER, TOWNSHIP, Row
from tests.people import make_user
from tests.recruitment.world import make_opening, make_round

READERS = BUREAU | TOWNSHIP | {Role.ORGANIZATION}
RUNNERS = CLERK | {Role.TOWNSHIP_CLERK}
SIGNERS = REVIEWER | {Role.TOWNSHIP_DIRECTOR, Role.TOWNSHIP_LEADER}
STAFF = RUNNERS | SIGNERS


def a_round(objects):
    """A round of the first township, prepared by nobody of the matrix."""
    return {"pk": make_round(objects.township, by=make_user("round_maker")).pk}


def an_announced(objects):
    """An announced round."""
    made = make_round(objects.township, by=make_user("announced_maker"), state="announced")
    return {"pk": made.pk}


def an_opening(objects):
    """An opening of a round under review; its village has no quota laid down."""
    made = make_round(objects.township, by=make_user("opening_maker"), state="reviewing")
    return {"pk": make_opening(made, objects.village, quota=None).pk}


def a_member(objects):
    """A member of a round's group."""
    made = make_round(objects.township, by=make_user("member_maker"))
    return {"pk": made.members.first().pk}


MATRIX = {
    "recruitment:rounds": Row(READERS),
    "recruitment:round-new": Row(RUNNERS),
    "recruitment:round": Row(READERS, arguments=a_round, scoped=True),
    "recruitment:round-edit": Row(RUNNERS, arguments=a_round, scoped=True),
    "recruitment:opening-new": Row(RUNNERS, arguments=a_round, scoped=True),
    "recruitment:member-new": Row(RUNNERS, arguments=a_round, scoped=True),
    "recruitment:round-draft": Row(STAFF, "post", arguments=a_round, scoped=True),
    "recruitment:round-announce": Row(SIGNERS, arguments=a_round, scoped=True),
    # It is not set yet: those who may see it are told so.
    "recruitment:round-announcement": Row(READERS, arguments=an_announced, scoped=True),
    "recruitment:round-extend": Row(SIGNERS, arguments=an_announced, scoped=True),
    "recruitment:round-close-registration": Row(RUNNERS, "post", arguments=an_announced, scoped=True),
    "recruitment:round-finish-review": Row(RUNNERS, "post", arguments=a_round, scoped=True),
    "recruitment:round-cancel": Row(STAFF, arguments=a_round, scoped=True),
    "recruitment:round-close": Row(RUNNERS, "post", arguments=a_round, scoped=True),
    "recruitment:opening-change": Row(RUNNERS, arguments=an_opening, scoped=True),
    "recruitment:opening-remove": Row(RUNNERS, "post", arguments=an_opening, scoped=True),
    "recruitment:opening-ratio": Row(REVIEWER, arguments=an_opening, scoped=True),
    "recruitment:opening-release": Row(STAFF, arguments=an_opening, scoped=True),
    "recruitment:member-remove": Row(RUNNERS, "post", arguments=a_member, scoped=True),
}
