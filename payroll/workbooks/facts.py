"""Workbooks of unpaid leave and of adjustments."""

from guanling.documents.tables import OutColumn, write_table


def _name(user):
    return user.name if user else ""


def leaves_book(county, rows) -> bytes:
    """Return unpaid leave as the page shows it."""
    columns = [
        "单位",
        "姓名",
        "起",
        "止",
        OutColumn("天数", number=True),
        OutColumn("事由", width=30),
        "依据文号",
        "状态",
        "登记",
        "审批",
        OutColumn("说明", width=30),
    ]
    return write_table(
        f"{county}停薪请假登记表",
        columns,
        [
            [
                row.person.unit.short_name,
                row.person.name,
                row.first_day,
                row.last_day,
                (row.last_day - row.first_day).days + 1,
                row.reason,
                row.document_number,
                row.get_state_display(),
                _name(row.entered_by),
                _name(row.decided_by),
                row.decision_reason,
            ]
            for row in rows
        ],
    )


def adjustments_book(county, rows, paid) -> bytes:
    """Return adjustments as the page shows them; ``paid``: {order: month in which it was paid}."""
    columns = [
        "发放单位",
        "姓名",
        OutColumn("金额", number=True),
        "自何月发放",
        OutColumn("事由", width=30),
        "依据文号",
        "状态",
        "提出",
        "审批",
        OutColumn("审批意见", width=30),
        "发放月份",
    ]
    return write_table(
        f"{county}待遇调整表",
        columns,
        [
            [
                row.unit.short_name,
                row.person.name,
                row.amount,
                f"{row.from_month.year}年{row.from_month.month}月",
                row.reason,
                row.document_number,
                row.get_state_display(),
                _name(row.proposed_by),
                _name(row.decided_by),
                row.decision_reason,
                f"{day.year}年{day.month}月" if (day := paid.get(row.order_id)) else "",
            ]
            for row in rows
        ],
        unit="单位：元",
    )
