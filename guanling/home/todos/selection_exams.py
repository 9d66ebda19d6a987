"""To do about the examinations of open selection (P2.4, P6.3)."""

from datetime import date

from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.home.todos.base import Todo, address, by_deadline
from recruitment.enums import RoundState
from recruitment.models import Bonus
from recruitment.queries import exams as queries


def _where(rounds, name="recruitment:exams") -> str:
    """The one round's page, or the list of rounds where there are several."""
    return address(name, *rounds) if len(rounds) == 1 else address("recruitment:rounds")


def _todo(what, counted, on, clause_id="P2.4") -> Todo | None:
    """``counted``: the round of each thing that waits."""
    return by_deadline(what, [None] * len(counted), on, clause_id, _where(set(counted)))


def exams_to_prepare(user: User, on: date) -> Todo | None:
    """Examinations to be arranged and drawn before their day."""
    if not user.can(Action.SELECTION_RUN):
        return None
    rounds = list(queries.rounds_to_prepare(user, Action.SELECTION_RUN))
    days = [one.written_on if one.state == RoundState.WRITTEN else one.interview_on for one in rounds]
    return by_deadline("安排考试并抽签", days, on, "P2.4", _where({one.pk for one in rounds}))


def marks_to_enter(user: User, on: date) -> Todo | None:
    """Applicants whose marks lack a hand that the user may be."""
    if not user.can(Action.SELECTION_SCORE):
        return None
    rows = queries.seats_to_mark(user, Action.SELECTION_SCORE, on)
    return _todo("录入考试成绩", list(rows.order_by().values_list("exam__round", flat=True)), on)


def differences_to_settle(user: User, on: date) -> Todo | None:
    """Applicants whose two entries differ, where the user was neither hand."""
    if not user.can(Action.SELECTION_SCORE):
        return None
    rows = queries.differences_to_settle(user, Action.SELECTION_SCORE, on)
    return _todo("裁定不一致的成绩", list(rows.order_by().values_list("exam__round", flat=True)), on)


def marks_to_close(user: User, on: date) -> Todo | None:
    """Examinations whose marks are complete and wait to be closed."""
    if not user.can(Action.SELECTION_CONFIRM):
        return None
    rows = queries.exams_to_close(user, Action.SELECTION_CONFIRM, on)
    return _todo("确认考试成绩", list(rows.order_by().values_list("round", flat=True)), on)


def steps_to_finish(user: User, on: date) -> Todo | None:
    """Examinations whose results wait for the next step."""
    if not user.can(Action.SELECTION_CONFIRM):
        return None
    rows = queries.exams_to_finish(user, Action.SELECTION_CONFIRM)
    return _todo("按成绩转入下一环节", list(rows.order_by().values_list("round", flat=True)), on)


def bonuses_to_confirm(user: User, on: date) -> Todo | None:
    """Points by letter that somebody else registered."""
    if not user.can(Action.SELECTION_CONFIRM):
        return None
    rows = Bonus.objects.visible_to(user, Action.SELECTION_CONFIRM).filter(confirmed_at=None)
    rounds = list(rows.exclude(claimed_by=user).order_by().values_list("application__round", flat=True))
    return by_deadline(
        "核实考录加分", [None] * len(rounds), on, "P6.3", _where(set(rounds), "recruitment:exam-bonuses")
    )
