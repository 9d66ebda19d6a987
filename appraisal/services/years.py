"""The year: opened, worked out, graded, told in public, confirmed, corrected (P5.2).

The SQL repeats appraisal.rules.years; tests/appraisal/test_years.py holds the two equal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone

from appraisal.enums import (
    YEAR_MOVES,
    ResultStatus,
    ReviewState,
    YearState,
    YearStatus,
)
from appraisal.models import Year, YearCorrection, YearObjection, YearResult, YearSheet
from appraisal.queries import assessed_units
from appraisal.queries import years as queries
from appraisal.rules import years as rules
from appraisal.services.guards import demand, reason_given
from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.policy import queries as policy
from guanling.runs.errors import Refusal
from guanling.runs.states import move
from roster.enums import Grade, Level, Section
from roster.models import Person, SectionStatement, Unit, YearGrade
from roster.services.saving import save_checked

# A row for each population director who served in the year, on the sheet of the township served last; who
# has moved since goes there with what was entered.
SYNC = """
WITH latest AS (
    SELECT DISTINCT ON (a.person_id) a.person_id, v.id AS village_id,
           COALESCE(CASE WHEN t.valid_to < %(last)s THEN t.successor_id END, t.id) AS township_id
      FROM roster_appointment a
      JOIN roster_post po ON po.id = a.post_id AND po.kind = %(kind)s
      JOIN roster_unit u ON u.id = po.unit_id
      JOIN roster_unit v ON v.id = COALESCE(CASE WHEN u.valid_to < %(last)s THEN u.successor_id END, u.id)
                        AND v.level = %(village)s AND v.code LIKE %(below)s
      JOIN roster_unit t ON t.id = v.parent_id
     WHERE a.nature = %(nature)s
       AND a.valid_from <= %(last)s AND (a.valid_to IS NULL OR a.valid_to >= %(first)s)
     ORDER BY a.person_id, COALESCE(a.valid_to, 'infinity') DESC, a.valid_from DESC, v.code
)
INSERT INTO appraisal_yearentry AS held (
    year_id, sheet_id, person_id, village_id, summary, remark, proposed_grade, note, opinion)
SELECT %(year)s, s.id, l.person_id, l.village_id, '', '', '', '', ''
  FROM latest l
  JOIN appraisal_yearsheet s ON s.year_id = %(year)s AND s.unit_id = l.township_id
ON CONFLICT (year_id, person_id) DO UPDATE
   SET village_id = EXCLUDED.village_id, sheet_id = EXCLUDED.sheet_id
 WHERE (held.village_id, held.sheet_id) IS DISTINCT FROM (EXCLUDED.village_id, EXCLUDED.sheet_id)
"""

# Of each issued month the newest version; of somebody ranked in several villages their mean.
COMPUTE = (
    f"WITH {queries.SERVED}"  # noqa: S608 - fixed words
    + """, newest AS (
    SELECT r.month_id, max(r.version) AS version
      FROM appraisal_result r
      JOIN appraisal_month m ON m.id = r.month_id
     WHERE m.county_id = %(county)s AND m.first_day BETWEEN %(first)s AND %(last)s AND r.issued
     GROUP BY r.month_id
), monthly AS (
    SELECT r.person_id, r.month_id, round(avg(r.score), 2) AS score, round(avg(r.ji), 2) AS performance,
           round(avg(r.satisfaction), 2) AS satisfaction
      FROM appraisal_result r
      JOIN newest n ON n.month_id = r.month_id AND n.version = r.version
     WHERE r.status = %(ranked)s
     GROUP BY r.person_id, r.month_id
), averaged AS (
    SELECT person_id, count(*) AS months, round(avg(score), 2) AS score,
           round(avg(performance), 2) AS performance, round(avg(satisfaction), 2) AS satisfaction
      FROM monthly
     GROUP BY person_id
), reviewed AS (
    SELECT s.person_id, round(avg(s.score), 2) AS satisfaction
      FROM appraisal_reviewsubject s
      JOIN appraisal_review r ON r.id = s.review_id
      JOIN roster_unit v ON v.id = r.village_id AND v.code LIKE %(below)s
     WHERE r.year = %(number)s AND r.first_day IS NULL AND r.state = %(settled)s AND s.score IS NOT NULL
     GROUP BY s.person_id
), gathered AS (
    SELECT e.person_id, p.name AS person_name, t.code AS township_code, t.name AS township_name,
           v.code AS village_code, v.name AS village_name,
           COALESCE(s.months, 0) AS months_served, COALESCE(a.months, 0) AS months_ranked,
           a.score AS month_average, a.performance AS performance_average, e.target_score,
           COALESCE(r.satisfaction, a.satisfaction) AS satisfaction, '' AS grade
      FROM appraisal_yearentry e
      JOIN appraisal_yearsheet h ON h.id = e.sheet_id
      JOIN roster_person p ON p.id = e.person_id
      JOIN roster_unit v ON v.id = e.village_id
      JOIN roster_unit t ON t.id = h.unit_id
      LEFT JOIN served s ON s.person_id = e.person_id
      LEFT JOIN averaged a ON a.person_id = e.person_id
      LEFT JOIN reviewed r ON r.person_id = e.person_id
     WHERE e.year_id = %(year)s
)
"""
)

# The confirmed version again, the figures and the grade of one person overlaid.
FROM_CONFIRMED = """
WITH gathered AS (
    SELECT r.person_id, r.person_name, r.township_code, r.township_name, r.village_code, r.village_name,
           {figures},
           CASE WHEN r.person_id = %(person)s THEN %(grade)s ELSE r.grade END AS grade,
           CASE WHEN r.person_id = %(person)s THEN %(reason)s ELSE r.grade_reason END AS told
      FROM appraisal_yearresult r
     WHERE r.year_id = %(year)s AND r.version = %(base)s
)
"""
CORRECTABLE = {
    "months_served": "int",
    "months_ranked": "int",
    "month_average": "numeric",
    "performance_average": "numeric",
    "target_score": "numeric",
    "satisfaction": "numeric",
}

# Status, total and place; a missing figure is named and is never zero.
WEIGH_AND_PLACE = """
, judged AS (
    SELECT g.*, concat_ws('、',
               CASE WHEN g.months_ranked = 0 OR (%(weight_months)s > 0 AND g.month_average IS NULL)
                    THEN %(missing_months)s END,
               CASE WHEN %(weight_target)s > 0 AND g.target_score IS NULL THEN %(missing_target)s END,
               CASE WHEN %(weight_satisfaction)s > 0 AND g.satisfaction IS NULL
                    THEN %(missing_satisfaction)s END) AS missing
      FROM gathered g
), settled AS (
    SELECT j.*, CASE WHEN j.months_served < %(least_months)s THEN %(too_short)s
                     WHEN j.missing <> '' THEN %(no_data)s
                     ELSE %(graded)s END AS status
      FROM judged j
), weighed AS (
    SELECT s.*, CASE WHEN s.status = %(graded)s
                     THEN round((COALESCE(s.month_average, 0) * %(weight_months)s
                                 + COALESCE(s.target_score, 0) * %(weight_target)s
                                 + COALESCE(s.satisfaction, 0) * %(weight_satisfaction)s) / 100, 2)
                END AS total
      FROM settled s
)
INSERT INTO appraisal_yearresult (
    year_id, version, issued, person_id, person_name, township_code, township_name, village_code,
    village_name, months_served, months_ranked, month_average, performance_average, target_score,
    satisfaction, total, place, status, grade, grade_reason)
SELECT %(year)s, %(version)s, false, person_id, person_name, township_code, township_name, village_code,
       village_name, months_served, months_ranked, month_average, performance_average, target_score,
       satisfaction, total,
       CASE WHEN status = %(graded)s
            THEN rank() OVER (ORDER BY total DESC NULLS LAST, performance_average DESC NULLS LAST,
                                       satisfaction DESC NULLS LAST) END,
       status, grade, {told}
  FROM weighed
"""
WHY_NONE = """CASE status
    WHEN %(too_short)s THEN replace(%(short_reason)s, '#', months_served::text)
    WHEN %(no_data)s THEN missing || %(missing_reason)s
    ELSE '' END"""

# Excellent is who reached its line and whose whole group of equals stands within the quota.
GRADE = """
WITH placed AS (
    SELECT id, status, place, CASE {bands} END AS band,
           place + count(*) OVER (PARTITION BY place) - 1 AS up_to
      FROM appraisal_yearresult
     WHERE year_id = %(year)s AND version = 1
)
UPDATE appraisal_yearresult r
   SET grade = CASE WHEN p.status = %(too_short)s THEN %(no_grade)s
                    WHEN p.status <> %(graded)s THEN ''
                    WHEN p.band = %(excellent)s AND p.up_to > %(quota)s THEN %(competent)s
                    ELSE p.band END,
       grade_reason = CASE WHEN p.status <> %(graded)s THEN r.grade_reason
                           WHEN p.band = %(excellent)s AND p.up_to > %(quota)s
                           THEN CASE WHEN p.place <= %(quota)s THEN %(tied)s ELSE %(beyond)s END
                           ELSE '' END
  FROM placed p
 WHERE p.id = r.id
"""

# The confirmed grades onto the personnel files; what stands there already keeps who entered it.
TO_FILES = """
INSERT INTO roster_yeargrade AS held (person_id, year, grade, document_number, entered_by_id, entered_at)
SELECT person_id, %(number)s, grade, %(document_number)s, %(user)s, %(now)s
  FROM appraisal_yearresult
 WHERE year_id = %(year)s AND version = %(version)s AND grade <> '' AND person_id = ANY(%(people)s)
ON CONFLICT (person_id, year) DO UPDATE
   SET grade = EXCLUDED.grade, document_number = EXCLUDED.document_number,
       entered_by_id = EXCLUDED.entered_by_id, entered_at = EXCLUDED.entered_at
 WHERE (held.grade, held.document_number) IS DISTINCT FROM (EXCLUDED.grade, EXCLUDED.document_number)
"""


def _locked(year: Year) -> Year:
    """The year as it stands now; nobody else acts on it until the transaction ends."""
    rows = Year.objects.select_for_update(of=("self",), no_key=True).select_related("county")
    return rows.get(pk=year.pk)


def _in_state(year: Year, *states: str, act: str) -> None:
    if year.state not in states:
        raise Refusal(f"{year}{year.get_state_display()}，不能{act}；请刷新页面查看最新情况。")


# --- opening and filling in ----------------------------------------------------------------------


@transaction.atomic
def open_year(*, county: Unit, year: int, user: User | None, today: date | None = None) -> Year:
    """Open the county's year with a sheet per township and a row per director who served; safe to repeat.

    Refuses a year that has not begun and one for which the policy has no scheme.
    """
    if user is not None:
        demand(user, Action.YEAR_RUN, county.code)
    if date(year, 1, 1) > (today or timezone.localdate()):
        raise Refusal(f"{year}年度还没有到，不能开始年度考核。")
    queries.scheme_for(county.code, year)
    opened = Year(county=county, year=year)
    held = Year.objects.filter(county=county, year=year).first()
    if held is None:
        try:
            save_checked(opened)
        except Refusal:
            held = Year.objects.get(county=county, year=year)
    opened = _locked(held or opened)
    if opened.state == YearState.OPEN:
        sync(year=opened)
    return opened


def sync(*, year: Year) -> None:
    """Add the sheets and rows that are missing and move who has changed the village; two statements."""
    last = queries.last_day(year.year)
    townships = assessed_units(date(year.year, 1, 1), last).below(year.county.code)
    YearSheet.objects.bulk_create(
        [YearSheet(year=year, unit=unit) for unit in townships.filter(level=Level.TOWNSHIP).order_by("code")],
        ignore_conflicts=True,
    )
    with connection.cursor() as cursor:
        cursor.execute(SYNC, queries.span(year))


@transaction.atomic
def reopen(*, year: Year, user: User) -> None:
    """Go back to filling in, as long as nothing is told in public; what was worked out goes.

    Accepted sheets stay accepted: what is to be changed is returned to its township.
    """
    demand(user, Action.YEAR_RUN, year.county.code)
    locked = _locked(year)
    _in_state(locked, YearState.COMPUTED, YearState.GRADED, act="退回填报")
    _clear(locked)
    move(
        locked,
        YearState.OPEN,
        YEAR_MOVES,
        called=str(year),
        parameters={},
        computed_by=None,
        computed_at=None,
        graded_by=None,
    )
    year.refresh_from_db()


def _clear(year):
    YearResult.objects.filter(year=year, issued=False)._raw_delete(using="default")


# --- working out and grading ---------------------------------------------------------------------


def _weights(scheme):
    return {f"weight_{name}": scheme.weights[name] for name, *_ in queries.FIGURES} | {
        "least_months": scheme.least_months,
        "short_reason": rules.short_reason("#", scheme.least_months),
        "missing_reason": rules.missing_reason([""]),
        **{f"missing_{name}": words for name, words in rules.MISSING.items()},
        **{status.value: status.value for status in YearStatus},
    }


@transaction.atomic
def compute(*, year: Year, user: User, today: date | None = None) -> int:
    """Work out everybody's year from the issued months, the target letters and satisfaction; return how many.

    A handful of statements, repeatable until the results are told in public; grades given before go. The
    policy of 31 December is stored with the year. Refuses before the year is over, without any issued month,
    and while a township is neither accepted nor excepted.
    """
    demand(user, Action.YEAR_RUN, year.county.code)
    locked = _locked(year)
    _in_state(locked, YearState.OPEN, YearState.COMPUTED, YearState.GRADED, act="汇总")
    last = queries.last_day(locked.year)
    if (today or timezone.localdate()) <= last:
        raise Refusal(f"{locked.year}年度还没有结束，12月31日以后才能汇总。")
    # Whoever still types holds the lock of the sheet: wait, then nobody can any more.
    list(YearSheet.objects.select_for_update(no_key=True).filter(year=locked).order_by("pk"))
    sync(year=locked)
    if pending := queries.pending_sheets(locked):
        raise Refusal(
            f"下列乡镇的年度考核表还没有审核通过：{'、'.join(pending)}。请催报、审核，或逐个写明例外原因。"
        )
    if len(queries.missing_months(locked)) == 12:
        raise Refusal(f"{locked.year}年没有已通报的月考核结果，不能汇总；请先办结各月的考核和通报。")
    held = policy.at(locked.county.code, last)
    scheme = queries.scheme_of(held)
    _clear(locked)
    with connection.cursor() as cursor:
        cursor.execute(
            COMPUTE + WEIGH_AND_PLACE.format(told=WHY_NONE),
            queries.span(locked)
            | _weights(scheme)
            | {
                "version": 1,
                "ranked": ResultStatus.RANKED.value,
                "settled": ReviewState.SETTLED.value,
            },
        )
        people = cursor.rowcount
    move(
        locked,
        YearState.COMPUTED,
        YEAR_MOVES,
        called=str(year),
        parameters=held.as_json("yearly.", queries.LEAST_DAYS),
        computed_by=user,
        computed_at=timezone.now(),
        graded_by=None,
    )
    year.refresh_from_db()
    return people


@transaction.atomic
def grade(*, year: Year, user: User) -> None:
    """Give everybody the grade that the total, the bands and the quota lead to (已汇总 → 已拟定)."""
    demand(user, Action.YEAR_RUN, year.county.code)
    locked = _locked(year)
    _in_state(locked, YearState.COMPUTED, act="拟定等次")
    scheme = queries.stored_scheme(locked)
    quota = queries.quota(locked, 1)
    values = {status.value: status.value for status in YearStatus} | {
        "year": locked.pk,
        "quota": quota.number,
        "excellent": Grade.EXCELLENT.value,
        "competent": Grade.COMPETENT.value,
        "no_grade": Grade.NO_GRADE.value,
        "tied": rules.quota_reason(quota.number, quota.assessed, scheme.share, tied=True),
        "beyond": rules.quota_reason(quota.number, quota.assessed, scheme.share, tied=False),
    }
    bands = []
    for number, (lower, name) in enumerate(scheme.bands):
        values[f"grade_{number}"] = name
        if lower is None:
            bands.append(f"ELSE %(grade_{number})s")
        else:
            values[f"lower_{number}"] = lower
            bands.append(f"WHEN total >= %(lower_{number})s THEN %(grade_{number})s")
    with connection.cursor() as cursor:
        cursor.execute(GRADE.format(bands=" ".join(bands)), values)
    move(locked, YearState.GRADED, YEAR_MOVES, called=str(year), graded_by=user)
    year.refresh_from_db()


@transaction.atomic
def set_grade(*, result: YearResult, grade: str, reason: str, user: User) -> YearResult:
    """Give one person another grade than the figures lead to, with the reason; return the result.

    Refuses who is not assessed, and as excellent: who has not reached its line, beyond the quota, and past
    somebody better or equal who was not set lower by a person's decision (the tie rule).
    """
    demand(user, Action.YEAR_RUN, result.year.county.code)
    year = _locked(result.year)
    _in_state(year, YearState.GRADED, act="调整等次")
    result = YearResult.objects.get(pk=result.pk)
    reason = reason_given(reason, "调整等次的理由")
    if result.status != YearStatus.GRADED:
        raise Refusal(f"{result.person_name}{result.get_status_display()}，不能另定等次。")
    if grade not in GRADES:
        raise Refusal("请选择优秀、合格、基本合格或不合格。")
    if grade == result.grade:
        raise Refusal(f"{result.person_name}现在就是{result.get_grade_display()}，不需要调整。")
    if grade == Grade.EXCELLENT:
        _may_be_excellent(year, result)
    result.grade, result.grade_reason = grade, f"{rules.BY_HAND}{reason}"[:REASON]
    result.save(update_fields=["grade", "grade_reason"])
    Year.objects.filter(pk=year.pk).update(graded_by=user)
    return result


def _may_be_excellent(year, result):
    scheme = queries.stored_scheme(year)
    if rules.band_of(result.total, scheme) != Grade.EXCELLENT:
        raise Refusal(f"{result.person_name}年度得分{result.total}，没有达到优秀分数线，不能定为优秀。")
    quota = queries.quota(year, result.version)
    if quota.excellent >= quota.number:
        raise Refusal(f"优秀名额{quota.number}名已经用完，不能再定优秀。")
    passed_over = (
        queries.results(year, result.version)
        .filter(status=YearStatus.GRADED, place__lte=result.place)
        .exclude(pk=result.pk)
        .exclude(grade=Grade.EXCELLENT)
        .exclude(grade_reason__startswith=rules.BY_HAND)
    )
    if names := list(passed_over.values_list("person_name", flat=True)[:5]):
        raise Refusal(
            f"{'、'.join(names)}的名次在前或与此人并列，尚未定为优秀，不能越过；"
            "确不宜定优秀的，请先写明理由调整其等次。"
        )


GRADES = tuple(grade.value for grade in Grade if grade != Grade.NO_GRADE)
REASON = YearResult._meta.get_field("grade_reason").max_length


# --- public notice -------------------------------------------------------------------------------


@transaction.atomic
def start_notice(*, year: Year, first_day: date, user: User, today: date | None = None) -> Year:
    """Tell the excellent in public from ``first_day`` for the laid-down working days (已拟定 → 公示中).

    Refuses a day that is past, and where nobody is excellent: then there is nothing to tell.
    """
    demand(user, Action.YEAR_RUN, year.county.code)
    locked = _locked(year)
    _in_state(locked, YearState.GRADED, act="公示")
    if first_day < (today or timezone.localdate()):
        raise Refusal("公示开始日期已经过去，请改为今天或以后。")
    if not queries.excellent(locked, 1).exists():
        raise Refusal("没有拟定优秀的人员，不需要公示，可以直接确定结果。")
    days = policy.at(locked.county.code, queries.last_day(locked.year))[queries.NOTICE_DAYS]
    last, _ = rules.notice_end(first_day, days)
    move(locked, YearState.NOTICED, YEAR_MOVES, called=str(year), notice_from=first_day, notice_to=last)
    year.refresh_from_db()
    return year


@transaction.atomic
def record_objection(
    *,
    year: Year,
    person: Person,
    channel: str,
    received_on: date,
    text: str,
    user: User,
    today: date | None = None,
) -> YearObjection:
    """Record an objection to somebody on the notice. Refuses whoever is not on it, and a day not possible.

    ``text`` says what is objected; no resident is named in it.
    """
    demand(user, Action.YEAR_RUN, year.county.code)
    locked = _locked(year)
    _in_state(locked, YearState.NOTICED, act="登记异议")
    if not queries.excellent(locked, 1).filter(person=person).exists():
        raise Refusal(f"{person.name}不在公示名单上，不需要登记异议。")
    if not locked.notice_from <= received_on <= (today or timezone.localdate()):
        raise Refusal("收到日期应在公示开始以后、今天以前。")
    objection = YearObjection(
        year=locked,
        person=person,
        channel=channel,
        received_on=received_on,
        text=reason_given(text, "反映的内容"),
        recorded_by=user,
    )
    save_checked(objection)
    return objection


@transaction.atomic
def answer_objection(*, objection: YearObjection, upheld: bool, answer: str, user: User) -> None:
    """Say what was found about an objection; one that is upheld ends the notice (公示中 → 已拟定).

    Then the grades are looked at again and told in public anew. Refuses who recorded it and a second answer.
    """
    demand(user, Action.YEAR_CONFIRM, objection.year.county.code)
    year = _locked(objection.year)
    _in_state(year, YearState.NOTICED, YearState.GRADED, act="核实异议")
    objection = YearObjection.objects.select_for_update(of=("self",), no_key=True).get(pk=objection.pk)
    if objection.answered_by_id is not None:
        raise Refusal("这一异议已经核实，请刷新页面查看。")
    if objection.recorded_by_id == user.pk:
        raise Refusal("您是登记人，不能核实自己登记的异议；请由另一位人员核实。")
    objection.answer = reason_given(answer, "核实的意见")
    objection.upheld, objection.answered_by, objection.answered_at = upheld, user, timezone.now()
    save_checked(objection)
    if upheld and year.state == YearState.NOTICED:
        move(year, YearState.GRADED, YEAR_MOVES, called=str(year), notice_from=None, notice_to=None)


# --- confirming ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Confirmed:
    """What confirming wrote: grades on files; whose other grade gave way; who lacks one for want of data."""

    written: int
    overwritten: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@transaction.atomic
def confirm(*, year: Year, document_number: str, user: User, today: date | None = None) -> Confirmed:
    """Confirm the year's grades under a document's number, freeze them and write them onto the files.

    A notice does not end because its time is over: a person ends it by this. Refuses who graded, before the
    notice has run its time, while an objection waits, and with excellent people who were not told in public.
    """
    demand(user, Action.YEAR_CONFIRM, year.county.code)
    locked = _locked(year)
    _in_state(locked, YearState.GRADED, YearState.NOTICED, act="确定结果")
    if locked.graded_by_id == user.pk:
        raise Refusal("您是拟定等次的人，不能由您确定结果；请由县局审核人员确定。")
    number = reason_given(document_number, "结果文件的文号")
    if locked.state == YearState.GRADED and queries.excellent(locked, 1).exists():
        raise Refusal("拟定优秀的人员还没有公示，不能确定结果；请先公示。")
    if locked.state == YearState.NOTICED and not queries.notice_over(locked, today or timezone.localdate()):
        raise Refusal(
            f"公示到{locked.notice_to.year}年{locked.notice_to.month}月{locked.notice_to.day}日止，"
            "期满的次日起才能确定结果。"
        )
    if locked.objections.filter(answered_by=None).exists():
        raise Refusal("还有异议没有核实，不能确定结果；请先由登记人以外的人核实。")
    results = YearResult.objects.filter(year=locked, version=1)
    results.update(issued=True)
    move(
        locked,
        YearState.CONFIRMED,
        YEAR_MOVES,
        called=str(year),
        confirmed_by=user,
        confirmed_at=timezone.now(),
        document_number=number[:60],
    )
    year.refresh_from_db()
    people = list(results.values_list("person", flat=True))
    overwritten = _to_files(locked, 1, people, number, user)
    return Confirmed(
        results.exclude(grade="").count(),
        tuple(overwritten),
        tuple(results.filter(grade="").order_by("village_code").values_list("person_name", flat=True)),
    )


def _to_files(year, version, people, number, user):
    """Write the grades of ``people`` onto their files; return whose other grade gave way, in words."""
    held = {
        person: (name, grade)
        for person, name, grade in YearGrade.objects.filter(year=year.year, person__in=people).values_list(
            "person", "person__name", "grade"
        )
    }
    new = dict(
        YearResult.objects.filter(year=year, version=version, person__in=held)
        .exclude(grade="")
        .values_list("person", "grade")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            TO_FILES,
            {
                "number": year.year,
                "year": year.pk,
                "version": version,
                "people": people,
                "document_number": number[:60],
                "user": user.pk,
                "now": timezone.now(),
            },
        )
    # Who has a grade can no longer be stated to have none.
    SectionStatement.objects.filter(person__in=people, section=Section.YEAR_GRADES).delete()
    return [
        f"{name}（原为{Grade(grade).label}）"
        for person, (name, grade) in held.items()
        if person in new and new[person] != grade
    ]


# --- correcting ----------------------------------------------------------------------------------


@transaction.atomic
def correct_year(
    *,
    result: YearResult,
    figures: Mapping[str, Decimal | None],
    grade: str,
    reason: str,
    document_number: str,
    user: User,
) -> YearResult:
    """Write and issue the version after the confirmed one with other figures or another grade for one person.

    ``figures``: what changes of CORRECTABLE, points of 0 to 100 or months; all else and all others stand as
    issued, places are made anew, others keep their grades. The new grade goes onto the file. Beyond the quota
    only where the reason says that the quota does not bind (a correction favours the person). Returns the
    person's new result. Refuses before the year is confirmed, who graded it, without reason or document.
    """
    demand(user, Action.YEAR_CONFIRM, result.year.county.code)
    year = _locked(result.year)
    _in_state(year, YearState.CONFIRMED, act="更正")
    if year.graded_by_id == user.pk:
        raise Refusal("您是拟定等次的人，不能由您更正；请由县局另一位审核人员办理。")
    reason = reason_given(reason, "更正的理由")
    number = reason_given(document_number, "依据的文号")
    if unknown := set(figures) - set(CORRECTABLE):
        raise KeyError(", ".join(sorted(unknown)))
    base = queries.issued_version(year)
    holding = YearResult.objects.get(year=year, version=base, person=result.person_id)
    _figures_possible(figures)
    if grade == holding.grade and all(getattr(holding, name) == value for name, value in figures.items()):
        raise Refusal("各项数字和等次与现在的结果相同，没有需要更正的内容。")
    scheme = queries.stored_scheme(year)
    _grade_possible(holding, figures, grade, scheme)
    columns = ", ".join(
        f"CASE WHEN r.person_id = %(person)s THEN %(new_{name})s::{kind} ELSE r.{name} END AS {name}"
        if name in figures
        else f"r.{name}"
        for name, kind in CORRECTABLE.items()
    )
    statement = FROM_CONFIRMED.format(figures=columns) + WEIGH_AND_PLACE.format(told="told")
    told = f"更正（{number}）：{reason}"[:REASON]
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            _weights(scheme)
            | {f"new_{name}": value for name, value in figures.items()}
            | {
                "year": year.pk,
                "version": base + 1,
                "base": base,
                "person": holding.person_id,
                "grade": grade,
                "reason": told,
            },
        )
    written = YearResult.objects.get(year=year, version=base + 1, person=holding.person_id)
    _within_quota(year, written, reason)
    YearResult.objects.filter(year=year, version=base + 1).update(issued=True)
    YearCorrection.objects.create(
        year=year,
        version=base + 1,
        person_id=holding.person_id,
        reason=reason[:300],
        document_number=number[:60],
        made_by=user,
    )
    _to_files(year, base + 1, [holding.person_id], number, user)
    written.refresh_from_db()
    return written


def _figures_possible(figures):
    for name, value in figures.items():
        top = 12 if name.startswith("months") else 100
        if value is None and name.startswith("months_"):
            raise Refusal("月数不能为空。")
        if value is not None and not 0 <= value <= top:
            raise Refusal(f"{YearResult._meta.get_field(name).verbose_name}应在 0 到 {top} 之间。")


def _grade_possible(holding, figures, grade, scheme):
    """Refuse a grade that does not go with what the corrected figures make of somebody."""
    held = {name: figures.get(name, getattr(holding, name)) for name in CORRECTABLE}
    status = rules.status_of(
        rules.Assessed(
            "",
            held["months_served"],
            held["months_ranked"],
            held["month_average"],
            held["performance_average"],
            held["target_score"],
            held["satisfaction"],
        ),
        scheme,
    )
    if status != YearStatus.GRADED:
        if grade not in ("", Grade.NO_GRADE):
            raise Refusal(f"{holding.person_name}{YearStatus(status).label}，只能不定等次。")
    elif grade not in GRADES:
        raise Refusal("请选择更正后的等次：优秀、合格、基本合格或不合格。")


def _within_quota(year, written, reason):
    """Refuse one excellent more than the quota has, unless the reason speaks of it."""
    if written.grade != Grade.EXCELLENT:
        return
    quota = queries.quota(year, written.version)
    if quota.excellent > quota.number and "名额" not in reason:
        raise Refusal(
            f"更正后优秀{quota.excellent}名，超过名额{quota.number}名；"
            "确应定优秀的，请在更正理由中写明不受名额限制的原因。"
        )
