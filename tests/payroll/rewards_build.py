"""Builds confirmed years and people who complete theirs, for the tests of rewards."""

from datetime import date
from decimal import Decimal

from appraisal.enums import YearState, YearStatus
from appraisal.models import Year, YearResult
from guanling.accounts.enums import Role
from guanling.policy.queries import at
from payroll.services import rewards
from roster.enums import Grade
from tests.payroll import pension_build as made
from tests.people import make_user

TODAY = date(2018, 3, 1)


def county():
    """A county with a clerk who proposes and two reviewers who decide."""
    world = made.county()
    world.reviewer = world.users[Role.BUREAU_REVIEWER]
    world.reviewer2 = make_user("reviewer2", (Role.BUREAU_REVIEWER, world.county))
    return world


def year_of(world, number):
    """The confirmed year."""
    held, _ = Year.objects.get_or_create(
        county=world.county,
        year=number,
        defaults={
            "state": YearState.CONFIRMED,
            "confirmed_at": f"{number + 1}-01-20T00:00:00+08:00",
            "document_number": f"关人口计生考〔{number + 1}〕1号",
            "parameters": at(world.county.code, date(number, 12, 31)).as_json(
                "yearly.", "assessment.min_days"
            ),
        },
    )
    return held


def result(world, who, number, grade=Grade.COMPETENT, target="80", *, version=1, village=0):
    """The confirmed result of somebody's year; short service is 不定等次."""
    short = grade == Grade.NO_GRADE
    where = world.villages[village]
    return YearResult.objects.create(
        year=year_of(world, number),
        version=version,
        issued=True,
        person=who,
        person_name=who.name,
        township_code=where.parent.code,
        township_name=where.parent.name,
        village_code=where.code,
        village_name=where.name,
        months_served=5 if short else 12,
        months_ranked=5 if short else 12,
        target_score=None if target is None else Decimal(target),
        total=None if short else Decimal("80"),
        place=None if short else 1,
        status=YearStatus.TOO_SHORT if short else YearStatus.GRADED,
        grade=grade,
    )


def complete(world, name="安甲", *, village=0, results=True):
    """Somebody who served 2015 to 2017, all three years up to standard."""
    who = made.director(world, name, date(2015, 1, 1), village=village)
    if results:
        for number in (2015, 2016, 2017):
            result(world, who, number, village=village)
    return who


def proposed(world, who, today=TODAY):
    """The reward of somebody, proposed by the clerk."""
    (one,) = rewards.propose(county=world.county, year=2017, people=[who.pk], user=world.clerk, today=today)
    return one
