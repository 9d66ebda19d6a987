"""Sums and shares of work reports (P4.1, P5.3). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from appraisal.rules import round_half_up

CLAUSE = "P4.1"


@dataclass(frozen=True)
class Work:
    """What was planned and what was done, in times."""

    planned: int = 0
    done: int = 0

    @property
    def share(self) -> Decimal | None:
        """Per cent done of what was planned, rounded half up; None where nothing was planned."""
        return round_half_up(Decimal(self.done * 100) / self.planned, 0) if self.planned else None

    @property
    def beyond(self) -> bool:
        """Whether more was done than planned: possible, and worth a second look."""
        return self.done > self.planned


def total(works: Iterable[Work]) -> Work:
    """Return the sum of several."""
    works = list(works)
    return Work(sum(work.planned for work in works), sum(work.done for work in works))
