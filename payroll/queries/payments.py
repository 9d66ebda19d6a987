"""What is paid out, read for sheets, slips, the county's summary, the bank and the reconciliation."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from appraisal.queries.cases import township_marks
from guanling.documents.models import Paper
from payroll.enums import PART_FIXED, TransferState
from payroll.models import BankFile, Entry, Line, Month, Part, Transfer
from payroll.rules.sheets import ZERO, Sums, gathered
from roster.enums import Level

# The kind of paper under which confirmed sheets are archived, and how their key begins.
SHEET, SHEET_KEY = "pay-sheet", "pay-part-"
PLUS, MINUS = Sum("amount", filter=Q(amount__gt=0)), Sum("amount", filter=Q(amount__lt=0))


def entry_sums(entries) -> dict[int, Sums]:
    """Return {entry: what it has of each item}. One statement."""
    return sums_by(Line.objects.filter(entry__in=entries), "entry")


def sums_by(lines, key: str) -> dict[int, Sums]:
    """Return {value of ``key``: what its lines have of each item}. One statement."""
    return gathered(
        lines.order_by()
        .values(key, "item")
        .annotate(plus=PLUS, minus=MINUS)
        .values_list(key, "item", "plus", "minus")
    )


def sheet_key(part: Part) -> str:
    """The key under which a part's sheet is archived."""
    return f"{SHEET_KEY}{part.pk}"


def sheets_of(parts: Iterable[Part]) -> dict[int, Paper]:
    """Return {part: its archived sheet}. One statement."""
    keys = {sheet_key(part): part.pk for part in parts}
    found = Paper.objects.filter(kind=SHEET, key__in=keys).select_related("issued_by", "prepared_by")
    return {keys[paper.key]: paper for paper in found.defer("content")}


def sheet_mark(unit) -> str:
    """The word in the numbers of a unit's sheets: 花府计生薪, of the county 关人口计生薪."""
    if unit.level == Level.COUNTY:
        return f"{unit.short_name[0]}人口计生薪"
    return f"{township_marks(unit)[0]}计生薪"


def entries_of(part: Part):
    """A part's entries in the order of the sheet, with their people."""
    return part.entries.select_related("person").order_by("unit_code", "person__pinyin", "pk")


# --- the county's summary -------------------------------------------------------------------------


@dataclass(frozen=True)
class SummaryRow:
    """A township's part: what it pays of each item, and who is withheld."""

    part: Part
    sums: Sums
    people: int
    withheld: int

    @property
    def final(self) -> bool:
        """Whether the figures are confirmed."""
        return self.part.state in PART_FIXED

    @property
    def gross(self) -> Decimal:
        """What is due before anything is taken off."""
        return self.sums.gross

    @property
    def deducted(self) -> Decimal:
        """What is taken off."""
        return self.sums.deducted

    @property
    def net(self) -> Decimal:
        """What is paid out."""
        return self.gross - self.deducted


def summary(parts) -> list[SummaryRow]:
    """Return the summary of ``parts`` (a queryset), in the order of the division codes. Three statements."""
    shown = list(parts.select_related("unit", "month__county").order_by("unit__code", "pk"))
    keys = [part.pk for part in shown]
    sums = sums_by(Line.objects.filter(part__in=keys, entry__withheld_reason=""), "part")
    counted = {
        row["part"]: row
        for row in Entry.objects.filter(part__in=keys)
        .order_by()
        .values("part")
        .annotate(
            people=Count("pk", filter=Q(withheld_reason="")),
            withheld=Count("pk", filter=~Q(withheld_reason="")),
        )
    }
    none = {"people": 0, "withheld": 0}
    return [
        SummaryRow(
            part,
            sums.get(part.pk, Sums({}, {})),
            counted.get(part.pk, none)["people"],
            counted.get(part.pk, none)["withheld"],
        )
        for part in shown
    ]


def total_of(rows: Iterable[SummaryRow]) -> Sums:
    """Return the sums of summary rows together."""
    return gathered(
        [(0, item, amount, None) for row in rows for item, amount in row.sums.added.items()]
        + [(0, item, None, -amount) for row in rows for item, amount in row.sums.taken.items()]
    ).get(0, Sums({}, {}))


# --- the bank ------------------------------------------------------------------------------------


def fundable(parts):
    """Of ``parts`` those whose pay can go to the bank and is not on its way: confirmed, not yet in a file."""
    return parts.filter(state="confirmed", net__gt=0).exclude(
        pk__in=Transfer.objects.filter(entry__part__in=parts.values("pk")).values("entry__part")
    )


@dataclass(frozen=True)
class BankSums:
    """What became of a part's pay at the bank: first files, and the state of what is live or owed."""

    sent: Decimal = ZERO
    paid: Decimal = ZERO
    pending: Decimal = ZERO
    failed: Decimal = ZERO
    failed_people: int = 0


def bank_sums(parts) -> dict[int, BankSums]:
    """Return {part: what the bank has of it}. One statement; failed: what no later transfer took up."""
    newest = Transfer.objects.filter(entry=OuterRef("entry")).order_by("-pk").values("pk")[:1]
    last = Q(newest=F("pk"))
    rows = (
        Transfer.objects.filter(entry__part__in=parts)
        .annotate(newest=Subquery(newest))
        .order_by()
        .values(key=F("entry__part"))
        .annotate(
            sent=Coalesce(Sum("amount", filter=Q(bank_file__again=False)), ZERO),
            paid=Coalesce(Sum("amount", filter=Q(state=TransferState.PAID)), ZERO),
            pending=Coalesce(Sum("amount", filter=Q(state=TransferState.PENDING)), ZERO),
            failed=Coalesce(Sum("amount", filter=last & Q(state=TransferState.FAILED)), ZERO),
            failed_people=Count("pk", filter=last & Q(state=TransferState.FAILED)),
        )
    )
    return {row.pop("key"): BankSums(**row) for row in rows}


def files_of(month: Month):
    """A month's bank files with what came back. One statement."""
    return with_results(BankFile.objects.filter(month=month))


def with_results(files):
    """Bank files with how many of their transfers were paid and failed, newest first."""
    return (
        files.select_related("month__county", "part__unit", "made_by")
        .annotate(
            paid_count=Count("transfers", filter=Q(transfers__state=TransferState.PAID)),
            failed_count=Count("transfers", filter=Q(transfers__state=TransferState.FAILED)),
        )
        .order_by("-month__first_day", "-serial")
    )


@dataclass(frozen=True)
class Remedy:
    """A failed transfer, and whether it can go out again."""

    transfer: Transfer
    corrected: bool

    @property
    def ready(self) -> bool:
        """Whether the cause is out of the way."""
        return self.corrected or bool(self.transfer.resend_reason)

    @property
    def text(self) -> str:
        """What is to be done."""
        if self.corrected:
            return "已更正账号，可以补发"
        if self.transfer.resend_reason:
            return f"按原账号补发：{self.transfer.resend_reason}"
        return "核对姓名、开户行和账号，在人员档案中更正后补发；账号无误的，由县财政写明理由后按原账号补发"


def remedies(transfers) -> list[Remedy]:
    """Return open failed transfers (a queryset) with their remedies. One statement."""
    shown = transfers.select_related("entry__person", "entry__part__unit", "bank_file__month__county")
    return [Remedy(row, _corrected(row)) for row in shown.order_by("entry__part__unit__code", "pk")]


def _corrected(transfer):
    """Whether the person's account or name on file is another than that which failed."""
    person = transfer.entry.person
    return bool(person.bank_account) and (person.bank_account, person.bank_name, person.name) != (
        transfer.bank_account,
        transfer.bank_name,
        transfer.account_name,
    )


# --- the reconciliation ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Check:
    """One figure against the net of the part: equal, or by how much it is off; None: not there yet."""

    name: str
    amount: Decimal | None
    net: Decimal

    @property
    def difference(self) -> Decimal | None:
        """How much more this figure says than the part."""
        return None if self.amount is None else self.amount - self.net

    @property
    def equal(self) -> bool:
        """Whether the two are the same to the fen."""
        return self.amount == self.net


@dataclass
class Reconciled:
    """A part's figures beside each other."""

    part: Part
    checks: list[Check] = field(default_factory=list)
    bank: BankSums = BankSums()

    @property
    def equal(self) -> bool:
        """Whether all figures that there are agree."""
        return all(check.equal for check in self.checks if check.amount is not None)


def reconciliation(parts) -> list[Reconciled]:
    """Return, for each of ``parts``, Σ lines, Σ entries, sheet, bank file and summary beside its net.

    Six statements, however many parts.
    """
    rows = summary(parts)
    keys = [row.part.pk for row in rows]
    entries = dict(
        Entry.objects.filter(part__in=keys)
        .paid_out()
        .order_by()
        .values("part")
        .annotate(net_sum=Sum("net"))
        .values_list("part", "net_sum")
    )
    lines = dict(
        Line.objects.filter(part__in=keys, entry__withheld_reason="")
        .order_by()
        .values("part")
        .annotate(line_sum=Sum("amount"))
        .values_list("part", "line_sum")
    )
    names = {sheet_key(row.part): row.part.pk for row in rows}
    sheets = {
        names[key]: Decimal(net)
        for key, net in Paper.objects.filter(kind=SHEET, key__in=names).values_list("key", "content__net")
    }
    bank = bank_sums(keys)
    return [
        Reconciled(
            row.part,
            [
                Check("明细", lines.get(row.part.pk, ZERO), row.part.net),
                Check("个人", entries.get(row.part.pk, ZERO), row.part.net),
                Check("发放表", sheets.get(row.part.pk), row.part.net),
                Check("银行文件", bank[row.part.pk].sent if row.part.pk in bank else None, row.part.net),
                Check("全县汇总", row.net, row.part.net),
            ],
            bank.get(row.part.pk, BankSums()),
        )
        for row in rows
    ]


# --- pay slips -----------------------------------------------------------------------------------


def slip_lines(entries) -> dict[int, list[Line]]:
    """Return {entry: its lines}. One statement."""
    found: dict[int, list[Line]] = {}
    for line in Line.objects.filter(entry__in=entries).order_by("for_month", "item", "first_day", "pk"):
        found.setdefault(line.entry_id, []).append(line)
    return found


def last_serial(month: Month) -> int:
    """The serial of the month's newest bank file; 0 where there is none."""
    return BankFile.objects.filter(month=month).aggregate(last=Max("serial"))["last"] or 0
