"""Objections to people on a notice: registered, looked into by one, answered by another (P2.4).

Who raised one is not recorded: no resident is in here.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from appraisal.services.guards import demand, may, reason_given
from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.runs.errors import Outrun, Refusal
from guanling.runs.states import move
from recruitment.enums import (
    OBJECTION_MOVES,
    ApplicationState,
    NoticeState,
    ObjectionState,
    OutGround,
)
from recruitment.models import NoticeLine, Objection
from recruitment.services.notices import lock_notice
from recruitment.services.steps import lock_application, lock_round
from recruitment.services.succession import AFTER_EXAM, Moved, fall_out
from roster.services.saving import save_checked

IT = "这件异议"
# An objection that is upheld takes these out; a later step is the county's to decide.
CAN_FALL = (
    ApplicationState.WAITING,
    ApplicationState.CHECKING,
    ApplicationState.CHECKED,
    ApplicationState.NOTICE,
)


def _lock(objection, *states):
    rows = Objection.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("line__application", "line__notice__round__unit").get(pk=objection.pk)
    if found.state not in states:
        raise Outrun(IT)
    return found


def _demand_either(user, code):
    if not may(user, Action.SELECTION_RUN, code):
        demand(user, Action.SELECTION_CONFIRM, code)


@transaction.atomic
def register(
    *,
    line: NoticeLine,
    received_on: date,
    signed: bool,
    content: str,
    user: User,
    today: date | None = None,
) -> Objection:
    """Register an objection to somebody on a running notice: what is said, never by whom.

    Also after the last day, as long as nobody has confirmed the end. Refuses without the right, a notice that
    does not run, who is not on it any more, a day before the notice or ahead, an empty text.
    """
    round_ = lock_round(line.notice.round, *AFTER_EXAM)
    _demand_either(user, round_.unit.code)
    notice = lock_notice(line.notice)
    if notice.state != NoticeState.RUNNING:
        raise Refusal(
            f"第{notice.serial}次公示{notice.get_state_display()}，不能再登记异议；"
            "县审批前收到的反映，请在审批时写明。"
        )
    application = lock_application(line.application)
    if application.state != ApplicationState.NOTICE:
        raise Refusal("此人已经不在公示名单上，不需要登记异议。")
    if not notice.first_day <= received_on <= (today or timezone.localdate()):
        raise Refusal("收到日期应在公示开始以后、今天以前。")
    objection = Objection(
        line=line,
        received_on=received_on,
        signed=signed,
        content=reason_given(content, "反映的问题"),
        received_by=user,
    )
    save_checked(objection)
    return objection


@transaction.atomic
def examine(*, objection: Objection, findings: str, user: User) -> None:
    """Write down what looking into an objection has found (已受理 → 已核查)."""
    round_ = lock_round(objection.line.notice.round, *AFTER_EXAM)
    _demand_either(user, round_.unit.code)
    found = _lock(objection, ObjectionState.RECEIVED)
    move(
        found,
        ObjectionState.EXAMINED,
        OBJECTION_MOVES,
        called=IT,
        findings=reason_given(findings, "核查情况"),
        examined_by=user,
        examined_at=timezone.now(),
        returned="",
    )
    objection.refresh_from_db()


def _decider(found, round_, user):
    demand(user, Action.SELECTION_CONFIRM, round_.unit.code)
    if found.examined_by_id == user.pk:
        raise Refusal("核查的人不能决定自己核查的异议；请由另一位有权人员决定。")


@transaction.atomic
def send_back(*, objection: Objection, remark: str, user: User) -> None:
    """Have an objection looked into again (已核查 → 已受理); the findings stay to be added to.

    Refuses without the right to confirm, who looked into it, an empty remark.
    """
    round_ = lock_round(objection.line.notice.round, *AFTER_EXAM)
    found = _lock(objection, ObjectionState.EXAMINED)
    _decider(found, round_, user)
    remark = reason_given(remark, "退回核查的意见")
    move(
        found,
        ObjectionState.RECEIVED,
        OBJECTION_MOVES,
        called=IT,
        examined_by=None,
        examined_at=None,
        returned=remark,
    )
    objection.refresh_from_db()


@transaction.atomic
def decide(*, objection: Objection, upheld: bool, answer: str, user: User) -> Moved:
    """Answer an objection: dismissed, or upheld; then the person is out and the next in line moves up.

    The notice runs on for the others. Returns who moved up. Refuses without the right to confirm, who looked
    into it, an empty answer. Somebody already out stays so; the answer is recorded all the same.
    """
    round_ = lock_round(objection.line.notice.round, *AFTER_EXAM)
    found = _lock(objection, ObjectionState.EXAMINED)
    _decider(found, round_, user)
    move(
        found,
        ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED,
        OBJECTION_MOVES,
        called=IT,
        answer=reason_given(answer, "答复"),
        decided_by=user,
        decided_at=timezone.now(),
    )
    objection.refresh_from_db()
    application = lock_application(found.line.application)
    if not upheld or application.state not in CAN_FALL:
        return Moved(str(application.opening))
    return fall_out(
        application,
        OutGround.OBJECTION,
        user=user,
        reason=f"第{found.line.notice.serial}次公示的异议成立",
    )
