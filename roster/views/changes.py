"""The log of changes: entered by townships, filed by the county (P5.1)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import workbook
from guanling.runs.errors import Refusal
from roster.enums import ChangeState, Level
from roster.forms.changes import ChangeFilter, ReturnForm
from roster.models import Change, Unit
from roster.queries.offices import county_name
from roster.services import changes as services
from roster.workbooks import exports

PAGE = 50


def _changes(request):
    """Return (filter form, changes narrowed)."""
    units = Unit.objects.visible_to(request.user, Action.PERSON_VIEW).on(timezone.localdate())
    townships = units.filter(level=Level.TOWNSHIP).order_by("code").values_list("code", "short_name")
    form = ChangeFilter(request.GET, townships=list(townships))
    form.is_valid()
    chosen = form.cleaned_data
    found = Change.objects.visible_to(request.user, Action.PERSON_VIEW)
    if state := chosen.get("state"):
        found = found.filter(state=state)
    if kind := chosen.get("kind"):
        found = found.filter(kind=kind)
    if code := chosen.get("township"):
        found = found.filter(unit_code__startswith=code)
    if chosen.get("late"):
        found = found.exclude(reaches=[])
    return form, found.select_related("person", "made_by", "decided_by")


@requires(Action.PERSON_VIEW)
@require_GET
def changes(request):
    """The changes, newest first; the county ticks what it files, townships mend what came back."""
    form, found = _changes(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    files, edits = request.user.can(Action.CHANGE_FILE), request.user.can(Action.PERSON_EDIT)
    for change in page.object_list:
        waiting = change.state == ChangeState.WAITING
        change.to_file = files and waiting and change.made_by_id != request.user.pk
        change.to_revoke = edits and change.state in (ChangeState.WAITING, ChangeState.RETURNED)
        change.to_resubmit = edits and change.state == ChangeState.RETURNED
    return render(
        request,
        "roster/changes.html",
        {
            "form": form,
            "page": page,
            "files": any(change.to_file for change in page.object_list),
            "acts": files or edits,
            "return_form": ReturnForm(),
            "here": request.get_full_path(),
        },
    )


@requires(Action.PERSON_VIEW)
@require_GET
def changes_export(request):
    """The changes as shown, as a workbook."""
    _, found = _changes(request)
    return workbook(
        exports.changes_book(found, county_name(request.user)), "人员变动表", timezone.localdate()
    )


def _back(request):
    """Return to the list as it was filtered; an address of elsewhere is not followed."""
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("roster:changes")


@requires(Action.CHANGE_FILE)
@require_POST
def changes_file(request):
    """File the ticked changes under the county's numbers."""
    ticked = [int(pk) for pk in request.POST.getlist("change") if pk.isdecimal()]
    chosen = Change.objects.visible_to(request.user, Action.CHANGE_FILE).filter(pk__in=ticked)
    try:
        filed = services.file_changes(changes=chosen, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        first, last = filed[0].filing_number, filed[-1].filing_number
        span = first if first == last else f"{first}至{last}"
        messages.success(request, f"已备案{len(filed)}项，备案号{span}。")
    return _back(request)


def _act(request, pk, action, work, done):
    """Do ``work`` on one change within the reach of ``action`` and say so."""
    change = get_object_or_404(Change.objects.visible_to(request.user, action), pk=pk)
    try:
        work(change)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done.format(change))
    return _back(request)


@requires(Action.CHANGE_FILE)
@require_POST
def change_return(request, pk):
    """Send a change back with what is to be mended."""
    form = ReturnForm(request.POST)
    remark = form.cleaned_data["remark"] if form.is_valid() else ""
    return _act(
        request,
        pk,
        Action.CHANGE_FILE,
        lambda change: services.return_change(change=change, user=request.user, remark=remark),
        "已退回：{}。",
    )


@requires(Action.PERSON_EDIT)
@require_POST
def change_resubmit(request, pk):
    """Lay a returned change before the county again."""
    return _act(
        request,
        pk,
        Action.PERSON_EDIT,
        lambda change: services.resubmit(change=change),
        "已重新报送：{}。",
    )


@requires(Action.PERSON_EDIT)
@require_POST
def change_revoke(request, pk):
    """Take back an act that the county has not filed."""
    return _act(
        request, pk, Action.PERSON_EDIT, lambda change: services.revoke(change=change), "已撤销：{}。"
    )


def panel(request, person):
    """What the person's page shows of the changes; nothing for who may see neither file nor own data."""
    rows = Change.objects.visible_to(request.user, Action.PERSON_VIEW).filter(person=person)
    return {"changes": rows.select_related("made_by", "decided_by")}
