"""Pages of yearly plans (N7.1)."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import print_out, workbook
from guanling.runs.errors import Refusal
from roster.enums import Level
from roster.models import Unit
from roster.queries.offices import county_name
from training.enums import PLAN_EDITABLE, PLAN_MOVES, Category, PlanState
from training.forms.plans import NONE, AimsForm, LineForm, PlanFilter, PlanForm, ReturnForm
from training.models import Plan, PlanLine
from training.prints import plans as prints
from training.queries import plans as queries
from training.queries.courses import offered_to
from training.rules.plans import last_day
from training.services import plans as services
from training.workbooks import plans as workbooks

PAGE = 50
LOOKS = {
    PlanState.DRAFT: "off",
    PlanState.SUBMITTED: "wait",
    PlanState.RETURNED: "bad",
    PlanState.FILED: "good",
}


def _visible(request):
    return Plan.objects.visible_to(request.user, Action.TRAINING_VIEW)


def _plans(request):
    """Return (filter form, year, every unit in the year, those that the filter leaves)."""
    today = timezone.localdate()
    units = Unit.objects.visible_to(request.user, Action.TRAINING_VIEW)
    visible = _visible(request)
    years = queries.years(visible, today)
    townships = (
        units.filter(level=Level.TOWNSHIP).on(today).order_by("code").values_list("code", "short_name")
    )
    form = PlanFilter({"year": today.year, **request.GET.dict()}, townships=list(townships), years=years)
    form.is_valid()
    chosen = form.cleaned_data
    year = chosen.get("year") or today.year
    rows = queries.overview(units, visible, year, today)
    shown = rows
    if code := chosen.get("township"):
        shown = [row for row in shown if row.unit.code == code]
    if state := chosen.get("state"):
        shown = [row for row in shown if row.state == ("" if state == NONE else state)]
    return form, year, rows, shown


@requires(Action.TRAINING_VIEW)
@require_GET
def plans(request):
    """Who has a plan of a year, what each comes to and how far it has come."""
    form, year, rows, shown = _plans(request)
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    own = (
        set(_own_units(request).values_list("pk", flat=True))
        if request.user.can(Action.TRAINING_RUN)
        else set()
    )
    for row in page.object_list:
        row.look = LOOKS.get(row.state, "bad")
        row.may_begin = row.plan is None and row.unit.pk in own
    return render(
        request,
        "training/plans.html",
        {
            "form": form,
            "year": year,
            "page": page,
            "categories": Category,
            "total": len(rows),
            "missing": sum(row.plan is None for row in rows),
            "made": sum(row.plan is not None for row in rows),
            "submitted": sum(row.state == PlanState.SUBMITTED for row in rows),
            "filed": sum(row.state == PlanState.FILED for row in rows),
            "runs": bool(own),
        },
    )


@requires(Action.TRAINING_VIEW)
@require_GET
def plans_export(request):
    """The list as shown, as a workbook."""
    _, year, _, shown = _plans(request)
    today = timezone.localdate()
    content = workbooks.overview_book(shown, year, today, county_name(request.user))
    return workbook(content, f"{year}年度培训计划制订情况", today)


def _own_units(request):
    """Counties and townships for which the user may run training."""
    units = Unit.objects.visible_to(request.user, Action.TRAINING_RUN).on(timezone.localdate())
    return units.filter(level__in=queries.LEVELS).order_by("code")


@requires(Action.TRAINING_RUN)
def plan_new(request):
    """Begin a unit's plan of a year, from last year's if wished."""
    units, today = _own_units(request), timezone.localdate()
    asked = {name: request.GET[name] for name in ("unit", "year") if request.GET.get(name, "").isdecimal()}
    initial = {"unit": units.first(), "year": today.year, "copy": True, **asked}
    form = PlanForm(
        request.POST or None, units=units, years=queries.years(_visible(request), today), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = services.make_plan(
                unit=typed["unit"], year=typed["year"], aims=typed["aims"], user=request.user
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已建立计划，请添加培训项目，完成后报送备案。")
            if typed["copy"] and (source := queries.last_years(made)):
                _copy(request, made, source)
            return redirect("training:plan", made.pk)
    return render(request, "training/plan_form.html", {"form": form}, status=422 if form.errors else 200)


def _copy(request, plan, source):
    """Take over the lines of ``source`` and say what came of it."""
    try:
        copied = services.copy_lines(plan=plan, source=source)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return
    left = f"；课程已停开、没有复制的：{'、'.join(copied.stopped)}" if copied.stopped else ""
    if copied.lines:
        messages.success(request, f"已从{source.year}年度计划复制{copied.lines}项，请逐项核对{left}。")
    else:
        messages.success(request, f"{source.year}年度计划的项目这里都已有，没有复制{left}。")


def _own(request, pk, action=Action.TRAINING_RUN):
    return get_object_or_404(
        Plan.objects.own(request.user, action).select_related("unit", "made_by", "submitted_by"), pk=pk
    )


@dataclass(frozen=True)
class Rights:
    """What the user may do with a plan now."""

    edits: bool
    files: bool
    returns: bool
    discards: bool
    holds: bool
    own_hands: bool


def _rights(request, plan):
    """What the user may do with the plan: nobody files what went through his own hands."""

    def holds(action):
        return request.user.can(action) and Plan.objects.own(request.user, action).filter(pk=plan.pk).exists()

    runs = holds(Action.TRAINING_RUN)
    reviews = holds(Action.TRAINING_FILE)
    own_hands = request.user.pk in (plan.made_by_id, plan.submitted_by_id)
    edits = runs and plan.state in PLAN_EDITABLE
    return Rights(
        edits=edits,
        files=reviews and not own_hands and PlanState.FILED in PLAN_MOVES[plan.state],
        returns=reviews and not own_hands and PlanState.RETURNED in PLAN_MOVES[plan.state],
        discards=edits and plan.state == PlanState.DRAFT,
        holds=runs,
        own_hands=reviews and own_hands and plan.state == PlanState.SUBMITTED,
    )


@requires(Action.TRAINING_VIEW)
@require_GET
def plan(request, pk):
    """One plan: aims, lines by month with their sessions, what it comes to, what may be done with it."""
    rows = _visible(request).select_related("unit", "made_by", "submitted_by", "decided_by")
    return _page(request, get_object_or_404(rows, pk=pk))


def _page(request, shown, *, return_form=None, status=200):
    today = timezone.localdate()
    findings, policy = queries.findings_of(shown)
    lines = queries.lines_of(shown, today)
    may = _rights(request, shown)
    return render(
        request,
        "training/plan.html",
        {
            "plan": shown,
            "look": LOOKS[shown.state],
            "lines": lines,
            "held": sum(one.standing.key == "held" for one in lines),
            "overdue": sum(one.standing.key == "overdue" for one in lines),
            "days": sum(one.line.days for one in lines),
            "people": sum(one.line.people for one in lines),
            "findings": [(finding, _sources(finding, policy)) for finding in findings],
            "measured": last_day(shown.year),
            "may": may,
            "source": queries.last_years(shown) if may.edits else None,
            "return_form": (return_form or ReturnForm()) if may.returns else None,
        },
        status=status,
    )


def _sources(finding, policy):
    """(key, source) of the figures a finding used; those that come from one place are told once."""
    told = {}
    for key in finding.keys:
        source = policy.source(key)
        told.setdefault(source.short, (key, source))
    return list(told.values())


@requires(Action.TRAINING_RUN)
def plan_aims(request, pk):
    """Change what the plan says of aims and demands."""
    shown = _own(request, pk)
    if refused := _closed(request, shown):
        return refused
    form = AimsForm(request.POST or None, initial={"aims": shown.aims})
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_aims(plan=shown, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已修改目标和要求。")
            return redirect("training:plan", pk)
    return render(
        request, "training/plan_aims.html", {"form": form, "plan": shown}, status=422 if form.errors else 200
    )


@requires(Action.TRAINING_VIEW)
@require_GET
def plan_export(request, pk):
    """The plan's lines as a workbook."""
    shown = get_object_or_404(_visible(request).select_related("unit"), pk=pk)
    today = timezone.localdate()
    return workbook(workbooks.plan_book(shown, queries.lines_of(shown, today)), str(shown), today)


@requires(Action.TRAINING_VIEW)
@require_POST
def plan_print(request, pk):
    """The plan on paper, to be signed."""
    shown = get_object_or_404(_visible(request).select_related("unit"), pk=pk)
    lines = queries.lines_of(shown, timezone.localdate())
    if not lines:
        messages.error(request, "计划里还没有培训项目，没有可以打印的内容；请先添加项目。")
        return redirect("training:plan", pk)
    findings, _ = queries.findings_of(shown)
    return print_out(request, prints.PLAN, prints.plan_content(shown, lines, findings))


def _act(request, pk, shown, act, done):
    """Do ``act`` on a plan and say so."""
    try:
        act(shown)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("training:plan", pk)


@requires(Action.TRAINING_RUN)
@require_POST
def plan_copy(request, pk):
    """Take over the lines of the same unit's plan of the year before."""
    shown = _own(request, pk)
    if source := queries.last_years(shown):
        _copy(request, shown, source)
    else:
        messages.error(request, f"没有{shown.year - 1}年度的计划可以复制，请逐项添加。")
    return redirect("training:plan", pk)


@requires(Action.TRAINING_RUN)
@require_POST
def plan_submit(request, pk):
    """Hand the plan in."""
    return _act(
        request,
        pk,
        _own(request, pk),
        lambda shown: services.submit(plan=shown, user=request.user),
        "已报送，请县局审核人员备案。",
    )


@requires(Action.TRAINING_FILE)
@require_POST
def plan_file(request, pk):
    """File the plan under the county's number."""
    return _act(
        request,
        pk,
        _own(request, pk, Action.TRAINING_FILE),
        lambda shown: services.file_plan(plan=shown, user=request.user),
        "已备案。",
    )


@requires(Action.TRAINING_FILE)
@require_POST
def plan_return(request, pk):
    """Send the plan back with what is to be mended."""
    shown = _own(request, pk, Action.TRAINING_FILE)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, return_form=form, status=422)
    return _act(
        request,
        pk,
        shown,
        lambda found: services.return_plan(plan=found, user=request.user, **form.cleaned_data),
        "已退回。",
    )


@requires(Action.TRAINING_RUN)
@require_POST
def plan_discard(request, pk):
    """Remove a plan that was begun by mistake."""
    shown = _own(request, pk)
    try:
        services.discard(plan=shown)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("training:plan", pk)
    messages.success(request, f"已删除{shown}。")
    return redirect("training:plans")


# --- lines ---------------------------------------------------------------------------------------


def _courses(plan, line=None):
    """Courses that the plan's unit may hold: offered ones, and that of the line as it stands."""
    courses = offered_to(plan.unit).select_related("unit").order_by("category", "unit__code", "name")
    offered = courses.filter(active=True)
    return offered | courses.filter(pk=line.course_id) if line else offered


def _closed(request, plan):
    """Lead back to a plan that is handed in or filed, before anything is typed; None where it may change."""
    if plan.state in PLAN_EDITABLE:
        return None
    messages.error(request, f"计划{plan.get_state_display()}，不能再改；需要修改的，请县局先退回。")
    return redirect("training:plan", plan.pk)


def _line_page(request, shown, form, **context):
    return render(
        request,
        "training/plan_line.html",
        {"form": form, "plan": shown, **context},
        status=422 if form.errors else 200,
    )


@requires(Action.TRAINING_RUN)
def line_new(request, pk):
    """Add a training to the plan."""
    shown = _own(request, pk)
    if refused := _closed(request, shown):
        return refused
    form = LineForm(request.POST or None, courses=_courses(shown))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_line(plan=shown, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已添加：{made}。")
            if "again" in request.POST:
                return redirect("training:plan-line-new", pk)
            return redirect("training:plan", pk)
    return _line_page(request, shown, form)


def _own_line(request, pk):
    lines = PlanLine.objects.visible_to(request.user, Action.TRAINING_RUN)
    return get_object_or_404(lines.select_related("plan__unit", "course"), pk=pk)


LINE_FIELDS = ("month", "course", "audience", "days", "people", "place", "teacher")


@requires(Action.TRAINING_RUN)
def line(request, pk):
    """Change a training that is planned."""
    shown = _own_line(request, pk)
    if refused := _closed(request, shown.plan):
        return refused
    initial = {name: getattr(shown, name) for name in LINE_FIELDS}
    form = LineForm(request.POST or None, courses=_courses(shown.plan, shown), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_line(line=shown, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已修改这一项。")
            return redirect("training:plan", shown.plan_id)
    return _line_page(request, shown.plan, form, line=shown)


@requires(Action.TRAINING_RUN)
@require_POST
def line_remove(request, pk):
    """Take a training out of the plan."""
    shown = _own_line(request, pk)
    return _act(
        request,
        shown.plan_id,
        shown,
        lambda found: services.remove_line(line=found),
        f"已删除：{shown}。",
    )
