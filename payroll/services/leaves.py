"""Unpaid leave: entered by the clerk, approved by the director of the same office, set aside (P7.1)."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from appraisal.services.guards import demand, reason_given
from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.runs.errors import Refusal
from guanling.runs.states import move
from payroll.enums import LEAVE_MOVES, LeaveState
from payroll.models import UnpaidLeave
from payroll.queries.facts import office_of
from payroll.services.states import granted_in
from roster.models import Person
from roster.services.saving import save_checked


def _called(leave):
    return f"{leave.person.name}的停薪请假"


def _locked(leave):
    rows = UnpaidLeave.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("person__unit__parent").get(pk=leave.pk)


def may_decide(leave: UnpaidLeave, user: User) -> bool:
    """Whether it is ``user`` who decides: the director of the person's office, of the county's the bureau."""
    office = office_of(leave.person.unit, timezone.localdate())
    return leave.entered_by_id != user.pk and granted_in(user, Action.PAY_SUBMIT, office)


def enter(
    *, person: Person, first_day: date, last_day: date, reason: str, document_number: str = "", user: User
) -> UnpaidLeave:
    """Enter days on which somebody is not paid; they count once they are approved."""
    demand(user, Action.PAY_PREPARE, person.unit.code)
    leave = UnpaidLeave(
        person=person,
        first_day=first_day,
        last_day=last_day,
        reason=reason_given(reason, "请假的事由"),
        document_number=document_number.strip(),
        entered_by=user,
    )
    save_checked(leave)
    return leave


def _decide(leave, user, to, reason):
    locked = _locked(leave)
    demand(user, Action.PAY_SUBMIT, locked.person.unit.code)
    if locked.state != LeaveState.ENTERED:
        raise Refusal(f"{_called(locked)}{locked.get_state_display()}，不能再审批；请刷新页面查看最新情况。")
    if locked.entered_by_id == user.pk:
        raise Refusal("登记的人不能批准同一请假，请由另一人办理。")
    if not may_decide(locked, user):
        raise Refusal("停薪请假由此人所在单位的计生办主任批准，县局只批准县本级的。")
    fields = {"decided_by": user, "decided_at": timezone.now(), "decision_reason": reason[:200]}
    move(locked, to, {LeaveState.ENTERED: {to}}, called=_called(locked), **fields)
    leave.refresh_from_db()


@transaction.atomic
def approve(*, leave: UnpaidLeave, user: User) -> None:
    """Approve: from the next calculation on these days are not paid, earlier months by a difference."""
    _decide(leave, user, LeaveState.APPROVED, "")


@transaction.atomic
def reject(*, leave: UnpaidLeave, user: User, reason: str) -> None:
    """Reject, with a reason."""
    _decide(leave, user, LeaveState.REJECTED, reason_given(reason, "不批准的原因"))


@transaction.atomic
def revoke(*, leave: UnpaidLeave, user: User, reason: str) -> None:
    """Set aside: one that waits by who prepares the pay, an approved one by who approves."""
    locked = _locked(leave)
    code = locked.person.unit.code
    if LeaveState.REVOKED not in LEAVE_MOVES[locked.state]:
        raise Refusal(f"{_called(locked)}{locked.get_state_display()}，不能撤销；请刷新页面查看最新情况。")
    if locked.state == LeaveState.ENTERED:
        demand(user, Action.PAY_PREPARE, code)
    else:
        demand(user, Action.PAY_SUBMIT, code)
        if not may_decide(locked, user):
            raise Refusal("已批准的停薪请假由此人所在单位的计生办主任撤销，登记的人不能撤销。")
    reason = reason_given(reason, "撤销的原因")
    move(
        locked,
        LeaveState.REVOKED,
        {locked.state: {LeaveState.REVOKED}},
        called=_called(locked),
        decision_reason=f"撤销：{reason}"[:200],
    )
    leave.refresh_from_db()
