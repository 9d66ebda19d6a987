"""The personnel file (P5.4): rows of its sections, statements of none, scans, completeness, the sheet."""

from csp.decorators import csp
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.documents.scans import SUFFIXES
from guanling.documents.services.papers import print_out
from guanling.documents.serving import stored_file
from guanling.documents.tasks import enqueue_print
from guanling.documents.uploads import sent_name
from guanling.pages import days_of, seen_day, workbook
from guanling.runs.errors import Refusal
from roster.enums import Section
from roster.forms.files import FORMS, AttachmentForm, CompletenessFilter, PhotoForm
from roster.models import Appointment, Attachment, Person
from roster.prints.registration import REGISTRATION
from roster.queries import files as queries
from roster.queries.offices import county_name
from roster.queries.registration import registration_content
from roster.rules.files import COUNTED
from roster.services import files as services
from roster.views.people import person_page
from roster.workbooks import files as books

PAGE = 50


def _person(request, pk, action):
    return get_object_or_404(Person.objects.visible_to(request.user, action).select_related("unit"), pk=pk)


def _back(pk, section):
    """Return the way back to a section of the person's page."""
    return redirect(f"{reverse('roster:person', args=[pk])}#{section}")


# --- rows of the sections ------------------------------------------------------------------------


def _form_of(section):
    if section not in FORMS:
        raise Http404
    return FORMS[section]


def _row(request, pk, section, row):
    model = _form_of(section)._meta.model
    rows = model.objects.visible_to(request.user, Action.PERSON_EDIT).filter(person=pk)
    return get_object_or_404(rows.select_related("person__unit"), pk=row)


@requires(Action.PERSON_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def row_new(request, pk, section):
    """Add a row to a section of a file."""
    form = _form_of(section)
    return _save(request, section, form, form._meta.model(person=_person(request, pk, Action.PERSON_EDIT)))


@requires(Action.PERSON_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def row_edit(request, pk, section, row):
    """Correct a row of a section of a file."""
    return _save(request, section, _form_of(section), _row(request, pk, section, row))


def _save(request, section, form_class, row):
    person = row.person
    form = form_class(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            said = services.save_row(row=form.instance, section=section, user=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已登记{Section(section).label}。{said}")
            return _back(person.pk, section)
    return render(
        request,
        "roster/file_row.html",
        {"form": form, "person": person, "section": Section(section), "row": row if row.pk else None},
        status=422 if form.errors else 200,
    )


@requires(Action.PERSON_EDIT)
@require_POST
def row_remove(request, pk, section, row):
    """Take a row out of a section; the change history keeps it."""
    try:
        services.remove_row(row=_row(request, pk, section, row), user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已删除一行{Section(section).label}；变更记录中仍然保留。")
    return _back(pk, section)


# --- statements of none --------------------------------------------------------------------------


def _section(section):
    if section not in Section.values:
        raise Http404
    return Section(section)


@requires(Action.PERSON_EDIT)
@require_POST
def none_stated(request, pk, section):
    """State that a section has nothing to hold."""
    person, named = _person(request, pk, Action.PERSON_EDIT), _section(section)
    try:
        services.state_none(person=person, section=named, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已声明“{named.label}”没有需要登记的内容。")
    return _back(pk, section)


@requires(Action.PERSON_EDIT)
@require_POST
def none_lifted(request, pk, section):
    """Take a statement of none back."""
    person, named = _person(request, pk, Action.PERSON_EDIT), _section(section)
    try:
        services.lift_statement(person=person, section=named, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已取消“{named.label}”没有的声明。")
    return _back(pk, section)


# --- scans and the photo -------------------------------------------------------------------------


@requires(Action.PERSON_EDIT)
@require_POST
def attachment_new(request, pk):
    """Put a scan into a file."""
    person = _person(request, pk, Action.PERSON_EDIT)
    form = AttachmentForm(request.POST, request.FILES, auto_id="id_scan_%s")
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = services.attach(
                person=person,
                section=form.cleaned_data["section"],
                title=form.cleaned_data["title"],
                name=sent_name(file),
                data=file.read(),
                user=request.user,
            )
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, f"已存入材料“{made.title}”。")
            return _back(pk, Section.PAPERS)
    return person_page(request, pk, forms={"attachment_form": form}, status=422)


@requires(Action.PERSON_EDIT)
@require_POST
def photo_new(request, pk):
    """Put a photo into a file, in place of the one before."""
    person = _person(request, pk, Action.PERSON_EDIT)
    form = PhotoForm(request.POST, request.FILES, auto_id="id_photo_%s")
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            services.set_photo(person=person, name=sent_name(file), data=file.read(), user=request.user)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, "已存入照片。")
            return _back(pk, Section.PHOTO)
    return person_page(request, pk, forms={"photo_form": form}, status=422)


@requires(Action.FILE_VIEW, Action.OWN_VIEW)
@require_GET
@csp({"default-src": ["'none'"], "frame-ancestors": ["'none'"], "sandbox": True})
def attachment(request, pk):
    """The scan or photo itself. A look leaves no record: a GET never writes."""
    scans = Attachment.objects.visible_to(request.user, Action.FILE_VIEW).standing()
    shown = get_object_or_404(scans, pk=pk)
    name = shown.title.removesuffix(SUFFIXES[shown.content_type]) + SUFFIXES[shown.content_type]
    return stored_file(request, shown, name=name, content_type=shown.content_type)


@requires(Action.PERSON_EDIT)
@require_POST
def attachment_withdraw(request, pk):
    """Take a scan or photo out of use."""
    scans = Attachment.objects.visible_to(request.user, Action.PERSON_EDIT)
    found = get_object_or_404(scans.select_related("person"), pk=pk)
    try:
        services.withdraw(attachment=found, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已撤下“{found.title}”；原件仍保存在系统中，不再提供查看。")
    return _back(found.person_id, Section.PAPERS)


# --- the registration sheet ----------------------------------------------------------------------


@requires(Action.FILE_VIEW, Action.OWN_VIEW)
@require_POST
def registration_print(request, pk):
    """Have the registration sheet set as PDF."""
    shown = _person(request, pk, Action.FILE_VIEW)
    content = registration_content(person=shown, on=seen_day(request), filled_in_by=request.user.name)
    with transaction.atomic():
        job = print_out(kind=REGISTRATION, title=f"{shown.name}登记表", content=content, user=request.user)
        enqueue_print(job)
    return redirect("documents:print", job.pk)


# --- completeness --------------------------------------------------------------------------------


def _completeness(request):
    """Return (day, filter form, files of the chosen units and people, those of them to be listed)."""
    on = seen_day(request)
    form = CompletenessFilter(request.GET, user=request.user, on=on)
    form.is_valid()
    chosen = form.cleaned_data
    people = Person.objects.visible_to(request.user, Action.FILE_VIEW)
    if code := chosen.get("township"):
        # The county's own files only, not those of its townships.
        exact = len(code) == COUNTY_DIGITS
        people = people.filter(unit__code=code) if exact else people.filter(unit__code__startswith=code)
    holding = Appointment.objects.on(on).filter(person=OuterRef("pk"))
    if kind := chosen.get("kind"):
        people = people.filter(Exists(holding.of_kind(kind)))
    elif chosen.get("who") != "all":
        people = people.filter(Exists(holding))
    rows = queries.listed(people, on)
    section, state = chosen.get("section"), chosen.get("state") or "missing"
    match state:
        case "missing":
            listed = [row for row in rows if not row.check.complete]
        case "complete":
            listed = [row for row in rows if row.check.complete]
        case _:
            listed = rows
    if section and state != "complete":
        listed = [row for row in listed if any(lack.section == section for lack in row.check.missing)]
    return on, form, rows, listed


@requires(Action.FILE_VIEW)
@require_GET
def completeness(request):
    """How complete the files are: per keeping unit, and who lacks what."""
    on, form, rows, listed = _completeness(request)
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    posts = queries.posts_of([row.pk for row in page], on)
    return render(
        request,
        "roster/completeness.html",
        {
            **days_of(on),
            "form": form,
            "sections": COUNTED,
            "units": queries.by_unit(rows),
            "total": queries.summed("", "合计", rows),
            "page": page,
            "rows": [(row, posts.get(row.pk, "")) for row in page],
        },
    )


@requires(Action.FILE_VIEW)
@require_GET
def completeness_export(request):
    """The same as a workbook."""
    on, _, rows, listed = _completeness(request)
    posts = queries.posts_of([row.pk for row in listed], on)
    sums = [*queries.by_unit(rows), queries.summed("", "合计", rows)]
    book = books.completeness_book(sums, listed, posts, on, county_name(request.user))
    return workbook(book, "档案完整情况", on)
