"""The rule of pay: golden cases that an official can read, and what holds for any facts."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payroll.enums import Item
from payroll.rules import pay
from roster.enums import Identity, PostKind
from tests.payroll import pay_build as build

GOLDEN = [pytest.param(case, id=case["说明"]) for case in build.cases()]
# What the rule of one person cannot know: the account is looked at when the month is written.
NOT_THE_RULES = {"no_bank"}


@pytest.mark.parametrize("case", GOLDEN)
def test_the_rule_says_what_the_case_says(case):
    county = build.as_county(case)
    lines, troubles = build.by_rule(county, county["人员"][0])
    assert lines == build.expected(case)
    assert [kind for kind, _ in troubles] == [
        kind for kind in build.expected_troubles(case) if kind not in NOT_THE_RULES
    ]


def test_every_line_of_the_cases_is_explained_and_every_item_has_one():
    lines = [row for case in build.cases() for row in case["结果"]]
    assert all(row["算法"] for row in lines)
    told = {build.labelled(Item, row["项目"]) for row in lines}
    assert told == {*pay.ITEMS}
    problems = {label for case in build.cases() for label in case.get("问题", ())}
    assert len(problems) == 5


SEPTEMBER = date(2016, 9, 1)


def plain_scheme(value, first_day, **more):
    """A scheme with one value of a director's pay and of the allowance."""
    dated = (pay.Dated(Decimal(value) / 100, None, date.min, None),)
    return pay.Scheme(
        first_day=first_day, values={Item.BASE: dated, Item.GRID: dated}, several_villages="one", **more
    )


@given(
    st.integers(0, 999_999),
    st.dates(date(2014, 1, 1), date(2030, 12, 31)),
    st.sets(st.integers(2, 28), max_size=6),
)
def test_however_a_month_is_cut_the_parts_make_the_whole(value, day, cuts):
    scheme = plain_scheme(value, day.replace(day=1))
    edges = [1, *sorted(cuts), scheme.month_days + 1]
    services = [
        pay.Service(
            number,
            PostKind.POPULATION_DIRECTOR,
            f"村{number}",
            scheme.first_day + timedelta(days=start - 1),
            scheme.first_day + timedelta(days=end - 2),
        )
        for number, (start, end) in enumerate(pairwise(edges))
    ]
    due = pay.pay_of_month(scheme, services)
    assert len(due.lines) == len(services)
    assert due.sum() == Decimal(value) / 100
    assert sum(line.days for line in due.lines) == scheme.month_days
    assert all(line.amount >= 0 for line in due.lines)


spans = st.tuples(st.integers(1, 30), st.integers(1, 30)).map(sorted)


@given(st.lists(spans, max_size=4), st.lists(spans, max_size=4), st.sampled_from(["director", "allowance"]))
def test_no_day_is_paid_twice_where_one_of_two_posts_pays(villages, offices, choice):
    scheme = plain_scheme(170_000, SEPTEMBER, both_posts=choice, grid_posts=(PostKind.OFFICE_STAFF,))
    services = [
        pay.Service(
            number, kind, f"{kind}{number}", SEPTEMBER.replace(day=a), SEPTEMBER.replace(day=b), **more
        )
        for number, (kind, (a, b), more) in enumerate(
            [(PostKind.POPULATION_DIRECTOR, span, {}) for span in villages]
            + [(PostKind.OFFICE_STAFF, span, {"identity": Identity.CIVIL_SERVANT}) for span in offices]
        )
    ]
    due = pay.pay_of_month(scheme, services)
    paid = [line.first_day + timedelta(days=n) for line in due.lines for n in range(line.days)]
    assert len(paid) == len(set(paid))
    held = {n for first, last in villages + offices for n in range(first, last + 1)}
    assert {day.day for day in paid} == held
    assert due.sum() <= Decimal("3400.00")
