"""Rounds and applicants for the tests of open selection, in any state, past the services."""

from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from django.utils import timezone

from guanling.accounts.enums import Role
from guanling.documents.models import Paper
from recruitment.enums import (
    ApplicationState,
    GroupRole,
    GroupSide,
    HeadOffice,
    RoundKind,
    RoundState,
    Way,
)
from recruitment.models import Application, GroupMember, Opening, Round
from roster.enums import Education, PostKind, Sex
from roster.models import Post, VillageFigures
from roster.numbers import fingerprint
from tests.people import make_county, make_user
from tests.roster.build import number

ZONE = ZoneInfo("Asia/Shanghai")
OPENS, CLOSES = (
    datetime(2016, 9, 5, 9, 0, tzinfo=ZONE),
    datetime(2016, 9, 14, 17, 30, tzinfo=ZONE),
)
START = date(2016, 12, 1)
_serial = count(1)
# What the policy page gives for autumn 2016, as an announced round freezes it.
FROZEN = {
    "selection.age_min": "18",
    "selection.age_max": "40",
    "selection.education_min": "senior_high",
    "selection.notice_working_days": "5",
    "selection.registration_days": "5",
    "selection.opening_ratio": "3",
    "selection.full_mark": "100",
    "selection.pass_mark": "60",
    "selection.written_weight": "60",
    "selection.interview_ratio": "3",
    "selection.interview_pass_mark": "60",
    "selection.panel_min": "5",
    "selection.entry_minutes": "30",
    "selection.objection_working_days": "10",
    "selection.approval_working_days": "10",
    "selection.retention_months": "12",
    "selection.bonus_points": "10",
    "selection.station_age_max": "35",
    "selection.station_education_min": "college",
}


def frozen(**more):
    """Parameters of a round; ``more`` by the key's last part: ``frozen(pass_mark="50")``."""
    changed = {f"selection.{key}": value for key, value in more.items()}
    return {
        key: {"value": value, "source": "《实施方案》P2.4", "clause": "P2.4"}
        for key, value in (FROZEN | changed).items()
    }


def selection_county():
    """The county of tests.people, each village with 1500 people (one director by P2.2).

    ``second`` holds a second account of each role that somebody else must decide for: clerk, director,
    bureau reviewer.
    """
    world = make_county()
    for village in world.villages:
        VillageFigures.objects.create(unit=village, year=2015, population=1500, groups=5)
    township = world.townships[0]
    world.second = {
        Role.TOWNSHIP_CLERK: make_user("second_clerk", (Role.TOWNSHIP_CLERK, township)),
        Role.TOWNSHIP_DIRECTOR: make_user("second_director", (Role.TOWNSHIP_DIRECTOR, township)),
        Role.BUREAU_REVIEWER: make_user("second_reviewer", (Role.BUREAU_REVIEWER, world.county)),
    }
    return world


def make_members(round_):
    """The heads that P2.6 asks for."""
    for side, office, name, title in (
        (GroupSide.COUNTY, HeadOffice.LEADER_IN_CHARGE, "陈分管", "副县长"),
        (GroupSide.TOWNSHIP, HeadOffice.PARTY_HEAD, "韦书记", "党委书记"),
        (GroupSide.TOWNSHIP, HeadOffice.GOVERNMENT_HEAD, "罗镇长", "镇长"),
    ):
        GroupMember.objects.create(
            round=round_, side=side, role=GroupRole.HEAD, office=office, name=name, title=title
        )


def make_round(unit, *, by=None, state=RoundState.PREPARING, kind=RoundKind.DIRECTOR, members=True, **fields):
    """A round of ``unit`` in ``state``, its calendar in autumn 2016; nobody of the county prepared it."""
    serial = next(_serial)
    by = by or make_user(f"maker{serial}")
    made = Round.objects.create(
        **{
            "unit": unit,
            "kind": kind,
            "year": 2016,
            "serial": serial,
            "code": f"2016{unit.code[4:]}{serial:02d}",
            "title": f"{unit.short_name}2016年第{serial}批选聘",
            "opens_at": OPENS,
            "closes_at": CLOSES,
            "review_until": date(2016, 9, 20),
            "written_on": date(2016, 9, 25),
            "interview_on": date(2016, 10, 9),
            "check_from": date(2016, 10, 12),
            "notice_from": date(2016, 10, 24),
            "notice_to": date(2016, 10, 28),
            "start_on": START,
            "place": "镇计生办",
            "phone": "0851-37220000",
            "prepared_by": by,
        }
        | fields
    )
    if members:
        make_members(made)
    if state != RoundState.PREPARING:
        announce(made)
        if state != RoundState.ANNOUNCED:
            over = {"ended_at": timezone.now()} if state in ("closed", "cancelled") else {}
            if state == RoundState.CANCELLED:
                over["cancelled_reason"] = "无人报名"
            Round.objects.filter(pk=made.pk).update(state=state, **over)
            made.refresh_from_db()
    return made


def announce(round_):
    """The bare fact that the round was announced."""
    round_.announcement = Paper.objects.create(
        kind="selection-announcement",
        key=f"round-{round_.pk}",
        unit_code=round_.unit.code,
        title="公告",
        content={},
        number=f"甲府告〔2016〕{round_.pk}号",
        year=2016,
        serial=round_.pk,
        issued_at=timezone.now(),
        issued_on=date(2016, 9, 1),
    )
    round_.parameters = round_.parameters or frozen()
    round_.state, round_.announced_at = RoundState.ANNOUNCED, timezone.now()
    round_.announced_by = make_user(f"announcer{round_.pk}")
    round_.save()


def make_opening(round_, unit, *, kind=PostKind.POPULATION_DIRECTOR, places=1, quota=1, **fields):
    """An opening of ``round_`` in ``unit``."""
    post, _ = Post.objects.get_or_create(unit=unit, kind=kind)
    return Opening.objects.create(
        **{
            "round": round_,
            "post": post,
            "kind": kind,
            "unit": unit,
            "unit_name": unit.short_name,
            "number": round_.openings.count() + 1,
            "places": places,
            "quota": quota,
            "start_on": round_.start_on or START,
        }
        | fields
    )


def apply_to(opening, name, *, born="19850101", state=ApplicationState.REGISTERED, male=False, **fields):
    """An application of a person of that name, in ``state``."""
    serial = next(_serial)
    identity = number(serial % 500, born, male)
    birth = date(int(born[:4]), int(born[4:6]), int(born[6:]))
    closes = opening.round.closes_at.astimezone(ZONE).date()
    age = closes.year - birth.year - ((closes.month, closes.day) < (birth.month, birth.day))
    return Application.objects.create(
        **{
            "round": opening.round,
            "opening": opening,
            "number": f"{opening.round.code}{serial:06d}",
            "way": Way.COUNTER,
            "state": state,
            "name": name,
            "identity_number": identity,
            "identity_hash": fingerprint(identity),
            "sex": Sex.MALE if male else Sex.FEMALE,
            "birth_date": birth,
            "education": Education.COLLEGE,
            "phone": "13985300000",
            "age": age,
            "declared_at": timezone.now(),
        }
        | fields
    )
