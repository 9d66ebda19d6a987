"""What a user has to do today: asked of the facts each time, stored nowhere, gone when it is done.

Each kind of work is one small function ``(user, on) -> Todo | None`` in :data:`KINDS`; a part of the work
that has something to do adds its function there. It asks only for rows that the user may act on, and counts
them: the list behind the link tells them one by one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from appraisal.enums import MonthState, SheetState
from appraisal.models import Sheet
from appraisal.queries.sheets import deadlines
from appraisal.rules import month_end
from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.documents.enums import BatchState
from guanling.documents.models import ImportBatch
from guanling.policy.queries import at
from guanling.policy.rules import clause
from roster.enums import ChangeState, ExceptionState, PostKind, UnitChangeState
from roster.models import Agreement, Appointment, Change, Move, PlaceException, UnitChange
from roster.queries import agreements, moves, terms
from roster.queries.stability import SOON
from roster.queries.vacancies import vacancies

# Who enters what happens in the posts of a place, and who answers for it.
RESPONSIBLE = (Action.PERSON_EDIT, Action.MOVE_SEND)
# A division code begins with its county's.
COUNTY_DIGITS = 6


@dataclass(frozen=True)
class Todo:
    """Something to do: how many, by when at the earliest, by which clause, and where.

    ``state``: ``overdue``, ``soon`` or ``open``; ``since`` is the oldest day where there is no deadline.
    """

    what: str
    count: int
    state: str
    clause_id: str
    url: str
    deadline: date | None = None
    since: date | None = None
    detail: str = ""

    @property
    def source(self) -> str:
        """The clause as cited."""
        return clause(self.clause_id).citation


def todos(user: User, on: date) -> list[Todo]:
    """Return what ``user`` has to do on ``on``: what is overdue first, then by deadline.

    The number of statements does not depend on the number of people, months or uploads.
    """
    found = [todo for kind in KINDS if (todo := kind(user, on)) is not None]
    order = {"overdue": 0, "soon": 1, "open": 2}
    return sorted(found, key=lambda todo: (order[todo.state], todo.deadline or todo.since or date.max))


def _address(name, *arguments, **query) -> str:
    """The address of the list, narrowed to what is to be done."""
    address = reverse(name, args=arguments)
    return f"{address}?{urlencode(query)}" if query else address


def _prefixes(user, *actions) -> list[str]:
    """The division codes below which the user may do one of ``actions``."""
    return sorted({prefix for action in actions for prefix in user.prefixes(action)})


# --- posts ---------------------------------------------------------------------------------------


def vacant_posts(user: User, on: date) -> Todo | None:
    """Vacancies to fill: those past their deadline, else those close to it (P2.7)."""
    prefixes = _prefixes(user, *RESPONSIBLE)
    if not prefixes:
        return None
    found = vacancies(on, PostKind.POPULATION_DIRECTOR, prefixes)
    by_state = {
        state: [vacancy for vacancy in found if vacancy.state == state] for state in ("overdue", "soon")
    }
    state = next((state for state, rows in by_state.items() if rows), "")
    if not state:
        return None
    rows, soon = by_state[state], by_state["soon"]
    unattended = sum(vacancy.acting is None for vacancy in rows)
    told = [f"其中 {unattended} 个无人代行"] if unattended else []
    if state == "overdue" and soon:
        told.append(f"另有 {len(soon)} 个临期")
    return Todo(
        "补选空缺的人口主任（已超过期限）" if state == "overdue" else "补选空缺的人口主任（期限将满）",
        len(rows),
        state,
        "P2.7",
        _address("roster:vacancies", on="", kind=PostKind.POPULATION_DIRECTOR.value, state=state),
        deadline=min(vacancy.deadline.day for vacancy in rows),
        detail="，".join(told),
    )


def ending_terms(user: User, on: date) -> Todo | None:
    """Terms that end within the county's days of warning (P2.5)."""
    found = _count_terms(
        user,
        lambda rows, county: terms.ending(rows, on, at(county, on).get(SOON) or 0),
    )
    if found is None:
        return None
    number, first = found
    url = _address("roster:stability", on="", state="ending")
    return Todo("聘期将满，准备续聘或另行选聘", number, "soon", "P2.5", url, deadline=first)


def ended_terms(user: User, on: date) -> Todo | None:
    """Terms that are over with nothing recorded since: neither renewed nor left (P2.5)."""
    found = _count_terms(user, lambda rows, county: terms.ran_out(rows, on))
    if found is None:
        return None
    number, first = found
    url = _address("roster:people", on="", state="ran_out")
    return Todo("聘期已满，没有办理续聘或离任", number, "overdue", "P2.5", url, deadline=first)


def _count_terms(user, narrow) -> tuple[int, date] | None:
    """Return (number, first of the terms' last days) over the counties of the user, or None."""
    prefixes = _prefixes(user, *RESPONSIBLE)
    if not prefixes:
        return None
    visible = Appointment.objects.none()
    for action in RESPONSIBLE:
        visible |= Appointment.objects.visible_to(user, action)
    found = []
    for county in sorted({prefix[:COUNTY_DIGITS] for prefix in prefixes}):
        rows = narrow(visible.filter(post__unit__code__startswith=county), county)
        counted = rows.order_by().aggregate(number=Count("pk"), first=Min("valid_to"))
        if counted["number"]:
            found.append((counted["number"], counted["first"]))
    return (sum(row[0] for row in found), min(row[1] for row in found)) if found else None


# --- changes -------------------------------------------------------------------------------------


def changes_to_file(user: User, on: date) -> Todo | None:
    """Changes that wait for this user's filing; nobody files what they entered (P5.1)."""
    if not user.can(Action.CHANGE_FILE):
        return None
    rows = Change.objects.visible_to(user, Action.CHANGE_FILE).exclude(made_by=user)
    rows = rows.filter(state=ChangeState.WAITING)
    return _waiting("审核并备案变动", rows, "made_at", "P5.1", "roster:changes", state="waiting")


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
    return _waiting("改正退回的变动", rows, "made_at", "P5.1", "roster:changes", state="returned")


# --- moves, agreements, places, units -------------------------------------------------------------


def moves_waiting(user: User, on: date) -> Todo | None:
    """Moves and renewals that wait for this user's letter, decision or mending (N3.1, N3.2, P2.5)."""
    if not user.can(Action.FILE_VIEW):
        return None
    rows = Move.objects.visible_to(user, Action.FILE_VIEW).filter(moves.waiting_for(user))
    counted = rows.order_by().aggregate(number=Count("pk"), first=Min("day"))
    if not counted["number"]:
        return None
    url = _address("roster:moves", state="mine")
    state = "overdue" if counted["first"] < on else "open"
    return Todo("办理调动和续聘", counted["number"], state, "N3.2", url, deadline=counted["first"])


def agreements_to_file(user: User, on: date) -> Todo | None:
    """Signed contracts, letters and duty sheets that wait for this user's filing (P5.1, N6.1)."""
    if not user.can(Action.AGREEMENT_FILE):
        return None
    waiting = agreements.waiting_for_filing(Agreement.objects.visible_to(user, Action.AGREEMENT_FILE))
    rows = waiting.exclude(prepared_by=user).exclude(recorded_by=user)
    return _waiting("备案合同、责任书和职责书", rows, "prepared_at", "P5.1", "roster:agreements-filing")


def exceptions_to_decide(user: User, on: date) -> Todo | None:
    """Requests for places beyond the number that wait for this user (N1.1, P2.2)."""
    if not user.can(Action.EXCEPTION_APPROVE):
        return None
    rows = PlaceException.objects.visible_to(user, Action.EXCEPTION_APPROVE).exclude(proposed_by=user)
    rows = rows.filter(state=ExceptionState.PROPOSED)
    return _waiting("核准超编申请", rows, "proposed_at", "P2.2", "roster:exceptions", state="proposed")


def unit_changes_to_decide(user: User, on: date) -> Todo | None:
    """Changes of units that wait for this user's decision (P5.4)."""
    if not user.can(Action.UNIT_CHANGE_CONFIRM):
        return None
    rows = UnitChange.objects.visible_to(user, Action.UNIT_CHANGE_CONFIRM).exclude(proposed_by=user)
    rows = rows.filter(state=UnitChangeState.PROPOSED)
    return _waiting("审核区划调整", rows, "proposed_at", "P5.4", "roster:unit-changes")


def unit_changes_to_mend(user: User, on: date) -> Todo | None:
    """The user's own changes of units that were not agreed to, or could not be carried out on their day."""
    if not user.can(Action.UNIT_CHANGE_PROPOSE):
        return None
    stuck = Q(state=UnitChangeState.REJECTED) | Q(state=UnitChangeState.APPROVED) & ~Q(problem="")
    rows = UnitChange.objects.visible_to(user, Action.UNIT_CHANGE_PROPOSE).filter(stuck, proposed_by=user)
    return _waiting("改正区划调整", rows, "proposed_at", "P5.4", "roster:unit-changes")


def _waiting(what, rows, since, clause_id, name, **query) -> Todo | None:
    """Return how many of ``rows`` wait, since the oldest moment in field ``since``, or None."""
    counted = rows.order_by().aggregate(number=Count("pk"), first=Min(since))
    if not counted["number"]:
        return None
    day = timezone.localdate(counted["first"]) if counted["first"] else None
    return Todo(what, counted["number"], "open", clause_id, _address(name, **query), since=day)


# --- month ---------------------------------------------------------------------------------------


def sheets_to_fill(user: User, on: date) -> Todo | None:
    """Sheets of open months that the township's clerk has yet to fill in (P6.1)."""
    return _sheets(user, on, "填报月考核表", (Action.SHEET_ENTER, SheetState.DRAFT, "due"))


def sheets_to_submit(user: User, on: date) -> Todo | None:
    """Sheets of open months that the office director has yet to submit (P6.1)."""
    return _sheets(user, on, "核对并提交月考核表", (Action.SHEET_SUBMIT, SheetState.DRAFT, "due"))


def sheets_to_mend(user: User, on: date) -> Todo | None:
    """Sheets that the county sent back (P6.1)."""
    action = Action.SHEET_ENTER if user.can(Action.SHEET_ENTER) else Action.SHEET_SUBMIT
    return _sheets(user, on, "修改退回的月考核表", (action, SheetState.RETURNED, "due"))


def sheets_to_review(user: User, on: date) -> Todo | None:
    """Sheets that wait for the county's review (P6.1)."""
    return _sheets(user, on, "审核月考核表", (Action.SHEET_REVIEW, SheetState.SUBMITTED, "review"))


def _sheets(user, on, what, turn) -> Todo | None:
    """Return the sheets of open months of which it is the user's turn.

    ``turn``: (right, state of the sheet, which of the month's deadlines); the earliest month's is told.
    """
    action, state, step = turn
    if not user.can(action):
        return None
    rows = (
        Sheet.objects.visible_to(user, action)
        .filter(month__state=MonthState.OPEN, state=state)
        .values_list("month__county__code", "month__first_day")
        .annotate(number=Count("pk"), sheet=Min("pk"))
        .order_by("month__first_day")
    )
    found = list(rows)
    if not found:
        return None
    county, first_day, _, sheet = found[0]
    number = sum(row[2] for row in found)
    held = deadlines(county, [first_day]).get(first_day)
    deadline = getattr(held, step) if held else None
    urgency = "soon" if on > month_end(first_day) else "open"
    if deadline and on > deadline:
        urgency = "overdue"
    if number == 1:
        url = _address("appraisal:sheet", sheet)
    elif len(found) == 1:
        url = _address("appraisal:month", f"{first_day:%Y-%m}")
    else:
        url = _address("appraisal:months")
    months = "、".join(f"{day.year}年{day.month}月" for _, day, *_ in found[:3])
    more = f"等 {len(found)} 个月" if len(found) > 3 else ""
    return Todo(what, number, urgency, "P6.1", url, deadline=deadline, detail=f"{months}{more}")


# --- imports -------------------------------------------------------------------------------------


def failed_imports(user: User, on: date) -> Todo | None:
    """The user's own uploads that could not be taken over, until a later one was saved (P5.4)."""
    mine = ImportBatch.objects.visible_to(user, Action.IMPORT).filter(uploaded_by=user)
    saved = mine.filter(state=BatchState.SAVED).aggregate(newest=Max("pk"))["newest"] or 0
    failed = Q(state=BatchState.FAILED) | Q(state=BatchState.CHECKED, rejected_count__gt=0)
    counted = mine.filter(failed, pk__gt=saved).aggregate(
        number=Count("pk"), first=Min("uploaded_at"), newest=Max("pk")
    )
    number = counted["number"]
    if not number:
        return None
    url = _address("documents:import", counted["newest"]) if number == 1 else _address("documents:imports")
    since = timezone.localdate(counted["first"])
    return Todo("改正没有导入成功的表格", number, "open", "P5.4", url, since=since)


KINDS: tuple[Callable[[User, date], Todo | None], ...] = (
    vacant_posts,
    ended_terms,
    ending_terms,
    sheets_to_mend,
    sheets_to_fill,
    sheets_to_submit,
    sheets_to_review,
    changes_to_file,
    returned_changes,
    moves_waiting,
    agreements_to_file,
    exceptions_to_decide,
    unit_changes_to_decide,
    unit_changes_to_mend,
    failed_imports,
)
