"""What the database itself refuses, whoever asks: a line twice, sums that differ, a confirmed row changed."""

import pytest
from django.db import DatabaseError, connection, transaction

from payroll.enums import Item, PartState
from payroll.models import Entry, Line, Part
from tests.payroll import world as build

pytestmark = pytest.mark.django_db


def refused(statement, match, *values):
    """Execute raw SQL and expect the database to refuse it."""
    with pytest.raises(DatabaseError, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


LINE = """
INSERT INTO payroll_line (
    month_id, part_id, entry_id, person_id, for_month, item, clause, amount, value, value_from, first_day,
    last_day, days, month_days, source, source_id, appointment_id, order_id, unit_code, unit_name, post_kind,
    note)
SELECT month_id, part_id, entry_id, person_id, for_month, {item}, clause, {amount}, value, value_from,
       {first_day}, last_day, {days}, month_days, {source}, source_id, appointment_id, {order}, unit_code,
       unit_name, post_kind, note
  FROM payroll_line WHERE id = {line}
"""


def copied(line, **changed):
    """A line once more, with something changed."""
    columns = {
        "item": "item",
        "amount": "amount",
        "first_day": "first_day",
        "days": "days",
        "source": "source",
        "order": "order_id",
    }
    return LINE.format(line=line.pk, **columns | changed)


@pytest.fixture
def world():
    return build.pay_county()


@pytest.fixture
def line(world):
    return Line.objects.get(month=build.pay_month(world), person=world.people[0])


def test_nobody_has_the_same_line_twice(line):
    refused(copied(line), "pay_line_once")


def test_nobody_has_two_entries_in_a_part(line):
    refused(
        """
        INSERT INTO payroll_entry (part_id, person_id, person_name, unit_code, unit_name, post_title,
                                   bank_name, bank_account, gross, deducted, net, withheld_reason)
        SELECT part_id, person_id, person_name, unit_code, unit_name, post_title, bank_name, bank_account, 0,
               0, 0, '' FROM payroll_entry WHERE id = %s
        """,
        "pay_entry_once",
        line.entry_id,
    )


def test_a_decision_is_paid_once_and_only_as_one(world):
    build.decide_order(world.people[0], world.townships[0], "30")
    month = build.pay_month(world)
    paid = Line.objects.get(month=month, item=Item.ADJUSTMENT)
    refused(copied(paid, first_day="NULL", item="'reward'"), "pay_line_order_once")
    base = Line.objects.get(month=month, person=world.people[0], item=Item.BASE)
    refused(copied(base, order=str(paid.order_id), item="'grid'"), "pay_line_order_has_decision")
    refused("UPDATE payroll_order SET amount = 31", "never changed")
    refused("DELETE FROM payroll_order", "Cannot delete")


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({"item": "'acting'", "amount": "-1"}, "pay_line_item_has_sign"),
        ({"item": "'deduction'", "amount": "1"}, "pay_line_item_has_sign"),
        ({"item": "'relief'", "amount": "0"}, "pay_line_item_has_sign"),
        ({"item": "'grid'", "days": "32"}, "pay_line_days_are_whole"),
        ({"item": "'grid'", "days": "NULL"}, "pay_line_days_are_whole"),
        ({"item": "'grid'", "source": "'order'"}, "pay_line_order_has_decision"),
    ],
)
def test_a_line_that_explains_nothing_is_refused(line, changed, match):
    refused(copied(line, **changed), match)


def test_sums_must_add_up(line):
    refused("UPDATE payroll_entry SET net = net + 1", "pay_entry_adds_up")
    refused("UPDATE payroll_entry SET deducted = gross + 1, net = -1", "pay_entry_adds_up")
    refused("UPDATE payroll_part SET net = net + 1", "pay_part_adds_up")
    refused("UPDATE payroll_entry SET withheld_reason = '缓'", "pay_entry_withheld_is_whole")


def checked(world):
    """A part of the month that only waits for its confirmation."""
    part = build.submitted(build.part_of(build.pay_month(world), world.townships[0]), world)
    Part.objects.filter(pk=part.pk).update(
        state=PartState.CHECKED, checked_by=world.users["finance"], checked_at="2016-10-01T00:00Z"
    )
    return part


CONFIRM = (
    "UPDATE payroll_part SET state = 'confirmed', confirmed_by_id = %s, confirmed_at = now() WHERE id = %s"
)


@pytest.mark.parametrize(
    "tampered",
    [
        "UPDATE payroll_line SET amount = amount + 1 WHERE part_id = %s",
        "UPDATE payroll_entry SET gross = gross + 1, net = net + 1 WHERE part_id = %s",
        "UPDATE payroll_part SET gross = gross + 1, net = net + 1 WHERE id = %s",
        "UPDATE payroll_part SET people = people + 1 WHERE id = %s",
        "DELETE FROM payroll_line WHERE part_id = %s",
    ],
)
def test_only_what_adds_up_is_confirmed(world, tampered):
    part = checked(world)
    with connection.cursor() as cursor:
        cursor.execute(tampered, [part.pk])
    refused(CONFIRM, "pay_part_is_balanced", world.finance.pk, part.pk)


def test_nobody_whose_pay_is_in_doubt_is_confirmed(world):
    world.people[0].bank_account = ""
    world.people[0].save()
    part = checked(world)
    refused(CONFIRM, "pay_part_has_problems", world.finance.pk, part.pk)


def test_one_hand_is_not_another(world):
    part = checked(world)
    for role in ("finance", "township_director", "bureau_clerk"):
        refused(CONFIRM, "pay_part_maker_is_not_checker", world.users[role].pk, part.pk)


def test_a_part_goes_no_way_but_its_own(world):
    part = build.part_of(build.pay_month(world), world.townships[0])
    for state in ("checked", "confirmed", "paid"):
        refused("UPDATE payroll_part SET state = %s WHERE id = %s", "transition", state, part.pk)
    refused("DELETE FROM payroll_part WHERE id = %s", "Cannot delete", part.pk)


@pytest.mark.parametrize("state", ["confirmed", "paid"])
def test_what_is_confirmed_is_final(world, state):
    month = build.pay_month(world)
    part = getattr(build, state)(build.part_of(month, world.townships[0]), world)
    line = Line.objects.filter(part=part, item=Item.BASE).order_by("pk").first()
    open_part = build.part_of(month, world.townships[1])
    open_entry = Entry.objects.get(part=open_part)
    frozen = "pay_is_confirmed"
    refused(copied(line, item="'grid'"), frozen)
    refused("UPDATE payroll_line SET amount = 1 WHERE id = %s", frozen, line.pk)
    refused("UPDATE payroll_line SET note = '改' WHERE id = %s", frozen, line.pk)
    refused("DELETE FROM payroll_line WHERE id = %s", frozen, line.pk)
    refused("UPDATE payroll_entry SET bank_account = '' WHERE part_id = %s", frozen, part.pk)
    refused("DELETE FROM payroll_entry WHERE part_id = %s", frozen, part.pk)
    # Neither out of it nor into it.
    refused("UPDATE payroll_line SET part_id = %s WHERE id = %s", frozen, open_part.pk, line.pk)
    refused("UPDATE payroll_entry SET part_id = %s WHERE id = %s", frozen, part.pk, open_entry.pk)
    for column in ("people", "gross", "net"):
        refused(f"UPDATE payroll_part SET {column} = {column} + 1 WHERE id = %s", "never changed", part.pk)
    refused("UPDATE payroll_part SET parameters = '{}' WHERE id = %s", "never changed", part.pk)
    refused("UPDATE payroll_part SET state = 'draft' WHERE id = %s", "transition", part.pk)
    part.refresh_from_db()
    assert (part.state, part.net) == (state, sum(entry.net for entry in part.entries.all()))
