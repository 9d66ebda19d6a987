"""Who falls out after the examination, who moves up for it, and which step the round is then in (P2.4).

From the examination's end to the appointment the applications carry the progress, one by one: a first batch
can be approved while those who moved up are still being checked. The round's own state is the furthest step
that is open for anybody (``settle_round``). So the acts of this part ask for the state of the application, of
the notice, of the objection, and of the round only that it is past its examination and not over
(``AFTER_EXAM``):

===================================  ================================================================
act                                  allowed in the round's states
===================================  ================================================================
record a check or medical            CHECKING, NOTICE, APPROVING, APPOINTING (application CHECKING)
give up                              the same (application WAITING … CLEARED, no file at the county)
choose among equals                  the same (applications CHECKED, none of the opening CHECKING)
release a place                      the same (nobody waits, a place is free)
prepare a notice                     the same (applications CHECKED, no notice of the round PREPARED)
publish, stop, confirm a notice      the same (notice PREPARED / RUNNING)
register, examine, decide objections the same (registering: notice RUNNING, person in NOTICE)
===================================  ================================================================

The round goes forward CHECKING → NOTICE → APPROVING with the furthest of its applications, and back to
CHECKING (and from there to NOTICE) only when nobody is in a further step any more. It is never taken back
while somebody waits for the county or for the appointment; those acts find it in APPROVING or APPOINTING.
"""

from dataclasses import dataclass

from django.db import transaction

from guanling.accounts.models import User
from guanling.runs.errors import Refusal
from recruitment.enums import (
    IN_LINE,
    ApplicationState,
    CheckKind,
    CheckOutcome,
    RoundState,
)
from recruitment.models import Application, Opening, Round
from recruitment.rules import notices as rules
from recruitment.services.steps import advance_application, advance_round, lock_application, lock_round

AFTER_EXAM = (RoundState.CHECKING, RoundState.NOTICE, RoundState.APPROVING, RoundState.APPOINTING)
# In which step of the round an application stands.
STEP_OF = {
    ApplicationState.CHECKING: RoundState.CHECKING,
    ApplicationState.CHECKED: RoundState.CHECKING,
    ApplicationState.NOTICE: RoundState.NOTICE,
    ApplicationState.CLEARED: RoundState.APPROVING,
    ApplicationState.APPROVED: RoundState.APPOINTING,
}


@dataclass(frozen=True)
class Moved:
    """Who moved up for whom: ``names`` of those; ``tied`` equals; ``unfilled`` places with nobody left."""

    opening: str
    names: tuple[str, ...] = ()
    tied: bool = False
    unfilled: int = 0

    @property
    def told(self) -> str:
        """What the page says of it; empty where no place came free."""
        if self.names:
            equals = "名次相同，考察后由领导小组研究确定；" if self.tied else ""
            rest = f"另有 {self.unfilled} 个名额无人递补；" if self.unfilled else ""
            return f"{self.opening}由{'、'.join(self.names)}递补进入考察；{equals}{rest}"[:-1] + "。"
        if self.unfilled:
            return f"{self.opening}有 {self.unfilled} 个名额无人递补，可以取消名额或另行选聘。"
        return ""


def lock_opening(opening: Opening) -> Opening:
    """Return the opening as it stands now, locked to the end of the transaction.

    Whoever takes somebody out of its line or lets somebody move up holds this lock: two at once would each
    still see the other's candidate in place, or both the same next.
    """
    rows = Opening.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("round").get(pk=opening.pk)


def needed_kinds(round_: Round) -> tuple[CheckKind, ...]:
    """Return what somebody of the round must pass before the public notice."""
    return (CheckKind.CHECK, CheckKind.MEDICAL) if round_.with_medical else (CheckKind.CHECK,)


def pass_when_complete(application: Application, *, user: User) -> bool:
    """Move an application in CHECKING on when all its checks are passed; return whether they are."""
    passed = set(application.checks.filter(outcome=CheckOutcome.PASSED).values_list("kind", flat=True))
    if not passed.issuperset(needed_kinds(application.round)):
        return False
    advance_application(application, ApplicationState.CHECKED, user=user, reason="考察体检合格")
    return True


def move_up(opening: Opening, *, user: User) -> Moved:
    """Let the next in line into the free places of an opening (P2.4); call it with the opening locked.

    WAITING → CHECKING by rank, equals at the last rank together, each logged; for whom is not told in another
    person's record. Who was checked before (an equal who was not chosen then) has passed already.
    """
    free = opening.open_places - Application.objects.filter(opening=opening, state__in=IN_LINE).count()
    waiting = list(
        Application.objects.filter(opening=opening, state=ApplicationState.WAITING)
        .select_related("round", "opening", "result")
        .order_by("pk")
    )
    found = rules.next_in_line(
        [rules.Waiter(one.pk, one.result.rank if hasattr(one, "result") else None) for one in waiting], free
    )
    by_key = {one.pk: one for one in waiting}
    moving = [by_key[key] for key in found.moving]
    for one in moving:
        advance_application(one, ApplicationState.CHECKING, user=user, reason="名额空出，递补")
        pass_when_complete(one, user=user)
    return Moved(str(opening), tuple(one.name for one in moving), found.tied, found.unfilled)


@transaction.atomic
def fall_out(application: Application, ground: str, *, user: User, reason: str, settle: bool = True) -> Moved:
    """Take somebody out of the line and let the next in line move up, in one transaction (P2.4).

    The right, and from which state this may be, are the caller's to check; the opening is locked here. The
    round follows unless ``settle`` is False (the caller still has moves to make).
    """
    lock_round(application.round, *AFTER_EXAM)
    opening = lock_opening(application.opening)
    found = lock_application(application, *IN_LINE, ApplicationState.WAITING)
    held = found.state in IN_LINE
    advance_application(
        found, ApplicationState.OUT, user=user, reason=reason, out_ground=ground, out_reason=reason[:300]
    )
    moved = Moved(str(opening))
    if held:
        moved = move_up(opening, user=user)
    if settle:
        settle_round(opening.round, user=user, reason=reason)
    application.refresh_from_db()
    return moved


def settle_round(round_: Round, *, user: User, reason: str = "") -> None:
    """Move the round to the furthest step that is open for one of its applications; each move is logged.

    Nobody in line, or a round that is further while somebody still waits for the county: it stays.
    """
    round_.refresh_from_db()
    if round_.state not in AFTER_EXAM:
        raise Refusal(f"{round_.title}目前处于“{round_.get_state_display()}”，不在考察公示环节。")
    states = set(round_.applications.filter(state__in=STEP_OF).values_list("state", flat=True))
    if not states:
        return
    order = AFTER_EXAM.index
    target = max((STEP_OF[state] for state in states), key=order)
    if order(target) < order(round_.state) and target != RoundState.APPROVING:
        advance_round(round_, RoundState.CHECKING, user=user, reason=reason[:300])
    while order(round_.state) < order(target):
        advance_round(round_, AFTER_EXAM[order(round_.state) + 1], user=user, reason=reason[:300])
