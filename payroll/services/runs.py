"""The monthly run: what is open of a month is worked out anew, in a fixed number of statements (P7.1).

How it goes: what is due by today's facts (services/statements.py) and what was decided become entries and
lines of the parts that are still open; differences of earlier months and what is put off join them; then
totals, and what is in somebody's way. One transaction under a lock of the month: a worker that dies leaves
the month as it was.
"""

import json
from dataclasses import dataclass, field
from datetime import date, timedelta

import pghistory
from django.db import connection, transaction
from django.utils import timezone

from guanling.accounts.enums import Action
from guanling.policy import queries as policy
from guanling.runs import work
from guanling.runs.enums import RunState
from guanling.runs.errors import Refusal
from guanling.runs.models import Run
from payroll.enums import ITEM_SPECS, PART_OPEN, Item, OrderState, ProblemKind, Source
from payroll.models import Month, Part
from payroll.queries.pay import scheme_for
from payroll.rules import pay
from payroll.services import balances, differences, statements
from roster.enums import Level, Nature, PostKind
from roster.models import Unit

KIND = "payroll"
# First key of the advisory lock; the second is the month's id. A county's run and a township's exclude
# each other, also where they write no row in common.
PAY_LOCK = 20160906
WAIT = "30s"
# Who stands in the history where nobody pressed the button.
NOBODY = "系统计算"
# A run that nobody has ended after this long was lost with its message or its worker.
STALLED = timedelta(minutes=30)

# --- opening ---------------------------------------------------------------------------------------

# A part for each township that holds at the month's end, or ended in it with no successor; the county's own
# where somebody serves at the county itself or something was decided for it.
PARTS = """
INSERT INTO payroll_part (month_id, unit_id, state, people, gross, deducted, net, parameters, return_reason,
                          shortfall, shortfall_reason, late_reason)
SELECT %(month)s, u.id, %(draft)s, 0, 0, 0, 0, '{}', '', 0, '', ''
  FROM roster_unit u
 WHERE (u.level = %(township)s AND u.parent_id = %(county)s
        AND (u.valid_from IS NULL OR u.valid_from <= %(last)s)
        AND (u.valid_to IS NULL OR u.valid_to >= %(last)s
             OR u.valid_to >= %(first)s AND u.successor_id IS NULL))
    OR (u.id = %(county)s
        AND (EXISTS (SELECT FROM roster_appointment a JOIN roster_post po ON po.id = a.post_id
                      WHERE po.unit_id = u.id AND po.kind = ANY(%(grid_posts)s)
                        AND a.valid_from <= %(last)s AND (a.valid_to IS NULL OR a.valid_to >= %(first)s))
             OR EXISTS (SELECT FROM payroll_order o
                         WHERE o.unit_id = u.id AND o.state = %(decided)s AND o.from_month <= %(first)s)))
 ORDER BY u.code
    ON CONFLICT (month_id, unit_id) DO NOTHING
"""


def lock_month(month_id: int) -> None:
    """Wait until nobody else works out or moves the month's pay; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PAY_LOCK, month_id])


@transaction.atomic
def open_month(*, county: Unit, first_day: date) -> Month:
    """Open a month's pay with a part for each township, or add the parts that it lacks; return it."""
    if first_day.day != 1:
        raise Refusal("待遇月份应从 1 日起。")
    month, _ = Month.objects.get_or_create(county=county, first_day=first_day)
    _make_parts(month)
    return month


def _make_parts(month):
    """Add the parts that the month lacks."""
    last = pay.month_end(month.first_day)
    grid_posts = policy.at(month.county.code, last).get("pay.grid_posts") or ()
    values = {
        "month": month.pk,
        "county": month.county_id,
        "township": Level.TOWNSHIP.value,
        "draft": PART_OPEN[0].value,
        "decided": OrderState.DECIDED.value,
        "grid_posts": list(grid_posts),
        "first": month.first_day,
        "last": last,
    }
    with connection.cursor() as cursor:
        cursor.execute(PARTS, values)


# --- working out -----------------------------------------------------------------------------------

# Each trigger asks which ones are to be ignored. Where nothing was ever said of it, the asking fails, a
# subtransaction is rolled back, and that walks through all deferred checks: the cost of a row would grow with
# the rows before it.
NO_TRIGGER_IGNORED = "SELECT set_config('pgtrigger.ignore', '{}', true)"
TABLES = """
DROP TABLE IF EXISTS payroll_open, payroll_who, payroll_owed;
-- The parts worked out now, and who belongs into each.
CREATE TEMP TABLE payroll_open (part_id bigint PRIMARY KEY, unit_id bigint) ON COMMIT DROP;
CREATE TEMP TABLE payroll_who (part_id bigint, person_id bigint, PRIMARY KEY (part_id, person_id))
    ON COMMIT DROP;
-- What was decided and is to be paid now.
CREATE TEMP TABLE payroll_owed (
    part_id bigint, order_id bigint, person_id bigint, item text, clause text, amount numeric(14, 2),
    note text, document_number text, unit_code text, unit_name text
) ON COMMIT DROP
"""
CLEAR = """
DELETE FROM payroll_problem p USING payroll_entry e
 WHERE e.id = p.entry_id AND e.part_id IN (SELECT part_id FROM payroll_open);
DELETE FROM payroll_line WHERE part_id IN (SELECT part_id FROM payroll_open)
"""

# Orders of the open parts' units (or of units that have become them) that nothing has paid yet. One that is
# in another part, handed in or withheld there, is none of this run's.
ORDERS = """
INSERT INTO payroll_owed
WITH RECURSIVE heir AS (
    SELECT p.part_id, p.unit_id FROM payroll_open p
    UNION
    SELECT h.part_id, u.id
      FROM heir h JOIN roster_unit u ON u.successor_id = h.unit_id AND u.valid_to < %(last)s
)
SELECT h.part_id, o.id AS order_id, o.person_id, o.item, o.clause, o.amount, o.note, o.document_number,
       u.code, u.short_name
  FROM payroll_order o
  JOIN heir h ON h.unit_id = o.unit_id
  JOIN roster_unit u ON u.id = o.unit_id
 WHERE o.state = %(decided)s AND o.from_month <= %(first)s
   AND NOT EXISTS (SELECT FROM payroll_line l WHERE l.order_id = o.id)
"""
WHO = """
INSERT INTO payroll_who
SELECT p.part_id, d.person_id FROM payroll_due d JOIN payroll_open p ON p.unit_id = d.part_unit_id
UNION
SELECT p.part_id, t.person_id FROM payroll_trouble t JOIN payroll_open p ON p.unit_id = t.part_unit_id
UNION
SELECT part_id, person_id FROM payroll_owed
    ON CONFLICT DO NOTHING
"""

# The names, the account and the post of this moment. Who is paid by the day: the last post of the month in
# this part; who is not: the last one that there was. What was withheld stays withheld.
ENTRIES = """
INSERT INTO payroll_entry (
    part_id, person_id, person_name, unit_code, unit_name, post_title, bank_name, bank_account, gross,
    deducted, net, withheld_reason)
SELECT w.part_id, w.person_id, p.name, COALESCE(d.unit_code, a.unit_code, u.code),
       COALESCE(d.unit_name, a.unit_name, u.short_name),
       COALESCE(%(titles)s::jsonb
                ->> (COALESCE(d.nature, a.nature) || ':' || COALESCE(d.post_kind, a.kind)), ''),
       p.bank_name, p.bank_account, 0, 0, 0, ''
  FROM payroll_who w
  JOIN payroll_open o ON o.part_id = w.part_id
  JOIN roster_unit u ON u.id = o.unit_id
  JOIN roster_person p ON p.id = w.person_id
  LEFT JOIN (
      SELECT DISTINCT ON (person_id, part_unit_id) person_id, part_unit_id, unit_code, unit_name, post_kind,
             nature
        FROM payroll_due
       WHERE for_month = %(first)s AND last_day IS NOT NULL
       ORDER BY person_id, part_unit_id, last_day DESC, array_position(%(items)s, item), first_day
  ) d ON d.person_id = w.person_id AND d.part_unit_id = o.unit_id
  LEFT JOIN LATERAL (
      SELECT pu.code AS unit_code, pu.short_name AS unit_name, po.kind, a.nature
        FROM roster_appointment a
        JOIN roster_post po ON po.id = a.post_id
        JOIN roster_unit pu ON pu.id = po.unit_id AND pu.code LIKE u.code || '%%'
       WHERE a.person_id = w.person_id AND a.valid_from <= %(last)s AND d.person_id IS NULL
       ORDER BY a.valid_to DESC NULLS FIRST, a.valid_from DESC, a.id
       LIMIT 1
  ) a ON true
 ORDER BY w.part_id, COALESCE(d.unit_code, a.unit_code, u.code), p.pinyin, p.id
    ON CONFLICT (part_id, person_id) DO UPDATE
       SET (person_name, unit_code, unit_name, post_title, bank_name, bank_account)
         = (EXCLUDED.person_name, EXCLUDED.unit_code, EXCLUDED.unit_name, EXCLUDED.post_title,
            EXCLUDED.bank_name, EXCLUDED.bank_account)
"""

# What a part that is no longer open has of the same fact is not paid a second time.
LINES = """
INSERT INTO payroll_line (
    month_id, part_id, entry_id, person_id, for_month, item, clause, amount, value, value_from, first_day,
    last_day, days, month_days, source, source_id, appointment_id, unit_code, unit_name, post_kind, note)
SELECT %(month)s, o.part_id, e.id, d.person_id, d.for_month, d.item, d.clause, d.amount, d.value,
       d.value_from, d.first_day, d.last_day, d.days, d.month_days, d.source, d.source_id, d.appointment_id,
       d.unit_code, d.unit_name, d.post_kind, d.note
  FROM payroll_due d
  JOIN payroll_open o ON o.unit_id = d.part_unit_id
  JOIN payroll_entry e ON e.part_id = o.part_id AND e.person_id = d.person_id
 WHERE d.for_month = %(first)s
   AND NOT EXISTS (SELECT FROM payroll_line l
                    WHERE l.month_id = %(month)s AND l.person_id = d.person_id AND l.item = d.item
                      AND l.source = d.source AND l.source_id = d.source_id AND l.for_month = d.for_month
                      AND l.appointment_id = d.appointment_id)
 ORDER BY e.id, array_position(%(items)s, d.item), d.first_day
"""
ORDER_LINES = """
INSERT INTO payroll_line (
    month_id, part_id, entry_id, person_id, for_month, item, clause, amount, source, source_id, order_id,
    unit_code, unit_name, post_kind, note)
SELECT %(month)s, w.part_id, e.id, w.person_id, %(first)s, w.item, w.clause, w.amount, %(order)s, w.order_id,
       w.order_id, w.unit_code, w.unit_name, '',
       left(concat_ws('，', NULLIF(w.note, ''), NULLIF(w.document_number, '')), 300)
  FROM payroll_owed w
  JOIN payroll_entry e ON e.part_id = w.part_id AND e.person_id = w.person_id
 ORDER BY w.order_id
"""

LEAVERS = """
DELETE FROM payroll_entry e
 USING payroll_open o
 WHERE o.part_id = e.part_id
   AND NOT EXISTS (SELECT FROM payroll_who w WHERE w.part_id = e.part_id AND w.person_id = e.person_id)
"""
ENTRY_TOTALS = """
UPDATE payroll_entry e
   SET gross = t.gross, deducted = t.deducted, net = t.gross - t.deducted
  FROM (SELECT own.id, COALESCE(sum(l.amount) FILTER (WHERE l.amount > 0), 0) AS gross,
               COALESCE(-sum(l.amount) FILTER (WHERE l.amount < 0), 0) AS deducted
          FROM payroll_entry own
          LEFT JOIN payroll_line l ON l.entry_id = own.id
         WHERE own.part_id = ANY(%(parts)s)
         GROUP BY own.id) t
 WHERE t.id = e.id AND (e.gross, e.deducted) <> (t.gross, t.deducted)
"""
PART_TOTALS = """
UPDATE payroll_part p
   SET people = COALESCE(t.people, 0), gross = COALESCE(t.gross, 0), deducted = COALESCE(t.deducted, 0),
       net = COALESCE(t.net, 0)
  FROM payroll_part own
  LEFT JOIN (SELECT part_id, count(*) AS people, sum(gross) AS gross, sum(deducted) AS deducted,
                    sum(net) AS net
               FROM payroll_entry WHERE part_id = ANY(%(parts)s) AND withheld_reason = ''
              GROUP BY part_id) t ON t.part_id = own.id
 WHERE own.id = p.id AND own.id = ANY(%(parts)s)
"""

PROBLEMS = """
INSERT INTO payroll_problem (entry_id, kind, detail)
SELECT e.id, t.kind,
       CASE WHEN t.kind = %(not_issued)s THEN to_char(t.first_day, 'FMYYYY"年"FMMM"月"')
            WHEN t.first_day = t.last_day THEN to_char(t.first_day, 'FMYYYY"年"FMMM"月"FMDD"日"')
            ELSE to_char(t.first_day, 'FMYYYY"年"FMMM"月"FMDD"日"') || '至'
                 || to_char(t.last_day, 'FMDD"日"') END || (%(told)s::jsonb ->> t.kind)
  FROM payroll_trouble t
  JOIN payroll_open o ON o.unit_id = t.part_unit_id
  JOIN payroll_entry e ON e.part_id = o.part_id AND e.person_id = t.person_id
 UNION
SELECT e.id, %(no_bank)s, %(told)s::jsonb ->> %(no_bank)s
  FROM payroll_entry e
  JOIN payroll_open o USING (part_id)
 WHERE e.net > 0 AND (e.bank_account = '' OR e.bank_name = '')
"""
COUNTS = """
SELECT count(*), count(*) FILTER (WHERE withheld_reason <> ''), COALESCE(sum(net), 0)::text,
       (SELECT count(*) FROM payroll_line WHERE part_id = ANY(%(parts)s)),
       (SELECT count(DISTINCT p.entry_id) FROM payroll_problem p JOIN payroll_entry e ON e.id = p.entry_id
         WHERE e.part_id = ANY(%(parts)s) AND e.withheld_reason = '')
  FROM payroll_entry
 WHERE part_id = ANY(%(parts)s)
"""


@dataclass
class Computation:
    """One calculation: the month, the open parts in scope, by which scheme, and the statements' values."""

    month: Month
    parts: list[Part]
    scheme: pay.Scheme
    unit: Unit | None = None
    values: dict = field(default_factory=dict)

    def __post_init__(self):
        """Gather the values that the statements share."""
        self.values = {
            "month": self.month.pk,
            "parts": [part.pk for part in self.parts],
            "first": self.month.first_day,
            "last": self.scheme.last_day,
            "items": [item.value for item in Item],
            "decided": OrderState.DECIDED.value,
            "order": Source.ORDER.value,
            "titles": json.dumps(_titles(), ensure_ascii=False),
            "told": json.dumps({kind.value: text for kind, text in pay.TOLD.items()}, ensure_ascii=False),
            "not_issued": ProblemKind.MONTH_NOT_ISSUED.value,
            "no_bank": ProblemKind.NO_BANK.value,
        }

    def execute(self, cursor, statement, **more) -> int:
        """Execute a statement with the shared values; return how many rows it touched."""
        cursor.execute(statement, self.values | more)
        return cursor.rowcount


def _titles():
    """Return {nature:kind: the post as lists name it} as ``Appointment.title`` does."""
    return {
        f"{nature.value}:{kind.value}": kind.label
        if nature == Nature.REGULAR
        else f"{kind.label}（{nature.label}）"
        for kind in PostKind
        for nature in Nature
    }


def work_out(computation: Computation) -> None:
    """Write entries, lines, totals and problems of the open parts; the steps in their order.

    The caller holds the month's lock and a transaction. Each step finds what the earlier ones left in the
    temporary tables ``payroll_open``, ``payroll_due``, ``payroll_trouble``, ``payroll_who``.
    """
    with connection.cursor() as cursor:
        prepare(cursor, computation)
        due(cursor, computation)
        orders(cursor, computation)
        differences.find(cursor, computation)
        entries(cursor, computation)
        lines(cursor, computation)
        differences.write(cursor, computation)
        balances.write(cursor, computation)
        leavers(cursor, computation)
        totals(cursor, computation.values["parts"])
        problems(cursor, computation)


def prepare(cursor, computation) -> None:
    """Make the temporary tables and take out what an earlier calculation wrote."""
    cursor.execute(NO_TRIGGER_IGNORED)
    statements.make_tables(cursor)
    cursor.execute(TABLES)
    computation.execute(
        cursor, "INSERT INTO payroll_open SELECT id, unit_id FROM payroll_part WHERE id = ANY(%(parts)s)"
    )
    cursor.execute(CLEAR)


def due(cursor, computation) -> None:
    """Work out what is due for the month by today's facts, of the county or of who serves in the township."""
    statements.fill_due(
        cursor,
        county=computation.month.county,
        first_day=computation.month.first_day,
        people=None if computation.unit is None else _people(cursor, computation),
        scheme=computation.scheme,
    )


def _people(cursor, computation):
    """Return who held a post in the township (or a unit that has become it) in the month."""
    cursor.execute(
        """
        SELECT DISTINCT a.person_id
          FROM roster_appointment a
          JOIN roster_post po ON po.id = a.post_id
          JOIN roster_unit u ON u.id = po.unit_id
          JOIN roster_unit t ON (t.id = %(unit)s OR t.successor_id = %(unit)s AND t.valid_to >= %(first)s)
           AND (t.id = u.id OR t.id = u.parent_id)
         WHERE a.valid_from <= %(last)s AND (a.valid_to IS NULL OR a.valid_to >= %(first)s)
        """,
        computation.values | {"unit": computation.unit.pk},
    )
    return [person for (person,) in cursor.fetchall()]


def orders(cursor, computation) -> None:
    """Find what was decided and not paid yet (``payroll_owed``)."""
    computation.execute(cursor, ORDERS)
    computation.execute(cursor, WHO)
    cursor.execute("ANALYZE payroll_who")


def entries(cursor, computation) -> None:
    """Write an entry for everybody in ``payroll_who``; one that stands is brought up to date."""
    computation.execute(cursor, ENTRIES)


def lines(cursor, computation) -> None:
    """Write the lines of the month and of what was decided."""
    computation.execute(cursor, LINES)
    computation.execute(cursor, ORDER_LINES)


def leavers(cursor, computation) -> None:
    """Take out the entries of who no longer belongs into the part."""
    computation.execute(cursor, LEAVERS)


def totals(cursor, parts: list[int]) -> None:
    """Add up entries from their lines, and parts from the entries that are not withheld."""
    cursor.execute(ENTRY_TOTALS, {"parts": parts})
    cursor.execute(PART_TOTALS, {"parts": parts})


def problems(cursor, computation) -> None:
    """Write what is in somebody's way, each with what to do about it."""
    computation.execute(cursor, PROBLEMS)


@transaction.atomic
def _compute(month: Month, unit: Unit | None, user) -> tuple[dict, dict]:
    """Work out the open parts in scope and return (parameters used, counts)."""
    lock_month(month.pk)
    if unit is None:
        _make_parts(month)
    parts = list(_open_parts(month, unit).select_for_update(of=("self",)))
    if not parts:
        raise Refusal(_nothing_open(month, unit))
    held = policy.at(month.county.code, pay.month_end(month.first_day))
    scheme = scheme_for(month.county.code, month.first_day)
    computation = Computation(month, parts, scheme, unit)
    work_out(computation)
    parameters = held.as_json("pay.") | {"spans": _spans(scheme)}
    # Who handed in an earlier calculation answers for that one alone; the log keeps it.
    Part.objects.filter(pk__in=computation.values["parts"]).update(
        parameters=parameters,
        computed_by=user,
        computed_at=timezone.now(),
        submitted_by=None,
        submitted_at=None,
        checked_by=None,
        checked_at=None,
    )
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, computation.values)
        people, withheld, net, written, troubled = cursor.fetchone()
    return parameters, {
        "parts": len(parts),
        "people": people,
        "withheld": withheld,
        "lines": written,
        "problems": troubled,
        "net": net,
    }


def _spans(scheme):
    """Return the monthly values of the month's days as strings: a value can begin or end within it."""
    return {
        ITEM_SPECS[item].parameter if item != Item.ACTING else "acting": [
            {
                "value": str(one.value),
                "from": one.begins and one.begins.isoformat(),
                "to": one.last and one.last.isoformat(),
            }
            for one in line
        ]
        for item, line in scheme.values.items()
    }


def _open_parts(month, unit):
    """Return the parts of the month that may still be worked out, of the county or of one unit."""
    parts = Part.objects.filter(month=month, state__in=PART_OPEN).order_by("pk")
    return parts if unit is None else parts.filter(unit=unit)


def _nothing_open(month, unit):
    whose = "" if unit is None else str(unit)
    return f"{month}{whose}没有可以计算的待遇表：已提交的请先退回，已确认的不再改动，有出入的在以后月份补差。"


# --- starting --------------------------------------------------------------------------------------


def request_run(*, month: Month, unit: Unit | None = None, user) -> Run:
    """Put the calculation of what is open in line and return its run; the caller enqueues the task.

    Of all open parts, or of ``unit``'s own. Refuses without the right and where nothing is open.
    """
    scope = month.county if unit is None or unit == month.county else unit
    if not any(scope.code.startswith(prefix) for prefix in user.prefixes(Action.PAY_PREPARE)):
        raise Refusal("您没有对该单位进行这项操作的权限。")
    if not _open_parts(month, unit).exists():
        raise Refusal(_nothing_open(month, unit))
    return _queue(month, unit, user)


def _queue(month, unit, user):
    return work.queue(kind=KIND, period=month.period, scope=(unit or month.county).code, user=user)


def perform(run_id: int) -> None:
    """Do a queued calculation. Safe when delivered twice or taken up again after a killed worker.

    A delivery that finds the run done does nothing; two at once do the same work one after the other.
    """
    run = work.take_up(run_id)
    if run is None:
        return
    month = Month.objects.select_related("county").get(
        county__code=run.scope[:6], first_day=f"{run.period}-01"
    )
    unit = None
    if run.scope != month.county.code:
        unit = Unit.objects.get(pk__in=month.parts.values("unit"), code=run.scope)
    user = run.requested_by
    context = pghistory.context(
        user=user.pk if user else None,
        user_name=user.name if user else NOBODY,
        page=f"run:{run.pk}",
        reason="待遇计算",
    )
    try:
        with context:
            parameters, counts = _compute(month, unit, user)
    except Refusal as refusal:
        work.end(run, state=RunState.FAILED, error=str(refusal))
        return
    except Exception:
        work.end(
            run,
            state=RunState.FAILED,
            error="系统出错，没有改动任何待遇；请稍后再算，仍不行请联系系统管理员。",
        )
        raise
    work.end(run, state=RunState.DONE, progress=100, parameters=parameters, counts=counts)


def compute_now(*, month: Month, unit: Unit | None = None, user=None) -> Run:
    """Work out what is open at once, in this process: the command's way. Raises Refusal as a screen would."""
    run = _queue(month, unit, user)
    perform(run.pk)
    run.refresh_from_db()
    if run.state == RunState.FAILED:
        raise Refusal(run.error)
    return run


def stalled(*, now) -> list[Run]:
    """Return the runs that nobody has ended for long: the caller enqueues them again."""
    since = now - STALLED
    runs = Run.objects.filter(kind=KIND)
    return list(
        runs.filter(state=RunState.QUEUED, requested_at__lt=since)
        | runs.filter(state=RunState.STARTED, started_at__lt=since)
    )
