"""A month's pay against one bare INSERT … SELECT that writes as many lines and sums them."""

from django.db import connection

from appraisal.models import Month as AssessedMonth
from appraisal.services.ranking import rank_now
from payroll.models import Entry, Line, Month, Part
from payroll.services.runs import compute_now
from tests.bench import clock, fill

# What any run in SQL must do at least: read people, posts and scores, write an entry and a line each, sum.
BARE_ENTRIES = """
INSERT INTO payroll_entry (
    part_id, person_id, person_name, unit_code, unit_name, post_title, bank_name, bank_account, gross,
    deducted, net, withheld_reason)
SELECT pa.id, p.id, p.name, v.code, v.name, '人口主任', p.bank_name, p.bank_account, 1700, 0, 1700, ''
  FROM roster_appointment a
  JOIN roster_person p ON p.id = a.person_id
  JOIN roster_post po ON po.id = a.post_id
  JOIN roster_unit v ON v.id = po.unit_id
  JOIN payroll_part pa ON pa.unit_id = v.parent_id AND pa.month_id = %(month)s
  LEFT JOIN appraisal_result r ON r.person_id = p.id AND r.month_id = %(assessed)s
"""
BARE_LINES = """
INSERT INTO payroll_line (
    month_id, part_id, entry_id, person_id, for_month, item, clause, amount, value, first_day, last_day, days,
    month_days, source, source_id, unit_code, unit_name, post_kind, note)
SELECT %(month)s, e.part_id, e.id, e.person_id, %(first)s, 'base', 'N2.3', 1700, 1700, %(first)s, %(last)s,
       31, 31, 'appointment', 0, e.unit_code, e.unit_name, 'population_director', ''
  FROM payroll_entry e JOIN payroll_part p ON p.id = e.part_id
 WHERE p.month_id = %(month)s
"""
BARE_SUMS = """
UPDATE payroll_part p
   SET people = s.people, gross = s.net, net = s.net
  FROM (SELECT l.part_id, count(*) AS people, sum(l.amount) AS net FROM payroll_line l GROUP BY l.part_id) s
 WHERE s.part_id = p.id AND p.month_id = %(month)s
"""


def bare(month: Month, assessed: AssessedMonth) -> None:
    """Run the bare statements."""
    values = {"month": month.pk, "assessed": assessed.pk, "first": fill.AUGUST, "last": "2016-08-31"}
    with connection.cursor() as cursor:
        for statement in (BARE_ENTRIES, BARE_LINES, BARE_SUMS):
            cursor.execute(statement, values)


def measure(people: int) -> dict:
    """Return people, seconds of the run and of the bare statements, their ratio, and statements."""
    fill.empty()
    unit = fill.county(people)
    assessed = fill.month(unit, fill.AUGUST)
    rank_now(month=assessed)
    fill.issued(assessed)
    month = fill.pay(unit)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    def clear():
        Line.objects.filter(month=month)._raw_delete(using="default")
        Entry.objects.filter(part__month=month).delete()
        Part.objects.filter(month=month).update(people=0, gross=0, deducted=0, net=0)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE payroll_line")
            cursor.execute("VACUUM ANALYZE payroll_entry")

    baseline, run = clock.side_by_side(
        lambda: bare(month, assessed), lambda: compute_now(month=month), before=clear, repeats=3
    )
    clear()
    sent = clock.statements(lambda: compute_now(month=month))
    return {
        "people": Entry.objects.filter(part__month=month).count(),
        "lines": Line.objects.filter(month=month).count(),
        "seconds": run,
        "bare": baseline,
        "ratio": run / baseline,
        "statements": sent,
    }
