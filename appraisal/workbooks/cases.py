"""The list of cases going out as a workbook."""

from datetime import date

from appraisal.models import Case
from guanling.documents.papers import chinese_date
from guanling.documents.tables import OutColumn, write_table

COLUMNS = (
    OutColumn("序号", number=True, width=6),
    OutColumn("案号", width=22),
    OutColumn("乡镇（街道）", width=12),
    OutColumn("村（居、社区）", width=14),
    OutColumn("姓名", width=10),
    OutColumn("类别", width=8),
    OutColumn("情形", width=26),
    OutColumn("条款", width=8),
    OutColumn("状态", width=20),
    OutColumn("下一步", width=16),
    OutColumn("由谁办理", width=20),
    OutColumn("期限", width=12),
    OutColumn("距期限", width=12),
    OutColumn("立案日期", width=12),
    OutColumn("告知书送达", width=12),
    OutColumn("决定日期", width=12),
    OutColumn("备案号", width=24),
    OutColumn("最后任职日", width=12),
    OutColumn("复核申诉", width=20),
    OutColumn("终止原因", width=30),
)


def cases_book(cases: list[Case], on: date, county: str) -> bytes:
    """Return the list as shown; ``cases`` as queries.cases.dressed gives them."""
    rows = [
        [
            number,
            case.number,
            case.township_name,
            case.village_name,
            case.person_name,
            case.get_kind_display(),
            case.get_ground_display(),
            case.clause,
            case.get_state_display(),
            case.next.step if case.next else "",
            case.next.who if case.next else "",
            case.next.due if case.next else None,
            case.next.standing.word if case.next and case.next.standing else "",
            case.opened_on,
            case.served_on,
            case.decided_on,
            case.filing_number,
            case.ended_on or case.last_day,
            case.appeal_word,
            case.closed_reason,
        ]
        for number, case in enumerate(cases, 1)
    ]
    return write_table(
        f"{county}解聘辞退事项一览表", COLUMNS, rows, unit=f"截至{chinese_date(on)}", sheet="解聘辞退事项"
    )
