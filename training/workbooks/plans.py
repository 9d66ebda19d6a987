"""Yearly plans going out as workbooks."""

from datetime import date

from django.utils import timezone

from guanling.documents.papers import chinese_date
from guanling.documents.tables import OutColumn, write_table
from training.enums import Category
from training.models import Plan
from training.queries.plans import LineShown, UnitPlan

NO_PLAN = "未制订"


def overview_book(rows: list[UnitPlan], year: int, on: date, county: str) -> bytes:
    """Return the list of all units' plans as shown."""
    columns = [
        OutColumn("序号", number=True, width=6),
        OutColumn("单位", width=16),
        OutColumn("状态", width=9),
        OutColumn("项目数", number=True, width=8),
        *(
            column
            for category in Category
            for column in (
                OutColumn(f"{category.label}（期）", number=True, width=16),
                OutColumn(f"{category.label}（天）", number=True, width=16),
            )
        ),
        OutColumn("合计天数", number=True, width=9),
        OutColumn("已办", number=True, width=6),
        OutColumn("过期未办", number=True, width=9),
        OutColumn("未达到的要求", width=50),
        OutColumn("备案号", width=24),
        OutColumn("备案日期", width=12),
    ]

    def cells(number, row):
        name = row.unit.short_name
        if row.plan is None:
            return [number, name, NO_PLAN, *[None] * (len(columns) - 3)]
        plan = row.plan
        filed = timezone.localdate(plan.decided_at) if plan.filing_number else None
        return [
            number,
            name,
            plan.get_state_display(),
            row.lines,
            *(value for pair in row.by_category for value in pair),
            row.total_days,
            row.held,
            row.overdue,
            "；".join(f"{one.advice.rstrip('。')}（{one.clause}）" for one in row.advice),
            plan.filing_number,
            filed,
        ]

    return write_table(
        f"{county}{year}年度培训计划制订情况表",
        columns,
        [cells(number, row) for number, row in enumerate(rows, 1)],
        unit=f"截至{chinese_date(on)}",
        sheet="年度计划",
    )


def plan_book(plan: Plan, lines: list[LineShown]) -> bytes:
    """Return one plan's lines as its page shows them."""
    columns = [
        OutColumn("序号", number=True, width=6),
        OutColumn("月份", number=True, width=6),
        OutColumn("培训类别", width=14),
        OutColumn("课程", width=28),
        OutColumn("角色", width=20),
        OutColumn("对象", width=26),
        OutColumn("天数", number=True, width=7),
        OutColumn("人数", number=True, width=7),
        OutColumn("地点", width=18),
        OutColumn("授课人", width=12),
        OutColumn("进度", width=10),
    ]
    return write_table(
        str(plan),
        columns,
        [
            [
                number,
                one.line.month,
                one.line.course.get_category_display(),
                one.line.course.name,
                "、".join(one.line.course.role_names),
                one.line.get_audience_display(),
                one.line.days,
                one.line.people,
                one.line.place,
                one.line.teacher,
                one.standing.word,
            ]
            for number, one in enumerate(lines, 1)
        ],
        unit=f"状态：{plan.get_state_display()}{'，' + plan.filing_number if plan.filing_number else ''}",
        sheet="年度计划",
    )
