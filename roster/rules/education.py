"""The share of population directors with at least senior-high or vocational education (P3.6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from roster.enums import AT_LEAST_SENIOR_HIGH, Education

SHARE, SHARE_YEAR = "training.education_share", "training.education_share_year"
HUNDRED, PLACES = Decimal(100), Decimal("0.01")
_RANK = {level: rank for rank, level in enumerate(Education)}


@dataclass(frozen=True)
class Course:
    """A course of study on the file; only a finished one gives its level."""

    level: str
    started_on: date | None = None
    finished_on: date | None = None


def level_on(known: str, courses: Iterable[Course], day: date) -> str:
    """Return somebody's level on ``day``, empty where it is unknown.

    ``known`` is the level that the file states today, without a date. The courses finished by the day count;
    the stated level counts for every day too, unless it is that of a course finished only later.
    """
    finished = [course for course in courses if course.finished_on]
    levels = [course.level for course in finished if course.finished_on <= day]
    later = [course.level for course in finished if course.finished_on > day]
    if known and known not in later:
        levels.append(known)
    return max(levels, key=lambda level: _RANK[level], default="")


def meets(level: str) -> bool | None:
    """Whether ``level`` is at least senior high or vocational; None where it is unknown."""
    return level in AT_LEAST_SENIOR_HIGH if level else None


def on_the_way(courses: Iterable[Course], day: date, by: date | None = None) -> Course | None:
    """Return a course that somebody is on at ``day`` and that leads to the level asked for, or None.

    ``by``: one whose end is recorded must have ended by then.
    """
    for course in courses:
        begun = course.started_on is None or course.started_on <= day
        open_still = course.finished_on is None or course.finished_on > day
        in_time = by is None or course.finished_on is None or course.finished_on <= by
        if course.level in AT_LEAST_SENIOR_HIGH and begun and open_still and in_time:
            return course
    return None


@dataclass(frozen=True)
class Share:
    """How many reach the level, how many do not, of how many it is not known; the last never count as met."""

    met: int = 0
    below: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        """All directors."""
        return self.met + self.below + self.unknown

    @property
    def of_all(self) -> Decimal | None:
        """The share of all directors in per cent: the reading by which the target is judged."""
        return _percent(self.met, self.total)

    @property
    def of_known(self) -> Decimal | None:
        """The share of those whose education is known."""
        return _percent(self.met, self.met + self.below)

    def reaches(self, target: Decimal | None) -> bool | None:
        """Whether the share of all reaches ``target``, unrounded; None without a target or without people."""
        if target is None or not self.total:
            return None
        return self.met * HUNDRED >= target * self.total

    def missing(self, target: Decimal) -> int:
        """How many more of the same directors must reach the level to reach ``target``."""
        needed = (target * self.total / HUNDRED).to_integral_value(ROUND_CEILING)
        return max(0, int(needed) - self.met)


def _percent(part, whole):
    return (part * HUNDRED / whole).quantize(PLACES, ROUND_HALF_UP) if whole else None


def share(levels: Iterable[str]) -> Share:
    """Return the share of people with ``levels``, one level each, empty where unknown."""
    counted = {True: 0, False: 0, None: 0}
    for level in levels:
        counted[meets(level)] += 1
    return Share(counted[True], counted[False], counted[None])
