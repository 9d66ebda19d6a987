"""Opening a month, its sheets and rows, and closing it."""

from datetime import date, timedelta

import pghistory
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from appraisal import rules
from appraisal.enums import MONTH_TRANSITIONS, SHEET_TRANSITIONS, MonthState, SheetState
from appraisal.models import ITEMS, Entry, Month, Sheet, SheetLog
from appraisal.queries import assessed_units, policy_for, scheme_of
from appraisal.services.guards import demand, lock_month, reason_given
from appraisal.services.reports import follow_villages
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
    _open_sheets(month)
    sync_entries(month=month)
    return month


def _open_sheets(month):
    townships = (
        assessed_units(month.first_day, rules.month_end(month.first_day))
        .below(month.county.code)
        .filter(level=Level.TOWNSHIP)
        .order_by("code")
    )
    Sheet.objects.bulk_create(
        [Sheet(month=month, unit=township) for township in townships], ignore_conflicts=True
    )


# For each appointment the village under which the month is assessed: the one in which it went on within the
# month, else the successor of a village that ended within it, else its own. queries.serving says the same.
ONWARD = """onward AS (
    SELECT n.continues_id AS origin, n.id AS latest, n.valid_from, po.unit_id
      FROM roster_appointment n
      JOIN roster_post po ON po.id = n.post_id AND po.kind = %(kind)s
     WHERE n.continues_id IS NOT NULL AND n.valid_from >= %(since)s AND n.valid_from <= %(last)s
    UNION ALL
    SELECT o.origin, n.id, n.valid_from, po.unit_id
      FROM onward o
      JOIN roster_appointment n ON n.continues_id = o.latest AND n.valid_from <= %(last)s
      JOIN roster_post po ON po.id = n.post_id
), went AS (
    SELECT DISTINCT ON (origin) origin, unit_id FROM onward ORDER BY origin, valid_from DESC
)"""
WHERE_TO = """COALESCE(w.unit_id, CASE WHEN u.valid_to < %(last)s THEN u.successor_id END, u.id)"""
# The unit whose sheet has the rows of a village: the township above it, or what that became in the month.
SHEET_OF = """COALESCE(CASE WHEN t.valid_to < %(last)s THEN t.successor_id END, t.id)"""

# A row for each population director whose appointment touches the month, on the sheet of the township
# to which the village belongs. Rows that stand are left alone.
SYNC = f"""
    WITH RECURSIVE {ONWARD}
    INSERT INTO appraisal_entry (sheet_id, village_id, person_id, deduction, note)
    SELECT DISTINCT s.id, v.id, a.person_id, 0, ''
      FROM roster_appointment a
      JOIN roster_post po ON po.id = a.post_id AND po.kind = %(kind)s
      JOIN roster_unit u ON u.id = po.unit_id
      LEFT JOIN went w ON w.origin = a.id
      JOIN roster_unit v ON v.id = {WHERE_TO} AND v.level = %(village)s
      JOIN roster_unit t ON t.id = v.parent_id
      JOIN appraisal_sheet s ON s.unit_id = {SHEET_OF} AND s.month_id = %(month)s
     WHERE a.nature = %(nature)s
       AND a.valid_from <= %(last)s
       AND (a.valid_to IS NULL OR a.valid_to >= %(first)s)
    ON CONFLICT (sheet_id, village_id, person_id) DO NOTHING
"""  # noqa: S608 - fixed words

# Rows and findings of an open month go to the village and sheet under which it is assessed now.
FOLLOW_ROWS = f"""
    WITH RECURSIVE {ONWARD}, moving AS (
        SELECT u.id AS old_id, v.id AS village_id, a.person_id, s.id AS sheet_id, w.origin IS NULL AS beside
          FROM roster_appointment a
          JOIN roster_post po ON po.id = a.post_id AND po.kind = %(kind)s
          JOIN roster_unit u ON u.id = po.unit_id AND u.valid_to >= %(before)s AND u.valid_to < %(last)s
          LEFT JOIN went w ON w.origin = a.id
          JOIN roster_unit v ON v.id = {WHERE_TO} AND v.id <> u.id
          JOIN roster_unit t ON t.id = v.parent_id
          JOIN appraisal_sheet s ON s.unit_id = {SHEET_OF} AND s.month_id = %(month)s
         WHERE a.nature = %(nature)s
           AND a.valid_from <= %(last)s
           AND (a.valid_to IS NULL OR a.valid_to >= %(before)s)
    ), findings AS (
        UPDATE appraisal_finding f SET village_id = m.village_id
          FROM moving m
         WHERE f.month_id = %(month)s AND f.village_id = m.old_id AND f.person_id = m.person_id
    ), chosen AS (
        SELECT DISTINCT ON (village_id, person_id) m.*, e.id AS entry_id
          FROM moving m
          JOIN appraisal_entry e ON e.village_id = m.old_id AND e.person_id = m.person_id
          JOIN appraisal_sheet own ON own.id = e.sheet_id AND own.month_id = %(month)s
         ORDER BY village_id, person_id, beside, old_id
    )
    UPDATE appraisal_entry e SET village_id = c.village_id, sheet_id = c.sheet_id
      FROM chosen c
     WHERE e.id = c.entry_id
       AND NOT EXISTS (SELECT 1 FROM appraisal_entry x
                        WHERE x.sheet_id = c.sheet_id AND x.village_id = c.village_id
                          AND x.person_id = c.person_id)
"""  # noqa: S608 - fixed words
# Who was director of two villages that became one has one row; the other one goes.
ONE_ROW = """
    DELETE FROM appraisal_entry e
     USING appraisal_sheet s, roster_unit u
     WHERE s.id = e.sheet_id AND s.month_id = %(month)s
       AND u.id = e.village_id AND u.valid_to >= %(before)s AND u.valid_to < %(last)s
       AND EXISTS (SELECT 1 FROM appraisal_entry x
                    WHERE x.village_id = u.successor_id AND x.person_id = e.person_id
                      AND x.sheet_id IN (SELECT id FROM appraisal_sheet WHERE month_id = %(month)s))
"""


def follow_units(county_code: str, day: date) -> None:
    """Take the county's open months from that of ``day`` on along to the units that hold from ``day``.

    Effects: sheets of townships that ended are those of their successors, with their state and log; where
    the successor has a sheet already, the rows go there and the empty sheet is excepted. Rows and findings
    go with the directors, work reports with the villages. Refuses while a month from then on is closed and
    not yet issued: its ranking would no longer be that of its sheets.
    """
    months = Month.objects.filter(county__code=county_code, first_day__gte=day.replace(day=1))
    for month in months.select_related("county").order_by("first_day"):
        lock_month(month.pk)
        if month.state != MonthState.OPEN:
            raise Refusal(
                f"{month}月考核{month.get_state_display()}，区划调整不能追溯到该月；"
                "请先通报该月，并把生效日期改到下个月1日或以后。"
            )
        _follow_sheets(month)
        _open_sheets(month)
        with connection.cursor() as cursor:
            cursor.execute(FOLLOW_ROWS, _span(month, day))
            cursor.execute(ONE_ROW, _span(month, day))
        follow_villages(_span(month, day))
        sync_entries(month=month)


def _follow_sheets(month):
    last = rules.month_end(month.first_day)
    standing = {sheet.unit_id: sheet for sheet in month.sheets.select_related("unit__successor")}
    for sheet in list(standing.values()):
        unit = sheet.unit
        if unit.successor_id is None or unit.valid_to >= last:
            continue
        if unit.successor_id in standing:
            Entry.objects.filter(sheet=sheet).update(sheet=standing[unit.successor_id])
            sheet.exception_reason = f"区划调整：并入{unit.successor.name}"
            sheet.save(update_fields=["exception_reason"])
        else:
            sheet.unit = unit.successor
            sheet.save(update_fields=["unit"])
            standing[sheet.unit_id] = sheet


def _span(month, since=None):
    """The values of the statements above; ``since``: the day from which units have changed."""
    since = since or month.first_day
    return {
        "month": month.pk,
        "first": month.first_day,
        "last": rules.month_end(month.first_day),
        "since": since,
        "before": since - timedelta(days=1),
        "kind": PostKind.POPULATION_DIRECTOR,
        "nature": Nature.REGULAR,
        "village": Level.VILLAGE,
    }


def sync_entries(*, month: Month) -> int:
    """Add the rows that are missing on the month's sheets and return how many; one statement.

    Rows of people who turn out not to have served are kept: the ranking names them with 0 days.
    """
    with connection.cursor() as cursor:
        cursor.execute(SYNC, _span(month))
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
