"""A township's monthly sheet: the grid, its rows, submitting, reviewing, the workbook."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from appraisal.enums import MONTH_CHANGEABLE, SHEET_EDITABLE, SheetState
from appraisal.forms.months import RowForm
from appraisal.models import ITEMS, Entry, Sheet
from appraisal.queries import scheme_for
from appraisal.queries.sheets import deadlines, grid_rows, log_of
from appraisal.services import sheets as services
from appraisal.services.guards import may
from appraisal.views.frame import frame, moment
from appraisal.workbooks import months as workbooks
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents.tables import xlsx_response
from guanling.runs.errors import Refusal


def _sheet(request, pk, action=Action.SHEET_VIEW):
    sheets = Sheet.objects.visible_to(request.user, action)
    return get_object_or_404(
        sheets.select_related("month__county", "unit", "submitted_by", "accepted_by"), pk=pk
    )


@requires(Action.SHEET_VIEW)
@require_GET
def sheet(request, pk):
    """The grid of a township's sheet, with the step that comes next."""
    return _sheet_page(request, _sheet(request, pk))


def _sheet_page(request, sheet, reason=""):
    month = sheet.month
    scheme = scheme_for(month.county.code, month.first_day)
    held = deadlines(month.county.code, [month.first_day]).get(month.first_day)
    rows = grid_rows(sheet, sheet.entries.all(), scheme)
    only_open = request.GET.get("open") == "1"
    code, state = sheet.unit.code, sheet.state
    changeable = month.state in MONTH_CHANGEABLE
    history = log_of([sheet])
    fillable = changeable and state in SHEET_EDITABLE
    late = fillable and held and timezone.localdate() > held.due
    return render(
        request,
        "appraisal/sheet.html",
        {
            **frame(request.user, month, "appraisal:month"),
            "sheet": sheet,
            "deadlines": held,
            "late": late,
            "rows": [row for row in rows if not (only_open and row.complete)],
            "people": len(rows),
            "unscored": sum(not row.complete for row in rows),
            "scored": sum(row.complete for row in rows),
            "only_open": only_open,
            "heads": [(services.item_label(item), scheme.weights[item]) for item in ITEMS],
            "min_days": scheme.min_days,
            "item_max": scheme.item_max,
            "item_step": scheme.item_step,
            "editable": fillable and may(request.user, Action.SHEET_ENTER, code),
            "may_submit": fillable and may(request.user, Action.SHEET_SUBMIT, code),
            "may_accept": changeable
            and state == SheetState.SUBMITTED
            and may(request.user, Action.SHEET_REVIEW, code),
            "may_return": changeable
            and state in (SheetState.SUBMITTED, SheetState.ACCEPTED)
            and may(request.user, Action.SHEET_REVIEW, code),
            "last": history[0] if history else None,
            "log": history,
            "reason": reason,
        },
    )


@requires(Action.SHEET_ENTER)
@require_POST
def row(request, pk, entry):
    """Save one row; answers with the row alone to htmx, else leads back to the sheet."""
    sheet = _sheet(request, pk, Action.SHEET_ENTER)
    found = get_object_or_404(Entry, pk=entry, sheet=sheet)
    form = RowForm(request.POST)
    problem, saved = "", False
    faults = {} if form.is_valid() else {name: errors[0] for name, errors in form.errors.items()}
    if not faults:
        scheme = scheme_for(sheet.month.county.code, sheet.month.first_day)
        faults = services.faults(form.figures, form.deduction, scheme)
    outdated = False
    if not faults:
        try:
            services.enter_scores(
                entry=found,
                values=form.figures,
                deduction=form.deduction,
                note=form.cleaned_data["note"],
                user=request.user,
                seen=moment(form.cleaned_data["seen"]),
            )
            saved = True
        except services.Outdated as refusal:
            problem, outdated = str(refusal), True
        except Refusal as refusal:
            problem = str(refusal)
    if not request.htmx:
        for name, fault in faults.items():
            messages.error(request, f"{_whose(found)}：{services.item_label(name)}{fault}。这一行没有保存。")
        if problem:
            messages.error(request, f"{_whose(found)}：{problem}")
        return redirect("appraisal:sheet", pk=sheet.pk)
    (shown,) = grid_rows(sheet, sheet.entries.filter(pk=found.pk))
    shown.faults, shown.problem, shown.saved = faults, problem, saved
    if not saved:
        shown.typed = {name: request.POST.get(name, "") for name in (*ITEMS, "deduction", "note")}
        # Only who has been told of the other's figures may take their place.
        shown.version = shown.version if outdated else request.POST.get("seen", "")
    return render(request, "appraisal/row.html", {"row": shown, "sheet": sheet, "editable": True})


def _whose(entry):
    return f"{entry.village.short_name}{entry.person.name}"


@requires(Action.SHEET_SUBMIT)
@require_POST
def submit(request, pk):
    """Submit the sheet to the bureau."""
    sheet = _sheet(request, pk, Action.SHEET_SUBMIT)
    return _move(
        request, sheet, lambda: services.submit_sheet(sheet=sheet, user=request.user), "已提交县局审核。"
    )


@requires(Action.SHEET_REVIEW)
@require_POST
def accept(request, pk):
    """Accept the sheet."""
    sheet = _sheet(request, pk, Action.SHEET_REVIEW)
    return _move(request, sheet, lambda: services.accept_sheet(sheet=sheet, user=request.user), "审核通过。")


@requires(Action.SHEET_REVIEW)
@require_POST
def send_back(request, pk):
    """Send the sheet back with a reason."""
    sheet = _sheet(request, pk, Action.SHEET_REVIEW)
    reason = request.POST.get("reason", "")
    return _move(
        request,
        sheet,
        lambda: services.return_sheet(sheet=sheet, user=request.user, reason=reason),
        "已退回乡镇修改。",
        reason,
    )


def _move(request, sheet, act, done, reason=""):
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _sheet_page(request, _sheet(request, sheet.pk), reason)
    messages.success(request, f"{sheet.unit.name}{sheet.month}考核表{done}")
    return redirect("appraisal:sheet", pk=sheet.pk)


@requires(Action.SHEET_VIEW)
@require_GET
def export(request, pk):
    """The grid as a workbook, as the page shows it."""
    sheet = _sheet(request, pk)
    return xlsx_response(
        _file_name(sheet, "月考核表"), workbooks.grid_book(sheet, grid_rows(sheet, sheet.entries.all()))
    )


@requires(Action.SHEET_ENTER)
@require_POST
def filling_form(request, pk):
    """The workbook that the township fills and imports again; it holds full numbers, which is recorded."""
    sheet = _sheet(request, pk, Action.SHEET_ENTER)
    services.record_form_export(sheet=sheet, user=request.user)
    return xlsx_response(_file_name(sheet, "月考核填报表"), workbooks.filling_form(sheet))


def _file_name(sheet, what):
    return f"{what}-{sheet.month.period}-{sheet.unit.short_name}.xlsx"
