"""The year from opening to the files: SQL equals the pure rule; states, rights, races; corrections (P5.2)."""

import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from appraisal.enums import (
    YearStatus,
)
from appraisal.models import YearResult
from appraisal.queries import years as queries
from appraisal.rules import years as rules
from guanling.accounts.enums import Role
from guanling.policy.rules import Decision, settle_all
from guanling.policy.services import decide
from roster.enums import Grade
from tests.appraisal import world as build
from tests.appraisal import years_build as made
from tests.appraisal.years_build import YEAR
from tests.people import make_county

CASES = yaml.safe_load(
    (Path(__file__).resolve().parent.parent / "policy_cases" / "years.yaml").read_text(encoding="utf-8")
)
CLERK, REVIEWER = Role.BUREAU_CLERK, Role.BUREAU_REVIEWER
TOWN_CLERK, TOWN_DIRECTOR = Role.TOWNSHIP_CLERK, Role.TOWNSHIP_DIRECTOR


def number(value):
    return None if value in (None, "空") else Decimal(str(value))


def months(text):
    """90×6,80×1 as single months."""
    if text == "空":
        return []
    parts = (part.split("×") for part in str(text).split(","))
    return [Decimal(score) for score, count in parts for _ in range(int(count))]


def scheme_of(case):
    held = settle_all(
        "520424",
        queries.last_day(YEAR),
        [
            Decision(key, value, date(YEAR, 1, 1), None, "1号", "案例")
            for key, value in case.get("县定", {}).items()
        ],
    )
    return queries.scheme_of(held)


def figures_of(row):
    """What the pure rule is told of a row of a case."""
    served, scores, performance, satisfaction, target, review = row
    averaged = rules.averages(
        rules.MonthScore(date(YEAR, number, 1), *values)
        for number, values in enumerate(
            zip(months(scores), months(performance), months(satisfaction), strict=True), 1
        )
    )
    return averaged, rules.Assessed(
        "",
        served,
        averaged.months,
        averaged.score,
        averaged.performance,
        number(target),
        number(review) if number(review) is not None else averaged.satisfaction,
    )


def expected(case, name):
    average, total, place, grade, reason = case["结果"][name]
    return (
        number(average),
        number(total),
        None if place == "空" else place,
        "" if grade == "空" else grade,
        reason,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["说明"])
def test_the_rule_on_the_golden_cases(case):
    people = []
    averages = {}
    for name, row in case["人员"].items():
        averages[name], person = figures_of(row)
        people.append(
            rules.Assessed(name, *(getattr(person, f) for f in list(person.__dataclass_fields__)[1:]))
        )
    outcomes = {one.key: one for one in rules.assess(people, scheme_of(case))}
    for name in case["结果"]:
        average, total, place, grade, reason = expected(case, name)
        one = outcomes[name]
        found = (averages[name].score, one.total, one.place, Grade(one.grade).label if one.grade else "")
        assert found == (average, total, place, grade)
        assert bool(one.reason) == bool(reason)
        assert reason in one.reason


def stored(year, version=1):
    """{name: the stored outcome}."""
    return {
        row.person_name: (
            row.month_average,
            row.total,
            row.place,
            row.get_grade_display() if row.grade else "",
            row.grade_reason,
        )
        for row in YearResult.objects.filter(year=year, version=version)
    }


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["说明"])
def test_the_statements_on_the_golden_cases(case):
    world = make_county()
    for key, value in case.get("县定", {}).items():
        decide(
            county_code=world.county.code,
            key=key,
            value=value,
            valid_from=date(YEAR, 1, 1),
            document_number="1号",
            reason="案例",
            user=world.users[CLERK],
        )
    people = {}
    for name, row in case["人员"].items():
        served, scores, performance, satisfaction, _, review = row
        # The last months of the year, each from its first day.
        people[name] = build.make_director(world.villages[0], name, start=date(YEAR, 13 - served, 1))
        rows = zip(months(scores), months(performance), months(satisfaction), strict=True)
        for month, (score, ji, content) in enumerate(rows, 1):
            made.month_row(world, people[name], month, score, ji=ji, satisfaction=content)
        if number(review) is not None:
            village = build.make_village(world.townships[0], 300 + len(people), f"{name}评议村")
            made.review(world, people[name], review, village=village)
    # Of a case about missing months somebody else's month makes the year one that can be worked out.
    world.people = list(people.values())
    targets = [row[4] if number(row[4]) is not None else None for row in case["人员"].values()]
    year = made.graded(world, targets)
    found = stored(year)
    for name in case["结果"]:
        average, total, place, grade, reason = expected(case, name)
        assert found[name][:4] == (average, total, place, grade)
        assert bool(found[name][4]) == bool(reason)
        assert reason in found[name][4]


def random_year(world, seed):
    """Directors with random months, scores, terms, reviews and targets; returns what the rule sees."""
    chance = random.Random(seed)
    second = build.make_village(world.townships[0], 290, "第二村")
    told, targets = {}, []
    for index in range(30):
        first = date(YEAR, chance.choice([1, 1, 1, 4, 7, 8, 9]), chance.choice([1, 1, 10, 17, 20]))
        end = chance.choice([None, None, None, date(YEAR, 11, chance.choice([3, 14, 15, 30]))])
        person = build.make_director(world.villages[0], f"随{index:02d}", start=first, end=end)
        if chance.random() < 0.3:
            build.make_director(second, "", start=date(YEAR, 3, 5), end=date(YEAR, 5, 20), person=person)
        rows = []
        for month in range(1, 13):
            for village in [world.villages[0], second][: chance.choice([0, 1, 1, 1, 2])]:
                figures = [
                    Decimal(chance.choice(["86", "86.5", "85.01", "85", "70", "84.97"])) for _ in range(3)
                ]
                figures[1:] = [value.quantize(Decimal("0.1")) for value in figures[1:]]
                score, ji, content = figures
                made.month_row(world, person, month, score, ji=ji, satisfaction=content, village=village)
                rows.append(rules.MonthScore(date(YEAR, month, 1), score, ji, content))
        scores = [Decimal(chance.choice(["80", "90.5", "77"])) for _ in range(chance.choice([0, 0, 1, 2, 3]))]
        for step, score in enumerate(scores):
            village = build.make_village(world.townships[0], 300 + index * 4 + step, f"评{index}之{step}村")
            made.review(world, person, score, village=village)
        targets.append(chance.choice([None, "85", "86", "90.25"]))
        told[person] = (rows, scores)
        world.people.append(person)
    return told, targets


def served_months(person):
    """Months of the year with the least days of service, by days counted one by one."""
    terms = list(person.appointments.values_list("valid_from", "valid_to"))
    count = 0
    for month in range(1, 13):
        day, days = date(YEAR, month, 1), 0
        while day.month == month:
            days += any(first <= day and (last is None or day <= last) for first, last in terms)
            day += timedelta(days=1)
        count += days >= 15
    return count


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_the_statements_equal_the_rule_on_random_years(seed):
    world = make_county()
    world.people = []
    told, targets = random_year(world, seed)
    year = made.graded(world, targets)
    people, averages = [], {}
    for (person, (rows, scores)), target in zip(told.items(), targets, strict=True):
        averages[person.name] = averaged = rules.averages(rows)
        reviewed = rules.round_half_up(sum(scores, Decimal(0)) / len(scores), 2) if scores else None
        people.append(
            rules.Assessed(
                person.name,
                served_months(person),
                averaged.months,
                averaged.score,
                averaged.performance,
                number(target),
                averaged.satisfaction if reviewed is None else reviewed,
            )
        )
    scheme = queries.stored_scheme(year)
    assert scheme == queries.scheme_for(world.county.code, YEAR)
    outcomes = rules.assess(people, scheme)
    assert {one.status for one in outcomes} == {status.value for status in YearStatus}
    for person, one in zip(people, outcomes, strict=True):
        row = YearResult.objects.get(year=year, person_name=person.key)
        assert (row.months_served, row.months_ranked) == (person.months_served, person.months_ranked)
        assert (row.month_average, row.performance_average) == (person.month_average, person.performance)
        assert row.satisfaction == person.satisfaction
        assert (row.status, row.total, row.place) == (one.status, one.total, one.place)
        assert (row.grade, row.grade_reason) == (one.grade, one.reason)
