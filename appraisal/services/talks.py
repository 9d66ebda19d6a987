"""Talks with people who are persistently among the last: proposed, held and recorded, reviewed (A6.1).

Nothing here ends an appointment or opens a case; tests/appraisal/test_talks.py walks the code to see to it.
The SQL repeats rules.leaving.last_in_a_row.
"""

import json
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone

from appraisal import rules
from appraisal.enums import TALK_MOVES, CircularState, ResultStatus, TalkOutcome, TalkState
from appraisal.models import Month, Talk
from appraisal.queries import first_day_of, policy_for
from appraisal.services.guards import demand, reason_given
from guanling.accounts.enums import Action
from guanling.runs.errors import Refusal
from guanling.runs.models import Run
from guanling.runs.states import move
from roster.enums import Nature, PostKind
from roster.models import Unit

IT = "这次约谈"
PLACES, MONTHS, REVIEW_DAYS = "elimination.places", "elimination.months", "elimination.review_days"
GONE = "结果更正后，不再连续处于末位"

# Who is among the last ``places`` of each issued month, by its newest issued version and the better place of
# who is director of two villages.
LAST = """
issued AS (
    SELECT m.id, m.first_day, max(r.version) AS version
      FROM appraisal_month m JOIN appraisal_result r ON r.month_id = m.id AND r.issued
     WHERE m.county_id = %(county)s AND m.first_day BETWEEN %(since)s AND %(until)s
     GROUP BY m.id, m.first_day
), placed AS (
    SELECT i.first_day, r.person_id, r.id, r.county_rank, r.score, i.version, i.id AS month_id,
           r.township_name, r.village_code, r.village_name,
           count(*) OVER (PARTITION BY i.id) AS ranked,
           row_number() OVER (PARTITION BY i.id, r.person_id ORDER BY r.county_rank, r.village_code) AS best
      FROM issued i JOIN appraisal_result r ON r.month_id = i.id AND r.version = i.version
     WHERE r.status = %(ranked)s
), numbered AS (
    SELECT *, ranked - county_rank + 1 AS from_the_end FROM placed WHERE best = 1
)"""
PROPOSE = f"""
WITH {LAST}, last AS (
    SELECT n.*, COALESCE(pa.number, '') AS number
      FROM numbered n
      LEFT JOIN appraisal_circular c
             ON c.month_id = n.month_id AND c.version = n.version AND c.state = %(circular)s
      LEFT JOIN documents_paper pa ON pa.id = c.paper_id
     WHERE n.ranked > %(places)s AND n.from_the_end <= %(places)s AND n.first_day >= %(first)s
), made AS (
    SELECT l.person_id, count(*) AS months,
           jsonb_agg(jsonb_build_object(
               'what', to_char(l.first_day, 'FMYYYY"年"FMMM"月"') || '全县名次',
               'figure', '第' || l.county_rank || '名，参加排序' || l.ranked || '人，总分' || l.score,
               'source', CASE l.number WHEN '' THEN '月通报' ELSE l.number END,
               'model', 'appraisal.result', 'id', l.id) ORDER BY l.first_day) AS evidence
      FROM last l GROUP BY l.person_id
)
INSERT INTO appraisal_talk (
    run_id, person_id, person_name, township_name, village_code, village_name, first_day, last_day, evidence,
    parameters, state, proposed_at, record, steps, outcome, review, reason)
SELECT %(run)s, m.person_id, p.name, l.township_name, l.village_code, l.village_name, %(first)s, %(row_end)s,
       m.evidence, %(parameters)s, %(proposed)s, now(), '', '', '', '', ''
  FROM made m
  JOIN last l ON l.person_id = m.person_id AND l.first_day = %(until)s
  JOIN roster_person p ON p.id = m.person_id
 WHERE m.months = %(months)s
   AND EXISTS (SELECT 1 FROM roster_appointment a
                 JOIN roster_post po ON po.id = a.post_id AND po.kind = %(kind)s
                WHERE a.person_id = m.person_id AND a.nature = %(nature)s AND a.valid_from <= %(day)s
                  AND (a.valid_to IS NULL OR a.valid_to >= %(day)s))
   AND NOT EXISTS (SELECT 1 FROM appraisal_talk t
                    WHERE t.person_id = m.person_id AND t.last_day >= %(first)s
                      AND NOT (t.state = %(dropped)s AND t.dropped_by_id IS NULL))
    ON CONFLICT DO NOTHING
"""  # noqa: S608 - fixed words
# A proposed talk whose months are no longer all among the last, each by the figures it was proposed by.
WITHDRAW = f"""
WITH {LAST}, still AS (
    SELECT t.id, count(n.id) AS months
      FROM appraisal_talk t JOIN runs_run r ON r.id = t.run_id AND r.scope = %(code)s
      LEFT JOIN numbered n
             ON n.person_id = t.person_id AND n.first_day BETWEEN t.first_day AND t.last_day
            AND n.ranked > (t.parameters #>> ARRAY['values', %(key)s, 'value'])::int
            AND n.from_the_end <= (t.parameters #>> ARRAY['values', %(key)s, 'value'])::int
     WHERE t.state = %(proposed)s
     GROUP BY t.id
)
UPDATE appraisal_talk t SET state = %(dropped)s, dropped_at = now(), reason = %(gone)s
  FROM still s
 WHERE s.id = t.id AND s.months < jsonb_array_length(t.evidence)
"""  # noqa: S608 - fixed words


def propose(*, county: Unit, run: Run) -> dict[str, int]:
    """Propose talks from the issued months up to the run's; return how many were made and withdrawn.

    The row ends with the newest issued month; its number of months and of last places are those of the
    county's policy for that month. Each month leads to one talk: a row must begin after the months of an
    earlier talk. Proposed ones whose months were corrected since are withdrawn. The caller holds the
    county's lock and a transaction. At most seven statements.
    """
    month = first_day_of(run.period)
    issued = Month.objects.filter(county=county, results__issued=True, first_day__lte=month)
    newest = issued.order_by("-first_day").values_list("first_day", flat=True).first()
    if newest is None:
        return {"new": 0, "withdrawn": 0}
    held = policy_for(county.code, newest)
    oldest = Talk.objects.filter(state=TalkState.PROPOSED, run__scope=county.code).order_by("first_day")
    since = oldest.values_list("first_day", flat=True).first()
    values = {
        "county": county.pk,
        "code": county.code,
        "until": newest,
        "run": run.pk,
        "ranked": ResultStatus.RANKED.value,
        "circular": CircularState.ISSUED.value,
        "proposed": TalkState.PROPOSED.value,
        "dropped": TalkState.DROPPED.value,
        "kind": PostKind.POPULATION_DIRECTOR.value,
        "nature": Nature.REGULAR.value,
        "day": rules.month_end(month),
        "row_end": rules.month_end(newest),
        "key": PLACES,
        "gone": GONE,
    }
    counts = {"new": 0, "withdrawn": 0}
    with connection.cursor() as cursor:
        if since is not None:
            # All months: a sweep of an earlier one withdraws nothing for want of later ones.
            cursor.execute(WITHDRAW, values | {"since": since, "until": date.max})
            counts["withdrawn"] = cursor.rowcount
        if held.get(PLACES) is not None and held.get(MONTHS) is not None:
            row = row_of(newest, held[MONTHS])
            parameters = json.dumps(held.as_json("elimination."), ensure_ascii=False)
            cursor.execute(
                PROPOSE,
                values
                | {"first": row[0], "since": row[0], "months": len(row)}
                | {"places": held[PLACES], "parameters": parameters},
            )
            counts["new"] = cursor.rowcount
    return counts


def row_of(last: date, months: int) -> list[date]:
    """Return the first days of the ``months`` consecutive months that end with ``last``."""
    row = [last]
    while len(row) < months:
        row.insert(0, rules.previous_month(row[0]))
    return row


def _locked(talk):
    return Talk.objects.select_for_update(no_key=True).get(pk=talk.pk)


@transaction.atomic
def hold(*, talk: Talk, user, held_on: date, record: str, steps: str, today: date) -> None:
    """Record that the talk was held: what was said, which steps were agreed (A6.1).

    Sets the day by which the work is reviewed: ``elimination.review_days`` after the talk, as the policy has
    it on that day. Refuses without the right, a day ahead or before the row of months ended, empty texts,
    and a talk held or dropped already.
    """
    demand(user, Action.TALK_RUN, talk.village_code)
    if held_on > today:
        raise Refusal("约谈日期还没有到，请在约谈以后登记。")
    if held_on <= talk.last_day:
        raise Refusal("约谈日期应在所依据的最后一个月以后，请核对。")
    talk = _locked(talk)
    days = policy_for(talk.village_code[:6], held_on)[REVIEW_DAYS]
    move(
        talk,
        TalkState.HELD,
        TALK_MOVES,
        called=IT,
        held_on=held_on,
        held_by=user,
        record=reason_given(record, "约谈记录"),
        steps=reason_given(steps, "商定的改进措施"),
        review_by=held_on + timedelta(days=days),
    )


@transaction.atomic
def review(*, talk: Talk, user, reviewed_on: date, outcome: str, text: str, today: date) -> None:
    """Record the review of the work after a talk: the person goes on, is helped, or gets other duties.

    None of it ends the post. Refuses without the right, who held the talk, a day ahead or before the talk,
    an empty text, and a talk that is not held or reviewed already.
    """
    demand(user, Action.TALK_RUN, talk.village_code)
    talk = _locked(talk)
    if talk.held_by_id == user.pk:
        raise Refusal("约谈人不能复核自己的约谈，请由另一位工作人员复核。")
    if talk.held_on and not talk.held_on <= reviewed_on <= today:
        raise Refusal("复核日期应在约谈以后、今天以前，请核对。")
    if outcome not in TalkOutcome.values:
        raise Refusal("请选择复核意见。")
    move(
        talk,
        TalkState.REVIEWED,
        TALK_MOVES,
        called=IT,
        reviewed_on=reviewed_on,
        reviewed_by=user,
        outcome=outcome,
        review=reason_given(text, "复核情况"),
    )


@transaction.atomic
def drop(*, talk: Talk, user, reason: str) -> None:
    """Decide that no talk is held, with the reason.

    Refuses without the right or a reason, and a talk held or dropped already.
    """
    demand(user, Action.TALK_RUN, talk.village_code)
    move(
        talk,
        TalkState.DROPPED,
        TALK_MOVES,
        called=IT,
        dropped_by=user,
        dropped_at=timezone.now(),
        reason=reason_given(reason, "不约谈的理由")[:300],
    )
