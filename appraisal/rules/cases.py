"""Days and deadlines of a case of leaving (P8.1, P8.2).

Calendar days; the day itself is not counted, so that the first is the day after; the last day counts whole,
whichever day of the week it is.
"""

from dataclasses import dataclass
from datetime import date, timedelta


def due(since: date, days: int) -> date:
    """Return the last of ``days`` days after ``since``."""
    return since + timedelta(days=days)


@dataclass(frozen=True)
class Standing:
    """How a deadline stands on a day: the word, its look, and the days left (below zero: past)."""

    word: str
    look: str
    left: int


def standing(last: date | None, on: date, soon: int = 3) -> Standing | None:
    """Return how the deadline ``last`` stands on ``on``; None without one. ``soon``: days shown amber."""
    if last is None:
        return None
    left = (last - on).days
    if left < 0:
        return Standing("已逾期", "bad", left)
    if left == 0:
        return Standing("今天到期", "bad", 0)
    return Standing(f"剩{left}天", "wait" if left <= soon else "off", left)


def earliest_last_day(told: date, days: int, term_end: date | None) -> date:
    """Return the earliest last day in post: ``days`` after notice (or letter), but no later than the term's.

    A term that runs out by itself before is not ended early by the case.
    """
    earliest = due(told, days)
    return min(earliest, term_end) if term_end else earliest


def actual_last_day(decided: date, delivered: date, term_end: date | None) -> date:
    """Return the day on which the appointment ends: as decided, not before the decision was delivered."""
    last = max(decided, delivered)
    return min(last, term_end) if term_end else last
