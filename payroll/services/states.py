"""A part's way: 草拟 → 乡镇提交 → 财政审核 → 确认 → 已发放, or back; entries put off (P7.1)."""

from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from appraisal.services.guards import demand, reason_given
from guanling.accounts.enums import ROLE_ACTIONS, Action
from guanling.accounts.models import User
from guanling.runs.errors import Refusal
from guanling.runs.states import move
from payroll.enums import PART_FIXED, PART_MOVES, PART_OPEN, PartState
from payroll.models import Entry, Part, PartLog
from payroll.queries import months as queries
from payroll.rules import dates
from roster.models import Unit

# Who may put somebody's pay off, by the part's state: always who has the part in hand.
WITHHOLD: dict[str, tuple[Action, ...]] = {
    PartState.DRAFT: (Action.PAY_PREPARE, Action.PAY_SUBMIT),
    PartState.RETURNED: (Action.PAY_PREPARE, Action.PAY_SUBMIT),
    PartState.SUBMITTED: (Action.PAY_CHECK,),
    PartState.CHECKED: (Action.PAY_CONFIRM,),
}
# To pay somebody after all raises the total: once it is checked the part goes back for that.
RELEASE = {state: actions for state, actions in WITHHOLD.items() if state != PartState.CHECKED}
# The acts of which nobody does two on the same part.
HANDS = {"computed_by": "计算", "submitted_by": "提交", "checked_by": "审核", "confirmed_by": "确认"}
# What the database itself refuses, in words.
SAID = {
    "pay_part_is_balanced": "各人明细与合计不一致，不能确认；请退回并重新计算。",
    "pay_part_has_problems": "还有人员的问题没有处理，也没有暂缓发放；请刷新页面查看问题清单。",
    "pay_is_confirmed": "待遇表已经确认，不能再改；确有错误的，在下一个月补发或扣回。",
    "confirmed pay is never changed": "待遇表已经确认，不能再改；确有错误的，在下一个月补发或扣回。",
    "pay_part_maker_is_not_checker": "计算、提交、审核、确认须由不同的人办理。",
    "pay_part_shortfall_has_reason": "欠发金额应大于 0、不超过实发合计，并写明原因。",
}

# The sums of a part, of everybody who is not put off.
TOTAL = """
UPDATE payroll_part p
   SET (people, gross, deducted, net) = (
       SELECT count(*), COALESCE(sum(e.gross), 0), COALESCE(sum(e.deducted), 0), COALESCE(sum(e.net), 0)
         FROM payroll_entry e
        WHERE e.part_id = p.id AND e.withheld_reason = '')
 WHERE p.id = %s
"""


@contextmanager
def _in_words():
    """Turn what the database refuses into the sentence for it."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        diag = getattr(error.__cause__, "diag", None)
        for key in (getattr(diag, "constraint_name", None), getattr(diag, "message_primary", None)):
            if key in SAID:
                raise Refusal(SAID[key]) from None
        raise


def _locked(part: Part) -> Part:
    """The part as it stands now; nobody else acts on it until the transaction ends."""
    rows = Part.objects.select_for_update(of=("self",), no_key=True).select_related("month__county", "unit")
    return rows.get(pk=part.pk)


def _called(part: Part) -> str:
    return f"{part.unit.short_name}{part.month}待遇表"


def granted_in(user: User, action: Action, unit: Unit) -> bool:
    """Whether ``user`` has ``action`` in just this unit (or what it has become), not merely from above."""
    return any(
        action in ROLE_ACTIONS[grant.role]
        and (grant.unit_id == unit.pk or unit.code in user.former_codes.get(grant.unit_id, ()))
        for grant in user.current_grants
    )


def wrong_hand(part: Part, user: User) -> str:
    """Return the earlier act for which ``user`` may not take the part further; "" where there is none."""
    return next((told for field, told in HANDS.items() if getattr(part, f"{field}_id") == user.pk), "")


def may_submit(part: Part, user: User) -> bool:
    """Whether it is ``user`` who submits this part: the township's director, for its own the bureau."""
    return granted_in(user, Action.PAY_SUBMIT, part.unit)


def _advance(part: Part, to: str, user: User, reason: str = "", **fields) -> None:
    """Move a locked part along PART_MOVES and write the log row; the right is that of the move."""
    before = part.state
    action = PART_MOVES.get((before, to))
    if action is None:
        raise Refusal(
            f"{_called(part)}{part.get_state_display()}，不能{PartState(to).label}；请刷新页面查看最新情况。"
        )
    demand(user, action, part.unit.code)
    with _in_words():
        move(part, to, {before: {to}}, called=_called(part), **fields)
    PartLog.objects.create(part=part, from_state=before, to_state=to, actor=user, reason=reason[:300])


def _other_hands(part, user):
    if told := wrong_hand(part, user):
        raise Refusal(f"您已经{told}过本表，不能再由您办理这一步；计算、提交、审核、确认须由不同的人办理。")


@transaction.atomic
def submit(*, part: Part, user: User) -> None:
    """Hand a worked-out part in (草拟/退回 → 乡镇提交): the township's director, for its own the bureau."""
    locked = _locked(part)
    if locked.state in PART_OPEN:
        demand(user, Action.PAY_SUBMIT, locked.unit.code)
        if not may_submit(locked, user):
            raise Refusal(f"{locked.unit.short_name}的待遇表由该单位的计生办主任提交，县局只提交县本级的。")
        if locked.computed_at is None:
            raise Refusal(f"{_called(locked)}还没有计算，请经办人员先计算。")
        _other_hands(locked, user)
    _advance(
        locked,
        PartState.SUBMITTED,
        user,
        submitted_by=user,
        submitted_at=timezone.now(),
        checked_by=None,
        checked_at=None,
        return_reason="",
    )
    part.refresh_from_db()


@transaction.atomic
def check(*, part: Part, user: User) -> None:
    """Pass a part that was handed in (乡镇提交 → 财政审核)."""
    locked = _locked(part)
    if locked.state == PartState.SUBMITTED:
        _other_hands(locked, user)
    _advance(locked, PartState.CHECKED, user, checked_by=user, checked_at=timezone.now())
    part.refresh_from_db()


@transaction.atomic
def return_part(*, part: Part, user: User, reason: str) -> None:
    """Send a part back to be worked out again (乡镇提交/财政审核 → 退回); needs a reason."""
    reason = reason_given(reason, "退回的原因")[:300]
    _advance(
        _locked(part),
        PartState.RETURNED,
        user,
        reason,
        return_reason=reason,
        submitted_by=None,
        submitted_at=None,
        checked_by=None,
        checked_at=None,
    )
    part.refresh_from_db()


@transaction.atomic
def confirm(*, part: Part, user: User) -> None:
    """Confirm a checked part (财政审核 → 确认): from here on nothing of it is changed.

    Refuses while somebody's pay could not be worked out and was not put off, and names who.
    """
    locked = _locked(part)
    if locked.state == PartState.CHECKED:
        demand(user, Action.PAY_CONFIRM, locked.unit.code)
        _other_hands(locked, user)
        if pending := queries.unsettled(locked):
            names = "、".join(f"{name}（{kinds}）" for name, kinds in pending[:10])
            more = f"等 {len(pending)} 人" if len(pending) > 10 else ""
            raise Refusal(
                f"下列人员的问题没有解决，也没有暂缓发放：{names}{more}。"
                "请退回补正后重新计算，或逐人写明原因暂缓发放，再确认。"
            )
    _advance(locked, PartState.CONFIRMED, user, confirmed_by=user, confirmed_at=timezone.now())
    part.refresh_from_db()


@transaction.atomic
def record_payment(
    *,
    part: Part,
    user: User,
    paid_on: date,
    shortfall: Decimal = Decimal(0),
    shortfall_reason: str = "",
    late_reason: str = "",
    today: date | None = None,
) -> None:
    """Record when a confirmed part was paid, and what was not (确认 → 已发放; P7.1).

    A shortfall needs its reason, and so does pay later than the county's pay day.
    """
    locked = _locked(part)
    if locked.state == PartState.CONFIRMED:
        demand(user, Action.PAY_RECORD, locked.unit.code)
        if paid_on > (today or timezone.localdate()):
            raise Refusal("发放日期还没有到，请在发放以后登记。")
        if paid_on < timezone.localtime(locked.confirmed_at).date():
            raise Refusal("发放日期不能早于确认日期，请核对。")
        shortfall_reason, late_reason = (shortfall_reason or "").strip(), (late_reason or "").strip()
        if shortfall < 0 or shortfall > locked.net:
            raise Refusal(f"欠发金额应在 0 到实发合计 {locked.net} 元之间。")
        if shortfall and not shortfall_reason:
            raise Refusal("没有足额发放的，请写明欠发的原因。")
        if not shortfall and shortfall_reason:
            raise Refusal("写了欠发的原因，没有填欠发金额；足额发放的请删去原因。")
        due = queries.due_of(locked.month)
        late = due is not None and dates.days_late(due.day, paid_on, paid_on)
        if late and not late_reason:
            raise Refusal(
                f"应于 {due.day:%Y-%m-%d} 前发放，迟发 {late} 天，请写明迟发的原因（{dates.CLAUSE}）。"
            )
        if not late:
            late_reason = ""
    _advance(
        locked,
        PartState.PAID,
        user,
        paid_on=paid_on,
        paid_by=user,
        shortfall=shortfall,
        shortfall_reason=shortfall_reason[:300],
        late_reason=late_reason[:300],
    )
    part.refresh_from_db()


# --- putting off ---------------------------------------------------------------------------------


def may_put_off(part: Part, user: User, table: dict = WITHHOLD) -> bool:
    """Whether ``user`` may put off (with RELEASE: pay after all) entries of the part as it stands."""
    code = part.unit.code
    return any(
        code.startswith(prefix) for action in table.get(part.state, ()) for prefix in user.prefixes(action)
    )


def _in_hand(part, user, table, act):
    if part.state in PART_FIXED:
        raise Refusal(f"{_called(part)}{part.get_state_display()}，不能再{act}；差额在下一个月补发或扣回。")
    if part.state not in table:
        raise Refusal(f"{_called(part)}{part.get_state_display()}，不能{act}；请先退回。")
    if not may_put_off(part, user, table):
        raise Refusal(f"{_called(part)}{part.get_state_display()}，不由您{act}；请由正在办理的单位{act}。")


def _write(part, entry, user, told, **fields):
    with _in_words():
        Entry.objects.filter(pk=entry.pk).update(**fields)
        with connection.cursor() as cursor:
            cursor.execute(TOTAL, [part.pk])
    PartLog.objects.create(
        part=part, from_state=part.state, to_state=part.state, actor=user, reason=told[:300]
    )
    entry.refresh_from_db()


@transaction.atomic
def withhold(*, entry: Entry, user: User, reason: str) -> None:
    """Put off somebody's pay with a reason: not paid and not in the totals; the next run owes it."""
    part = _locked(entry.part)
    reason = reason_given(reason, "暂缓发放的原因")[:200]
    _in_hand(part, user, WITHHOLD, "暂缓发放")
    told = f"暂缓发放{entry.person_name}：{reason}"
    _write(part, entry, user, told, withheld_reason=reason, withheld_by=user, withheld_at=timezone.now())


@transaction.atomic
def release(*, entry: Entry, user: User) -> None:
    """Pay somebody after all who was put off."""
    part = _locked(entry.part)
    _in_hand(part, user, RELEASE, "恢复发放")
    if not Entry.objects.filter(pk=entry.pk).exclude(withheld_reason="").exists():
        raise Refusal(f"{entry.person_name}没有暂缓发放，请刷新页面查看最新情况。")
    _write(
        part,
        entry,
        user,
        f"恢复发放{entry.person_name}",
        withheld_reason="",
        withheld_by=None,
        withheld_at=None,
    )
