"""Addresses of hires of open selection."""

from guanling.accounts.enums import Role
from recruitment.enums import RoundState
from recruitment.models import Hire
from recruitment.services import hires as services
from tests.access.rows import BUREAU, REVIEWER, TOWNSHIP, Row
from tests.people import make_user
from tests.recruitment.hires_build import OPINION, TODAY, cleared, exams, notice
from tests.recruitment.world import make_opening, make_round

READERS = BUREAU | TOWNSHIP | {Role.ORGANIZATION}
RUNNERS = frozenset({Role.BUREAU_CLERK, Role.TOWNSHIP_CLERK})
CONFIRMERS = frozenset({Role.BUREAU_REVIEWER, Role.TOWNSHIP_DIRECTOR, Role.TOWNSHIP_LEADER})


def a_round(objects):
    """A round of the first township at its notice, nobody of the matrix had a hand in it."""
    round_ = make_round(objects.township, by=make_user("hire_maker"), state=RoundState.NOTICE)
    exams(round_)
    return round_


def round_pk(objects):
    """The round."""
    return {"pk": a_round(objects).pk}


def prepared(objects):
    """A file that waits to be handed in."""
    round_ = a_round(objects)
    cleared(make_opening(round_, objects.village, quota=None), "韦小芳", notice(round_))
    clerk = make_user("hire_clerk", (Role.TOWNSHIP_CLERK, objects.township))
    services.prepare(round_=round_, user=clerk)
    return {"pk": Hire.objects.latest("pk").pk}


def submitted(objects):
    """A file that waits for the county."""
    pk = prepared(objects)
    director = make_user("hire_director", (Role.TOWNSHIP_DIRECTOR, objects.township))
    services.submit(hires=[Hire.objects.get(**pk)], opinion=OPINION, user=director)
    return pk


def approved(objects):
    """An approved one, its form not yet set."""
    pk = submitted(objects)
    county = objects.township.parent
    services.approve(
        hire=Hire.objects.get(**pk),
        user=make_user("hire_reviewer", (Role.BUREAU_REVIEWER, county)),
        today=TODAY,
    )
    return pk


MATRIX = {
    "recruitment:approvals": Row(REVIEWER),
    "recruitment:hires": Row(READERS, arguments=round_pk, scoped=True),
    "recruitment:hires-prepare": Row(RUNNERS, "post", arguments=round_pk, scoped=True),
    "recruitment:hires-submit": Row(CONFIRMERS, "post", arguments=round_pk, scoped=True),
    "recruitment:hire": Row(READERS, arguments=submitted, scoped=True),
    "recruitment:hire-submit": Row(CONFIRMERS, "post", arguments=prepared, scoped=True),
    "recruitment:hire-decide": Row(REVIEWER, "post", arguments=submitted, scoped=True),
    "recruitment:hire-appoint": Row(RUNNERS, "post", arguments=approved, scoped=True),
    "recruitment:hire-fall": Row(RUNNERS, "post", arguments=approved, scoped=True),
    "recruitment:hire-print": Row(READERS, "post", arguments=approved, scoped=True),
    "recruitment:hire-paper": Row(READERS, arguments=approved, scoped=True),
}
