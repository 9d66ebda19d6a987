"""How many people a post may have on a date, and who holds its places."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from guanling.policy.queries import at
from roster.models import Appointment, PlaceException, Post, Unit
from roster.queries import figures_by_unit
from roster.rules import need


def places_of(unit: Unit, kind: str, on: date) -> int | None:
    """Return how many places a post of ``kind`` has in ``unit`` on ``on`` (N1.1–N1.3, P2.2, A1.4–A1.6).

    None where no number is laid down, or the village's figures on which it rests are unknown. What the
    county has approved beyond it comes on top (:func:`exception_of`).
    """
    needed = need(kind, at(unit.code[:6], on), figures_by_unit([unit.pk], on).get(unit.pk))
    return needed.maximum if needed else None


def exception_of(post: Post, on: date) -> PlaceException | None:
    """Return the approved exception that gives ``post`` more places on ``on``; never more than one holds."""
    return post.exceptions.approved().on(on).first()


def taken_places(posts: Iterable[int]) -> dict[int, list[tuple[int, date, date | None]]]:
    """Return {post id: [(place, first day, last day)]} of all regular appointments to ``posts``."""
    found: dict[int, list[tuple[int, date, date | None]]] = {}
    rows = Appointment.objects.regular().filter(post__in=posts)
    for post, place, first, last in rows.values_list("post", "place", "valid_from", "valid_to"):
        found.setdefault(post, []).append((place, first, last))
    return found


def holders(post: Post, first: date, last: date | None) -> list[Appointment]:
    """Return the regular appointments to ``post`` that hold on a day of the period, by place."""
    rows = post.appointments.regular().filter(Q(valid_to=None) | Q(valid_to__gte=first))
    if last is not None:
        rows = rows.filter(valid_from__lte=last)
    return list(rows.select_related("person").order_by("place", "valid_from"))
