"""To do about supervision, reviews, the year, appeals and leaving (P5.2, P5.3, P6.1, A6.1, P8.1, P8.2)."""

from datetime import date

from django.db.models import Q

from appraisal.enums import CaseState, MonthState, YearSheetState, YearState
from appraisal.models import Month, Year, YearSheet
from appraisal.queries import appeals, cases, counts, incidents, reports, reviews, sweeps, talks, visits
from appraisal.queries.sheets import deadlines
from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.home.todos.base import Todo, address, by_deadline, waiting


def _by_deadline(what, found, on, clause_id, name, **query) -> Todo | None:
    """Return how many rows wait and the nearest of their deadlines, or None; ``found`` is (rows, field)."""
    rows, field = found
    days = rows.order_by().values_list(field, flat=True)
    return by_deadline(what, days, on, clause_id, address(name, **query))


def reports_to_enter(user: User, on: date) -> Todo | None:
    """Villages of the user whose work report of the open month is missing (P4.1, P5.3)."""
    if not user.can(Action.REPORT_ENTER):
        return None
    opened = Month.objects.visible_to(user, Action.REPORT_ENTER).filter(state=MonthState.OPEN)
    month = opened.select_related("county").order_by("first_day").first()
    if month is None:
        return None
    lacking = sum(row.report is None for row in reports.rows_of(user, month))
    if not lacking:
        return None
    # They stand beside the month's sheet and are due with it.
    held = deadlines(month.county.code, [month.first_day]).get(month.first_day)
    state = "overdue" if held and held.due < on else "open"
    url = address("appraisal:reports", month=month.period)
    return Todo(f"填报{month}村级工作报告", lacking, state, "P5.3", url, deadline=held.due if held else None)


def visits_to_make(user: User, on: date) -> Todo | None:
    """Planned visits of the user whose day has passed or is near (P6.1)."""
    if not user.can(Action.VISIT_RUN):
        return None
    rows = visits.planned_past(user, on) | visits.planned_soon(user, on)
    return _by_deadline("开展督查", (rows, "planned_on"), on, "P6.1", "appraisal:visits", state="planned")


def rechecks_due(user: User, on: date) -> Todo | None:
    """Problems found on visits whose time to mend has run out (P6.1)."""
    if not user.can(Action.VISIT_RUN):
        return None
    rows = visits.rechecks_due(user, on)
    return _by_deadline("复查督查问题", (rows, "mend_by"), on, "P6.1", "appraisal:rechecks", state="due")


def ballots_to_count(user: User, on: date) -> Todo | None:
    """Reviews whose ballots the user may count (P5.2)."""
    if not user.can(Action.REVIEW_COUNT):
        return None
    return waiting("评议计票", reviews.awaiting(user, on), "made_at", "P5.2", "appraisal:reviews", mine="on")


def counts_to_confirm(user: User, on: date) -> Todo | None:
    """Yearly counts of villages that wait for a second person (P8.2b)."""
    if not user.can(Action.COUNT_CONFIRM):
        return None
    return waiting("复核村年度数", counts.to_confirm(user), "recorded_at", "P8.2b", "appraisal:counts")


def incidents_to_decide(user: User, on: date) -> Todo | None:
    """Allegations that wait for this user's decision (P8.2)."""
    if not user.can(Action.INCIDENT_CONFIRM):
        return None
    rows = incidents.to_decide(user)
    return waiting("核实登记的情形", rows, "recorded_at", "P8.2", "appraisal:incidents", state="alleged")


def appeals_to_examine(user: User, on: date) -> Todo | None:
    """Appeals against results that wait to be examined (P6.1)."""
    if not user.can(Action.CORRECTION_PROPOSE):
        return None
    rows = appeals.to_examine(user)
    return _by_deadline("核查考核申诉", (rows, "due_on"), on, "P6.1", "appraisal:appeals", state="filed")


def appeals_to_decide(user: User, on: date) -> Todo | None:
    """Appeals against results that wait for this user's decision (P6.1)."""
    if not user.can(Action.CORRECTION_DECIDE):
        return None
    rows = appeals.to_decide(user)
    return _by_deadline("决定考核申诉", (rows, "due_on"), on, "P6.1", "appraisal:appeals", state="examined")


def year_sheets(user: User, on: date) -> Todo | None:
    """Sheets of the year that wait for the user's entering, handing in or acceptance (P5.2)."""
    waits = Q(pk__in=[])
    unfinished = (YearSheetState.DRAFT, YearSheetState.RETURNED)
    for action, states in (
        (Action.YEAR_ENTER, unfinished),
        (Action.YEAR_SUBMIT, unfinished),
        (Action.YEAR_CONFIRM, (YearSheetState.SUBMITTED,)),
    ):
        if user.can(action):
            theirs = YearSheet.objects.visible_to(user, action).filter(state__in=states)
            waits |= Q(pk__in=theirs.values("pk"))
    rows = YearSheet.objects.filter(waits, year__state=YearState.OPEN).exclude(submitted_by=user)
    return waiting("办理年度考核表", rows, "year__opened_at", "P5.2", "appraisal:years")


def years_to_confirm(user: User, on: date) -> Todo | None:
    """Public notices of the excellent that are over and wait for this user's confirmation (P5.2)."""
    if not user.can(Action.YEAR_CONFIRM):
        return None
    rows = Year.objects.visible_to(user, Action.YEAR_CONFIRM).filter(
        state=YearState.NOTICED, notice_to__lt=on
    )
    return waiting("确定年度考核结果", rows.exclude(graded_by=user), "computed_at", "P5.2", "appraisal:years")


def sweep_findings(user: User, on: date) -> Todo | None:
    """Findings of the sweep that nobody has taken up or set aside (P8.1, P8.2)."""
    if not (user.can(Action.CASE_HANDLE) or user.can(Action.CASE_FILE)):
        return None
    rows = sweeps.waiting(user)
    return waiting("处理排查结果", rows, "found_at", "P8.2", "appraisal:sweep-findings", state="open")


def talks_to_hold(user: User, on: date) -> Todo | None:
    """Talks about last places that have not been held (A6.1)."""
    if not user.can(Action.TALK_RUN):
        return None
    rows = talks.to_hold(user)
    return waiting("末位约谈", rows, "proposed_at", "A6.1", "appraisal:talks", state="proposed")


def talks_to_review(user: User, on: date) -> Todo | None:
    """Posts to be looked at again after a talk (A6.1)."""
    if not user.can(Action.TALK_RUN):
        return None
    rows = talks.to_review(user)
    return _by_deadline("复核约谈后的岗位", (rows, "review_by"), on, "A6.1", "appraisal:talks", state="held")


def cases_waiting(user: User, on: date) -> Todo | None:
    """Cases of leaving whose next step is the user's, with the nearest deadline (P8.1, P8.2)."""
    if not user.can(Action.CASE_VIEW):
        return None
    rows = cases.waiting_for(user, on)
    return _by_deadline("办理解聘辞退事项", (rows, "due_on"), on, "P8.2", "appraisal:cases", state="open")


def own_cases(user: User, on: date) -> Todo | None:
    """The user's own cases in which a statement may be made (P8.2)."""
    if not user.can(Action.OWN_VIEW):
        return None
    days = list(cases.own_cases(user).filter(state=CaseState.NOTICED).values_list("person_until", flat=True))
    if not days:
        return None
    return Todo("陈述申辩", len(days), "soon", "P8.2", address("appraisal:own-case"), deadline=min(days))
