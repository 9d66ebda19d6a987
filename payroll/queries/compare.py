"""This month's pay against last month's: a fixed number of statements, the rule does the rest (P7.1)."""

from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from payroll.enums import LeaveState
from payroll.models import Entry, Line, Month, UnpaidLeave
from payroll.rules import compare as rules
from payroll.rules import dates

FIELDS = (
    "item",
    "amount",
    "source",
    "for_month",
    "unit_code",
    "unit_name",
    "value",
    "first_day",
    "last_day",
    "days",
    "month_days",
    "note",
)


@dataclass(frozen=True)
class Row:
    """Somebody whose pay differs: who, where, and what lies between the two months."""

    person: int
    name: str
    unit_code: str
    unit_name: str
    part_unit: int
    entry: int | None
    change: rules.Change


@dataclass(frozen=True)
class Comparison:
    """A month against the one before, as far as offices are asked for; ``before`` None: there is none."""

    before: Month | None
    rows: list[Row]

    def of_unit(self, unit: int) -> list[Row]:
        """Return the rows of one office."""
        return [row for row in self.rows if row.part_unit == unit]


def _leave_days(people, first_day):
    """Return {person: days of approved unpaid leave in the month}."""
    last, found = dates.last_day(first_day), {}
    rows = UnpaidLeave.objects.filter(
        person__in=people, state=LeaveState.APPROVED, first_day__lte=last, last_day__gte=first_day
    )
    for person, first, until in rows.values_list("person", "first_day", "last_day"):
        days = (min(until, last) - max(first, first_day)).days + 1
        found[person] = found.get(person, 0) + days
    return found


def compare(month: Month, parts) -> Comparison:
    """Return who is paid another amount (or elsewhere) than the month before in the offices of ``parts``.

    Seven statements, however many people there are.
    """
    first_before = month.first_day - relativedelta(months=1)
    before = Month.objects.filter(county=month.county_id, first_day=first_before).first()
    if before is None:
        return Comparison(None, [])
    units = list(parts.order_by().values_list("unit", flat=True))
    entries: dict[tuple[int, int], dict[bool, Entry]] = {}
    rows = Entry.objects.filter(part__month__in=[before, month], part__unit__in=units)
    for entry in rows.select_related("part").order_by("unit_code", "person__pinyin", "pk"):
        now = entry.part.month_id == month.pk
        entries.setdefault((entry.part.unit_id, entry.person_id), {})[now] = entry
    lines: dict[int, list[rules.Line]] = {}
    held = Line.objects.filter(entry__in=rows.order_by().values("pk")).order_by("pk")
    for entry, *values in held.values_list("entry", *FIELDS):
        lines.setdefault(entry, []).append(rules.Line(**dict(zip(FIELDS, values, strict=True))))
    people = {person for _, person in entries}
    leaves = {day: _leave_days(people, day) for day in (first_before, month.first_day)}
    places = _elsewhere([before, month], people)

    def of(pair, unit, person, now):
        own = month if now else before
        names = [name for other, name in places.get((own.pk, person), ()) if other != unit]
        entry = pair.get(now)
        return rules.Month(
            lines.get(entry.pk, ()) if entry else (),
            bool(entry and entry.withheld_reason),
            leaves[own.first_day].get(person, 0),
            "" if entry or not names else names[0],
        )

    found = []
    for (unit, person), pair in entries.items():
        change = rules.compare(
            of(pair, unit, person, False),
            of(pair, unit, person, True),
            first_before=first_before,
            first_after=month.first_day,
        )
        if change.differences:
            entry = pair.get(True) or pair[False]
            own = pair[True].pk if True in pair else None
            found.append(Row(person, entry.person_name, entry.unit_code, entry.unit_name, unit, own, change))
    found.sort(key=lambda row: (row.unit_code, row.name, row.person))
    return Comparison(before, found)


def _elsewhere(months, people) -> dict[tuple[int, int], list[tuple[int, str]]]:
    """Return {(month, person): [(unit, its name)]} of all offices in which people stand."""
    found: dict[tuple[int, int], list[tuple[int, str]]] = {}
    rows = Entry.objects.filter(part__month__in=months, person__in=people).order_by("part__unit__code")
    for key in rows.values_list("part__month", "person", "part__unit", "part__unit__short_name"):
        found.setdefault(key[:2], []).append(key[2:])
    return found
