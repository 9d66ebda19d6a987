"""Corrections of an issued month: proposed from a result, decided by another, told by a notice."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from appraisal.enums import CircularKind
from appraisal.forms.months import CorrectionForm, NoticeForm
from appraisal.models import ITEMS, Correction, Result
from appraisal.queries import corrections as queries
from appraisal.queries import latest_version, results
from appraisal.services import circulars
from appraisal.services import corrections as services
from appraisal.services.guards import may
from appraisal.views.circulars import laid, lay_draft
from appraisal.views.frame import frame, month_of
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.runs.errors import Refusal

PAGE = 50


@requires(Action.SHEET_VIEW)
@require_GET
def corrections(request, period):
    """The month's corrections, and the notice that tells of those approved."""
    return _page(request, month_of(request.user, period, Action.SHEET_VIEW))


def _page(request, month, form=None):
    page = Paginator(queries.corrections(month, request.user), PAGE).get_page(request.GET.get("page"))
    issued = results.issued_version(month)
    for row in page.object_list:
        row.word, row.look = queries.state_of(row, issued)
    waiting = queries.waiting(month)
    preparable = waiting and may(request.user, Action.CIRCULAR_PREPARE, month.county.code)
    if preparable and form is None:
        form = NoticeForm(initial=vars(circulars.standing_frame(month, CircularKind.CORRECTION)))
    notice = results.notice_of(month)
    shown = notice if notice is not None and not (waiting and notice.paper_id) else None
    return render(
        request,
        "appraisal/corrections.html",
        {
            **frame(request.user, month, "appraisal:corrections"),
            **laid(request.user, month, shown),
            "page": page,
            "waiting": waiting,
            "form": form if preparable else None,
            "notices": queries.notices(month),
            "proposes": may(request.user, Action.CORRECTION_PROPOSE, month.county.code),
        },
    )


@requires(Action.CORRECTION_PROPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def correction_new(request, pk):
    """Propose other figures for one row of an issued month."""
    rows = Result.objects.visible_to(request.user, Action.CORRECTION_PROPOSE).select_related("month__county")
    asked = get_object_or_404(rows, pk=pk)
    month = asked.month
    # From whichever version somebody comes: a correction starts from the figures that hold.
    holding = rows.get(
        month=month,
        version=latest_version(month),
        village_code=asked.village_code,
        person=asked.person_id,
    )
    figures = {name: getattr(holding, name) for name in (*ITEMS, "deduction")}
    form = CorrectionForm(request.POST or None, holding=figures)
    if form.is_valid():
        try:
            correction = services.propose(
                result=holding,
                values={item: form.cleaned_data[item] for item in ITEMS},
                deduction=form.cleaned_data["deduction"],
                reason=form.cleaned_data["reason"],
                document_number=form.cleaned_data["document_number"],
                user=request.user,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已提出对{holding.person_name}的更正，请县局审核批准。")
            return redirect("appraisal:correction", pk=correction.pk)
    return render(
        request,
        "appraisal/correction_new.html",
        {
            **frame(request.user, month, "appraisal:corrections"),
            "result": holding,
            "form": form,
            "figures": [form[name] for name in figures],
            "rest": [form[name] for name in form.fields if name not in figures],
        },
    )


def _correction(request, pk, action):
    found = Correction.objects.visible_to(request.user, action).select_related(
        "entry__person",
        "entry__village",
        "entry__sheet__unit",
        "entry__sheet__month__county",
        "proposed_by",
        "approved_by",
        "rejected_by",
    )
    return get_object_or_404(found, pk=pk)


@requires(Action.SHEET_VIEW)
@require_GET
def correction(request, pk):
    """One correction: what it changes, why, who proposed and who decided it."""
    shown = _correction(request, pk, Action.SHEET_VIEW)
    month = shown.entry.sheet.month
    shown.word, shown.look = queries.state_of(shown, results.issued_version(month))
    code = shown.entry.sheet.unit.code
    undecided = shown.version is None and not shown.rejected_reason
    own = shown.proposed_by_id == request.user.pk
    appeal = services.waiting_appeal(shown)
    undecided = undecided and appeal is None
    decides = undecided and not own and may(request.user, Action.CORRECTION_DECIDE, code)
    return render(
        request,
        "appraisal/correction.html",
        {
            **frame(request.user, month, "appraisal:corrections"),
            "correction": shown,
            "effect": queries.effect(shown),
            "appeal": appeal,
            "decides": decides,
            "withdraws": undecided and own and may(request.user, Action.CORRECTION_PROPOSE, code),
        },
    )


@requires(Action.CORRECTION_DECIDE)
@require_POST
def correction_approve(request, pk):
    """Approve a correction: the month gets its next version."""
    found = _correction(request, pk, Action.CORRECTION_DECIDE)
    try:
        services.approve(correction=found, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("appraisal:correction", pk=pk)
    messages.success(request, f"已批准对{found.entry.person.name}的更正；更正通知签发后生效。")
    return redirect("appraisal:corrections", period=found.entry.sheet.month.period)


@requires(Action.CORRECTION_DECIDE, Action.CORRECTION_PROPOSE)
@require_POST
def correction_reject(request, pk):
    """Reject a correction, or withdraw one's own."""
    found = _correction(request, pk, Action.SHEET_VIEW)
    try:
        services.reject(correction=found, user=request.user, reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已办结，本月结果不变。")
    return redirect("appraisal:correction", pk=pk)


@requires(Action.CIRCULAR_PREPARE)
@require_POST
def notice_prepare(request, period):
    """Freeze the approved corrections as the draft of a notice; a worker sets it."""
    month = month_of(request.user, period, Action.CIRCULAR_PREPARE)
    form = NoticeForm(request.POST)
    if not lay_draft(
        form, lambda frame: circulars.prepare_notice(month=month, user=request.user, frame=frame)
    ):
        return _page(request, month, form)
    messages.success(request, "更正通知已拟好，正在排版；请看过之后交县局审核签发。")
    return redirect("appraisal:corrections", period=month.period)
