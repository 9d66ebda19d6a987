"""Pay slips (工资条): one person's, or a whole part's for signing, several on a page."""

from django.utils import timezone

from guanling.documents import papers
from guanling.documents.papers import chinese_date
from guanling.documents.pdf import Part as PdfPart
from guanling.policy.rules import plain
from payroll.enums import PART_FIXED, Item
from payroll.models import Part
from payroll.prints.sheet import MARK, office
from payroll.queries import payments as queries
from payroll.rules import sheets as rules
from payroll.rules.sheets import figure
from roster.rules import short_name

KIND = "pay-slips"
SLIPS_PER_PART = 40
# Where the figure is a share and not a sum.
PERCENT = (Item.DEDUCTION,)


def content(part: Part, entries) -> dict:
    """Return the slips of ``entries`` of a part, frozen. Two statements."""
    entries = list(entries)
    lines = queries.slip_lines([entry.pk for entry in entries])
    name = f"{part.month}工资条"
    return {
        "title": f"{name}（{entries[0].person_name}）"
        if len(entries) == 1
        else f"{part.unit.short_name}{name}",
        "mark": "" if part.state in PART_FIXED else MARK,
        "heading": f"{part.unit.short_name}{part.month}工资条",
        "office": office(part.unit),
        "printed_on": chinese_date(timezone.localdate()),
        "slips": [_slip(part, entry, lines.get(entry.pk, ())) for entry in entries],
    }


def _slip(part, entry, lines):
    return {
        "name": entry.person_name,
        "unit": short_name(entry.unit_name),
        "post": entry.post_title,
        "bank": " ".join(filter(None, [entry.bank_name, entry.bank_masked])) or "未登记",
        "lines": [_line(part, line) for line in lines],
        "gross": figure(entry.gross, blank=False),
        "deducted": figure(entry.deducted, blank=False),
        "net": figure(entry.net, blank=False),
        "words": rules.in_words(entry.net),
        "withheld": entry.withheld_reason,
    }


def _line(part, line):
    period = ""
    if line.days:
        period = f"{line.first_day.day}日至{line.last_day.day}日，{line.days}/{line.month_days}天"
    unit = "%" if line.item in PERCENT else ""
    return {
        "item": line.get_item_display(),
        "for_month": ""
        if line.for_month == part.month.first_day
        else f"{line.for_month.year}年{line.for_month.month}月",
        "period": period,
        "value": "" if line.value is None else f"{plain(line.value) if unit else figure(line.value)}{unit}",
        "why": "；".join(filter(None, [short_name(line.unit_name), line.note])),
        "clause": line.clause,
        "amount": figure(line.amount, blank=False),
    }


def parts(frozen):
    """Return the slips in parts that are set apart from each other."""
    slips = frozen["slips"]
    return [
        PdfPart(
            "paper/pay_slips.html",
            {**frozen, "slips": slips[at : at + SLIPS_PER_PART]},
            numbering="none" if len(slips) == 1 else "count",
            rows=sum(len(slip["lines"]) + 3 for slip in slips[at : at + SLIPS_PER_PART]),
        )
        for at in range(0, len(slips), SLIPS_PER_PART)
    ]


papers.register(papers.PaperKind(KIND, "工资条", parts))
