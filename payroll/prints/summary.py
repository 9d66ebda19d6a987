"""The county's summary of a month's pay (全县待遇汇总表): a row per township."""

from django.utils import timezone

from guanling.documents import papers
from guanling.documents.papers import chinese_date
from payroll.models import Month
from payroll.queries import payments as queries
from payroll.rules import sheets as rules
from payroll.rules.sheets import figure

KIND = "pay-summary"
# Fourteen townships, the county itself and the total stand on one sheet.
ROW_HEIGHT = 6.5
SIGNATURES = ("制表", "审核", "财政", "领导")


def content(month: Month, rows: list[queries.SummaryRow]) -> dict:
    """Return the summary of ``rows``, frozen; only confirmed parts count in the total."""
    final = [row for row in rows if row.final]
    total = queries.total_of(final)
    amounts = rules.columns_of([row.sums for row in rows])
    title = f"{month.county.short_name}{month}人口计生工作人员待遇汇总表"
    columns = [
        _column("序号", 10, "center"),
        _column("乡镇（街道）", 30, "center"),
        _column("人数", 12, "right"),
        *(_column(label, 22, "right") for _, label in amounts.added),
        _column("应发合计", 24, "right"),
        *(_column(label, 20, "right") for label in amounts.taken),
        _column("实发", 24, "right"),
        _column("暂缓\n人数", 12, "right"),
        _column("备注", 40, "left"),
    ]
    net = total.gross - total.deducted
    body = [
        [
            str(number),
            row.part.unit.short_name,
            str(row.people),
            *_amounts(amounts, row.sums),
            str(row.withheld or ""),
            "" if row.final else f"{row.part.get_state_display()}，未确认，不计入合计",
        ]
        for number, row in enumerate(rows, 1)
    ]
    body.append(
        [
            "",
            "合计" if len(final) == len(rows) else "合计（已确认）",
            str(sum(row.people for row in final)),
            *_amounts(amounts, total),
            str(sum(row.withheld for row in final) or ""),
            "",
        ]
    )
    return {
        "title": title,
        "signatures": list(SIGNATURES),
        "tables": [
            {
                "title": title,
                "columns": columns,
                "rows": body,
                "above_left": f"编制单位（盖章）：{month.county.short_name}人口和计划生育局",
                "above_right": f"单位：元　　{chinese_date(timezone.localdate())}",
                "continued": f"{title}（续）",
                "notes": [
                    f"实发合计（大写）：{rules.in_words(net)}",
                    f"已确认{len(final)}个单位，共{len(rows)}个单位。"
                    + ("" if len(final) == len(rows) else "未确认的单位数字可能变动，不计入合计。"),
                ],
                "size": papers.sheet_for(columns),
                "row_height": ROW_HEIGHT,
            }
        ],
    }


def _amounts(amounts, sums):
    return [
        *(figure(amount) for amount in amounts.added_of(sums)),
        figure(sums.gross, blank=False),
        *(figure(amount) for amount in amounts.taken_of(sums)),
        figure(sums.gross - sums.deducted, blank=False),
    ]


def _column(title, width, align):
    return {"title": title, "width": width, "align": align}


papers.register(papers.PaperKind(KIND, "全县待遇汇总表", papers.tables_parts))
