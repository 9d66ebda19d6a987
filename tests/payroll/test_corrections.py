"""Facts that come after a month was confirmed: what the next run pays and takes back (P7.1)."""

from datetime import date
from decimal import Decimal

import pytest

from payroll.enums import Item
from payroll.models import Entry, Line, Part
from roster.enums import EndGround
from tests.payroll import corrections_build as made
from tests.payroll import world as build
from tests.payroll.corrections_build import AUGUST, NOVEMBER, OCTOBER, SEPTEMBER

pytestmark = pytest.mark.django_db
ZERO = Decimal(0)


def money(*texts):
    return [Decimal(text) for text in texts]


def frozen(month):
    """Everything that a confirmed month says."""
    return (
        list(Part.objects.filter(month=month).order_by("pk").values()),
        list(Entry.objects.filter(part__month=month).order_by("pk").values()),
        list(Line.objects.filter(month=month).order_by("pk").values()),
    )


def test_where_nothing_changed_there_is_no_difference():
    world = build.pay_county()
    made.done(world, AUGUST)
    month = made.done(world, SEPTEMBER)
    assert made.differences(month) == []


def test_a_late_appointment_is_paid_with_the_next_month():
    world = build.pay_county()
    september = made.done(world, SEPTEMBER)
    before = frozen(september)
    late = build.make_person(world.townships[0], "迟登")
    build.appoint(late, world.villages[0], start=date(2016, 9, 11))
    october = made.run(world, OCTOBER)
    assert made.differences(october) == [(SEPTEMBER, Item.BASE, Decimal("1133.33"))]
    assert made.net(october, late) == Decimal("2833.33")
    (note,) = made.notes(october, late)
    assert "登记的任职（自2016年9月11日起）" in note
    assert frozen(september) == before
    # Worked out again it says the same; once it is confirmed, nothing is left.
    made.run(world, OCTOBER)
    assert made.differences(october) == [(SEPTEMBER, Item.BASE, Decimal("1133.33"))]
    build.all_confirmed(october, world)
    assert made.differences(made.run(world, NOVEMBER)) == []


def test_a_late_leaving_is_taken_back_of_nothing_and_stays_open():
    world = build.pay_county()
    made.done(world, SEPTEMBER)
    person = world.people[0]
    held = person.appointments.get()
    held.valid_to, held.end_ground = date(2016, 9, 10), EndGround.RESIGNED
    held.save()
    october = made.done(world, OCTOBER)
    assert made.differences(october) == [(SEPTEMBER, Item.BASE, Decimal("-1133.33"))]
    assert made.reclaims(october, person) == money("1133.33")
    assert made.net(october, person) == 0
    november = made.run(world, NOVEMBER)
    assert not person.pay_entries.filter(part__month=november).exists()


def test_unpaid_leave_entered_late_is_taken_back_by_instalments():
    world = build.pay_county()
    made.done(world, SEPTEMBER)
    person = world.people[0]
    made.leave(world, person, date(2016, 9, 1), date(2016, 9, 10))
    october = made.done(world, OCTOBER)
    assert made.differences(october) == [(SEPTEMBER, Item.BASE, Decimal("-566.67"))]
    assert (made.reclaims(october, person), made.net(october, person)) == (
        money("226.67"),
        Decimal("1360.00"),
    )
    november = made.done(world, NOVEMBER)
    assert (made.reclaims(november, person), made.net(november, person)) == (
        money("-226.67"),
        Decimal("1473.33"),
    )


def test_a_value_decided_late_reaches_back_for_everybody():
    world = build.pay_county()
    made.done(world, AUGUST)
    made.done(world, SEPTEMBER)
    made.decided(world, "1800.00", AUGUST)
    october = made.run(world, OCTOBER)
    assert made.differences(october) == sorted(
        [(AUGUST, "base", Decimal(100)), (SEPTEMBER, "base", Decimal(100))] * 3
    )
    assert made.net(october, world.people[0]) == Decimal("2000.00")
    assert (
        "关府发〔2016〕5号决定的人口主任月报酬（自2016年8月1日起" in made.notes(october, world.people[0])[0]
    )


def test_a_score_corrected_on_appeal_works_in_both_directions():
    world = build.pay_county()
    first, second, third = world.people
    village, other = world.villages
    made.issued(world, SEPTEMBER, {first: ("70", village), second: ("80", village), third: ("90", other)})
    september = made.done(world, SEPTEMBER)
    assert made.net(september, first) == Decimal("1615.00")
    made.issued(world, OCTOBER, {first: ("80", village), second: ("80", village), third: ("90", other)})
    made.issued(world, SEPTEMBER, {first: ("75", village), second: ("59.99", village)})
    october = made.run(world, OCTOBER)
    assert made.differences(october, first) == [(SEPTEMBER, Item.DEDUCTION, Decimal("85.00"))]
    assert made.differences(october, second) == [(SEPTEMBER, Item.DEDUCTION, Decimal("-170.00"))]
    assert made.differences(october, third) == []
    assert "通报的2016年9月考核更正" in made.notes(october, first)[0]


def test_what_was_withheld_is_paid_in_full_with_its_month():
    world = build.pay_county()
    september = made.run(world, SEPTEMBER)
    person = world.people[0]
    made.withheld(september, person, world)
    build.all_confirmed(september, world)
    october = made.run(world, OCTOBER)
    assert made.differences(october) == [(SEPTEMBER, Item.BASE, Decimal("1700.00"))]
    assert made.net(october, person) == Decimal("3400.00")
    assert made.notes(october, person) == ["2016年9月暂缓发放"]
    # Withheld once more it is owed once, not twice.
    made.withheld(october, person, world)
    build.all_confirmed(october, world)
    november = made.run(world, NOVEMBER)
    assert made.differences(november) == [
        (SEPTEMBER, Item.BASE, Decimal("1700.00")),
        (OCTOBER, Item.BASE, Decimal("1700.00")),
    ]
    build.all_confirmed(november, world)
    assert made.differences(made.run(world, date(2016, 12, 1))) == []


def test_a_decided_payment_in_a_withheld_entry_is_paid_later_once():
    world = build.pay_county()
    person = world.people[0]
    order = build.decide_order(person, world.townships[0], "500.00", item=Item.RELIEF, clause="P6.6")
    september = made.run(world, SEPTEMBER)
    made.withheld(september, person, world)
    build.all_confirmed(september, world)
    october = made.done(world, OCTOBER)
    assert made.differences(october) == [
        (SEPTEMBER, Item.BASE, Decimal("1700.00")),
        (SEPTEMBER, Item.RELIEF, Decimal("500.00")),
    ]
    assert order.lines.fixed().count() == 1
    assert made.differences(made.run(world, NOVEMBER)) == []


def test_an_adjustment_larger_than_the_pay_leaves_nothing_below_zero():
    world = build.pay_county()
    person = world.people[0]
    build.decide_order(person, world.townships[0], "-2000.00")
    september = made.done(world, SEPTEMBER)
    assert (made.reclaims(september, person), made.net(september, person)) == (money("300.00"), ZERO)
    october = made.done(world, OCTOBER)
    assert (made.reclaims(october, person), made.net(october, person)) == (
        money("-300.00"),
        Decimal("1400.00"),
    )


def test_who_is_paid_elsewhere_by_now_settles_there():
    world = build.pay_county()
    made.done(world, SEPTEMBER)
    person = world.people[0]
    held = person.appointments.get()
    held.valid_to = date(2016, 9, 10)
    held.save()
    build.appoint(person, world.villages[1], start=date(2016, 9, 11))
    october = made.run(world, OCTOBER)
    entry = build.entry_of(october, person)
    assert entry.part.unit == world.townships[1]
    assert made.differences(october) == [
        (SEPTEMBER, Item.BASE, Decimal("-1133.33")),
        (SEPTEMBER, Item.BASE, Decimal("1133.33")),
    ]
    assert (made.reclaims(october, person), entry.net) == ([], Decimal("1700.00"))
