"""The grounds of leaving that facts can show (P8.1, P8.2), and what is missing to judge them. Pure.

One function per ground: facts and dated figures in, a :class:`Judgement` out. The sweep runs as SQL
(services/sweep.py); tests hold the two equal on tests/policy_cases/leaving_grounds.yaml and at random.

Readings that all yearly grounds share:

- The month's facts are those of its last day. The previous full year is the calendar year before it.
- A year counts only when the ground was in force on its last day (in the running year: on the day of the
  sweep), so that nothing from before a rule is held against anybody.
- Nothing is found of years that end before the previous full year: what was not raised then is past.
- Missing records break a row and are told as missing, never as a breach.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from training.rules.compliance import YearRecord

MET, NOT_MET, MISSING = "met", "not_met", "missing"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Judgement:
    """What a ground comes to: the years (or the day) it rests on, or the years that cannot be judged."""

    outcome: str
    years: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()


NOTHING = Judgement(NOT_MET)


def years_told(years: Sequence[int]) -> str:
    """Return years as a period: 2015年, 2014—2015年."""
    return f"{years[0]}年" if len(years) == 1 else f"{years[0]}—{years[-1]}年"


# --- P8.2a: behind in consecutive years ------------------------------------------------------------


@dataclass(frozen=True)
class YearStanding:
    """A year of a person. ``behind``: None without a grade; ``document``: that of the grade's paper.

    ``served``: whether the person was director on some day of the year, so that a grade was due.
    """

    behind: bool | None = None
    document: str = ""
    served: bool = True


def behind_in_a_row(years: Mapping[int, YearStanding], previous: int, number: int) -> Judgement:
    """Return whether the last ``number`` years with grades are all behind (P8.2a).

    ``years``: those that count; ``previous``: the previous full year. Readings: the row ends with the latest
    year that has a grade, which is the previous full year or later; a grade without its document's number
    proves nothing and is told as missing; 不定等次 is a grade that is not behind. A year without a grade, in
    which the person served, is told as missing when every other year of the row that ends with the previous
    full year is behind or missing too, and one is behind.
    """
    graded = [year for year, one in years.items() if one.behind is not None]
    latest = max(graded, default=0)
    row = range(latest - number + 1, latest + 1)
    if latest >= previous and all(_proves(years.get(year)) for year in row):
        return Judgement(MET, tuple(row))
    row = range(previous - number + 1, previous + 1)
    states = [years.get(year) for year in row]
    lacking = tuple(year for year, one in zip(row, states, strict=True) if one and _lacks(one))
    behind = any(one and one.behind for one in states)
    rest = all(one and (one.behind or _lacks(one)) for one in states)
    return Judgement(MISSING, missing=lacking) if lacking and behind and rest else NOTHING


def _proves(one):
    return one is not None and bool(one.behind) and bool(one.document)


def _lacks(one):
    return (one.behind is None and one.served) or (bool(one.behind) and not one.document)


# --- P8.2b: counts of the village ------------------------------------------------------------------


@dataclass(frozen=True)
class VillageYear:
    """A year of a person in the village that counts. ``number``: None where no count is recorded for it.

    ``asked``: the person served there long enough in the year and the county recorded counts of it.
    """

    number: int | None = None
    asked: bool = True


def village_of(days: Mapping[str, int], least: int) -> str | None:
    """Return the village (code) whose count of a year is a person's: where the person served longest.

    ``days``: {village: days as regular director in the year}. None when that is less than ``least`` days.
    Of equally long ones the first by code.
    """
    village = min(days, key=lambda code: (-days[code], code), default=None)
    return village if village is not None and days[village] >= least else None


def births(years: Mapping[int, VillageYear], previous: int, times: int, consecutive: int) -> list[Judgement]:
    """Return what the counts of a person's villages come to, by the last year of each row (P8.2b).

    Met by ``times`` or more in one year, else by one or more in each of ``consecutive`` years; one judgement
    a last year, resting on no more years than it needs. Counts are yearly: one of December and one of
    January are two consecutive years. A full year of the row for which the village has no count is missing.
    """
    found = []
    for last in (previous, previous + 1):
        row = range(last - consecutive + 1, last + 1)
        if _number(years, last) >= times:
            found.append(Judgement(MET, (last,)))
        elif all(_number(years, year) >= 1 for year in row):
            found.append(Judgement(MET, tuple(row)))
    missing = tuple(
        year
        for year in range(previous - consecutive + 1, previous + 1)
        if year in years and years[year].asked and years[year].number is None
    )
    return found or ([Judgement(MISSING, missing=missing)] if missing else [NOTHING])


def _number(years, year):
    one = years.get(year)
    return one.number or 0 if one is not None and one.asked else 0


# --- P8.2c, d, e, f, h, i: a confirmed incident ----------------------------------------------------


def incident(*, confirmed: bool, document: str, happened: bool, in_force_then: bool) -> Judgement:
    """Return whether an incident is a ground: confirmed under a number, and the rule held when it happened.

    ``happened``: by the day of the sweep. One is enough, and it is used once.
    """
    return Judgement(MET if confirmed and bool(document) and happened and in_force_then else NOT_MET)


# --- P8.2g: no knowledge-update training -----------------------------------------------------------


def untrained(records: Mapping[int, YearRecord], previous: int, number: int) -> Judgement:
    """Return whether it is proven of ``number`` years up to ``previous`` that nobody saw the person (P8.2g).

    The readings of training.rules.compliance.untrained_years hold: served whole, days required, no recorded
    leave. A year of which the county has no record of such training is missing when all the others of the
    row are proven.
    """
    row = range(previous - number + 1, previous + 1)
    years = [records.get(year) for year in row]
    if any(one is None for one in years):
        return NOTHING
    if all(one.untrained for one in years):
        return Judgement(MET, tuple(row))
    lacking = tuple(one.year for one in years if one.whole and one.required and not one.held and not one.days)
    others = [one for one in years if one.year not in lacking]
    if lacking and others and all(one.untrained for one in others):
        return Judgement(MISSING, missing=lacking)
    return NOTHING


# --- P8.1: the term is over, the age for renewal is past --------------------------------------------


def term_over(*, last_day: date | None, first: date, last: date, goes_on: bool, ended: bool) -> bool:
    """Return whether an appointment's term runs out from ``first`` to ``last`` and nothing follows (P8.1).

    ``goes_on``: renewed, carried on under the unit's new name, or a renewal is consented to; ``ended``: a
    ground of leaving is on record already.
    """
    return last_day is not None and first <= last_day <= last and not goes_on and not ended


def past_age(birth: date, last_day: date, limit: int | None) -> bool:
    """Return whether somebody would be older than ``limit`` on the first day after the term (P8.1).

    As the renewal itself asks it: who has just reached the limit may still be renewed. No limit, nothing.
    """
    return limit is not None and birth + relativedelta(years=limit + 1) <= last_day + DAY


def term_unrecorded(*, since: date, last_day: date | None, last: date, years: int | None) -> bool:
    """Return whether the usual term is long over and no last day is on record: missing, not a ground."""
    return last_day is None and years is not None and since + relativedelta(years=years) <= last


# --- A6.1: persistent last places -------------------------------------------------------------------


@dataclass(frozen=True)
class Placed:
    """A person's place in an issued month: the best one where there are several; ``ranked``: of how many."""

    place: int
    ranked: int


def is_last(placed: Placed | None, places: int) -> bool:
    """Return whether somebody is among the last ``places`` of a month (A6.1).

    Readings, each the one that favours people: equal places that reach beyond the limit do not count; where
    no more people are ranked than there are last places, being among them says nothing; not being ranked is
    not being last.
    """
    return placed is not None and placed.ranked > places and placed.ranked - placed.place + 1 <= places


def last_in_a_row(months: Mapping[date, Placed], row: Sequence[date], places: int) -> bool:
    """Return whether somebody is among the last ``places`` in each month of ``row`` (A6.1)."""
    return bool(row) and all(is_last(months.get(month), places) for month in row)


def overlaps(row: Iterable[date], earlier_last: date | None) -> bool:
    """Return whether months of ``row`` have led to a talk already: each month leads to one talk at most."""
    return earlier_last is not None and min(row) <= earlier_last


def village_counts(own: int | None, before: Mapping[str, int], served: Iterable[str]) -> Decimal | None:
    """Return the count of a village's year: its own, else those of the villages it was before.

    Of the latter only those in which the person served in the year; None where there is none.
    """
    if own is not None:
        return Decimal(own)
    found = [before[code] for code in served if code in before]
    return Decimal(sum(found)) if found else None
