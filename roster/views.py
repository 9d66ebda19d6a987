"""Pages of units, establishment and people."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.runs.errors import Refusal
from roster import queries, services
from roster.enums import POST_SPECS, Level
from roster.forms import (
    AppointmentEndForm,
    AppointmentForm,
    AsOfForm,
    EstablishmentFilter,
    FiguresForm,
    PeopleFilter,
    PersonForm,
    ReasonForm,
    UnitEndForm,
    UnitForm,
)
from roster.models import Appointment, Person, Unit
from roster.workbooks import exports

PAGE = 50
LINES = 100
ON = "roster.on"
PEOPLE = "roster.people"
SEARCH = "roster.search"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _on(request):
    """The day on which the roster's pages are seen: asked for, else the one last asked for, else today."""
    form = AsOfForm(request.GET)
    if "on" in request.GET and form.is_valid():
        day = form.cleaned_data["on"] or timezone.localdate()
        today = day == timezone.localdate()
        if request.session.get(ON) != (None if today else day.isoformat()):
            request.session[ON] = None if today else day.isoformat()
        return day
    form = AsOfForm({"on": request.session.get(ON) or ""})
    return (form.cleaned_data["on"] if form.is_valid() else None) or timezone.localdate()


def _days(on):
    """The day seen and today, for the line that says so."""
    return {"on": on, "today": timezone.localdate()}


def _last_served(request, action, on):
    """The latest day before ``on`` with somebody in a post, for a page that has nobody to show."""
    return queries.last_day_served(Appointment.objects.visible_to(request.user, action), on)


def _county_name(request):
    """The county's name for titles of exports."""
    grants = request.user.current_grants
    code = grants[0].unit.code[:6] if grants else ""
    county = Unit.objects.filter(level=Level.COUNTY, code=code).first()
    return county.short_name if county else ""


def _workbook(content, name, on):
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"list.xlsx\"; filename*=UTF-8''{_quoted(f'{name}-{on.isoformat()}.xlsx')}"
    )
    add_never_cache_headers(response)
    return response


def _quoted(name):
    from urllib.parse import quote

    return quote(name)


# --- units ---------------------------------------------------------------------------------------


@requires(Action.UNIT_VIEW)
@require_GET
def units(request):
    """The tree of units on a day; those that ended can be shown too."""
    on = _on(request)
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
            **_days(on),
            "ended": ended,
            "rows": shown,
            "villages": sum(row.level == Level.VILLAGE and not (row.ended or row.coming) for row in shown),
            "townships": townships,
            "years": sorted({row.figures_then.year for row in shown if row.figures_then}),
            "manage": request.user.can(Action.UNIT_MANAGE),
            "may_import": request.user.can(Action.IMPORT),
        },
    )


@requires(Action.UNIT_VIEW)
@require_GET
def units_export(request):
    """The villages and their figures as a workbook that can be imported again."""
    on = _on(request)
    rows = queries.unit_rows(Unit.objects.visible_to(request.user, Action.UNIT_VIEW), on)
    return _workbook(exports.villages_book(rows, on, _county_name(request)), "村居基本情况表", on)


@requires(Action.UNIT_VIEW)
@require_GET
def unit(request, pk):
    """One unit on a day: posts against what they need, people, figures by year, what is below it."""
    return _unit_page(request, pk)


def _unit_page(request, pk, *, new_form=None, end_form=None, figures_form=None, status=200):
    shown = get_object_or_404(
        Unit.objects.visible_to(request.user, Action.UNIT_VIEW).select_related("parent", "successor"), pk=pk
    )
    on = _on(request)
    can = request.user.can
    may_manage = (
        can(Action.UNIT_MANAGE)
        and Unit.objects.visible_to(request.user, Action.UNIT_MANAGE).filter(pk=pk).exists()
    )
    standing = not shown.valid_to
    if shown.level == Level.VILLAGE and figures_form is None and _may_record(request, pk):
        figures_form = FiguresForm(initial={"year": on.year})
    if may_manage and standing:
        if new_form is None and shown.level in services.BELOW:
            new_form = UnitForm(parent=shown)
        if end_form is None and shown.level != Level.COUNTY:
            end_form = UnitEndForm(unit=shown, user=request.user)
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
    predecessors = list(shown.predecessors.order_by("code"))
    near = [pk for pk in (shown.parent_id, shown.successor_id, *(other.pk for other in predecessors)) if pk]
    reach = Unit.objects.visible_to(request.user, Action.UNIT_VIEW).filter(pk__in=near)
    return render(
        request,
        "roster/unit.html",
        {
            "unit": shown,
            "reach": set(reach.values_list("pk", flat=True)),
            "below_query": f"township={shown.code}" if shown.level == Level.TOWNSHIP else "",
            **_days(on),
            "people": people,
            "lines": lines,
            "figures": shown.figures.order_by("-year"),
            "children": shown.children.on(on).order_by("code"),
            "predecessors": predecessors,
            "new_form": new_form if may_manage and standing else None,
            "end_form": end_form if may_manage and standing else None,
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


@requires(Action.UNIT_MANAGE)
@require_POST
def unit_new(request, pk):
    """Create a unit below this one."""
    parent = get_object_or_404(Unit.objects.visible_to(request.user, Action.UNIT_MANAGE), pk=pk)
    if parent.level not in services.BELOW:
        messages.error(request, f"{parent.get_level_display()}之下不能再设机构。")
        return redirect("roster:unit", pk)
    form = UnitForm(request.POST, parent=parent)
    if form.is_valid():
        try:
            made = services.create_unit(parent=parent, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已设立“{made.name}”。")
            return redirect("roster:unit", made.pk)
    return _unit_page(request, pk, new_form=form, status=422)


@requires(Action.UNIT_MANAGE)
@require_POST
def unit_end(request, pk):
    """End a unit or merge it into another."""
    ending = get_object_or_404(Unit.objects.visible_to(request.user, Action.UNIT_MANAGE), pk=pk)
    form = UnitEndForm(request.POST, unit=ending, user=request.user)
    if form.is_valid():
        try:
            services.end_unit(unit=ending, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已办理“{ending.name}”的撤并。")
            return redirect("roster:unit", pk)
    return _unit_page(request, pk, end_form=form, status=422)


# --- establishment -------------------------------------------------------------------------------


def _establishment(request):
    """Return (day, filter form, lines shown, totals per post)."""
    on = _on(request)
    lines = queries.establishment(on, request.user.prefixes(Action.ESTABLISHMENT_VIEW))
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
            **_days(on),
            "form": form,
            "page": page,
            "totals": totals,
            "last_served": None
            if any(total.actual for total in totals)
            else _last_served(request, Action.ESTABLISHMENT_VIEW, on),
            "kind": form.cleaned_data.get("kind", ""),
            "state": form.cleaned_data.get("state", ""),
            "any_units": bool(totals),
            "may_see_people": request.user.can(Action.PERSON_VIEW),
        },
    )


@requires(Action.ESTABLISHMENT_VIEW)
@require_GET
def establishment_export(request):
    """The establishment as shown, as a workbook."""
    on, _, lines, totals = _establishment(request)
    return _workbook(exports.establishment_book(lines, totals, on, _county_name(request)), "编制对照表", on)


# --- people --------------------------------------------------------------------------------------

FILTERS = ("township", "village", "kind", "education", "state", "sort")


def _people(request):
    """Return (day, filter values, people narrowed and sorted). Filters stay until others are asked for."""
    on = _on(request)
    if any(name in request.GET for name in (*FILTERS, "on")):
        filters = {name: value for name in FILTERS if (value := request.GET.get(name, ""))}
        if request.session.get(PEOPLE) != filters:
            request.session[PEOPLE] = filters
    else:
        filters = request.session.get(PEOPLE, {})
    form = PeopleFilter({**filters, "on": on.isoformat()}, user=request.user, on=on)
    form.is_valid()
    found = queries.people_list(
        Person.objects.visible_to(request.user, Action.PERSON_VIEW).select_related("unit"),
        on=on,
        filters={name: form.cleaned_data.get(name, "") for name in FILTERS},
        terms=request.session.get(SEARCH, {}),
    )
    return on, form, found


@requires(Action.PERSON_VIEW)
@require_GET
def people(request):
    """People on a day: filtered, sorted, in pages."""
    on, form, found = _people(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "roster/people.html",
        {
            **_days(on),
            "form": form,
            "page": page,
            "last_served": None
            if page.object_list or request.session.get(SEARCH)
            else _last_served(request, Action.PERSON_VIEW, on),
            "search": request.session.get(SEARCH, {}),
            "may_edit": request.user.can(Action.PERSON_EDIT),
            "may_import": request.user.can(Action.IMPORT),
            "reason_form": ReasonForm() if request.user.can(Action.PERSON_REVEAL) else None,
        },
    )


@requires(Action.PERSON_VIEW)
@sensitive_post_parameters()
@require_POST
def people_search(request):
    """Take a search text by POST: a name or an identity number must not stand in an address."""
    request.session[SEARCH] = queries.search_terms(request.POST.get("q", "")[:60])
    if "clear" in request.POST:
        request.session.pop(PEOPLE, None)
    if request.session[SEARCH]:
        # Who is looked for may have left: look among all.
        request.session[PEOPLE] = {"state": "all"}
    return redirect("roster:people")


@requires(Action.PERSON_VIEW)
@require_GET
def village_options(request):
    """The villages of a township, for the filter (htmx)."""
    form = PeopleFilter(request.GET, user=request.user, on=_on(request))
    choices = form.fields["village"].choices if "village" in form.fields else ()
    return render(request, "roster/village_options.html", {"choices": choices})


@requires(Action.PERSON_VIEW)
@require_GET
def people_export(request):
    """The list as shown, as a workbook; numbers masked."""
    on, _, found = _people(request)
    return _workbook(exports.people_book(found, on, _county_name(request)), "人员名册", on)


@requires(Action.PERSON_REVEAL)
@require_POST
def roster_export(request):
    """The roster with full numbers in the form of the import; leaves a record of access."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请填写导出完整花名册的事由。")
        return redirect("roster:people")
    on, _, found = _people(request)
    allowed = Person.objects.visible_to(request.user, Action.PERSON_REVEAL)
    found = list(found.filter(pk__in=allowed.values("pk")))
    services.record_roster_export(user=request.user, reason=form.cleaned_data["reason"], people=len(found))
    return _workbook(exports.roster_book(found, on, _county_name(request)), "人员花名册", on)


@requires(Action.OWN_VIEW)
@require_GET
def mine(request):
    """One's own file (本人)."""
    visible = Person.objects.visible_to(request.user, Action.PERSON_VIEW)
    own = visible.filter(account=request.user).first()
    if own is None:
        return render(request, "roster/mine_missing.html")
    return redirect("roster:person", own.pk)


@requires(Action.PERSON_VIEW, Action.OWN_VIEW)
@require_GET
def person(request, pk):
    """One person's file."""
    return _person_page(request, pk)


def _person_page(request, pk, *, appointment_form=None, end_form=None, ending=None, full=None, status=200):
    shown = get_object_or_404(
        Person.objects.visible_to(request.user, Action.PERSON_VIEW).select_related("unit"), pk=pk
    )
    on = _on(request)
    may_edit = _within(request, Action.PERSON_EDIT, pk)
    may_reveal = _within(request, Action.PERSON_REVEAL, pk)
    appointments = list(
        shown.appointments.select_related("post__unit__parent").order_by("-valid_from", "-pk")
    )
    for appointment in appointments:
        appointment.holds = appointment.valid_from <= on and (
            appointment.valid_to is None or on <= appointment.valid_to
        )
        appointment.coming = appointment.valid_from > on
    response = render(
        request,
        "roster/person.html",
        {
            "person": shown,
            **_days(on),
            "appointments": appointments,
            "full": full,
            "may_edit": may_edit,
            "may_see_units": request.user.can(Action.UNIT_VIEW),
            "reason_form": ReasonForm() if may_reveal else None,
            "appointment_form": (appointment_form or AppointmentForm(user=request.user, person=shown))
            if may_edit
            else None,
            "end_form": end_form or AppointmentEndForm(),
            "ending": ending,
        },
        status=status,
    )
    add_never_cache_headers(response)
    return response


def _within(request, action, pk):
    if not request.user.can(action):
        return False
    return Person.objects.visible_to(request.user, action).filter(pk=pk).exists()


@requires(Action.PERSON_EDIT)
@sensitive_post_parameters()
def person_new(request):
    """Open a file."""
    form = PersonForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.save_person(person=form.instance, identity_number=form.new_number)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已建立“{made.name}”的档案，请登记任职。")
            return redirect("roster:person", made.pk)
    status = 422 if form.errors else 200
    return render(request, "roster/person_form.html", {"form": form, "person": None}, status=status)


@requires(Action.PERSON_EDIT)
@sensitive_post_parameters()
def person_edit(request, pk):
    """Change the basic data of a file."""
    changing = get_object_or_404(Person.objects.visible_to(request.user, Action.PERSON_EDIT), pk=pk)
    name = changing.name
    form = PersonForm(request.POST or None, instance=changing, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_person(person=form.instance, identity_number=form.new_number)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存。")
            return redirect("roster:person", pk)
    status = 422 if form.errors else 200
    context = {"form": form, "person": changing, "name": name}
    return render(request, "roster/person_form.html", context, status=status)


@requires(Action.PERSON_REVEAL)
@require_POST
def person_reveal(request, pk):
    """Show full numbers once; the reason goes into the record of access."""
    shown = get_object_or_404(Person.objects.visible_to(request.user, Action.PERSON_REVEAL), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请填写查看完整号码的事由。")
        return redirect("roster:person", pk)
    full = services.reveal(person=shown, user=request.user, reason=form.cleaned_data["reason"])
    return _person_page(request, pk, full=full)


@requires(Action.PERSON_EDIT)
@require_POST
def appointment_new(request, pk):
    """Put the person into a post."""
    appointed = get_object_or_404(
        Person.objects.visible_to(request.user, Action.PERSON_EDIT).select_related("unit"), pk=pk
    )
    form = AppointmentForm(request.POST, user=request.user, person=appointed)
    if form.is_valid():
        try:
            made = services.appoint(person=appointed, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已登记任职：{made.post}。")
            return redirect("roster:person", pk)
    return _person_page(request, pk, appointment_form=form, status=422)


@requires(Action.PERSON_EDIT)
@require_POST
def appointment_end(request, pk):
    """End an appointment."""
    ending = get_object_or_404(
        Appointment.objects.visible_to(request.user, Action.PERSON_EDIT).select_related("post__unit"), pk=pk
    )
    form = AppointmentEndForm(request.POST)
    if form.is_valid():
        try:
            services.end_appointment(appointment=ending, **form.cleaned_data)
        except Refusal as refusal:
            ending.refresh_from_db(fields=["end_reason"])
            if ending.end_reason:  # somebody else was first: the row has no form any more
                messages.error(request, str(refusal))
                return redirect("roster:person", ending.person_id)
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已办理离任：{ending.post}。")
            return redirect("roster:person", ending.person_id)
    return _person_page(request, ending.person_id, end_form=form, ending=ending.pk, status=422)
