"""To do about hires of open selection: to hand in, to approve, to mend, to appoint (P2.4, P5.1).

What a township has to do is told to the township alone, not to the county above it.
"""

from datetime import date

from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.home.todos.base import Todo, address, by_deadline, waiting
from recruitment.enums import ApplicationState, HireState
from recruitment.models import Application, Hire
from recruitment.queries import hires
from recruitment.services.hires import STATES

CLAUSE = "P2.4"
# Who makes the files and who hands them in.
OFFICE = (Action.SELECTION_RUN, Action.SELECTION_CONFIRM)
UNIT = "application__round__unit__code__in"


def _place(rounds) -> str:
    """The round's own page where it is one alone, else the list of rounds."""
    rounds = set(rounds)
    return address("recruitment:hires", rounds.pop()) if len(rounds) == 1 else address("recruitment:rounds")


def _told(what, rows, on, clause=CLAUSE) -> Todo | None:
    """Return how many files wait, and the first day of the hire as their deadline."""
    found = list(rows.order_by("pk").values_list("application__round", "start_on"))
    if not found:
        return None
    return by_deadline(what, [day for _, day in found], on, clause, _place(pk for pk, _ in found))


def hires_to_prepare(user: User, on: date) -> Todo | None:
    """Applicants shown to the public without objection whose file is not made yet."""
    if not user.can(Action.SELECTION_RUN):
        return None
    rows = Application.objects.visible_to(user, Action.SELECTION_RUN).filter(
        state=ApplicationState.CLEARED,
        hire=None,
        round__state__in=STATES,
        round__unit__code__in=user.prefixes(Action.SELECTION_RUN),
    )
    found = list(rows.order_by("pk").values_list("round", "opening__start_on"))
    if not found:
        return None
    url = _place(pk for pk, _ in found)
    return by_deadline("生成聘用材料", [day for _, day in found], on, CLAUSE, url)


def hires_to_hand_in(user: User, on: date) -> Todo | None:
    """Files that wait to be handed in by the office."""
    if not user.can(Action.SELECTION_CONFIRM):
        return None
    rows = Hire.objects.visible_to(user, Action.SELECTION_CONFIRM).filter(
        state=HireState.PREPARED,
        application__round__state__in=STATES,
        **{UNIT: user.prefixes(Action.SELECTION_CONFIRM)},
    )
    return _told("报送聘用材料", rows, on)


def hires_to_approve(user: User, on: date) -> Todo | None:
    """Files that wait for this user's decision, by the working days that the county has."""
    if not user.can(Action.SELECTION_APPROVE):
        return None
    rows = list(hires.to_approve(user))
    days = [hires.due_of(row).last_day for row in rows]
    return by_deadline("审批聘用", days, on, CLAUSE, address("recruitment:approvals", state="waiting"))


def hires_to_mend(user: User, on: date) -> Todo | None:
    """Files that the county sent back."""
    if not any(user.can(action) for action in OFFICE):
        return None
    rows = Hire.objects.none()
    for action in OFFICE:
        rows |= Hire.objects.visible_to(user, action).filter(**{UNIT: user.prefixes(action)})
    rows = rows.filter(state=HireState.RETURNED)
    found = waiting("补正退回的聘用材料", rows, "decided_at", CLAUSE, "recruitment:rounds")
    if found is None:
        return None
    rounds = rows.order_by("pk").values_list("application__round", flat=True)
    return Todo(found.what, found.count, found.state, CLAUSE, _place(rounds), since=found.since)


def hires_to_appoint(user: User, on: date) -> Todo | None:
    """Approved ones whose appointment is still to be made, before their first day."""
    if not user.can(Action.SELECTION_RUN):
        return None
    rows = Hire.objects.visible_to(user, Action.SELECTION_RUN).filter(
        state=HireState.APPROVED, **{UNIT: user.prefixes(Action.SELECTION_RUN)}
    )
    return _told("办理聘用和合同", rows, on, "P5.1")
