"""The SQL ranking equals the pure rule, is repeatable, and refuses what must not be."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import ProgrammingError, transaction

from appraisal import rules
from appraisal.enums import MonthState, ResultStatus
from appraisal.models import ITEMS, Entry, Finding, Month, Result, Sheet, TownshipResult
from appraisal.queries import scheme_for
from appraisal.services import months, ranking
from guanling.runs.enums import RunState
from guanling.runs.errors import Refusal
from guanling.runs.models import Run
from roster.enums import Level
from roster.models import Unit
from tests.appraisal import world as build
from tests.appraisal.cases import CASES, number
from tests.people import make_county

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2016, 9, 1), date(2016, 9, 30)


def figures(month, version=1):
    """Every figure of the results, without row ids."""
    return list(
        Result.objects.filter(month=month, version=version)
        .order_by("village_code", "person_name")
        .values_list(
            *("person_name", "village_code", "days_served", "weighted", "deduction", "score"),
            *("township_rank", "county_rank", "previous_county_rank", "band", "status"),
        )
    )


def expect_rule(month):
    """Compare the stored results with what the pure rule makes of the same rows."""
    scheme = scheme_for(month.county.code, month.first_day)
    people, stored = [], {}
    for result in Result.objects.filter(month=month, version=1).select_related("entry__sheet"):
        entry = result.entry
        key = f"{result.village_code}/{result.person_id}"
        stored[key] = result
        periods = result.person.appointments.filter(post__unit__code=result.village_code).values_list(
            "valid_from", "valid_to"
        )
        findings = Finding.objects.filter(
            month=month, person=result.person, village__code=result.village_code, withdrawn_reason=""
        )
        people.append(
            rules.Assessed(
                key=key,
                township=result.township_code,
                days_served=rules.days_served(periods, FIRST, LAST),
                scores={item: getattr(entry, item) for item in ITEMS},
                deduction=entry.deduction + sum((f.deduction for f in findings), Decimal(0)),
                sheet_complete=entry.sheet.state == "closed",
            )
        )
    assert len(people) == Entry.objects.filter(sheet__month=month).count()
    placed = rules.rank(people, scheme)
    for person, outcome in zip(people, placed, strict=True):
        result = stored[person.key]
        assert (result.days_served, result.status) == (person.days_served, outcome.status)
        assert (result.township_rank, result.county_rank) == (outcome.township_rank, outcome.county_rank)
        assert result.deduction == person.deduction
        if outcome.score is None:
            assert (result.score, result.weighted, result.band) == (None, None, "")
        else:
            assert (result.score, result.weighted, result.band) == (
                outcome.score.score,
                outcome.score.weighted,
                outcome.score.band,
            )
    for code, township in rules.township_places(placed, scheme).items():
        row = TownshipResult.objects.get(month=month, version=1, township_code=code)
        assert (row.people, row.ranked, row.average, row.place) == (
            township.people,
            township.ranked,
            township.average,
            township.place,
        )


@pytest.mark.parametrize("case", CASES["排序"], ids=lambda case: case["说明"])
def test_sql_equals_the_golden_cases(case):
    county = make_county()
    townships = dict(zip(("花江镇", "永宁镇"), county.villages, strict=True))
    people = {}
    for row in case["人员"]:
        start = LAST - timedelta(days=row["天数"] - 1)
        people[row["姓名"]] = build.make_director(townships[row["乡镇"]], row["姓名"], start=start)
    month = build.opened(county)
    for row in case["人员"]:
        build.score(people[row["姓名"]], number(row["各项"]), row.get("扣分", "0"))
    missing = {townships[row["乡镇"]].parent_id for row in case["人员"] if row.get("未报")}
    month.sheets.exclude(unit__in=missing).update(state="closed")
    Month.objects.filter(pk=month.pk).update(state=MonthState.CLOSED)
    ranking.rank_now(month=month)
    for row in case["人员"]:
        result = Result.objects.get(person=people[row["姓名"]])
        assert result.status == row.get("不排序", "ranked")
        assert (result.county_rank, result.township_rank) == (row.get("全县"), row.get("乡镇名次"))
    for row in case["乡镇"]:
        place = TownshipResult.objects.get(township_code=townships[row["名称"]].parent.code)
        assert (place.average, place.place) == (number(row["平均"]), row["名次"])
    expect_rule(month)


def random_county(seed):
    """A month with everything that can happen, at random."""
    dice = random.Random(seed)
    county = make_county()
    villages = list(county.villages)
    for township in county.townships:
        villages += [build.make_village(township, 202 + n, f"村{n}") for n in range(dice.randint(1, 4))]
    for village in villages:
        for _ in range(dice.randint(0, 4)):
            start = FIRST + timedelta(days=dice.randint(-40, 31))
            end = dice.choice([None, start + timedelta(days=dice.randint(0, 60))])
            person = build.make_director(village, f"人{dice.random()}", start, end)
            if end and dice.random() < 0.5:  # a second term, with a gap or none
                again = end + timedelta(days=dice.randint(1, 9))
                build.make_director(village, "", again, None, person)
            if dice.random() < 0.2:  # another village at the same time
                build.make_director(
                    dice.choice([v for v in villages if v != village]), "", start, end, person
                )
    month = build.opened(county)
    for entry in Entry.objects.filter(sheet__month=month).order_by("pk"):
        coarse = dice.random() < 0.6  # few different values: many ties
        for item in ITEMS:
            value = dice.choice((60, 70, 85)) if coarse else dice.randint(0, 200) / 2
            setattr(entry, item, None if dice.random() < 0.02 else Decimal(str(value)))
        entry.deduction = Decimal(str(dice.choice((0, 0, 0.5, 2, 5, 90))))
        entry.save()
        if dice.random() < 0.2:
            Finding.objects.create(
                month=month,
                village=entry.village,
                person=entry.person,
                found_on=FIRST,
                deduction=dice.choice((Decimal("0.5"), Decimal(3))),
                reason="查",
                document_number="1",
                withdrawn_reason=dice.choice(("", "撤")),
            )
    for sheet in Sheet.objects.filter(month=month).order_by("pk"):
        sheet.state = "closed" if dice.random() < 0.8 else dice.choice(("draft", "submitted", "returned"))
        sheet.save()
    Month.objects.filter(pk=month.pk).update(state=MonthState.CLOSED)
    return month


@pytest.mark.parametrize("seed", range(25))
def test_sql_equals_the_rule_on_random_months(seed):
    month = random_county(seed)
    ranking.rank_now(month=month)
    expect_rule(month)


def test_ranking_again_gives_the_same_rows():
    month = build.closed(build.small_county())
    ranking.rank_now(month=month)
    before = figures(month)
    run = ranking.rank_now(month=month)
    assert figures(month) == before
    assert (run.state, run.attempts, run.counts["ranked"]) == (RunState.DONE, 2, 3)
    assert run.parameters["values"]["assessment.min_days"]["value"] == "15"
    assert month.state == MonthState.RANKED


def test_last_months_places_are_carried():
    world = build.small_county()
    august = build.closed(world, ("70", "90", "80"), date(2016, 8, 1))
    ranking.rank_now(month=august)
    september = build.closed(world, ("90", "88", "70"))
    ranking.rank_now(month=september)
    rows = {row[0]: (row[7], row[8]) for row in figures(september)}
    assert rows == {"安甲": (1, 3), "白乙": (2, 1), "蔡丙": (3, 2)}


def test_who_has_no_row_on_a_sheet_is_named_and_not_scored():
    world = build.small_county()
    month = build.closed(world)
    build.make_director(world.villages[0], "后补", start=date(2016, 9, 1))
    ranking.rank_now(month=month)
    late = Result.objects.get(person_name="后补")
    assert (late.status, late.score, late.entry_id) == (ResultStatus.NOT_SCORED, None, None)
    assert late.township_code == world.townships[0].code


def test_other_counties_stay_out():
    world = build.small_county()
    other = Unit.objects.create(level=Level.COUNTY, code="520425", name="紫云县", short_name="紫云县")
    township = Unit.objects.create(
        level=Level.TOWNSHIP, code="520425101", name="松山镇", short_name="松山镇", parent=other
    )
    build.make_director(build.make_village(township, 201, "别村"), "外县")
    month = build.closed(world)
    ranking.rank_now(month=month)
    assert not Result.objects.filter(person_name="外县").exists()


def test_an_open_month_is_not_ranked():
    month = build.opened(build.small_county())
    with pytest.raises(Refusal, match="还没有关闭"):
        ranking.rank_now(month=month)
    assert Run.objects.get().state == RunState.FAILED


def test_an_issued_month_is_frozen():
    month = build.closed(build.small_county())
    ranking.rank_now(month=month)
    Result.objects.filter(month=month).update(issued=True)
    Month.objects.filter(pk=month.pk).update(state=MonthState.ISSUED)
    with pytest.raises(Refusal, match="已经通报"):
        ranking.rank_now(month=month)
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Result.objects.filter(month=month).update(score=0)


def test_due_months_are_queued_from_the_ranking_day_on():
    month = build.closed(build.small_county())
    assert ranking.queue_due(today=date(2016, 10, 9)) == []
    (run,) = ranking.queue_due(today=date(2016, 12, 31))
    assert (run.period, run.state) == ("2016-09", RunState.QUEUED)
    ranking.perform(run.pk)
    month.refresh_from_db()
    assert month.state == MonthState.RANKED
    assert ranking.queue_due(today=date(2016, 12, 31)) == []


def test_a_missing_township_is_not_scored_as_zero():
    world = build.small_county()
    month = build.closed(world, ("90", "88", None))
    ranking.rank_now(month=month)
    missing = Result.objects.get(person=world.people[2])
    assert (missing.status, missing.score, missing.county_rank) == (ResultStatus.SHEET_MISSING, None, None)
    township = TownshipResult.objects.get(township_code=world.townships[1].code)
    assert (township.missing, township.average, township.place) == (True, None, None)
    sheet = month.sheets.get(unit=world.townships[1])
    assert sheet.exception_reason == "测试关闭"
    assert months.sync_entries(month=month) == 0
