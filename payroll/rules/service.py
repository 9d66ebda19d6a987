"""Full years served in post: what pension (P6.5) and rewards (A7.4) count. Pure.

Services that follow each other without a day between them add up, also in another village and under a unit's
new name; two at once count once. A day without a post ends the count of the running year; full years served
before it stay. The SQL (queries/service.py) repeats this; tests/payroll/test_pension.py holds the two equal.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from roster.rules import full_years

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Term:
    """Regular service as population director from a first to a last day (None: still).

    ``continued_on``: the same service goes on under the unit's new name from that day.
    """

    first: date
    last: date | None
    continued_on: date | None = None

    @property
    def end(self) -> date:
        """The last day; a change of the unit's name leaves no gap in it."""
        last = self.last or date.max
        return max(last, self.continued_on - DAY) if self.continued_on else last


@dataclass(frozen=True)
class FullYear:
    """The ``number``-th full year of an unbroken service since ``since``, the ``nth`` of all."""

    since: date
    number: int
    nth: int
    first: date
    last: date


def stretches(terms: Iterable[Term]) -> list[tuple[date, date]]:
    """Return the unbroken services (first day, last day; ``date.max``: still) in order."""
    found: list[tuple[date, date]] = []
    for term in sorted(terms, key=lambda term: (term.first, term.end)):
        if found and (found[-1][1] == date.max or term.first <= found[-1][1] + DAY):
            found[-1] = found[-1][0], max(found[-1][1], term.end)
        else:
            found.append((term.first, term.end))
    return found


def years_served(terms: Iterable[Term], until: date) -> list[FullYear]:
    """Return the full years completed by ``until``, in order."""
    found: list[FullYear] = []
    for since, last in stretches(terms):
        number, first = 1, since
        while (end := full_years(since, number)) <= min(last, until):
            found.append(FullYear(since, number, len(found) + 1, first, end))
            number, first = number + 1, end + DAY
    return found


def running_year(terms: Iterable[Term], on: date) -> tuple[date, date] | None:
    """Return (first day, day of completion) of the year being served on ``on``; None out of post."""
    for since, last in stretches(terms):
        if since <= on <= last:
            number = 1
            while full_years(since, number) < on:
                number += 1
            first = full_years(since, number - 1) + DAY if number > 1 else since
            return first, full_years(since, number)
    return None
