"""Check and medical, giving up, and the choice among equals (P2.4).

Which act is allowed in which of the round's states stands in recruitment.services.succession.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from appraisal.services.guards import demand, reason_given
from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.runs.errors import Refusal
from recruitment.enums import (
    IN_LINE,
    ApplicationState,
    CheckKind,
    CheckOutcome,
    OutGround,
)
from recruitment.models import Application, Check, Opening
from recruitment.rules import notices as rules
from recruitment.services.steps import advance_application, lock_application, lock_round
from recruitment.services.succession import (
    AFTER_EXAM,
    Moved,
    fall_out,
    lock_opening,
    needed_kinds,
    pass_when_complete,
    settle_round,
)
from roster.services.saving import save_checked

# Somebody is never checked by one person alone.
CHECKERS = 2
FAILED = {CheckKind.CHECK: OutGround.CHECK_FAILED, CheckKind.MEDICAL: OutGround.MEDICAL_FAILED}
# Who may still give up by this act; whom the county has approved, by that of the appointment.
MAY_DECLINE = (
    ApplicationState.WAITING,
    ApplicationState.CHECKING,
    ApplicationState.CHECKED,
    ApplicationState.NOTICE,
    ApplicationState.CLEARED,
)


@transaction.atomic
def record_check(
    *,
    application: Application,
    kind: str,
    outcome: str,
    held_on: date,
    by: Sequence[str],
    summary: str = "",
    user: User,
    today: date | None = None,
) -> Moved:
    """Record the outcome of somebody's check (``by``: two people) or medical (``by``: the hospital) (P2.4).

    The last of those needed that is passed moves the application on (考察体检合格); one that is failed takes
    it out, and the next in line moves up in the same transaction: returned. Refuses without the right, one
    recorded before, a medical where the plan has none, a day before the examination or ahead, fewer than two
    people, a check without summary, a medical with one: of health nothing is kept.
    """
    round_ = lock_round(application.round, *AFTER_EXAM)
    demand(user, Action.SELECTION_RUN, round_.unit.code)
    lock_opening(application.opening)
    found = lock_application(application, ApplicationState.CHECKING)
    if kind not in needed_kinds(round_):
        raise Refusal("这一批次的方案没有安排体检，不需要登记。")
    examined = round_.interview_on if round_.with_interview else round_.written_on
    if not examined <= held_on <= (today or timezone.localdate()):
        raise Refusal(f"日期应在考试（{examined.year}年{examined.month}月{examined.day}日）以后、今天以前。")
    names = list(dict.fromkeys(name.strip() for name in by if name.strip()))
    if kind == CheckKind.CHECK and len(names) < CHECKERS:
        raise Refusal("考察由两人进行，请填写两位考察人员的姓名。")
    if not names:
        raise Refusal("请填写体检医院。")
    if kind == CheckKind.CHECK:
        summary = reason_given(summary, "考察情况")
    if outcome not in CheckOutcome.values:
        raise Refusal("请选择结论：合格或不合格。")
    check = Check(
        application=found,
        kind=kind,
        outcome=outcome,
        held_on=held_on,
        by="、".join(names),
        summary=summary.strip(),
        entered_by=user,
    )
    save_checked(check)
    moved = Moved(str(found.opening))
    if outcome == CheckOutcome.FAILED:
        reason = f"{held_on.year}年{held_on.month}月{held_on.day}日{CheckKind(kind).label}不合格"
        moved = fall_out(found, FAILED[CheckKind(kind)], user=user, reason=reason)
    elif pass_when_complete(found, user=user):
        settle_round(round_, user=user)
    application.refresh_from_db()
    return moved


@transaction.atomic
def decline(*, application: Application, declared_on: date, user: User, today: date | None = None) -> Moved:
    """Record that a candidate has given up by a written statement of a day; the next in line moves up (P2.4).

    Refuses without the right, a day ahead, who is in no such step any more, and whose file lies with the
    county: there it is ended first.
    """
    round_ = lock_round(application.round, *AFTER_EXAM)
    demand(user, Action.SELECTION_RUN, round_.unit.code)
    found = lock_application(application, *MAY_DECLINE)
    if declared_on > (today or timezone.localdate()):
        raise Refusal("书面放弃的日期不能在今天以后。")
    if hasattr(found, "hire"):
        raise Refusal("此人的聘用审批已经建立；请先在“审批聘用”中按未到岗办理。")
    reason = f"本人{declared_on.year}年{declared_on.month}月{declared_on.day}日书面放弃"
    moved = fall_out(found, OutGround.DECLINED, user=user, reason=reason)
    application.refresh_from_db()
    return moved


@transaction.atomic
def choose(*, opening: Opening, chosen: Sequence[Application], reason: str, user: User) -> tuple[str, ...]:
    """Record whom the leading group has chosen among equals where more passed than there are places (P2.4).

    The others go back into the line (递补候选) and are the next when a place comes free; returns their names.
    Refuses without the right to confirm, while somebody of the opening is still being checked, a choice that
    passes over a better rank, and another number than there are places.
    """
    round_ = lock_round(opening.round, *AFTER_EXAM)
    demand(user, Action.SELECTION_CONFIRM, round_.unit.code)
    held = lock_opening(opening)
    reason = reason_given(reason, "领导小组研究的意见")
    line = Application.objects.filter(opening=held, state__in=IN_LINE).select_related("result")
    line = list(line.order_by("pk"))
    if any(one.state == ApplicationState.CHECKING for one in line):
        raise Refusal(f"{held}还有人正在考察体检；结论齐了再研究确定。")
    passed = [one for one in line if one.state == ApplicationState.CHECKED]
    places = held.open_places - (len(line) - len(passed))
    keys = {one.pk for one in chosen}
    if not keys <= {one.pk for one in passed}:
        raise Refusal("选定的人不在考察体检合格的人选之中，请刷新页面查看最新情况。")
    fault = rules.choice_fault([rules.Waiter(one.pk, one.result.rank) for one in passed], keys, places)
    if fault:
        raise Refusal(f"{fault}（{rules.CLAUSE}）。")
    others = [one for one in passed if one.pk not in keys]
    for one in others:
        advance_application(one, ApplicationState.WAITING, user=user, reason=f"名次相同，未选定：{reason}")
    settle_round(round_, user=user)
    return tuple(one.name for one in others)
