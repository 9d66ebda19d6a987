"""Workbooks of what is paid out: the county's summary, the transfers of a month."""

from guanling.documents.tables import OutColumn, write_table
from payroll.models import Month
from payroll.queries import payments as queries
from payroll.rules import sheets as rules
from roster.rules import short_name


def summary_book(month: Month, rows: list[queries.SummaryRow]) -> bytes:
    """Return the county's summary; the total is of confirmed parts."""
    final = [row for row in rows if row.final]
    total = queries.total_of(final)
    amounts = rules.columns_of([row.sums for row in rows])
    columns = [
        OutColumn("序号", number=True),
        OutColumn("乡镇（街道）"),
        OutColumn("状态"),
        OutColumn("人数", number=True),
        *(OutColumn(label, number=True) for _, label in amounts.added),
        OutColumn("应发合计", number=True),
        *(OutColumn(label, number=True) for label in amounts.taken),
        OutColumn("实发", number=True),
        OutColumn("暂缓人数", number=True),
        OutColumn("备注"),
    ]
    body = [
        [
            number,
            row.part.unit.short_name,
            row.part.get_state_display(),
            row.people,
            *_amounts(amounts, row.sums),
            row.withheld,
            "" if row.final else "未确认，不计入合计",
        ]
        for number, row in enumerate(rows, 1)
    ]
    body.append(
        [
            "",
            "合计（已确认）",
            "",
            sum(row.people for row in final),
            *_amounts(amounts, total),
            sum(row.withheld for row in final),
            "",
        ]
    )
    return write_table(
        f"{month.county.short_name}{month}人口计生工作人员待遇汇总表",
        columns,
        body,
        footer=f"说明：实发合计（大写）{rules.in_words(total.gross - total.deducted)}",
        unit="单位：元",
    )


def _amounts(amounts, sums):
    return [
        *amounts.added_of(sums),
        sums.gross,
        *amounts.taken_of(sums),
        sums.gross - sums.deducted,
    ]


def transfers_book(month: Month, transfers) -> bytes:
    """Return transfers as their list shows them, the accounts masked."""
    columns = [
        OutColumn("批次号"),
        OutColumn("序号", number=True),
        OutColumn("乡镇（街道）"),
        OutColumn("村（单位）"),
        OutColumn("户名"),
        OutColumn("开户行"),
        OutColumn("账号"),
        OutColumn("金额", number=True),
        OutColumn("结果"),
        OutColumn("失败原因"),
        OutColumn("回盘时间"),
    ]
    rows = transfers.select_related("entry__part__unit", "bank_file__month__county")
    return write_table(
        f"{month.county.short_name}{month}待遇银行代发明细",
        columns,
        [
            [
                row.bank_file.batch,
                row.place,
                row.entry.part.unit.short_name,
                short_name(row.entry.unit_name),
                row.account_name,
                row.bank_name,
                row.bank_masked,
                row.amount,
                row.get_state_display(),
                row.failed_reason,
                row.returned_at,
            ]
            for row in rows
        ],
        unit="单位：元",
    )
