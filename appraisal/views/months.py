"""The list of months, and one month: its townships, closing, ranking."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from appraisal import rules, tasks
from appraisal.enums import MONTH_CHANGEABLE, SheetState
from appraisal.models import Month, Sheet
from appraisal.queries import first_day_of
from appraisal.queries.sheets import deadlines, log_of, month_lines, sheet_lines
from appraisal.services import months as services
from appraisal.services import ranking
from appraisal.services.guards import may
from appraisal.views.frame import frame, month_of
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.runs.enums import RunState
from guanling.runs.errors import Refusal
from guanling.runs.models import Run
from roster.enums import Level
from roster.models import Unit

PAGE = 24
NOTHING_TYPED = {"sheet": "", "reason": ""}
RUNNING = (RunState.QUEUED, RunState.STARTED)


@requires(Action.SHEET_VIEW)
@require_GET
def months(request):
    """All months with how far they are and what the reader has to do next."""
    found = Month.objects.visible_to(request.user, Action.SHEET_VIEW).select_related("county")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    return render(
        request,
        "appraisal/months.html",
        {
            "page": page,
            "lines": month_lines(request.user, page.object_list, today),
            "may_open": request.user.can(Action.SHEET_ENTER) or request.user.can(Action.RANKING_RUN),
            "suggested": f"{rules.previous_month(today.replace(day=1)):%Y-%m}",
            "may_import": request.user.can(Action.IMPORT),
        },
    )


@requires(Action.SHEET_ENTER, Action.RANKING_RUN)
@require_POST
def month_open(request):
    """Open a month: a sheet per township, a row per director who serves in it."""
    try:
        first_day = first_day_of(request.POST.get("period", "").strip())
        county = _county_of(request.user)
        month = services.open_month(county=county, first_day=first_day)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("appraisal:months")
    messages.success(request, f"{month}考核表已开启，各乡镇可以填报。")
    return redirect("appraisal:month", period=month.period)


def _county_of(user):
    codes = {prefix[:6] for prefix in user.prefixes(Action.SHEET_VIEW)}
    county = Unit.objects.filter(level=Level.COUNTY, code__in=codes).order_by("code").first()
    if county is None:
        raise Refusal("还没有建立县，请先由系统管理员建立县并导入村居基本情况表。")
    return county


@requires(Action.SHEET_VIEW)
@require_GET
def month(request, period):
    """One month: every township's sheet, what is late, and the steps to close and rank it."""
    return _month_page(request, month_of(request.user, period, Action.SHEET_VIEW))


def _month_page(request, month, typed=None):
    today = timezone.localdate()
    held = deadlines(month.county.code, [month.first_day]).get(month.first_day)
    sheets = sheet_lines(request.user, month, held.due if held else None, today)
    code = month.county.code
    open_still = month.state in MONTH_CHANGEABLE
    pending = [sheet for sheet in sheets if sheet.state != SheetState.ACCEPTED and not sheet.exception_reason]
    return render(
        request,
        "appraisal/month.html",
        {
            **frame(request.user, month, "appraisal:month"),
            "deadlines": held,
            "today": today,
            "sheets": sheets,
            "pending": pending,
            "people": sum(sheet.people for sheet in sheets),
            "scored": sum(sheet.scored for sheet in sheets),
            "late": sum(sheet.is_late for sheet in sheets),
            "may_close": open_still and may(request.user, Action.MONTH_CLOSE, code),
            "may_rank": month.state in ranking.RANKABLE and may(request.user, Action.RANKING_RUN, code),
            "run": _run_of(month),
            "log": log_of(sheets),
            "typed": NOTHING_TYPED | (typed or {}),
        },
    )


def _run_of(month):
    return Run.objects.filter(kind=ranking.KIND, period=month.period, scope=month.county.code).first()


@requires(Action.MONTH_CLOSE)
@require_POST
def month_close(request, period):
    """Close the month: nothing can be entered any more."""
    month = month_of(request.user, period, Action.MONTH_CLOSE)
    try:
        services.close_month(month=month, user=request.user, reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _month_page(request, month, typed=request.POST.dict())
    messages.success(request, f"{month}已关闭，可以排序。")
    return redirect("appraisal:month", period=month.period)


@requires(Action.MONTH_CLOSE)
@require_POST
def sheet_exception(request, pk):
    """Record why the month may close without a township."""
    sheet = get_object_or_404(
        Sheet.objects.visible_to(request.user, Action.MONTH_CLOSE).select_related("month__county", "unit"),
        pk=pk,
    )
    try:
        services.record_exception(sheet=sheet, reason=request.POST.get("reason", ""), user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _month_page(request, sheet.month, typed=request.POST.dict())
    messages.success(
        request, f"已记录{sheet.unit.name}的例外原因；关闭本月时不再等该乡镇，其人员不参加排序。"
    )
    return redirect("appraisal:month", period=sheet.month.period)


@requires(Action.RANKING_RUN)
@require_POST
def month_rank(request, period):
    """Put the ranking in line; the page shows its progress."""
    month = month_of(request.user, period, Action.RANKING_RUN)
    try:
        with transaction.atomic():
            run = ranking.request_ranking(month=month, user=request.user)
            transaction.on_commit(lambda: tasks.rank_month.delay(run.pk))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("appraisal:month", period=month.period)


@requires(Action.SHEET_VIEW)
@require_GET
def month_progress(request, period):
    """The part of the page that tells how far the ranking is; asked again until it has ended."""
    month = month_of(request.user, period, Action.SHEET_VIEW)
    run = _run_of(month)
    response = render(request, "appraisal/progress.html", {"month": month, "run": run})
    if run is None or run.state not in RUNNING:
        response.headers["HX-Refresh"] = "true"  # the steps and the state above have changed too
    return response
