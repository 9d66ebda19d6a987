"""Adjustments: proposed by who prepares the pay, decided by finance; approved they become an order (P7.1)."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from appraisal.services.guards import demand, reason_given
from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.runs.errors import Refusal
from guanling.runs.states import move
from payroll.enums import ADJUSTMENT_MOVES, ITEM_SPECS, AdjustmentState, Item
from payroll.models import Adjustment, Order
from payroll.queries.facts import paying_unit
from roster.models import Person
from roster.services.saving import save_checked

CLAUSE = ITEM_SPECS[Item.ADJUSTMENT].clause


def _called(adjustment):
    return f"{adjustment.person.name}的待遇调整"


def _locked(adjustment):
    rows = Adjustment.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("person", "unit").get(pk=adjustment.pk)


@transaction.atomic
def propose(
    *, person: Person, amount: Decimal, from_month: date, reason: str, document_number: str = "", user: User
) -> Adjustment:
    """Propose a signed amount for somebody; refuses zero and who is not in the proposer's hands."""
    demand(user, Action.PAY_PREPARE, person.unit.code)
    made = Adjustment(
        person=person,
        unit=paying_unit(person, timezone.localdate()),
        amount=amount,
        from_month=from_month.replace(day=1),
        reason=reason_given(reason, "调整的事由"),
        document_number=document_number.strip(),
        proposed_by=user,
    )
    demand(user, Action.PAY_PREPARE, made.unit.code)
    save_checked(made)
    return made


def _to(adjustment, user, state, action, reason, **fields):
    demand(user, action, adjustment.unit.code)
    if state not in ADJUSTMENT_MOVES[adjustment.state]:
        raise Refusal(
            f"{_called(adjustment)}{adjustment.get_state_display()}，不能再办理；请刷新页面查看最新情况。"
        )
    if state != AdjustmentState.WITHDRAWN and adjustment.proposed_by_id == user.pk:
        raise Refusal("提出的人不能审批同一调整，请由另一人办理。")
    move(
        adjustment,
        state,
        {adjustment.state: {state}},
        called=_called(adjustment),
        decided_by=None if state == AdjustmentState.WITHDRAWN else user,
        decided_at=timezone.now(),
        decision_reason=reason[:200],
        **fields,
    )


@transaction.atomic
def approve(*, adjustment: Adjustment, user: User, reason: str = "") -> Order:
    """Approve, and have the amount paid (or taken) once, in the first run from its month on."""
    locked = _locked(adjustment)
    demand(user, Action.PAY_CHECK, locked.unit.code)
    if locked.state != AdjustmentState.PROPOSED:
        raise Refusal(f"{_called(locked)}{locked.get_state_display()}，不能再审批；请刷新页面查看最新情况。")
    order = Order(
        person=locked.person,
        unit=locked.unit,
        item=Item.ADJUSTMENT,
        clause=CLAUSE,
        amount=locked.amount,
        from_month=locked.from_month,
        document_number=locked.document_number,
        note=locked.reason,
        decided_by=user,
    )
    save_checked(order)
    _to(locked, user, AdjustmentState.APPROVED, Action.PAY_CHECK, (reason or "").strip(), order=order)
    adjustment.refresh_from_db()
    return order


@transaction.atomic
def reject(*, adjustment: Adjustment, user: User, reason: str) -> None:
    """Reject, with a reason."""
    reason = reason_given(reason, "不同意的原因")
    _to(_locked(adjustment), user, AdjustmentState.REJECTED, Action.PAY_CHECK, reason)
    adjustment.refresh_from_db()


@transaction.atomic
def withdraw(*, adjustment: Adjustment, user: User) -> None:
    """Take a proposal back before it is decided."""
    _to(_locked(adjustment), user, AdjustmentState.WITHDRAWN, Action.PAY_PREPARE, "")
    adjustment.refresh_from_db()
