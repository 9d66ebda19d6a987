"""A township's part of the year: the grid, one person's row in full, handing in, accepting, the forms."""

from datetime import datetime

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from appraisal.enums import YEAR_SHEET_EDITABLE, YearSheetState, YearState
from appraisal.forms.years import EntryForm, OpinionForm, RowForm
from appraisal.models import YearEntry, YearSheet
from appraisal.prints import years as prints
from appraisal.queries import years as queries
from appraisal.services import year_sheets as services
from appraisal.services.guards import may
from appraisal.views.years import SHEET_LOOKS, frame
from appraisal.workbooks import years as workbooks
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents.tables import xlsx_response
from guanling.pages import print_out
from guanling.policy.rules import plain
from guanling.runs.errors import Refusal

GRID = ("target_score", "proposed_grade", "remark", "note")


def _sheet(request, pk, action=Action.SHEET_VIEW):
    sheets = YearSheet.objects.visible_to(request.user, action)
    return get_object_or_404(
        sheets.select_related("year__county", "unit", "submitted_by", "decided_by"), pk=pk
    )


def _fillable(sheet):
    return sheet.year.state == YearState.OPEN and sheet.state in YEAR_SHEET_EDITABLE


@requires(Action.SHEET_VIEW)
@require_GET
def sheet(request, pk):
    """The grid of a township's part, with the step that comes next."""
    return _page(request, _sheet(request, pk))


def _page(request, shown, *, reason="", status=200):
    user, code, state = request.user, shown.unit.code, shown.state
    rows = queries.rows(shown.entries.all(), shown.year)
    for row in rows:
        _dress(row)
    only_open = request.GET.get("open") == "1"
    open_year = shown.year.state == YearState.OPEN
    confirms = open_year and may(user, Action.YEAR_CONFIRM, code)
    return render(
        request,
        "appraisal/year_sheet.html",
        {
            **frame(user),
            "sheet": shown,
            "year": shown.year,
            "look": SHEET_LOOKS[state],
            "rows": [row for row in rows if row.lacking or not only_open],
            "people": len(rows),
            "open_rows": sum(bool(row.lacking) for row in rows),
            "only_open": only_open,
            "without_letter": sum(row.letter is None or not row.letter.filed for row in rows),
            "grades": RowForm.base_fields["proposed_grade"].choices,
            "editable": _fillable(shown) and may(user, Action.YEAR_ENTER, code),
            "may_submit": _fillable(shown) and may(user, Action.YEAR_SUBMIT, code),
            "may_accept": confirms and state == YearSheetState.SUBMITTED,
            "may_return": confirms and state in (YearSheetState.SUBMITTED, YearSheetState.ACCEPTED),
            "may_except": confirms and state != YearSheetState.ACCEPTED and not shown.exception_reason,
            "opinions": shown.year.state in services.KNOWN and may(user, Action.YEAR_ENTER, code),
            "reason": reason,
        },
        status=status,
    )


def _dress(row, typed=None):
    """Give a row what its template shows: the figures as typed or as they stand."""
    held = {name: getattr(row.entry, name) for name in GRID}
    score = held["target_score"]
    held["target_score"] = "" if score is None else plain(score)
    row.cells = held | (typed or {})
    row.version = row.entry.entered_at.isoformat() if row.entry.entered_at else ""
    row.faults, row.problem, row.saved = {}, "", False
    return row


@requires(Action.YEAR_ENTER)
@require_POST
def row(request, pk, entry):
    """Save one row of the grid; answers with the row alone to htmx, else leads back to the sheet."""
    shown = _sheet(request, pk, Action.YEAR_ENTER)
    found = get_object_or_404(YearEntry.objects.select_related("person", "village"), pk=entry, sheet=shown)
    form = RowForm(request.POST)
    faults = {} if form.is_valid() else {name: errors[0] for name, errors in form.errors.items()}
    problem = ""
    if not faults:
        problem = _save(request, found, {name: form.cleaned_data[name] for name in GRID}, form)
    if not request.htmx:
        told = "；".join(f"{form.fields[name].label}{fault}" for name, fault in faults.items()) or problem
        if told:
            messages.error(
                request, f"{found.village.short_name}{found.person.name}：{told}。这一行没有保存。"
            )
        return redirect("appraisal:year-sheet", pk=shown.pk)
    (held,) = queries.rows(shown.entries.filter(pk=found.pk), shown.year)
    saved = not (faults or problem)
    _dress(held, None if saved else {name: request.POST.get(name, "") for name in GRID})
    held.saved, held.problem = saved, problem
    held.faults = {form.fields[name].label: fault for name, fault in faults.items()}
    if not saved:
        held.version = request.POST.get("seen", "")
    return render(
        request,
        "appraisal/year_row.html",
        {
            "row": held,
            "sheet": shown,
            "editable": True,
            "grades": RowForm.base_fields["proposed_grade"].choices,
        },
    )


def _save(request, entry, values, form):
    """Save the values and return why not, or an empty text."""
    try:
        services.enter(entry=entry, values=values, user=request.user, seen=_moment(form.cleaned_data["seen"]))
    except Refusal as refusal:
        return str(refusal)
    return ""


def _moment(text):
    """The version of a row as the page sent it; a made-up one counts as none."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _entry(request, pk, action):
    entries = YearEntry.objects.filter(
        sheet__in=YearSheet.objects.visible_to(request.user, action).values("pk")
    )
    return get_object_or_404(
        entries.select_related("year__county", "sheet__unit", "sheet__year__county", "person", "village"),
        pk=pk,
    )


@requires(Action.SHEET_VIEW)
def entry(request, pk):
    """One person's row in full: the long texts with room; to be changed by who fills in."""
    shown = _entry(request, pk, Action.SHEET_VIEW)
    editable = _fillable(shown.sheet) and may(request.user, Action.YEAR_ENTER, shown.sheet.unit.code)
    initial = {name: getattr(shown, name) for name in services.FIELDS}
    initial["seen"] = shown.entered_at.isoformat() if shown.entered_at else ""
    form = EntryForm(request.POST or None, initial=initial)
    if request.method == "POST" and not editable:
        messages.error(request, "这一行现在不能修改；需要修改的请县局退回本乡镇。")
        return redirect("appraisal:year-entry", pk)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in services.FIELDS}
        if problem := _save(request, shown, values, form):
            form.add_error(None, problem)
        else:
            messages.success(request, f"已保存{shown.person.name}的年度考核内容。")
            return redirect("appraisal:year-sheet", shown.sheet_id)
    (held,) = queries.rows(YearEntry.objects.filter(pk=shown.pk), shown.year)
    return render(
        request,
        "appraisal/year_entry.html",
        {**frame(request.user), "row": held, "entry": shown, "form": form if editable else None},
        status=422 if form.errors else 200,
    )


@requires(Action.YEAR_SUBMIT)
@require_POST
def submit(request, pk):
    """Hand the part in to the bureau."""
    shown = _sheet(request, pk, Action.YEAR_SUBMIT)
    return _move(request, shown, lambda: services.submit(sheet=shown, user=request.user), "已提交县局审核。")


@requires(Action.YEAR_CONFIRM)
@require_POST
def accept(request, pk):
    """Accept the part."""
    shown = _sheet(request, pk, Action.YEAR_CONFIRM)
    return _move(request, shown, lambda: services.accept(sheet=shown, user=request.user), "审核通过。")


@requires(Action.YEAR_CONFIRM)
@require_POST
def send_back(request, pk):
    """Send the part back with a reason."""
    shown, reason = _sheet(request, pk, Action.YEAR_CONFIRM), request.POST.get("reason", "")
    return _move(
        request,
        shown,
        lambda: services.send_back(sheet=shown, user=request.user, reason=reason),
        "已退回乡镇修改。",
        reason,
    )


@requires(Action.YEAR_CONFIRM)
@require_POST
def exception(request, pk):
    """Record why the county goes on without this township."""
    shown, reason = _sheet(request, pk, Action.YEAR_CONFIRM), request.POST.get("reason", "")
    return _move(
        request,
        shown,
        lambda: services.record_exception(sheet=shown, user=request.user, reason=reason),
        "已登记未报的例外说明。",
        reason,
    )


def _move(request, shown, act, done, reason=""):
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _page(request, _sheet(request, shown.pk), reason=reason, status=422)
    messages.success(request, f"{shown.unit.short_name}{shown.year}表{done}")
    return redirect("appraisal:year-sheet", pk=shown.pk)


@requires(Action.YEAR_ENTER)
@require_POST
def filling_form(request, pk):
    """The workbook that the township fills and imports again; it holds full numbers, which is recorded."""
    shown = _sheet(request, pk, Action.YEAR_ENTER)
    services.record_form_export(sheet=shown, user=request.user)
    return xlsx_response(
        f"{shown.year.year}年度责任书得分表-{shown.unit.short_name}.xlsx",
        workbooks.filling_form(shown, queries.rows(shown.entries.all(), shown.year)),
    )


# --- forms and opinions --------------------------------------------------------------------------


@requires(Action.SHEET_VIEW)
@require_POST
def forms_print(request, pk):
    """The forms of a whole township, in one file."""
    shown = _sheet(request, pk)
    entries = shown.entries.select_related("person", "village", "sheet__unit", "year")
    if not entries.exists():
        messages.error(request, "本乡镇这一年度没有参加考核的人员，没有可以打印的登记表。")
        return redirect("appraisal:year-sheet", pk)
    return _print(request, shown.year, entries)


@requires(Action.SHEET_VIEW)
@require_POST
def form_print(request, pk):
    """The form of one person."""
    shown = _entry(request, pk, Action.SHEET_VIEW)
    return _print(request, shown.year, [shown])


def _print(request, year, entries):
    version = queries.shown_version(year, request.user)
    people = [entry.person_id for entry in entries]
    known = queries.results(year, version).filter(person__in=people) if version else ()
    content = prints.forms_content(
        year, entries, {result.person_id: result for result in known}, queries.months_served(year)
    )
    return print_out(request, prints.FORMS, content)


@requires(Action.YEAR_ENTER)
def opinion(request, pk):
    """Record what the person says to the result."""
    shown = _entry(request, pk, Action.YEAR_ENTER)
    form = OpinionForm(
        request.POST or None, initial={"opinion": shown.opinion, "signed_on": shown.opinion_on}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.record_opinion(entry=shown, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已登记{shown.person.name}的本人意见。")
            return redirect("appraisal:year-sheet", shown.sheet_id)
    return render(
        request,
        "appraisal/year_opinion.html",
        {**frame(request.user), "form": form, "entry": shown},
        status=422 if form.errors else 200,
    )
