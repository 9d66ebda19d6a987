"""Workbooks of the month: a part's entries, what changed and why, when was paid."""

from guanling.documents.tables import OutColumn, Page, write_book, write_table
from payroll.enums import Item
from payroll.rules.compare import by_cause


def _numbers(*names):
    return [OutColumn(name, number=True) for name in names]


def part_book(part, table) -> bytes:
    """Return a part as its page shows it; account numbers are masked."""
    columns = [
        OutColumn("序号", number=True),
        "单位",
        "姓名",
        "职务",
        *_numbers(*(label for _, label in table.items)),
        *_numbers("应发", "扣款", "实发", "上月实发"),
        "开户行",
        "银行账号",
        OutColumn("暂缓发放原因", width=30),
    ]
    rows = [
        [
            number,
            row.unit_name,
            row.person_name,
            row.post_title,
            *row.items,
            row.gross,
            row.deducted,
            row.net,
            row.before,
            row.bank_name,
            row.bank_masked,
            row.withheld_reason,
        ]
        for number, row in enumerate(table.rows, 1)
    ]
    total = table.total
    sums = ["", f"合计（{total.people}人，不含暂缓发放的）", "", "", *total.items]
    rows.append([*sums, total.gross, total.deducted, total.net, None, "", "", ""])
    return write_table(
        f"{part.unit.short_name}{part.month}待遇明细表",
        columns,
        rows,
        unit=f"状态：{part.get_state_display()}；单位：元",
    )


def changes_book(title, comparison, rows, units) -> bytes:
    """Return the differences between two months, one row a cause, and their sums; ``units``: {unit: name}."""
    columns = [
        "乡镇（街道）",
        "单位",
        "姓名",
        *_numbers("上月实发", "本月实发", "增减"),
        "原因",
        "项目",
        OutColumn("其中增减", number=True),
        OutColumn("说明", width=50),
    ]
    told = [
        [
            units.get(row.part_unit, ""),
            row.unit_name,
            row.name,
            row.change.before,
            row.change.after,
            row.change.amount,
            one.cause.value,
            Item(one.item).label if one.item else "",
            one.amount,
            one.told,
        ]
        for row in rows
        for one in row.change.differences
    ]
    sums = [
        [cause.value, people, amount] for cause, (people, amount) in by_cause(r.change for r in rows).items()
    ]
    return write_book(
        [
            Page(title, columns, told, lines=(f"与{comparison.before}比较；单位：元",), sheet="逐人"),
            Page(title, ["原因", *_numbers("人数", "增减")], sums, sheet="按原因"),
        ]
    )


def payments_book(county, rows) -> bytes:
    """Return when each month's pay was paid, whether in full, how late (P7.1)."""
    columns = [
        "月份",
        "乡镇（街道）",
        "状态",
        OutColumn("人数", number=True),
        OutColumn("实发", number=True),
        "应发日期",
        "发放日期",
        OutColumn("迟发天数", number=True),
        OutColumn("迟发原因", width=30),
        OutColumn("欠发", number=True),
        OutColumn("欠发原因", width=30),
    ]
    return write_table(
        f"{county}待遇发放情况表",
        columns,
        [
            [
                str(row.month),
                row.unit.short_name,
                row.get_state_display(),
                row.people,
                row.net,
                row.due.day if row.due else None,
                row.paid_on,
                row.late or None,
                row.late_reason,
                row.shortfall or None,
                row.shortfall_reason,
            ]
            for row in rows
        ],
        unit="P7.1：按月、按时、足额由乡镇发放；单位：元",
    )
