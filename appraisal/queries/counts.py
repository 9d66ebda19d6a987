"""Yearly counts of villages (P8.2b): which village has one, and which years may be recorded."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from appraisal.models import VillageCount
from appraisal.rules import counts as rules
from guanling.accounts.enums import Action
from guanling.policy import queries as policy
from roster.enums import Level
from roster.models import Unit

# (key, word, look)
MISSING, WAITING, CONFIRMED = (
    ("missing", "未登记", "bad"),
    ("waiting", "待复核", "wait"),
    ("confirmed", "已复核", "good"),
)
STATES = (MISSING, WAITING, CONFIRMED)


@dataclass
class Line:
    """A village that existed in the year, and its standing count if there is one."""

    village: Unit
    count: VillageCount | None

    @property
    def state(self) -> tuple[str, str, str]:
        """Where it stands: (key, word, look)."""
        if self.count is None:
            return MISSING
        return CONFIRMED if self.count.confirmed_by_id else WAITING


def villages_of(year: int, units: QuerySet | None = None) -> QuerySet:
    """Return the villages that existed on a day of the year, by code; one that merged stays its own."""
    units = Unit.objects.all() if units is None else units
    first, last = rules.ends_of(year)
    return units.filter(level=Level.VILLAGE).between(first, last).select_related("parent").order_by("code")


def standing(year: int, villages: Iterable[int]) -> dict[int, VillageCount]:
    """Return {village id: its count of the year that is not withdrawn}; one statement."""
    rows = VillageCount.objects.filter(year=year, village__in=villages, withdrawn_reason="")
    return {row.village_id: row for row in rows.select_related("recorded_by", "confirmed_by")}


def grid(user, year: int) -> list[Line]:
    """Return every village of the year that ``user`` sees, with its count; two statements."""
    villages = list(villages_of(year, Unit.objects.visible_to(user, Action.CASE_VIEW)))
    counts = standing(year, [village.pk for village in villages])
    return [Line(village, counts.get(village.pk)) for village in villages]


def tally(lines: Iterable[Line]) -> dict[str, int]:
    """Return how many villages stand how, by the key of the state."""
    counted = Counter(line.state[0] for line in lines)
    return {key: counted[key] for key, _, _ in STATES}


def withdrawn(user, year: int) -> QuerySet:
    """Return the year's withdrawn counts that ``user`` sees, newest first."""
    rows = VillageCount.objects.visible_to(user, Action.CASE_VIEW).filter(year=year)
    return (
        rows.exclude(withdrawn_reason="")
        .select_related("village__parent", "recorded_by", "withdrawn_by")
        .order_by("-pk")
    )


def year_faults(county_code: str, years: Iterable[int], today: date) -> dict[int, str]:
    """Return {year: why it cannot be recorded, or nothing} by the county's policy; one statement."""
    years = set(years)
    held = policy.at_days(county_code, [day for year in years for day in rules.ends_of(year)])
    return {
        year: rules.year_fault(
            year, today.year, tuple(held[day].holds(rules.GROUND) for day in rules.ends_of(year))
        )
        for year in years
    }


def years(county_code: str, today: date, earliest: int) -> list[int]:
    """Return the years that may be recorded, the latest first; one statement."""
    faults = year_faults(county_code, range(earliest, today.year + 1), today)
    return sorted((year for year, fault in faults.items() if not fault), reverse=True)


def to_confirm(user) -> QuerySet:
    """Counts that wait for ``user`` to confirm them: never those that he recorded."""
    rows = VillageCount.objects.visible_to(user, Action.COUNT_CONFIRM)
    return rows.filter(confirmed_by=None, withdrawn_reason="").exclude(recorded_by=user)
