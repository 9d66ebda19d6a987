"""Differences: what is due for confirmed months by today's facts, less what was paid for them (P7.1).

The SQL repeats payroll.rules.corrections.differences. What differs becomes lines of the month that is being
worked out; the confirmed rows stay as they are. What cannot be worked out now (a problem), or stands in a
part that is neither open here nor confirmed, is left for a later look: see services/again.py.
A decided payment that was withheld with its entry is paid likewise.
"""

import json
from contextlib import contextmanager

from payroll.enums import FROM_FACTS, ITEM_SPECS, OrderState, PartState, Source
from payroll.models import Part
from payroll.services import again
from payroll.services.again import HEIRS
from payroll.services.statements import fill_due
from roster.enums import Level

# First key of the advisory lock; the second is the county's id. Two months of a county do not look at the
# same confirmed month at once.
LOOK_LOCK = 20160907
# More differences than this are joined by hashing.
MANY = 500
LOCK = "SELECT pg_advisory_xact_lock(%s, %s)"

WHOM = """
SELECT CASE WHEN bool_or(person_id IS NULL) THEN NULL ELSE array_agg(DISTINCT person_id) END
  FROM payroll_again WHERE first_day = %s
"""

TABLE = """
DROP TABLE IF EXISTS payroll_difference;
CREATE TEMP TABLE payroll_difference (
    person_id bigint, for_month date, item text, clause text, amount numeric(14, 2), source_id bigint,
    appointment_id bigint, order_id bigint, unit_id bigint, home_id bigint, post_kind text, part_id bigint
) ON COMMIT DROP
"""

# The township (or county) that the appointment's unit belongs to now. Corrections of a month are lines of
# later ones, which stand apart by their source.
DIFFER = f"""
INSERT INTO payroll_difference (
    person_id, for_month, item, clause, amount, source_id, appointment_id, unit_id, home_id, post_kind)
WITH RECURSIVE {HEIRS}, whom AS (
    SELECT DISTINCT person_id, first_day FROM payroll_again WHERE person_id IS NOT NULL
), everybody AS (
    SELECT DISTINCT first_day FROM payroll_again WHERE person_id IS NULL
), line AS (
    SELECT l.person_id, l.for_month, l.item, l.appointment_id, l.amount, l.part_id, l.entry_id
      FROM everybody v
      JOIN payroll_month mo ON mo.first_day = v.first_day AND mo.county_id = %(county)s
      JOIN payroll_part pt ON pt.month_id = mo.id
      JOIN payroll_line l ON l.part_id = pt.id AND l.for_month = v.first_day
     WHERE l.item = ANY(%(items)s)
     UNION ALL
    SELECT l.person_id, l.for_month, l.item, l.appointment_id, l.amount, l.part_id, l.entry_id
      FROM everybody v
      JOIN payroll_line l ON l.for_month = v.first_day AND l.source = %(difference)s
     WHERE l.item = ANY(%(items)s)
     UNION ALL
    SELECT l.person_id, l.for_month, l.item, l.appointment_id, l.amount, l.part_id, l.entry_id
      FROM whom w
      JOIN payroll_line l ON l.person_id = w.person_id AND l.for_month = w.first_day
     WHERE l.item = ANY(%(items)s) AND w.first_day NOT IN (SELECT first_day FROM everybody)
), placed AS (
    SELECT l.*, pt.state = ANY(%(fixed)s) AS fixed, e.withheld_reason = '' AS paid
      FROM line l
      JOIN payroll_part pt ON pt.id = l.part_id AND pt.id <> ALL(%(open)s)
      JOIN payroll_month mo ON mo.id = pt.month_id AND mo.county_id = %(county)s
      JOIN payroll_entry e ON e.id = l.entry_id
), pending AS (
    SELECT DISTINCT person_id, for_month, item, appointment_id FROM placed WHERE NOT fixed
), due AS (
    SELECT d.person_id, d.for_month, d.item, d.appointment_id, sum(d.amount) AS amount
      FROM payroll_due d
     WHERE d.for_month < %(month)s AND d.item = ANY(%(items)s)
     GROUP BY 1, 2, 3, 4
), paid AS (
    SELECT person_id, for_month, item, appointment_id, sum(amount) AS amount
      FROM placed WHERE fixed AND paid
     GROUP BY 1, 2, 3, 4
), differs AS (
    SELECT COALESCE(d.person_id, p.person_id) AS person_id, COALESCE(d.for_month, p.for_month) AS for_month,
           COALESCE(d.item, p.item) AS item, COALESCE(d.appointment_id, p.appointment_id) AS appointment_id,
           COALESCE(d.amount, 0) - COALESCE(p.amount, 0) AS amount
      FROM due d
      FULL JOIN paid p
        ON p.person_id = d.person_id AND p.for_month = d.for_month AND p.item = d.item
       AND p.appointment_id = d.appointment_id
     WHERE COALESCE(d.amount, 0) <> COALESCE(p.amount, 0)
), homed AS (
    SELECT d.*, po.unit_id, po.kind, home.unit_id AS home_id
      FROM differs d
      JOIN roster_appointment a ON a.id = d.appointment_id
      JOIN roster_post po ON po.id = a.post_id
      JOIN heir now ON now.origin = po.unit_id
      JOIN roster_unit u ON u.id = now.unit_id
      JOIN heir home ON home.origin = CASE WHEN u.level = %(village)s THEN u.parent_id ELSE u.id END
)
SELECT h.person_id, h.for_month, h.item, %(clauses)s::jsonb ->> h.item, h.amount, h.appointment_id,
       h.appointment_id, h.unit_id, h.home_id, h.kind
  FROM homed h
 WHERE NOT EXISTS (SELECT FROM payroll_trouble t
                    WHERE t.person_id = h.person_id AND t.for_month = h.for_month)
   -- What stands in a part on its way to being confirmed is settled there, as of its own calculation.
   AND NOT EXISTS (SELECT FROM pending p
                    WHERE p.person_id = h.person_id AND p.for_month = h.for_month AND p.item = h.item
                      AND p.appointment_id = h.appointment_id)
   -- The township's own part of that month is still to be confirmed: there it is settled.
   AND NOT EXISTS (SELECT FROM payroll_part pt
                     JOIN payroll_month mo ON mo.id = pt.month_id AND mo.first_day = h.for_month
                      AND mo.county_id = %(county)s
                     JOIN heir s ON s.origin = pt.unit_id AND s.unit_id = h.home_id
                    WHERE pt.state <> ALL(%(fixed)s) AND pt.id <> ALL(%(open)s))
"""  # noqa: S608 - fixed words

# Decided payments that stood in a withheld entry, and in none that was paid or is still under way.
WITHHELD_ORDERS = f"""
INSERT INTO payroll_difference (
    person_id, for_month, item, clause, amount, source_id, order_id, unit_id, home_id, post_kind)
WITH RECURSIVE {HEIRS}
SELECT DISTINCT ON (o.id) l.person_id, l.for_month, l.item, l.clause, l.amount, o.id, o.id, o.unit_id,
       h.unit_id, ''
  FROM payroll_entry e
  JOIN payroll_part pt ON pt.id = e.part_id AND pt.state = ANY(%(fixed)s)
  JOIN payroll_month mo ON mo.id = pt.month_id AND mo.county_id = %(county)s AND mo.first_day < %(month)s
  JOIN payroll_line l ON l.entry_id = e.id
  JOIN payroll_order o ON o.id = l.order_id AND o.state = %(decided)s
  JOIN heir h ON h.origin = o.unit_id
 WHERE e.withheld_reason <> ''
   AND NOT EXISTS (
        SELECT FROM payroll_line s
          JOIN payroll_entry se ON se.id = s.entry_id
          JOIN payroll_part sp ON sp.id = s.part_id
         WHERE s.order_id = o.id AND (se.withheld_reason = '' OR sp.state <> ALL(%(fixed)s))
   )
 ORDER BY o.id, l.id
"""  # noqa: S608 - fixed words

# A unit with nobody left to pay has no part of its own yet.
LACKING_PARTS = """
INSERT INTO payroll_part (month_id, unit_id, state, people, gross, deducted, net, parameters, return_reason,
                          shortfall, shortfall_reason, late_reason)
SELECT DISTINCT %(month_id)s, d.home_id, %(draft)s, 0, 0, 0, 0, '{}'::jsonb, '', 0, '', ''
  FROM payroll_difference d
 WHERE NOT EXISTS (SELECT FROM payroll_part pt WHERE pt.month_id = %(month_id)s AND pt.unit_id = d.home_id)
RETURNING id, unit_id
"""

# Into the part of the appointment's township; of somebody who is paid elsewhere by now, into the part that
# pays: there it can be taken back, and what the two parts owe and are owed meets in one entry.
PLACE = """
WITH paying AS (
    SELECT w.person_id, w.part_id, o.unit_id FROM payroll_who w JOIN payroll_open o USING (part_id)
), somewhere AS (
    SELECT person_id, min(part_id) AS part_id FROM paying GROUP BY person_id
), placed AS (
    SELECT d.person_id, d.home_id, COALESCE(own.part_id, s.part_id, home.part_id) AS part_id
      FROM (SELECT DISTINCT person_id, home_id FROM payroll_difference) d
      LEFT JOIN paying own ON own.person_id = d.person_id AND own.unit_id = d.home_id
      LEFT JOIN somewhere s ON s.person_id = d.person_id
      LEFT JOIN payroll_open home ON home.unit_id = d.home_id
)
UPDATE payroll_difference d
   SET part_id = p.part_id
  FROM placed p
 WHERE p.person_id = d.person_id AND p.home_id = d.home_id
"""
ADD_WHO = """
INSERT INTO payroll_who (part_id, person_id)
SELECT DISTINCT part_id, person_id FROM payroll_difference WHERE part_id IS NOT NULL
    ON CONFLICT DO NOTHING
"""
WRITE = """
INSERT INTO payroll_line (
    month_id, part_id, entry_id, person_id, for_month, item, clause, amount, source, source_id,
    appointment_id, order_id, unit_code, unit_name, post_kind, note)
WITH told AS (
    SELECT first_day, person_id, string_agg(DISTINCT cause, '；' ORDER BY cause) AS cause,
           string_agg(DISTINCT cause, '；' ORDER BY cause) FILTER (WHERE certain) AS certain
      FROM payroll_again GROUP BY first_day, person_id
)
SELECT %(month)s, d.part_id, e.id, d.person_id, d.for_month, d.item, d.clause, d.amount, %(difference)s,
       d.source_id, d.appointment_id, d.order_id, u.code, u.short_name, d.post_kind,
       left(CASE WHEN d.order_id IS NOT NULL THEN '原暂缓发放'
                 ELSE COALESCE(NULLIF(concat_ws('；', own.certain, every.certain), ''),
                               concat_ws('；', own.cause, every.cause)) END, 300)
  FROM payroll_difference d
  JOIN payroll_entry e
    ON e.part_id = d.part_id AND e.person_id = d.person_id AND e.part_id = ANY(%(parts)s)
  JOIN roster_unit u ON u.id = d.unit_id
  LEFT JOIN told own ON own.first_day = d.for_month AND own.person_id = d.person_id
  LEFT JOIN told every ON every.first_day = d.for_month AND every.person_id IS NULL
 ORDER BY e.id, d.for_month, d.item, d.source_id
"""


def find(cursor, computation) -> None:
    """Find what must be paid or taken back for confirmed months, and whose entries that needs.

    Fills ``payroll_difference`` and adds to ``payroll_who``; adds a part for a unit that has none. The
    number of statements grows with the confirmed months that something has happened to.
    """
    county, month = computation.month.county, computation.month
    cursor.execute(LOCK, [LOOK_LOCK, county.pk])
    cursor.execute(TABLE)
    shared = again.values(county=county, first_day=month.first_day) | {
        "open": computation.values["parts"],
        "difference": Source.DIFFERENCE.value,
        "village": Level.VILLAGE.value,
        "decided": OrderState.DECIDED.value,
        "clauses": json.dumps({item.value: ITEM_SPECS[item].clause for item in FROM_FACTS}),
    }
    months = again.look(cursor, county=county, first_day=month.first_day)
    for first in months:
        cursor.execute(WHOM, [first])
        fill_due(cursor, county=county, first_day=first, people=cursor.fetchone()[0])
    if months:
        cursor.execute("ANALYZE payroll_again, payroll_due, payroll_trouble")
        cursor.execute("SELECT EXISTS (SELECT FROM payroll_again WHERE person_id IS NULL)")
        with by_hashing(cursor, when=cursor.fetchone()[0]):
            cursor.execute(DIFFER, shared)
    cursor.execute(WITHHELD_ORDERS, shared)
    _add_parts(cursor, computation)
    cursor.execute("ANALYZE payroll_difference, payroll_who")
    cursor.execute(PLACE)
    cursor.execute(ADD_WHO)
    cursor.execute("DELETE FROM payroll_due WHERE for_month < %s", [month.first_day])
    cursor.execute("DELETE FROM payroll_trouble WHERE for_month < %s", [month.first_day])


@contextmanager
def by_hashing(cursor, *, when: bool):
    """Have bulk joined by hashing, for a transaction's own new rows are in no statistics yet.

    Else, where a few people have changed, their rows are looked up: the cost follows what changed. Afterwards
    the transaction plans as it did before: a load that fills the tables forbids loops to its end.
    """
    cursor.execute("SELECT current_setting('enable_nestloop')")
    (before,) = cursor.fetchone()
    if when:
        cursor.execute("SET LOCAL enable_nestloop = off")
    yield
    if when:
        cursor.execute("SELECT set_config('enable_nestloop', %s, true)", [before])


def _add_parts(cursor, computation):
    """Have the parts that are lacking worked out too, where the whole county is."""
    if computation.unit is not None:
        return
    cursor.execute(LACKING_PARTS, {"month_id": computation.month.pk, "draft": PartState.DRAFT.value})
    made = cursor.fetchall()
    if made:
        parts = [pk for pk, _ in made]
        cursor.execute(
            "INSERT INTO payroll_open SELECT * FROM unnest(%s::bigint[], %s::bigint[])",
            [list(column) for column in zip(*made, strict=True)],
        )
        computation.parts += Part.objects.filter(pk__in=parts)
        computation.values["parts"] += parts


def write(cursor, computation) -> int:
    """Write what was found as lines of the month's entries and return how many."""
    cursor.execute("SELECT count(*) > %s FROM payroll_difference", [MANY])
    with by_hashing(cursor, when=cursor.fetchone()[0]):
        return computation.execute(cursor, WRITE, difference=Source.DIFFERENCE.value)
