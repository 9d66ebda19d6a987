"""Paying out: the archived sheet, bank files, and what the bank sends back."""

import csv
import hashlib
import logging

from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from appraisal.services.guards import demand, reason_given
from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.audit.models import AccessRecord
from guanling.documents import cells, scans, workbooks
from guanling.documents.enums import PRINT_MOVES, PrintState
from guanling.documents.models import Paper
from guanling.documents.services import papers
from guanling.documents.tables import OutColumn, write_table
from guanling.documents.workbooks import Column
from guanling.policy.queries import at
from guanling.runs.errors import Outrun, Refusal
from guanling.runs.states import move
from payroll.enums import PART_FIXED, RETURN_MOVES, PartState, ReturnState, TransferState
from payroll.models import BankFile, BankReturn, Month, Part, Transfer
from payroll.queries import payments as queries
from payroll.rules import bank
from roster.numbers import masked

logger = logging.getLogger(__name__)

CALLED = "这份文件"
BROKEN = "系统出错，没有生成；请稍后重试，仍不行请联系系统管理员"
# What a page shows of an answer's faults; the rest follows once these are mended.
MOST_PROBLEMS = 200


# --- the archived sheet --------------------------------------------------------------------------


@transaction.atomic
def issue_sheet(*, part: Part, content: dict, user: User) -> Paper:
    """Archive a confirmed part's sheet under the next number of its unit; the caller enqueues the rendering.

    Who worked it out prepared it, who confirmed it issued it. Refuses a part that is not confirmed, and a
    second sheet.
    """
    demand(user, Action.PAY_RECORD, part.unit.code)
    part = (
        Part.objects.select_for_update(of=("self",), no_key=True)
        .select_related("unit", "month", "computed_by", "confirmed_by")
        .get(pk=part.pk)
    )
    if part.state not in PART_FIXED:
        raise Refusal(f"{part}还没有确认，不能生成正式的工资发放表；请由县财政审核确认后再生成。")
    key = queries.sheet_key(part)
    if Paper.objects.filter(kind=queries.SHEET, key=key, unit_code=part.unit.code).exists():
        raise Refusal("正式的工资发放表已经生成并存档，不再重复编号；请直接打开打印。")
    return papers.issue_directly(
        kind=queries.SHEET,
        key=key,
        unit_code=part.unit.code,
        title=content["title"],
        content=content,
        day=timezone.localdate(),
        number_mark=queries.sheet_mark(part.unit),
        issued_by=part.confirmed_by,
        prepared_by=part.computed_by,
        period=part.month.period,
    )


# --- bank files ----------------------------------------------------------------------------------

# All of the parts' entries that are paid, in the order of the sheets. Accounts stay encrypted on the way.
SEND = """
INSERT INTO payroll_transfer (bank_file_id, entry_id, place, account_name, bank_name, bank_account, amount,
                              state, failed_reason, resend_reason)
SELECT %(file)s, e.id,
       row_number() OVER (ORDER BY u.code, e.unit_code, r.pinyin, e.id),
       e.person_name, e.bank_name, e.bank_account, e.net, 'pending', '', ''
  FROM payroll_entry e
  JOIN payroll_part p ON p.id = e.part_id
  JOIN roster_unit u ON u.id = p.unit_id
  JOIN roster_person r ON r.id = e.person_id
 WHERE e.part_id = ANY(%(parts)s) AND e.withheld_reason = '' AND e.net > 0
"""


@transaction.atomic
def make_bank_file(*, month: Month, user: User, part: Part | None = None) -> BankFile:
    """Make the bank file of a confirmed part, or of all the county's confirmed parts that have none yet.

    Writes the transfers and returns the file (state rendering); the caller enqueues its writing. Refuses
    where nothing is confirmed or left, where an account is missing, and more rows than the bank takes.
    """
    month = _locked(month, user)
    parts = Part.objects.filter(month=month)
    if part is not None:
        parts = parts.filter(pk=part.pk)
    chosen = _chosen(parts)
    if not chosen:
        raise Refusal(_nothing(parts, part))
    keys = [one.pk for one in chosen]
    bare = (
        queries.Entry.objects.filter(part__in=keys, bank_account="", net__gt=0)
        .paid_out()
        .values_list("person_name", flat=True)
    )
    if names := list(bare[:10]):
        raise Refusal(f"以下人员没有银行账号，不能报送银行：{'、'.join(names)}；请改用现金发放并登记欠发。")
    entries = queries.Entry.objects.filter(part__in=keys, net__gt=0).paid_out()
    file = _opened(
        month,
        user,
        part=part,
        people=entries.count(),
        total=sum((one.net for one in chosen), queries.ZERO),
    )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(SEND, {"file": file.pk, "parts": keys})
    except IntegrityError as error:
        raise _refused(error) from error
    return file


def _chosen(parts):
    """The parts that go into the file, held until it is made."""
    rows = queries.fundable(parts).select_for_update(of=("self",), no_key=True)
    return list(rows.order_by("pk"))


def _nothing(parts, part):
    if part is not None and part.state == PartState.CONFIRMED:
        return f"{part}已经制作过银行文件；发放失败的请用“补发”。"
    if part is not None:
        return f"{part}{part.get_state_display()}，不能制作银行文件；只有“确认”而尚未登记发放的才能制作。"
    if parts.filter(state=PartState.CONFIRMED).exists():
        return "已确认的乡镇都已制作过银行文件；发放失败的请用“补发”。"
    return "本月还没有确认的乡镇，不能制作银行文件；请先审核确认。"


@transaction.atomic
def make_again(*, month: Month, user: User) -> BankFile:
    """Make a bank file of the month's failed transfers whose cause is out of the way (补发).

    The account is the one now on file. Returns the file (state rendering); the caller enqueues its writing.
    """
    month = _locked(month, user)
    failed = Transfer.objects.filter(bank_file__month=month).open_failed()
    ready = [one for one in queries.remedies(failed) if one.ready]
    if not ready:
        raise Refusal("没有可以补发的：发放失败的请先在人员档案更正账号，账号无误的写明理由后再补发。")
    file = _opened(
        month,
        user,
        again=True,
        people=len(ready),
        total=sum((one.transfer.amount for one in ready), queries.ZERO),
    )
    try:
        with transaction.atomic():
            Transfer.objects.bulk_create(_once_more(file, place, one) for place, one in enumerate(ready, 1))
    except IntegrityError as error:
        raise _refused(error) from error
    return file


def _once_more(file, place, remedy):
    """The transfer that follows a failed one: to the account now on file, or by decision to the same."""
    failed, person = remedy.transfer, remedy.transfer.entry.person
    if remedy.corrected:
        to = (person.name, person.bank_name, person.bank_account)
    else:
        to = (failed.account_name, failed.bank_name, failed.bank_account)
    name, bank_name, account = to
    return Transfer(
        bank_file=file,
        entry=failed.entry,
        place=place,
        account_name=name,
        bank_name=bank_name,
        bank_account=account,
        amount=failed.amount,
    )


def _locked(month, user):
    """The month, held so that its files are numbered one after the other."""
    demand(user, Action.PAY_TRANSFER, month.county.code)
    rows = Month.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("county").get(pk=month.pk)


def _opened(month, user, *, people, total, **fields):
    """The file's row, under the next serial and in the layout that holds today."""
    layout = bank.layouts()[at(month.county.code, timezone.localdate())["pay.bank_layout"]]
    if people > layout.row_limit:
        raise Refusal(
            f"共{people}笔，超过“{layout.label}”每个文件{layout.row_limit}笔的上限；请按乡镇分别制作。"
        )
    return BankFile.objects.create(
        month=month,
        serial=queries.last_serial(month) + 1,
        layout=layout.key,
        people=people,
        total=total,
        made_by=user,
        **fields,
    )


def _refused(error):
    """What the database refused, in Chinese."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    if name == "transfer_once":
        return Refusal("其中有待遇已经报送银行，不能再次发放；请刷新页面查看最新情况。")
    if name == "bank_file_is_pay":
        return Refusal(
            "银行文件的合计与已确认的实发不一致，没有制作；请刷新页面后重试，仍不行请联系系统管理员。"
        )
    return error


def payments_of(file: BankFile) -> list[bank.Payment]:
    """Return the rows of a bank file, with full account numbers. One statement."""
    purpose = f"{file.month}人口计生待遇{'补发' if file.again else ''}"
    return [
        bank.Payment(
            batch=file.batch,
            place=row.place,
            account=row.bank_account,
            name=row.account_name,
            bank=row.bank_name,
            amount=row.amount,
            purpose=purpose,
        )
        for row in file.transfers.order_by("place")
    ]


def file_bytes(file: BankFile) -> bytes:
    """Return a bank file as its layout wants it."""
    layout = bank.layouts()[file.layout]
    payments = payments_of(file)
    if layout.kind == bank.CSV:
        return bank.csv_bytes(layout, payments)
    columns = [
        OutColumn(column.head, number=column.value in ("place", "amount")) for column in layout.columns
    ]
    return write_table(
        f"{file.month.county.short_name}{file.month}待遇银行代发表",
        columns,
        [bank.cells_of(layout, payment) for payment in payments],
        unit=f"批次号：{file.batch}　　共{file.people}笔，合计{file.total:,.2f}元",
    )


def write_bank_file(file_id: int) -> None:
    """Write a bank file from its transfers. Safe when delivered twice."""
    file = BankFile.objects.select_related("month__county").get(pk=file_id)
    if file.state != PrintState.RENDERING:
        return
    try:
        data = file_bytes(file)
    except Exception:
        move(file, PrintState.FAILED, PRINT_MOVES, called=CALLED, problem=BROKEN)
        raise
    file.file.save("file", ContentFile(data), save=False)
    try:
        move(
            file,
            PrintState.READY,
            PRINT_MOVES,
            called=CALLED,
            file=file.file.name,
            sha256=hashlib.sha256(data).hexdigest(),
            problem="",
        )
    except Outrun:
        # Another delivery of the same task was first; its file counts.
        file.file.storage.delete(file.file.name)


def retry_bank_file(*, file: BankFile, user: User) -> None:
    """Let a bank file that could not be written be written again; the caller enqueues it."""
    demand(user, Action.PAY_TRANSFER, file.month.county.code)
    if file.state == PrintState.FAILED:
        move(file, PrintState.RENDERING, PRINT_MOVES, called=CALLED, problem="")


def record_download(*, file: BankFile, user: User, reason: str) -> None:
    """Write down that somebody takes out a bank file, which holds full account numbers."""
    demand(user, Action.PAY_TRANSFER, file.month.county.code)
    AccessRecord.objects.create(
        user=user,
        what=f"下载银行代发文件{file.batch}（{file.people}人，含完整银行账号）",
        object_type="payroll.bankfile",
        object_id=file.pk,
        reason=reason_given(reason, "下载的用途"),
    )


# --- failed transfers ----------------------------------------------------------------------------


@transaction.atomic
def allow_resend(*, transfer: Transfer, reason: str, user: User) -> None:
    """Let a failed transfer go out again to the same account, with the reason. Refuses any other."""
    demand(user, Action.PAY_TRANSFER, transfer.bank_file.month.county.code)
    reason = reason_given(reason, "按原账号补发的理由")
    open_failed = Transfer.objects.filter(pk=transfer.pk).open_failed().exists()
    if not open_failed or not Transfer.objects.filter(pk=transfer.pk, resend_reason="").update(
        resend_reason=reason, resend_by=user, resend_at=timezone.now()
    ):
        raise Refusal("这笔不是待补发的失败款项，或已写明理由；请刷新页面查看最新情况。")


# --- what the bank sends back --------------------------------------------------------------------


@transaction.atomic
def receive_return(*, file: BankFile, name: str, data: bytes, user: User) -> tuple[BankReturn, bool]:
    """Keep a bank's answer to ``file`` and return (it, whether it is new); the caller enqueues its reading.

    The same answer that has been taken already is not read again.
    """
    demand(user, Action.PAY_TRANSFER, file.month.county.code)
    if file.state != PrintState.READY:
        raise Refusal("这个银行文件还没有生成，不会有回盘；请核对批次后再上传。")
    name = scans.safe_name(name)
    if not data:
        raise Refusal("文件是空的（0 字节），请核对后重新上传。")
    if len(data) > workbooks.MAX_BYTES:
        raise Refusal("文件过大，不像回盘文件；请核对后重新上传。")
    sha256 = hashlib.sha256(data).hexdigest()
    same = file.returns.filter(sha256=sha256).exclude(state=ReturnState.REJECTED).first()
    if same is not None:
        return same, False
    row = BankReturn(bank_file=file, original_name=name, sha256=sha256, uploaded_by=user)
    row.file.save("file", ContentFile(data), save=False)
    row.save()
    return row, True


def read_return(return_id: int) -> None:
    """Read a bank's answer; take it whole or reject it with every fault. Safe when delivered twice."""
    row = BankReturn.objects.select_related("bank_file__month__county").get(pk=return_id)
    if row.state != ReturnState.READING:
        return
    try:
        _take(row)
    except Outrun:
        # Another delivery of the same task was first.
        return
    except Refusal as refusal:
        _reject(row, [_problem(None, "", "", str(refusal))])
    except Exception:
        _reject(
            row,
            [_problem(None, "", "", "系统出错，没有登记任何结果；请稍后重新上传，仍不行请联系系统管理员")],
        )
        raise


def _problem(number, column, value, reason):
    return {"row": number, "column": column, "value": value, "reason": reason}


def _reject(row, problems):
    move(row, ReturnState.REJECTED, RETURN_MOVES, called=CALLED, problems=problems[:MOST_PROBLEMS])


SETTLE = """
UPDATE payroll_transfer t
   SET state = x.state, failed_reason = x.reason, returned_at = %(now)s
  FROM unnest(%(id)s::bigint[], %(state)s::text[], %(reason)s::text[]) AS x(id, state, reason)
 WHERE t.id = x.id AND t.state = 'pending'
"""


@transaction.atomic
def _take(row):
    file = BankFile.objects.select_for_update(of=("self",), no_key=True).get(pk=row.bank_file_id)
    layout = bank.layouts()[file.layout]
    with row.file.open() as stored:
        table = _table(layout, row.original_name, stored.read())
    problems = [
        _problem(one.row, one.column, one.value, one.reason)
        for one in [*table.errors, *(error for line in table.rows for error in line.errors)]
    ]
    if not problems:
        settled, unchanged, problems = _compared(row.bank_file, table)
    if problems:
        _reject(row, [_without_accounts(one, layout) for one in problems])
        return
    if settled:
        ids, states, reasons = zip(*settled, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(
                SETTLE,
                {"now": timezone.now(), "id": list(ids), "state": list(states), "reason": list(reasons)},
            )
            if cursor.rowcount != len(settled):
                raise Refusal("这批款项刚刚有别的回盘登记，请重新上传核对。")
    paid = sum(state == TransferState.PAID for _, state, _ in settled)
    move(
        row,
        ReturnState.SAVED,
        RETURN_MOVES,
        called=CALLED,
        paid=paid,
        failed=len(settled) - paid,
        unchanged=unchanged,
    )


def _without_accounts(problem, layout):
    """Keep no full account number beside the fault."""
    if problem["column"] in layout.returned.columns["account"]:
        return problem | {"value": masked(problem["value"])}
    return problem


def _columns(layout):
    heads = layout.returned.columns
    words = dict.fromkeys(layout.returned.paid, TransferState.PAID.value)
    words |= dict.fromkeys(layout.returned.failed, TransferState.FAILED.value)
    whole = layout.amount == bank.FEN
    normalise = {
        "batch": cells.text(40),
        "place": cells.integer(low=1),
        "account": cells.bank_account,
        "name": _name,
        "amount": cells.decimal(places=0 if whole else 2, low=0),
        "result": cells.choice(words),
        "reason": cells.text(200),
    }
    return [
        Column(
            value, names[0], normalise[value], names[1:], required=value != "reason", blank=value == "reason"
        )
        for value, names in heads.items()
    ]


def _name(value):
    """A name as it went out: the mark that keeps it from being a formula is not part of it."""
    return cells.text(60)(value).removeprefix("'")


def _table(layout, name, data):
    """The answer's table, wherever its head stands. Raises Refusal where there is none."""
    columns = _columns(layout)
    answered = {head for names in layout.returned.columns.values() for head in names}
    ignored = [column.head for column in layout.columns if column.head not in answered]
    if layout.kind == bank.CSV:
        try:
            rows = bank.csv_rows(layout, data)
        except (UnicodeDecodeError, csv.Error):
            raise Refusal(
                f"“{name}”不是{layout.encoding}编码的CSV文件；请上传银行返回的原文件，不要另存为别的格式。"
            ) from None
        sheets = [workbooks.Sheet(name, "CSV", rows)]
    else:
        sheets = workbooks.open_workbook(ContentFile(data), name).sheets
    for sheet in sheets:
        header, _ = workbooks.find_header(sheet, columns, ignored)
        if header is not None:
            return workbooks.read_table(sheet, columns, header, ignored)
    wanted = "、".join(names[0] for value, names in layout.returned.columns.items() if value != "reason")
    raise Refusal(f"“{name}”里没有找到回盘的表头（应有：{wanted}）；请上传银行返回的原文件。")


def _compared(file, table):
    """Return (what is settled, how many are so already, the faults), row by row against the transfers."""
    layout = bank.layouts()[file.layout]
    heads = {value: names[0] for value, names in layout.returned.columns.items()}
    transfers = {one.place: one for one in file.transfers.all()}
    settled, unchanged, problems, seen = [], 0, [], {}
    others = sorted({row["batch"] for row in table.rows} - {file.batch})
    if others:
        told = f"回盘文件是批次{'、'.join(others[:3])}的，不是本批次{file.batch}；请到对应批次的页面上传。"
        return [], 0, [_problem(None, heads["batch"], others[0], told)]
    for row in table.rows:
        transfer = transfers.get(row["place"])
        wrong = _wrong(row, transfer, layout, heads, seen)
        if wrong:
            problems.append(_problem(row.number, *wrong))
            continue
        seen[row["place"]] = row.number
        reason = (row["reason"] or "银行未说明原因") if row["result"] == TransferState.FAILED else ""
        if transfer.state == TransferState.PENDING:
            settled.append((transfer.pk, row["result"], reason))
        elif transfer.state == row["result"]:
            unchanged += 1
        else:
            told = f"此笔已登记为“{transfer.get_state_display()}”，不能改成相反的结果；请与银行核实。"
            problems.append(_problem(row.number, heads["result"], "", told))
    return settled, unchanged, problems


def _wrong(row, transfer, layout, heads, seen):
    """What is wrong with a row, as (column, value, reason), or None."""
    place = str(row["place"])
    if transfer is None:
        return heads["place"], place, "本批次没有这个序号；请核对是否混入了别的批次。"
    if row["place"] in seen:
        return heads["place"], place, f"同一序号重复：与第{seen[row['place']]}行相同，请删去多余的一行。"
    if row["account"] != transfer.bank_account:
        return heads["account"], row["account"], f"账号与报送的{transfer.bank_masked}不一致。"
    if row["name"] != transfer.account_name:
        return heads["name"], row["name"], f"户名与报送的“{transfer.account_name}”不一致。"
    amount = bank.amount_of(layout, transfer.amount)
    if row["amount"] != amount:
        told = f"{row['amount']:.2f}" if layout.amount == bank.YUAN else str(row["amount"])
        return heads["amount"], told, f"金额与报送的{amount}不一致。"
    return None
