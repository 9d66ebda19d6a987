"""A township's monthly sheet: entering rows, submitting, reviewing."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from appraisal import rules
from appraisal.enums import (
    MONTH_CHANGEABLE,
    SHEET_EDITABLE,
    SHEET_TRANSITIONS,
    SheetState,
)
from appraisal.models import ITEMS, Entry, Sheet, SheetLog
from appraisal.queries import scheme_for, serving
from appraisal.queries.reviews import changed_by_review
from appraisal.services.guards import demand, reason_given
from appraisal.services.months import sync_entries
from guanling.accounts.enums import Action
from guanling.audit.models import AccessRecord
from guanling.runs.errors import Outrun, Refusal


class Outdated(Refusal):
    """Somebody else has changed the row since it was shown; saving once more takes the new figures."""


def _in_words(entry):
    shown = [(item_label(field), getattr(entry, field)) for field in (*ITEMS, "deduction")]
    return "，".join(
        f"{label} {'未评' if value is None else f'{value.normalize():f}'}" for label, value in shown
    )


def item_label(item: str) -> str:
    """Return the Chinese name of an item or of the deduction."""
    return Entry._meta.get_field(item).verbose_name


def faults(values: Mapping[str, Decimal | None], deduction: Decimal, scheme: rules.Scheme) -> dict[str, str]:
    """Return {field: what is wrong} of a row's figures by the month's policy."""
    found = {
        item: fault
        for item in ITEMS
        if values[item] is not None and (fault := rules.item_fault(values[item], scheme))
    }
    if fault := rules.deduction_fault(deduction, scheme):
        found["deduction"] = fault
    return found


def faults_in_words(values: Mapping[str, Decimal | None], deduction: Decimal, scheme: rules.Scheme) -> str:
    """Return what is wrong with a row's figures as a sentence, or an empty text."""
    wrong = faults(values, deduction, scheme)
    return "；".join(f"{item_label(field)}{fault}" for field, fault in wrong.items()) + "。" if wrong else ""


@transaction.atomic
def enter_scores(
    *,
    entry: Entry,
    values: Mapping[str, Decimal | None],
    deduction: Decimal,
    note: str,
    user,
    seen: datetime | None,
) -> Entry:
    """Save one row of a sheet and return it; ``values`` holds each item's score or None.

    ``seen`` is when the row that the user looked at had been entered (None: never). Refuses a row that
    somebody else has changed since, figures outside the month's policy, and a sheet that is not (or no
    longer) 填报 or 退回. An unchanged row keeps who entered it and when.
    """
    sheet = (
        Sheet.objects.select_for_update(of=("self",), no_key=True)
        .select_related("month__county", "unit")
        .get(pk=entry.sheet_id)
    )
    demand(user, Action.SHEET_ENTER, sheet.unit.code)
    must_be_editable(sheet)
    scheme = scheme_for(sheet.month.county.code, sheet.month.first_day)
    if wrong := faults_in_words(values, deduction, scheme):
        raise Refusal(wrong)
    entry = Entry.objects.select_related("entered_by").get(pk=entry.pk)
    reviewed = entry.entered_at != seen and changed_by_review(entry)
    if entry.entered_at != seen and (reviewed or entry.entered_by_id != user.pk):
        who = entry.entered_by.name if entry.entered_by else "导入的表格"
        who = "满意度评议" if reviewed else who
        raise Outdated(f"{who}刚刚改过这一行，现有：{_in_words(entry)}。核对后仍要改的，请再保存一次。")
    new = {**{item: values[item] for item in ITEMS}, "deduction": deduction, "note": note.strip()}
    if any(getattr(entry, field) != value for field, value in new.items()):
        for field, value in new.items():
            setattr(entry, field, value)
        entry.entered_by, entry.entered_at = user, timezone.now()
        entry.save(update_fields=[*new, "entered_by", "entered_at"])
    return entry


def must_be_editable(sheet: Sheet) -> None:
    """Refuse when the rows of ``sheet`` (read under a lock) can no longer be changed."""
    if sheet.month.state not in MONTH_CHANGEABLE:
        raise Refusal(f"{sheet.month}已关闭，不能再填报；确有错误的请按更正程序办理。")
    if sheet.state not in SHEET_EDITABLE:
        raise Refusal(
            f"{sheet.unit.name}{sheet.month}考核表{sheet.get_state_display()}，不能修改；需要修改的请县局退回。"
        )


def _advance(sheet: Sheet, to: str, user, reason: str = "", **fields) -> None:
    """Move a sheet along SHEET_TRANSITIONS by conditional update and write the log row."""
    action = SHEET_TRANSITIONS.get((sheet.state, to))
    if action is None:
        raise Refusal(f"考核表{sheet.get_state_display()}，不能{SheetState(to).label}。")
    demand(user, action, sheet.unit.code)
    moved = Sheet.objects.filter(pk=sheet.pk, state=sheet.state, month__state__in=MONTH_CHANGEABLE).update(
        state=to, state_changed_at=timezone.now(), **fields
    )
    if not moved:
        raise Outrun(f"{sheet.unit.name}{sheet.month}考核表")
    SheetLog.objects.create(sheet=sheet, from_state=sheet.state, to_state=to, actor=user, reason=reason[:300])
    sheet.refresh_from_db()


def _entered_by(sheet, user):
    return sheet.entries.filter(entered_by=user).exists()


@transaction.atomic
def submit_sheet(*, sheet: Sheet, user) -> None:
    """Submit a township's sheet to the bureau (填报/退回 → 已提交).

    Refuses who entered a row of it (maker is not checker), and rows without all scores whose people
    served long enough to be ranked, unless the note says why.
    """
    if _entered_by(sheet, user):
        raise Refusal("您填报过本表的数据，不能由您提交；请由计生办主任或其他负责人提交。")
    sync_entries(month=sheet.month)
    month = sheet.month
    scheme = scheme_for(month.county.code, month.first_day)
    days = serving(
        sheet.entries.values_list("village", flat=True), month.first_day, rules.month_end(month.first_day)
    )
    open_rows = [
        entry
        for entry in sheet.entries.select_related("person", "village")
        if any(getattr(entry, item) is None for item in ITEMS)
        and not entry.note
        and days.get((entry.village_id, entry.person_id), 0) >= scheme.min_days
    ]
    if open_rows:
        names = "、".join(f"{entry.village.short_name}{entry.person.name}" for entry in open_rows[:10])
        more = f"等 {len(open_rows)} 人" if len(open_rows) > 10 else ""
        raise Refusal(f"{names}{more}还没有评完分。请补评；确不能评分的，在备注中写明原因。")
    _advance(sheet, SheetState.SUBMITTED, user, submitted_by=user, accepted_by=None)


@transaction.atomic
def return_sheet(*, sheet: Sheet, user, reason: str) -> None:
    """Send a sheet back to its township with a reason (已提交/审核通过 → 退回)."""
    reason = reason_given(reason, "退回的原因")
    _advance(sheet, SheetState.RETURNED, user, reason, submitted_by=None, accepted_by=None)


@transaction.atomic
def accept_sheet(*, sheet: Sheet, user) -> None:
    """Accept a submitted sheet (已提交 → 审核通过); an exception recorded for it falls away.

    Refuses who submitted it or entered a row of it.
    """
    if sheet.submitted_by_id == user.pk or _entered_by(sheet, user):
        raise Refusal("您提交或填报过本表，不能由您审核；请由其他审核人员办理。")
    _advance(sheet, SheetState.ACCEPTED, user, accepted_by=user, exception_reason="")


def record_form_export(*, sheet: Sheet, user) -> None:
    """Write down that somebody takes out a sheet with full identity numbers."""
    AccessRecord.objects.create(
        user=user,
        what=f"导出{sheet.unit.name}{sheet.month}填报用表（含身份证号码）",
        object_type="appraisal.sheet",
        object_id=sheet.pk,
    )
