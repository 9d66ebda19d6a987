"""What the pages and services of the month read."""

from collections.abc import Iterable

from guanling.policy import queries as policy
from payroll.models import Month, Part, Problem
from payroll.rules import dates


def dues(county_code: str, firsts: Iterable) -> dict:
    """Return {first day of a month: when its pay is due by its last day's policy; None without a rule}."""
    ends = {first: dates.last_day(first) for first in firsts}
    held = policy.at_days(county_code, set(ends.values()))
    return {
        first: dates.due(first, held[end].get(dates.DAY), held[end].get(dates.LAG))
        for first, end in ends.items()
    }


def due_of(month: Month) -> dates.Due | None:
    """Return when the month's pay is due (P7.1)."""
    return dues(month.county.code, [month.first_day])[month.first_day]


def open_problems(part: Part):
    """Return the problems of those who are not put off: they stand in the way of confirming."""
    rows = Problem.objects.filter(entry__part=part, entry__withheld_reason="")
    return rows.order_by("entry__unit_code", "entry__person__pinyin", "entry_id", "kind", "pk")


def unsettled(part: Part) -> list[tuple[str, str]]:
    """Return (name, kinds of problems) of who still has a problem and is not put off."""
    found: dict[int, tuple[str, list[str]]] = {}
    for row in open_problems(part).select_related("entry"):
        kinds = found.setdefault(row.entry_id, (row.entry.person_name, []))[1]
        if row.get_kind_display() not in kinds:
            kinds.append(row.get_kind_display())
    return [(name, "、".join(kinds)) for name, kinds in found.values()]
