"""Incidents (P8.2c–i): who served where, what waits, how one came to where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, QuerySet

from appraisal.enums import IncidentState
from appraisal.models import Incident
from guanling.accounts.enums import Action
from guanling.accounts.models import User
from roster.enums import PostKind
from roster.models import Appointment, Person, Unit


def serves(person: Person, village: Unit, day: date) -> bool:
    """Return whether somebody serves as population director in a village on a day."""
    return directors().on(day).filter(person=person, post__unit=village).exists()


def directors() -> QuerySet:
    """Return the appointments of population directors, acting ones left out."""
    return Appointment.objects.of_kind(PostKind.POPULATION_DIRECTOR).regular()


def choices(prefixes: Iterable[str]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return the appointments about which something can be recorded, by township; one statement.

    Within a township who serves stands first, then who has left.
    """
    rows = (
        directors()
        .filter(post__unit__in=Unit.objects.under(prefixes).values("pk"))
        .select_related("person", "post__unit__parent")
        .order_by("post__unit__parent__code", F("valid_to").desc(nulls_first=True), "post__unit__code", "pk")
    )
    groups: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        unit = row.post.unit
        groups.setdefault(unit.parent.short_name, []).append(
            (row.pk, f"{unit.short_name} {row.person.name}{_until(row)}")
        )
    return list(groups.items())


def _until(row):
    day = row.valid_to
    return f"（任至{day.year}年{day.month}月{day.day}日）" if day else ""


def incidents(user: User, action: Action = Action.INCIDENT_VIEW) -> QuerySet:
    """Return the incidents that ``user`` may see, newest first, with what lists show."""
    return (
        Incident.objects.visible_to(user, action)
        .select_related("person", "village__parent", "visit", "recorded_by", "decided_by")
        .order_by("-happened_on", "-pk")
    )


def to_decide(user: User) -> QuerySet:
    """Return the allegations that wait for ``user`` to decide: never those that he recorded."""
    rows = Incident.objects.visible_to(user, Action.INCIDENT_CONFIRM).filter(state=IncidentState.ALLEGED)
    return rows.exclude(recorded_by=user)


@dataclass(frozen=True)
class Step:
    """Something that was done with an incident."""

    at: datetime
    state: str
    by: str
    document_number: str
    reason: str


def steps(incident: Incident) -> list[Step]:
    """Return what was done with an incident, first things first, from its change history; two statements."""
    events = list(incident.events.order_by("pgh_id"))
    people = User.objects.in_bulk(
        {pk for event in events for pk in (event.recorded_by_id, event.decided_by_id)}
    )
    found, before = [], None
    for event in events:
        if event.state == before:
            continue
        decided = event.state != IncidentState.ALLEGED
        by = people.get(event.decided_by_id if decided else event.recorded_by_id)
        found.append(
            Step(
                event.decided_at if decided else event.recorded_at,
                IncidentState(event.state).label if decided else "登记",
                by.name if by else "系统操作员",
                # The number belongs to what it confirmed.
                event.document_number if event.state == IncidentState.CONFIRMED else "",
                event.decision if decided else "",
            )
        )
        before = event.state
    return found
