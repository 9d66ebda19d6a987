"""Pages of units."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import days_of, seen_day, workbook
from guanling.runs.errors import Refusal
from roster import queries
from roster.enums import POST_SPECS, Level
from roster.forms import FiguresForm
from roster.models import Appointment, Unit
from roster.queries import lineage
from roster.queries.offices import county_name
from roster.services import units as services
from roster.workbooks import exports


@requires(Action.UNIT_VIEW)
@require_GET
def units(request):
    """The tree of units on a day; those that ended can be shown too."""
    on = seen_day(request)
    ended = request.GET.get("ended") == "1"
    rows = queries.unit_rows(Unit.objects.visible_to(request.user, Action.UNIT_VIEW), on)
    shown = [row for row in rows if ended or not (row.ended or row.coming)]
    below = {}
    for row in shown:
        if row.level == Level.VILLAGE:
            below.setdefault(row.code[:9], []).append(row)
    townships = []
    for row in shown:
        if row.level == Level.TOWNSHIP:
            villages = [
                village for village in below.get(row.code, ()) if not (village.ended or village.coming)
            ]
            known = [village.figures_then for village in villages if village.figures_then]
            row.village_count = len(villages)
            row.groups_total = sum(figures.groups for figures in known)
            row.population_total = sum(figures.population for figures in known)
            row.people_below = row.people_then + sum(village.people_then for village in villages)
            if not (row.ended or row.coming):
                townships.append(row)
    for row in shown:
        if row.level == Level.COUNTY:
            row.groups_total = sum(township.groups_total for township in townships)
            row.population_total = sum(township.population_total for township in townships)
            row.people_below = row.people_then + sum(township.people_below for township in townships)
    return render(
        request,
        "roster/units.html",
        {
            **days_of(on),
            "ended": ended,
            "rows": shown,
            "villages": sum(row.level == Level.VILLAGE and not (row.ended or row.coming) for row in shown),
            "townships": townships,
            "years": sorted({row.figures_then.year for row in shown if row.figures_then}),
            "may_see_changes": request.user.can(Action.UNIT_CHANGE_PROPOSE)
            or request.user.can(Action.UNIT_CHANGE_CONFIRM),
            "may_import": request.user.can(Action.IMPORT),
        },
    )


@requires(Action.UNIT_VIEW)
@require_GET
def units_export(request):
    """The villages and their figures as a workbook that can be imported again."""
    on = seen_day(request)
    rows = queries.unit_rows(Unit.objects.visible_to(request.user, Action.UNIT_VIEW), on)
    return workbook(exports.villages_book(rows, on, county_name(request.user)), "村居基本情况表", on)


@requires(Action.UNIT_VIEW)
@require_GET
def unit(request, pk):
    """One unit on a day: posts against what they need, people, figures by year, what is below it."""
    return _unit_page(request, pk)


def _unit_page(request, pk, *, figures_form=None, status=200):
    shown = get_object_or_404(
        Unit.objects.visible_to(request.user, Action.UNIT_VIEW).select_related("parent", "successor"), pk=pk
    )
    on = seen_day(request)
    can = request.user.can
    if shown.level == Level.VILLAGE and figures_form is None and _may_record(request, pk):
        figures_form = FiguresForm(initial={"year": on.year})
    people = []
    if can(Action.PERSON_VIEW):
        serving = (
            Appointment.objects.visible_to(request.user, Action.PERSON_VIEW)
            .on(on)
            .filter(post__unit=shown)
            .select_related("person", "post")
            .order_by("person__pinyin", "pk")
        )
        order = list(POST_SPECS)
        people = sorted(serving, key=lambda appointment: order.index(appointment.post.kind))
    lines = []
    if can(Action.ESTABLISHMENT_VIEW):
        lines = [line for line in queries.establishment(on, [shown.code]) if line.unit_id == shown.pk]
    before, after = lineage.history(shown)
    near = [shown.parent_id, *(event.other.pk for event in (*before, *after) if event.other)]
    reach = Unit.objects.visible_to(request.user, Action.UNIT_VIEW).filter(pk__in=near)
    return render(
        request,
        "roster/unit.html",
        {
            "unit": shown,
            "reach": set(reach.values_list("pk", flat=True)),
            "below_query": f"township={shown.code}" if shown.level == Level.TOWNSHIP else "",
            **days_of(on),
            "people": people,
            "lines": lines,
            "figures": shown.figures.order_by("-year"),
            "children": shown.children.on(on).order_by("code"),
            "before": before,
            "after": after,
            "may_see_changes": can(Action.UNIT_CHANGE_PROPOSE) or can(Action.UNIT_CHANGE_CONFIRM),
            "figures_form": figures_form,
        },
        status=status,
    )


def _may_record(request, pk):
    """Whether the user may enter the unit's figures: those who import them."""
    if not request.user.can(Action.IMPORT):
        return False
    return Unit.objects.visible_to(request.user, Action.IMPORT).filter(pk=pk).exists()


@requires(Action.IMPORT)
@require_POST
def unit_figures(request, pk):
    """Enter or correct a village's counts of a year."""
    counted = get_object_or_404(Unit.objects.visible_to(request.user, Action.IMPORT), pk=pk)
    if counted.level != Level.VILLAGE:
        messages.error(request, services.ONLY_VILLAGES)
        return redirect("roster:unit", pk)
    form = FiguresForm(request.POST)
    if form.is_valid():
        try:
            made = services.record_figures(unit=counted, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已登记{made.year}年度基本情况。")
            return redirect("roster:unit", pk)
    return _unit_page(request, pk, figures_form=form, status=422)
