"""Ranking a month against one bare INSERT … SELECT with the same windows into the same table."""

from django.db import connection

from appraisal.models import ITEMS, Month, Result, TownshipResult
from appraisal.queries import policy_for, scheme_of
from appraisal.services.ranking import rank_now
from tests.bench import clock, fill

# What any ranking in SQL must do at least: read the rows with their names, weigh, round, order, write.
BARE = """
INSERT INTO appraisal_result (
    month_id, version, issued, entry_id, person_id, person_name, township_code, township_name,
    village_code, village_name, days_served, {items}, weighted, deduction, score,
    township_rank, county_rank, band, status)
SELECT month_id, 1, false, id, person_id, person_name, township_code, township_name, village_code,
       village_name, 30, {items}, weighted, 0, score,
       rank() OVER (PARTITION BY unit_id ORDER BY score DESC), rank() OVER (ORDER BY score DESC),
       CASE WHEN score >= 85 THEN '一档' WHEN score >= 75 THEN '二档' WHEN score >= 60 THEN '三档'
            ELSE '四档' END, 'ranked'
  FROM (SELECT e.*, s.month_id, s.unit_id, p.name AS person_name, t.code AS township_code,
               t.name AS township_name, v.code AS village_code, v.name AS village_name,
               ({weighted}) / 100 AS weighted, round(({weighted}) / 100, 2) AS score
          FROM appraisal_entry e
          JOIN appraisal_sheet s ON s.id = e.sheet_id
          JOIN roster_unit t ON t.id = s.unit_id
          JOIN roster_unit v ON v.id = e.village_id
          JOIN roster_person p ON p.id = e.person_id
         WHERE s.month_id = %(month)s) AS scored
"""


def bare(month: Month) -> None:
    """Run the bare statement."""
    scheme = scheme_of(policy_for(month.county.code, month.first_day))
    weighted = " + ".join(f"e.{item} * {scheme.weights[item]}" for item in ITEMS)
    with connection.cursor() as cursor:
        cursor.execute(BARE.format(items=", ".join(ITEMS), weighted=weighted), {"month": month.pk})


def measure(people: int) -> dict:
    """Return people, seconds of the ranking and of the bare statement, their ratio, and statements."""
    fill.empty()
    unit = fill.county(people)
    before = fill.month(unit, fill.JULY)
    rank_now(month=before)
    month = fill.month(unit, fill.AUGUST)

    def clear():
        TownshipResult.objects.filter(month=month)._raw_delete(using="default")
        Result.objects.filter(month=month)._raw_delete(using="default")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE appraisal_result")

    baseline, ranking = clock.side_by_side(
        lambda: bare(month), lambda: rank_now(month=Month.objects.get(pk=month.pk)), before=clear
    )
    clear()
    sent = clock.statements(lambda: rank_now(month=Month.objects.get(pk=month.pk)))
    return {
        "people": Result.objects.filter(month=month).count(),
        "seconds": ranking,
        "bare": baseline,
        "ratio": ranking / baseline,
        "statements": sent,
    }
