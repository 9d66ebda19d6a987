"""Pages of imports and papers."""

from csp.decorators import csp_replace
from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents import tasks
from guanling.documents.enums import BatchState
from guanling.documents.forms import UploadForm
from guanling.documents.models import Draft, ImportBatch, Paper, PrintJob
from guanling.documents.services import imports as import_services
from guanling.documents.services import papers as paper_services
from guanling.documents.serving import pdf_file
from guanling.documents.tables import xlsx_response
from guanling.runs.errors import Refusal

PAGE = 20
ERRORS = 100
PDF = "application/pdf"
# Where to look after an import, as far as these pages exist: (label, address, right).
AFTERWARDS = (
    ("机构", "roster:units", Action.UNIT_VIEW),
    ("人员", "roster:people", Action.PERSON_VIEW),
    ("月考核", "appraisal:months", Action.SHEET_VIEW),
)


# --- imports -------------------------------------------------------------------------------------


@requires(Action.IMPORT)
def imports(request):
    """The uploads so far, and the form for the next one."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                batch = import_services.receive(
                    files=form.cleaned_data["files"],
                    on=form.cleaned_data["on"],
                    unit_code=request.user.prefixes(Action.IMPORT)[0],
                    user=request.user,
                    reason=form.cleaned_data["reason"],
                )
                transaction.on_commit(lambda: tasks.check_import.delay(batch.pk))
        except Refusal as refusal:
            form.add_error("files", f"{refusal}。")
        else:
            return redirect("documents:import", pk=batch.pk)
    batches = ImportBatch.objects.visible_to(request.user, Action.IMPORT).select_related("uploaded_by")
    page = Paginator(batches.prefetch_related("files").defer("report"), PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "documents/imports.html", {"form": form, "page": page})


def _batch(request, pk):
    batches = ImportBatch.objects.visible_to(request.user, Action.IMPORT)
    return get_object_or_404(batches.select_related("uploaded_by"), pk=pk)


@requires(Action.IMPORT)
@require_GET
def import_batch(request, pk):
    """One upload: how far its check or saving is, then what it would change and every rejection."""
    batch = _batch(request, pk)
    report = batch.report or {}
    afterwards = []
    for label, name, action in AFTERWARDS if batch.state == BatchState.SAVED else ():
        if request.user.can(action):
            try:
                afterwards.append((label, reverse(name)))
            except NoReverseMatch:
                continue
    return render(
        request,
        "documents/import.html",
        {
            "batch": batch,
            "files": batch.files.all(),
            "kinds": report.get("kinds", ()),
            "page": Paginator(report.get("errors", ()), ERRORS).get_page(request.GET.get("page")),
            "warnings": report.get("warnings", ())[:ERRORS],
            "more_warnings": max(0, len(report.get("warnings", ())) - ERRORS),
            "progress": cache.get(tasks.progress_key(batch.pk)),
            "own": batch.uploaded_by_id == request.user.pk,
            "afterwards": afterwards,
        },
    )


@requires(Action.IMPORT)
@require_GET
def import_progress(request, pk):
    """The waiting line; when the work has ended the page is read anew."""
    batch = _batch(request, pk)
    progress = cache.get(tasks.progress_key(batch.pk))
    response = render(request, "documents/waiting.html", {"batch": batch, "progress": progress})
    if not batch.working:
        response.headers["HX-Refresh"] = "true"
    return response


@requires(Action.IMPORT)
@require_POST
def import_save(request, pk):
    """Have a checked upload saved."""
    batch = _batch(request, pk)
    try:
        with transaction.atomic():
            import_services.order_save(batch=batch, user=request.user)
            transaction.on_commit(lambda: tasks.save_import.delay(batch.pk))
    except Refusal as refusal:
        messages.error(request, f"{refusal}。")
    return redirect("documents:import", pk=batch.pk)


@requires(Action.IMPORT)
@require_POST
def import_recheck(request, pk):
    """Have an upload checked again."""
    batch = _batch(request, pk)
    try:
        with transaction.atomic():
            import_services.recheck(batch=batch, user=request.user)
            transaction.on_commit(lambda: tasks.check_import.delay(batch.pk))
    except Refusal as refusal:
        messages.error(request, f"{refusal}。")
    return redirect("documents:import", pk=batch.pk)


@requires(Action.IMPORT)
@require_POST
def import_returned(request, pk):
    """The rejected rows with their reasons, as a workbook; that it went out is written down."""
    batch = _batch(request, pk)
    if not batch.returned:
        messages.error(request, "这次导入没有退回的行。")
        return redirect("documents:import", pk=batch.pk)
    import_services.record_download(batch=batch, user=request.user)
    with batch.returned.open() as file:
        return xlsx_response(f"退回的表格-第{batch.pk}号导入.xlsx", file.read())


# --- papers --------------------------------------------------------------------------------------


@requires(Action.PAPER_VIEW)
@require_GET
def papers(request):
    """The archive of issued papers."""
    text = request.GET.get("q", "").strip()
    found = Paper.objects.visible_to(request.user, Action.PAPER_VIEW).select_related("corrects", "issued_by")
    if text:
        found = found.filter(Q(title__icontains=text) | Q(number__icontains=text) | Q(period__icontains=text))
    page = Paginator(found.defer("content"), PAGE).get_page(request.GET.get("page"))
    return render(request, "documents/papers.html", {"page": page, "q": text})


@requires(Action.PAPER_VIEW)
@require_GET
def paper(request, pk):
    """One issued paper: its facts, its file, what it corrects or what corrects it."""
    found = Paper.objects.visible_to(request.user, Action.PAPER_VIEW).select_related(
        "corrects", "prepared_by", "issued_by"
    )
    shown = get_object_or_404(found.defer("content"), pk=pk)
    corrections = Paper.objects.visible_to(request.user, Action.PAPER_VIEW).filter(corrects=shown)
    return render(
        request, "documents/paper.html", {"paper": shown, "corrections": corrections.defer("content")}
    )


@requires(Action.PAPER_VIEW)
@require_GET
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})
def paper_file(request, pk):
    """The PDF of an issued paper."""
    shown = get_object_or_404(Paper.objects.visible_to(request.user, Action.PAPER_VIEW), pk=pk)
    return pdf_file(request, shown, f"{shown.number}-{shown.title}.pdf")


@requires(Action.CIRCULAR_PREPARE, Action.CIRCULAR_ISSUE)
@require_GET
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})
def draft_file(request, pk):
    """The PDF of a draft, for those who prepare or issue."""
    drafts = Draft.objects.visible_to(request.user, Action.CIRCULAR_PREPARE) | Draft.objects.visible_to(
        request.user, Action.CIRCULAR_ISSUE
    )
    shown = get_object_or_404(drafts, pk=pk)
    return pdf_file(request, shown, f"送审稿-{shown.title}.pdf")


@requires(Action.PAPER_VIEW)
@require_POST
def paper_retry(request, pk):
    """Have a paper set again whose file could not be made; its content is frozen, so anybody may."""
    papers_ = Paper.objects.visible_to(request.user, Action.PAPER_VIEW)
    shown = get_object_or_404(papers_, pk=pk)
    try:
        with transaction.atomic():
            paper_services.retry(shown)
            tasks.enqueue_paper(shown)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("documents:paper", pk=shown.pk)


# --- prints --------------------------------------------------------------------------------------


@require_GET
def print_job(request, pk):
    """A print of the user's own: the waiting line, then the PDF."""
    job = get_object_or_404(PrintJob.objects.asked_by(request.user).defer("content"), pk=pk)
    return render(request, "documents/print.html", {"job": job, "kept": paper_services.PRINTS_KEPT.days})


@require_GET
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})
def print_file(request, pk):
    """The PDF of a print of the user's own."""
    job = get_object_or_404(PrintJob.objects.asked_by(request.user).defer("content"), pk=pk)
    return pdf_file(request, job, f"{job.title}.pdf")
