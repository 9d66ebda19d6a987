"""Planning of supervision: the list of visits, which villages are covered, new visits, changes (P6.1)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from appraisal.enums import VisitKind, VisitState
from appraisal.forms.visits import CoverageFilter, PlanForm, ReasonForm, VisitFilter, VisitForm
from appraisal.models import Visit
from appraisal.prints import visits as prints
from appraisal.queries import visits as queries
from appraisal.services import visits as services
from appraisal.views.frame import SUPERVISION
from appraisal.workbooks import visits as workbooks
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import print_out, tabs_for, workbook
from guanling.runs.errors import Refusal
from roster.enums import Level
from roster.models import Unit
from roster.queries.offices import county_name, reporting_office

PAGE = 50
PART, TAB = "督查评议", "appraisal:visits"
LOOKS = {VisitState.PLANNED: "wait", VisitState.DONE: "good", VisitState.CANCELLED: "off"}


def frame(user, current=TAB):
    """Return what the tabs of the part need."""
    return {"part": PART, "tabs": tabs_for(user, SUPERVISION, current)}


def townships(user, action=Action.SHEET_VIEW):
    """Return [(code, short name)] of the townships that ``user`` sees today."""
    units = Unit.objects.visible_to(user, action).on(timezone.localdate()).filter(level=Level.TOWNSHIP)
    return list(units.order_by("code").values_list("code", "short_name"))


def visible(request, pk):
    """Return a visit that the user may read."""
    rows = Visit.objects.visible_to(request.user, Action.SHEET_VIEW)
    return get_object_or_404(
        rows.select_related("village__parent", "village__successor", "leader", "test", "made_by"), pk=pk
    )


def own(request, pk):
    """Return a visit in the area in which the user makes visits; the service asks whose visit it is."""
    rows = Visit.objects.visible_to(request.user, Action.VISIT_RUN)
    return get_object_or_404(
        rows.select_related("village__parent", "village__successor", "leader", "test", "made_by"), pk=pk
    )


def _month(form):
    """Return the first day of the month that a filter asks for, else of this month."""
    form.is_valid()
    return form.cleaned_data.get("month") or timezone.localdate().replace(day=1)


def _visits(request):
    """Return (filter form, first day of the month, visits narrowed)."""
    data = {"month": f"{timezone.localdate():%Y-%m}", **request.GET.dict()}
    form = VisitFilter(data, townships=townships(request.user))
    first = _month(form)
    chosen = form.cleaned_data
    rows = queries.listed(Visit.objects.visible_to(request.user, Action.SHEET_VIEW), first)
    if code := chosen.get("township"):
        rows = rows.filter(village__code__startswith=code)
    for name in ("kind", "state"):
        if chosen.get(name):
            rows = rows.filter(**{name: chosen[name]})
    return form, first, rows


def _villages(request, first, code=""):
    """Return the villages that stand in the month and that the user sees, below the township asked for."""
    villages = Unit.objects.visible_to(request.user, Action.SHEET_VIEW).filter(level=Level.VILLAGE)
    today, last = timezone.localdate(), queries.month_end(first)
    return villages.on(min(max(today, first), last)).filter(code__startswith=code)


def _dress(visits, today):
    for visit in visits:
        past = visit.state == VisitState.PLANNED and visit.planned_on < today
        visit.look = "bad" if past else LOOKS[visit.state]
        visit.word = visit.get_state_display()
        if visit.begun:
            visit.word = "进行中"
        elif past:
            visit.word = "过期未办"
        heir = queries.standing_village(visit.village, visit.planned_on)
        visit.ended = visit.state == VisitState.PLANNED and heir != visit.village


@requires(Action.SHEET_VIEW)
@require_GET
def visits(request):
    """The month's visits, planned, made and called off, with how far the villages are covered."""
    form, first, rows = _visits(request)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    _dress(page.object_list, today)
    villages = _villages(request, first, form.cleaned_data.get("township", ""))
    covered = queries.coverage(villages, first, form.cleaned_data.get("kind", ""))
    return render(
        request,
        "appraisal/visits.html",
        {
            **frame(request.user),
            "form": form,
            "first": first,
            "page": page,
            "tally": queries.tally(covered),
            "runs": queries.kind_for(request.user) is not None,
            "due": queries.rechecks_due(request.user, today).count(),
        },
    )


def _coverage(request):
    """Return (filter form, first day of the month, the rows that it leaves)."""
    data = {"month": f"{timezone.localdate():%Y-%m}", **request.GET.dict()}
    form = CoverageFilter(data, townships=townships(request.user))
    first = _month(form)
    chosen = form.cleaned_data
    villages = _villages(request, first, chosen.get("township", ""))
    rows = queries.coverage(villages, first, chosen.get("kind", ""))
    if state := chosen.get("state"):
        rows = [row for row in rows if row.state == state]
    return form, first, rows


@requires(Action.SHEET_VIEW)
@require_GET
def coverage(request):
    """Which villages were visited this month, which not in this year, and when last."""
    form, first, rows = _coverage(request)
    return render(
        request,
        "appraisal/visits_coverage.html",
        {
            **frame(request.user),
            "form": form,
            "first": first,
            "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
            "tally": queries.tally(rows),
            "runs": queries.kind_for(request.user) is not None,
        },
    )


@requires(Action.SHEET_VIEW)
@require_GET
def visits_export(request):
    """The list as shown, with the coverage of the same villages on a second sheet."""
    form, first, rows = _visits(request)
    _dress(rows, timezone.localdate())
    villages = _villages(request, first, form.cleaned_data.get("township", ""))
    covered = queries.coverage(villages, first, form.cleaned_data.get("kind", ""))
    content = workbooks.visits_book(rows, covered, first, county_name(request.user))
    return workbook(content, "督查安排", first)


@requires(Action.SHEET_VIEW)
@require_POST
def visits_print(request):
    """Print the month's plan as the list shows it."""
    _, first, rows = _visits(request)
    rows = [visit for visit in rows if visit.state != VisitState.CANCELLED]
    if not rows:
        messages.error(request, "这个月没有督查安排，没有可打印的内容；请先安排督查或改变条件。")
        return redirect(f"{reverse(TAB)}?{request.GET.urlencode()}")
    office = reporting_office(request.user, Action.SHEET_VIEW)
    return print_out(request, prints.PLAN, prints.plan_content(rows, first, office))


# --- new visits ----------------------------------------------------------------------------------


@requires(Action.VISIT_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def visit_new(request):
    """Choose several villages of a township for a day; beside each when it was visited last."""
    user, today = request.user, timezone.localdate()
    places = townships(user, Action.VISIT_RUN)
    asked = request.POST.get("township") or request.GET.get("township", "")
    code = next((code for code, _ in places if code == asked), places[0][0] if len(places) == 1 else "")
    kind = queries.kind_for(user)
    context = {**frame(user), "townships": places, "code": code, "kind": VisitKind(kind).label}
    if not code:
        return render(request, "appraisal/visit_new.html", context)
    villages = Unit.objects.visible_to(user, Action.VISIT_RUN).filter(
        level=Level.VILLAGE, code__startswith=code
    )
    villages = villages.on(today)
    form = VisitForm(
        request.POST if request.method == "POST" else None,
        villages=villages,
        leaders=queries.leaders(kind, code, today),
        initial={"planned_on": today, "leader": user, "purpose": "人口计生村级工作和台账"},
    )
    chosen = request.POST.getlist("villages") or request.GET.getlist("village")
    if request.method == "POST" and form.is_valid():
        try:
            made = services.plan_visits(kind=kind, user=user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已安排{len(made)}个村的督查。")
            return redirect(f"{reverse(TAB)}?month={made[0].planned_on:%Y-%m}&township={code}")
    rows = queries.coverage(villages, today.replace(day=1), kind)
    context |= {"form": form, "rows": rows, "chosen": set(chosen)}
    return render(request, "appraisal/visit_new.html", context, status=422 if form.errors else 200)


@requires(Action.VISIT_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def visit_plan(request, pk):
    """Change the day or the leader of a planned visit, or call it off."""
    visit = own(request, pk)
    if not queries.runs(request.user, visit.kind, visit.village.code) and request.method != "POST":
        messages.error(request, f"{visit.get_kind_display()}由安排它的单位办理，您只能查看。")
        return redirect("appraisal:visit", pk)
    today = timezone.localdate()
    initial = {
        "planned_on": visit.planned_on,
        "leader": visit.leader_id,
        "companions": visit.companions,
        "purpose": visit.purpose,
    }
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        leaders=queries.leaders(visit.kind, visit.village.code, today),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = services.change_plan(visit=visit, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            moved = changed.village_id != visit.village_id
            said = f"，{visit.village.short_name}已撤并，改到{changed.village.short_name}" if moved else ""
            messages.success(request, f"已修改{said}。")
            return redirect("appraisal:visit", pk)
    return _plan_page(request, visit, form, ReasonForm())


def _plan_page(request, visit, form, reason):
    heir = queries.standing_village(visit.village, visit.planned_on)
    return render(
        request,
        "appraisal/visit_plan.html",
        {
            **frame(request.user),
            "visit": visit,
            "form": form,
            "reason": reason,
            "heir": heir if heir != visit.village else None,
            "ended": heir != visit.village,
        },
        status=422 if form.errors or reason.errors else 200,
    )


@requires(Action.VISIT_RUN)
@require_POST
def visit_cancel(request, pk):
    """Call a visit off with a reason."""
    visit = own(request, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            services.cancel(visit=visit, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已取消这次督查。")
            return redirect("appraisal:visit", pk)
    plan = PlanForm(
        leaders=queries.leaders(visit.kind, visit.village.code, timezone.localdate()),
        initial={
            "planned_on": visit.planned_on,
            "leader": visit.leader_id,
            "companions": visit.companions,
            "purpose": visit.purpose,
        },
    )
    return _plan_page(request, visit, plan, form)
