"""To do about pay, and what is paid beside it (N2.1–N2.3, A7.4, P6.4–P6.6, P7.1)."""

from datetime import date

from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.home.todos.base import Todo, address, by_deadline, waiting
from payroll.enums import (
    PART_OPEN,
    AdjustmentState,
    BudgetState,
    LeaveState,
    PartState,
    PensionState,
    RewardState,
)
from payroll.models import Adjustment, BudgetLine, Entry, Part, PensionBatch, Reward, Transfer, UnpaidLeave
from payroll.queries import months, payments, relief


def _parts(what, rows, on) -> Todo | None:
    """Return how many parts wait, due when their pay is; it leads to the part, the month or all months."""
    found = list(rows.order_by("month__first_day", "unit__code").select_related("month__county"))
    if not found:
        return None
    dues = {
        county: months.dues(county, {part.month.first_day for part in found})
        for county in {part.month.county.code for part in found}
    }
    days = [
        due.day if (due := dues[part.month.county.code][part.month.first_day]) else None for part in found
    ]
    if len(found) == 1:
        url = address("payroll:part", found[0].pk)
    elif len({part.month_id for part in found}) == 1:
        url = address("payroll:month", found[0].month.period)
    else:
        url = address("payroll:months")
    return by_deadline(what, days, on, "P7.1", url)


def _own(user, action):
    """Parts of just the units in which the user has the right, not of those below: each does its own."""
    return Part.objects.visible_to(user, action).filter(unit__code__in=user.prefixes(action))


def pay_to_work_out(user: User, on: date) -> Todo | None:
    """Parts that nobody has worked out yet."""
    if not user.can(Action.PAY_PREPARE):
        return None
    rows = _own(user, Action.PAY_PREPARE).filter(state=PartState.DRAFT, computed_at=None)
    return _parts("计算待遇", rows, on)


def pay_to_mend(user: User, on: date) -> Todo | None:
    """Parts that finance has sent back."""
    if not user.can(Action.PAY_PREPARE):
        return None
    return _parts("修改退回的待遇表", _own(user, Action.PAY_PREPARE).filter(state=PartState.RETURNED), on)


def pay_problems(user: User, on: date) -> Todo | None:
    """People in open parts whose pay cannot be worked out or paid, and who are not put off."""
    if not user.can(Action.PAY_PREPARE):
        return None
    rows = Entry.objects.filter(
        part__in=_own(user, Action.PAY_PREPARE).filter(state__in=PART_OPEN), withheld_reason=""
    ).exclude(problems=None)
    found = list(rows.order_by().values_list("pk", "part_id").distinct())
    parts = {part for _, part in found}
    url = address("payroll:part", *parts, which="problem") if len(parts) == 1 else address("payroll:months")
    return by_deadline("解决待遇计算中的问题", [None] * len(found), on, "P7.1", url)


def pay_to_submit(user: User, on: date) -> Todo | None:
    """Parts that are worked out and wait for the director's handing in."""
    if not user.can(Action.PAY_SUBMIT):
        return None
    rows = _own(user, Action.PAY_SUBMIT).filter(state__in=PART_OPEN, computed_at__isnull=False, people__gt=0)
    return _parts("提交待遇表", rows.exclude(computed_by=user), on)


def pay_to_check(user: User, on: date) -> Todo | None:
    """Parts that wait for finance's check."""
    if not user.can(Action.PAY_CHECK):
        return None
    rows = Part.objects.visible_to(user, Action.PAY_CHECK).filter(state=PartState.SUBMITTED)
    return _parts("审核待遇表", rows.exclude(computed_by=user).exclude(submitted_by=user), on)


def pay_to_confirm(user: User, on: date) -> Todo | None:
    """Checked parts that wait for another's confirmation."""
    if not user.can(Action.PAY_CONFIRM):
        return None
    rows = Part.objects.visible_to(user, Action.PAY_CONFIRM).filter(state=PartState.CHECKED)
    rows = rows.exclude(computed_by=user).exclude(submitted_by=user).exclude(checked_by=user)
    return _parts("确认待遇表", rows, on)


def pay_to_transfer(user: User, on: date) -> Todo | None:
    """Confirmed parts that are in no bank file."""
    if not user.can(Action.PAY_TRANSFER):
        return None
    rows = payments.fundable(Part.objects.visible_to(user, Action.PAY_TRANSFER))
    return _parts("生成银行文件", rows, on)


def pay_to_record(user: User, on: date) -> Todo | None:
    """Confirmed parts whose payment is not on record (P7.1)."""
    if not user.can(Action.PAY_RECORD):
        return None
    return _parts("登记待遇发放", _own(user, Action.PAY_RECORD).filter(state=PartState.CONFIRMED), on)


def transfers_failed(user: User, on: date) -> Todo | None:
    """Transfers that the bank has sent back and that are on no other way: somebody is not paid."""
    action = next((one for one in (Action.PAY_TRANSFER, Action.PAY_PREPARE) if user.can(one)), None)
    if action is None:
        return None
    rows = Transfer.objects.visible_to(user, action).open_failed()
    periods = list(rows.order_by().values_list("entry__part__month__first_day", flat=True))
    if not periods:
        return None
    url = address("payroll:transfers", f"{min(periods):%Y-%m}", state="owed")
    return by_deadline("处理转账失败", [None] * len(periods), on, "P7.1", url)


def leaves_to_decide(user: User, on: date) -> Todo | None:
    """Unpaid leave that waits for the director."""
    if not user.can(Action.PAY_SUBMIT):
        return None
    rows = UnpaidLeave.objects.visible_to(user, Action.PAY_SUBMIT).filter(state=LeaveState.ENTERED)
    rows = rows.filter(person__unit__code__in=user.prefixes(Action.PAY_SUBMIT)).exclude(entered_by=user)
    return waiting("审批停薪请假", rows, "entered_at", "P7.1", "payroll:leaves", state=LeaveState.ENTERED)


def adjustments_to_decide(user: User, on: date) -> Todo | None:
    """Adjustments of pay that wait for finance."""
    if not user.can(Action.PAY_CHECK):
        return None
    rows = Adjustment.objects.visible_to(user, Action.PAY_CHECK).filter(state=AdjustmentState.PROPOSED)
    rows = rows.exclude(proposed_by=user)
    return waiting(
        "审批待遇调整", rows, "proposed_at", "P7.1", "payroll:adjustments", state=AdjustmentState.PROPOSED
    )


def pension_waiting(user: User, on: date) -> Todo | None:
    """Yearly accruals that wait for finance: to be confirmed, then paid in (P6.5)."""
    if not user.can(Action.PENSION_CONFIRM):
        return None
    rows = PensionBatch.objects.visible_to(user, Action.PENSION_CONFIRM)
    rows = rows.filter(state__in=(PensionState.SUBMITTED, PensionState.CONFIRMED))
    return waiting("办理养老保险补助", rows, "submitted_at", "P6.5", "payroll:pension")


def rewards_to_decide(user: User, on: date) -> Todo | None:
    """Rewards that wait for this user's decision (A7.4)."""
    if not user.can(Action.REWARD_DECIDE):
        return None
    rows = Reward.objects.visible_to(user, Action.REWARD_DECIDE).filter(state=RewardState.PROPOSED)
    rows = rows.exclude(proposed_by=user)
    return waiting("审批届满奖励", rows, "proposed_at", "A7.4", "payroll:rewards")


def relief_to_examine(user: User, on: date) -> Todo | None:
    """Applications for relief for which this user can propose an amount (P6.6)."""
    if not user.can(Action.RELIEF_DECIDE):
        return None
    rows = relief.to_examine(user)
    return waiting("审核救助申请", rows, "applied_at", "P6.6", "payroll:reliefs", state="applied")


def relief_to_decide(user: User, on: date) -> Todo | None:
    """Applications for relief that wait for this user's decision (P6.6)."""
    if not user.can(Action.RELIEF_DECIDE):
        return None
    rows = relief.to_decide(user)
    return waiting("决定救助申请", rows, "applied_at", "P6.6", "payroll:reliefs", state="proposed")


def budget_to_check(user: User, on: date) -> Todo | None:
    """Planned figures that wait for a second person of finance."""
    if not user.can(Action.BUDGET_EDIT):
        return None
    rows = BudgetLine.objects.visible_to(user, Action.BUDGET_EDIT).filter(state=BudgetState.ENTERED)
    rows = rows.exclude(entered_by=user)
    year = rows.order_by("year").values_list("year", flat=True).first()
    if year is None:
        return None
    return by_deadline("复核预算", [None] * rows.count(), on, "P7.1", address("payroll:budget-check", year))
