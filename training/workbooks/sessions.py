"""Lists of sessions going out."""

from datetime import date

from guanling.documents.papers import chinese_date
from guanling.documents.tables import OutColumn, write_table
from training.enums import CATEGORY_CLAUSES
from training.queries.sessions import days_of


def sessions_book(sessions, county: str, on: date) -> bytes:
    """Return the list of sessions (rows of queries.sessions.sessions_list) as its page shows it."""
    columns = [
        "培训名称",
        "培训类别",
        "依据",
        "课程",
        "举办单位",
        OutColumn("第一天"),
        OutColumn("最后一天"),
        OutColumn("天数", number=True),
        "地点",
        "授课人",
        OutColumn("已列入", number=True),
        OutColumn("可容纳", number=True),
        OutColumn("到场人数", number=True),
        "状态",
        "备案号",
    ]
    rows = [
        [
            row.name,
            row.get_category_display(),
            CATEGORY_CLAUSES[row.category],
            row.course.name,
            row.unit.short_name,
            row.first_day,
            row.last_day,
            days_of(row.half_count),
            row.place,
            row.teacher,
            row.listed,
            row.capacity,
            row.attended,
            row.get_state_display(),
            row.filing_number,
        ]
        for row in sessions
    ]
    return write_table(f"{county}培训班一览表", columns, rows, unit=f"截至{chinese_date(on)}")
