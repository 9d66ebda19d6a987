"""A township's part: its entries, problems, moves; putting somebody off; the payment; one's own pay."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from appraisal.services.guards import may
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents.tables import xlsx_response
from guanling.runs.errors import Refusal
from payroll.enums import PART_MOVES, PartState, ProblemKind
from payroll.forms.months import (
    ChangeFilter,
    PartFilter,
    PaymentFilter,
    PaymentForm,
    ReturnForm,
    WithholdForm,
)
from payroll.models import Entry, Part
from payroll.queries import compare as comparing
from payroll.queries import months as queries
from payroll.rules import compare as rules
from payroll.rules import dates
from payroll.services import states
from payroll.views.frame import frame
from payroll.views.months import CHANGES, LOOKS, computes, start, turn
from payroll.workbooks import months as workbooks
from roster.queries.offices import county_name

PAGE, PROBLEMS = 50, 20


def part_of(user, pk, action=Action.PAY_VIEW) -> Part:
    """Return a part that ``user`` may use for ``action``; 404 when there is none."""
    rows = Part.objects.visible_to(user, action).select_related(
        "month__county",
        "unit",
        "computed_by",
        "submitted_by",
        "checked_by",
        "confirmed_by",
        "paid_by",
    )
    return get_object_or_404(rows, pk=pk)


def _remedy(problem, user):
    """Where the problem is put right: (address, words)."""
    person = problem.entry.person_id
    if problem.kind == ProblemKind.NO_BANK and user.can(Action.PERSON_EDIT):
        return reverse("roster:person-edit", args=[person]), "去补登账号"
    if problem.kind == ProblemKind.MONTH_NOT_ISSUED:
        return reverse("appraisal:months"), "去办理月考核"
    if problem.kind == ProblemKind.NO_VALUE:
        return reverse("policy:list"), "看政策参数"
    return reverse("roster:person", args=[person]), "看个人档案"


def _part_tab(part, current):
    """The tabs of a part's pages."""
    return {
        "part_tabs": [
            ("待遇明细", reverse("payroll:part", args=[part.pk]), current == "part"),
            ("与上月比较", reverse("payroll:part-changes", args=[part.pk]), current == "changes"),
            ("发放登记", reverse("payroll:part-payment", args=[part.pk]), current == "payment"),
        ]
    }


@requires(Action.PAY_VIEW)
@require_GET
def part(request, pk):
    """A part: problems with their remedies on top, the entries below, the moves at the end."""
    return _part_page(request, part_of(request.user, pk))


def _part_page(request, shown, *, return_form=None, withhold_form=None, status=200):
    user = request.user
    form = PartFilter(request.GET, villages=queries.villages_of(shown))
    found = form.narrow(queries.entries_of(shown))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    table = queries.table(found, rows, grouped=form.sorting == "unit")
    problems = list(queries.open_problems(shown).select_related("entry")[: PROBLEMS + 1])
    for problem in problems:
        problem.url, problem.remedy = _remedy(problem, user)
    due = queries.due_of(shown.month)
    run = queries.run_of(shown.month, shown.unit)
    told = turn(shown, user)
    code = shown.unit.code
    back = PART_MOVES.get((shown.state, PartState.RETURNED))
    return render(
        request,
        "payroll/part.html",
        {
            **frame(user, "payroll:months"),
            **_part_tab(shown, "part"),
            "part": shown,
            "office": shown.unit,
            "month": shown.month,
            "look": LOOKS[shown.state],
            "form": form,
            "page": page,
            "table": table,
            "columns": len(table.items) + 8,
            "problems": problems[:PROBLEMS],
            "more_problems": len(problems) > PROBLEMS,
            "withheld": shown.entries.exclude(withheld_reason="").count(),
            "due": due,
            "run": run,
            "running": run is not None and run.state in queries.RUNNING,
            "turn": told,
            "computes": computes(shown, user),
            "wrong_hand": _wrong_hand(shown, user),
            "puts_off": states.may_put_off(shown, user),
            "withhold_form": withhold_form or WithholdForm(),
            "return_form": (return_form or ReturnForm()) if back and may(user, back, code) else None,
            "log": queries.log_of(shown),
            "policy_day": dates.last_day(shown.month.first_day),
        },
        status=status,
    )


def _wrong_hand(shown, user):
    """The earlier act for which it must be somebody else's turn now; "" for whom it would not be anyway."""
    action = {
        PartState.DRAFT: Action.PAY_SUBMIT,
        PartState.RETURNED: Action.PAY_SUBMIT,
        PartState.SUBMITTED: Action.PAY_CHECK,
        PartState.CHECKED: Action.PAY_CONFIRM,
    }.get(shown.state)
    if action is None or not may(user, action, shown.unit.code):
        return ""
    return states.wrong_hand(shown, user)


@requires(Action.PAY_VIEW)
@require_GET
def part_export(request, pk):
    """The entries as shown, as a workbook."""
    shown = part_of(request.user, pk)
    form = PartFilter(request.GET, villages=queries.villages_of(shown))
    found = form.narrow(queries.entries_of(shown))
    table = queries.table(found, list(found), grouped=False)
    name = f"{shown.month.period}{shown.unit.short_name}待遇明细.xlsx"
    return xlsx_response(name, workbooks.part_book(shown, table))


@requires(Action.PAY_PREPARE)
@require_POST
def part_compute(request, pk):
    """Work the part out (anew)."""
    shown = part_of(request.user, pk, Action.PAY_PREPARE)
    start(request, shown.month, shown.unit)
    return redirect("payroll:part", pk)


def _act(request, pk, action, act, done):
    """Do ``act`` on the part and say so."""
    shown = part_of(request.user, pk, action)
    try:
        act(shown)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{shown.unit.short_name}{shown.month}待遇表{done}")
    return redirect("payroll:part", pk)


@requires(Action.PAY_SUBMIT)
@require_POST
def part_submit(request, pk):
    """Hand the part in."""
    return _act(
        request,
        pk,
        Action.PAY_SUBMIT,
        lambda shown: states.submit(part=shown, user=request.user),
        "已提交，等待县财政审核。",
    )


@requires(Action.PAY_CHECK)
@require_POST
def part_check(request, pk):
    """Pass it."""
    return _act(
        request,
        pk,
        Action.PAY_CHECK,
        lambda shown: states.check(part=shown, user=request.user),
        "审核通过，等待县财政另一人确认。",
    )


@requires(Action.PAY_CONFIRM)
@require_POST
def part_confirm(request, pk):
    """Confirm it."""
    return _act(
        request,
        pk,
        Action.PAY_CONFIRM,
        lambda shown: states.confirm(part=shown, user=request.user),
        "已确认，不再改动；发放后请登记发放日期。",
    )


@requires(Action.PAY_CHECK, Action.PAY_CONFIRM)
@require_POST
def part_return(request, pk):
    """Send it back."""
    action = Action.PAY_CHECK if request.user.can(Action.PAY_CHECK) else Action.PAY_CONFIRM
    shown = part_of(request.user, pk, action)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _part_page(request, shown, return_form=form, status=422)
    try:
        states.return_part(part=shown, user=request.user, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, f"{shown.unit.short_name}{shown.month}待遇表已退回，请乡镇补正后重新计算、提交。"
        )
    return redirect("payroll:part", pk)


# --- what changed and why ------------------------------------------------------------------------


def _changes(request, pk):
    shown = part_of(request.user, pk)
    comparison = comparing.compare(shown.month, Part.objects.filter(pk=pk))
    form = ChangeFilter(request.GET)
    return shown, comparison, form, form.narrow(comparison.rows)


@requires(Action.PAY_VIEW)
@require_GET
def part_changes(request, pk):
    """The part against last month: each difference with its cause."""
    shown, comparison, form, rows = _changes(request, pk)
    causes = rules.by_cause(row.change for row in rows)
    return render(
        request,
        "payroll/part_changes.html",
        {
            **frame(request.user, "payroll:months"),
            **_part_tab(shown, "changes"),
            "part": shown,
            "office": shown.unit,
            "month": shown.month,
            "look": LOOKS[shown.state],
            "before": comparison.before,
            "form": form,
            "causes": causes.items(),
            "sum": sum((amount for _, amount in causes.values()), 0),
            "page": Paginator(rows, CHANGES).get_page(request.GET.get("page")),
            "turn": turn(shown, request.user),
        },
    )


@requires(Action.PAY_VIEW)
@require_GET
def part_changes_export(request, pk):
    """The comparison as shown, as a workbook."""
    shown, comparison, _, rows = _changes(request, pk)
    if comparison.before is None:
        messages.error(request, "没有上月的待遇表，不能比较。")
        return redirect("payroll:part-changes", pk)
    title = f"{shown.unit.short_name}{shown.month}待遇变动表"
    names = {shown.unit_id: shown.unit.short_name}
    name = f"{shown.month.period}{shown.unit.short_name}待遇变动.xlsx"
    return xlsx_response(name, workbooks.changes_book(title, comparison, rows, names))


# --- an entry ------------------------------------------------------------------------------------


def _entry_of(user, pk, *actions) -> Entry:
    """Return an entry of a part that ``user`` may use for one of ``actions``, not merely one's own."""
    parts = Part.objects.none()
    for action in actions:
        if user.can(action):
            parts = parts | Part.objects.visible_to(user, action)
    rows = Entry.objects.filter(part__in=parts.values("pk")).select_related(
        "part__month__county", "part__unit", "person", "withheld_by"
    )
    return get_object_or_404(rows, pk=pk)


def _entry_page(request, entry, *, withhold_form=None, status=200):
    user, shown = request.user, entry.part
    problems = list(entry.problems.order_by("kind", "pk"))
    for problem in problems:
        problem.entry = entry
        problem.url, problem.remedy = _remedy(problem, user)
    return render(
        request,
        "payroll/entry.html",
        {
            **frame(user, "payroll:months"),
            "entry": entry,
            "part": shown,
            "office": shown.unit,
            "month": shown.month,
            "look": LOOKS[shown.state],
            "lines": queries.told(entry),
            "problems": problems,
            "puts_off": states.may_put_off(shown, user),
            "releases": states.may_put_off(shown, user, states.RELEASE),
            "withhold_form": withhold_form or WithholdForm(),
            "log": queries.log_of(shown),
        },
        status=status,
    )


@requires(Action.PAY_VIEW)
@require_GET
def entry(request, pk):
    """One person's pay of the month, every line explained."""
    return _entry_page(request, _entry_of(request.user, pk, Action.PAY_VIEW))


# Whoever has a part in hand puts off: the services say whose that is.
IN_HAND = (Action.PAY_PREPARE, Action.PAY_SUBMIT, Action.PAY_CHECK, Action.PAY_CONFIRM)


@requires(*IN_HAND)
@require_POST
def entry_withhold(request, pk):
    """Put somebody off with a reason."""
    held = _entry_of(request.user, pk, *IN_HAND)
    form = WithholdForm(request.POST)
    from_part = request.POST.get("back") == "part"
    if not form.is_valid():
        if from_part:
            return _part_page(request, part_of(request.user, held.part_id), withhold_form=form, status=422)
        return _entry_page(request, held, withhold_form=form, status=422)
    try:
        states.withhold(entry=held, user=request.user, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{held.person_name}本月暂缓发放，不计入合计；以后月份补发。")
    return redirect("payroll:part", held.part_id) if from_part else redirect("payroll:entry", pk)


@requires(*IN_HAND)
@require_POST
def entry_release(request, pk):
    """Pay somebody after all."""
    held = _entry_of(request.user, pk, *IN_HAND)
    try:
        states.release(entry=held, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{held.person_name}恢复发放，已计入合计。")
    return redirect("payroll:entry", pk)


# --- payment -------------------------------------------------------------------------------------


@requires(Action.PAY_VIEW)
@require_GET
def part_payment(request, pk):
    """When the part was paid and whether in full; the form for who records it (P7.1)."""
    return _payment_page(request, part_of(request.user, pk))


def _payment_page(request, shown, *, form=None, status=200):
    today = timezone.localdate()
    records = shown.state == PartState.CONFIRMED and may(request.user, Action.PAY_RECORD, shown.unit.code)
    due = queries.due_of(shown.month)
    return render(
        request,
        "payroll/part_payment.html",
        {
            **frame(request.user, "payroll:paydays"),
            **_part_tab(shown, "payment"),
            "part": shown,
            "office": shown.unit,
            "month": shown.month,
            "look": LOOKS[shown.state],
            "due": due,
            "late": dates.days_late(due.day if due else None, shown.paid_on, today),
            "form": (form or PaymentForm(initial={"paid_on": today})) if records else None,
        },
        status=status,
    )


@requires(Action.PAY_RECORD)
@require_POST
def part_pay(request, pk):
    """Record the payment."""
    shown = part_of(request.user, pk, Action.PAY_RECORD)
    form = PaymentForm(request.POST)
    if form.is_valid():
        try:
            states.record_payment(part=shown, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            if shown.state != PartState.CONFIRMED:
                messages.error(request, str(refusal))
        else:
            messages.success(request, f"已登记{shown.unit.short_name}{shown.month}待遇的发放。")
            return redirect("payroll:part-payment", pk)
    return _payment_page(request, shown, form=form, status=422)


def _payments(request):
    years = queries.years_paid(request.user)
    rows = queries.payments(
        request.user, year=_year(request.GET.get("year"), years), today=timezone.localdate()
    )
    townships = sorted({(row.unit.code, row.unit.short_name) for row in rows})
    form = PaymentFilter(request.GET, years=years, townships=townships)
    return form, form.narrow(rows)


def _year(text, years):
    """The year asked for; the newest where nothing was asked."""
    if text is None:
        return years[0] if years else None
    return int(text) if text.isdecimal() and int(text) in years else None


@requires(Action.PAY_VIEW)
@require_GET
def paydays(request):
    """By month and township when pay was due, when it was paid, how late, what was not paid (P7.1)."""
    form, rows = _payments(request)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.look = LOOKS[row.state]
        row.records = row.state == PartState.CONFIRMED and may(request.user, Action.PAY_RECORD, row.unit.code)
    return render(
        request,
        "payroll/paydays.html",
        {
            **frame(request.user, "payroll:paydays"),
            "form": form,
            "page": page,
            "late": sum(bool(row.late) for row in rows),
            "short": sum((row.shortfall for row in rows), 0),
        },
    )


@requires(Action.PAY_VIEW)
@require_GET
def paydays_export(request):
    """The list as shown, as a workbook."""
    _, rows = _payments(request)
    return xlsx_response("待遇发放情况.xlsx", workbooks.payments_book(county_name(request.user), rows))


# --- one's own -----------------------------------------------------------------------------------


@requires(Action.OWN_VIEW)
@require_GET
def mine(request):
    """One's own pay: the confirmed months."""
    page = Paginator(queries.own_entries(request.user), 24).get_page(request.GET.get("page"))
    return render(
        request,
        "payroll/mine.html",
        {"page": page, "has_file": hasattr(request.user, "person")},
    )


@requires(Action.OWN_VIEW)
@require_GET
def own_entry(request, pk):
    """One confirmed month of one's own, every line explained."""
    shown = get_object_or_404(queries.own_entries(request.user), pk=pk)
    return render(
        request,
        "payroll/own_entry.html",
        {
            "entry": shown,
            "part": shown.part,
            "month": shown.part.month,
            "lines": queries.told(shown),
            "look": "good",
        },
    )
