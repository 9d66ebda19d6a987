"""One's own training (本人): invitations, the code to sign in, attendance, results, certificates."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.runs.errors import Refusal
from roster.models import Person
from training.enums import CATEGORY_CLAUSES, SESSION_COUNTS, Outcome, Presence, SessionState
from training.models import Enrolment, SignInCode
from training.queries import sessions as queries
from training.services import codes
from training.services import enrolments as services
from training.views.taking import mine_panel


def _person(request):
    people = Person.objects.visible_to(request.user, Action.OWN_VIEW)
    return people.filter(account=request.user).first()


def _own_rows(request):
    rows = Enrolment.objects.visible_to(request.user, Action.OWN_VIEW)
    return rows.filter(person__account=request.user)


def _page(request, person, *, leave=None, status=200):
    """The own page; ``leave``: (row, what was typed as reason, why it was refused)."""
    now, today = timezone.now(), timezone.localdate()
    held = queries.sessions_of(_own_rows(request).filter(person=person))
    ahead, past = [], []
    for one in held:
        session = one.enrolment.session
        over = not one.halves or queries.ends_at(one.halves[-1]) < now
        waits = session.state == SessionState.OPEN and not over
        (ahead if waits else past).append(one)
        one.clause = CATEGORY_CLAUSES[session.category]
        one.lines = [(half, one.marks.get((half.day, half.part))) for half in one.halves]
        one.half_now = None
        if waits:
            try:
                one.half_now = codes.half_among(session, one.halves, now)
            except Refusal:
                one.half_now = None
        here = one.half_now and one.marks.get((one.half_now.day, one.half_now.part))
        one.signed_in = bool(here) and here.presence == Presence.PRESENT
        one.code = _code(one) if one.half_now and not one.signed_in else None
        one.leave_typed = one.leave_problem = ""
        if leave and leave[0] == one.enrolment.pk:
            one.leave_typed, one.leave_problem = leave[1:]
        one.holds = one.enrolment.outcome == Outcome.PASSED and session.state == SessionState.FILED
    ahead.reverse()
    counted = [one for one in held if one.enrolment.session.state in SESSION_COUNTS]
    return render(
        request,
        "training/mine.html",
        {
            "person": person,
            "ahead": ahead,
            "past": past,
            "year": today.year,
            "days": sum(one.days_in(today.year) for one in counted),
            "tests_panel": mine_panel(request, person),
        },
        status=status,
    )


def _code(one):
    return SignInCode.objects.filter(
        session=one.enrolment.session_id,
        person=one.enrolment.person_id,
        day=one.half_now.day,
        part=one.half_now.part,
        used_at=None,
    ).first()


@requires(Action.OWN_VIEW)
@require_GET
def mine(request):
    """One's own training."""
    person = _person(request)
    if person is None:
        return render(request, "roster/mine_missing.html")
    return _page(request, person)


@requires(Action.OWN_VIEW)
@require_POST
def sign_in_code(request, pk):
    """Take the code for the half day that runs now; it then stands on the page."""
    row = get_object_or_404(_own_rows(request).select_related("session__unit"), pk=pk)
    try:
        codes.take_code(enrolment=row, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("training:mine")


@requires(Action.OWN_VIEW)
@require_POST
def leave_ask(request, pk):
    """Ask for leave with a reason."""
    row = get_object_or_404(_own_rows(request).select_related("session__unit", "person"), pk=pk)
    reason = request.POST.get("reason", "")
    try:
        services.ask_leave(enrolment=row, reason=reason, now=timezone.now())
    except Refusal as refusal:
        return _page(request, row.person, leave=(row.pk, reason, str(refusal)), status=422)
    messages.success(request, "已提交请假事由；是否准假由举办单位在出勤登记中决定。")
    return redirect("training:mine")
