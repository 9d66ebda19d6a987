"""Applications for relief: who serves, what is the most, what waits for whom, what was paid."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.policy import queries as policy
from payroll.enums import ReliefRelation, ReliefState
from payroll.models import Line, Relief
from payroll.rules import relief as rules
from roster.enums import Level, PostKind
from roster.models import Appointment, Person, Unit


def directorship(person: Person, on: date) -> Appointment | None:
    """Return the post as 人口主任 proper that somebody holds on a day, or None; the first where several."""
    held = Appointment.objects.on(on).of_kind(PostKind.POPULATION_DIRECTOR).regular()
    return held.filter(person=person).select_related("post__unit__parent").first()


def directors(user, on: date):
    """Return the people who serve as 人口主任 on a day and for whom ``user`` may enter an application."""
    held = (
        Appointment.objects.visible_to(user, Action.RELIEF_APPLY)
        .on(on)
        .of_kind(PostKind.POPULATION_DIRECTOR)
        .regular()
    )
    return Person.objects.filter(pk__in=held.values("person")).order_by("pinyin", "pk")


def maximum(relief: Relief) -> Decimal | None:
    """Return the most that may be granted: by the policy of the day of the event; None: nothing laid down."""
    key = rules.maximum_key(of_self=relief.relation == ReliefRelation.SELF)
    return policy.at(relief.village_code[:COUNTY_DIGITS], relief.event_on).get(key)


def paying_unit(relief: Relief, on: date) -> Unit:
    """Return the township through whose part relief is paid: of the post on a day, else of the application.

    Where that township has ended it is the one into which it went.
    """
    held = directorship(relief.person, on)
    unit = held.post.unit.parent if held else relief.township
    while unit.valid_to and unit.valid_to < on and unit.successor_id:
        unit = unit.successor
    return unit if unit.level == Level.TOWNSHIP else relief.township


def reliefs(user, *actions):
    """Return the applications that ``user`` may see by any of ``actions``, with what lists show.

    The own ones are among them whatever the action. (Not by OWN_VIEW, which holds for a whole village.)
    """
    found = Relief.objects.none()
    for action in actions:
        found |= Relief.objects.visible_to(user, action)
    return found.select_related(
        "person", "township", "applied_by", "proposed_by", "decided_by", "paper", "order"
    ).order_by("-applied_on", "-pk")


def paid_months(rows: Iterable[Relief]) -> dict[int, date]:
    """Return {order: month in which it was paid} of confirmed lines; one statement."""
    orders = [row.order_id for row in rows if row.order_id]
    return dict(Line.objects.fixed().filter(order__in=orders).values_list("order_id", "month__first_day"))


def to_examine(user):
    """Return the applications for which ``user`` can propose an amount."""
    found = reliefs(user, Action.RELIEF_DECIDE).filter(state=ReliefState.APPLIED)
    return found.exclude(applied_by=user).exclude(person__account=user)


def to_decide(user):
    """Return the applications that ``user`` can decide: proposed and entered by others."""
    found = reliefs(user, Action.RELIEF_DECIDE).filter(state=ReliefState.PROPOSED)
    return found.exclude(applied_by=user).exclude(proposed_by=user).exclude(person__account=user)
