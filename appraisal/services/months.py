"""Opening a month, its sheets and rows, and closing it."""

from datetime import date

import pghistory
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from appraisal import rules
from appraisal.enums import MONTH_TRANSITIONS, SHEET_TRANSITIONS, MonthState, SheetState
from appraisal.models import ITEMS, Entry, Month, Sheet, SheetLog
from appraisal.queries import policy_for, scheme_of
from appraisal.services.guards import demand, lock_month, reason_given
from guanling.runs.errors import Outrun, Refusal
from roster.enums import Level, Nature, PostKind
from roster.models import Unit

OPERATOR = "操作员（命令行）"


@transaction.atomic
def open_month(*, county: Unit, first_day: date, today: date | None = None) -> Month:
    """Open the county's month with a sheet per township and a row per serving director; safe to repeat.

    Refuses a month that has not begun, and a month for which the policy has no scheme. An already
    closed month is returned untouched.
    """
    if first_day.day != 1:
        raise Refusal("考核月份应从 1 日起。")
    if first_day > (today or timezone.localdate()):
        raise Refusal(f"{first_day.year}年{first_day.month}月还没有到，不能填报。")
    scheme_of(policy_for(county.code, first_day))
    month, _ = Month.objects.get_or_create(county=county, first_day=first_day)
    if month.state != MonthState.OPEN:
        return month
    townships = (
        Unit.objects.below(county.code)
        .filter(level=Level.TOWNSHIP)
        .between(first_day, rules.month_end(first_day))
        .order_by("code")
    )
    Sheet.objects.bulk_create(
        [Sheet(month=month, unit=township) for township in townships], ignore_conflicts=True
    )
    sync_entries(month=month)
    return month


# A row for each population director whose appointment touches the month, on the sheet of the township
# to which the village belongs. Rows that stand are left alone.
SYNC = """
    INSERT INTO appraisal_entry (sheet_id, village_id, person_id, deduction, note)
    SELECT DISTINCT s.id, v.id, a.person_id, 0, ''
      FROM appraisal_sheet s
      JOIN roster_unit v ON v.parent_id = s.unit_id AND v.level = %(village)s
      JOIN roster_post po ON po.unit_id = v.id AND po.kind = %(kind)s
      JOIN roster_appointment a ON a.post_id = po.id AND a.nature = %(nature)s
     WHERE s.month_id = %(month)s
       AND a.valid_from <= %(last)s
       AND (a.valid_to IS NULL OR a.valid_to >= %(first)s)
    ON CONFLICT (sheet_id, village_id, person_id) DO NOTHING
"""


def sync_entries(*, month: Month) -> int:
    """Add the rows that are missing on the month's sheets and return how many; one statement.

    Rows of people who turn out not to have served are kept: the ranking names them with 0 days.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            SYNC,
            {
                "month": month.pk,
                "first": month.first_day,
                "last": rules.month_end(month.first_day),
                "kind": PostKind.POPULATION_DIRECTOR,
                "nature": Nature.REGULAR,
                "village": Level.VILLAGE,
            },
        )
        return cursor.rowcount


@transaction.atomic
def record_exception(*, sheet: Sheet, reason: str, user) -> None:
    """Record why the month may close without this township's sheet (县局例外).

    Refuses without a reason, for a sheet already accepted, and once the month is closed.
    """
    demand(user, SHEET_TRANSITIONS[SheetState.ACCEPTED, SheetState.CLOSED], sheet.unit.code)
    reason = reason_given(reason, "该乡镇未报的原因")
    moved = (
        Sheet.objects.filter(pk=sheet.pk, month__state=MonthState.OPEN)
        .exclude(state__in=(SheetState.ACCEPTED, SheetState.CLOSED))
        .update(exception_reason=reason)
    )
    if not moved:
        raise Refusal("该乡镇的考核表已审核通过或本月已关闭，不需要例外说明。")


@transaction.atomic
def close_month(*, month: Month, user, reason: str = "") -> None:
    """Close the month: accepted sheets become 关闭; each other township must have its exception recorded.

    Effects: a SheetLog row per closed sheet, the month's state, closer and time. Raises Refusal naming
    the townships that stand in the way, Outrun when somebody else closed the month first.
    """
    demand(user, MONTH_TRANSITIONS[MonthState.OPEN, MonthState.CLOSED], month.county.code)
    lock_month(month.pk)
    _must_be_open(month)
    sync_entries(month=month)
    pending = month.sheets.exclude(state=SheetState.ACCEPTED).filter(exception_reason="")
    names = list(pending.values_list("unit__name", flat=True))
    if names:
        raise Refusal(
            f"下列乡镇的考核表还没有审核通过：{'、'.join(names)}。请催报、审核，或逐个写明例外原因。"
        )
    _close_sheets(month, month.sheets.filter(state=SheetState.ACCEPTED), user, reason.strip())
    # A sheet returned since it was counted above is locked no more: look again before the month closes.
    if month.sheets.exclude(state=SheetState.CLOSED).filter(exception_reason="").exists():
        raise Outrun(str(month))
    _close(month, user, reason.strip())


@transaction.atomic
def operator_close(*, month: Month, reason: str) -> dict[str, int]:
    """Close the month as the operator, from whatever state its sheets are in, imported drafts too.

    A sheet with at least one scored row (or with nobody to score) is closed as it stands; its unscored
    rows stay unscored and the reason is recorded. A sheet without any score becomes a recorded
    exception with the reason. Returns the numbers of closed and excepted sheets. Raises Refusal without
    a reason or when the month is not open.
    """
    reason = reason_given(reason, "关闭原因（--reason）")
    with pghistory.context(user=None, user_name=OPERATOR, page="close_month", reason=reason):
        lock_month(month.pk)
        _must_be_open(month)
        sync_entries(month=month)
        scored = Entry.objects.filter(sheet__month=month, **{f"{item}__isnull": False for item in ITEMS})
        with_scores = Q(pk__in=scored.values("sheet_id"))
        nobody = ~Q(pk__in=Entry.objects.filter(sheet__month=month).values("sheet_id"))
        closing = month.sheets.filter(with_scores | nobody)
        unscored = Entry.objects.filter(
            _any_missing(), sheet__month=month, sheet_id__in=scored.values("sheet_id")
        )
        month.sheets.filter(pk__in=list(unscored.values_list("sheet_id", flat=True).distinct())).update(
            exception_reason=reason[:300]
        )
        month.sheets.exclude(with_scores | nobody).update(exception_reason=reason[:300])
        closed = _close_sheets(month, closing, None, reason)
        _close(month, None, reason)
    return {"closed": closed, "excepted": month.sheets.exclude(state=SheetState.CLOSED).count()}


def _any_missing():
    missing = Q()
    for item in ITEMS:
        missing |= Q(**{f"{item}__isnull": True})
    return missing


def _must_be_open(month):
    state = Month.objects.values_list("state", flat=True).get(pk=month.pk)
    if state != MonthState.OPEN:
        raise Refusal(f"{month}已经{MonthState(state).label.removeprefix('已')}，不能再关闭。")


def _close_sheets(month, sheets, user, reason):
    """Move ``sheets`` to 关闭 with a log row each; return how many. Rows are locked before they are read."""
    before = list(sheets.select_for_update(of=("self",), no_key=True).values_list("pk", "state"))
    Sheet.objects.filter(pk__in=[pk for pk, _ in before]).update(
        state=SheetState.CLOSED, state_changed_at=timezone.now()
    )
    SheetLog.objects.bulk_create(
        [
            SheetLog(
                sheet_id=pk, from_state=state, to_state=SheetState.CLOSED, actor=user, reason=reason[:300]
            )
            for pk, state in before
        ]
    )
    return len(before)


def _close(month, user, reason):
    moved = Month.objects.filter(pk=month.pk, state=MonthState.OPEN).update(
        state=MonthState.CLOSED, closed_by=user, closed_at=timezone.now(), close_reason=reason[:300]
    )
    if not moved:
        raise Outrun(str(month))
    month.refresh_from_db()
