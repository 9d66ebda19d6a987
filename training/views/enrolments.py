"""Pages of a session's list: inviting by rule and by hand, telling people, taking somebody off."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.runs.errors import Outrun, Refusal
from roster.models import Person
from roster.queries import matching, search_terms
from training.enums import SESSION_ATTENDED, SESSION_PLANNING, SessionState
from training.forms.sessions import ReasonForm, SearchForm
from training.models import Enrolment, Session
from training.queries import sessions as queries
from training.queries.audience import candidates, clashes, places_of, seats_left
from training.services import enrolments as services
from training.views.frame import own, seen
from training.views.sessions import session_page

FOUND = 20
# No id has more digits; what is longer was typed into the form by hand.
ID_DIGITS = 18


def _ticked(request, name):
    """Return the ids that were ticked; what is no number was typed into the address."""
    sent = request.POST.getlist(name)
    return [int(value) for value in sent if value.isdecimal() and len(value) <= ID_DIGITS]


def _candidates(session, user):
    """Return (candidates, why there are none)."""
    try:
        return candidates(session, user, on=timezone.localdate()), ""
    except Refusal as refusal:
        return [], str(refusal)


@requires(Action.TRAINING_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def session_invite(request, pk):
    """Whom the session's rule means, each with the reason; the ticked ones come onto the list."""
    session = own(request, pk)
    if session.state not in SESSION_PLANNING:
        messages.error(request, f"这期培训{session.get_state_display()}，名单不能再增加。")
        return redirect("training:session", pk)
    problem, status = "", 200
    ticked = None
    if request.method == "POST":
        ticked = set(_ticked(request, "person"))
        try:
            made = services.invite(
                session=session,
                people=sorted(ticked),
                user=request.user,
                now=timezone.now(),
                on=timezone.localdate(),
            )
        except Refusal as refusal:
            problem, status = str(refusal), 422
        else:
            messages.success(request, f"已列入{len(made)}人。")
            return redirect("training:session", pk)
    found, none = _candidates(session, request.user)
    if ticked is not None:
        for one in found:
            one.ticked = one.person_id in ticked and not one.clash
    left = seats_left(session)
    return render(
        request,
        "training/session_invite.html",
        {
            "session": session,
            "candidates": found,
            "chosen": sum(one.ticked for one in found),
            "clashing": sum(bool(one.clash) for one in found),
            "left": left,
            "beyond": [one for one in found if not one.ticked and not one.clash] if ticked is None else [],
            "problem": problem,
            "none": none,
        },
        status=status,
    )


def _search(session, user, text):
    """Return the people within reach whom ``text`` means, with where they serve and what bars them."""
    terms = search_terms(text)
    if not terms:
        return []
    people = matching(Person.objects.visible_to(user, Action.TRAINING_RUN), terms)
    people = list(people.order_by("pinyin", "pk")[: FOUND + 1])
    halves = list(session.halves.values_list("day", "part"))
    if not halves:
        return []
    ids = [person.pk for person in people]
    places = places_of(ids, halves[0][0])
    listed = set(session.enrolments.standing().filter(person__in=ids).values_list("person", flat=True))
    taken = clashes(session, ids, halves)
    for person in people:
        person.place = places[person.pk][1]
        person.listed = person.pk in listed
        person.clash = taken.get(person.pk, "")
    return people


@requires(Action.TRAINING_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def session_add(request, pk):
    """Find somebody by name and put them onto the list; the search is posted, so that no address has it."""
    session = own(request, pk)
    if session.state not in {*SESSION_PLANNING, *SESSION_ATTENDED}:
        messages.error(request, f"这期培训{session.get_state_display()}，名单不能再增加。")
        return redirect("training:session", pk)
    now, first = timezone.now(), session.halves.first()
    walks_in = session.state != SessionState.DRAFT and bool(first) and queries.begins_at(first) <= now
    form = SearchForm(request.POST if request.method == "POST" else None)
    found, status, searched = [], 200, False
    if request.method == "POST" and (chosen := request.POST.get("person")):
        rows = Person.objects.visible_to(request.user, Action.TRAINING_RUN)
        person = get_object_or_404(rows, pk=int(chosen) if chosen.isdecimal() else 0)
        try:
            services.add(session=session, person=person, user=request.user, now=now)
        except Refusal as refusal:
            form.is_valid()
            form.add_error(None, str(refusal))
            status = 422
        else:
            word = "列入名单（未经通知到场）" if walks_in else "列入名单"
            messages.success(request, f"已把{person.name}{word}。")
            return redirect("training:session-attendance" if walks_in else "training:session", pk)
    if request.method == "POST" and form.data.get("text"):
        form.is_valid()
        if not form.errors or status == 422:
            found, searched = _search(session, request.user, form.data["text"]), True
    elif form.is_bound and not form.is_valid():
        status = 422
    return render(
        request,
        "training/session_add.html",
        {
            "session": session,
            "form": form,
            "found": found[:FOUND],
            "more": len(found) > FOUND,
            "searched": searched,
            "walks_in": walks_in,
            "left": seats_left(session),
        },
        status=status,
    )


@requires(Action.TRAINING_RUN)
@require_POST
def enrolments_notify(request, pk):
    """Write down that the ticked people were told: the organiser's, and the user's own people elsewhere."""
    session = seen(request, pk)
    rows = Enrolment.objects.visible_to(request.user, Action.TRAINING_RUN).filter(
        pk__in=_ticked(request, "enrolment")
    )
    try:
        count = services.notify(enrolments=rows, session=session, user=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已登记{count}人通知到人。")
    return redirect("training:session", pk)


@requires(Action.TRAINING_RUN)
@require_POST
def enrolment_withdraw(request, pk):
    """Take somebody off the list of one's own session."""
    held = Session.objects.own(request.user, Action.TRAINING_RUN)
    rows = Enrolment.objects.filter(session__in=held.order_by().values("pk"))
    row = get_object_or_404(rows.select_related("session__unit", "person"), pk=pk)
    form = ReasonForm(request.POST, label="取消原因")
    if form.is_valid():
        try:
            services.take_off(enrolment=row, reason=form.cleaned_data["reason"], now=timezone.now())
        except Outrun as refusal:
            messages.error(request, str(refusal))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"已把{row.person.name}从名单上取消，名额空出。")
        return redirect("training:session", row.session_id)
    messages.error(request, f"请写明{row.person.name}取消的原因。")
    return session_page(request, own(request, row.session_id), status=422)
