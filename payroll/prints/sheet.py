"""The pay sheet (工资发放表) of a part: to be signed by everybody on it, archived once it is confirmed."""

from django.utils import timezone

from guanling.accounts.enums import Action
from guanling.documents import papers
from guanling.documents.papers import chinese_date
from payroll.enums import PART_FIXED
from payroll.models import Part
from payroll.queries import payments as queries
from payroll.rules import sheets as rules
from payroll.rules.sheets import figure
from roster.enums import Level
from roster.rules import short_name

MARK = "草稿"
ROW_HEIGHT = 10
BEFORE = (
    ("序号", 9, "center"),
    ("姓名", 18, "center"),
    ("身份证号", 24, "center"),
    ("村（单位）", 20, "center"),
    ("职务", 16, "center"),
    ("开户行", 22, "center"),
    ("账号", 24, "center"),
)
AMOUNT = 18
SIGN, REMARK = 21, 20
WITHHELD = (
    ("序号", 10, "center"),
    ("姓名", 22, "center"),
    ("身份证号", 42, "center"),
    ("村（单位）", 34, "center"),
    ("职务", 26, "center"),
    ("应发", 24, "right"),
    ("扣款", 22, "right"),
    ("实发", 24, "right"),
    ("暂缓原因", 63, "left"),
)
GROSS, NET = "应发合计", "实发"
RULE = "应发合计为各项应发之和；实发＝应发合计－扣款各项。本表未列暂缓发放人员。"


def content(part: Part) -> dict:
    """Return a part's sheet, frozen; before it is confirmed with the mark 草稿. Three statements."""
    entries = list(queries.entries_of(part))
    sums = queries.entry_sums([entry.pk for entry in entries])
    paid = [entry for entry in entries if not entry.withheld_reason]
    withheld = [entry for entry in entries if entry.withheld_reason]
    final = part.state in PART_FIXED
    title = f"{part.unit.short_name}{part.month}人口计生工作人员工资发放表"
    tables = [_paid(part, title, paid, sums, final)]
    if withheld:
        tables.append(_withheld(part, withheld))
    return {
        "title": title,
        # What the reconciliation reads.
        "net": str(part.net),
        "mark": "" if final else MARK,
        "signatures": [
            ["制表", _name(part.computed_by)],
            ["审核", _name(part.submitted_by)],
            ["财政", "、".join(filter(None, [_name(part.checked_by), _name(part.confirmed_by)]))],
            ["领导", ""],
        ],
        "tables": tables,
    }


def _name(user):
    return user.name if user else ""


def _column(title, width, align, **more):
    return {"title": title, "width": width, "align": align, **more}


def _figures(title):
    return _column(title, AMOUNT, "right", sum=True)


def _paid(part, title, entries, sums, final):
    none = rules.Sums({}, {})
    held = [sums.get(entry.pk, none) for entry in entries]
    amounts = rules.columns_of(held)
    columns = [
        *(_column(*one, **({"label": True} if one[0] == "姓名" else {})) for one in BEFORE),
        *(_figures(label) for _, label in amounts.added),
        _figures(GROSS),
        *(_figures(label) for label in amounts.taken),
        _figures(NET),
        _column("签字", SIGN, "center"),
        _column("备注", REMARK, "left"),
    ]
    rows = [
        [
            str(number),
            entry.person_name,
            entry.person.identity_masked,
            short_name(entry.unit_name),
            entry.post_title,
            entry.bank_name,
            entry.bank_masked,
            *(figure(amount) for amount in amounts.added_of(one)),
            figure(entry.gross, blank=False),
            *(figure(amount) for amount in amounts.taken_of(one)),
            figure(entry.net, blank=False),
            "",
            "",
        ]
        for number, (entry, one) in enumerate(zip(entries, held, strict=True), 1)
    ]
    told = "" if final else f"（{part.get_state_display()}，未确认）"
    return {
        "title": title,
        "columns": columns,
        "rows": rows,
        "above_left": f"编制单位（盖章）：{office(part.unit)}",
        "above_right": f"所属月份：{part.month}　　单位：元　　{chinese_date(timezone.localdate())}{told}",
        "continued": f"{title}（续）",
        "notes": [
            f"实发合计（大写）：{rules.in_words(part.net)}　　"
            f"人数：{part.people}人　　应发：{figure(part.gross, blank=False)}元　　"
            f"扣款：{figure(part.deducted, blank=False)}元　　实发：{figure(part.net, blank=False)}元",
            RULE,
        ],
        "size": papers.sheet_for(columns),
        "row_height": ROW_HEIGHT,
        "subtotal": "本页小计",
        "total": "合计",
    }


def _withheld(part, entries):
    title = f"{part.unit.short_name}{part.month}暂缓发放人员"
    return {
        "title": title,
        "columns": [_column(*one) for one in WITHHELD],
        "rows": [
            [
                str(number),
                entry.person_name,
                entry.person.identity_masked,
                short_name(entry.unit_name),
                entry.post_title,
                figure(entry.gross, blank=False),
                figure(entry.deducted, blank=False),
                figure(entry.net, blank=False),
                entry.withheld_reason,
            ]
            for number, entry in enumerate(entries, 1)
        ],
        "above_left": f"编制单位（盖章）：{office(part.unit)}",
        "above_right": "单位：元",
        "continued": f"{title}（续）",
        "notes": ["以上人员本月暂不发放，未计入发放表；原因消除后在以后月份补发。"],
        "size": "A4",
        "row_height": ROW_HEIGHT,
    }


def office(unit) -> str:
    """The office that makes the sheet of a unit."""
    if unit.level == Level.COUNTY:
        return f"{unit.short_name}人口和计划生育局"
    return f"{unit.short_name}人口和计划生育办公室"


def sheet_parts(frozen):
    """Return the parts of a sheet; once it is archived its number stands on each table."""
    number = frozen.get("number", "")
    tables = [
        {**table, "above_right": f"{number}　　{table['above_right']}" if number else table["above_right"]}
        for table in frozen["tables"]
    ]
    return papers.tables_parts({**frozen, "tables": tables})


papers.register(papers.PaperKind(queries.SHEET, "工资发放表", sheet_parts, right=Action.PAY_VIEW))
