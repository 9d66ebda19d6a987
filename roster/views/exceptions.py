"""Pages of exceptions to the number of places (超编核准)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import days_of, seen_day
from guanling.runs.errors import Outrun, Refusal
from roster.enums import POST_SPECS, ExceptionState, Level, PostKind
from roster.forms.exceptions import ApproveForm, EndForm, ExceptionFilter, ExceptionForm, RefuseForm
from roster.models import Appointment, PlaceException, Unit
from roster.queries import establishment
from roster.queries import exceptions as queries
from roster.services import exceptions as services

PAGE = 50


@requires(Action.ESTABLISHMENT_VIEW)
@require_GET
def exceptions(request):
    """All exceptions, those that wait for a decision first."""
    on = seen_day(request)
    visible = Unit.objects.visible_to(request.user, Action.ESTABLISHMENT_VIEW).on(on)
    townships = visible.filter(level=Level.TOWNSHIP).order_by("code").values_list("code", "short_name")
    form = ExceptionFilter(request.GET, townships=list(townships))
    form.is_valid()
    found = PlaceException.objects.visible_to(request.user, Action.ESTABLISHMENT_VIEW)
    if code := form.cleaned_data.get("township"):
        found = found.filter(post__unit__code__startswith=code)
    if state := form.cleaned_data.get("state"):
        found = found.filter(state=state)
    page = Paginator(queries.exceptions_list(found, on), PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.word, row.look = queries.standing_of(row, on)
    return render(
        request,
        "roster/exceptions.html",
        {
            **days_of(on),
            "form": form,
            "page": page,
            "may_propose": request.user.can(Action.EXCEPTION_PROPOSE),
        },
    )


@requires(Action.EXCEPTION_PROPOSE)
def exception_new(request, pk, kind):
    """Ask the county for places of a post beyond its number."""
    unit = get_object_or_404(
        Unit.objects.visible_to(request.user, Action.EXCEPTION_PROPOSE).select_related("parent"), pk=pk
    )
    if kind not in POST_SPECS or POST_SPECS[PostKind(kind)].level != unit.level:
        raise Http404
    form = ExceptionForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.propose(unit=unit, kind=kind, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已提出超编申请，请县局审核人员核准；核准以前名额不增加。")
            return redirect("roster:exception", made.pk)
    on = seen_day(request)
    lines = [line for line in establishment(on, [unit.code]) if line.unit_id == pk and line.kind == kind]
    return render(
        request,
        "roster/exception_form.html",
        {**days_of(on), "form": form, "unit": unit, "kind": PostKind(kind), "lines": lines},
        status=422 if form.errors else 200,
    )


def _found(request, pk, action):
    rows = PlaceException.objects.visible_to(request.user, action)
    return get_object_or_404(rows.select_related("post__unit__parent", "proposed_by", "decided_by"), pk=pk)


@requires(Action.ESTABLISHMENT_VIEW)
@require_GET
def exception(request, pk):
    """One exception: what is asked, why, who decided, who holds a place by it."""
    return _page(request, _found(request, pk, Action.ESTABLISHMENT_VIEW))


def _page(request, shown, *, refused=None, status=200):
    """The exception's page; ``refused``: the form that was sent and not taken."""

    def own_form(kind):
        return refused if isinstance(refused, kind) else kind()

    on = seen_day(request)
    shown.word, shown.look = queries.standing_of(shown, on)
    reviews = (
        request.user.can(Action.EXCEPTION_APPROVE)
        and PlaceException.objects.visible_to(request.user, Action.EXCEPTION_APPROVE)
        .filter(pk=shown.pk)
        .exists()
    )
    own = shown.proposed_by_id == request.user.pk
    waits = shown.state == ExceptionState.PROPOSED
    decides = reviews and waits and not own
    ends = reviews and shown.state == ExceptionState.APPROVED
    unit = shown.post.unit
    holders = Appointment.objects.visible_to(request.user, Action.PERSON_VIEW).filter(exception=shown)
    forms = {
        "approve_form": own_form(ApproveForm) if decides else None,
        "refuse_form": own_form(RefuseForm) if decides else None,
        "end_form": own_form(EndForm) if ends else None,
    }
    if refused is not None and refused not in forms.values():
        for error in refused.non_field_errors():  # there is no form any more on which to say it
            messages.error(request, error)
    return render(
        request,
        "roster/exception.html",
        {
            **days_of(on),
            "exception": shown,
            "unit": unit,
            "lines": [
                line
                for line in establishment(on, [unit.code])
                if line.unit_id == unit.pk and line.kind == shown.post.kind
            ],
            "holders": holders.select_related("person").order_by("valid_from", "pk"),
            "waits": waits,
            "withdraws": waits and own,
            **forms,
        },
        status=status,
    )


def _act(request, pk, form, act, done):
    """Take a valid form to a service; what it refuses stands on the form, what somebody else did on top."""
    found = _found(request, pk, Action.EXCEPTION_APPROVE)
    if form.is_valid():
        try:
            act(exception=found, **form.cleaned_data)
        except Outrun as refusal:
            messages.error(request, str(refusal))
            return redirect("roster:exception", pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("roster:exception", pk)
    return _page(request, found, refused=form, status=422)


@requires(Action.EXCEPTION_APPROVE)
@require_POST
def exception_approve(request, pk):
    """Approve it."""

    def act(**fields):
        services.approve(user=request.user, **fields)

    return _act(request, pk, ApproveForm(request.POST), act, "已核准，名额自起日起增加。")


@requires(Action.EXCEPTION_APPROVE)
@require_POST
def exception_refuse(request, pk):
    """Refuse it."""

    def act(**fields):
        services.refuse(user=request.user, **fields)

    return _act(request, pk, RefuseForm(request.POST), act, "已办结：不予核准。")


@requires(Action.EXCEPTION_APPROVE)
@require_POST
def exception_end(request, pk):
    """End an approved one."""
    return _act(request, pk, EndForm(request.POST), services.end, "已终止这项超编核准。")


@requires(Action.EXCEPTION_PROPOSE)
@require_POST
def exception_withdraw(request, pk):
    """Withdraw one's own proposal."""
    found = _found(request, pk, Action.EXCEPTION_PROPOSE)
    try:
        services.withdraw(exception=found, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已撤回这项超编申请。")
    return redirect("roster:exception", pk)
