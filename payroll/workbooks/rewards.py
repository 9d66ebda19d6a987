"""The list of rewards as a workbook."""

from guanling.documents.tables import OutColumn, write_table
from payroll.prints.rewards import told
from roster.rules import short_name


def list_book(county, year, lines) -> bytes:
    """Return the list as the page shows it."""
    columns = [
        "乡镇",
        "村（居、社区）",
        "姓名",
        "连续任职起",
        "届满日",
        OutColumn("各年度结果", width=60),
        "状态",
        OutColumn("金额", number=True),
        "文号",
        OutColumn("不同意的理由", width=40),
    ]
    return write_table(
        f"{county.short_name}{year}年人口主任届满奖励名单",
        columns,
        [
            [
                line.served.township_name,
                short_name(line.served.village_name),
                line.served.person_name,
                line.assessment.first,
                line.assessment.last,
                told(line),
                line.word,
                line.amount,
                line.reward.document_number if line.reward else "",
                line.reward.reason if line.reward else "",
            ]
            for line in lines
        ],
    )
