"""Terms that end soon or have run out with nothing recorded since (P2.5)."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from roster.enums import Nature, PostKind
from roster.models import Appointment
from roster.rules import LOCKED_KINDS


def ending(appointments, on: date, days: int):
    """Return those of ``appointments`` that hold on ``on`` and whose term ends within ``days`` from then.

    The same that :func:`roster.queries.stability.standings` marks, without working out any lock.
    """
    last = on + timedelta(days=days)
    return appointments.regular().on(on).of_kind(*LOCKED_KINDS).filter(valid_to__lte=last)


def ran_out(appointments, on: date):
    """Return the directors' terms among ``appointments`` that are over without a ground and not followed up.

    A term that has simply run out names no ground. It is followed up by a later appointment of the person to
    a post of the kind (renewed, or carried on under the unit's new name), or by the ground on record.
    """
    later = Appointment.objects.filter(
        person=OuterRef("person"),
        post__kind=OuterRef("post__kind"),
        nature=Nature.REGULAR,
        valid_from__gt=OuterRef("valid_to"),
    )
    return (
        appointments.regular()
        .of_kind(PostKind.POPULATION_DIRECTOR)
        .filter(~Exists(later), valid_to__lt=on, end_ground="")
    )
