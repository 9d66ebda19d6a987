"""Pages of moves and renewals: the list, one matter with its steps and letters, the requests."""

from csp.decorators import csp_replace
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents import tasks
from guanling.documents.serving import pdf_file
from guanling.pages import workbook
from guanling.runs.errors import Refusal
from roster.enums import (
    MOVE_CONSENT_RIGHTS,
    MOVE_OPEN,
    MOVE_TRANSITIONS,
    Level,
    MoveKind,
    MoveState,
    Nature,
    PostKind,
)
from roster.forms.moves import (
    DecisionForm,
    DepartmentDecisionForm,
    MoveFilter,
    MoveForm,
    ProcedureForm,
    RenewalForm,
    TargetForm,
    WithdrawForm,
    target_label,
)
from roster.models import Appointment, Move, Unit
from roster.queries import moves as queries
from roster.queries.offices import county_name
from roster.rules import CONSENTS
from roster.rules.moves import consent_of, needing_exception
from roster.services import moves as services
from roster.workbooks.moves import moves_book

PAGE = 50
FILTERS = ("state", "kind", "township")


# --- the list ------------------------------------------------------------------------------------


def _moves(request):
    """Return (filter form, moves narrowed, those that wait for the user first)."""
    townships = Unit.objects.visible_to(request.user, Action.FILE_VIEW).filter(level=Level.TOWNSHIP)
    on = townships.on(timezone.localdate()).order_by("code").values_list("code", "short_name")
    form = MoveFilter(request.GET, townships=list(on))
    form.is_valid()
    filters = {name: form.cleaned_data.get(name, "") for name in FILTERS}
    return form, queries.moves_list(request.user, filters=filters)


@requires(Action.FILE_VIEW)
@require_GET
def moves(request):
    """Moves and renewals out of or into the user's units."""
    form, found = _moves(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.present, row.intended = queries.present_post(row), queries.intended_post(row)
    return render(
        request,
        "roster/move_list.html",
        {
            "form": form,
            "page": page,
            "state": form.cleaned_data.get("state") or "open",
            "waiting": Move.objects.visible_to(request.user, Action.FILE_VIEW)
            .filter(queries.waiting_for(request.user))
            .count(),
            "may_request": request.user.can(Action.MOVE_REQUEST),
        },
    )


@requires(Action.FILE_VIEW)
@require_GET
def moves_export(request):
    """The list as shown, as a workbook."""
    _, found = _moves(request)
    today = timezone.localdate()
    return workbook(moves_book(found, today, county_name(request.user)), "调动和续聘", today)


# --- one matter ----------------------------------------------------------------------------------


def _found(request, pk, rows=None):
    rows = Move.objects.visible_to(request.user, Action.FILE_VIEW) if rows is None else rows
    return get_object_or_404(
        rows.select_related(
            "person__unit",
            "appointment__post__unit__parent",
            "to_unit__parent",
            "to_unit__successor",
            "asking",
            "counterpart__person",
            "requested_by",
            "sent_by",
            "decided_by",
            "letter",
            "reply",
            "made",
        ),
        pk=pk,
    )


@requires(Action.FILE_VIEW)
@require_GET
def move(request, pk):
    """One matter: the lock, the steps with who and when, the letters, and what the user may do."""
    return _move_page(request, _found(request, pk))


def _reaches(user, actions, code):
    return any(code.startswith(prefix) for action in actions for prefix in user.prefixes(action))


def _decision_form(shown, data=None):
    form = DepartmentDecisionForm if shown.consent_by == "organization" else DecisionForm
    return form(data)


def _acts(user, shown):
    """Return what ``user`` may do with a matter now, by the transition table, and whether it is his own."""
    code, own = shown.asking.code, shown.requested_by_id == user.pk
    sends = code in user.prefixes(Action.MOVE_SEND) and shown.state == MoveState.PREPARED
    right = MOVE_CONSENT_RIGHTS[shown.consent_by]
    decides = shown.state == MoveState.ASKED and _reaches(user, (right,), code)
    withdrawing = MOVE_TRANSITIONS.get((shown.state, MoveState.WITHDRAWN))
    return {
        "sends": sends and not own,
        "decides": decides and user.pk not in (shown.requested_by_id, shown.sent_by_id),
        "withdraws": withdrawing is not None and _reaches(user, withdrawing, code),
        "completes": shown.kind == MoveKind.RENEWAL
        and shown.state == MoveState.PREPARED
        and _reaches(user, (Action.MOVE_REQUEST,), code),
        "in_house": _reaches(user, (Action.MOVE_REQUEST, Action.MOVE_SEND), code),
        "asks": _reaches(user, (Action.MOVE_REQUEST,), shown.appointment.post.unit.code),
        "own": (sends and own) or (decides and user.pk in (shown.requested_by_id, shown.sent_by_id)),
    }


def _move_page(request, shown, *, decision=None, procedure=None, withdrawal=None, preview=None, status=200):
    today = timezone.localdate()
    acts = _acts(request.user, shown)
    conditions = ()
    if shown.kind == MoveKind.RENEWAL:
        frozen = queries.frozen_conditions(shown)
        conditions = frozen or queries.renewal_conditions(shown, today)
    place = None
    if shown.to_unit and shown.state in (MoveState.PREPARED, MoveState.ASKED, MoveState.CONSENTED):
        place = _target(
            shown.to_unit,
            shown.to_kind,
            day=shown.day,
            until=shown.until,
            move_kind=shown.kind,
            partner=shown.partner,
        )
    initial = {name: getattr(shown, name) for name in ("notice_from", "notice_to", "check_result")}
    response = render(
        request,
        "roster/move.html",
        {
            "move": shown,
            "today": today,
            "present": queries.present_post(shown),
            "intended": queries.intended_post(shown),
            "partner": shown.partner,
            "conditions": conditions,
            "excused": needing_exception(conditions),
            "target": place,
            "log": shown.log.select_related("actor"),
            "letter_preview": services.letter_content(shown, today)
            if shown.state == MoveState.PREPARED and acts["in_house"]
            else None,
            "reply_preview": preview,
            "others": shown.person.appointments.on(today)
            .exclude(pk__in=[shown.appointment_id, *([shown.made_id] if shown.made_id else [])])
            .select_related("post__unit__parent"),
            "decision_form": (decision or _decision_form(shown)) if acts["decides"] else None,
            "procedure_form": (procedure or ProcedureForm(initial=initial)) if acts["completes"] else None,
            "withdraw_form": (withdrawal or WithdrawForm(auto_id="id_withdraw_%s"))
            if acts["withdraws"]
            else None,
            **acts,
        },
        status=status,
    )
    add_never_cache_headers(response)
    return response


def _target(unit, kind, *, day, until, move_kind, partner=None):
    """What the page tells of the target's places; a secondment takes none."""
    without = [partner.person_id] if partner else []
    return {
        "unit": target_label(unit),
        "post": PostKind(kind).label,
        "takes_place": move_kind != MoveKind.SECONDMENT,
        "found": queries.target(unit, kind, day, until, without=without),
    }


def _file(request, pk, name):
    """The PDF of one of a matter's letters, for whoever sees the matter."""
    paper = getattr(_found(request, pk), name)
    if paper is None:
        raise Http404
    return pdf_file(request, paper, f"{paper.number}-{paper.title}.pdf")


@requires(Action.FILE_VIEW)
@require_GET
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})
def move_letter(request, pk):
    """The letter that asks."""
    return _file(request, pk, "letter")


@requires(Action.FILE_VIEW)
@require_GET
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})
def move_reply(request, pk):
    """The bureau's reply."""
    return _file(request, pk, "reply")


@requires(Action.MOVE_SEND)
@require_POST
def move_send(request, pk):
    """Issue the letter that asks, as it was previewed."""
    found = _found(request, pk, Move.objects.asked_by(request.user, Action.MOVE_SEND))
    try:
        with transaction.atomic():
            paper = services.send(move=found, user=request.user)
            tasks.enqueue_paper(paper)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已发函，文号 {paper.number}；等待{found.consent}答复。")
    return redirect("roster:move", pk=pk)


@requires(*MOVE_CONSENT_RIGHTS.values())
@require_POST
def move_decide(request, pk):
    """Consent or refuse; the bureau's reply is first shown as it will be issued."""
    rights = [action for action in MOVE_CONSENT_RIGHTS.values() if request.user.can(action)]
    rows = Move.objects.asked_by(request.user, rights[0])
    for action in rights[1:]:
        rows = rows | Move.objects.asked_by(request.user, action)
    found = _found(request, pk, rows)
    form = _decision_form(found, request.POST)
    if not form.is_valid():
        return _move_page(request, found, decision=form, status=422)
    consent, values = form.consent, {**form.cleaned_data}
    values.pop("decision")
    if "preview" in request.POST and found.letter_id and found.consent_by == "bureau":
        if not consent and not values["opinion"]:
            form.add_error("opinion", "请写明不同意的理由。")
            return _move_page(request, found, decision=form, status=422)
        preview = services.reply_content(found, consent=consent, opinion=values["opinion"])
        return _move_page(request, found, decision=form, preview=preview)
    try:
        with transaction.atomic():
            paper = services.decide(move=found, user=request.user, consent=consent, **values)
            if paper is not None:
                tasks.enqueue_paper(paper)
    except Refusal as refusal:
        found.refresh_from_db()
        form.add_error(None, str(refusal))
        if found.state != MoveState.ASKED:  # somebody else was first: there is no form any more
            messages.error(request, str(refusal))
            return redirect("roster:move", pk=pk)
        return _move_page(request, found, decision=form, status=422)
    found.refresh_from_db()
    told = f"，文号 {paper.number}" if paper else ""
    messages.success(request, f"已登记“{'同意' if consent else '不同意'}”{told}。")
    return redirect("roster:move", pk=pk)


@requires(Action.MOVE_REQUEST, Action.MOVE_SEND)
@require_POST
def move_withdraw(request, pk):
    """Take a matter back before it takes effect."""
    rows = Move.objects.asked_by(request.user, Action.MOVE_REQUEST) | Move.objects.asked_by(
        request.user, Action.MOVE_SEND
    )
    found = _found(request, pk, rows)
    form = WithdrawForm(request.POST, auto_id="id_withdraw_%s")
    if not form.is_valid():
        return _move_page(request, found, withdrawal=form, status=422)
    try:
        services.withdraw(move=found, user=request.user, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已撤回；已发出的函留在公文中。需要的可以照此重新申请。")
    return redirect("roster:move", pk=pk)


@requires(Action.MOVE_REQUEST)
@require_POST
def move_procedure(request, pk):
    """Enter a renewal's public notice and check."""
    found = _found(request, pk, Move.objects.asked_by(request.user, Action.MOVE_REQUEST))
    form = ProcedureForm(request.POST)
    if form.is_valid():
        try:
            services.record_procedure(move=found, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "已登记公示和考察。")
        return redirect("roster:move", pk=pk)
    return _move_page(request, found, procedure=form, status=422)


# --- requests ------------------------------------------------------------------------------------


def _appointment(request, pk):
    rows = Appointment.objects.visible_to(request.user, Action.MOVE_REQUEST)
    return get_object_or_404(rows.select_related("person", "post__unit__parent"), pk=pk)


def _again(request, appointment, names):
    """What an earlier matter of the same appointment asked for, so that it need not be typed again."""
    number = request.GET.get("again", "")
    if not number.isdecimal():
        return {}
    rows = Move.objects.visible_to(request.user, Action.FILE_VIEW).filter(appointment=appointment)
    earlier = rows.filter(pk=int(number)).first()
    return {name: getattr(earlier, name) for name in names} if earlier else {}


@requires(Action.MOVE_REQUEST)
@require_http_methods(["GET", "HEAD", "POST"])
def move_new(request, pk):
    """Ask for a move out of one appointment."""
    appointment = _appointment(request, pk)
    names = ("kind", "to_unit", "to_kind", "to_outside", "day", "until", "reason")
    form = MoveForm(
        request.POST or None,
        user=request.user,
        appointment=appointment,
        initial=_again(request, appointment, names),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.prepare(appointment=appointment, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已提出申请，请本单位负责人核对函稿后发函。")
            return redirect("roster:move", pk=made.pk)
    chosen = form.data if form.is_bound else form.initial
    return render(
        request,
        "roster/move_form.html",
        {
            "form": form,
            "appointment": appointment,
            "post": queries.place_name(appointment.post.unit) + appointment.title,
            "open_move": _open_move(request, appointment),
            **_told(request, appointment, chosen),
        },
        status=422 if form.errors else 200,
    )


def _open_move(request, appointment):
    rows = Move.objects.visible_to(request.user, Action.FILE_VIEW).open()
    return rows.filter(person=appointment.person_id).first()


def _told(request, appointment, data):
    """The lock on the chosen day and the places of the chosen target, as far as they are chosen."""
    form = TargetForm(data, user=request.user)
    form.is_valid()
    chosen = form.cleaned_data
    day, unit, kind = chosen.get("day"), chosen.get("to_unit"), chosen.get("to_kind")
    today = timezone.localdate()
    standing = queries.lock_on(appointment, day or today)
    told = {
        "standing": standing,
        "within": standing is not None and (day or today) <= standing.lock.last_day,
        "chosen_day": day,
        "lock_day": day or today,
        "consent": CONSENTS[consent_of(appointment.post.kind)],
        "target": None,
        "refused": "",
    }
    if unit is not None and kind and chosen.get("kind") != MoveKind.OUT:
        told["refused"] = services.target_refusal(
            appointment, to_unit=unit, to_kind=kind, day=day or today, until=chosen.get("until")
        )
        if not told["refused"]:
            told["target"] = _target(
                unit, kind, day=day or today, until=chosen.get("until"), move_kind=chosen.get("kind")
            )
    return told


@requires(Action.MOVE_REQUEST)
@require_GET
def move_target(request, pk):
    """The box beside the request: lock, clause, last day, and the target's free places (htmx)."""
    appointment = _appointment(request, pk)
    return render(
        request,
        "roster/move_told.html",
        {"appointment": appointment, **_told(request, appointment, request.GET)},
    )


@requires(Action.MOVE_REQUEST)
@require_http_methods(["GET", "HEAD", "POST"])
def renewal_new(request, pk):
    """Ask for another term of a population director."""
    appointment = _appointment(request, pk)
    names = ("until", "reason", "notice_from", "notice_to", "check_result")
    form = RenewalForm(request.POST or None, initial=_again(request, appointment, names))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.prepare_renewal(appointment=appointment, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已提出续聘，请核对条件和程序，办齐后由本单位负责人上报请示。")
            return redirect("roster:move", pk=made.pk)
    return render(
        request,
        "roster/renewal_form.html",
        {
            "form": form,
            "appointment": appointment,
            "post": queries.place_name(appointment.post.unit) + appointment.title,
            "open_move": _open_move(request, appointment),
        },
        status=422 if form.errors else 200,
    )


# --- on the person's page ------------------------------------------------------------------------


def panel(request, person) -> dict:
    """What the person's page shows of moves (templates/roster/person_moves.html)."""
    user, today = request.user, timezone.localdate()
    asked = Appointment.objects.visible_to(user, Action.MOVE_REQUEST).filter(person=person)
    serving = list(
        asked.filter(nature=Nature.REGULAR).on(today).select_related("person", "post__unit__parent")
    )
    terms = [
        row for row in serving if row.post.kind == PostKind.POPULATION_DIRECTOR and row.valid_to is not None
    ]
    found = list(
        Move.objects.visible_to(user, Action.FILE_VIEW)
        .filter(person=person)
        .select_related("person", "asking", "appointment__post__unit__parent", "to_unit__parent")
    )
    for row in found:
        row.present, row.intended = queries.present_post(row), queries.intended_post(row)
    return {
        "moves": found,
        "open_move": next((row for row in found if row.state in MOVE_OPEN), None),
        "movable": serving,
        "renewable": [*terms, *(standing.appointment for standing in queries.unrenewed(asked, today))],
    }
