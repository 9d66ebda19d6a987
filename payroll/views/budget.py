"""Pages of the budget: plan against actual, the grid, the check by a second person; and the lines of pay."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents.imports import Context
from guanling.documents.services.imports import run_import
from guanling.documents.tables import xlsx_response
from guanling.documents.workbooks import MAX_BYTES, Rejection
from guanling.runs.errors import Refusal
from payroll import workbooks
from payroll.enums import BUDGET_ITEMS, ITEM_SPECS, PENSION, BudgetState, ItemSpec
from payroll.forms.budget import (
    AmountField,
    BudgetFilter,
    BudgetGridForm,
    BudgetRejectForm,
    BudgetUploadForm,
    LineFilter,
)
from payroll.models import BudgetLine
from payroll.models.budget import EARLIEST_YEAR, LATEST_YEAR
from payroll.queries import budget as queries
from payroll.services import budget as services
from payroll.views.frame import frame
from roster.models import Unit
from roster.queries.offices import county_name

PAGE = 50
REJECTIONS = 50
PENSION_SPEC = ItemSpec("P6.5", "pay.pension_per_year")
LOOKS = {
    BudgetState.ENTERED: "wait",
    BudgetState.APPROVED: "good",
    BudgetState.REJECTED: "bad",
    BudgetState.REPLACED: "off",
}


def _year(number: int) -> int:
    """A year that a budget can be of; 404 for any other."""
    if not EARLIEST_YEAR <= number <= LATEST_YEAR:
        raise Http404
    return number


def _asked_year(request) -> int:
    """The year asked for, else this one."""
    asked = request.GET.get("year", "")
    if asked.isdigit() and EARLIEST_YEAR <= int(asked) <= LATEST_YEAR:
        return int(asked)
    return timezone.localdate().year


def _units(user, action, year):
    return [(unit.code, unit.short_name) for unit in queries.units_of(user, action, year)]


# --- plan against actual -------------------------------------------------------------------------


def _with_clauses(shown):
    """Tell of each item by which clause it is paid, and which parameter holds its figure."""
    for row in shown.items:
        row.spec = PENSION_SPEC if row.item == PENSION else ITEM_SPECS[row.item]
    return shown


def _comparison(request):
    """Return (filter form, the comparison that was asked for)."""
    year = _asked_year(request)
    asked = {**request.GET.dict(), "year": year}
    form = BudgetFilter(asked, units=_units(request.user, Action.PAY_VIEW, year))
    form.is_valid()
    chosen = form.cleaned_data
    shown = queries.comparison(
        request.user,
        Action.PAY_VIEW,
        year,
        unit_code=chosen.get("unit") or "",
        item=chosen.get("item") or "",
    )
    return form, shown


@requires(Action.PAY_VIEW)
@require_GET
def budget(request):
    """A year's plan against what was paid: per unit, per item, by month; each figure leads to its lines."""
    form, shown = _comparison(request)
    user = request.user
    waiting = queries.waiting(user, Action.BUDGET_EDIT, shown.year) if user.can(Action.BUDGET_EDIT) else None
    return render(
        request,
        "payroll/budget.html",
        {
            **frame(user, "payroll:budget"),
            "form": form,
            "shown": _with_clauses(shown),
            "year": shown.year,
            "unit": form.cleaned_data.get("unit") or "",
            "item": form.cleaned_data.get("item") or "",
            "chart": {
                "categories": [f"{month}月" for month, _ in shown.months_paid],
                "unit": "元",
                "series": [
                    {
                        "name": row.label,
                        "values": [float(row.by_month.get(month, 0)) for month in range(1, 13)],
                    }
                    for row in shown.items
                    if row.by_month
                ],
            },
            "edits": user.can(Action.BUDGET_EDIT),
            "waiting": waiting.count() if waiting is not None else 0,
        },
    )


@requires(Action.PAY_VIEW)
@require_GET
def budget_export(request):
    """The comparison as shown, per unit and item and by month."""
    _, shown = _comparison(request)
    book = workbooks.budget.comparison_book(shown, county_name(request.user))
    return xlsx_response(f"{shown.year}年待遇预算执行情况.xlsx", book)


@requires(Action.PAY_VIEW)
@require_GET
def budget_figures(request, year):
    """The planned figures in the columns of the import, to be filled in or kept."""
    user = request.user
    book = workbooks.budget.budget_book(
        queries.units_of(user, Action.PAY_VIEW, _year(year)),
        queries.latest(user, Action.PAY_VIEW, year),
        year,
        county_name(user),
    )
    return xlsx_response(f"{year}年待遇预算表.xlsx", book)


# --- entering ------------------------------------------------------------------------------------


def _county(user):
    """The county whose budget the user keeps."""
    return Unit.objects.filter(code__in=user.prefixes(Action.BUDGET_EDIT)).order_by("code", "-pk").first()


def _name(unit, item):
    return f"f_{unit.pk}_{item}"


def _grid(request, year, units, held):
    """Return (rows of cells, figures typed that differ, whether all can be read)."""
    field, rows, figures, sound = AmountField(), [], {}, True
    for unit in units:
        row = []
        for item, label in BUDGET_ITEMS:
            line = held.get((unit.pk, item))
            name, wrong = _name(unit, item), ""
            typed = f"{line.amount:f}" if line else ""
            if request.method == "POST":
                typed = request.POST.get(name, "")
                try:
                    value = field.clean(typed)
                except ValidationError as error:
                    wrong, sound = "".join(error.messages), False
                else:
                    if value not in ("", None) and (line is None or line.amount != value):
                        figures[unit.pk, item] = value
            row.append(
                {
                    "name": name,
                    "label": f"{unit.short_name}{label}",
                    "typed": typed,
                    "wrong": wrong,
                    "waits": bool(line and line.state == BudgetState.ENTERED),
                }
            )
        rows.append((unit, row))
    return rows, figures, sound


@requires(Action.BUDGET_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def budget_edit(request, year):
    """The grid of a year: what is typed anew waits for another of finance."""
    user, year = request.user, _year(year)
    units = queries.units_of(user, Action.BUDGET_EDIT, year)
    held = queries.latest(user, Action.BUDGET_EDIT, year)
    rows, figures, sound = _grid(request, year, units, held)
    form = BudgetGridForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and sound:
        if not figures:
            messages.info(request, "没有改动，没有录入。")
            return redirect("payroll:budget-edit", year)
        try:
            made = services.enter(
                county=_county(user), year=year, figures=figures, user=user, **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已录入 {made} 个数，请县财政另一位人员复核；复核以后生效。")
            return redirect("payroll:budget-edit", year)
    wrong = bool(form.errors) or not sound
    return render(
        request,
        "payroll/budget_edit.html",
        {
            **frame(user, "payroll:budget"),
            "year": year,
            "items": [label for _, label in BUDGET_ITEMS],
            "rows": rows,
            "form": form,
            "upload": BudgetUploadForm(auto_id="id_upload_%s"),
            "unsound": not sound,
            "waiting": queries.waiting(user, Action.BUDGET_EDIT, year).count(),
        },
        status=422 if wrong else 200,
    )


@requires(Action.BUDGET_EDIT)
@require_POST
def budget_import(request, year):
    """Enter the figures of a workbook: all of them, or none where a row is wrong."""
    user, year = request.user, _year(year)
    form = BudgetUploadForm(request.POST, request.FILES, auto_id="id_upload_%s")
    if not form.is_valid():
        messages.error(request, "".join(form.errors["file"]))
        return redirect("payroll:budget-edit", year)
    file = form.cleaned_data["file"]
    if file.size > MAX_BYTES:
        messages.error(request, f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请删去图片和多余的工作表。")
        return redirect("payroll:budget-edit", year)
    outcome = _import(user, file)
    if outcome.saved:
        kind = outcome.kinds[0]
        messages.success(
            request,
            f"读取 {outcome.report.read} 行：新录入 {kind.new} 个，改动 {kind.changed} 个，"
            f"没有变化 {kind.unchanged} 个；"
            "请县财政另一位人员复核。",
        )
        return redirect("payroll:budget-edit", year)
    return render(
        request,
        "payroll/budget_import.html",
        {
            **frame(user, "payroll:budget"),
            "year": year,
            "report": outcome.report,
            "errors": outcome.report.errors[:REJECTIONS],
            "more": max(0, len(outcome.report.errors) - REJECTIONS),
        },
        status=422,
    )


def _import(user, file):
    """Import a workbook that holds nothing but the budget; any other sheet is another office's affair."""
    county = _county(user)
    context = Context(
        on=timezone.localdate(),
        user=user,
        prefixes=tuple(user.prefixes(Action.BUDGET_EDIT)),
        county=county.code if county else "",
    )
    sources = [(file.name, file)]
    checked = run_import(sources=sources, context=context, commit=False)
    if [one.kind.name for one in checked.kinds] == [workbooks.budget.NAME]:
        file.seek(0)
        return run_import(sources=sources, context=context, commit=True)
    if checked.kinds:
        reason = "这里只导入待遇预算表；请删去其他工作表，或到“导入表格”导入"
        checked.report.errors.append(Rejection(file.name, "", None, "", "", reason))
    return checked


# --- the second person ---------------------------------------------------------------------------


@requires(Action.BUDGET_EDIT)
@require_GET
def budget_check(request, year):
    """The figures that wait for another of finance, and every version ever entered."""
    user, year = request.user, _year(year)
    waiting = list(queries.waiting(user, Action.BUDGET_EDIT, year))
    held = queries.planned(user, Action.BUDGET_EDIT, year)
    for line in waiting:
        line.before = held.get((line.unit_id, line.item))
        line.own = line.entered_by_id == user.pk
    page = Paginator(queries.versions(user, Action.BUDGET_EDIT, year), PAGE).get_page(request.GET.get("page"))
    for line in page.object_list:
        line.look = LOOKS[line.state]
    return render(
        request,
        "payroll/budget_check.html",
        {
            **frame(user, "payroll:budget"),
            "year": year,
            "waiting": waiting,
            "checks": any(not line.own for line in waiting),
            "page": page,
            "form": BudgetRejectForm(),
        },
    )


def _chosen(request, year):
    ids = [int(pk) for pk in request.POST.getlist("line") if pk.isdigit()]
    return BudgetLine.objects.visible_to(request.user, Action.BUDGET_EDIT).filter(year=year, pk__in=ids)


@requires(Action.BUDGET_EDIT)
@require_POST
def budget_approve(request, year):
    """Approve the chosen figures."""
    try:
        settled = services.approve(lines=_chosen(request, _year(year)), user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已核定 {settled} 个数，从现在起按它比较。")
    return redirect("payroll:budget-check", year)


@requires(Action.BUDGET_EDIT)
@require_POST
def budget_reject(request, year):
    """Reject the chosen figures."""
    form = BudgetRejectForm(request.POST)
    if not form.is_valid():
        messages.error(request, "".join(form.errors["reason"]))
        return redirect("payroll:budget-check", year)
    try:
        settled = services.reject(
            lines=_chosen(request, _year(year)), reason=form.cleaned_data["reason"], user=request.user
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{settled} 个数未通过，原来的数不变；请录入人改正后重新录入。")
    return redirect("payroll:budget-check", year)


# --- lines of pay --------------------------------------------------------------------------------


def _lines(request):
    """Return (filter form, the lines that it leaves in order)."""
    units = Unit.objects.visible_to(request.user, Action.PAY_VIEW)
    choices = units.filter(level__in=("county", "township")).order_by("code")
    form = LineFilter(request.GET, units=list(choices.values_list("code", "short_name").distinct()))
    return form, form.narrow(queries.lines(request.user, Action.PAY_VIEW))


@requires(Action.PAY_VIEW)
@require_GET
def lines(request):
    """Lines of pay: what each figure of the budget is made of, and each line of what."""
    form, shown = _lines(request)
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    for line in page.object_list:
        line.parameter = ITEM_SPECS[line.item].parameter
    return render(
        request,
        "payroll/lines.html",
        {
            **frame(request.user, "payroll:lines"),
            "form": form,
            "page": page,
            "totals": queries.line_totals(shown),
        },
    )


@requires(Action.PAY_VIEW)
@require_GET
def lines_export(request):
    """The lines as shown, as a workbook."""
    _, shown = _lines(request)
    book = workbooks.budget.lines_book(shown, county_name(request.user), "待遇明细表")
    return xlsx_response("待遇明细.xlsx", book)
