"""Paying out: what a month can print and send, the county's summary, bank files, answers, reconciliation."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from appraisal.services.guards import may
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents.enums import PrintState
from guanling.documents.serving import stored_file
from guanling.documents.tables import XLSX, xlsx_response
from guanling.documents.tasks import enqueue_paper
from guanling.documents.uploads import sent_name
from guanling.pages import print_out, tabs_for
from guanling.policy.queries import at
from guanling.runs.errors import Refusal
from payroll import tasks
from payroll.enums import ITEM_SPECS, PART_FIXED, Item, PartState, ReturnState, TransferState
from payroll.forms.payments import DownloadForm, ResendForm, ReturnForm, TransferFilter
from payroll.models import BankFile, BankReturn, Entry, Part, Transfer
from payroll.prints import sheet as sheets
from payroll.prints import slips
from payroll.prints import summary as summaries
from payroll.queries import payments as queries
from payroll.rules import bank
from payroll.rules import sheets as rules
from payroll.services import payments as services
from payroll.views.frame import PART, frame, month_of
from payroll.views.months import LOOKS
from payroll.workbooks import payments as workbooks

PAGE = 50
LAYOUT = "pay.bank_layout"
# Pages of a month that is paid out: (label, address, right that shows it).
OUTPUTS = (
    ("打印和报送", "payroll:outputs", Action.PAY_VIEW),
    ("全县汇总", "payroll:pay-summary", Action.PAY_VIEW),
    ("代发明细", "payroll:transfers", Action.PAY_VIEW),
    ("对账", "payroll:reconciliation", Action.PAY_VIEW),
)
FILE_LOOKS = {PrintState.RENDERING: "wait", PrintState.READY: "good", PrintState.FAILED: "bad"}
TRANSFER_LOOKS = {TransferState.PENDING: "wait", TransferState.PAID: "good", TransferState.FAILED: "bad"}
RETURN_LOOKS = {ReturnState.READING: "wait", ReturnState.SAVED: "good", ReturnState.REJECTED: "bad"}
CSV = "text/csv; charset=GB18030"


def _parts(user, month, action=Action.PAY_VIEW):
    return Part.objects.visible_to(user, action).filter(month=month)


def _part(user, pk, action):
    parts = Part.objects.visible_to(user, action)
    people = ("computed_by", "submitted_by", "checked_by", "confirmed_by")
    return get_object_or_404(parts.select_related("unit", "month__county", *people), pk=pk)


def _frame(user, month, current):
    """The tabs of the month's outputs."""
    return {"month": month, "part": PART, "tabs": tabs_for(user, OUTPUTS, current, {"period": month.period})}


def _transfers(user, month):
    return Transfer.objects.visible_to(user, Action.PAY_VIEW).filter(bank_file__month=month)


# --- what a month can print and send --------------------------------------------------------------


@requires(Action.PAY_VIEW)
@require_GET
def outputs(request, period):
    """What of each part can be printed, archived and sent now, what has been, and by whom."""
    user, month = request.user, month_of(request.user, period, Action.PAY_VIEW)
    parts = list(_parts(user, month).select_related("unit", "confirmed_by").order_by("unit__code"))
    papers, sums = queries.sheets_of(parts), queries.bank_sums([part.pk for part in parts])
    sends = may(user, Action.PAY_TRANSFER, month.county.code)
    for part in parts:
        part.look = LOOKS[part.state]
        part.final = part.state in PART_FIXED
        part.sheet = papers.get(part.pk)
        part.bank = sums.get(part.pk)
        part.archives = part.final and part.sheet is None and may(user, Action.PAY_RECORD, part.unit.code)
        part.sends = sends and part.state == PartState.CONFIRMED and part.net > 0 and part.bank is None
    files = list(queries.files_of(month)) if sends else []
    for file in files:
        file.look = FILE_LOOKS[file.state]
    owed = queries.remedies(_transfers(user, month).open_failed())
    return render(
        request,
        "payroll/outputs.html",
        {
            **_frame(user, month, "payroll:outputs"),
            "parts": parts,
            "files": files,
            "sends": sends,
            "sendable": sum(part.sends for part in parts),
            "owed": owed,
            "ready": sum(one.ready for one in owed),
            "measure": _layout_measure(month),
        },
    )


def _layout_measure(month):
    """The bank's layout that holds today, with its source, for the clause's link."""
    held = at(month.county.code, timezone.localdate())
    return {"key": LAYOUT, "source": held.source(LAYOUT).text, "text": held.text(LAYOUT), "clause": "P7.1"}


@requires(Action.PAY_VIEW)
@require_POST
def sheet_print(request, pk):
    """A part's sheet as a print: with the mark 草稿 until it is confirmed."""
    part = _part(request.user, pk, Action.PAY_VIEW)
    if not part.entries.exists():
        messages.error(request, "还没有可以打印的人员；请先计算本单位的待遇。")
        return redirect("payroll:outputs", part.month.period)
    return print_out(request, queries.SHEET, sheets.content(part))


@requires(Action.PAY_RECORD)
@require_POST
def sheet_issue(request, pk):
    """Archive a confirmed part's sheet under its number."""
    part = _part(request.user, pk, Action.PAY_RECORD)
    try:
        with transaction.atomic():
            paper = services.issue_sheet(part=part, content=sheets.content(part), user=request.user)
            enqueue_paper(paper)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("payroll:outputs", part.month.period)
    messages.success(request, f"已编号存档：{paper.number}。")
    return redirect("documents:paper", paper.pk)


@requires(Action.PAY_VIEW)
@require_POST
def slips_print(request, pk):
    """The slips of a whole part, for signing."""
    part = _part(request.user, pk, Action.PAY_VIEW)
    entries = list(queries.entries_of(part))
    if not entries:
        messages.error(request, "还没有可以打印的人员；请先计算本单位的待遇。")
        return redirect("payroll:outputs", part.month.period)
    return print_out(request, slips.KIND, slips.content(part, entries))


@requires(Action.PAY_VIEW, Action.OWN_VIEW)
@require_POST
def slip_print(request, pk):
    """One person's slip: by staff at any time, by the person once it is confirmed."""
    entries = Entry.objects.visible_to(request.user, Action.PAY_VIEW)
    entry = get_object_or_404(entries.select_related("part__unit", "part__month__county", "person"), pk=pk)
    part = entry.part
    if part.state not in PART_FIXED and not may(request.user, Action.PAY_VIEW, part.unit.code):
        raise Http404
    return print_out(request, slips.KIND, slips.content(part, [entry]))


# --- the county's summary -------------------------------------------------------------------------


@requires(Action.PAY_VIEW)
@require_GET
def summary(request, period):
    """A row per part: people, each item, gross, deducted, net; the total is of confirmed parts."""
    month = month_of(request.user, period, Action.PAY_VIEW)
    rows = queries.summary(_parts(request.user, month))
    final = [row for row in rows if row.final]
    total = queries.total_of(final)
    columns = rules.columns_of([row.sums for row in rows])
    for row in rows:
        row.part.look = LOOKS[row.part.state]
    return render(
        request,
        "payroll/pay_summary.html",
        {
            **_frame(request.user, month, "payroll:pay-summary"),
            "rows": [(row, columns.added_of(row.sums), columns.taken_of(row.sums)) for row in rows],
            "heads": [(label, *_source(item)) for item, label in columns.added],
            "taken": [
                (label, *_source(item))
                for item, label in zip((Item.DEDUCTION, Item.RECLAIM), columns.taken, strict=False)
            ],
            "total": total,
            "total_added": columns.added_of(total),
            "total_taken": columns.taken_of(total),
            "net": total.gross - total.deducted,
            "words": rules.in_words(total.gross - total.deducted),
            "people": sum(row.people for row in final),
            "withheld": sum(row.withheld for row in final),
            "final": len(final),
            "all": len(rows),
        },
    )


def _source(item):
    """The clause of an item, and the parameter that holds its figure."""
    return ITEM_SPECS[item].clause, ITEM_SPECS[item].parameter


@requires(Action.PAY_VIEW)
@require_POST
def summary_print(request, period):
    """The summary on paper."""
    month = month_of(request.user, period, Action.PAY_VIEW)
    rows = queries.summary(_parts(request.user, month))
    return print_out(request, summaries.KIND, summaries.content(month, rows))


@requires(Action.PAY_VIEW)
@require_GET
def summary_export(request, period):
    """The summary as a workbook."""
    month = month_of(request.user, period, Action.PAY_VIEW)
    rows = queries.summary(_parts(request.user, month))
    return xlsx_response(f"{month.period}待遇汇总表.xlsx", workbooks.summary_book(month, rows))


@requires(Action.PAY_VIEW)
@require_GET
def reconciliation(request, period):
    """Σ lines, Σ people, sheet, bank file and summary beside each other, part by part."""
    month = month_of(request.user, period, Action.PAY_VIEW)
    rows = queries.reconciliation(_parts(request.user, month))
    for row in rows:
        row.part.look = LOOKS[row.part.state]
    return render(
        request,
        "payroll/reconciliation.html",
        {
            **_frame(request.user, month, "payroll:reconciliation"),
            "rows": rows,
            "names": [check.name for check in rows[0].checks] if rows else [],
            "wrong": sum(not row.equal for row in rows),
        },
    )


# --- transfers -----------------------------------------------------------------------------------


def _asked(request, month):
    """Return (filter form, the transfers of the month that were asked for)."""
    found = _transfers(request.user, month)
    units = _parts(request.user, month).order_by("unit__code")
    form = TransferFilter(request.GET, townships=list(units.values_list("unit__code", "unit__short_name")))
    return form, form.narrow(found).order_by("-bank_file__serial", "place")


@requires(Action.PAY_VIEW)
@require_GET
def transfers(request, period):
    """A month's transfers, and for those that failed what is to be done."""
    month = month_of(request.user, period, Action.PAY_VIEW)
    form, found = _asked(request, month)
    page = Paginator(
        found.select_related("entry__part__unit", "entry__person", "bank_file__month__county"), PAGE
    ).get_page(request.GET.get("page"))
    owed = {one.transfer.pk: one for one in queries.remedies(_transfers(request.user, month).open_failed())}
    for row in page.object_list:
        row.look = TRANSFER_LOOKS[row.state]
        row.remedy = owed.get(row.pk)
    return render(
        request,
        "payroll/transfers.html",
        {
            **_frame(request.user, month, "payroll:transfers"),
            "form": form,
            "page": page,
            "owed": len(owed),
            "ready": sum(one.ready for one in owed.values()),
            "sends": may(request.user, Action.PAY_TRANSFER, month.county.code),
        },
    )


@requires(Action.PAY_VIEW)
@require_GET
def transfers_export(request, period):
    """The transfers as shown, as a workbook."""
    month = month_of(request.user, period, Action.PAY_VIEW)
    _, found = _asked(request, month)
    return xlsx_response(f"{month.period}银行代发明细.xlsx", workbooks.transfers_book(month, found))


@requires(Action.PAY_TRANSFER)
def transfer_resend(request, pk):
    """Why a failed transfer goes out again to the same account."""
    shown = get_object_or_404(
        Transfer.objects.visible_to(request.user, Action.PAY_TRANSFER).select_related(
            "bank_file__month__county", "entry__part__unit"
        ),
        pk=pk,
    )
    form = ResendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.allow_resend(transfer=shown, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"{shown.account_name}的款项可以按原账号补发，请在“打印和报送”制作补发文件。"
            )
            return redirect("payroll:outputs", shown.bank_file.month.period)
    return render(
        request,
        "payroll/transfer_resend.html",
        {**_frame(request.user, shown.bank_file.month, "payroll:transfers"), "transfer": shown, "form": form},
        status=422 if form.errors else 200,
    )


# --- bank files ----------------------------------------------------------------------------------


@requires(Action.PAY_TRANSFER)
@require_POST
def bank_file_make(request, period):
    """Make a bank file: of one part, of all confirmed parts, or of failed transfers once more."""
    user, month = request.user, month_of(request.user, period, Action.PAY_TRANSFER)
    try:
        with transaction.atomic():
            if "again" in request.POST:
                file = services.make_again(month=month, user=user)
            else:
                number = request.POST.get("part", "")
                part = _part(user, int(number), Action.PAY_TRANSFER) if number.isdecimal() else None
                file = services.make_bank_file(month=month, part=part, user=user)
            tasks.enqueue_bank_file(file)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("payroll:outputs", period)
    messages.success(request, f"已制作银行代发文件{file.batch}：{file.people}笔，{file.total:,.2f}元。")
    return redirect("payroll:bank-file", file.pk)


@requires(Action.PAY_TRANSFER)
@require_GET
def bank_files(request):
    """All bank files, newest first."""
    files = queries.with_results(BankFile.objects.visible_to(request.user, Action.PAY_TRANSFER))
    page = Paginator(files, PAGE).get_page(request.GET.get("page"))
    for file in page.object_list:
        file.look = FILE_LOOKS[file.state]
    return render(
        request, "payroll/bank_files.html", {**frame(request.user, "payroll:bank-files"), "page": page}
    )


def _file(user, pk):
    files = BankFile.objects.visible_to(user, Action.PAY_TRANSFER)
    return get_object_or_404(files.select_related("month__county", "part__unit", "made_by"), pk=pk)


@requires(Action.PAY_TRANSFER)
@require_GET
def bank_file(request, pk):
    """One bank file: its transfers, the answers, taking it out."""
    return _file_page(request, _file(request.user, pk))


def _file_page(request, file, *, download=None, upload=None, status=200):
    page = Paginator(file.transfers.select_related("entry__part__unit").order_by("place"), PAGE).get_page(
        request.GET.get("page")
    )
    for row in page.object_list:
        row.look = TRANSFER_LOOKS[row.state]
    returns = list(file.returns.select_related("uploaded_by").defer("problems"))
    for row in returns:
        row.look = RETURN_LOOKS[row.state]
    file.look = FILE_LOOKS[file.state]
    ready = file.state == PrintState.READY
    return render(
        request,
        "payroll/bank_file.html",
        {
            **_frame(request.user, file.month, "payroll:outputs"),
            "file": file,
            "layout": bank.layouts()[file.layout],
            "page": page,
            "returns": returns,
            "reading": any(row.state == ReturnState.READING for row in returns),
            "download_form": (download or DownloadForm(auto_id="id_download_%s")) if ready else None,
            "return_form": (upload or ReturnForm(auto_id="id_return_%s")) if ready else None,
        },
        status=status,
    )


@requires(Action.PAY_TRANSFER)
@require_POST
def bank_file_download(request, pk):
    """The file itself, with full account numbers; who takes it out is written down."""
    file = _file(request.user, pk)
    form = DownloadForm(request.POST, auto_id="id_download_%s")
    if not form.is_valid():
        return _file_page(request, file, download=form, status=422)
    if file.state != PrintState.READY:
        messages.error(request, "文件还没有生成，请稍后再下载。")
        return redirect("payroll:bank-file", pk)
    services.record_download(file=file, user=request.user, **form.cleaned_data)
    layout = bank.layouts()[file.layout]
    return stored_file(
        request,
        file,
        name=f"{file.batch}{layout.suffix}",
        content_type=CSV if layout.kind == bank.CSV else XLSX,
        attached=True,
    )


@requires(Action.PAY_TRANSFER)
@require_POST
def bank_file_retry(request, pk):
    """Write a file again that could not be written, or whose writing got lost."""
    file = _file(request.user, pk)
    with transaction.atomic():
        services.retry_bank_file(file=file, user=request.user)
        tasks.enqueue_bank_file(file)
    return redirect("payroll:bank-file", pk)


@requires(Action.PAY_TRANSFER)
@require_POST
def bank_return_upload(request, pk):
    """Take in the bank's answer; it is read in the background."""
    file = _file(request.user, pk)
    form = ReturnForm(request.POST, request.FILES, auto_id="id_return_%s")
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            with transaction.atomic():
                row, new = services.receive_return(
                    file=file, name=sent_name(sent), data=sent.read(), user=request.user
                )
                if new or row.state == ReturnState.READING:
                    tasks.enqueue_return(row)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            if not new:
                messages.info(request, "这份回盘文件已经上传过，没有改动。")
            return redirect("payroll:bank-return", row.pk)
    return _file_page(request, file, upload=form, status=422)


@requires(Action.PAY_TRANSFER)
@require_GET
def bank_return(request, pk):
    """One answer of the bank: what was taken from it, or everything that is wrong with it."""
    rows = BankReturn.objects.visible_to(request.user, Action.PAY_TRANSFER)
    shown = get_object_or_404(rows.select_related("bank_file__month__county", "uploaded_by"), pk=pk)
    shown.look = RETURN_LOOKS[shown.state]
    return render(
        request,
        "payroll/bank_return.html",
        {
            **_frame(request.user, shown.bank_file.month, "payroll:outputs"),
            "shown": shown,
            "file": shown.bank_file,
        },
    )
