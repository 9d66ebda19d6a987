"""What is still to be taken back, going out as a list."""

from collections.abc import Iterable

from guanling.documents.tables import OutColumn, write_table
from payroll.queries.corrections import STANDINGS

_WORDS = dict(STANDINGS)


def _month(first_day):
    return f"{first_day.year}年{first_day.month}月" if first_day else ""


def balances_book(rows: Iterable, county: str) -> bytes:
    """Return the list as shown."""
    columns = [
        OutColumn("序号", number=True, width=6),
        OutColumn("乡镇（街道）", width=16),
        OutColumn("单位", width=18),
        OutColumn("姓名", width=10),
        OutColumn("挂账起月", width=12),
        OutColumn("累计挂账（元）", number=True, width=16),
        OutColumn("已扣回（元）", number=True, width=14),
        OutColumn("待扣余额（元）", number=True, width=16),
        OutColumn("最近扣回月份", width=14),
        OutColumn("情况", width=24),
    ]
    return write_table(
        f"{county}待扣回待遇明细表",
        columns,
        [
            [
                number,
                one.township,
                one.unit_name,
                one.name,
                _month(one.since),
                one.put_off,
                one.taken,
                one.amount,
                _month(one.last_taken),
                _WORDS[one.standing],
            ]
            for number, one in enumerate(rows, 1)
        ],
        unit="余额=累计挂账−已扣回；只计已确认、未暂缓的待遇。",
        sheet="待扣回",
    )
