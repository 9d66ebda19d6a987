"""Builds directors, sheets and months for the tests of the month."""

from datetime import date
from decimal import Decimal
from itertools import count

from appraisal.models import ITEMS, Entry, Month
from appraisal.services import months
from roster.enums import Level, PostKind, Sex
from roster.models import Appointment, Person, Post, Unit
from roster.numbers import fingerprint
from tests.people import make_county

SEPTEMBER = date(2016, 9, 1)
_serial = count(1)


def birth_year(serial):
    """A year for the ``serial``-th person; a thousand people are born in each."""
    return 1960 + serial // 1000 % 40


def identity_number(serial):
    """A synthetic identity number with a right check digit."""
    body = f"520499{birth_year(serial)}0101{serial % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def make_village(township, number, name):
    """A village of ``township``."""
    return Unit.objects.create(
        level=Level.VILLAGE,
        code=f"{township.code}{number:03d}",
        name=f"{name}村民委员会",
        short_name=name,
        parent=township,
    )


def make_person(village, name, serial=None):
    """A person whose file the village keeps."""
    serial = serial or next(_serial)
    number = identity_number(serial)
    return Person.objects.create(
        unit=village,
        name=name,
        pinyin=f"p{serial:06d}",
        initials="p",
        sex=Sex.FEMALE,
        birth_date=date(birth_year(serial), 1, 1),
        identity_number=number,
        identity_hash=fingerprint(number),
    )


def make_director(village, name, start=date(2014, 8, 1), end=None, person=None):
    """A population director of ``village`` from ``start`` to ``end``."""
    person = person or make_person(village, name)
    post, _ = Post.objects.get_or_create(unit=village, kind=PostKind.POPULATION_DIRECTOR)
    place = post.appointments.count() + 1
    Appointment.objects.create(person=person, post=post, place=place, valid_from=start, valid_to=end)
    return person


def score(person, value, deduction="0", month=None):
    """Give ``person`` one value in all items, past the services."""
    entries = Entry.objects.filter(person=person)
    if month is not None:
        entries = entries.filter(sheet__month=month)
    entries.update(
        **dict.fromkeys(ITEMS, None if value is None else Decimal(value)), deduction=Decimal(deduction)
    )


def small_county():
    """The county of tests.people with two directors in its first township and one in its second."""
    world = make_county()
    world.people = [
        make_director(world.villages[0], "安甲"),
        make_director(world.villages[0], "白乙"),
        make_director(world.villages[1], "蔡丙"),
    ]
    return world


def opened(world, first_day=SEPTEMBER):
    """Open the month of ``world``."""
    return months.open_month(county=world.county, first_day=first_day)


def closed(world, values=("90", "88", "70"), first_day=SEPTEMBER):
    """Open, score and close the month as the operator."""
    month = opened(world, first_day)
    for person, value in zip(world.people, values, strict=True):
        score(person, value, month=month)
    months.operator_close(month=month, reason="测试关闭")
    return Month.objects.get(pk=month.pk)
