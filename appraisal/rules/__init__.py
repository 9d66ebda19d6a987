"""The month's score, band, places and deadlines (P6.1). Pure: no Django, no clock, no figures.

Every figure comes in as a :class:`Scheme`, read from dated policy. The ranking itself runs as SQL
(services/ranking.py); tests hold the two equal on the cases of tests/policy_cases and on random ones.
"""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

CLAUSE = "P6.1"

# Why somebody is not ranked, strongest reason first; the values of enums.ResultStatus.
RANKED = "ranked"
TOO_FEW_DAYS = "too_few_days"
SHEET_MISSING = "sheet_missing"
NOT_SCORED = "not_scored"


@dataclass(frozen=True)
class Band:
    """A band of scores: from ``lower`` up, the limit included; ``None`` takes the rest."""

    lower: Decimal | None
    label: str


@dataclass(frozen=True)
class Scheme:
    """The parameters of one month's assessment, as the county's policy has them on the month's first day.

    ``weights`` are per cent by item; days count calendar days; due, review and ranking days are days of
    the following month.
    """

    weights: Mapping[str, Decimal]
    item_max: Decimal
    item_step: Decimal
    result_min: Decimal
    result_places: int
    bands: tuple[Band, ...]
    min_days: int
    due_day: int
    review_day: int
    ranking_day: int
    first_places: int
    last_places: int


@dataclass(frozen=True)
class Score:
    """An itemised score: what each item brings, their sum, what is deducted, what remains, the band."""

    items: Mapping[str, Decimal]
    weighted: Decimal
    deduction: Decimal
    score: Decimal
    band: str
    clause: str = CLAUSE


@dataclass(frozen=True)
class Assessed:
    """One director in one village as the ranking sees them."""

    key: str
    township: str
    days_served: int
    scores: Mapping[str, Decimal | None]
    deduction: Decimal = Decimal(0)
    sheet_complete: bool = True


@dataclass(frozen=True)
class Placed:
    """The outcome for one :class:`Assessed`: a score and places, or the reason why there are none."""

    key: str
    township: str
    status: str
    score: Score | None = None
    township_rank: int | None = None
    county_rank: int | None = None


@dataclass(frozen=True)
class TownshipPlace:
    """A township's average over its ranked people (two places, half up) and its place by it."""

    township: str
    people: int
    ranked: int
    average: Decimal | None
    place: int | None


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Return ``value`` with ``places`` decimals, a half going up (away from zero)."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def item_fault(value: Decimal, scheme: Scheme) -> str:
    """Return in Chinese why ``value`` cannot be an item's score, or an empty text."""
    if value < 0 or value > scheme.item_max:
        return f"应在 0 到 {scheme.item_max.normalize():f} 之间"
    if value % scheme.item_step:
        return f"应是 {scheme.item_step.normalize():f} 分的整数倍"
    return ""


def deduction_fault(value: Decimal, scheme: Scheme) -> str:
    """Return in Chinese why ``value`` cannot be a deduction, or an empty text."""
    if value < 0 or value > scheme.item_max:
        return f"应在 0 到 {scheme.item_max.normalize():f} 之间"
    if value % scheme.item_step:
        return f"应是 {scheme.item_step.normalize():f} 分的整数倍"
    return ""


def band_of(score: Decimal, scheme: Scheme) -> str:
    """Return the label of the band of ``score``; a limit belongs to the band above it (以上含本数)."""
    for band in scheme.bands:
        if band.lower is None or score >= band.lower:
            return band.label
    return ""


def score_of(scores: Mapping[str, Decimal], deduction: Decimal, scheme: Scheme) -> Score:
    """Return the itemised score: weighted sum less deduction, not below the minimum, rounded half up.

    The rounding comes last, so that nothing is rounded twice.
    """
    items = {item: scores[item] * weight / 100 for item, weight in scheme.weights.items()}
    weighted = sum(items.values(), Decimal(0))
    score = round_half_up(max(weighted - deduction, scheme.result_min), scheme.result_places)
    return Score(items, weighted, deduction, score, band_of(score, scheme))


def days_served(periods: Iterable[tuple[date, date | None]], first: date, last: date) -> int:
    """Return on how many days from ``first`` to ``last`` (both included) one of ``periods`` holds.

    A period's ends are included, ``None`` is open; a day covered twice counts once.
    """
    days = 0
    covered_to = first - timedelta(days=1)
    for start, end in sorted(periods, key=lambda period: period[0]):
        begin = max(start, covered_to + timedelta(days=1))
        finish = last if end is None else min(end, last)
        if finish >= begin:
            days += (finish - begin).days + 1
            covered_to = finish
    return days


def month_end(first_day: date) -> date:
    """Return the last day of the month of ``first_day``."""
    return first_day.replace(day=calendar.monthrange(first_day.year, first_day.month)[1])


def next_month(first_day: date) -> date:
    """Return the first day of the following month."""
    return month_end(first_day) + timedelta(days=1)


def previous_month(first_day: date) -> date:
    """Return the first day of the preceding month."""
    return (first_day - timedelta(days=1)).replace(day=1)


def deadline(first_day: date, day: int) -> date:
    """Return ``day`` of the month after ``first_day``'s: when sheets are due, reviewed or ranked."""
    return next_month(first_day).replace(day=day)


def status_of(person: Assessed, scheme: Scheme) -> str:
    """Return whether ``person`` is ranked, or the strongest reason why not. A missing score is never zero."""
    if person.days_served < scheme.min_days:
        return TOO_FEW_DAYS
    if not person.sheet_complete:
        return SHEET_MISSING
    if any(person.scores.get(item) is None for item in scheme.weights):
        return NOT_SCORED
    return RANKED


def competition_ranks(values: Mapping[str, Decimal]) -> dict[str, int]:
    """Return key → place, highest first; equal values share a place and the next is skipped (1, 2, 2, 4)."""
    places = {}
    place, before = 0, None
    for number, (key, value) in enumerate(sorted(values.items(), key=lambda pair: -pair[1]), start=1):
        if value != before:
            place, before = number, value
        places[key] = place
    return places


def rank(people: Iterable[Assessed], scheme: Scheme) -> list[Placed]:
    """Score and place everybody, in the order given; keys must be unique."""
    people = list(people)
    statuses = {person.key: status_of(person, scheme) for person in people}
    scored = {
        person.key: score_of(person.scores, person.deduction, scheme)
        for person in people
        if statuses[person.key] == RANKED
    }
    county = competition_ranks({key: score.score for key, score in scored.items()})
    township = {}
    for name in {person.township for person in people}:
        township |= competition_ranks(
            {
                person.key: scored[person.key].score
                for person in people
                if person.township == name and person.key in scored
            }
        )
    return [
        Placed(
            person.key,
            person.township,
            statuses[person.key],
            scored.get(person.key),
            township.get(person.key),
            county.get(person.key),
        )
        for person in people
    ]


def township_places(placed: Iterable[Placed], scheme: Scheme) -> dict[str, TownshipPlace]:
    """Return township → average of its ranked people's scores and its place; no average without people."""
    members: dict[str, list[Placed]] = {}
    for person in placed:
        members.setdefault(person.township, []).append(person)
    averages = {}
    for township, group in members.items():
        scores = [person.score.score for person in group if person.score is not None]
        if scores:
            averages[township] = round_half_up(sum(scores, Decimal(0)) / len(scores), scheme.result_places)
    places = competition_ranks(averages)
    return {
        township: TownshipPlace(
            township,
            len(group),
            sum(person.score is not None for person in group),
            averages.get(township),
            places.get(township),
        )
        for township, group in members.items()
    }
