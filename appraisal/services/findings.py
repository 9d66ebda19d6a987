"""Supervision findings of the bureau (督查)."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from appraisal import rules
from appraisal.enums import MONTH_CHANGEABLE
from appraisal.models import Finding, Month
from appraisal.queries import scheme_for, serving
from appraisal.services.guards import demand, reason_given
from guanling.accounts.enums import Action
from guanling.runs.errors import Refusal


def must_be_open(month_id) -> None:
    """Lock the month's row against closing and refuse when it is closed."""
    month = Month.objects.select_for_update(of=("self",), no_key=True).get(pk=month_id)
    if month.state not in MONTH_CHANGEABLE:
        raise Refusal(f"{month}已关闭，不能再登记或撤销督查记录；确有错误的请按更正程序办理。")


def refuse_deduction(*, month: Month, village, person, found_on: date, deduction: Decimal) -> None:
    """Refuse a deduction that the month cannot have; its row stays locked against closing.

    Refused are a closed month, a day outside it, somebody who does not serve in the village that month, and
    a deduction outside the policy.
    """
    must_be_open(month.pk)
    last = rules.month_end(month.first_day)
    if not month.first_day <= found_on <= last:
        raise Refusal(f"督查日期应在{month}之内。")
    if (village.pk, person.pk) not in serving([village.pk], month.first_day, last):
        raise Refusal(f"{person.name}{month}不在{village.name}任人口主任。")
    scheme = scheme_for(month.county.code, month.first_day)
    fault = rules.deduction_fault(deduction, scheme) or ("" if deduction else "应大于 0")
    if fault:
        raise Refusal(f"扣分{fault}。")


@transaction.atomic
def record_finding(
    *,
    month: Month,
    village,
    person,
    found_on: date,
    deduction: Decimal,
    reason: str,
    document_number: str,
    user,
) -> Finding:
    """Record a finding about a director and what it deducts.

    Refuses after the month is closed, for a day outside the month, for somebody who does not serve in
    the village that month, for a deduction outside the policy, and without reason or document number.
    """
    demand(user, Action.FINDING_RECORD, village.code)
    refuse_deduction(month=month, village=village, person=person, found_on=found_on, deduction=deduction)
    return Finding.objects.create(
        month=month,
        village=village,
        person=person,
        found_on=found_on,
        deduction=deduction,
        reason=reason_given(reason, "扣分的事由"),
        document_number=reason_given(document_number, "依据的文号"),
        recorded_by=user,
    )


@transaction.atomic
def withdraw_finding(*, finding: Finding, reason: str, user) -> None:
    """Withdraw a finding with a reason; it stays on record and deducts nothing. Refuses after closing."""
    demand(user, Action.FINDING_RECORD, finding.village.code)
    strike(finding=finding, reason=reason)


def strike(*, finding: Finding, reason: str) -> None:
    """Withdraw a finding with a reason, where its month is still open or it deducts nothing.

    In the caller's transaction; rights are asked before. Refuses one that is withdrawn already.
    """
    reason = reason_given(reason, "撤销的事由")
    if finding.month_id:
        must_be_open(finding.month_id)
    moved = Finding.objects.filter(pk=finding.pk, withdrawn_reason="").update(withdrawn_reason=reason)
    if not moved:
        raise Refusal("这条督查记录已经撤销。")
    finding.refresh_from_db()
