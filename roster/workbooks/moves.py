"""The list of moves as a workbook."""

from datetime import date

from guanling.documents.papers import chinese_date
from guanling.documents.tables import OutColumn, write_table
from roster.queries.moves import intended_post, present_post

_COLUMNS = tuple(
    OutColumn(name, width=width)
    for name, width in (
        ("序号", 6),
        ("姓名", 11),
        ("类别", 8),
        ("现任岗位", 28),
        ("拟任岗位", 28),
        ("生效日期", 12),
        ("止日", 12),
        ("须经同意", 14),
        ("不予调整至", 12),
        ("条款", 8),
        ("事由", 30),
        ("申请单位", 14),
        ("征求意见函", 22),
        ("批准文号", 24),
        ("决定日期", 12),
        ("状态", 12),
        ("未能生效的原因", 40),
    )
)


def moves_book(found, on: date, county: str) -> bytes:
    """Return the moves as shown, one a line."""
    rows = (
        [
            number,
            move.person.name,
            move.get_kind_display(),
            present_post(move),
            intended_post(move),
            move.day,
            move.until,
            move.consent,
            move.lock_last_day,
            move.lock_clause,
            move.reason,
            move.asking.short_name,
            move.letter.number if move.letter else "",
            move.document_number,
            move.decided_on,
            move.get_state_display(),
            move.problem,
        ]
        for number, move in enumerate(found, 1)
    )
    return write_table(
        f"{county}计生工作人员调动和续聘情况表",
        _COLUMNS,
        rows,
        unit=f"{chinese_date(on)}的情况",
        sheet="调动和续聘",
    )
