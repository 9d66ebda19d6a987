"""Builds months of pay with bare rows, past the run: parts, entries, lines, problems; parts in each state."""

from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from guanling.accounts.enums import Role
from payroll.enums import Item, PartState, ProblemKind, Source
from payroll.models import Entry, Line, Month, Part, Problem
from payroll.services import states
from roster.enums import PostKind
from tests.appraisal import world as build
from tests.people import make_user

SEPTEMBER = date(2016, 9, 1)
OCTOBER = date(2016, 10, 1)
PAID_ON = date(2016, 10, 14)
CONFIRMED_AT = datetime(2016, 10, 10, 9, 0, tzinfo=timezone.get_default_timezone())


def county():
    """Two directors in 甲镇 and one in 乙镇, and everybody who takes a part to its end."""
    world = build.small_county()
    first, _ = world.townships
    world.clerk = world.users[Role.TOWNSHIP_CLERK]
    world.director = world.users[Role.TOWNSHIP_DIRECTOR]
    world.checker = world.users[Role.FINANCE]
    world.confirmer = make_user("finance_two", (Role.FINANCE, world.county))
    world.third = make_user("finance_three", (Role.FINANCE, world.county))
    world.other_director = make_user("director_two", (Role.TOWNSHIP_DIRECTOR, first))
    return world


def month_of(world, first_day=SEPTEMBER):
    """The month with a part for the county and each township, nothing worked out."""
    month, _ = Month.objects.get_or_create(county=world.county, first_day=first_day)
    for unit in (world.county, *world.townships):
        Part.objects.get_or_create(month=month, unit=unit)
    return month


def part_of(world, township=0, first_day=SEPTEMBER):
    """A township's part; None: the county's own."""
    unit = world.county if township is None else world.townships[township]
    return Part.objects.get(month=month_of(world, first_day), unit=unit)


def line(entry, amount, *, item=Item.BASE, unit=None, source=Source.APPOINTMENT, **fields):
    """A line of an entry; the month's whole days where nothing else is said."""
    month = entry.part.month
    whole = {}
    if source == Source.APPOINTMENT:
        days = (date(month.first_day.year + month.first_day.month // 12, month.first_day.month % 12 + 1, 1)
                - month.first_day).days  # fmt: skip
        whole = {
            "value": Decimal(amount),
            "value_from": date(2014, 4, 15),
            "first_day": month.first_day,
            "last_day": month.first_day.replace(day=days),
            "days": days,
            "month_days": days,
        }
    return Line(
        **{
            "month": month,
            "part": entry.part,
            "entry": entry,
            "person": entry.person,
            "for_month": month.first_day,
            "item": item,
            "clause": "N2.3" if item == Item.BASE else "P6.4",
            "amount": Decimal(amount),
            "source": source,
            "unit_code": unit.code if unit else entry.unit_code,
            "unit_name": unit.short_name if unit else entry.unit_name,
            "post_kind": PostKind.POPULATION_DIRECTOR,
            **whole,
            **fields,
        }
    )


def entry_of(part, person, amounts=("1700.00",), *, village=None):
    """An entry with a line for each amount: first the month's pay, then deductions or other items."""
    village = village or person.unit
    entry = Entry.objects.create(
        part=part,
        person=person,
        person_name=person.name,
        unit_code=village.code,
        unit_name=village.short_name,
        post_title="人口主任",
        bank_name="关岭县农村信用社",
        bank_account="6217994622791724969",
    )
    lines = []
    for number, amount in enumerate(amounts):
        if number == 0:
            one = line(entry, amount, appointment=person.appointments.first(), source_id=person.pk)
        else:
            one = line(
                entry,
                amount,
                item=Item.DEDUCTION if Decimal(amount) < 0 else Item.ADJUSTMENT,
                source=Source.RESULT,
                source_id=number,
                value=Decimal(5),
                note="2016年9月得分 70.00",
            )
        lines.append(one)
    Line.objects.bulk_create(lines)
    sums(entry)
    return entry


def sums(entry):
    """Write the entry's sums from its lines."""
    amounts = [one.amount for one in entry.lines.all()]
    gross = sum((one for one in amounts if one > 0), Decimal(0))
    deducted = -sum((one for one in amounts if one < 0), Decimal(0))
    Entry.objects.filter(pk=entry.pk).update(gross=gross, deducted=deducted, net=gross - deducted)
    entry.refresh_from_db()


def problem(entry, kind=ProblemKind.NO_BANK, detail="档案中没有银行账号，请在个人档案中补登后重新计算。"):
    """A problem of an entry."""
    return Problem.objects.create(entry=entry, kind=kind, detail=detail)


def total(part, by=None):
    """Mark the part worked out, with the sums of its entries."""
    Part.objects.filter(pk=part.pk).update(computed_by=by, computed_at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(states.TOTAL, [part.pk])
    part.refresh_from_db()
    return part


def computed(world, first_day=SEPTEMBER):
    """The month worked out by the township's clerk: 甲镇 1700 and 1700 − 85, 乙镇 1700; the county nobody."""
    month_of(world, first_day)
    first, second = part_of(world, 0, first_day), part_of(world, 1, first_day)
    entry_of(first, world.people[0])
    entry_of(first, world.people[1], ("1700.00", "-85.00"))
    entry_of(second, world.people[2])
    for part in (first, second, part_of(world, None, first_day)):
        total(part, world.clerk)
    return part_of(world, 0, first_day)


def submitted(world, first_day=SEPTEMBER):
    """The first township's part, handed in by its director."""
    part = computed(world, first_day)
    states.submit(part=part, user=world.director)
    return part


def returned(world, first_day=SEPTEMBER):
    """The part sent back by finance."""
    part = submitted(world, first_day)
    states.return_part(part=part, user=world.checker, reason="账号有误")
    return part


def checked(world, first_day=SEPTEMBER):
    """The part checked by finance."""
    part = submitted(world, first_day)
    states.check(part=part, user=world.checker)
    return part


def confirmed(world, first_day=SEPTEMBER):
    """The part confirmed by somebody else of finance."""
    part = checked(world, first_day)
    states.confirm(part=part, user=world.confirmer)
    return part


def paid(world, first_day=SEPTEMBER):
    """The part paid in full, late as the calendar of the tests has it."""
    part = confirmed(world, first_day)
    states.record_payment(
        part=part, user=world.checker, paid_on=timezone.localdate(), late_reason="资金到账晚"
    )
    return part


IN_STATE = {
    PartState.DRAFT: computed,
    PartState.RETURNED: returned,
    PartState.SUBMITTED: submitted,
    PartState.CHECKED: checked,
    PartState.CONFIRMED: confirmed,
    PartState.PAID: paid,
}
