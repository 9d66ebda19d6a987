"""What is due for a month by today's facts, of a county or of some of its people, in a few statements.

The SQL repeats payroll.rules.pay, where the readings stand; tests/payroll/test_statements.py holds the two
equal on the golden cases and at random.

How it goes: ``payroll_served`` has the days of each appointment that may be paid, unpaid leave cut out;
``payroll_own`` the days that each is paid for each item, once somebody with several posts has been judged;
from that ``payroll_due`` gets its lines, and ``payroll_trouble`` what could not be worked out. All four end
with the transaction.
"""

import json
from collections.abc import Iterable
from datetime import date

from payroll.enums import ITEM_SPECS, Item, LeaveState, ProblemKind, Source
from payroll.queries.pay import Deduction, deduction_of, scheme_for
from payroll.rules import pay
from roster.enums import Level, Nature, PostKind
from roster.models import Unit

TABLES = """
DROP TABLE IF EXISTS payroll_served, payroll_own, payroll_due, payroll_trouble;
-- place: the village as it is at the month's end; part: the township (or county) through which is paid.
CREATE TEMP TABLE payroll_served (
    appointment_id bigint, person_id bigint, kind text, nature text, identity text, since date,
    unit_id bigint, place_id bigint, part_unit_id bigint, days datemultirange
) ON COMMIT DROP;
CREATE TEMP TABLE payroll_own (
    appointment_id bigint, person_id bigint, item text, since date, part_unit_id bigint,
    days datemultirange, undecided datemultirange
) ON COMMIT DROP;
CREATE TEMP TABLE payroll_due (
    for_month date, person_id bigint, item text, clause text, amount numeric(14, 2), value numeric(14, 2),
    value_from date, first_day date, last_day date, days int, month_days int, source text, source_id bigint,
    appointment_id bigint, unit_id bigint, unit_code text, unit_name text, place_id bigint,
    part_unit_id bigint, post_kind text, nature text, note text
) ON COMMIT DROP;
CREATE TEMP TABLE payroll_trouble (
    for_month date, person_id bigint, part_unit_id bigint, kind text, first_day date, last_day date
) ON COMMIT DROP
"""

# Which unit each ended unit has become by the month's end, however often it changed.
ONWARD = """onward AS (
    SELECT u.id AS origin, u.successor_id AS unit_id
      FROM roster_unit u
     WHERE u.successor_id IS NOT NULL AND u.valid_to < %(last)s AND u.code LIKE %(below)s
    UNION ALL
    SELECT o.origin, u.successor_id
      FROM onward o
      JOIN roster_unit u ON u.id = o.unit_id AND u.successor_id IS NOT NULL AND u.valid_to < %(last)s
), became AS (
    SELECT o.origin, o.unit_id
      FROM onward o
      JOIN roster_unit u ON u.id = o.unit_id
     WHERE u.successor_id IS NULL OR u.valid_to >= %(last)s
)"""

SERVED = f"""
INSERT INTO payroll_served
WITH RECURSIVE {ONWARD}, touching AS (
    SELECT a.id, a.person_id, po.kind, a.nature, a.identity, a.valid_from, a.continues_id, u.id AS unit_id,
           CASE WHEN u.level = %(village)s THEN u.parent_id ELSE u.id END AS part_unit_id,
           daterange(a.valid_from, a.valid_to, '[]') * daterange(%(first)s, %(last)s, '[]') AS span
      FROM roster_appointment a
      JOIN roster_post po ON po.id = a.post_id AND po.kind = ANY(%(kinds)s)
      JOIN roster_unit u ON u.id = po.unit_id AND u.code LIKE %(below)s
     WHERE a.nature <> %(seconded)s
       AND a.valid_from <= %(last)s AND (a.valid_to IS NULL OR a.valid_to >= %(first)s)
       AND (%(people)s::bigint[] IS NULL OR a.person_id = ANY(%(people)s))
), chain AS (
    SELECT t.id, t.continues_id, t.valid_from FROM touching t WHERE t.continues_id IS NOT NULL
    UNION ALL
    SELECT c.id, b.continues_id, b.valid_from FROM chain c JOIN roster_appointment b ON b.id = c.continues_id
), since AS (
    SELECT id, min(valid_from) AS since FROM chain GROUP BY id
), leave AS (
    SELECT person_id, range_agg(daterange(first_day, last_day, '[]')) AS days
      FROM payroll_unpaidleave
     WHERE state = %(approved)s AND first_day <= %(last)s AND last_day >= %(first)s
     GROUP BY person_id
)
SELECT t.id, t.person_id, t.kind, t.nature, t.identity, COALESCE(s.since, t.valid_from), t.unit_id,
       COALESCE(village.unit_id, t.unit_id), COALESCE(township.unit_id, t.part_unit_id),
       datemultirange(t.span) - COALESCE(l.days, '{{}}')
  FROM touching t
  LEFT JOIN since s ON s.id = t.id
  LEFT JOIN leave l ON l.person_id = t.person_id
  LEFT JOIN became village ON village.origin = t.unit_id
  LEFT JOIN became township ON township.origin = t.part_unit_id
 WHERE NOT isempty(datemultirange(t.span) - COALESCE(l.days, '{{}}'))
"""  # noqa: S608 - fixed words

# The month's values and from when to when each holds; acting_percent says only when there is such a rule.
VALUES = """v AS (
    SELECT item, value, value_from, daterange(first_day, last_day, '[]') AS span
      FROM jsonb_to_recordset(%(values)s::jsonb)
           AS v(item text, value numeric, value_from date, first_day date, last_day date)
), valued AS (
    SELECT COALESCE(range_agg(span) FILTER (WHERE item = 'base'), '{}') AS base,
           COALESCE(range_agg(span) FILTER (WHERE item = 'acting'), '{}') AS acting,
           COALESCE(range_agg(span) FILTER (WHERE item = 'grid'), '{}') AS grid,
           COALESCE(range_agg(span) FILTER (WHERE item = 'office_full'), '{}') AS office_full,
           COALESCE(range_agg(span) FILTER (WHERE item = 'acting_percent'), '{}') AS percent
      FROM v
)"""

# Of several posts of a kind the one held longest is paid (a rule can say: each). Then the choice between an
# allowance and a director's pay, day by day. Where no rule chooses, those days are not paid: undecided.
OWN = f"""
INSERT INTO payroll_own
WITH {VALUES}, candidate AS (
    SELECT s.*, CASE s.nature WHEN %(regular)s THEN 'base' ELSE 'acting' END AS item
      FROM payroll_served s
     WHERE s.kind = %(director)s AND s.nature IN (%(regular)s, %(acting)s)
    UNION ALL
    SELECT s.*, 'grid'
      FROM payroll_served s
     WHERE s.kind = ANY(%(grid_posts)s) AND s.nature = %(regular)s AND s.identity = ANY(%(established)s)
    UNION ALL
    SELECT s.*, 'office'
      FROM payroll_served s
     WHERE s.kind = %(office)s AND s.nature = %(regular)s
), seen AS (
    SELECT c.*,
           COALESCE(range_agg(days) FILTER (WHERE item = 'base') OVER (PARTITION BY person_id),
                    '{{}}') AS base
      FROM candidate c
), cut AS (
    SELECT appointment_id, person_id, item, since, part_unit_id,
           CASE item WHEN 'acting' THEN s.days * v.percent - s.base ELSE s.days END AS days,
           CASE item WHEN 'base' THEN s.days * v.base
                     WHEN 'acting' THEN (s.days * v.percent - s.base) * v.acting
                     WHEN 'grid' THEN s.days * v.grid END AS payable
      FROM seen s CROSS JOIN valued v
), beside AS (
    SELECT c.*,
           COALESCE(range_agg(days) OVER (earlier ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), '{{}}')
               AS before,
           COALESCE(range_agg(days) OVER (earlier ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), '{{}}')
               AS after,
           COALESCE(range_agg(payable) FILTER (WHERE item IN ('base', 'acting')) OVER person, '{{}}')
               AS as_director,
           COALESCE(range_agg(payable) FILTER (WHERE item = 'grid') OVER person, '{{}}') AS as_allowed
      FROM cut c
    WINDOW earlier AS (PARTITION BY person_id, item ORDER BY since, appointment_id),
           person AS (PARTITION BY person_id)
), placed AS (
    SELECT appointment_id, person_id, item, since, part_unit_id, as_director * as_allowed AS doubled,
           CASE WHEN item IN ('grid', 'office') OR %(several)s = 'one' THEN days - before
                WHEN %(several)s = 'each' THEN days
                ELSE days - before - after END AS days,
           CASE WHEN item IN ('base', 'acting') AND %(several)s = ''
                THEN payable * (before + after) ELSE '{{}}' END AS undecided
      FROM beside
)
SELECT appointment_id, person_id, item, since, part_unit_id,
       days - CASE WHEN item IN ('base', 'acting') AND %(both)s IN ('allowance', '')
                     OR item = 'grid' AND %(both)s IN ('director', '')
                   THEN doubled ELSE '{{}}' END,
       undecided + CASE WHEN item IN ('base', 'acting', 'grid') AND %(both)s = ''
                        THEN days * doubled ELSE '{{}}' END
  FROM placed
"""  # noqa: S608 - fixed words

# Ten years as an office director and a good grade: the full treatment from that day on, where it has a value.
FULL = """
INSERT INTO payroll_own
WITH tenure AS (
    SELECT a.person_id, range_agg(daterange(a.valid_from, a.valid_to, '[]')) AS spans
      FROM roster_appointment a
      JOIN roster_post po ON po.id = a.post_id AND po.kind = %(office)s
     WHERE a.nature = %(regular)s
       AND a.person_id IN (SELECT person_id FROM payroll_own WHERE item = 'office')
     GROUP BY a.person_id
), graded AS (
    SELECT DISTINCT ON (g.person_id) g.person_id, g.grade
      FROM roster_yeargrade g
      JOIN tenure USING (person_id)
     WHERE g.year < %(year)s
     ORDER BY g.person_id, g.year DESC
), held AS (
    SELECT t.person_id, range_agg(daterange((lower(span) + make_interval(years => %(years)s))::date,
                                            upper(span))) AS days
      FROM tenure t
      JOIN graded g ON g.person_id = t.person_id AND g.grade = ANY(%(grades)s)
     CROSS JOIN unnest(t.spans) AS span
     WHERE upper(span) IS NULL OR (lower(span) + make_interval(years => %(years)s))::date < upper(span)
     GROUP BY t.person_id
)
SELECT o.appointment_id, o.person_id, 'office_full', o.since, o.part_unit_id,
       o.days * h.days * %(valued)s::datemultirange, '{}'
  FROM payroll_own o
  JOIN held h ON h.person_id = o.person_id
 WHERE o.item = 'office'
"""
INSTEAD = """
UPDATE payroll_own o
   SET days = o.days - f.days
  FROM payroll_own f
 WHERE o.item = 'office' AND f.item = 'office_full' AND f.appointment_id = o.appointment_id
"""

LINES = f"""
INSERT INTO payroll_due
WITH {VALUES}, segment AS (
    SELECT o.person_id, o.item, o.appointment_id, o.since, o.part_unit_id, v.value, v.value_from,
           lower(piece.days) AS first_day, upper(piece.days) - 1 AS last_day,
           upper(piece.days) - lower(piece.days) AS days
      FROM payroll_own o
      JOIN v ON v.item = o.item
     CROSS JOIN unnest(o.days * datemultirange(v.span)) AS piece(days)
), weighed AS (
    SELECT s.*, value * days AS weight, sum(value * days) OVER w AS so_far
      FROM segment s
    WINDOW w AS (PARTITION BY person_id, item ORDER BY first_day, since, appointment_id
                 ROWS UNBOUNDED PRECEDING)
)
SELECT %(first)s, w.person_id, w.item, %(clauses)s::jsonb ->> w.item,
       round(w.so_far / %(month_days)s, 2) - round((w.so_far - w.weight) / %(month_days)s, 2),
       w.value, w.value_from, w.first_day, w.last_day, w.days, %(month_days)s, %(appointment)s,
       w.appointment_id, w.appointment_id, u.id, u.code, u.short_name, s.place_id, w.part_unit_id, s.kind,
       s.nature, ''
  FROM weighed w
  JOIN payroll_served s USING (appointment_id)
  JOIN roster_unit u ON u.id = s.unit_id
"""  # noqa: S608 - fixed words

# By the issued score in the village, or the best of other villages where there is none in this one.
DEDUCTIONS = f"""
INSERT INTO payroll_due
WITH RECURSIVE {ONWARD}, scored AS (
    SELECT r.id, r.person_id, r.score, COALESCE(b.unit_id, u.id) AS place_id
      FROM appraisal_result r
      JOIN roster_unit u ON u.code = r.village_code
       AND (u.valid_from IS NULL OR u.valid_from <= %(assessed_last)s)
       AND (u.valid_to IS NULL OR u.valid_to >= %(assessed_last)s)
      LEFT JOIN became b ON b.origin = u.id
     WHERE r.month_id = %(assessed_id)s AND r.version = %(version)s AND r.issued
       AND (%(people)s::bigint[] IS NULL OR r.person_id = ANY(%(people)s))
), best AS (
    SELECT DISTINCT ON (person_id) person_id, id, score
      FROM scored WHERE score IS NOT NULL ORDER BY person_id, score DESC, id
), own AS (
    SELECT DISTINCT ON (person_id, place_id) person_id, place_id, id, score
      FROM scored ORDER BY person_id, place_id, score DESC NULLS LAST, id
), earned AS (
    SELECT person_id, place_id, part_unit_id, sum(amount) AS amount,
           (array_agg(appointment_id ORDER BY last_day DESC, appointment_id DESC))[1] AS appointment_id
      FROM payroll_due
     WHERE for_month = %(first)s AND item IN ('base', 'acting')
     GROUP BY person_id, place_id, part_unit_id
), judged AS (
    SELECT e.*, CASE WHEN o.id IS NULL THEN b.id ELSE o.id END AS result_id,
           CASE WHEN o.id IS NULL THEN b.score ELSE o.score END AS score
      FROM earned e
      LEFT JOIN own o ON o.person_id = e.person_id AND o.place_id = e.place_id
      LEFT JOIN best b ON b.person_id = e.person_id
), banded AS (
    SELECT j.*, (SELECT percent FROM jsonb_to_recordset(%(bands)s::jsonb)
                                     AS band(place int, from_score numeric, percent numeric)
                  WHERE from_score IS NULL OR j.score >= from_score
                  ORDER BY place LIMIT 1) AS percent
      FROM judged j
     WHERE j.score IS NOT NULL
)
SELECT %(first)s, b.person_id, 'deduction', %(clauses)s::jsonb ->> 'deduction',
       -round(b.amount * b.percent / 100, 2), b.percent, %(bands_from)s::date, NULL, NULL, NULL, NULL,
       %(result)s, b.result_id, b.appointment_id, u.id, u.code, u.short_name, b.place_id, b.part_unit_id,
       s.kind, s.nature, %(assessed_name)s || '考核 ' || b.score || ' 分'
  FROM banded b
  JOIN payroll_served s USING (appointment_id)
  JOIN roster_unit u ON u.id = s.unit_id
 WHERE round(b.amount * b.percent / 100, 2) <> 0
"""  # noqa: S608 - fixed words

TROUBLES = f"""
INSERT INTO payroll_trouble
WITH {VALUES}, found AS (
    SELECT s.person_id, s.part_unit_id, %(no_identity)s AS kind, s.days * v.grid AS days
      FROM payroll_served s CROSS JOIN valued v
     WHERE s.kind = ANY(%(grid_posts)s) AND s.nature = %(regular)s AND s.identity = ''
    UNION ALL
    SELECT s.person_id, s.part_unit_id, %(no_value)s,
           CASE s.nature WHEN %(regular)s THEN s.days ELSE s.days * v.percent END - v.base
      FROM payroll_served s CROSS JOIN valued v
     WHERE s.kind = %(director)s
    UNION ALL
    SELECT person_id, part_unit_id, %(overlap)s, undecided FROM payroll_own
), joined AS (
    SELECT person_id, part_unit_id, kind, range_agg(days) AS days FROM found GROUP BY 1, 2, 3
)
SELECT DISTINCT ON (person_id, part_unit_id, kind)
       %(first)s::date, person_id, part_unit_id, kind, lower(span), upper(span) - 1
  FROM joined CROSS JOIN unnest(days) AS span
 ORDER BY person_id, part_unit_id, kind, lower(span)
"""  # noqa: S608 - fixed words
NOT_ISSUED = """
INSERT INTO payroll_trouble
SELECT DISTINCT %(first)s::date, d.person_id, d.part_unit_id, %(not_issued)s, %(assessed)s::date,
       %(assessed_last)s::date
  FROM payroll_due d
 WHERE d.for_month = %(first)s AND d.item IN ('base', 'acting')
   AND EXISTS (SELECT FROM roster_appointment a
                 JOIN roster_post po ON po.id = a.post_id AND po.kind = %(director)s
                 JOIN roster_unit u ON u.id = po.unit_id AND u.code LIKE %(below)s
                WHERE a.person_id = d.person_id AND a.nature = %(regular)s
                  AND a.valid_from <= %(assessed_last)s
                  AND (a.valid_to IS NULL OR a.valid_to >= %(assessed)s))
"""


def make_tables(cursor) -> None:
    """Make the temporary tables of this transaction, empty."""
    cursor.execute(TABLES)


def fill_due(
    cursor,
    *,
    county: Unit,
    first_day: date,
    people: Iterable[int] | None = None,
    scheme: pay.Scheme | None = None,
    deduction: Deduction | None = None,
) -> None:
    """Add to ``payroll_due`` and ``payroll_trouble`` what is due in ``county`` for a month by today's facts.

    Of everybody, or of ``people`` (ids). Any month, also one that is confirmed: differences compare it with
    what was paid. The caller has made the tables and calls this once a month. A fixed number of statements.
    """
    scheme = scheme or scheme_for(county.code, first_day)
    deduction = deduction or deduction_of(county.pk, scheme)
    values = _parameters(county, scheme, deduction, people)
    cursor.execute("TRUNCATE payroll_served, payroll_own")
    cursor.execute(SERVED, values)
    cursor.execute(OWN, values)
    # Nobody else gathers statistics of temporary tables, and without them the joins grow with the square.
    cursor.execute("ANALYZE payroll_served, payroll_own")
    if scheme.office_years is not None and scheme.values.get(Item.OFFICE_FULL):
        cursor.execute(FULL, values)
        cursor.execute(INSTEAD)
    cursor.execute(LINES, values)
    cursor.execute("ANALYZE payroll_due")
    cursor.execute(TROUBLES, values)
    if deduction.issued:
        cursor.execute(DEDUCTIONS, values)
    elif deduction.issued is False:
        cursor.execute(NOT_ISSUED, values)


def _rows(item, line):
    return [
        {
            "item": item,
            "value": str(one.value),
            "value_from": one.begins and one.begins.isoformat(),
            "first_day": one.first.isoformat(),
            "last_day": one.last and one.last.isoformat(),
        }
        for one in line
    ]


def _multirange(line):
    spans = ",".join(f"[{one.first.isoformat()},{one.last.isoformat() if one.last else ''}]" for one in line)
    return "{" + spans + "}"


def _parameters(county, scheme, deduction, people):
    values = [row for item, line in scheme.values.items() for row in _rows(item.value, line)]
    values += _rows("acting_percent", scheme.acting)
    kinds = {PostKind.POPULATION_DIRECTOR, PostKind.OFFICE_DIRECTOR, *scheme.grid_posts}
    assessed, bands = scheme.assessed, scheme.bands
    return {
        "first": scheme.first_day,
        "last": scheme.last_day,
        "year": scheme.first_day.year,
        "month_days": scheme.month_days,
        "below": f"{county.code}%",
        "people": None if people is None else list(people),
        "values": json.dumps(values),
        "clauses": json.dumps({item.value: spec.clause for item, spec in ITEM_SPECS.items()}),
        "kinds": sorted(str(kind) for kind in kinds),
        "grid_posts": list(scheme.grid_posts),
        "several": scheme.several_villages or "",
        "both": scheme.both_posts or "",
        "years": scheme.office_years,
        "grades": list(scheme.office_grades),
        "valued": _multirange(scheme.values.get(Item.OFFICE_FULL, ())),
        "established": [one.value for one in pay.ON_ESTABLISHMENT],
        "village": Level.VILLAGE.value,
        "director": PostKind.POPULATION_DIRECTOR.value,
        "office": PostKind.OFFICE_DIRECTOR.value,
        "regular": Nature.REGULAR.value,
        "acting": Nature.ACTING.value,
        "seconded": Nature.SECONDED.value,
        "approved": LeaveState.APPROVED.value,
        "appointment": Source.APPOINTMENT.value,
        "result": Source.RESULT.value,
        "assessed": assessed,
        "assessed_last": assessed and pay.month_end(assessed),
        "assessed_name": assessed and f"{assessed.year}年{assessed.month}月",
        "assessed_id": deduction.month_id,
        "version": deduction.version,
        "bands": json.dumps(
            [
                {"place": place, "from_score": None if least is None else str(least), "percent": str(percent)}
                for place, (least, percent) in enumerate(bands.rows if bands else ())
            ]
        ),
        "bands_from": bands and bands.begins,
        "no_identity": ProblemKind.NO_IDENTITY.value,
        "no_value": ProblemKind.NO_VALUE.value,
        "overlap": ProblemKind.OVERLAP.value,
        "not_issued": ProblemKind.MONTH_NOT_ISSUED.value,
    }
