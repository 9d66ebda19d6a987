"""Pages of the report: stages, times and costs of a round, its whole file, the open-selection rate (P2.1)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from appraisal.services.guards import may
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents.enums import PrintState
from guanling.documents.serving import stored_file
from guanling.forms import AsOfForm
from guanling.pages import days_of, seen_day, workbook
from guanling.runs.errors import Refusal
from recruitment import tasks
from recruitment.forms.reports import CostForm, FileForm, PeopleFilter
from recruitment.models import Cost, RoundFile
from recruitment.queries import report as queries
from recruitment.rules.report import STAGES
from recruitment.services import costs, files, retention
from recruitment.views.frame import frame, round_frame, round_of
from recruitment.workbooks import reports as workbooks
from roster.queries.offices import county_name

PAGE = 50
ZIP = "application/zip"


def _page(request, round_, status=200, **typed):
    """The report; ``typed`` holds a form that was refused, by the name of its act."""
    runs = may(request.user, Action.SELECTION_RUN, round_.unit.code)
    forms = {}
    if runs:
        forms["cost"] = CostForm(auto_id="id_cost_%s")
    if round_.purged_at is None:
        forms["file"] = FileForm(auto_id="id_file_%s")
    return render(
        request,
        "recruitment/report.html",
        {
            **round_frame(request.user, round_, "recruitment:report"),
            "report": queries.report(round_),
            "stages": STAGES.values(),
            "runs": runs,
            "purge_on": retention.due_on(round_),
            "own_file": RoundFile.objects.asked_by(request.user)
            .filter(round=round_, removed_at=None)
            .first(),
            "forms": forms | typed,
        },
        status=status,
    )


@requires(Action.SELECTION_VIEW)
@require_GET
def report(request, pk):
    """The report of a round."""
    return _page(request, round_of(request.user, pk, Action.SELECTION_VIEW))


@requires(Action.SELECTION_VIEW)
@require_GET
def report_export(request, pk):
    """The same as a workbook; no personal data in it."""
    found = round_of(request.user, pk, Action.SELECTION_VIEW)
    return workbook(workbooks.report_book(found), f"选聘报告-{found.code}", timezone.localdate())


@requires(Action.SELECTION_RUN)
@require_POST
def cost_enter(request, pk):
    """Enter a cost."""
    found = round_of(request.user, pk, Action.SELECTION_RUN)
    form = CostForm(request.POST, auto_id="id_cost_%s")
    if form.is_valid():
        try:
            costs.enter(round_=found, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已登记费用。")
            return redirect("recruitment:report", found.pk)
    return _page(request, found, status=422, cost=form)


@requires(Action.SELECTION_RUN)
@require_POST
def cost_withdraw(request, pk):
    """Take a wrong cost out."""
    rows = Cost.objects.visible_to(request.user, Action.SELECTION_RUN).select_related("round__unit")
    found = get_object_or_404(rows, pk=pk)
    try:
        costs.withdraw(cost=found, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已撤销这笔费用。")
    return redirect("recruitment:report", found.round_id)


# --- the whole file ------------------------------------------------------------------------------


@requires(Action.SELECTION_VIEW)
@require_POST
def file_ask(request, pk):
    """Ask for the whole file of a round."""
    found = round_of(request.user, pk, Action.SELECTION_VIEW)
    form = FileForm(request.POST, auto_id="id_file_%s")
    if form.is_valid():
        try:
            made = files.ask(round_=found, reason=form.cleaned_data["reason"], user=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            tasks.enqueue_file(made)
            return redirect("recruitment:round-file", made.pk)
    return _page(request, found, status=422, file=form)


def _own_file(request, pk):
    """A file that the user asked for and may still see: for all others, whatever their rights, 404."""
    rows = RoundFile.objects.visible_to(request.user, Action.SELECTION_VIEW).asked_by(request.user)
    return get_object_or_404(rows.select_related("round__unit"), pk=pk)


@require_GET
def round_file(request, pk):
    """How far the whole file is, then its download; for who asked for it alone."""
    found = _own_file(request, pk)
    return render(
        request,
        "recruitment/round_file.html",
        {
            **round_frame(request.user, found.round, "recruitment:report"),
            "file": found,
            "kept": files.KEPT.days,
        },
    )


@require_GET
def round_file_download(request, pk):
    """The zip itself."""
    found = _own_file(request, pk)
    if found.state != PrintState.READY or found.removed_at is not None:
        raise Http404
    name = f"{found.round.title}档案.zip"
    return stored_file(request, found, name=name, content_type=ZIP, attached=True)


# --- the open-selection rate (P2.1) ----------------------------------------------------------------


@requires(Action.SELECTION_VIEW)
@require_GET
def open_rate(request):
    """How many of the serving directors were openly selected, by township, on a day."""
    on = seen_day(request)
    rows, total, wanted = queries.open_rate(request.user, on)
    return render(
        request,
        "recruitment/open_rate.html",
        {
            **frame(request.user, "recruitment:open-rate"),
            **days_of(on),
            "form": AsOfForm(initial={"on": on}),
            "rows": rows,
            "total": total,
            "wanted": wanted,
        },
    )


@requires(Action.SELECTION_VIEW)
@require_GET
def open_rate_export(request):
    """The same as a workbook."""
    on = seen_day(request)
    rows, total, wanted = queries.open_rate(request.user, on)
    book = workbooks.open_rate_book(rows, total, wanted, county_name(request.user), on)
    return workbook(book, "公开选聘率", on)


@requires(Action.SELECTION_VIEW)
@require_GET
def open_rate_people(request):
    """The directors behind a figure of the rate."""
    on = seen_day(request)
    form = PeopleFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {"township": "", "way": ""}
    found = queries.rate_people(request.user, on, wanted["township"], wanted["way"])
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "recruitment/open_rate_people.html",
        {
            **frame(request.user, "recruitment:open-rate"),
            **days_of(on),
            "page": page,
            "way": dict(form.fields["way"].choices)[wanted["way"]],
        },
    )
