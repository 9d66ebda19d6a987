"""Pages of people and their appointments."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import days_of, print_out, seen_day, workbook
from guanling.runs.errors import Refusal
from roster import queries
from roster.forms import AppointmentEndForm, AppointmentForm, PeopleFilter, PersonForm, ReasonForm
from roster.forms.files import AttachmentForm, PhotoForm
from roster.models import Appointment, Person
from roster.prints import lists as prints
from roster.queries.files import file_of
from roster.queries.offices import county_name, reporting_office
from roster.services import appointments as services
from roster.services import people as files
from roster.services.files import refuse_own
from roster.views import agreements, changes, moves
from roster.views.frame import last_served
from roster.workbooks import exports

PAGE = 50
PEOPLE = "roster.people"
SEARCH = "roster.search"


FILTERS = ("township", "village", "kind", "education", "state", "sort")


def _people(request):
    """Return (day, filter values, people narrowed and sorted). Filters stay until others are asked for."""
    on = seen_day(request)
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
            **days_of(on),
            "form": form,
            "page": page,
            "last_served": None
            if page.object_list or request.session.get(SEARCH)
            else last_served(request, Action.PERSON_VIEW, on),
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
    form = PeopleFilter(request.GET, user=request.user, on=seen_day(request))
    choices = form.fields["village"].choices if "village" in form.fields else ()
    return render(request, "roster/village_options.html", {"choices": choices})


@requires(Action.PERSON_VIEW)
@require_GET
def people_export(request):
    """The list as shown, as a workbook; numbers masked."""
    on, _, found = _people(request)
    return workbook(exports.people_book(found, on, county_name(request.user)), "人员名册", on)


@requires(Action.PERSON_VIEW)
@require_POST
def register_print(request):
    """The list as shown, to be signed: a table per township; numbers masked."""
    on, form, found = _people(request)
    found = list(found.defer("bank_account"))
    if not found:
        messages.error(request, "没有符合条件的人员，没有可以打印的花名册；请改变条件。")
        return redirect("roster:people")
    content = prints.register_content(
        found,
        on,
        county=county_name(request.user),
        unit=reporting_office(request.user, Action.PERSON_VIEW),
        filters=form.cleaned_data,
        conditions=_conditions(form, request.session.get(SEARCH, {})),
    )
    return print_out(request, prints.REGISTER, content)


def _conditions(form, search):
    """What narrows the list besides unit and post, in words."""
    told = []
    for name in ("state", "education"):
        value = form.cleaned_data.get(name)
        if value and (name, value) != ("state", "serving"):
            told.append(f"{form.fields[name].label}“{dict(form.fields[name].choices)[value]}”")
    if search:
        told.append(f"查找“{search['shown']}”")
    return "，".join(told)


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
    files.record_roster_export(user=request.user, reason=form.cleaned_data["reason"], people=len(found))
    return workbook(exports.roster_book(found, on, county_name(request.user)), "人员花名册", on)


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
    return person_page(request, pk)


def person_page(request, pk, *, forms=None, ending=None, full=None, status=200):
    """The page of one person; ``forms`` are those that came back with errors, by their name on the page.

    Who may see people sees the basic facts and the appointments; the file's sections are for those with
    the right to files, and for the person: everything in the own file, for it is about nobody else.
    """
    forms = forms or {}
    shown = get_object_or_404(
        Person.objects.visible_to(request.user, Action.PERSON_VIEW).select_related("unit"), pk=pk
    )
    on = seen_day(request)
    own = shown.account_id == request.user.pk
    may_edit = not own and _within(request, Action.PERSON_EDIT, pk)
    may_reveal = _within(request, Action.PERSON_REVEAL, pk)
    appointments = list(
        shown.appointments.select_related("post__unit__parent").order_by("-valid_from", "-pk")
    )
    for appointment in appointments:
        appointment.holds = appointment.valid_from <= on and (
            appointment.valid_to is None or on <= appointment.valid_to
        )
        appointment.coming = appointment.valid_from > on
        if may_edit and not appointment.end_ground:
            sent = forms.get("end_form") if ending == appointment.pk else None
            appointment.end_form = sent or AppointmentEndForm(auto_id=f"id_end_{appointment.pk}_%s")
    editing = {}
    if may_edit:
        editing = {
            "appointment_form": forms.get("appointment_form")
            or AppointmentForm(user=request.user, person=shown),
            "attachment_form": forms.get("attachment_form") or AttachmentForm(auto_id="id_scan_%s"),
            "photo_form": forms.get("photo_form") or PhotoForm(auto_id="id_photo_%s"),
        }
    sees_file = own or _within(request, Action.FILE_VIEW, pk)
    response = render(
        request,
        "roster/person.html",
        {
            "person": shown,
            **days_of(on),
            "appointments": appointments,
            "sees_training": own or _within(request, Action.TRAINING_VIEW, pk),
            "file": file_of(shown, on, appointments) if sees_file else None,
            "full": full,
            "may_edit": may_edit,
            "own": own,
            "may_see_units": request.user.can(Action.UNIT_VIEW),
            "reason_form": ReasonForm() if may_reveal else None,
            "ending": ending,
            **changes.panel(request, shown),
            "moves_panel": moves.panel(request, shown),
            "agreements_panel": agreements.panel(request, shown),
            **dict.fromkeys(("appointment_form", "attachment_form", "photo_form")),
            **editing,
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
            made = files.save_person(person=form.instance, identity_number=form.new_number)
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
    try:
        refuse_own(changing, request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("roster:person", pk)
    name = changing.name
    form = PersonForm(request.POST or None, instance=changing, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            files.save_person(person=form.instance, identity_number=form.new_number)
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
    full = files.reveal(person=shown, user=request.user, reason=form.cleaned_data["reason"])
    return person_page(request, pk, full=full)


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
            made = services.appoint(person=appointed, made_by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已登记任职：{made.post}。")
            return redirect("roster:person", pk)
    return person_page(request, pk, forms={"appointment_form": form}, status=422)


@requires(Action.PERSON_EDIT)
@require_POST
def appointment_end(request, pk):
    """End an appointment."""
    ending = get_object_or_404(
        Appointment.objects.visible_to(request.user, Action.PERSON_EDIT).select_related("post__unit"), pk=pk
    )
    form = AppointmentEndForm(request.POST, auto_id=f"id_end_{pk}_%s")
    if form.is_valid():
        try:
            services.end_appointment(appointment=ending, made_by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            ending.refresh_from_db(fields=["end_ground"])
            if ending.end_ground:  # somebody else was first: the row has no form any more
                messages.error(request, str(refusal))
                return redirect("roster:person", ending.person_id)
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已办理离任：{ending.post}。")
            return redirect("roster:person", ending.person_id)
    return person_page(request, ending.person_id, forms={"end_form": form}, ending=ending.pk, status=422)
