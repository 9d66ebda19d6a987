"""Builds years: issued months with bare rows; sheets filled, accepted; worked out, graded, noticed."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from appraisal.enums import MonthState, ReviewKind, ReviewState, YearSheetState, YearState
from appraisal.models import ITEMS, Month, Result, Review, ReviewSubject, YearEntry
from appraisal.queries import years as queries
from appraisal.services import years
from guanling.accounts.enums import Role
from roster.enums import Grade
from tests.appraisal import world as build

YEAR = 2016
AFTER = date(2017, 1, 10)
FIRST_NOTICE = date(2017, 1, 11)
NOTICE_OVER = date(2017, 1, 18)
NUMBER = "关人口计生考〔2017〕1号"


def month_row(world, person, month, score, **fields):
    """An issued result of ``person`` in a month of the year."""
    row = bare_row(months_of(world)[month], world, person, score, **fields)
    row.save()
    return row


def months_of(world):
    """{number: the issued month} of the whole year; those that are not there yet are made."""
    there = Month.objects.filter(county=world.county, first_day__year=YEAR)
    held = {month.first_day.month: month for month in there}
    lacking = set(range(1, 13)) - set(held)
    made = Month.objects.bulk_create(
        Month(county=world.county, first_day=date(YEAR, month, 1), state=MonthState.ISSUED)
        for month in sorted(lacking)
    )
    return held | {month.first_day.month: month for month in made}


def bare_row(month, world, person, score, *, ji=None, satisfaction=None, village=None, **fields):
    """A result, not saved yet."""
    village = village or world.villages[0]
    score = Decimal(score)
    figures = dict.fromkeys(ITEMS, score) | {
        "ji": Decimal(ji if ji is not None else score),
        "satisfaction": Decimal(satisfaction if satisfaction is not None else score),
    }
    return Result(
        **{
            "month": month,
            "issued": True,
            "person": person,
            "person_name": person.name,
            "township_code": village.parent.code,
            "township_name": village.parent.name,
            "village_code": village.code,
            "village_name": village.name,
            "days_served": 30,
            "weighted": score,
            "score": score,
            "township_rank": 1,
            "county_rank": 1,
            "band": "一档",
            "status": "ranked",
            **figures,
            **fields,
        }
    )


def whole_year(world, people):
    """Twelve issued months of one score for each (person, score, village)."""
    months = months_of(world)
    Result.objects.bulk_create(
        bare_row(month, world, person, score, village=village)
        for person, score, village in people
        for month in months.values()
    )


def review(world, person, score, *, village=None, state=ReviewState.SETTLED, first_day=None):
    """A yearly review of one person."""
    held = Review.objects.create(
        village=village or world.villages[0],
        kind=ReviewKind.MEETING,
        year=YEAR,
        first_day=first_day,
        held_on=date(YEAR, 12, 20),
        ballots_issued=30,
        state=state,
        settled_at=timezone.now() if state == ReviewState.SETTLED else None,
        void_reason="收回票数不足" if state == ReviewState.VOID else "",
    )
    return ReviewSubject.objects.create(review=held, person=person, score=Decimal(score))


def county(scores=("90", "88", "70")):
    """Three directors with twelve issued months each of these scores: two in 甲镇, one in 乙镇."""
    world = build.small_county()
    villages = (world.villages[0], world.villages[0], world.villages[1])
    whole_year(world, zip(world.people, scores, villages, strict=True))
    return world


def more(world, scores, village=0):
    """Further directors with twelve issued months of these scores."""
    where = world.villages[village]
    found = [build.make_director(where, f"增{chr(0x7532 + number)}") for number in range(len(scores))]
    whole_year(world, ((person, score, where) for person, score in zip(found, scores, strict=True)))
    world.people += found
    return found


def opened(world):
    """The year, opened by the clerk."""
    world.year = years.open_year(
        county=world.county, year=YEAR, user=world.users[Role.BUREAU_CLERK], today=AFTER
    )
    return world.year


def filled(world, targets="90"):
    """The opened year with every row filled in, past the services; ``targets``: one score or one a person."""
    year = opened(world)
    YearEntry.objects.filter(year=year).update(
        target_score=Decimal(targets) if isinstance(targets, str) else None,
        remark="工作认真负责。",
        proposed_grade=Grade.COMPETENT,
    )
    if not isinstance(targets, str):
        for person, target in zip(world.people, targets, strict=True):
            YearEntry.objects.filter(year=year, person=person).update(
                target_score=None if target is None else Decimal(target)
            )
    return year


def accepted(world, targets="90"):
    """The filled year with every sheet accepted."""
    year = filled(world, targets)
    year.sheets.update(state=YearSheetState.ACCEPTED)
    return year


def computed(world, targets="90"):
    """The accepted year, worked out."""
    year = accepted(world, targets)
    years.compute(year=year, user=world.users[Role.BUREAU_CLERK], today=AFTER)
    return year


def graded(world, targets="90"):
    """The year with its grades."""
    year = computed(world, targets)
    years.grade(year=year, user=world.users[Role.BUREAU_CLERK])
    return year


def noticed(world, targets="90"):
    """The year told in public; with nobody excellent as graded."""
    year = graded(world, targets)
    if queries.excellent(year, 1).exists():
        years.start_notice(
            year=year, first_day=FIRST_NOTICE, user=world.users[Role.BUREAU_CLERK], today=AFTER
        )
    return year


def confirmed(world, targets="90"):
    """The year confirmed by the reviewer."""
    year = noticed(world, targets)
    world.told = years.confirm(
        year=year, document_number=NUMBER, user=world.users[Role.BUREAU_REVIEWER], today=NOTICE_OVER
    )
    return year


def six():
    """Six directors, the best of them excellent: quota ⌊6 × 20 %⌋ = 1."""
    world = county()
    more(world, ("80", "75", "65"))
    return world


IN_STATE = {
    YearState.OPEN: accepted,
    YearState.COMPUTED: computed,
    YearState.GRADED: graded,
    YearState.NOTICED: noticed,
    YearState.CONFIRMED: confirmed,
}
