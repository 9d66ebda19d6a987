"""Plan against actual, the pace to the year's end, and what a new value would cost. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
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
class Cost:
    """What something costs by the value that holds and by the new one."""

    now: Decimal = Decimal(0)
    then: Decimal = Decimal(0)

    @property
    def more(self) -> Decimal:
        """What it costs more; below zero less."""
        return self.then - self.now

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.now + other.now, self.then + other.then)

    def __mul__(self, times: int) -> "Cost":
        return Cost(self.now * times, self.then * times)


@dataclass(frozen=True)
class Reach:
    """Which months of a value's first year it reaches: the first, ``full`` whole ones, a cut last one.

    ``cut``: the last month ends after the value does.
    """

    full: int
    cut: bool


def reach(first: date, last: date | None) -> Reach:
    """Return which months a value of ``first`` … ``last`` (None: open) reaches in the year of ``first``."""
    end = date(first.year, MONTHS, 31)
    if last is None or last >= end:
        return Reach(MONTHS - first.month, cut=False)
    if last.month == first.month:
        return Reach(0, cut=False)
    whole = (last + timedelta(days=1)).day == 1
    return Reach(last.month - first.month - (not whole), cut=not whole)


def to_year_end(months: Reach, first: Cost, full: Cost, cut: Cost) -> Cost:
    """Return the cost from the first month to the year's end, or to the end of the value."""
    return first + full * months.full + (cut if months.cut else Cost())


def full_year(full: Cost) -> Cost:
    """Return the cost of twelve whole months."""
    return full * MONTHS


def per_head(people: int, now: Decimal | None, then: Decimal | None) -> Cost:
    """Return what so many people cost at a value each; no value costs nothing."""
    return Cost(to_fen(now or Decimal(0)) * people, to_fen(then or Decimal(0)) * people)
