"""Ranking the month: a handful of SQL statements, repeatable until the circular is issued (P6.1).

The SQL repeats appraisal.rules; tests/appraisal/test_ranking.py holds the two equal.
"""

import logging

import pghistory
from django.db import connection, transaction

from appraisal import rules
from appraisal.enums import MONTH_TRANSITIONS, MonthState, ResultStatus, SheetState
from appraisal.models import ITEMS, Month, Result, TownshipResult
from appraisal.queries import policy_for, scheme_of
from appraisal.services.guards import demand, lock_month
from appraisal.services.months import ONWARD, OPERATOR, SHEET_OF, WHERE_TO
from guanling.runs import work
from guanling.runs.enums import RunState
from guanling.runs.errors import Outrun, Refusal
from guanling.runs.models import Run
from roster.enums import Level, Nature, PostKind

logger = logging.getLogger(__name__)

KIND = "rank_month"
RANKABLE = (MonthState.CLOSED, MonthState.RANKED)

# Days per director and village; what the township's sheet says; the bureau's findings; last month's places.
FROM_SHEETS = (
    f"""
WITH RECURSIVE {ONWARD}, served AS (
    SELECT a.person_id, v.id AS village_id, s.state = %(closed)s AS complete,
           CASE WHEN count(*) = 1
                THEN LEAST(COALESCE(min(a.valid_to), %(last)s), %(last)s)
                     - GREATEST(min(a.valid_from), %(first)s) + 1
                ELSE (SELECT sum(upper(span) - lower(span))
                        FROM unnest(range_agg(daterange(a.valid_from, a.valid_to, '[]')
                                              * daterange(%(first)s, %(last)s, '[]'))) AS span)
           END AS days
      FROM roster_appointment a
      JOIN roster_post po ON po.id = a.post_id AND po.kind = %(kind)s
      JOIN roster_unit u ON u.id = po.unit_id
      LEFT JOIN went w ON w.origin = a.id
      JOIN roster_unit v ON v.id = {WHERE_TO} AND v.level = %(village)s AND v.code LIKE %(below)s
      JOIN roster_unit t ON t.id = v.parent_id
      LEFT JOIN appraisal_sheet s ON s.unit_id = {SHEET_OF} AND s.month_id = %(month)s
     WHERE a.nature = %(nature)s
       AND a.valid_from <= %(last)s AND (a.valid_to IS NULL OR a.valid_to >= %(first)s)
     GROUP BY a.person_id, v.id, s.state
)"""  # noqa: S608 - fixed words
    + """, listed AS (
    SELECT e.id AS entry_id, e.person_id, e.village_id, s.unit_id AS township_id,
           s.state = %(closed)s AS complete, {items}, e.deduction
      FROM appraisal_sheet s
      JOIN appraisal_entry e ON e.sheet_id = s.id
     WHERE s.month_id = %(month)s
), found AS (
    SELECT person_id, village_id, sum(deduction) AS deduction
      FROM appraisal_finding
     WHERE month_id = %(month)s AND withdrawn_reason = ''
     GROUP BY person_id, village_id
), previous AS (
    SELECT person_id, village_code, county_rank, min(county_rank) OVER (PARTITION BY person_id) AS best
      FROM appraisal_result
     WHERE month_id = %(previous_month)s AND version = %(previous_version)s AND status = %(ranked)s
), joined AS (
    SELECT l.entry_id,
           COALESCE(l.person_id, d.person_id) AS person_id,
           COALESCE(l.village_id, d.village_id) AS village_id,
           l.township_id, COALESCE(d.days, 0) AS days, {items},
           COALESCE(l.deduction, 0) AS deduction,
           CASE WHEN COALESCE(d.days, 0) < %(min_days)s THEN %(too_few_days)s
                WHEN COALESCE(l.complete, d.complete) IS NOT TRUE THEN %(sheet_missing)s
                WHEN num_nulls({items}) > 0 THEN %(not_scored)s
                ELSE %(ranked)s
           END AS status
      FROM listed l
      FULL JOIN served d ON d.person_id = l.person_id AND d.village_id = l.village_id
), judged AS (
    SELECT j.entry_id, j.person_id, p.name AS person_name, t.code AS township_code, t.name AS township_name,
           v.code AS village_code, v.name AS village_name, j.days, {items},
           j.deduction + COALESCE(f.deduction, 0) AS deduction,
           COALESCE(same.county_rank, other.best) AS previous_county_rank, j.status
      FROM joined j
      JOIN roster_person p ON p.id = j.person_id
      JOIN roster_unit v ON v.id = j.village_id
      JOIN roster_unit t ON t.id = COALESCE(j.township_id, v.parent_id)
      LEFT JOIN found f ON f.person_id = j.person_id AND f.village_id = j.village_id
      LEFT JOIN previous same ON same.person_id = j.person_id AND same.village_code = v.code
      LEFT JOIN (SELECT DISTINCT person_id, best FROM previous) other ON other.person_id = j.person_id
)
"""
)

# The issued version again, overlaid by the corrections of the new one: names, last month's places and
# whatever was not corrected stay as they were issued.
FROM_CORRECTIONS = """
WITH corrected AS (
    SELECT DISTINCT ON (v.code, e.person_id)
           e.id AS entry_id, e.person_id, v.code AS village_code, {corrected_items},
           c.deduction, c.days_served
      FROM appraisal_correction c
      JOIN appraisal_entry e ON e.id = c.entry_id
      JOIN appraisal_sheet s ON s.id = e.sheet_id AND s.month_id = %(month)s
      JOIN roster_unit v ON v.id = e.village_id
     WHERE c.version = %(version)s
     ORDER BY v.code, e.person_id, c.id DESC
), judged AS (
    SELECT COALESCE(c.entry_id, r.entry_id) AS entry_id, r.person_id, r.person_name,
           r.township_code, r.township_name, r.village_code, r.village_name,
           COALESCE(c.days_served, r.days_served) AS days, {overlaid_items},
           COALESCE(c.deduction, r.deduction) AS deduction, r.previous_county_rank,
           CASE WHEN c.entry_id IS NULL THEN r.status
                WHEN c.days_served < %(min_days)s THEN %(too_few_days)s
                WHEN num_nulls({corrected_items}) > 0 THEN %(not_scored)s
                ELSE %(ranked)s
           END AS status
      FROM appraisal_result r
      LEFT JOIN corrected c ON c.person_id = r.person_id AND c.village_code = r.village_code
     WHERE r.month_id = %(month)s AND r.version = %(base)s
)
"""

# Score, then places in one pass of windows. OFFSET 0 keeps the planner from writing the score's whole
# expression into each place that uses it, where it would be worked out anew.
SCORE_AND_PLACE = """
, weighed AS (
    SELECT j.*, CASE WHEN j.status = %(ranked)s THEN ({weighted}) / 100 END AS weighted
      FROM judged j
    OFFSET 0
), scored AS (
    -- GREATEST passes over NULL: without the CASE an unscored person would get the minimum.
    SELECT w.*,
           CASE WHEN w.status = %(ranked)s
                THEN round(GREATEST(w.weighted - w.deduction, %(result_min)s), %(places)s)
           END AS score
      FROM weighed w
    OFFSET 0
)
INSERT INTO appraisal_result (
    month_id, version, issued, entry_id, person_id, person_name, township_code, township_name,
    village_code, village_name, days_served, {items}, weighted, deduction, score,
    township_rank, county_rank, previous_county_rank, band, status)
SELECT %(month)s, %(version)s, false, r.entry_id, r.person_id, r.person_name, r.township_code,
       r.township_name, r.village_code, r.village_name, r.days, {items}, r.weighted, r.deduction, r.score,
       CASE WHEN r.status = %(ranked)s
            THEN rank() OVER (PARTITION BY r.township_code ORDER BY r.score DESC NULLS LAST) END,
       CASE WHEN r.status = %(ranked)s THEN rank() OVER (ORDER BY r.score DESC NULLS LAST) END,
       r.previous_county_rank,
       CASE {bands} END,
       r.status
  FROM scored r
"""

# Every township of the month, also one whose sheet is missing: it has no average and no place.
TOWNSHIPS_OF_SHEETS = """
    SELECT t.code, t.name, s.state <> %(closed)s AS unreported
      FROM appraisal_sheet s
      JOIN roster_unit t ON t.id = s.unit_id
     WHERE s.month_id = %(month)s
"""
TOWNSHIPS_AS_ISSUED = """
    SELECT township_code AS code, township_name AS name, missing AS unreported
      FROM appraisal_townshipresult
     WHERE month_id = %(month)s AND version = %(base)s
"""
INSERT_TOWNSHIPS = """
INSERT INTO appraisal_townshipresult (
    month_id, version, issued, township_code, township_name, people, ranked, average, place, missing)
SELECT %(month)s, %(version)s, false, code, name, people, ranked, average,
       CASE WHEN average IS NOT NULL THEN rank() OVER (ORDER BY average DESC NULLS LAST) END,
       missing
  FROM (SELECT t.code, t.name, count(r.id) AS people, count(r.score) AS ranked,
               round(avg(r.score), %(places)s) AS average,
               t.unreported AND count(r.id) > 0 AND count(r.score) = 0 AS missing
          FROM ({townships}) AS t
          LEFT JOIN appraisal_result r
            ON r.month_id = %(month)s AND r.version = %(version)s AND r.township_code = t.code
         GROUP BY t.code, t.name, t.unreported) AS township
"""


def _statement(source: str, scheme: rules.Scheme) -> tuple[str, dict]:
    """Return the INSERT of the results from ``source`` by the scheme, and its values."""
    parameters = {
        "min_days": scheme.min_days,
        "result_min": scheme.result_min,
        "places": scheme.result_places,
    }
    for item in ITEMS:
        parameters[f"weight_{item}"] = scheme.weights[item]
    bands = ["WHEN r.score IS NULL THEN ''"]
    for number, band in enumerate(scheme.bands):
        parameters[f"label_{number}"] = band.label
        if band.lower is None:
            bands.append(f"ELSE %(label_{number})s")
        else:
            parameters[f"lower_{number}"] = band.lower
            bands.append(f"WHEN r.score >= %(lower_{number})s THEN %(label_{number})s")
    statement = (source + SCORE_AND_PLACE).format(
        items=", ".join(ITEMS),
        corrected_items=", ".join(f"c.{item}" for item in ITEMS),
        overlaid_items=", ".join(
            f"CASE WHEN c.entry_id IS NULL THEN r.{item} ELSE c.{item} END AS {item}" for item in ITEMS
        ),
        weighted=" + ".join(f"j.{item} * %(weight_{item})s" for item in ITEMS),
        bands=" ".join(bands),
    )
    return statement, parameters


def write_results(*, month: Month, scheme: rules.Scheme) -> dict[str, int]:
    """Write the month's results from its sheets as version 1, replacing what stands there; return the counts.

    The caller holds the month's lock and a transaction. An issued version is refused by the database.
    """
    previous = (
        Result.objects.filter(
            month__county_id=month.county_id, month__first_day=rules.previous_month(month.first_day)
        )
        .order_by("-version")
        .values_list("month_id", "version")
        .first()
    )
    return _write(
        month,
        1,
        scheme,
        source=FROM_SHEETS,
        townships=TOWNSHIPS_OF_SHEETS,
        first=month.first_day,
        last=rules.month_end(month.first_day),
        since=month.first_day,
        below=f"{month.county.code}%",
        kind=PostKind.POPULATION_DIRECTOR.value,
        village=Level.VILLAGE.value,
        nature=Nature.REGULAR.value,
        closed=SheetState.CLOSED.value,
        previous_month=previous[0] if previous else None,
        previous_version=previous[1] if previous else None,
    )


def write_corrected(*, month: Month, base: int, scheme: rules.Scheme) -> dict[str, int]:
    """Write the version after the issued version ``base`` with its approved corrections; return the counts.

    Everything that was not corrected is taken as issued; scores and places are made anew. The caller holds
    the month's lock and a transaction.
    """
    return _write(month, base + 1, scheme, source=FROM_CORRECTIONS, townships=TOWNSHIPS_AS_ISSUED, base=base)


def _write(month, version, scheme, *, source, townships, **parameters):
    statement, figures = _statement(source, scheme)
    parameters |= figures | {status.value: status.value for status in ResultStatus}
    parameters |= {"month": month.pk, "version": version}
    Result.objects.filter(month=month, version=version)._raw_delete(using="default")
    TownshipResult.objects.filter(month=month, version=version)._raw_delete(using="default")
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        people = cursor.rowcount
        cursor.execute(INSERT_TOWNSHIPS.format(townships=townships), parameters)
        ranked_townships = cursor.rowcount
        cursor.execute(
            "SELECT count(*) FROM appraisal_result WHERE month_id = %s AND version = %s AND status = %s",
            [month.pk, version, ResultStatus.RANKED],
        )
        (ranked,) = cursor.fetchone()
    return {"people": people, "ranked": ranked, "townships": ranked_townships, "version": version}


@transaction.atomic
def _rank(month_id: int) -> tuple[dict, dict]:
    """Rank a closed month as version 1 and return (parameters used, counts)."""
    lock_month(month_id)
    month = Month.objects.select_related("county").get(pk=month_id)
    if month.state == MonthState.ISSUED:
        raise Refusal(f"{month}已经通报，名次已冻结；确有错误的请按更正程序办理。")
    if month.state not in RANKABLE:
        raise Refusal(f"{month}还没有关闭，不能排序；请先审核并关闭本月。")
    held = policy_for(month.county.code, month.first_day)
    counts = write_results(month=month, scheme=scheme_of(held))
    moved = Month.objects.filter(pk=month.pk, state=month.state).update(state=MonthState.RANKED)
    if not moved:
        raise Outrun(str(month))
    return held.as_json("assessment.", "circular."), counts


def request_ranking(*, month: Month, user) -> Run:
    """Put the ranking of a closed month in line and return its run; the caller enqueues the task.

    Refuses a month that is not closed or already issued.
    """
    demand(user, MONTH_TRANSITIONS[MonthState.CLOSED, MonthState.RANKED], month.county.code)
    if month.state not in RANKABLE:
        raise Refusal(
            f"{month}已经通报，名次已冻结。"
            if month.state == MonthState.ISSUED
            else f"{month}还没有关闭，不能排序。"
        )
    return _queue(month, user)


def _queue(month, user):
    return work.queue(kind=KIND, period=month.period, scope=month.county.code, user=user)


def perform(run_id: int) -> None:
    """Do a queued ranking. Safe when delivered twice or taken up again after a killed worker.

    A delivery that finds the run done does nothing; two at once do the same work one after the other.
    The ranking is one transaction: a worker that dies leaves the month as it was and the run 进行中,
    which the next delivery or the hourly catch-up takes up.
    """
    run = work.take_up(run_id)
    if run is None:
        return
    month = Month.objects.get(county__code=run.scope, first_day=f"{run.period}-01")
    user = run.requested_by
    context = pghistory.context(
        user=user.pk if user else None,
        user_name=user.name if user else OPERATOR,
        page=f"run:{run.pk}",
        reason="月排序",
    )
    try:
        with context:
            parameters, counts = _rank(month.pk)
    except Refusal as refusal:
        work.end(run, state=RunState.FAILED, error=str(refusal))
        return
    except Exception:
        work.end(
            run,
            state=RunState.FAILED,
            error="系统出错，没有改动任何名次；请稍后再排，仍不行请联系系统管理员。",
        )
        raise
    work.end(run, state=RunState.DONE, progress=100, parameters=parameters, counts=counts)


def rank_now(*, month: Month, user=None) -> Run:
    """Rank at once, in this process: the command's way. Raises Refusal as the screen would show it."""
    run = _queue(month, user)
    perform(run.pk)
    run.refresh_from_db()
    if run.state == RunState.FAILED:
        raise Refusal(run.error)
    month.refresh_from_db()
    return run


def queue_due(*, today) -> list[Run]:
    """Put every closed month in line whose ranking day has come and that has not been ranked.

    Called hourly; the caller enqueues the runs returned. A missed hour, a lost message or a killed worker
    is made good the next time.
    """
    due = []
    for month in Month.objects.filter(state=MonthState.CLOSED).select_related("county").order_by("pk"):
        scheme = scheme_of(policy_for(month.county.code, month.first_day))
        if today >= rules.deadline(month.first_day, scheme.ranking_day):
            due.append(_queue(month, None))
    return due
