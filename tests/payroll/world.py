"""A small county for the tests of pay: townships, villages, staff with bank accounts, users, a month."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from guanling.accounts.enums import Role
from payroll.enums import Item, PartState
from payroll.models import Line, Month, Order, Part
from payroll.services import runs
from roster.enums import Identity, Nature, PostKind
from roster.models import Appointment, Post
from tests.appraisal import world as appraisal
from tests.people import make_county, make_user

SEPTEMBER = date(2016, 9, 1)
START = date(2014, 8, 1)


def with_bank(person, number="6228480402564890018"):
    """Give ``person`` an account at the bank."""
    person.bank_name, person.bank_account = "农信社", number
    person.save()
    return person


def make_person(unit, name, bank=True):
    """A person whose file ``unit`` keeps, with an account at the bank."""
    person = appraisal.make_person(unit, name)
    return with_bank(person) if bank else person


def appoint(
    person,
    unit,
    kind=PostKind.POPULATION_DIRECTOR,
    start=START,
    end=None,
    *,
    nature=Nature.REGULAR,
    identity="",
    continues=None,
):
    """Appoint ``person`` to the post of ``kind`` in ``unit``, past the services."""
    post, _ = Post.objects.get_or_create(unit=unit, kind=kind)
    place = None
    if nature == Nature.REGULAR:
        place = (
            post.appointments.filter(place__isnull=False)
            .order_by("-place")
            .values_list("place", flat=True)
            .first()
            or 0
        ) + 1
    return Appointment.objects.create(
        person=person,
        post=post,
        place=place,
        valid_from=start,
        valid_to=end,
        nature=nature,
        identity=identity,
        continues=continues,
    )


def pay_county():
    """The county of tests.people with three directors and an office director.

    ``people`` are 安甲 and 白乙 of the first village, 蔡丙 of the second; ``office`` is 邓主任 of the first
    township, a civil servant. All have accounts at the bank. ``finance`` holds a second finance officer.
    """
    world = make_county()
    first, second = world.villages
    world.people = []
    for village, name in ((first, "安甲"), (first, "白乙"), (second, "蔡丙")):
        person = make_person(village.parent, name)
        appoint(person, village)
        world.people.append(person)
    world.office = make_person(world.townships[0], "邓主任")
    appoint(world.office, world.townships[0], PostKind.OFFICE_DIRECTOR, identity=Identity.CIVIL_SERVANT)
    world.finance = make_user("second_finance", (Role.FINANCE, world.county))
    return world


def pay_month(world, first_day=SEPTEMBER, user=None) -> Month:
    """Open a month's pay of ``world`` and work it out; ``user`` is who pressed the button."""
    month = runs.open_month(county=world.county, first_day=first_day)
    runs.compute_now(month=month, user=user or world.users[Role.BUREAU_CLERK])
    return month


def part_of(month, unit) -> Part:
    """The part of ``unit`` in ``month``."""
    return Part.objects.get(month=month, unit=unit)


def _moved(part, world, to):
    """Bring an open part as far as ``to`` by the moves and the people that the database asks for."""
    now = timezone.now()
    steps = (
        (PartState.SUBMITTED, {"submitted_by": world.users[Role.TOWNSHIP_DIRECTOR], "submitted_at": now}),
        (PartState.CHECKED, {"checked_by": world.users[Role.FINANCE], "checked_at": now}),
        (PartState.CONFIRMED, {"confirmed_by": world.finance, "confirmed_at": now}),
        (
            PartState.PAID,
            {"paid_on": timezone.localdate(), "paid_by": world.users[Role.TOWNSHIP_CLERK]},
        ),
    )
    for state, fields in steps:
        Part.objects.filter(pk=part.pk).update(state=state, **fields)
        if state == to:
            break
    part.refresh_from_db()
    return part


def submitted(part, world) -> Part:
    """Hand in a part that has been worked out."""
    return _moved(part, world, PartState.SUBMITTED)


def confirmed(part, world) -> Part:
    """Bring an open part to CONFIRMED, every move by another person; the database adds up and lets it."""
    return _moved(part, world, PartState.CONFIRMED)


def paid(part, world) -> Part:
    """Bring an open part to PAID."""
    return _moved(part, world, PartState.PAID)


def all_confirmed(month, world) -> Month:
    """Confirm every part of ``month``."""
    for part in month.parts.order_by("unit__code"):
        confirmed(part, world)
    return month


def decide_order(person, unit, amount, *, item=Item.ADJUSTMENT, from_month=SEPTEMBER, clause="P7.1"):
    """A decided one-off amount."""
    return Order.objects.create(
        person=person,
        unit=unit,
        item=item,
        clause=clause,
        amount=Decimal(amount),
        from_month=from_month,
        note="测试",
    )


def lines_of(month, person, **filters):
    """(item, amount, first day, last day, days, source) of a person's lines, in order."""
    rows = Line.objects.filter(month=month, person=person, **filters)
    return [
        (line.item, line.amount, line.first_day, line.last_day, line.days, line.source)
        for line in rows.order_by("for_month", "item", "first_day", "pk")
    ]


def entry_of(month, person):
    """A person's only entry in ``month``."""
    return person.pay_entries.get(part__month=month)
