"""Pages of the establishment."""

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents.papers import chinese_date
from guanling.documents.services import papers
from guanling.documents.tasks import enqueue_print
from guanling.pages import days_of, seen_day, workbook
from guanling.runs.errors import Refusal
from roster import queries
from roster.enums import Level, PostKind
from roster.forms import ActingForm, EstablishmentFilter, StabilityFilter, VacancyFilter
from roster.forms.compare import EstablishmentPrint
from roster.models import Appointment, Unit
from roster.prints import establishment as prints
from roster.queries import moves as move_queries
from roster.queries import stability as stability_queries
from roster.queries import vacancies as vacancy_queries
from roster.queries.holders import names_by_post
from roster.queries.offices import county_name
from roster.queries.vacancies import WITH_DEADLINE
from roster.services import appointments as services
from roster.views.frame import last_served
from roster.workbooks import exports

LINES = 100


def _establishment(request):
    """Return (day, filter form, lines shown, totals per post)."""
    on = seen_day(request)
    lines = queries.establishment(on, request.user.reach(Action.ESTABLISHMENT_VIEW))
    townships = {line.unit_code: line.unit for line in lines if line.level == Level.TOWNSHIP}
    form = EstablishmentFilter(request.GET, townships=list(townships.items()))
    form.is_valid()
    chosen = form.cleaned_data
    if code := chosen.get("township"):
        lines = [line for line in lines if line.unit_code.startswith(code)]
    totals = queries.totals(lines)
    if kind := chosen.get("kind"):
        lines = [line for line in lines if line.kind == kind]
    match chosen.get("state"):
        case "differing":
            lines = [line for line in lines if line.state in ("short", "over")]
        case "short" | "over" | "full" as state:
            lines = [line for line in lines if line.state == state]
    return on, form, lines, totals


@requires(Action.ESTABLISHMENT_VIEW)
@require_GET
def establishment(request):
    """Required against actual of every post on a day (N1.1–N1.3, P2.2, A1.4–A1.6)."""
    on, form, lines, totals = _establishment(request)
    page = Paginator(lines, LINES).get_page(request.GET.get("page"))
    return render(
        request,
        "roster/establishment.html",
        {
            **days_of(on),
            "form": form,
            "page": page,
            "totals": totals,
            "last_served": None
            if any(total.actual for total in totals)
            else last_served(request, Action.ESTABLISHMENT_VIEW, on),
            "township": form.cleaned_data.get("township", ""),
            "kind": form.cleaned_data.get("kind", ""),
            "state": form.cleaned_data.get("state", ""),
            "any_units": bool(totals),
            "any_seconded": any(total.seconded for total in totals),
            "may_see_people": request.user.can(Action.PERSON_VIEW),
            "may_propose": request.user.can(Action.EXCEPTION_PROPOSE),
        },
    )


@requires(Action.ESTABLISHMENT_VIEW)
@require_GET
def establishment_export(request):
    """The establishment as shown, as a workbook."""
    on, _, lines, totals = _establishment(request)
    return workbook(
        exports.establishment_book(lines, totals, on, county_name(request.user)), "编制对照表", on
    )


@requires(Action.ESTABLISHMENT_VIEW)
@require_POST
def establishment_print(request):
    """Have the establishment of a day set as a table to be signed; a worker does it."""
    form = EstablishmentPrint(request.POST)
    if not form.is_valid():
        messages.error(request, "截至日期不对，没有打印；请重新选择日期。")
        return redirect("roster:establishment")
    on, township = form.cleaned_data["on"], form.cleaned_data["township"]
    lines = [
        line
        for line in queries.establishment(on, request.user.prefixes(Action.ESTABLISHMENT_VIEW))
        if line.unit_code.startswith(township)
    ]
    if not lines:
        messages.error(request, f"{chinese_date(on)}没有机构，没有打印。")
        return redirect("roster:establishment")
    names = names_by_post(
        Appointment.objects.visible_to(request.user, Action.PERSON_VIEW), on, {line.unit_id for line in lines}
    )
    # Of one township alone the paper bears its name.
    offices = {line.unit for line in lines if line.level == Level.TOWNSHIP}
    whose = county_name(request.user) if len(offices) != 1 else offices.pop()
    title = f"{whose}计生岗位编制与实有人员表"
    with transaction.atomic():
        job = papers.print_out(
            kind=prints.KIND,
            title=f"{title}（{chinese_date(on)}）",
            content=prints.frozen(lines, names, on=on, title=title),
            user=request.user,
        )
        enqueue_print(job)
    return redirect("documents:print", job.pk)


def _townships(request, action, on):
    units = Unit.objects.visible_to(request.user, action).on(on).filter(level=Level.TOWNSHIP)
    return list(units.order_by("code").values_list("code", "short_name"))


# --- vacancies (P2.7) ----------------------------------------------------------------------------


def _vacancies(request):
    """Return (day, filter form, kind, all vacancies of the township and kind, those in the chosen state)."""
    on = seen_day(request)
    form = VacancyFilter(request.GET, townships=_townships(request, Action.ESTABLISHMENT_VIEW, on))
    form.is_valid()
    chosen = form.cleaned_data
    kind = PostKind(chosen.get("kind") or PostKind.POPULATION_DIRECTOR)
    found = vacancy_queries.vacancies(on, kind, request.user.reach(Action.ESTABLISHMENT_VIEW))
    if code := chosen.get("township"):
        found = [vacancy for vacancy in found if vacancy.unit_code.startswith(code)]
    shown = found
    if state := chosen.get("state"):
        shown = [vacancy for vacancy in found if vacancy.state == state]
    return on, form, kind, found, shown


@requires(Action.ESTABLISHMENT_VIEW)
@require_GET
def vacancies(request):
    """Vacant places on a day, the oldest first, with age and deadline (P2.7)."""
    on, form, kind, found, shown = _vacancies(request)
    counts = Counter(vacancy.state for vacancy in found)
    return render(
        request,
        "roster/vacancies.html",
        {
            **days_of(on),
            "form": form,
            "kind": kind,
            "total": len(found),
            "counts": {name: counts[name] for name in ("overdue", "soon", "open")},
            "with_deadline": kind in WITH_DEADLINE,
            "page": Paginator(shown, LINES).get_page(request.GET.get("page")),
            "may_see_people": request.user.can(Action.PERSON_VIEW),
            "may_edit": request.user.can(Action.PERSON_EDIT) and kind in WITH_DEADLINE,
        },
    )


@requires(Action.ESTABLISHMENT_VIEW)
@require_GET
def vacancies_export(request):
    """The vacancies as shown, as a workbook."""
    on, _, kind, _, shown = _vacancies(request)
    return workbook(exports.vacancies_book(shown, on, county_name(request.user)), f"{kind.label}空缺表", on)


@requires(Action.PERSON_EDIT)
def acting_new(request, pk):
    """Name who acts for a village's vacant post (P2.7)."""
    villages = Unit.objects.visible_to(request.user, Action.PERSON_EDIT).filter(level=Level.VILLAGE)
    village = get_object_or_404(villages.select_related("parent"), pk=pk)
    kind = WITH_DEADLINE[0]
    form = ActingForm(request.POST or None, user=request.user, unit=village)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.name_acting(unit=village, kind=kind, made_by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                f"已指定{made.person.name}代行{village.short_name}{kind.label}职责；补选到位时自动终止。",
            )
            return redirect("roster:vacancies")
    found = [
        vacancy
        for vacancy in vacancy_queries.vacancies(timezone.localdate(), kind, [village.code])
        if vacancy.unit_id == village.pk
    ]
    return render(
        request,
        "roster/acting_form.html",
        {"form": form, "village": village, "kind": kind, "vacancies": found},
        status=422 if form.errors else 200,
    )


# --- stability (N3.1 to N3.3) --------------------------------------------------------------------


def _standings(request):
    on = seen_day(request)
    form = StabilityFilter(request.GET, townships=_townships(request, Action.PERSON_VIEW, on))
    form.is_valid()
    chosen = form.cleaned_data
    rows = Appointment.objects.visible_to(request.user, Action.PERSON_VIEW)
    if code := chosen.get("township"):
        rows = rows.filter(post__unit__code__startswith=code)
    if kind := chosen.get("kind"):
        rows = rows.of_kind(kind)
    found = stability_queries.standings(rows, on)
    ran_out = move_queries.unrenewed(rows, on)
    match chosen.get("state"):
        case "locked":
            shown = [standing for standing in found if standing.locked]
        case "free":
            shown = [standing for standing in found if standing.lock and not standing.locked]
        case "ending":
            shown = [standing for standing in found if standing.term_ends_soon]
        case "ran_out":
            shown = ran_out
        case _:
            shown = found
    return on, form, found, ran_out, shown


@requires(Action.PERSON_VIEW)
@require_GET
def stability(request):
    """Who may not be moved on a day, until when and by which clause; terms that end soon (P2.5)."""
    on, form, found, ran_out, shown = _standings(request)
    return render(
        request,
        "roster/stability.html",
        {
            **days_of(on),
            "form": form,
            "total": len(found),
            "locked": sum(standing.locked for standing in found),
            "ending": sum(standing.term_ends_soon for standing in found),
            "ran_out": len(ran_out),
            "may_request": request.user.can(Action.MOVE_REQUEST),
            "page": Paginator(shown, LINES).get_page(request.GET.get("page")),
        },
    )


@requires(Action.PERSON_VIEW)
@require_GET
def stability_export(request):
    """The list as shown, as a workbook."""
    on, _, _, _, shown = _standings(request)
    return workbook(exports.stability_book(shown, on, county_name(request.user)), "任职年限表", on)
