"""Pension accrual (P6.5): which full years accrue what, and what late facts change. Pure.

The SQL (services/pension.py) repeats this; tests/payroll/test_pension.py holds the two equal on
tests/policy_cases/pension.yaml and on random histories.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from payroll.enums import AccrualKind, GapKind
from payroll.rules.service import FullYear, Term, years_served

CLAUSE = "P6.5"
PER_YEAR = "pay.pension_per_year"
DUE_MONTH = "pay.pension_due_month"
# How it is counted, told beside every list.
READING = (
    "在人口主任岗位（不含代行）连续任职每满一年计一年：前后相接的任职合并计算，换村、更名、并村不断；"
    "同时任两个村的只计一次；中间断开一天，未满的一年不计，以前的满年保留。标准按满年当日的规定。"
)
REMEDY = "请在人员基本信息中登记是否参加城乡居民养老保险；登记后在下一次计提中补计"


@dataclass(frozen=True)
class Standard:
    """A value of the accrual from a day to a day (None: still)."""

    first: date
    last: date | None
    amount: Decimal

    def holds_on(self, day: date) -> bool:
        """Whether it holds on ``day``."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Due:
    """A full year that accrues ``amount`` by the standard since ``value_from``; ``gap``: why it does not."""

    year: FullYear
    amount: Decimal
    value_from: date
    gap: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a batch: the day the year was completed, the signed amount, and why it stands there."""

    year_to: date
    amount: Decimal
    kind: str


def standard_on(standards: Iterable[Standard], day: date) -> Standard | None:
    """Return the standard of a day; None where nothing is laid down."""
    return next((standard for standard in standards if standard.holds_on(day)), None)


def gap_of(enrolled: bool | None) -> str:
    """Return why nothing accrues for somebody with this mark of enrolment; "" where it does."""
    if enrolled is None:
        return GapKind.UNKNOWN
    return "" if enrolled else GapKind.NOT_ENROLLED


def due(
    terms: Iterable[Term], enrolled: bool | None, standards: Iterable[Standard], first: date, until: date
) -> list[Due]:
    """Return what the full years completed from ``first`` to ``until`` accrue.

    A year completed before the clause held has none and is left out.
    """
    standards, gap = list(standards), gap_of(enrolled)
    found = []
    for year in years_served(terms, until):
        standard = standard_on(standards, year.last) if year.last >= first else None
        if standard is not None:
            found.append(Due(year, Decimal(0) if gap else standard.amount, standard.first, gap))
    return found


@dataclass(frozen=True)
class Booked:
    """What confirmed batches say of somebody: {day completed: sum}, and the days left out as not enrolled."""

    sums: Mapping[date, Decimal]
    not_enrolled: frozenset[date] = frozenset()


def rows(
    terms: Iterable[Term],
    enrolled: bool | None,
    standards: Iterable[Standard],
    *,
    year: int,
    until: date,
    booked: Booked,
    looked_at: Iterable[int],
) -> list[Row]:
    """Return the rows of somebody in the batch of ``year``.

    ``looked_at``: the earlier years that have been confirmed; late facts about them come here. What was
    confirmed is not taken back because the mark of enrolment changes, for the mark has no date; nor does
    somebody who was not enrolled get the year later.
    """
    standards = list(standards)
    looked = {year, *looked_at}
    now = {
        served.last: standard.amount
        for served in years_served(terms, until)
        if served.last.year in looked and (standard := standard_on(standards, served.last))
    }
    found = []
    for day in sorted({*now, *(day for day in booked.sums if day.year in looked and day <= until)}):
        held = booked.sums.get(day)
        if held is not None:
            difference = now.get(day, Decimal(0)) - held
            if difference:
                found.append(Row(day, difference, AccrualKind.CORRECTION))
        elif enrolled and day not in booked.not_enrolled:
            kind = AccrualKind.YEAR if day.year == year else AccrualKind.LATE
            found.append(Row(day, now[day], kind))
    return found
