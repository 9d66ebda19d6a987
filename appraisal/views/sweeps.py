"""The sweep: its months, the findings and what could not be judged, one finding (P8.1, P8.2)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from appraisal import tasks
from appraisal.enums import LeavingRule, SweepState
from appraisal.forms.sweeps import FindingFilter, GapFilter, SetAsideForm
from appraisal.models import SweepFinding, SweepGap
from appraisal.queries import sweeps as queries
from appraisal.services import sweep as services
from appraisal.services.guards import may
from appraisal.views.frame import LEAVING
from appraisal.workbooks import sweeps as workbooks
from guanling.accounts.access import requires
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.pages import tabs_for, workbook
from guanling.runs.enums import RunState
from guanling.runs.errors import Refusal
from guanling.runs.models import Run
from roster.enums import Level
from roster.models import Unit
from roster.queries.offices import reporting_office
from roster.rules import short_name

PART = "分流辞退"
PAGE, MONTHS_A_PAGE = 50, 24
RUNNING = (RunState.QUEUED, RunState.STARTED)


def _tabs(request):
    return {"part": PART, "tabs": tabs_for(request.user, LEAVING, "appraisal:sweeps")}


@requires(Action.CASE_VIEW)
@require_GET
def sweeps(request):
    """The months with what their sweep found, and the button that sweeps one."""
    page = Paginator(queries.periods(request.user), MONTHS_A_PAGE).get_page(request.GET.get("page"))
    lines = queries.month_lines(request.user, page.object_list)
    counties = {line.county for line in lines}
    sweeping = {code for code in counties if may(request.user, Action.SWEEP_RUN, code)}
    today = timezone.localdate()
    for line in lines:
        line.running = line.run is not None and line.run.state in RUNNING
        line.cells = [line.findings.get(rule.value, 0) for rule in LeavingRule]
        over = services.rules.month_end(line.first_day) <= today
        line.sweeps = line.county in sweeping and over and not line.running
        line.not_asked = (
            [LeavingRule(rule) for rule in line.run.counts.get("not_asked", ())] if line.run else []
        )
    return render(
        request,
        "appraisal/sweeps.html",
        {
            **_tabs(request),
            "page": page,
            "lines": lines,
            "grounds": list(LeavingRule),
            "talks": any(line.run and line.run.counts.get("talks", {}).get("new") for line in lines),
        },
    )


def _county(request, action):
    """The county in which the user has the right; 404 where there is none."""
    codes = {prefix[:COUNTY_DIGITS] for prefix in request.user.prefixes(action)}
    county = Unit.objects.filter(level=Level.COUNTY, code__in=codes).order_by("code").first()
    if county is None:
        raise Http404
    return county


@requires(Action.SWEEP_RUN)
@require_POST
def sweep_run(request, period):
    """Put the sweep of a month in line; the page shows its progress."""
    county = _county(request, Action.SWEEP_RUN)
    try:
        with transaction.atomic():
            run = services.request_sweep(
                county=county, period=period, user=request.user, today=timezone.localdate()
            )
            transaction.on_commit(lambda: tasks.sweep.delay(run.pk))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("appraisal:sweeps")


@requires(Action.CASE_VIEW)
@require_GET
def sweep_progress(request, period):
    """The part of the page that tells how far a sweep is; asked again until it has ended."""
    county = _county(request, Action.CASE_VIEW)
    run = Run.objects.filter(kind=queries.KIND, period=period, scope=county.code).first()
    response = render(request, "appraisal/sweep_progress.html", {"period": period, "run": run})
    if run is None or run.state not in RUNNING:
        response.headers["HX-Refresh"] = "true"  # the counts of the months have changed too
    return response


# --- lists -------------------------------------------------------------------------------------------


def _months(request):
    return sorted({period for period, _ in queries.periods(request.user)}, reverse=True)


def _narrowed(form, rows, of_month):
    """The rows that the filter leaves."""
    form.is_valid()
    chosen = form.cleaned_data
    if month := chosen.get("month"):
        rows = of_month(rows, month)
    if rule := chosen.get("rule"):
        rows = rows.filter(rule=rule)
    if township := chosen.get("township"):
        rows = rows.filter(village_code__startswith=township)
    if state := chosen.get("state"):
        rows = rows.filter(state=state)
    return rows


def _findings(request):
    visible = SweepFinding.objects.visible_to(request.user, Action.CASE_VIEW)
    form = FindingFilter(request.GET, townships=queries.townships(visible), months=_months(request))
    rows = _narrowed(form, visible, lambda found, month: found & queries.findings_of(month))
    return form, rows.select_related("first_run", "last_run").order_by("village_code", "rule", "-pk")


@requires(Action.CASE_VIEW)
@require_GET
def findings(request):
    """What the sweeps found, by village and ground."""
    form, rows = _findings(request)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        _dress(row)
    return render(request, "appraisal/sweep_findings.html", {**_tabs(request), "form": form, "page": page})


def _dress(row):
    row.ground = LeavingRule(row.rule)
    row.village = short_name(row.village_name)
    row.look = queries.LOOKS[SweepState(row.state)]
    row.moved = row.state == SweepState.TAKEN and row.changed_at is not None


@requires(Action.CASE_VIEW)
@require_GET
def findings_export(request):
    """The list as shown, as a workbook."""
    _, rows = _findings(request)
    office = reporting_office(request.user, Action.CASE_VIEW)
    today = timezone.localdate()
    content = workbooks.findings_book(rows, "解聘辞退情形排查结果", f"填报单位：{office}")
    return workbook(content, "情形排查结果", today)


def _gaps(request):
    visible = SweepGap.objects.visible_to(request.user, Action.CASE_VIEW)
    form = GapFilter(request.GET, townships=queries.townships(visible), months=_months(request))
    rows = _narrowed(form, visible, lambda found, month: found.filter(run__period=month))
    return form, rows.select_related("run").order_by("-run__period", "village_code", "rule", "pk")


@requires(Action.CASE_VIEW)
@require_GET
def gaps(request):
    """What could not be judged because records are missing."""
    form, rows = _gaps(request)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.ground = LeavingRule(row.rule)
        row.village = short_name(row.village_name)
    return render(request, "appraisal/sweep_gaps.html", {**_tabs(request), "form": form, "page": page})


@requires(Action.CASE_VIEW)
@require_GET
def gaps_export(request):
    """The list as shown, as a workbook."""
    _, rows = _gaps(request)
    office = reporting_office(request.user, Action.CASE_VIEW)
    content = workbooks.gaps_book(rows, "解聘辞退情形排查缺少资料", f"填报单位：{office}")
    return workbook(content, "情形排查缺资料", timezone.localdate())


# --- one finding -------------------------------------------------------------------------------------


def _finding(request, pk, action=Action.CASE_VIEW):
    rows = SweepFinding.objects.visible_to(request.user, action)
    return get_object_or_404(rows.select_related("first_run", "last_run", "decided_by", "person"), pk=pk)


@requires(Action.CASE_VIEW)
@require_GET
def finding(request, pk):
    """Why somebody was found: rule, clause, facts with their documents, parameters, what became of it."""
    return _page(request, _finding(request, pk))


def _page(request, shown, form=None):
    _dress(shown)
    open_still = shown.state == SweepState.OPEN
    sets_aside = open_still and may(request.user, Action.CASE_FILE, shown.village_code)
    return render(
        request,
        "appraisal/sweep_finding.html",
        {
            **_tabs(request),
            "finding": shown,
            "clause": queries.clause_of(shown.rule),
            "used": queries.used(shown.parameters),
            "history": queries.history(shown),
            "open": open_still,
            "handles": open_still and may(request.user, Action.CASE_HANDLE, shown.village_code),
            "form": (form or SetAsideForm()) if sets_aside else None,
        },
        status=422 if form is not None else 200,
    )


@requires(Action.CASE_FILE)
@require_POST
def finding_set_aside(request, pk):
    """Decide that a finding is not proposed."""
    shown = _finding(request, pk, Action.CASE_FILE)
    form = SetAsideForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, form)
    try:
        services.set_aside(finding=shown, user=request.user, **form.cleaned_data)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, f"已记录：{shown.person_name}的这条排查结果不予提出，同样的事实以后不再提出。"
        )
    return redirect("appraisal:sweep-finding", pk=shown.pk)
