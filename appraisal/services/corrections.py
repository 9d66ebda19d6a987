"""Corrections of an issued month: proposed by one person, decided by another, told by a notice (P6.1).

An issued version is never touched. What is approved is written as the version after it, which the notice
of services/circulars.py issues; until then everybody reads the version before.
"""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from appraisal.enums import AppealState, MonthState
from appraisal.models import ITEMS, Appeal, Correction, Entry, Month, Result
from appraisal.queries import latest_version, results, scheme_for
from appraisal.queries.corrections import days_now, village_of
from appraisal.services.guards import demand, lock_month, reason_given
from appraisal.services.ranking import write_corrected
from appraisal.services.sheets import faults_in_words, item_label
from guanling.accounts.enums import Action
from guanling.runs.errors import Outrun, Refusal


@transaction.atomic
def propose(
    *,
    result: Result,
    values: Mapping[str, Decimal | None],
    deduction: Decimal,
    reason: str,
    document_number: str,
    user,
) -> Correction:
    """Propose other figures for one row of an issued month and return the correction.

    ``values`` holds every item's score, ``deduction`` all that is to be deducted, findings included.
    Refuses before the circular is issued, figures outside the month's policy or equal to those that
    hold, a missing reason or document number, and a second proposal while one waits.
    """
    demand(user, Action.CORRECTION_PROPOSE, result.village_code)
    lock_month(result.month_id)
    month = Month.objects.select_related("county").get(pk=result.month_id)
    if month.state != MonthState.ISSUED:
        raise Refusal(f"{month}还没有通报，不需要更正；请在考核表或督查记录中修改后重新排序。")
    if missing := [item_label(item) for item in ITEMS if values[item] is None]:
        raise Refusal(f"请填写{'、'.join(missing)}的更正后得分；没有变动的照原分填写。")
    scheme = scheme_for(month.county.code, month.first_day)
    if wrong := faults_in_words(values, deduction, scheme):
        raise Refusal(wrong)
    reason = reason_given(reason, "更正的理由")
    document_number = reason_given(document_number, "依据的文号")
    holding = _holding(result, month)
    if not _changes(holding, values, deduction, scheme):
        raise Refusal("各项得分和扣分与现在的结果相同，没有需要更正的内容。")
    if Correction.objects.filter(entry__in=_entries(holding), version=None, rejected_reason="").exists():
        raise Refusal(f"{holding.person_name}{month}已有一项更正等待批准，请先办结再提。")
    return Correction.objects.create(
        entry=_entry(holding),
        **{item: values[item] for item in ITEMS},
        deduction=deduction,
        reason=reason,
        document_number=document_number,
        proposed_by=user,
    )


def _holding(result, month):
    """The newest result of the same person in the same village: what a correction starts from."""
    return Result.objects.get(
        month=month,
        version=latest_version(month),
        village_code=result.village_code,
        person=result.person_id,
    )


def _entries(holding):
    return Entry.objects.filter(
        sheet__month=holding.month_id, village__code=holding.village_code, person=holding.person_id
    )


def _entry(holding):
    """The row of the sheet; somebody appointed after the closing gets one for the correction to hang on."""
    found = _entries(holding).first()
    if found is not None:
        return found
    return Entry.objects.create(
        sheet=holding.month.sheets.get(unit__code=holding.township_code),
        village=village_of(holding),
        person_id=holding.person_id,
    )


def _changes(holding, values, deduction, scheme):
    if deduction != holding.deduction or any(values[item] != getattr(holding, item) for item in ITEMS):
        return True
    return (days_now(holding) < scheme.min_days) != (holding.days_served < scheme.min_days)


def waiting_appeal(correction: Correction) -> Appeal | None:
    """Return the appeal whose examination proposed the correction and that waits to be decided."""
    return Appeal.objects.filter(correction=correction, state=AppealState.EXAMINED).first()


def _by_its_appeal(correction, appeal):
    """Refuse to decide apart from its appeal what an appeal has brought forward."""
    if appeal is None and waiting_appeal(correction):
        raise Refusal("这项更正由申诉提出，请在该件申诉中决定。")


@transaction.atomic
def approve(*, correction: Correction, user, appeal: Appeal | None = None) -> None:
    """Approve a correction and write the month's next version; it is read once its notice is issued.

    ``appeal``: the appeal that is being granted by it. Refuses who proposed it and to decide what an appeal
    brought forward apart from that; the second of two deciders is told that he was outrun.
    """
    month = correction.entry.sheet.month
    demand(user, Action.CORRECTION_DECIDE, correction.entry.sheet.unit.code)
    _by_its_appeal(correction, appeal)
    if correction.proposed_by_id == user.pk:
        raise Refusal("您是提出人，不能批准自己提出的更正；请由县局另一位审核人员批准。")
    lock_month(month.pk)
    issued = results.issued_version(month)
    holding = Result.objects.select_related("month").get(
        month=month,
        version=issued,
        village_code=correction.entry.village.code,
        person=correction.entry.person_id,
    )
    _decide(
        correction,
        approved_by=user,
        version=issued + 1,
        days_served=days_now(holding),
    )
    write_corrected(month=month, base=issued, scheme=scheme_for(month.county.code, month.first_day))


@transaction.atomic
def reject(*, correction: Correction, user, reason: str, appeal: Appeal | None = None) -> None:
    """Reject a correction with a reason, or withdraw it as who proposed it; nothing changes.

    ``appeal``: the appeal that is being refused, sent back or withdrawn; that act has asked for the right.
    """
    code = correction.entry.sheet.unit.code
    own = correction.proposed_by_id == user.pk
    _by_its_appeal(correction, appeal)
    if appeal is None:
        demand(user, Action.CORRECTION_PROPOSE if own else Action.CORRECTION_DECIDE, code)
    reason = reason_given(reason, "撤回的理由" if own else "不予更正的理由")
    lock_month(correction.entry.sheet.month_id)
    _decide(correction, rejected_by=user, rejected_reason=reason)


def _decide(correction, **fields):
    """Close an open correction by conditional update."""
    moved = Correction.objects.filter(pk=correction.pk, version=None, rejected_reason="").update(
        decided_at=timezone.now(), **fields
    )
    if not moved:
        raise Outrun(f"{correction.entry.person.name}的更正")
    correction.refresh_from_db()
