"""Talks with people who are persistently among the last (A6.1)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from appraisal.enums import TalkState
from appraisal.forms.sweeps import DropForm, HoldForm, ReviewForm, TalkFilter
from appraisal.models import Talk
from appraisal.prints import talks as prints
from appraisal.queries import sweeps
from appraisal.queries import talks as queries
from appraisal.services import talks as services
from appraisal.services.guards import may
from appraisal.views.frame import LEAVING
from appraisal.workbooks import sweeps as workbooks
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import print_out, tabs_for, workbook
from guanling.runs.errors import Refusal
from roster.queries.offices import reporting_office
from roster.rules import short_name

PART = "分流辞退"
PAGE = 50
# Under which name the page shows each form again.
FORMS = {HoldForm: "hold", ReviewForm: "review", DropForm: "drop"}


def _tabs(request):
    return {"part": PART, "tabs": tabs_for(request.user, LEAVING, "appraisal:talks")}


def _talks(request):
    visible = queries.talks(request.user)
    form = TalkFilter(request.GET, townships=sweeps.townships(visible))
    form.is_valid()
    rows = visible
    if township := form.cleaned_data.get("township"):
        rows = rows.filter(village_code__startswith=township)
    if state := form.cleaned_data.get("state"):
        rows = rows.filter(state=state)
    return form, rows.select_related("held_by", "reviewed_by").order_by("-last_day", "village_code", "pk")


def _dress(row, today):
    row.village = short_name(row.village_name)
    row.look = queries.look_of(row, today)
    row.overdue = queries.is_overdue(row, today)


@requires(Action.CASE_VIEW)
@require_GET
def talks(request):
    """Who is to be talked to, and what became of it."""
    form, rows = _talks(request)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        _dress(row, timezone.localdate())
    return render(
        request,
        "appraisal/talks.html",
        {**_tabs(request), "form": form, "page": page, "clause": queries.clause()},
    )


@requires(Action.CASE_VIEW)
@require_GET
def talks_export(request):
    """The list as shown, as a workbook."""
    _, rows = _talks(request)
    office = reporting_office(request.user, Action.CASE_VIEW)
    content = workbooks.talks_book(rows, "末位约谈情况", f"填报单位：{office}")
    return workbook(content, "末位约谈情况", timezone.localdate())


def _talk(request, pk, action=Action.CASE_VIEW):
    rows = Talk.objects.visible_to(request.user, action)
    return get_object_or_404(rows.select_related("held_by", "reviewed_by", "dropped_by", "run"), pk=pk)


@requires(Action.CASE_VIEW)
@require_GET
def talk(request, pk):
    """One talk: the months it rests on, the record, the review."""
    return _page(request, _talk(request, pk))


def _page(request, shown, **forms):
    today = timezone.localdate()
    _dress(shown, today)
    runs = may(request.user, Action.TALK_RUN, shown.village_code)
    proposed = runs and shown.state == TalkState.PROPOSED
    own = runs and shown.state == TalkState.HELD and shown.held_by_id == request.user.pk
    reviews = runs and shown.state == TalkState.HELD and not own
    return render(
        request,
        "appraisal/talk.html",
        {
            **_tabs(request),
            "talk": shown,
            "clause": queries.clause(),
            "used": sweeps.used(shown.parameters),
            "own": own,
            "hold_form": (forms.get("hold") or HoldForm(initial={"held_on": today})) if proposed else None,
            "drop_form": (forms.get("drop") or DropForm()) if proposed else None,
            "review_form": (forms.get("review") or ReviewForm(initial={"reviewed_on": today}))
            if reviews
            else None,
        },
        status=422 if forms else 200,
    )


def _act(request, pk, form, act, done):
    """Do one act of a talk from its form and lead back to the talk."""
    shown = _talk(request, pk, Action.TALK_RUN)
    if form.is_valid():
        try:
            act(talk=shown, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("appraisal:talk", pk=shown.pk)
    return _page(request, Talk.objects.get(pk=shown.pk), **{FORMS[type(form)]: form})


@requires(Action.TALK_RUN)
@require_POST
def talk_hold(request, pk):
    """Record that the talk was held."""

    def act(**fields):
        services.hold(**fields, today=timezone.localdate())

    return _act(request, pk, HoldForm(request.POST), act, "已登记约谈；请在期限内由另一人复核。")


@requires(Action.TALK_RUN)
@require_POST
def talk_review(request, pk):
    """Record the review of the work after the talk."""

    def act(**fields):
        services.review(**fields, today=timezone.localdate())

    return _act(request, pk, ReviewForm(request.POST), act, "已登记复核意见。")


@requires(Action.TALK_RUN)
@require_POST
def talk_drop(request, pk):
    """Decide that no talk is held."""
    return _act(request, pk, DropForm(request.POST), services.drop, "已记录不约谈的理由。")


@requires(Action.CASE_VIEW)
@require_POST
def talk_print(request, pk):
    """Print the record, with room to write where nothing is recorded yet."""
    return print_out(request, prints.RECORD, prints.record_content(_talk(request, pk)))
