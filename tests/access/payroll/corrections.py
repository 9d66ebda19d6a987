"""Addresses of what is still to be taken back."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from guanling.accounts.enums import Role
from guanling.accounts.models import User
from payroll.enums import Item, PartState, Source
from payroll.models import Entry, Line, Month, Part
from tests.access.rows import BUREAU, TOWNSHIP, Row

ACTS = (
    (PartState.SUBMITTED, "submitted"),
    (PartState.CHECKED, "checked"),
    (PartState.CONFIRMED, "confirmed"),
)
READERS = BUREAU | TOWNSHIP | {Role.FINANCE}


def balance(objects):
    """A director of the first township with an open balance, confirmed by nobody of the matrix."""
    township, person = objects.village.parent, objects.person
    month = Month.objects.create(county=township.parent, first_day=date(2016, 7, 1))
    part = Part.objects.create(month=month, unit=township)
    entry = Entry.objects.create(part=part, person=person, person_name=person.name)
    Line.objects.create(
        month=month,
        part=part,
        entry=entry,
        person=person,
        for_month=month.first_day,
        item=Item.ADJUSTMENT,
        clause="P7.1",
        amount=Decimal("-300.00"),
        source=Source.DIFFERENCE,
    )
    Line.objects.create(
        month=month,
        part=part,
        entry=entry,
        person=person,
        for_month=month.first_day,
        item=Item.RECLAIM,
        clause="P7.1",
        amount=Decimal("300.00"),
        source=Source.BALANCE,
    )
    Entry.objects.filter(pk=entry.pk).update(gross=Decimal("300.00"), deducted=Decimal("300.00"))
    Part.objects.filter(pk=part.pk).update(
        people=1, gross=Decimal("300.00"), deducted=Decimal("300.00"), computed_at=timezone.now()
    )
    hands = User.objects.filter(username__in=["subject", "own_system_admin", "own_auditor"])
    now = timezone.now()
    for (state, act), user in zip(ACTS, hands, strict=True):
        Part.objects.filter(pk=part.pk).update(**{"state": state, f"{act}_by": user, f"{act}_at": now})
    return {"pk": person.pk}


MATRIX = {
    "payroll:balances": Row(READERS),
    "payroll:balances-export": Row(READERS),
    "payroll:balance": Row(READERS, arguments=balance, scoped=True),
}
