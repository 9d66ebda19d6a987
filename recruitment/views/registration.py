"""Registration at the counter: the list, new ones, corrections, photos, forms and lists to print."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from appraisal.services.guards import may
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import print_out, workbook
from guanling.runs.errors import Outrun, Refusal
from recruitment.enums import RoundState, Way
from recruitment.forms.registration import (
    ETHNICITIES,
    POLITICAL,
    CorrectForm,
    CounterForm,
    PhotoForm,
    RegistrationFilter,
)
from recruitment.models import Application
from recruitment.prints import proof
from recruitment.queries import registration as queries
from recruitment.services import registration as services
from recruitment.views.frame import round_frame, round_of
from recruitment.views.public import photo_response, private
from recruitment.workbooks import registration as workbooks

PAGE = 50
LIST = "recruitment:registrations"
AGAIN = "其他内容都已保留；浏览器不会保留照片，请重新选择照片。"
REFUSED = 422
SUGGESTED = {"ethnicities": ETHNICITIES, "political": POLITICAL}


def _list(request, round_):
    """Return (filter form, the registrations that it leaves)."""
    form = RegistrationFilter(request.GET, openings=round_.openings.order_by("number"))
    rows = queries.registrations(request.user, round_)
    return form, form.narrow(rows, queries.lacking_photo())


@requires(Action.SELECTION_VIEW)
@require_GET
def registrations(request, pk):
    """Who has registered, and how; what still lacks a photo."""
    found = round_of(request.user, pk, Action.SELECTION_VIEW)
    form, rows = _list(request, found)
    closed = ""
    if found.state != RoundState.PREPARING:
        try:
            services.refuse_closed(found, timezone.now())
        except Refusal as refusal:
            closed = str(refusal)
    return render(
        request,
        "recruitment/registrations.html",
        {
            **round_frame(request.user, found, LIST),
            "form": form,
            "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
            "counts": queries.counts(found),
            "runs": may(request.user, Action.SELECTION_RUN, found.unit.code),
            "announced": found.state != RoundState.PREPARING,
            "closed": closed,
        },
    )


@requires(Action.SELECTION_RUN)
@private
@require_http_methods(["GET", "HEAD", "POST"])
def registration_new(request, pk):
    """Register somebody who stands at the counter."""
    found = round_of(request.user, pk, Action.SELECTION_RUN)
    if found.state == RoundState.PREPARING:
        messages.error(request, "公告发布以后才能登记报名。")
        return redirect("recruitment:registrations", pk)
    form = CounterForm(
        request.POST or None, request.FILES or None, openings=found.openings.order_by("number")
    )
    if request.method == "POST":
        made = _typed(form, lambda typed: _register(request, found, form, typed))
        if made is not None:
            messages.success(request, f"已登记，报名号{made.number}；请告诉本人，并打印报名登记表签名。")
            return redirect("recruitment:registration", made.pk)
        if request.FILES.get("photo") and "photo" not in form.errors:
            form.add_error("photo", AGAIN)
    return _form_page(request, found, form, heading="现场报名", button="登记")


def _register(request, round_, form, typed):
    photo = typed["photo"]
    return services.register(
        round_=round_,
        opening=typed["opening"],
        applicant=form.applicant(),
        photo=photo.read() if photo else None,
        way=Way.COUNTER,
        user=request.user,
    )


def _typed(form, act):
    """Do ``act`` with a valid form and return what it made; a refusal stands beside its field."""
    if not form.is_valid():
        return None
    try:
        return act(form.cleaned_data)
    except Refusal as refusal:
        form.add_error(getattr(refusal, "field", None), str(refusal))
    return None


def _form_page(request, round_, form, *, application=None, **words):
    return render(
        request,
        "recruitment/registration_form.html",
        {
            **round_frame(request.user, round_, LIST),
            **SUGGESTED,
            "form": form,
            **words,
            "application": application,
        },
        status=REFUSED if form.errors else 200,
    )


def _found(request, pk, action=Action.SELECTION_VIEW):
    rows = Application.objects.visible_to(request.user, action)
    return get_object_or_404(rows.select_related("round__unit", "opening__post", "entered_by"), pk=pk)


def _page(request, shown, form=None, status=200):
    shown.opening.round = shown.round
    runs = may(request.user, Action.SELECTION_RUN, shown.round.unit.code)
    return render(
        request,
        "recruitment/registration.html",
        {
            **round_frame(request.user, shown.round, LIST),
            "application": shown,
            "points": queries.points_of(shown),
            "correctable": runs
            and shown.state in services.CORRECTABLE
            and shown.round.state in services.CORRECTING_ROUNDS,
            "photo_form": (form or PhotoForm())
            if runs and shown.round.state in services.PHOTO_ROUNDS and shown.state not in services.OVER
            else None,
            "runs": runs,
            "log": list(shown.log.select_related("actor")),
        },
        status=status,
    )


@requires(Action.SELECTION_VIEW)
@private
@require_GET
def registration(request, pk):
    """One registration as it was made."""
    return _page(request, _found(request, pk))


@requires(Action.SELECTION_RUN)
@private
@require_http_methods(["GET", "HEAD", "POST"])
def registration_edit(request, pk):
    """Put typing errors right before the review."""
    shown = _found(request, pk, Action.SELECTION_RUN)
    held = {name: getattr(shown, name) for name in services.STATED} | {"opening": shown.opening_id}
    form = CorrectForm(request.POST or None, initial=held, openings=shown.round.openings.order_by("number"))
    if request.method == "POST":
        changed = _typed(
            form,
            lambda typed: services.correct(
                application=shown, opening=typed["opening"], applicant=form.applicant(), user=request.user
            ),
        )
        if changed is not None:
            told = f"已更正：{'、'.join(changed)}。" if changed else "没有改动。"
            messages.success(request, told)
            return redirect("recruitment:registration", pk)
    return _form_page(
        request, shown.round, form, heading=f"更正报名 {shown.number}", button="保存更正", application=shown
    )


@requires(Action.SELECTION_VIEW)
@private
@require_GET
def photo(request, pk):
    """An applicant's photo."""
    shown = _found(request, pk)
    if not shown.photo:
        raise Http404
    return photo_response(shown)


@requires(Action.SELECTION_RUN)
@private
@require_POST
def photo_new(request, pk):
    """Add a photo or replace it."""
    shown = _found(request, pk, Action.SELECTION_RUN)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.set_photo(application=shown, data=form.cleaned_data["photo"].read(), user=request.user)
        except Outrun as outrun:
            messages.error(request, str(outrun))
            return redirect("recruitment:registration", pk)
        except Refusal as refusal:
            form.add_error("photo", str(refusal))
        else:
            messages.success(request, "照片已保存。")
            return redirect("recruitment:registration", pk)
    return _page(request, shown, form, REFUSED)


# --- lists and forms -------------------------------------------------------------------------------


@requires(Action.SELECTION_RUN)
@require_GET
def blank(request, pk):
    """An empty list to be filled in and imported (导入表格)."""
    found = round_of(request.user, pk, Action.SELECTION_RUN)
    return workbook(
        workbooks.blank_book(found, queries.public_openings(found) if found.parameters else []),
        f"{found.code}报名名册",
        timezone.localdate(),
    )


@requires(Action.SELECTION_VIEW)
@require_GET
def export(request, pk):
    """The list as shown, identity numbers masked."""
    found = round_of(request.user, pk, Action.SELECTION_VIEW)
    rows = _list(request, found)[1]
    return workbook(workbooks.list_book(found, rows), f"{found.code}报名情况", timezone.localdate())


@requires(Action.SELECTION_RUN)
@require_POST
def print_one(request, pk):
    """The registration form of one applicant, with the full identity number: written down."""
    shown = _found(request, pk, Action.SELECTION_RUN)
    if shown.purged_at:
        raise Http404
    services.record_proofs(applications=[shown], round_=shown.round, user=request.user)
    return print_out(request, proof.PROOF, proof.content([shown], f"报名登记表（{shown.number}）"))


@requires(Action.SELECTION_RUN)
@require_POST
def print_all(request, pk):
    """The registration forms of a round, as far as the list shows them: written down."""
    found = round_of(request.user, pk, Action.SELECTION_RUN)
    rows = list(queries.to_print(request.user, found))
    if not rows:
        messages.error(request, "还没有可以打印的报名。")
        return redirect("recruitment:registrations", pk)
    services.record_proofs(applications=rows, round_=found, user=request.user)
    return print_out(request, proof.PROOF, proof.content(rows, f"{found.title}报名登记表"))
