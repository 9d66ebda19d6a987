"""From which units a unit came, and what became of it: by changes of units and by the older mergers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from roster.enums import UnitChangeState
from roster.models import Unit, UnitChangeLine


def predecessors(unit_ids: Iterable[int]) -> dict[int, set[int]]:
    """Return {unit: all units of which it is the successor, near and far}; a statement per generation.

    Of a split unit only the main part is the successor.
    """
    found: dict[int, set[int]] = {pk: set() for pk in unit_ids}
    layer = {pk: {pk} for pk in found}
    while layer:
        rows = Unit.objects.filter(successor__in=layer).values_list("pk", "successor_id")
        below: dict[int, set[int]] = {}
        for pk, successor in rows:
            below[pk] = layer[successor]
            for heir in layer[successor]:
                found[heir].add(pk)
        layer = below
    return found


def origins(unit: Unit) -> set[int]:
    """Return the ids of ``unit`` and of every unit from which it came, also where that was split."""
    found, layer = {unit.pk}, {unit.pk}
    while layer:
        came = set(Unit.objects.filter(successor__in=layer).values_list("pk", flat=True))
        came |= set(
            UnitChangeLine.objects.filter(made__in=layer, old__isnull=False).values_list("old", flat=True)
        )
        layer = came - found
        found |= layer
    return found


@dataclass(frozen=True)
class Event:
    """Something that became of a unit on a day, and the unit at its other end (None: founded or ended)."""

    day: date
    what: str
    other: Unit | None
    document_number: str
    change: int | None = None


def history(unit: Unit) -> tuple[list[Event], list[Event]]:
    """Return from which units ``unit`` came and what it became, by day; two statements."""
    lines = (
        UnitChangeLine.objects.filter(Q(made=unit) | Q(old=unit), change__state=UnitChangeState.APPLIED)
        .select_related("change", "old__parent", "made__parent")
        .order_by("change__day", "pk")
    )
    before, after = [], []
    for line in lines:
        came = line.made_id == unit.pk
        (before if came else after).append(
            Event(
                line.change.day,
                line.get_kind_display(),
                line.old if came else line.made,
                line.change.document_number,
                line.change_id,
            )
        )
    told = {event.other.pk for event in before if event.other}
    # Mergers from before there were changes of units know the successor alone.
    for other in unit.predecessors.exclude(pk__in=told).select_related("parent").order_by("code"):
        day = other.valid_to + timedelta(days=1)
        before.append(Event(day, "并入", other, other.document_number))
    if unit.successor and not after:
        after.append(Event(unit.valid_to + timedelta(days=1), "并入", unit.successor, ""))
    return before, after
