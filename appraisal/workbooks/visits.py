"""Lists of supervision going out as workbooks."""

from collections.abc import Iterable
from datetime import date

from appraisal.models import Finding, Visit
from appraisal.queries.visits import Covered
from guanling.documents.papers import chinese_date
from guanling.documents.tables import OutColumn, Page, write_book, write_table


def visits_book(visits: Iterable[Visit], covered: list[Covered], first: date, county: str) -> bytes:
    """Return the month's visits as shown, and how far the villages are covered."""
    month = f"{first.year}年{first.month}月"
    columns = [
        OutColumn("序号", number=True, width=6),
        OutColumn("计划日期", width=12),
        OutColumn("督查日期", width=12),
        OutColumn("乡镇（街道）", width=14),
        OutColumn("村（居、社区）", width=16),
        OutColumn("类别", width=10),
        OutColumn("带队人", width=10),
        OutColumn("同行人员", width=18),
        OutColumn("督查内容", width=28),
        OutColumn("状态", width=10),
        OutColumn("问题数", number=True, width=8),
        OutColumn("待整改", number=True, width=8),
        OutColumn("督查记录编号", width=26),
        OutColumn("取消原因", width=24),
    ]
    rows = [
        [
            number,
            visit.planned_on,
            visit.visited_on,
            visit.village.parent.short_name,
            visit.village.short_name,
            visit.get_kind_display(),
            visit.leader.name,
            visit.companions,
            visit.purpose,
            visit.word,
            visit.problems,
            visit.open_problems,
            visit.record_number,
            visit.cancel_reason,
        ]
        for number, visit in enumerate(visits, 1)
    ]
    villages = [
        [
            number,
            row.village.parent.short_name,
            row.village.short_name,
            row.word,
            row.month_done,
            row.month_planned,
            row.year_done,
            row.last,
        ]
        for number, row in enumerate(covered, 1)
    ]
    heads = [
        OutColumn("序号", number=True, width=6),
        OutColumn("乡镇（街道）", width=14),
        OutColumn("村（居、社区）", width=16),
        OutColumn("情况", width=12),
        OutColumn("本月已查（次）", number=True, width=14),
        OutColumn("本月待查（次）", number=True, width=14),
        OutColumn("本年已查（次）", number=True, width=14),
        OutColumn("上次督查", width=12),
    ]
    return write_book(
        [
            Page(f"{county}{month}督查安排表", columns, rows, sheet="督查安排"),
            Page(f"{county}{month}督查覆盖情况表", heads, villages, sheet="覆盖情况"),
        ]
    )


def problems_book(findings: Iterable[Finding], today: date, county: str) -> bytes:
    """Return the problems of visits and how their mending stands, as shown."""
    columns = [
        OutColumn("序号", number=True, width=6),
        OutColumn("乡镇（街道）", width=14),
        OutColumn("村（居、社区）", width=16),
        OutColumn("责任人", width=10),
        OutColumn("督查日期", width=12),
        OutColumn("类别", width=10),
        OutColumn("发现的问题", width=40),
        OutColumn("扣分", number=True, width=8),
        OutColumn("整改期限", width=12),
        OutColumn("整改情况", width=12),
        OutColumn("督查记录编号", width=26),
    ]
    return write_table(
        f"{county}督查问题整改情况表",
        columns,
        [
            [
                number,
                finding.village.parent.short_name,
                finding.village.short_name,
                finding.person.name,
                finding.found_on,
                finding.visit.get_kind_display(),
                finding.reason,
                finding.deduction,
                finding.mend_by,
                finding.word,
                finding.document_number,
            ]
            for number, finding in enumerate(findings, 1)
        ],
        unit=f"截至{chinese_date(today)}",
        sheet="问题整改",
    )
