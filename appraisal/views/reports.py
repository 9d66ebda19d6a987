"""Work reports: every township's standing in a month, a township's grid, one village's report."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from appraisal.enums import MONTH_CHANGEABLE, Duty
from appraisal.forms.reports import MonthFilter, ReportForm
from appraisal.models import Month
from appraisal.models.reports import COUNTS
from appraisal.prints import reports as prints
from appraisal.queries import reports as queries
from appraisal.rules.reports import CLAUSE
from appraisal.services import reports as services
from appraisal.services.guards import may
from appraisal.views.frame import SUPERVISION, moment, month_of
from appraisal.workbooks import reports as workbooks
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import print_out, tabs_for, workbook
from guanling.runs.errors import Refusal


def _part(request):
    return {"part": "督查评议", "tabs": tabs_for(request.user, SUPERVISION, "appraisal:reports")}


@requires(Action.REPORT_VIEW)
@require_GET
def reports(request):
    """A month's reports by township: how many are there, what they come to, how much of the plan is done."""
    months = list(Month.objects.visible_to(request.user, Action.REPORT_VIEW).select_related("county"))
    chosen = request.GET.get("month", "")
    month = next((one for one in months if one.period == chosen), months[0] if months else None)
    if month is None:
        return render(request, "appraisal/reports.html", {**_part(request), "month": None})
    rows = queries.rows_of(request.user, month)
    townships = queries.townships_of(rows)
    form = MonthFilter(
        {"month": month.period, **request.GET.dict()},
        months=months,
        townships=[(line.township.code, line.township.short_name) for line in townships],
    )
    form.is_valid()
    code = form.cleaned_data.get("township", "")
    if code:
        townships = [line for line in townships if line.township.code == code]
    # Who sees no whole township has a line for each village.
    by_village = all(
        len(prefix) > len(line.township.code)
        for prefix in request.user.reach(Action.REPORT_VIEW)
        for line in townships
    )
    if by_village:
        townships = queries.by_village(townships)
    shown = queries.TownshipLine(None, [row for line in townships for row in line.rows])
    return render(
        request,
        "appraisal/reports.html",
        {
            **_part(request),
            "form": form,
            "month": month,
            "open": month.state in MONTH_CHANGEABLE,
            "duties": Duty,
            "townships": townships,
            "township": code,
            "whole": shown if shown.rows else None,
            "by_village": by_village,
            "may_enter": month.state in MONTH_CHANGEABLE and request.user.can(Action.REPORT_ENTER),
            "may_import": request.user.can(Action.IMPORT),
            "clause": CLAUSE,
        },
    )


def _month(request, period, action=Action.REPORT_VIEW):
    return month_of(request.user, period, action)


@requires(Action.REPORT_VIEW)
@require_GET
def township(request, period, pk):
    """The grid of a township's villages, as far as the reader sees them."""
    month = _month(request, period)
    rows = queries.rows_of(request.user, month, queries.reporting_villages(month).filter(parent=pk))
    if not rows:
        raise Http404
    (line,) = queries.townships_of(rows)
    return render(
        request,
        "appraisal/report_township.html",
        {
            **_part(request),
            "month": month,
            "line": line,
            "duties": Duty,
            "editable": month.state in MONTH_CHANGEABLE
            and all(may(request.user, Action.REPORT_ENTER, row.village.code) for row in rows),
            "clause": CLAUSE,
        },
    )


def _village(request, month, pk, action):
    villages = queries.reporting_villages(month).visible_to(request.user, action)
    village = get_object_or_404(villages, pk=pk)
    (row,) = queries.rows_of(request.user, month, queries.reporting_villages(month).filter(pk=village.pk))
    return row


@requires(Action.REPORT_VIEW)
@require_GET
def report(request, period, pk):
    """One village's report: entered while the month is open, read afterwards."""
    month = _month(request, period)
    return _page(request, month, _village(request, month, pk, Action.REPORT_VIEW))


def _page(request, month, row, status=200):
    cells = row.cells
    return render(
        request,
        "appraisal/report.html",
        {
            **_part(request),
            "month": month,
            "row": row,
            "lines": [
                (duty, cells[2 * number : 2 * number + 2], row.works[number])
                for number, duty in enumerate(Duty)
            ],
            "editable": month.state in MONTH_CHANGEABLE
            and may(request.user, Action.REPORT_ENTER, row.village.code),
            "clause": CLAUSE,
        },
        status=status,
    )


@requires(Action.REPORT_ENTER)
@require_POST
def report_save(request, period, pk):
    """Save one village's report; answers htmx with the grid's row, else with the village's page."""
    month = _month(request, period, Action.REPORT_ENTER)
    row = _village(request, month, pk, Action.REPORT_ENTER)
    form = ReportForm(request.POST)
    outdated = False
    if form.is_valid():
        try:
            made = services.save_report(
                month=month,
                village=row.village,
                counts=form.counts,
                user=request.user,
                seen=moment(form.cleaned_data["seen"]),
            )
            row = queries.ReportRow(row.village, made, saved=True)
        except services.Outdated as refusal:
            row.problem, outdated = str(refusal), True
        except Refusal as refusal:
            row.problem = str(refusal)
    else:
        row.faults = {name: errors[0] for name, errors in form.errors.items() if name in COUNTS}
    if not row.saved:
        row.typed = {name: request.POST.get(name, "") for name in COUNTS}
        # Only who has been told of the other's figures may take their place.
        row.version = row.version if outdated else request.POST.get("seen", "")
    if request.htmx:
        return render(request, "appraisal/report_row.html", {"row": row, "month": month, "editable": True})
    if not row.saved:
        return _page(request, month, row, status=422)
    messages.success(request, f"已保存{row.village.short_name}{month}工作报告。")
    return redirect("appraisal:report", period=month.period, pk=row.village.pk)


def _chosen(request, period, data):
    """Return (month, its rows, all or those of the township asked for)."""
    month = _month(request, period)
    rows = queries.rows_of(request.user, month)
    if code := data.get("township", ""):
        rows = [row for row in rows if row.village.parent.code == code]
    return month, rows


@requires(Action.REPORT_VIEW)
@require_GET
def export(request, period):
    """The reports as a workbook that can be filled and imported again."""
    month, rows = _chosen(request, period, request.GET)
    parents = {row.village.parent_id: row.village.parent for row in rows}
    where = next(iter(parents.values())).name if len(parents) == 1 else month.county.name
    title = f"{where}{month}村级工作月报表"
    return workbook(workbooks.reports_book(month, rows, title), title, timezone.localdate())


@requires(Action.REPORT_VIEW)
@require_POST
def print_reports(request, period):
    """The reports on paper, a sheet per township."""
    month, rows = _chosen(request, period, request.POST)
    if not rows:
        messages.error(request, f"{month}没有可以打印的村。")
        return redirect("appraisal:reports")
    return print_out(request, prints.REPORTS, prints.reports_content(month, queries.townships_of(rows)))
