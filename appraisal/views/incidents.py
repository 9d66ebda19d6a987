"""Pages of incidents (P8.2c–i): narrow, for the bureau and the township concerned."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from appraisal.enums import INCIDENT_MOVES, IncidentGround, IncidentState
from appraisal.forms.incidents import ConfirmForm, DropForm, IncidentFilter, IncidentForm, RevokeForm
from appraisal.prints import incidents as prints
from appraisal.queries import incidents as queries
from appraisal.services import incidents as services
from appraisal.services.guards import may
from appraisal.views.frame import LEAVING
from appraisal.workbooks import incidents as workbooks
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import print_out, tabs_for, workbook
from guanling.runs.errors import Refusal
from roster.enums import Level
from roster.models import Unit
from roster.queries.offices import county_name

PAGE = 50
LOOKS = {
    IncidentState.ALLEGED: "wait",
    IncidentState.CONFIRMED: "bad",
    IncidentState.DROPPED: "off",
    IncidentState.REVOKED: "off",
}


def _frame(user):
    return {"part": "分流辞退", "tabs": tabs_for(user, LEAVING, "appraisal:incidents")}


def _list(request):
    """Return (filter form, the incidents that it leaves)."""
    found = queries.incidents(request.user)
    townships = Unit.objects.visible_to(request.user, Action.INCIDENT_VIEW).filter(level=Level.TOWNSHIP)
    years = found.order_by("-happened_on__year").values_list("happened_on__year", flat=True).distinct()
    form = IncidentFilter(
        request.GET,
        townships=list(townships.order_by("code").values_list("code", "short_name").distinct()),
        years=list(years),
    )
    return form, form.narrow(found)


@requires(Action.INCIDENT_VIEW)
@require_GET
def incidents(request):
    """What is alleged, confirmed or dropped, newest first."""
    form, shown = _list(request)
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.look = LOOKS[row.state]
        row.clause = IncidentGround(row.ground).clause
    return render(
        request,
        "appraisal/incidents.html",
        {
            **_frame(request.user),
            "form": form,
            "page": page,
            "records": request.user.can(Action.INCIDENT_RECORD),
            "waiting": queries.to_decide(request.user).count(),
        },
    )


@requires(Action.INCIDENT_VIEW)
@require_GET
def incidents_export(request):
    """The list as shown, without accounts and opinions."""
    _, shown = _list(request)
    content = workbooks.incidents_book(shown, county_name(request.user))
    return workbook(content, "情形登记", timezone.localdate())


@requires(Action.INCIDENT_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def incident_new(request):
    """Record an allegation about a director."""
    groups = queries.choices(request.user.prefixes(Action.INCIDENT_RECORD))
    form = IncidentForm(request.POST or None, directors=groups)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        held = queries.directors().select_related("person", "post__unit").get(pk=typed.pop("director"))
        try:
            made = services.record_incident(
                person=held.person, village=held.post.unit, user=request.user, **typed
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已登记，请县局审核人员核实；认定以前不作为依据。")
            return redirect("appraisal:incident", made.pk)
    return render(
        request,
        "appraisal/incident_new.html",
        {**_frame(request.user), "form": form, "somebody": bool(groups)},
        status=422 if form.errors else 200,
    )


def _found(request, pk, action=Action.INCIDENT_VIEW):
    return get_object_or_404(queries.incidents(request.user, action), pk=pk)


# act → (state to which it leads, form, service, what is told when it is done)
ACTS = {
    "confirm": (
        IncidentState.CONFIRMED,
        ConfirmForm,
        services.confirm_incident,
        "已认定，从现在起作为依据。",
    ),
    "drop": (IncidentState.DROPPED, DropForm, services.drop_incident, "已办结：不予认定。"),
    "revoke": (IncidentState.REVOKED, RevokeForm, services.revoke_incident, "已撤销认定，不再作为依据。"),
}


def _page(request, shown, status=200, **typed):
    """The incident; ``typed`` holds a form that was refused, by the name of its act."""
    decides = shown.recorded_by_id != request.user.pk and may(
        request.user, Action.INCIDENT_CONFIRM, shown.village.code
    )
    forms = {
        name: typed.get(name) or form(auto_id=f"id_{name}_%s")
        for name, (state, form, _, _) in ACTS.items()
        if decides and state in INCIDENT_MOVES[shown.state]
    }
    ground = IncidentGround(shown.ground)
    return render(
        request,
        "appraisal/incident.html",
        {
            **_frame(request.user),
            "incident": shown,
            "look": LOOKS[shown.state],
            "clause": ground.clause,
            "key": ground.key,
            "steps": queries.steps(shown),
            "forms": forms,
            "own": shown.recorded_by_id == request.user.pk and shown.state == IncidentState.ALLEGED,
        },
        status=status,
    )


@requires(Action.INCIDENT_VIEW)
@require_GET
def incident(request, pk):
    """One incident: what is told, where it stands, how it came there, and the decision."""
    return _page(request, _found(request, pk))


def _act(request, pk, name):
    """Do an act with the typed form; what is refused is shown where it was typed."""
    to, form_class, act, done = ACTS[name]
    shown = _found(request, pk, Action.INCIDENT_CONFIRM)
    form = form_class(request.POST, auto_id=f"id_{name}_%s")
    if form.is_valid():
        try:
            act(incident=shown, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            shown.refresh_from_db()
            if to not in INCIDENT_MOVES[shown.state]:
                # Decided meanwhile: there is no form any more in which it could stand.
                messages.error(request, str(refusal))
                return redirect("appraisal:incident", pk)
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("appraisal:incident", pk)
    return _page(request, shown, status=422, **{name: form})


@requires(Action.INCIDENT_CONFIRM)
@require_POST
def incident_confirm(request, pk):
    """Confirm an allegation under a document's number."""
    return _act(request, pk, "confirm")


@requires(Action.INCIDENT_CONFIRM)
@require_POST
def incident_drop(request, pk):
    """Drop an allegation with a reason."""
    return _act(request, pk, "drop")


@requires(Action.INCIDENT_CONFIRM)
@require_POST
def incident_revoke(request, pk):
    """Revoke what was confirmed."""
    return _act(request, pk, "revoke")


@requires(Action.INCIDENT_VIEW)
@require_POST
def incident_print(request, pk):
    """Print the form 情形认定表."""
    return print_out(request, prints.INCIDENT, prints.incident_content(_found(request, pk)))
