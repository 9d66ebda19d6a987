"""Pension accrual: the years, one year with its steps, reconciliation, forecast, one person (P6.5)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from appraisal.services.guards import may
from guanling.accounts.access import requires
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.documents.tasks import enqueue_paper
from guanling.pages import print_out, workbook
from guanling.policy.rules import catalogue
from guanling.runs.enums import RunState
from guanling.runs.errors import Refusal
from guanling.runs.models import Run
from payroll import tasks
from payroll.enums import PENSION_FIXED, GapKind, PensionState
from payroll.forms.pension import (
    ConfirmForm,
    ContributionForm,
    ForecastFilter,
    GapFilter,
    MatchFilter,
    PaidForm,
    ReturnForm,
    RevokeForm,
    RowFilter,
)
from payroll.models import PensionAccrual, PensionBatch, PensionContribution, PensionGap
from payroll.queries import pension as queries
from payroll.rules import pension as rules
from payroll.services import pension as services
from payroll.views.frame import frame
from payroll.workbooks import pension as workbooks
from roster.enums import Level
from roster.models import Person, Unit

PAGE = 50
TAB = "payroll:pension"
RUNNING = (RunState.QUEUED, RunState.STARTED)
LOOKS = {
    PensionState.DRAFT: "wait",
    PensionState.SUBMITTED: "wait",
    PensionState.CONFIRMED: "good",
    PensionState.PAID: "good",
}


def county_of(user, action) -> Unit:
    """Return the county in which ``user`` has ``action``; 404 where there is none."""
    codes = {prefix[:COUNTY_DIGITS] for prefix in user.prefixes(action)}
    county = Unit.objects.filter(level=Level.COUNTY, code__in=codes).order_by("code").first()
    if county is None:
        raise Http404
    return county


def _batch_of(user, year, action):
    found = PensionBatch.objects.visible_to(user, action).filter(year=year)
    return get_object_or_404(
        found.select_related(
            "county", "computed_by", "submitted_by", "confirmed_by", "paid_by", "paper"
        ).order_by("county__code")[:1]
    )


def _run_of(batch_or_county, year):
    return Run.objects.filter(kind=queries.KIND, period=str(year), scope=batch_or_county).first()


@requires(Action.PAY_VIEW)
@require_GET
def batches(request):
    """The years with their sums, and the button that accrues one."""
    user, today = request.user, timezone.localdate()
    county = county_of(user, Action.PAY_VIEW)
    rows = list(PensionBatch.objects.visible_to(user, Action.PAY_VIEW).order_by("-year"))
    for row in rows:
        row.look = LOOKS[row.state]
    runs = may(user, Action.PENSION_RUN, county.code)
    fixed = {row.year for row in rows if row.state != PensionState.DRAFT}
    offered = (
        [year for year in range(services.FIRST_YEAR, today.year + 1) if year not in fixed] if runs else []
    )
    return render(
        request,
        "payroll/pension.html",
        {
            **frame(user, TAB),
            "rows": rows,
            "runs": runs,
            "offered": offered,
            # The year after those that are done: late facts of a confirmed year come with the next.
            "first_offered": next((year for year in offered if year > max(fixed, default=0)), None),
            "running": list(Run.objects.filter(kind=queries.KIND, scope=county.code, state__in=RUNNING)),
            "failed": list(Run.objects.filter(kind=queries.KIND, scope=county.code, state=RunState.FAILED)),
            "next_year": today.year + 1,
            "clause": catalogue().clauses[rules.CLAUSE],
            "per_year": rules.PER_YEAR,
            "reading": rules.READING,
        },
    )


@requires(Action.PENSION_RUN)
@require_POST
def run(request):
    """Put the accrual of a year in line; the page shows its progress."""
    county = county_of(request.user, Action.PENSION_RUN)
    year = request.POST.get("year", "")
    if not (year.isdecimal() and len(year) == len("2016")):
        messages.error(request, "请选择年度。")
        return redirect(TAB)
    try:
        with transaction.atomic():
            started = services.request_accrual(
                county=county, year=int(year), user=request.user, today=timezone.localdate()
            )
            transaction.on_commit(lambda: tasks.accrue_pension.delay(started.pk))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(TAB)


@requires(Action.PAY_VIEW)
@require_GET
def progress(request, year):
    """The part of the page that tells how far an accrual is; asked again until it has ended."""
    county = county_of(request.user, Action.PAY_VIEW)
    found = _run_of(county.code, year)
    response = render(request, "payroll/pension_progress.html", {"run": found, "year": year})
    if found is None or found.state not in RUNNING:
        response.headers["HX-Refresh"] = "true"
    return response


# --- one year --------------------------------------------------------------------------------------


def _rows(request, batch):
    """The rows of the batch that the reader may see, and the filter over them."""
    visible = PensionAccrual.objects.visible_to(request.user, Action.PAY_VIEW).filter(batch=batch)
    form = RowFilter(request.GET, townships=queries.townships_of(visible))
    return visible, form, form.narrow(visible)


def _gaps(request, batch):
    visible = PensionGap.objects.visible_to(request.user, Action.PAY_VIEW).filter(batch=batch)
    form = GapFilter(request.GET, townships=queries.townships_of(visible))
    return form, form.narrow(visible)


@requires(Action.PAY_VIEW)
@require_GET
def batch(request, year):
    """One year: its steps, what to do next, the townships' sums, every row."""
    return _page(request, _batch_of(request.user, year, Action.PAY_VIEW))


def _page(request, shown, *, forms=None, status=200):
    user, code = request.user, shown.county.code
    runs, confirms = may(user, Action.PENSION_RUN, code), may(user, Action.PENSION_CONFIRM, code)
    visible, form, found = _rows(request, shown)
    own_hands = user.pk in (shown.submitted_by_id, shown.computed_by_id)
    forms = forms or {}
    submitted, paid = shown.state == PensionState.SUBMITTED, shown.state == PensionState.CONFIRMED
    sums = queries.by_township(visible)
    return render(
        request,
        "payroll/pension_batch.html",
        {
            **frame(user, TAB),
            "batch": shown,
            "look": LOOKS[shown.state],
            "form": form,
            "page": Paginator(found.select_related("corrects__batch"), PAGE).get_page(
                request.GET.get("page")
            ),
            "sums": sums,
            "own_total": sum(line.amount for line in sums),
            "measures": queries.measures(shown),
            "reading": rules.READING,
            "may_run": runs and shown.state == PensionState.DRAFT,
            "own_hands": submitted and confirms and own_hands,
            "confirm_form": forms.get("confirm", ConfirmForm())
            if submitted and confirms and not own_hands
            else None,
            "return_form": forms.get("return", ReturnForm()) if submitted and confirms else None,
            "paid_form": forms.get("paid", PaidForm()) if paid and confirms else None,
            "fixed": shown.state in PENSION_FIXED,
        },
        status=status,
    )


@requires(Action.PAY_VIEW)
@require_GET
def gaps(request, year):
    """The full years that accrued nothing, and what to do about each."""
    shown = _batch_of(request.user, year, Action.PAY_VIEW)
    form, found = _gaps(request, shown)
    return render(
        request,
        "payroll/pension_gaps.html",
        {
            **frame(request.user, TAB),
            "batch": shown,
            "look": LOOKS[shown.state],
            "form": form,
            "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
            "remedy": rules.REMEDY,
            "unknown": GapKind.UNKNOWN,
        },
    )


@requires(Action.PAY_VIEW)
@require_GET
def export(request, year):
    """The rows as shown, as a workbook, and whom the batch leaves out."""
    shown = _batch_of(request.user, year, Action.PAY_VIEW)
    _, form, found = _rows(request, shown)
    left_out = PensionGap.objects.visible_to(request.user, Action.PAY_VIEW).filter(batch=shown)
    content = workbooks.batch_book(shown, found, [] if form.narrowed else left_out)
    return workbook(content, f"{shown.year}年度养老保险补助", timezone.localdate())


@requires(Action.PAY_VIEW)
@require_POST
def print_list(request, year):
    """The rows as shown, on paper."""
    shown = _batch_of(request.user, year, Action.PAY_VIEW)
    _, _, found = _rows(request, shown)
    rows = list(found)
    if not rows:
        messages.error(request, "没有可以打印的内容；请先计提，或改变条件。")
        return redirect("payroll:pension-batch", year)
    whole = len(rows) == shown.years
    told = "" if whole else f"{len(rows)}行（本单位或所选条件）"
    return print_out(request, services.LIST, services.list_content(shown, rows, shown_as=told))


def _act(request, year, action, act, done):
    shown = _batch_of(request.user, year, action)
    try:
        act(shown)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("payroll:pension-batch", year)


@requires(Action.PENSION_RUN)
@require_POST
def submit(request, year):
    """Hand the batch in to finance."""
    return _act(
        request,
        year,
        Action.PENSION_RUN,
        lambda shown: services.submit(batch=shown, user=request.user),
        "已提交，请县财政核对并确认。",
    )


def _with_form(request, year, form, name, act):
    """Do ``act`` with a filled form, or show the page with what was typed."""
    shown = _batch_of(request.user, year, Action.PENSION_CONFIRM)
    if not form.is_valid():
        return _page(request, shown, forms={name: form}, status=422)
    try:
        messages.success(request, act(shown, form.cleaned_data))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        shown.refresh_from_db()
        return _page(request, shown, forms={name: form}, status=422)
    return redirect("payroll:pension-batch", year)


@requires(Action.PENSION_CONFIRM)
@require_POST
def send_back(request, year):
    """Give the batch back with the reason."""

    def act(shown, given):
        services.send_back(batch=shown, user=request.user, **given)
        return "已退回县局经办。"

    return _with_form(request, year, ReturnForm(request.POST), "return", act)


@requires(Action.PENSION_CONFIRM)
@require_POST
def confirm(request, year):
    """Confirm the batch under a document's number."""

    def act(shown, given):
        paper = services.confirm(batch=shown, user=request.user, day=timezone.localdate(), **given)
        if paper:
            enqueue_paper(paper)
        return f"已确认{f'，花名册编号{paper.number}' if paper else ''}；缴费后请登记缴费日期和凭证号。"

    return _with_form(request, year, ConfirmForm(request.POST), "confirm", act)


@requires(Action.PENSION_CONFIRM)
@require_POST
def paid(request, year):
    """Record when the sum was paid in."""

    def act(shown, given):
        services.mark_paid(batch=shown, user=request.user, today=timezone.localdate(), **given)
        return "已登记缴费；社保经办机构的明细请导入对账。"

    return _with_form(request, year, PaidForm(request.POST), "paid", act)


# --- reconciliation ----------------------------------------------------------------------------------


def _matches(request, shown):
    rows = queries.reconciled(shown, request.user)
    form = MatchFilter(
        request.GET, townships=list(dict.fromkeys(row.township for row in rows if row.township))
    )
    return rows, form, form.narrow(rows)


@requires(Action.PAY_VIEW)
@require_GET
def contributions(request, year):
    """Accrued and paid in, side by side: missing, too much, unknown to the list."""
    shown = _batch_of(request.user, year, Action.PAY_VIEW)
    rows, form, found = _matches(request, shown)
    counted = [(key, label, sum(row.state == key for row in rows)) for key, label in queries.MATCHES.items()]
    books = may(request.user, Action.PENSION_RUN, shown.county.code) and shown.state in PENSION_FIXED
    return render(
        request,
        "payroll/pension_contributions.html",
        {
            **frame(request.user, TAB),
            "batch": shown,
            "look": LOOKS[shown.state],
            "form": form,
            "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
            "counted": counted,
            "accrued": sum(row.accrued for row in rows),
            "paid": sum(row.paid for row in rows),
            "books": books,
            "fixed": shown.state in PENSION_FIXED,
        },
    )


@requires(Action.PAY_VIEW)
@require_GET
def contributions_export(request, year):
    """The reconciliation as shown, as a workbook."""
    shown = _batch_of(request.user, year, Action.PAY_VIEW)
    _, _, found = _matches(request, shown)
    return workbook(
        workbooks.match_book(shown, found), f"{shown.year}年度养老保险缴费对账", timezone.localdate()
    )


@requires(Action.PENSION_RUN)
def contribution_new(request, year):
    """Type in what was paid in for somebody."""
    shown = _batch_of(request.user, year, Action.PENSION_RUN)
    people = Person.objects.visible_to(request.user, Action.PENSION_RUN)
    form = ContributionForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            booked = services.record_contribution(
                batch=shown, user=request.user, today=timezone.localdate(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已登记{booked.person.name}缴费{booked.amount}元。")
            return redirect("payroll:pension-contributions", year)
    return render(
        request,
        "payroll/pension_contribution.html",
        {**frame(request.user, TAB), "batch": shown, "form": form},
        status=422 if form.errors else 200,
    )


@requires(Action.PENSION_RUN)
def revoke(request, pk):
    """Strike out a contribution that was booked wrongly."""
    shown = get_object_or_404(
        PensionContribution.objects.visible_to(request.user, Action.PENSION_RUN).select_related(
            "batch__county", "person", "entered_by", "revoked_by"
        ),
        pk=pk,
    )
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.revoke_contribution(contribution=shown, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已作废{shown.person.name}的这笔缴费。")
            return redirect("payroll:pension-contributions", shown.batch.year)
    return render(
        request,
        "payroll/pension_contribution.html",
        {**frame(request.user, TAB), "batch": shown.batch, "contribution": shown, "form": form},
        status=422 if form.errors else 200,
    )


# --- forecast ----------------------------------------------------------------------------------------


def _forecast(request):
    user, today = request.user, timezone.localdate()
    county = county_of(user, Action.PAY_VIEW)
    reach = tuple(user.prefixes(Action.PAY_VIEW))
    asked = request.GET.get("year", "")
    year = int(asked) if asked in (str(today.year), str(today.year + 1)) else today.year + 1
    rows = [row for row in queries.forecast(county, year, today) if row.served.village_code.startswith(reach)]
    townships = sorted({(row.served.township_code, row.served.township_name) for row in rows})
    form = ForecastFilter(request.GET, townships=townships)
    return county, year, today, rows, form, form.narrow(rows)


@requires(Action.PAY_VIEW)
@require_GET
def forecast(request):
    """Who completes a year next year, by township and month, for the budget."""
    _, year, today, rows, form, found = _forecast(request)
    lines, total = queries.forecast_lines(rows)
    return render(
        request,
        "payroll/pension_forecast.html",
        {
            **frame(request.user, TAB),
            "year": year,
            "years": (today.year, today.year + 1),
            "today": today,
            "lines": lines,
            "total": total,
            "unknown": sum(row.served.enrolled is None for row in rows),
            "months": range(1, 13),
            "form": form,
            "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
            "clause": catalogue().clauses[rules.CLAUSE],
            "per_year": rules.PER_YEAR,
            "reading": rules.READING,
        },
    )


@requires(Action.PAY_VIEW)
@require_GET
def forecast_export(request):
    """The forecast as shown, as a workbook."""
    county, year, today, _, _, found = _forecast(request)
    return workbook(workbooks.forecast_book(county, year, today, found), f"{year}年度养老保险补助预测", today)


# --- one person --------------------------------------------------------------------------------------


@requires(Action.PAY_VIEW, Action.OWN_VIEW)
@require_GET
def person(request, pk):
    """Somebody's sub-ledger: every accrued year, the running sum, what the present year lacks."""
    shown = get_object_or_404(
        Person.objects.visible_to(request.user, Action.PAY_VIEW).select_related("unit"), pk=pk
    )
    today = timezone.localdate()
    return render(
        request,
        "payroll/pension_person.html",
        {
            **frame(request.user, TAB),
            "person": shown,
            "ledger": queries.ledger(shown, shown.unit.code[:COUNTY_DIGITS], today),
            "on": today,
            "per_year": rules.PER_YEAR,
            "clause": catalogue().clauses[rules.CLAUSE],
            "reading": rules.READING,
            "remedy": rules.REMEDY,
        },
    )
