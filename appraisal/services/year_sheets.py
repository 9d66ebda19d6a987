"""A township's part of the year: entered by one, handed in by another, accepted by the county (P5.2)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from appraisal.enums import (
    YEAR_SHEET_EDITABLE,
    YEAR_SHEET_MOVES,
    YearSheetState,
    YearState,
)
from appraisal.models import YearEntry, YearSheet
from appraisal.queries import years as queries
from appraisal.services.guards import demand, reason_given
from appraisal.services.years import sync
from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.audit.models import AccessRecord
from guanling.runs.errors import Refusal
from guanling.runs.states import move
from roster.services.saving import save_checked

# What the township says of somebody.
FIELDS = ("target_score", "summary", "remark", "proposed_grade", "note")
# When the results are known, the person can say something to them.
KNOWN = (YearState.GRADED, YearState.NOTICED, YearState.CONFIRMED)


def _locked(sheet: YearSheet) -> YearSheet:
    """The sheet as it stands now; nobody else acts on it until the transaction ends."""
    rows = YearSheet.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("year__county", "unit").get(pk=sheet.pk)


def must_be_editable(sheet: YearSheet) -> None:
    """Refuse when the rows of ``sheet`` (read under a lock) can no longer be changed."""
    if sheet.year.state != YearState.OPEN:
        raise Refusal(f"{sheet.year}{sheet.year.get_state_display()}，不能再填报。")
    if sheet.state not in YEAR_SHEET_EDITABLE:
        raise Refusal(
            f"{sheet.unit.short_name}年度考核表{sheet.get_state_display()}，不能修改；需要修改的请县局退回。"
        )


def _open(sheet):
    sheet = _locked(sheet)
    if sheet.year.state != YearState.OPEN:
        raise Refusal(f"{sheet.year}{sheet.year.get_state_display()}，不能再办理填报和审核。")
    return sheet


@transaction.atomic
def enter(*, entry: YearEntry, values: Mapping[str, Any], user: User, seen: datetime | None) -> YearEntry:
    """Save some of FIELDS of a row and return it; the score is 0 to 100 points, two places.

    ``seen`` is when the row that the user looked at had been entered. Refuses a row that somebody else has
    changed since, and a sheet that is not (or no longer) being filled in.
    """
    sheet = _locked(entry.sheet)
    demand(user, Action.YEAR_ENTER, sheet.unit.code)
    must_be_editable(sheet)
    entry = YearEntry.objects.select_related("entered_by", "person").get(pk=entry.pk)
    if entry.entered_at != seen and entry.entered_by_id != user.pk:
        who = entry.entered_by.name if entry.entered_by else "别人"
        raise Refusal(f"{who}刚刚改过{entry.person.name}这一行，请刷新页面核对后再填。")
    changed = {name: value for name, value in values.items() if getattr(entry, name) != value}
    if unknown := set(changed) - set(FIELDS):
        raise KeyError(", ".join(sorted(unknown)))
    if changed:
        for name, value in changed.items():
            setattr(entry, name, value)
        entry.entered_by, entry.entered_at = user, timezone.now()
        save_checked(entry)
    return entry


def _entered_by(sheet, user):
    return sheet.entries.filter(entered_by=user).exists()


@transaction.atomic
def submit(*, sheet: YearSheet, user: User) -> None:
    """Hand a township's part in to the bureau (填报/退回 → 已提交).

    Refuses who entered a row of it, and rows without a remark, or of who served long enough without score
    and proposed grade, unless the note says why.
    """
    sheet = _open(sheet)
    demand(user, Action.YEAR_SUBMIT, sheet.unit.code)
    if _entered_by(sheet, user):
        raise Refusal("您填报过本表的数据，不能由您提交；请由计生办主任或其他负责人提交。")
    sync(year=sheet.year)
    open_rows = [row for row in queries.rows(sheet.entries.all(), sheet.year) if row.lacking]
    if open_rows:
        names = "；".join(
            f"{row.entry.village.short_name}{row.entry.person.name}缺{'、'.join(row.lacking)}"
            for row in open_rows[:10]
        )
        more = f"等{len(open_rows)}人" if len(open_rows) > 10 else ""
        raise Refusal(f"{names}{more}。请补填；确实没有的，在备注中写明原因。")
    move(
        sheet,
        YearSheetState.SUBMITTED,
        YEAR_SHEET_MOVES,
        called=_called(sheet),
        submitted_by=user,
        submitted_at=timezone.now(),
        decided_by=None,
        decided_at=None,
    )


def _called(sheet):
    return f"{sheet.unit.short_name}年度考核表"


@transaction.atomic
def accept(*, sheet: YearSheet, user: User) -> None:
    """Accept a part that was handed in (已提交 → 审核通过). Refuses who submitted or entered a row of it."""
    sheet = _open(sheet)
    demand(user, Action.YEAR_CONFIRM, sheet.unit.code)
    if sheet.submitted_by_id == user.pk or _entered_by(sheet, user):
        raise Refusal("您提交或填报过本表，不能由您审核；请由其他审核人员办理。")
    move(
        sheet,
        YearSheetState.ACCEPTED,
        YEAR_SHEET_MOVES,
        called=_called(sheet),
        decided_by=user,
        decided_at=timezone.now(),
        return_reason="",
        exception_reason="",
    )


@transaction.atomic
def send_back(*, sheet: YearSheet, user: User, reason: str) -> None:
    """Send a part back to its township with a reason (已提交/审核通过 → 退回)."""
    sheet = _open(sheet)
    demand(user, Action.YEAR_CONFIRM, sheet.unit.code)
    if sheet.submitted_by_id == user.pk or _entered_by(sheet, user):
        raise Refusal("您提交或填报过本表，不能由您审核；请由其他审核人员办理。")
    reason = reason_given(reason, "退回的原因")
    move(
        sheet,
        YearSheetState.RETURNED,
        YEAR_SHEET_MOVES,
        called=_called(sheet),
        decided_by=user,
        decided_at=timezone.now(),
        return_reason=reason[:300],
    )


@transaction.atomic
def record_exception(*, sheet: YearSheet, user: User, reason: str) -> None:
    """Record why the county goes on without this township's part. Refuses one that is accepted."""
    sheet = _open(sheet)
    demand(user, Action.YEAR_CONFIRM, sheet.unit.code)
    if sheet.state == YearSheetState.ACCEPTED:
        raise Refusal(f"{sheet.unit.short_name}年度考核表已审核通过，不需要例外说明。")
    sheet.exception_reason = reason_given(reason, "该乡镇未报的原因")[:300]
    sheet.save(update_fields=["exception_reason"])


@transaction.atomic
def record_opinion(*, entry: YearEntry, opinion: str, signed_on: date, user: User) -> None:
    """Record what the person says to the result and the day of signing, from the signed form.

    Refuses before the grades are known and a day ahead. An earlier opinion gives way; history keeps it.
    """
    demand(user, Action.YEAR_ENTER, entry.sheet.unit.code)
    entry = (
        YearEntry.objects.select_for_update(of=("self",), no_key=True).select_related("year").get(pk=entry.pk)
    )
    if entry.year.state not in KNOWN:
        raise Refusal(f"{entry.year}等次还没有拟定，不能登记本人意见。")
    if signed_on > timezone.localdate():
        raise Refusal("签署日期还没有到，请核对。")
    entry.opinion = reason_given(opinion, "本人意见")
    entry.opinion_by, entry.opinion_on = user, signed_on
    save_checked(entry)


def record_form_export(*, sheet: YearSheet, user: User) -> None:
    """Write down that somebody takes out a form with full identity numbers."""
    AccessRecord.objects.create(
        user=user,
        what=f"导出{sheet.unit.name}{sheet.year}责任书得分填报表（含身份证号码）",
        object_type="appraisal.yearsheet",
        object_id=sheet.pk,
    )
