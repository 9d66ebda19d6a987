"""Which months of whom must be looked at again, because a fact or a decision has changed since the last look.

The history tables say what changed when; from a change follow the days that it touches, and from these the
confirmed months. Too many are harmless, one too few is not. The cost follows what changed, not the years of
history: a term that is ended today touches the days from its end on, not those it has lasted.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from appraisal.enums import CircularState
from guanling.policy.queries import at_days
from guanling.policy.rules import catalogue
from payroll.enums import FROM_FACTS, PART_FIXED, LeaveState
from payroll.rules.pay import month_end
from roster.enums import PostKind
from roster.models import Unit

# A transaction that began before a calculation may commit after it, and its changes bear the time at which
# it began: so the look goes back further than the last one by more than any of them lasts.
MARGIN = timedelta(days=1)
ZONE = "Asia/Shanghai"

# What FROM_FACTS items are worked out by. The other parameters of pay act on decisions and on payment.
KEYS = (
    "pay.grid_allowance",
    "pay.grid_posts",
    "pay.both_posts",
    "pay.several_villages",
    "pay.acting_percent",
    "pay.office_director_years",
    "pay.office_director_difference",
    "pay.office_director_full",
    "pay.office_director_grades",
    "pay.director_monthly",
    "pay.deduction_lag",
    "pay.deduction",
)
# Read on the last day of the assessed month, not of the month that is paid.
OF_ASSESSED = "pay.deduction"

# Units that ended by ``last``, with the one that took their place in the end; every other is its own heir.
HEIRS = """heirs AS (
    SELECT u.id AS origin, u.id AS unit_id FROM roster_unit u WHERE u.code LIKE %(below)s
     UNION ALL
    SELECT h.origin, u.successor_id
      FROM heirs h
      JOIN roster_unit u ON u.id = h.unit_id
       AND u.successor_id IS NOT NULL AND u.valid_to < %(last)s
), heir AS (
    SELECT h.origin, h.unit_id
      FROM heirs h
      JOIN roster_unit u ON u.id = h.unit_id
     WHERE u.successor_id IS NULL OR u.valid_to IS NULL OR u.valid_to >= %(last)s
)"""

# The last look is the calculation of each unit's latest confirmed part before this month. Parts that were
# confirmed since were in nobody's reach then, whatever had changed after their own calculation.
SINCE = f"""
WITH RECURSIVE {HEIRS}, fixed AS (
    SELECT h.unit_id, mo.first_day, pt.computed_at, pt.confirmed_at
      FROM payroll_part pt
      JOIN payroll_month mo ON mo.id = pt.month_id AND mo.county_id = %(county)s
      JOIN heir h ON h.origin = pt.unit_id
     WHERE pt.state = ANY(%(fixed)s)
), latest AS (
    SELECT DISTINCT ON (unit_id) unit_id, first_day, computed_at
      FROM fixed
     WHERE first_day < %(month)s
     ORDER BY unit_id, first_day DESC, computed_at
), looked AS (
    SELECT min(computed_at) AS at
      FROM latest
     WHERE first_day = (SELECT max(first_day) FROM latest)
        OR unit_id IN (SELECT h.unit_id
                         FROM payroll_part pt
                         JOIN payroll_month mo ON mo.id = pt.month_id
                          AND mo.county_id = %(county)s AND mo.first_day = %(month)s
                         JOIN heir h ON h.origin = pt.unit_id)
)
SELECT LEAST(looked.at, (SELECT min(f.computed_at) FROM fixed f
                          WHERE f.confirmed_at >= looked.at - %(margin)s)) - %(margin)s
  FROM looked
"""  # noqa: S608 - fixed words

TABLES = """
DROP TABLE IF EXISTS payroll_months, payroll_again;
CREATE TEMPORARY TABLE payroll_months (
    first_day date PRIMARY KEY, days daterange NOT NULL, assessed date, assessed_days daterange
) ON COMMIT DROP;
CREATE TEMPORARY TABLE payroll_again (
    person_id bigint, first_day date NOT NULL, cause text NOT NULL, certain boolean NOT NULL
) ON COMMIT DROP
"""
FILL_MONTHS = """
INSERT INTO payroll_months (first_day, days, assessed, assessed_days)
SELECT first_day, daterange(first_day, (first_day + interval '1 month')::date), assessed,
       CASE WHEN assessed IS NOT NULL THEN daterange(assessed, (assessed + interval '1 month')::date) END
  FROM unnest(%(firsts)s::date[], %(assessed)s::date[]) AS m(first_day, assessed)
"""


def _day(column: str) -> str:
    return f"""to_char({column}, 'YYYY"年"FMMM"月"FMDD"日"')"""


def _told(column: str) -> str:
    return _day(f"{column}.pgh_created_at AT TIME ZONE %(zone)s")


def _month(column: str) -> str:
    return f"""to_char({column}, 'YYYY"年"FMMM"月"')"""


def _before(table: str, columns: str) -> str:
    """Return the state of a row before its event ``e``."""
    return f"""LEFT JOIN LATERAL (
        SELECT {columns} FROM {table} b
         WHERE b.pgh_obj_id = e.pgh_obj_id AND b.pgh_id < e.pgh_id
         ORDER BY b.pgh_id DESC LIMIT 1
    ) b ON e.pgh_label = 'update'"""  # noqa: S608 - fixed words


TERM = "b.person_id, b.post_id, b.nature, b.identity, b.valid_from, b.valid_to"
# Of an office director the years add up, so that all later days follow; who has served longest comes first
# where posts meet, so that a first day that changes touches the whole term. Who served in the assessed month
# waits for it to be issued.
OF_APPOINTMENTS = f"""
INSERT INTO payroll_again (person_id, first_day, cause, certain)
SELECT DISTINCT p.person_id, m.first_day, c.cause, c.certain
  FROM (
    SELECT e.person_id, b.person_id AS person_before, po.kind,
           datemultirange(daterange(e.valid_from, e.valid_to, '[]')) AS now,
           CASE WHEN b.valid_from IS NULL THEN '{{}}'::datemultirange
                ELSE datemultirange(daterange(b.valid_from, b.valid_to, '[]')) END AS past,
           (b.person_id, b.post_id, b.nature, b.identity, b.valid_from)
               IS NOT DISTINCT FROM (e.person_id, e.post_id, e.nature, e.identity, e.valid_from) AS same,
           {_told("e")} || CASE
               WHEN e.pgh_label = 'insert'
                   THEN '登记的任职（自' || {_day("e.valid_from")} || '起）'
               WHEN e.pgh_label = 'delete' THEN '撤销的任职'
               WHEN b.valid_to IS DISTINCT FROM e.valid_to
                   THEN '变更的任职（止日' || COALESCE('由' || {_day("b.valid_to")}, '') || '改为'
                        || COALESCE({_day("e.valid_to")}, '未定') || '）'
               ELSE '变更的任职' END AS cause,
           e.pgh_created_at >= %(looked)s AS certain
      FROM roster_appointmentevent e
      JOIN roster_post po ON po.id = e.post_id
      JOIN roster_unit u ON u.id = po.unit_id AND u.code LIKE %(below)s
      {_before("roster_appointmentevent", TERM)}
     WHERE e.pgh_created_at >= %(since)s
  ) c
 CROSS JOIN LATERAL (SELECT CASE WHEN c.same THEN (c.now + c.past) - (c.now * c.past)
                                 ELSE c.now + c.past END AS days) d
 CROSS JOIN LATERAL (SELECT DISTINCT unnest(ARRAY[c.person_id, c.person_before]) AS person_id) p
  JOIN payroll_months m
    ON m.days && CASE WHEN c.kind = %(office)s
                      THEN datemultirange(daterange(lower(d.days), NULL))
                      ELSE d.days END
    OR m.assessed_days && d.days
 WHERE p.person_id IS NOT NULL AND NOT isempty(d.days)
"""  # noqa: S608 - fixed words

OF_LEAVES = f"""
INSERT INTO payroll_again (person_id, first_day, cause, certain)
SELECT DISTINCT e.person_id, m.first_day,
       {_told("e")} || CASE WHEN e.state = %(approved)s THEN '批准' ELSE '撤销' END || '的停薪请假（'
       || {_day("e.first_day")} || '至' || {_day("e.last_day")} || '）',
       e.pgh_created_at >= %(looked)s
  FROM payroll_unpaidleaveevent e
  {_before("payroll_unpaidleaveevent", "b.state, b.first_day, b.last_day")}
  JOIN payroll_months m
    ON m.days && daterange(e.first_day, e.last_day, '[]')
    OR m.days && daterange(b.first_day, b.last_day, '[]')
 WHERE e.pgh_created_at >= %(since)s AND %(approved)s IN (e.state, b.state)
"""  # noqa: S608 - fixed words

# The ten-year treatment asks for the latest grade on file before the month's year.
OF_GRADES = f"""
INSERT INTO payroll_again (person_id, first_day, cause, certain)
SELECT DISTINCT e.person_id, m.first_day, {_told("e")} || '登记的' || e.year || '年度考核等次',
       e.pgh_created_at >= %(looked)s
  FROM roster_yeargradeevent e
  {_before("roster_yeargradeevent", "b.year")}
  JOIN payroll_months m ON m.first_day > make_date(LEAST(e.year, b.year), 12, 31)
 WHERE e.pgh_created_at >= %(since)s
   AND EXISTS (SELECT FROM roster_appointment a JOIN roster_post po ON po.id = a.post_id
                WHERE a.person_id = e.person_id AND po.kind = %(office)s)
"""  # noqa: S608 - fixed words

# A month that is issued late concerns whoever served; a later version those whose score it changes.
OF_RESULTS = f"""
INSERT INTO payroll_again (person_id, first_day, cause, certain)
WITH issued AS (
    SELECT DISTINCT ON (e.month_id, e.version)
           m.first_day, e.month_id, e.version,
           {_told("e")} || '通报的' || {_month("am.first_day")} || '考核'
           || CASE WHEN e.version > 1 THEN '更正' ELSE '' END AS cause,
           e.pgh_created_at >= %(looked)s AS certain
      FROM appraisal_circularevent e
      JOIN appraisal_month am ON am.id = e.month_id AND am.county_id = %(county)s
      JOIN payroll_months m ON m.assessed = am.first_day
     WHERE e.pgh_created_at >= %(since)s AND e.state = %(issued)s
     ORDER BY e.month_id, e.version, e.pgh_id
)
SELECT NULL, first_day, cause, certain FROM issued WHERE version = 1
 UNION ALL
SELECT COALESCE(n.person_id, o.person_id), COALESCE(n.first_day, o.first_day), COALESCE(n.cause, o.cause),
       COALESCE(n.certain, o.certain)
  FROM (SELECT i.*, r.person_id, r.village_code, r.score
          FROM issued i JOIN appraisal_result r ON r.month_id = i.month_id AND r.version = i.version
         WHERE i.version > 1) n
  FULL JOIN (SELECT i.*, r.person_id, r.village_code, r.score
               FROM issued i JOIN appraisal_result r ON r.month_id = i.month_id AND r.version = i.version - 1
              WHERE i.version > 1) o
    ON (o.month_id, o.version, o.person_id, o.village_code)
     = (n.month_id, n.version, n.person_id, n.village_code)
 WHERE n.score IS DISTINCT FROM o.score
"""  # noqa: S608 - fixed words

OF_DECISIONS = f"""
INSERT INTO payroll_again (person_id, first_day, cause, certain)
SELECT DISTINCT NULL::bigint, m.first_day,
       e.document_number || CASE WHEN e.withdrawn_at IS NULL THEN '决定的' ELSE '撤回的' END || k.label
       || '（自' || {_day("e.valid_from")} || '起，' || {_told("e")} || '录入）',
       e.pgh_created_at >= %(looked)s
  FROM policy_policydecisionevent e
  JOIN unnest(%(keys)s::text[], %(labels)s::text[]) AS k(key, label) ON k.key = e.key
  {_before("policy_policydecisionevent", "b.value, b.valid_from, b.valid_to, b.withdrawn_at")}
 CROSS JOIN LATERAL (
    SELECT datemultirange(daterange(e.valid_from, e.valid_to, '[]')) AS now,
           CASE WHEN b.valid_from IS NULL THEN '{{}}'::datemultirange
                ELSE datemultirange(daterange(b.valid_from, b.valid_to, '[]')) END AS past,
           (b.value, b.valid_from, b.withdrawn_at)
               IS NOT DISTINCT FROM (e.value, e.valid_from, e.withdrawn_at) AS same
 ) c
 CROSS JOIN LATERAL (SELECT CASE WHEN c.same THEN (c.now + c.past) - (c.now * c.past)
                                 ELSE c.now + c.past END AS days) d
  JOIN payroll_months m
    ON CASE WHEN e.key = %(of_assessed)s
            THEN d.days @> upper(m.assessed_days) - 1
            ELSE d.days && m.days END
 WHERE e.pgh_created_at >= %(since)s AND e.county_code = %(code)s
"""  # noqa: S608 - fixed words

# What was withheld and has not been paid for since, whatever is the matter with it now.
OF_WITHHELD = f"""
INSERT INTO payroll_again (person_id, first_day, cause, certain)
SELECT DISTINCT l.person_id, l.for_month, {_month("mo.first_day")} || '暂缓发放', true
  FROM payroll_entry e
  JOIN payroll_part pt ON pt.id = e.part_id AND pt.state = ANY(%(fixed)s)
  JOIN payroll_month mo ON mo.id = pt.month_id AND mo.county_id = %(county)s AND mo.first_day < %(month)s
  JOIN payroll_line l ON l.entry_id = e.id AND l.item = ANY(%(items)s)
 WHERE e.withheld_reason <> ''
   AND NOT EXISTS (
        SELECT FROM payroll_line s
          JOIN payroll_entry se ON se.id = s.entry_id AND se.withheld_reason = ''
          JOIN payroll_part sp ON sp.id = s.part_id AND sp.state = ANY(%(fixed)s)
          JOIN payroll_month sm ON sm.id = s.month_id AND sm.first_day > mo.first_day
         WHERE s.person_id = l.person_id AND s.for_month = l.for_month AND s.item = l.item
           AND s.appointment_id IS NOT DISTINCT FROM l.appointment_id
   )
"""  # noqa: S608 - fixed words

STATEMENTS = (OF_APPOINTMENTS, OF_LEAVES, OF_GRADES, OF_RESULTS, OF_DECISIONS, OF_WITHHELD)

CONFIRMED_MONTHS = """
SELECT DISTINCT mo.first_day
  FROM payroll_month mo
  JOIN payroll_part pt ON pt.month_id = mo.id AND pt.state = ANY(%(fixed)s)
 WHERE mo.county_id = %(county)s AND mo.first_day < %(month)s
 ORDER BY mo.first_day
"""


def values(*, county: Unit, first_day: date) -> dict:
    """Return what the statements of corrections share: the county, the month and the words of states."""
    return {
        "county": county.pk,
        "code": county.code,
        "below": f"{county.code}%",
        "month": first_day,
        "last": month_end(first_day),
        "fixed": list(PART_FIXED),
        "items": [item.value for item in FROM_FACTS],
        "margin": MARGIN,
        "zone": ZONE,
    }


def since(cursor, *, county: Unit, first_day: date) -> datetime | None:
    """Return the moment from which changes may not have been looked at; None where nothing is confirmed."""
    cursor.execute(SINCE, values(county=county, first_day=first_day))
    return cursor.fetchone()[0]


def look(cursor, *, county: Unit, first_day: date) -> Sequence[date]:
    """Fill the temporary table payroll_again and return the confirmed months in it, in order.

    A row is a person and month with the cause in words; without a person it is everybody's month. ``certain``
    is what has happened since the last look, not merely within the margin before it. The caller holds a
    transaction: the tables end with it.
    """
    shared = values(county=county, first_day=first_day)
    cursor.execute(TABLES)
    cursor.execute(CONFIRMED_MONTHS, shared)
    firsts = [row[0] for row in cursor.fetchall()]
    if not firsts:
        return []
    parameters = catalogue().parameters
    cursor.execute(FILL_MONTHS, {"firsts": firsts, "assessed": _assessed(county, firsts)})
    begin = since(cursor, county=county, first_day=first_day)
    shared |= {
        "since": begin,
        "looked": begin + MARGIN,
        "office": PostKind.OFFICE_DIRECTOR.value,
        "approved": LeaveState.APPROVED.value,
        "issued": CircularState.ISSUED.value,
        "keys": list(KEYS),
        "labels": [parameters[key].label for key in KEYS],
        "of_assessed": OF_ASSESSED,
    }
    for statement in STATEMENTS:
        cursor.execute(statement, shared)
    cursor.execute("SELECT DISTINCT first_day FROM payroll_again ORDER BY first_day")
    return [row[0] for row in cursor.fetchall()]


def _assessed(county, firsts):
    """Return the month whose assessment acts on each month's pay; None where no rule says so."""
    held = at_days(county.code, [month_end(first) for first in firsts])
    lags = [held[month_end(first)].get("pay.deduction_lag") for first in firsts]
    return [
        None if lag is None else first - relativedelta(months=lag)
        for first, lag in zip(firsts, lags, strict=True)
    ]
