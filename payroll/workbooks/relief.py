"""Applications for relief going out as a list; nothing of it tells of health."""

from collections.abc import Iterable, Mapping
from datetime import date

from guanling.documents.tables import OutColumn, write_table
from payroll.models import Relief
from roster.rules import short_name


def reliefs_book(rows: Iterable[Relief], paid: Mapping[int, date], county: str) -> bytes:
    """Return the list as shown; ``paid``: {order: month of payment}."""
    columns = [
        OutColumn("序号", number=True, width=6),
        OutColumn("乡镇", width=14),
        OutColumn("村", width=16),
        OutColumn("姓名", width=10),
        OutColumn("发生在何人", width=12),
        OutColumn("发生日期", width=14),
        OutColumn("申请日期", width=14),
        OutColumn("方式", width=10),
        OutColumn("状态", width=10),
        OutColumn("批准金额", number=True, width=12),
        OutColumn("决定文号", width=26),
        OutColumn("发放月份", width=12),
    ]

    def cells(number, one):
        month = paid.get(one.order_id)
        return [
            number,
            one.township_name,
            short_name(one.village_name),
            one.person_name,
            one.get_relation_display(),
            one.event_on,
            one.applied_on,
            one.get_way_display(),
            one.get_state_display(),
            one.order.amount if one.order else None,
            one.paper.number if one.paper else "",
            f"{month:%Y-%m}" if month else "",
        ]

    return write_table(
        f"{county}人口主任关怀救助办理情况表",
        columns,
        [cells(number, one) for number, one in enumerate(rows, 1)],
        unit="依据《实施方案》（P6.6）；病情和材料只有审批人和本人可以查看，不列入本表。",
        sheet="关怀救助",
    )
