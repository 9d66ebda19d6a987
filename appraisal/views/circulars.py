"""The circular of a month: prepared by one, read as it will be printed, issued by another."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from appraisal.enums import CircularKind, CircularState, MonthState
from appraisal.forms.months import FrameForm
from appraisal.models import Circular
from appraisal.queries import results as queries
from appraisal.queries.corrections import notices
from appraisal.services import circulars as services
from appraisal.services.guards import may
from appraisal.views.frame import frame, month_of
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents import tasks
from guanling.runs.errors import Refusal


@requires(Action.PAPER_VIEW)
@require_GET
def circular(request, period):
    """The month's circular as it stands, with the step that comes next."""
    return _page(request, month_of(request.user, period, Action.PAPER_VIEW))


def _page(request, month, form=None):
    preparable = month.state == MonthState.RANKED and may(
        request.user, Action.CIRCULAR_PREPARE, month.county.code
    )
    if preparable and form is None:
        form = FrameForm(initial=vars(services.standing_frame(month)))
    return render(
        request,
        "appraisal/circular.html",
        {
            **frame(request.user, month, "appraisal:circular"),
            **laid(request.user, month, queries.circular_of(month)),
            "form": form if preparable else None,
            "notices": notices(month),
        },
    )


def laid(user, month, found) -> dict:
    """Return what templates/appraisal/laid.html shows of a circular or notice to ``user``."""
    prepares = may(user, Action.CIRCULAR_PREPARE, month.county.code)
    issues = may(user, Action.CIRCULAR_ISSUE, month.county.code)
    prepared = found is not None and found.state == CircularState.PREPARED
    return {
        # A draft is between those who prepare and those who issue; everybody else reads the paper.
        "circular": found if found is not None and (found.paper_id or prepares or issues) else None,
        "stale": prepared and (prepares or issues) and services.stale(found),
        "may_issue": prepared and issues and found.prepared_by_id != user.pk,
        "own_draft": prepared and issues and found.prepared_by_id == user.pk,
    }


def lay_draft(form, prepare) -> bool:
    """Have ``prepare(frame)`` freeze a draft from what was typed and queue its setting.

    False when the form is not in order; a refusal then stands in it.
    """
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            tasks.enqueue_draft(prepare(services.Frame(**form.cleaned_data)).draft)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@requires(Action.CIRCULAR_PREPARE)
@require_POST
def circular_prepare(request, period):
    """Freeze the ranking as a draft; a worker sets it."""
    month = month_of(request.user, period, Action.CIRCULAR_PREPARE)
    form = FrameForm(request.POST)
    if not lay_draft(form, lambda frame: services.prepare(month=month, user=request.user, frame=frame)):
        return _page(request, month, form)
    messages.success(request, "送审稿已拟好，正在排版；请看过之后交县局审核签发。")
    return redirect("appraisal:circular", period=month.period)


@requires(Action.CIRCULAR_ISSUE)
@require_POST
def circular_issue(request, pk):
    """Issue the circular under its number."""
    circulars = Circular.objects.visible_to(request.user, Action.CIRCULAR_ISSUE)
    found = get_object_or_404(circulars.select_related("month__county", "draft"), pk=pk)
    period = found.month.period
    try:
        with transaction.atomic():
            paper = services.issue(circular=found, user=request.user)
            tasks.enqueue_paper(paper)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已签发，文号 {paper.number}；名次已冻结，正在生成正式文件。")
    page = "circular" if found.kind == CircularKind.MONTHLY else "corrections"
    return redirect(f"appraisal:{page}", period=period)
