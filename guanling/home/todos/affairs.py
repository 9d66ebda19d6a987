"""To do about changes, moves, agreements, places and units."""

from datetime import date

from django.db.models import Count, Min, Q

from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.accounts.models import User
from guanling.home.todos.base import Todo, address, waiting
from roster.enums import ChangeState, ExceptionState, UnitChangeState
from roster.models import Agreement, Change, Move, PlaceException, UnitChange
from roster.queries import agreements, moves


def changes_to_file(user: User, on: date) -> Todo | None:
    """Changes that wait for this user's filing; nobody files what they entered (P5.1)."""
    if not user.can(Action.CHANGE_FILE):
        return None
    rows = Change.objects.visible_to(user, Action.CHANGE_FILE).exclude(made_by=user)
    rows = rows.filter(state=ChangeState.WAITING)
    return waiting("审核并备案变动", rows, "made_at", "P5.1", "roster:changes", state="waiting")


def returned_changes(user: User, on: date) -> Todo | None:
    """Changes that the county sent back: to the township's clerks, else to who entered them (P5.1)."""
    prefixes = user.prefixes(Action.PERSON_EDIT)
    if not prefixes:
        return None
    theirs = Q(made_by=user)
    for prefix in prefixes:
        if len(prefix) > COUNTY_DIGITS:
            theirs |= Q(unit_code__startswith=prefix)
    rows = Change.objects.visible_to(user, Action.PERSON_EDIT).filter(theirs, state=ChangeState.RETURNED)
    return waiting("改正退回的变动", rows, "made_at", "P5.1", "roster:changes", state="returned")


def moves_waiting(user: User, on: date) -> Todo | None:
    """Moves and renewals that wait for this user's letter, decision or mending (N3.1, N3.2, P2.5)."""
    if not user.can(Action.FILE_VIEW):
        return None
    rows = Move.objects.visible_to(user, Action.FILE_VIEW).filter(moves.waiting_for(user))
    counted = rows.order_by().aggregate(number=Count("pk"), first=Min("day"))
    if not counted["number"]:
        return None
    url = address("roster:moves", state="mine")
    state = "overdue" if counted["first"] < on else "open"
    return Todo("办理调动和续聘", counted["number"], state, "N3.2", url, deadline=counted["first"])


def agreements_to_file(user: User, on: date) -> Todo | None:
    """Signed contracts, letters and duty sheets that wait for this user's filing (P5.1, N6.1)."""
    if not user.can(Action.AGREEMENT_FILE):
        return None
    signed = agreements.waiting_for_filing(Agreement.objects.visible_to(user, Action.AGREEMENT_FILE))
    rows = signed.exclude(prepared_by=user).exclude(recorded_by=user)
    return waiting("备案合同、责任书和职责书", rows, "prepared_at", "P5.1", "roster:agreements-filing")


def exceptions_to_decide(user: User, on: date) -> Todo | None:
    """Requests for places beyond the number that wait for this user (N1.1, P2.2)."""
    if not user.can(Action.EXCEPTION_APPROVE):
        return None
    rows = PlaceException.objects.visible_to(user, Action.EXCEPTION_APPROVE).exclude(proposed_by=user)
    rows = rows.filter(state=ExceptionState.PROPOSED)
    return waiting("核准超编申请", rows, "proposed_at", "P2.2", "roster:exceptions", state="proposed")


def unit_changes_to_decide(user: User, on: date) -> Todo | None:
    """Changes of units that wait for this user's decision (P5.4)."""
    if not user.can(Action.UNIT_CHANGE_CONFIRM):
        return None
    rows = UnitChange.objects.visible_to(user, Action.UNIT_CHANGE_CONFIRM).exclude(proposed_by=user)
    rows = rows.filter(state=UnitChangeState.PROPOSED)
    return waiting("审核区划调整", rows, "proposed_at", "P5.4", "roster:unit-changes")


def unit_changes_to_mend(user: User, on: date) -> Todo | None:
    """The user's own changes of units that were not agreed to, or could not be carried out on their day."""
    if not user.can(Action.UNIT_CHANGE_PROPOSE):
        return None
    stuck = Q(state=UnitChangeState.REJECTED) | Q(state=UnitChangeState.APPROVED) & ~Q(problem="")
    rows = UnitChange.objects.visible_to(user, Action.UNIT_CHANGE_PROPOSE).filter(stuck, proposed_by=user)
    return waiting("改正区划调整", rows, "proposed_at", "P5.4", "roster:unit-changes")
