"""The monthly run: what it writes, over and over, and what it refuses."""

from datetime import date
from decimal import Decimal

import pytest

from guanling.accounts.enums import Role
from payroll.enums import Item
from payroll.models import Entry, Line, Part
from tests.payroll import world as build

pytestmark = pytest.mark.django_db


def figures(month):
    """Everything that a calculation wrote, without row ids."""
    entries = Entry.objects.filter(part__month=month).order_by("part__unit__code", "person_name")
    lines = Line.objects.filter(month=month).order_by("person", "item", "first_day", "source_id")
    return (
        list(
            entries.values_list("part__unit__code", "person_name", "post_title", "gross", "deducted", "net")
        ),
        list(lines.values_list("person", "item", "amount", "first_day", "last_day", "days", "value")),
        list(Part.objects.filter(month=month).order_by("unit__code").values_list("people", "gross", "net")),
    )


def test_a_month_is_worked_out_from_the_facts():
    world = build.pay_county()
    month = build.pay_month(world)
    entry = build.entry_of(month, world.people[0])
    assert (entry.unit_name, entry.post_title, entry.net) == ("甲家村", "人口主任", Decimal("1700.00"))
    assert entry.bank_account == "6228480402564890018"
    line = entry.lines.get()
    assert (line.item, line.clause, line.value, line.value_from) == (
        Item.BASE,
        "N2.3",
        Decimal("1700.00"),
        date(2014, 4, 15),
    )
    assert (line.first_day, line.last_day, line.days, line.month_days) == (
        date(2016, 9, 1),
        date(2016, 9, 30),
        30,
        30,
    )
    (grid,) = build.lines_of(month, world.office)
    assert grid[:2] == (Item.GRID, Decimal("200.00"))
    first, second = month.parts.order_by("unit__code")
    assert (first.people, first.net) == (3, Decimal("3600.00"))
    assert (second.people, second.net) == (1, Decimal("1700.00"))
    assert first.computed_by == world.users[Role.BUREAU_CLERK]
    assert first.parameters["values"]["pay.director_monthly"]["value"] == "1700.00"
