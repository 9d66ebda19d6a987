"""What the pages and services of unpaid leave and of adjustments read."""

from datetime import date

from django.db.models import F

from guanling.accounts.enums import Action
from payroll.models import Adjustment, Line, UnpaidLeave
from roster.enums import Level
from roster.models import Person, Unit


def office_of(unit: Unit, on: date) -> Unit:
    """Return the township (or county) that ``unit`` belongs to, or what that has become by ``on``."""
    while unit.level not in (Level.TOWNSHIP, Level.COUNTY) and unit.parent is not None:
        unit = unit.parent
    while unit.valid_to and unit.valid_to < on and unit.successor is not None:
        unit = unit.successor
    return unit


def paying_unit(person: Person, on: date) -> Unit:
    """Return through whose part somebody is paid: the office of the last post begun by ``on``.

    Whoever never held a post is paid by the office that keeps the file.
    """
    last = (
        person.appointments.filter(valid_from__lte=on)
        .select_related("post__unit__parent__successor", "post__unit__successor")
        .order_by(F("valid_to").desc(nulls_first=True), "-valid_from", "-pk")
        .first()
    )
    return office_of(last.post.unit if last else person.unit, on)


def leaves(user):
    """Return the unpaid leave that ``user`` sees, the newest first."""
    rows = UnpaidLeave.objects.visible_to(user, Action.PAY_VIEW)
    return rows.select_related("person__unit__parent", "entered_by", "decided_by").order_by(
        "-first_day", "-pk"
    )


def adjustments(user):
    """Return the adjustments that ``user`` sees, the newest first."""
    rows = Adjustment.objects.visible_to(user, Action.PAY_VIEW)
    return rows.select_related("person", "unit", "proposed_by", "decided_by").order_by("-proposed_at", "-pk")


def paid_in(rows) -> dict[int, date]:
    """Return {order: month in which it was paid} of the adjustments ``rows``; one statement."""
    orders = [row.order_id for row in rows if row.order_id]
    lines = Line.objects.fixed().filter(order__in=orders)
    return dict(lines.values_list("order_id", "month__first_day"))


def people(user, action: Action):
    """Return the people about whom ``user`` may enter something, by name."""
    return Person.objects.visible_to(user, action).select_related("unit__parent").order_by("pinyin", "pk")
