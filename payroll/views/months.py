"""The list of months, one month with its parts and what to do next, working it out, what changed and why."""

from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from appraisal.queries import first_day_of
from appraisal.services.guards import may
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents.tables import xlsx_response
from guanling.runs.errors import Refusal
from payroll import tasks
from payroll.enums import PART_MOVES, PART_OPEN, PartState
from payroll.forms.months import ChangeFilter
from payroll.models import Month, Part
from payroll.queries import compare as comparing
from payroll.queries import months as queries
from payroll.rules import compare as rules
from payroll.services import runs, states
from payroll.views.frame import frame, month_of
from payroll.workbooks import months as workbooks

PAGE, CHANGES = 24, 100
LOOKS = {
    PartState.DRAFT: "off",
    PartState.RETURNED: "bad",
    PartState.SUBMITTED: "wait",
    PartState.CHECKED: "wait",
    PartState.CONFIRMED: "good",
    PartState.PAID: "good",
}
# What is to be done with a part in a state, and what the button says.
NEXT = {
    PartState.DRAFT: (PartState.SUBMITTED, "核对并提交"),
    PartState.RETURNED: (PartState.SUBMITTED, "核对并提交"),
    PartState.SUBMITTED: (PartState.CHECKED, "审核"),
    PartState.CHECKED: (PartState.CONFIRMED, "确认"),
    PartState.CONFIRMED: (PartState.PAID, "登记发放"),
}


@dataclass(frozen=True)
class Step:
    """The one thing that who looks at the page does next: where it leads, what the button says."""

    url: str
    label: str
    post: bool = False


def turn(part: Part, user) -> str:
    """Return what ``user`` does next with the part ("" where it is somebody else's turn)."""
    if part.state not in NEXT or (part.state in PART_OPEN and part.computed_at is None):
        return ""
    target, label = NEXT[part.state]
    action = PART_MOVES[part.state, target]
    if not may(user, action, part.unit.code):
        return ""
    if target == PartState.SUBMITTED and not states.may_submit(part, user):
        return ""
    return label if target == PartState.PAID or not states.wrong_hand(part, user) else ""


def computes(part: Part, user) -> bool:
    """Whether ``user`` may have the part worked out (anew)."""
    return part.state in PART_OPEN and may(user, Action.PAY_PREPARE, part.unit.code)


@requires(Action.PAY_VIEW)
@require_GET
def months(request):
    """All months of the county, and the opening of the next."""
    found = Month.objects.visible_to(request.user, Action.PAY_VIEW).select_related("county")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    newest = found.order_by("-first_day").values_list("first_day", flat=True).first()
    this = today.replace(day=1)
    suggested = min(newest + relativedelta(months=1), this) if newest else this - relativedelta(months=1)
    return render(
        request,
        "payroll/months.html",
        {
            **frame(request.user, "payroll:months"),
            "page": page,
            "lines": queries.month_lines(request.user, page.object_list, today),
            "looks": LOOKS,
            "opens": request.user.can(Action.PAY_PREPARE),
            "suggested": f"{suggested:%Y-%m}",
        },
    )


@requires(Action.PAY_PREPARE)
@require_POST
def month_open(request):
    """Open a month: a part per township."""
    try:
        first_day = first_day_of(request.POST.get("period", "").strip())
        if first_day > timezone.localdate():
            raise Refusal("这个月还没有到，不能编制待遇；请选择本月或以前的月份。")
        county = queries.county_of(request.user, Action.PAY_PREPARE)
        if county is None:
            raise Refusal("还没有建立县，请先由系统管理员建立县并导入村居基本情况表。")
        month = runs.open_month(county=county, first_day=first_day)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("payroll:months")
    messages.success(request, f"{month}待遇表已建立，请点“计算”。")
    return redirect("payroll:month", period=month.period)


@requires(Action.PAY_VIEW)
@require_GET
def month(request, period):
    """One month: every part with its state and sums, what is late, and what to do next."""
    shown = month_of(request.user, period, Action.PAY_VIEW)
    user = request.user
    parts = queries.parts_of(user, shown, timezone.localdate())
    for part in parts:
        part.look = LOOKS[part.state]
        part.turn = turn(part, user)
    due = parts[0].due if parts else None
    run = queries.run_of(shown)
    return render(
        request,
        "payroll/month.html",
        {
            **frame(user, "payroll:months"),
            "month": shown,
            "parts": parts,
            "total": queries.sum_of(parts),
            "late": sum(bool(part.late) for part in parts),
            "due": due,
            "run": run,
            "running": run is not None and run.state in queries.RUNNING,
            "step": _step(shown, parts, user),
            "again": _again(shown, parts, user),
        },
    )


def _county_wide(shown, user):
    return may(user, Action.PAY_PREPARE, shown.county.code)


def _compute_step(shown, parts, user, open_parts):
    if _county_wide(shown, user):
        return Step(reverse("payroll:month-compute", args=[shown.period]), "计算全县", post=True)
    part = open_parts[0]
    return Step(reverse("payroll:part-compute", args=[part.pk]), f"计算{part.unit.short_name}", post=True)


def _step(shown, parts, user):
    """The main action: work out what was never worked out, else take the first part whose turn it is."""
    fresh = [part for part in parts if computes(part, user) and part.computed_at is None]
    if fresh:
        return _compute_step(shown, parts, user, fresh)
    waiting = [part for part in parts if part.turn]
    if waiting:
        part = waiting[0]
        address = "payroll:part-payment" if part.state == PartState.CONFIRMED else "payroll:part"
        more = f"（共 {len(waiting)} 个）" if len(waiting) > 1 else ""
        return Step(reverse(address, args=[part.pk]), f"{part.turn}：{part.unit.short_name}{more}")
    return None


def _again(shown, parts, user):
    """Working out once more what is still open, beside the main action."""
    stale = [part for part in parts if computes(part, user) and part.computed_at is not None]
    fresh = any(computes(part, user) and part.computed_at is None for part in parts)
    if not stale or (fresh and _county_wide(shown, user)):
        return None
    step = _compute_step(shown, parts, user, stale)
    return Step(step.url, f"重新{step.label}", post=True)


def start(request, shown, unit=None):
    """Put the calculation in line and have it done; the page shows its progress."""
    try:
        with transaction.atomic():
            run = runs.request_run(month=shown, unit=unit, user=request.user)
            transaction.on_commit(lambda: tasks.compute.delay(run.pk))
    except Refusal as refusal:
        messages.error(request, str(refusal))


@requires(Action.PAY_PREPARE)
@require_POST
def month_compute(request, period):
    """Work out all parts that are still open."""
    start(request, month_of(request.user, period, Action.PAY_PREPARE))
    return redirect("payroll:month", period=period)


@requires(Action.PAY_VIEW)
@require_GET
def month_progress(request, period):
    """How far the calculation is; asked again until it has ended."""
    shown = month_of(request.user, period, Action.PAY_VIEW)
    run = queries.run_of(shown)
    response = render(request, "payroll/month_progress.html", {"month": shown, "run": run})
    if run is None or run.state not in queries.RUNNING:
        response.headers["HX-Refresh"] = "true"  # the figures have changed too
    return response


# --- what changed and why ------------------------------------------------------------------------


def _changes(request, period):
    """Return (month, visible parts by unit, comparison, filter form, rows asked for)."""
    shown = month_of(request.user, period, Action.PAY_VIEW)
    parts = Part.objects.visible_to(request.user, Action.PAY_VIEW).filter(month=shown)
    units = {part.unit_id: part for part in parts.select_related("unit").order_by("unit__code")}
    comparison = comparing.compare(shown, parts)
    form = ChangeFilter(request.GET, units=[(str(pk), part.unit.short_name) for pk, part in units.items()])
    return shown, units, comparison, form, form.narrow(comparison.rows)


@requires(Action.PAY_VIEW)
@require_GET
def month_changes(request, period):
    """This month against last: per township and cause, and per person."""
    shown, units, comparison, form, rows = _changes(request, period)
    causes = [cause for cause in rules.Cause if cause in rules.by_cause(row.change for row in rows)]
    townships = []
    for pk, part in units.items():
        own = rules.by_cause(row.change for row in rows if row.part_unit == pk)
        if own:
            sums = [own.get(cause) for cause in causes]
            townships.append((part, sums, sum(amount for _, amount in own.values())))
    total = rules.by_cause(row.change for row in rows)
    page = Paginator(rows, CHANGES).get_page(request.GET.get("page"))
    for row in page.object_list:
        row_part = units[row.part_unit]
        object.__setattr__(row, "part", row_part)
    return render(
        request,
        "payroll/month_changes.html",
        {
            **frame(request.user, "payroll:months"),
            "month": shown,
            "before": comparison.before,
            "form": form,
            "causes": causes,
            "townships": townships,
            "total": [total[cause] for cause in causes],
            "sum": sum((amount for _, amount in total.values()), 0),
            "page": page,
        },
    )


@requires(Action.PAY_VIEW)
@require_GET
def month_changes_export(request, period):
    """The comparison as shown, as a workbook."""
    shown, units, comparison, _, rows = _changes(request, period)
    if comparison.before is None:
        messages.error(request, "没有上月的待遇表，不能比较。")
        return redirect("payroll:month-changes", period=period)
    names = {pk: part.unit.short_name for pk, part in units.items()}
    title = f"{shown.county.short_name}{shown}待遇变动表"
    return xlsx_response(f"{period}待遇变动.xlsx", workbooks.changes_book(title, comparison, rows, names))
