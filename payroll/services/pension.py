"""The yearly pension accrual: worked out, handed in, confirmed by finance, paid in and reconciled (P6.5).

The SQL (queries/pension.py) repeats payroll.rules.pension; tests/payroll/test_pension.py holds the two equal.
"""

from datetime import date
from decimal import Decimal

import cn2an
import pghistory
from django.db import connection, transaction
from django.utils import timezone

from appraisal.queries.results import bureau_name
from appraisal.services.guards import WAIT, demand, reason_given
from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.documents.models import Paper
from guanling.documents.papers import chinese_date
from guanling.documents.services import papers
from guanling.policy import queries as policy
from guanling.policy.rules import catalogue
from guanling.runs import work
from guanling.runs.enums import RunState
from guanling.runs.errors import Refusal
from guanling.runs.models import Run
from guanling.runs.states import move
from payroll.enums import PENSION_FIXED, PENSION_MOVES, AccrualKind, GapKind, PensionState
from payroll.models import PensionBatch, PensionContribution
from payroll.queries import pension as queries
from payroll.queries.pension import JUDGED, KIND
from payroll.rules import pension as rules
from roster.enums import Level
from roster.models import Person, Unit
from roster.rules import short_name
from roster.services.saving import save_checked

# First key of the advisory lock; the second is the county's id.
PENSION_LOCK = 20160965
# Who stands in the history where nobody pressed the button.
OPERATOR = "操作员（命令行）"
LIST, NUMBER_MARK = "pension-list", "人口计生养"
FIRST_YEAR = 2014

_NAMES = ", ".join(queries.ROW_FIELDS)
INSERT_ROWS = f"""
WITH RECURSIVE {JUDGED}
INSERT INTO payroll_pensionaccrual (
    batch_id, person_id, {_NAMES}, kind, clause, amount, value, value_from, corrects_id)
SELECT %(batch)s, person_id, {_NAMES}, kind, %(clause)s, amount, value, value_from, corrects_id
  FROM listed
 ORDER BY village_code, person_id, year_to
"""  # noqa: S608 - fixed words
INSERT_GAPS = f"""
WITH RECURSIVE {JUDGED}
INSERT INTO payroll_pensiongap (batch_id, person_id, {_NAMES}, kind)
SELECT %(batch)s, person_id, {_NAMES}, gap FROM lacking ORDER BY village_code, person_id, year_to
"""  # noqa: S608 - fixed words
# People, rows and money of the batch, and whom it leaves out.
SUMS = """
SELECT (SELECT count(DISTINCT person_id) FROM payroll_pensionaccrual WHERE batch_id = %(batch)s),
       (SELECT count(*) FROM payroll_pensionaccrual WHERE batch_id = %(batch)s),
       (SELECT COALESCE(sum(amount), 0) FROM payroll_pensionaccrual WHERE batch_id = %(batch)s),
       (SELECT count(*) FROM payroll_pensiongap WHERE batch_id = %(batch)s AND kind = %(unknown)s),
       (SELECT count(*) FROM payroll_pensiongap WHERE batch_id = %(batch)s AND kind = %(not_enrolled)s)
"""


def lock_county(county: Unit) -> None:
    """Wait until nobody else accrues for the county; held to the end of the transaction.

    An advisory lock: accruing rewrites all rows of the batch, and two at once would meet in none of them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PENSION_LOCK, county.pk])


def _locked(batch: PensionBatch) -> PensionBatch:
    rows = PensionBatch.objects.select_for_update(of=("self",), no_key=True).select_related("county")
    return rows.get(pk=batch.pk)


def _in_state(batch: PensionBatch, *states: str, act: str) -> None:
    if batch.state not in states:
        raise Refusal(f"{batch}{batch.get_state_display()}，不能{act}；请刷新页面查看最新情况。")


# --- working out ---------------------------------------------------------------------------------


def counts_until(county: Unit, year: int, today: date) -> date:
    """Return the last day on which a year completed counts in the batch of ``year`` worked out ``today``.

    Refuses a year without the clause, and one whose month of accrual has not come.
    """
    last = queries.year_end(year)
    held = policy.at(county.code, last)
    month = held.get(rules.DUE_MONTH)
    if year < FIRST_YEAR or month is None or not queries.standards(county.code):
        raise Refusal(f"{year}年没有养老保险补助的规定（{rules.CLAUSE}），不能计提。")
    if today < date(year, month, 1):
        raise Refusal(f"{year}年度的养老保险补助从{year}年{month}月起计提，现在还没有到。")
    return min(last, today)


@transaction.atomic
def accrue(*, county: Unit, year: int, user: User | None, today: date) -> tuple[dict, dict]:
    """Write the county's batch of ``year`` anew by today's facts; return (parameters used, counts).

    A fixed number of statements; the same facts give the same rows. Refuses a batch that has been handed in.
    """
    lock_county(county)
    until = counts_until(county, year, today)
    held = PensionBatch.objects.filter(county=county, year=year).first()
    if held is None:
        held = PensionBatch(county=county, year=year, until=until)
        save_checked(held)
    batch = _locked(held)
    _in_state(batch, PensionState.DRAFT, act="重新计提")
    batch.accruals.all()._raw_delete(using="default")
    batch.gaps.all()._raw_delete(using="default")
    values = queries.batch_values(county, year, until) | {"batch": batch.pk, "clause": rules.CLAUSE}
    parameters = policy.at(county.code, until).as_json("pay.pension")
    with connection.cursor() as cursor:
        cursor.execute(INSERT_ROWS, values)
        cursor.execute(INSERT_GAPS, values)
        cursor.execute(SUMS, values)
        people, years, amount, unknown, not_enrolled = cursor.fetchone()
    PensionBatch.objects.filter(pk=batch.pk).update(
        until=until,
        people=people,
        years=years,
        amount=amount,
        unknown=unknown,
        not_enrolled=not_enrolled,
        parameters=parameters,
        computed_by=user,
        computed_at=timezone.now(),
        return_reason="",
    )
    counts = {
        "people": people,
        "years": years,
        "amount": str(amount),
        "unknown": unknown,
        "not_enrolled": not_enrolled,
    }
    return parameters, counts


def request_accrual(*, county: Unit, year: int, user: User, today: date) -> Run:
    """Put the accrual of a year in line and return its run; the caller enqueues the task.

    Refuses without the right, before its month, and once it has been handed in.
    """
    demand(user, Action.PENSION_RUN, county.code)
    counts_until(county, year, today)
    batch = PensionBatch.objects.filter(county=county, year=year).first()
    if batch is not None:
        _in_state(batch, PensionState.DRAFT, act="重新计提")
    elif waiting := PensionBatch.objects.filter(county=county).exclude(state__in=PENSION_FIXED).first():
        raise Refusal(f"{waiting}还没有确认；请先办结那一年度，再计提{year}年度。")
    return work.queue(kind=KIND, period=str(year), scope=county.code, user=user)


def perform(run_id: int, *, today: date | None = None) -> None:
    """Do a queued accrual, in one transaction.

    Safe when delivered twice or taken up again after a killed worker.
    """
    run = work.take_up(run_id)
    if run is None:
        return
    user = run.requested_by
    county = Unit.objects.filter(level=Level.COUNTY, code=run.scope).latest("pk")
    context = pghistory.context(
        user=user.pk if user else None,
        user_name=user.name if user else OPERATOR,
        page=f"run:{run.pk}",
        reason=f"{run.period}年度养老保险补助计提",
    )
    try:
        with context:
            parameters, counts = accrue(
                county=county, year=int(run.period), user=user, today=today or timezone.localdate()
            )
    except Refusal as refusal:
        work.end(run, state=RunState.FAILED, error=str(refusal))
        return
    except Exception:
        work.end(
            run,
            state=RunState.FAILED,
            error="系统出错，没有改动任何结果；请稍后再计提，仍不行请联系系统管理员。",
        )
        raise
    work.end(run, state=RunState.DONE, progress=100, parameters=parameters, counts=counts)


# --- handing in, confirming, paying ----------------------------------------------------------------


def _says_the_same(batch: PensionBatch, act: str) -> None:
    if queries.keys_of(batch) != queries.trial(batch.county, batch.year, batch.until).keys():
        raise Refusal(f"计提以后任职、参保或标准有变动，不能{act}；请由县局经办重新计提后再办理。")


@transaction.atomic
def submit(*, batch: PensionBatch, user: User) -> None:
    """Hand the batch in to finance (草拟 → 提交). Refuses one whose facts have changed since."""
    demand(user, Action.PENSION_RUN, batch.county.code)
    locked = _locked(batch)
    _in_state(locked, PensionState.DRAFT, act="提交")
    _says_the_same(locked, "提交")
    move(
        locked,
        PensionState.SUBMITTED,
        PENSION_MOVES,
        called=str(batch),
        submitted_by=user,
        submitted_at=timezone.now(),
        return_reason="",
    )
    batch.refresh_from_db()


@transaction.atomic
def send_back(*, batch: PensionBatch, user: User, reason: str) -> None:
    """Give the batch back to the bureau with the reason (提交 → 草拟)."""
    demand(user, Action.PENSION_CONFIRM, batch.county.code)
    reason = reason_given(reason, "退回的原因")
    locked = _locked(batch)
    _in_state(locked, PensionState.SUBMITTED, act="退回")
    move(locked, PensionState.DRAFT, PENSION_MOVES, called=str(batch), return_reason=reason)
    batch.refresh_from_db()


@transaction.atomic
def confirm(*, batch: PensionBatch, user: User, document_number: str, day: date) -> Paper | None:
    """Confirm the batch under a document's number (提交 → 确认) and archive its list; return that paper.

    By another person than who accrued or handed it in. From then on the database lets nothing be changed;
    late facts come as signed rows of the next batch. The caller enqueues the paper's rendering; there is none
    where nobody accrues anything. Refuses where the facts have changed since.
    """
    demand(user, Action.PENSION_CONFIRM, batch.county.code)
    number = (document_number or "").strip()
    if not number:
        raise Refusal("请填写确认文号。")
    lock_county(batch.county)
    locked = _locked(batch)
    _in_state(locked, PensionState.SUBMITTED, act="确认")
    if user.pk in (locked.submitted_by_id, locked.computed_by_id):
        raise Refusal("计提、提交的人不能确认同一年度的计提，请由县财政的人员确认。")
    _says_the_same(locked, "确认")
    move(
        locked,
        PensionState.CONFIRMED,
        PENSION_MOVES,
        called=str(batch),
        confirmed_by=user,
        confirmed_at=timezone.now(),
        document_number=number,
    )
    paper = _archive(locked, user, day) if locked.years else None
    batch.refresh_from_db()
    return paper


def _archive(batch, user, day):
    content = list_content(batch, list(batch.accruals.all()))
    paper = papers.issue_directly(
        kind=LIST,
        key=f"{batch.year}",
        unit_code=batch.county.code,
        title=content["title"],
        content=content,
        day=day,
        number_mark=f"{batch.county.short_name[0]}{NUMBER_MARK}",
        issued_by=user,
        prepared_by=batch.submitted_by,
        period=f"{batch.year}年度",
    )
    PensionBatch.objects.filter(pk=batch.pk).update(paper=paper)
    return paper


@transaction.atomic
def mark_paid(*, batch: PensionBatch, user: User, paid_on: date, payment_number: str, today: date) -> None:
    """Record that the sum went to the social-insurance office (确认 → 已缴)."""
    demand(user, Action.PENSION_CONFIRM, batch.county.code)
    number = (payment_number or "").strip()
    if not number:
        raise Refusal("请填写缴费凭证号。")
    locked = _locked(batch)
    _in_state(locked, PensionState.CONFIRMED, act="登记缴费")
    if not timezone.localdate(locked.confirmed_at) <= paid_on <= today:
        raise Refusal("缴费日期应在确认之日到今天之间，请核对。")
    move(
        locked,
        PensionState.PAID,
        PENSION_MOVES,
        called=str(batch),
        paid_on=paid_on,
        paid_by=user,
        payment_number=number,
    )
    batch.refresh_from_db()


# --- what was paid in --------------------------------------------------------------------------------


@transaction.atomic
def record_contribution(
    *,
    batch: PensionBatch,
    person: Person,
    amount: Decimal,
    paid_on: date,
    document_number: str,
    user: User,
    today: date,
) -> PensionContribution:
    """Book what the social-insurance office received for somebody. Refuses before the batch is confirmed."""
    demand(user, Action.PENSION_RUN, batch.county.code)
    _in_state(batch, *PENSION_FIXED, act="登记缴费")
    if paid_on > today:
        raise Refusal("缴费日期不能晚于今天。")
    booked = PensionContribution(
        batch=batch,
        person=person,
        amount=amount,
        paid_on=paid_on,
        document_number=document_number.strip(),
        entered_by=user,
    )
    save_checked(booked)
    return booked


@transaction.atomic
def revoke_contribution(*, contribution: PensionContribution, user: User, reason: str) -> None:
    """Strike out a contribution that was booked wrongly."""
    demand(user, Action.PENSION_RUN, contribution.batch.county.code)
    reason = reason_given(reason, "作废的原因")
    done = PensionContribution.objects.filter(pk=contribution.pk, revoked_reason="").update(
        revoked_reason=reason, revoked_by=user, revoked_at=timezone.now()
    )
    if not done:
        raise Refusal("这笔缴费已经作废，请刷新页面查看最新情况。")
    contribution.refresh_from_db()


# --- the list as a paper -----------------------------------------------------------------------------

SIGNATURES = ("制表人", "审核人", "县财政", "负责人")
# Widths in mm of a landscape A4 sheet of its own (267 mm).
LIST_COLUMNS = (
    ("序号", 11, "center"),
    ("乡镇（街道）", 26, "center"),
    ("村（居、社区）", 30, "center"),
    ("姓名", 22, "center"),
    ("连续任职起", 27, "center"),
    ("满年起", 27, "center"),
    ("满年止", 27, "center"),
    ("第几个\n满年", 13, "center"),
    ("标准\n（元）", 17, "right"),
    ("金额\n（元）", 19, "right"),
    ("备注", 48, "left"),
)


def in_words(amount: Decimal) -> str:
    """Return an amount in words, as sheets of money write it: 人民币壹仟柒佰元整."""
    words = cn2an.an2cn(str(abs(amount)), "rmb")
    return f"{'负' if amount < 0 else ''}人民币{words}"


def list_content(batch: PensionBatch, rows, *, shown_as: str = "") -> dict:
    """Return the list of a batch (养老保险补助花名册) to be set; ``shown_as``: where it is a part."""
    county = batch.county
    title = f"{county.short_name}{batch.year}年度人口主任养老保险补助花名册"
    total = sum((row.amount for row in rows), Decimal(0))
    people = len({row.person_id for row in rows})
    clause = catalogue().clauses[rules.CLAUSE]
    left_out = f"未登记是否参保{batch.unknown}个满年、未参保{batch.not_enrolled}个满年，未计提。"
    return {
        "title": title,
        "signatures": list(SIGNATURES),
        "tables": [
            {
                "title": title,
                "columns": [
                    {"title": head, "width": width, "align": align} for head, width, align in LIST_COLUMNS
                ],
                "rows": [[str(number), *_cells(row)] for number, row in enumerate(rows, 1)],
                "above_left": f"编制单位（盖章）：{bureau_name(county)}",
                "above_right": f"{batch.document_number or batch.get_state_display()}　　单位：元",
                "continued": f"{title}（续）",
                "notes": [
                    *([f"只列：{shown_as}。"] if shown_as else []),
                    f"合计：{people}人，{len(rows)}行，{total:,.2f}元（{in_words(total)}）。",
                    f"依据{clause.citation}。满年截至{chinese_date(batch.until)}。"
                    + ("" if shown_as else left_out),
                ],
                "size": "A4",
                "row_height": 8,
            }
        ],
    }


def _cells(row):
    return [
        row.township_name,
        short_name(row.village_name),
        row.person_name,
        chinese_date(row.since),
        chinese_date(row.year_from),
        chinese_date(row.year_to),
        str(row.nth),
        "" if row.value is None else f"{row.value:,.2f}",
        f"{row.amount:,.2f}",
        "" if row.kind == AccrualKind.YEAR else AccrualKind(row.kind).label,
    ]


def problem_of(gap) -> str:
    """Return why a full year accrues nothing, and what to do about it."""
    told = (
        f"{short_name(gap.village_name)}{gap.person_name}：{chinese_date(gap.year_from)}至"
        f"{chinese_date(gap.year_to)}满一年，{GapKind(gap.kind).label}，未计提"
    )
    return f"{told}；{rules.REMEDY}。" if gap.kind == GapKind.UNKNOWN else f"{told}。"
