"""Plan against actual, the pace to the year's end, and what a new value would cost. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

MONTHS, HUNDRED, FEN = 12, Decimal(100), Decimal("0.01")
# How a line of the budget stands: (word, colour).
OVER, EXPECTED_OVER, UNPLANNED, WITHIN, NOTHING = (
    ("超预算", "bad"),
    ("预计超预算", "wait"),
    ("没有预算", "wait"),
    ("正常", "good"),
    ("", ""),
)


def to_fen(value: Decimal) -> Decimal:
    """Round to the fen, halves up."""
    return value.quantize(FEN, ROUND_HALF_UP)


# --- plan against actual -------------------------------------------------------------------------


def forecast(actual: Decimal, months: int, *, monthly: bool) -> Decimal:
    """Return what the year comes to at the present pace after ``months`` confirmed months.

    What is paid by decisions, once (``monthly`` False), has no pace: nothing is added to it.
    """
    if not monthly or not months:
        return actual
    return to_fen(actual * MONTHS / min(months, MONTHS))


def used_percent(actual: Decimal, planned: Decimal | None) -> Decimal | None:
    """Return how much of the plan is used, in percent to one place; None where nothing is planned."""
    if not planned:
        return None
    return (actual * HUNDRED / planned).quantize(Decimal("0.1"), ROUND_HALF_UP)


def standing(planned: Decimal | None, actual: Decimal, expected: Decimal) -> tuple[str, str]:
    """Return the word and colour of a line: over, expected to be over, without a plan, within."""
    if planned is None:
        return UNPLANNED if actual > 0 else NOTHING
    if actual > planned:
        return OVER
    return EXPECTED_OVER if expected > planned else WITHIN


# --- what a new value costs ----------------------------------------------------------------------


@dataclass(frozen=True)
class Days:
    """So many people who are due, in one month, some days by the value before and some by the one after."""

    month: date
    month_days: int
    before: int
    after: int
    people: int


@dataclass(frozen=True)
class Cost:
    """What something costs by the value that holds and by the new one."""

    now: Decimal
    then: Decimal

    @property
    def more(self) -> Decimal:
        """What it costs more; below zero less."""
        return self.then - self.now


def month_amount(value: Decimal, days: int, month_days: int) -> Decimal:
    """Return what ``days`` of a month by a monthly value come to, to the fen."""
    return to_fen(value * days / month_days)


def cost(rows: Iterable[Days], now: Decimal, then: Decimal) -> Cost:
    """Return what the months of ``rows`` cost: each person's month rounded as the run rounds it.

    The segments of a month add up to the rounded whole, so a person's month is one rounding, also where the
    value changes within it.
    """
    total_now = total_then = Decimal(0)
    for row in rows:
        total_now += month_amount(now, row.before + row.after, row.month_days) * row.people
        total_then += to_fen((now * row.before + then * row.after) / row.month_days) * row.people
    return Cost(total_now, total_then)


def full_month(people: int, now: Decimal, then: Decimal) -> Cost:
    """Return the cost of a month that all are in post throughout."""
    return Cost(to_fen(now) * people, to_fen(then) * people)


def years(one: Cost, months: int) -> Cost:
    """Return the cost of so many such months."""
    return Cost(one.now * months, one.then * months)


def deductions(bases: Iterable[tuple[Decimal, Decimal, Decimal]]) -> Cost:
    """Return what (base, percent now, percent then) of each person and village take off a month's pay."""
    now = then = Decimal(0)
    for base, before, after in bases:
        now += to_fen(base * before / HUNDRED)
        then += to_fen(base * after / HUNDRED)
    return Cost(now, then)


def months_left(first: date, last: date | None) -> int:
    """Return how many months of ``first``'s year from its month on begin by ``last`` (or its end)."""
    end = MONTHS if last is None or last.year > first.year else last.month
    return max(0, end - first.month + 1)
