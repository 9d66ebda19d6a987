"""A fact that is changed while a part is confirmed is found by the next run; two months at once look once."""

import threading
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from payroll.enums import Item
from payroll.services import again, runs
from roster.enums import EndGround
from tests.at_once import at_once
from tests.payroll import corrections_build as made
from tests.payroll import world as build
from tests.payroll.corrections_build import NOVEMBER, OCTOBER, SEPTEMBER

pytestmark = pytest.mark.django_db(transaction=True)

SINCE_CONFIRMED = """
SELECT max(pt.confirmed_at)
  FROM payroll_part pt
  JOIN payroll_month mo ON mo.id = pt.month_id AND mo.county_id = %(county)s AND mo.first_day < %(month)s
"""


def changed_while_confirming():
    """End a term in a transaction that begins before September is confirmed and commits after it."""
    world = build.pay_county()
    # What the fixtures entered lies behind: the parts are worked out a moment later.
    september = made.run(world, SEPTEMBER)
    held = world.people[0].appointments.get()
    entered, confirmed = threading.Event(), threading.Event()

    def enter():
        with transaction.atomic():
            held.valid_to, held.end_ground = date(2016, 9, 10), EndGround.RESIGNED
            held.save()
            entered.set()
            assert confirmed.wait(timeout=20)

    def confirm():
        assert entered.wait(timeout=20)
        build.all_confirmed(september, world)
        confirmed.set()

    assert at_once(enter, confirm) == [None, None]
    return made.differences(made.run(world, OCTOBER), world.people[0])


def test_a_fact_changed_while_its_month_is_confirmed_is_found_by_the_next_run():
    assert changed_while_confirming() == [(SEPTEMBER, Item.BASE, Decimal("-1133.33"))]


def test_looking_from_the_confirmation_alone_would_miss_it(monkeypatch):
    monkeypatch.setattr(again, "SINCE", SINCE_CONFIRMED)
    monkeypatch.setattr(again, "MARGIN", timedelta(0))
    assert changed_while_confirming() == []


def changed_while_working_out():
    """Approve leave in a transaction that begins before September is worked out and commits after it."""
    world = build.pay_county()
    entered, worked_out = threading.Event(), threading.Event()

    def enter():
        with transaction.atomic():
            made.leave(world, world.people[0], date(2016, 9, 1), date(2016, 9, 10))
            entered.set()
            assert worked_out.wait(timeout=20)

    def work_out():
        assert entered.wait(timeout=20)
        made.done(world, SEPTEMBER)
        worked_out.set()

    assert at_once(enter, work_out) == [None, None]
    return made.differences(made.run(world, OCTOBER), world.people[0])


def test_a_fact_that_was_not_committed_yet_when_its_month_was_worked_out_is_found_too():
    assert changed_while_working_out() == [(SEPTEMBER, Item.BASE, Decimal("-566.67"))]


def test_without_the_margin_it_would_be_missed(monkeypatch):
    monkeypatch.setattr(again, "MARGIN", timedelta(0))
    assert changed_while_working_out() == []


def both_months_at_once(monkeypatch, lock):
    """September is confirmed and wrong; October's part, sent back, and November's are worked out at once."""
    world = build.pay_county()
    made.done(world, SEPTEMBER)
    october = runs.open_month(county=world.county, first_day=OCTOBER)
    november = runs.open_month(county=world.county, first_day=NOVEMBER)
    person = world.people[0]
    made.leave(world, person, date(2016, 9, 1), date(2016, 9, 3))
    if not lock:
        monkeypatch.setattr(runs.differences, "LOCK", "SELECT %s::int, %s::int")
    looked = threading.Barrier(2)
    lines = runs.lines

    def wait(cursor, computation):
        lines(cursor, computation)
        # With the lock the other one waits before it gets here.
        with suppress(threading.BrokenBarrierError):
            looked.wait(timeout=2)

    monkeypatch.setattr(runs, "lines", wait)
    at_once(*(lambda month=month: runs.compute_now(month=month) for month in (october, november)))
    return [made.differences(month, person) for month in (october, november)]


def test_two_months_worked_out_at_once_take_a_difference_once(monkeypatch):
    once = [(SEPTEMBER, Item.BASE, Decimal("-170.00"))]
    assert both_months_at_once(monkeypatch, lock=True) in ([once, []], [[], once])


def test_without_the_lock_both_would_take_it(monkeypatch):
    once = [(SEPTEMBER, Item.BASE, Decimal("-170.00"))]
    assert both_months_at_once(monkeypatch, lock=False) == [once, once]


def test_a_balance_is_not_taken_twice_by_parts_that_are_not_confirmed():
    world = build.pay_county()
    person = world.people[0]
    build.decide_order(person, world.townships[0], "-2000.00")
    made.done(world, SEPTEMBER)
    october = made.run(world, OCTOBER)
    november = made.run(world, NOVEMBER)
    assert made.reclaims(october, person) == [Decimal("-300.00")]
    assert made.reclaims(november, person) == []
