"""The list of commendations and recommendations going out."""

from guanling.documents.tables import OutColumn, write_table
from roster.rules import short_name


def list_book(rows, *, county: str, shown_as: str) -> bytes:
    """Return the list as its page shows it, each piece of evidence in words."""
    columns = [
        OutColumn("序号", number=True),
        OutColumn("年度", number=True),
        "类别",
        "推荐单位",
        "乡镇",
        "村（居、社区）",
        "姓名",
        OutColumn("理由", width=40),
        OutColumn("依据", width=60),
        "状态",
        "决定日期",
        OutColumn("文号", width=26),
        OutColumn("不予推荐的原因", width=30),
    ]
    return write_table(
        f"{county}村级人口主任表彰和推荐名单",
        columns,
        [
            [
                number,
                row.year.year,
                row.get_kind_display(),
                row.unit.short_name,
                row.township_name,
                short_name(row.village_name),
                row.person_name,
                row.reason,
                "；".join(f"{one['what']}：{one['text']}（{one['clause']}）" for one in row.evidence),
                row.get_state_display(),
                row.decided_on,
                row.document_number,
                row.dropped_reason,
            ]
            for number, row in enumerate(rows, 1)
        ],
        unit=shown_as,
    )
