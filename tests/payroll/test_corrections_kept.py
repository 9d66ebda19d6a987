"""Confirmed pay is not written any more, by whatever road: the database itself refuses."""

import pytest
from django.db import DatabaseError, connection, transaction

from payroll.enums import PartState
from payroll.models import Entry, Line, Part
from tests.payroll import corrections_build as made
from tests.payroll import world as build
from tests.payroll.corrections_build import OCTOBER, SEPTEMBER

pytestmark = pytest.mark.django_db

# What somebody at the database's own prompt might try on confirmed rows.
ATTEMPTS = {
    "a line's amount": "UPDATE payroll_line SET amount = amount + 1 WHERE part_id = %(part)s",
    "a line's month": "UPDATE payroll_line SET for_month = '2016-01-01' WHERE part_id = %(part)s",
    "a line's part": "UPDATE payroll_line SET part_id = %(other)s WHERE part_id = %(part)s",
    "a line gone": "DELETE FROM payroll_line WHERE part_id = %(part)s",
    "a line more": """
        INSERT INTO payroll_line (month_id, part_id, entry_id, person_id, for_month, item, clause, amount,
                                  source, source_id, unit_code, unit_name, post_kind, note)
        SELECT month_id, part_id, entry_id, person_id, for_month, item, clause, amount, 'difference', 7,
               unit_code, unit_name, post_kind, note
          FROM payroll_line WHERE part_id = %(part)s LIMIT 1""",
    "an open line into it": "UPDATE payroll_line SET part_id = %(part)s WHERE part_id = %(other)s",
    "an entry's account": "UPDATE payroll_entry SET bank_account = '1' WHERE part_id = %(part)s",
    "an entry's net": "UPDATE payroll_entry SET gross = 9, net = 9 WHERE part_id = %(part)s",
    "an entry put off": """
        UPDATE payroll_entry SET withheld_reason = 'x', withheld_at = now(),
               withheld_by_id = (SELECT min(id) FROM accounts_user) WHERE part_id = %(part)s""",
    "an entry gone": "DELETE FROM payroll_entry WHERE part_id = %(part)s",
    "an entry more": """
        INSERT INTO payroll_entry (part_id, person_id, person_name, unit_code, unit_name, post_title,
                                   bank_name, bank_account, gross, deducted, net, withheld_reason)
        SELECT %(part)s, min(id), 'x', '', '', '', '', '', 0, 0, 0, '' FROM roster_person""",
    "the part's net": "UPDATE payroll_part SET gross = 9, net = 9 WHERE id = %(part)s",
    "the part's values": "UPDATE payroll_part SET parameters = '{}' WHERE id = %(part)s",
    "who confirmed": "UPDATE payroll_part SET confirmed_at = now() WHERE id = %(part)s",
    "back to draft": "UPDATE payroll_part SET state = 'draft' WHERE id = %(part)s",
    "sent back": "UPDATE payroll_part SET state = 'returned', return_reason = 'x' WHERE id = %(part)s",
    "the part gone": "DELETE FROM payroll_part WHERE id = %(part)s",
}


@pytest.mark.parametrize("state", [PartState.CONFIRMED, PartState.PAID])
def test_no_statement_changes_what_was_confirmed(state):
    world = build.pay_county()
    month = made.run(world, SEPTEMBER)
    part, other = month.parts.order_by("unit__code")
    (build.confirmed if state == PartState.CONFIRMED else build.paid)(part, world)
    before = everything(part)
    for statement in ATTEMPTS.values():
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, {"part": part.pk, "other": other.pk})
    assert everything(part) == before


def everything(part):
    return (
        Part.objects.filter(pk=part.pk).values().get(),
        list(Entry.objects.filter(part=part).order_by("pk").values()),
        list(Line.objects.filter(part=part).order_by("pk").values()),
    )


def test_the_same_statements_are_let_through_while_the_part_is_open():
    """The control: what refuses is that the part is confirmed, not a mistake in the statements."""
    world = build.pay_county()
    month = made.run(world, SEPTEMBER)
    part, other = month.parts.order_by("unit__code")
    let_through = set()
    for what, statement in ATTEMPTS.items():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, {"part": part.pk, "other": other.pk})
                assert cursor.rowcount, what
                let_through.add(what)
                raise InterruptedError
        except (DatabaseError, InterruptedError):
            continue
    assert let_through >= {
        *("a line's amount", "a line's month", "a line gone", "a line more", "an open line into it"),
        *("an entry's account", "an entry put off", "the part's values"),
    }


def test_a_late_fact_leaves_the_confirmed_months_as_they_are():
    world = build.pay_county()
    month = made.done(world, SEPTEMBER)
    before = [everything(part) for part in month.parts.order_by("pk")]
    made.decided(world, "1500.00", SEPTEMBER)
    assert len(made.differences(made.run(world, OCTOBER))) == 3
    assert [everything(part) for part in month.parts.order_by("pk")] == before
