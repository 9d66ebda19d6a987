"""The year's plan on paper: its lines, what it comes to, aims and demands, places to sign (N7.1)."""

from decimal import Decimal

from guanling.documents import papers, typesetting
from guanling.documents.papers import chinese_date
from roster.enums import Level
from training.models import Plan
from training.queries.plans import LineShown
from training.rules.plans import Finding, plain

PLAN = "training-plan"
SIGNATURES = ("制表", "审核", "负责人")
# Widths in mm of a landscape A4 sheet of its own (267 mm).
COLUMNS = (
    ("序号", 10, "center"),
    ("月份", 12, "center"),
    ("培训类别", 27, "center"),
    ("课程", 46, "left"),
    ("角色（P3.5）", 34, "center"),
    ("对象", 46, "center"),
    ("天数", 13, "right"),
    ("人数", 14, "right"),
    ("地点", 38, "center"),
    ("授课人", 27, "center"),
)
ROW = 10
# Room and size of the lines under the table (static/paper/table.css).
NOTE_ROOM, NOTE_SIZE = 262 * typesetting.MM, 12


def _set(text):
    """Break a paragraph into lines that fit under the table."""
    return [line.text for line in typesetting.set_lines(text, size=NOTE_SIZE, room=NOTE_ROOM)]


def plan_content(plan: Plan, lines: list[LineShown], findings: list[Finding]) -> dict:
    """Return a plan as it is to be printed; ``lines`` and ``findings`` of queries.plans."""
    unit = plan.unit.short_name
    office = f"{unit}人口和计划生育局" if plan.unit.level == Level.COUNTY else f"{unit}计生办"
    title = f"{unit}{plan.year}年度人口计生培训计划"
    filed = f"备案号：{plan.filing_number}" if plan.filing_number else f"状态：{plan.get_state_display()}"
    days = sum((one.line.days for one in lines), Decimal(0))
    notes = [f"合计：{len(lines)} 项，{plain(days)} 天，{sum(one.line.people for one in lines)} 人次。"]
    notes += [f"{one.what}：{one.planned}；要求：{one.asked}（{one.clause}）。" for one in findings]
    if plan.aims:
        first, *rest = plan.aims.split("\n")
        notes += [*_set(f"目标和要求：{first}"), *(line for text in rest for line in _set(f"　　{text}"))]
    submitted = f"　　报送日期：{chinese_date(plan.submitted_at)}" if plan.submitted_at else ""
    return {
        "title": title,
        "signatures": list(SIGNATURES),
        "table": {
            "title": title,
            "columns": [{"title": name, "width": width, "align": align} for name, width, align in COLUMNS],
            "rows": [
                [
                    str(number),
                    f"{one.line.month}月",
                    one.line.course.get_category_display(),
                    one.line.course.name,
                    "、".join(one.line.course.role_names),
                    one.line.get_audience_display(),
                    plain(one.line.days),
                    str(one.line.people),
                    one.line.place,
                    one.line.teacher,
                ]
                for number, one in enumerate(lines, 1)
            ],
            "above_left": f"制表单位（盖章）：{office}",
            "above_right": f"{filed}{submitted}",
            "continued": f"{title}（续）",
            "notes": notes,
            "row_height": ROW,
        },
    }


def plan_parts(content):
    """Return the parts of the printed plan."""
    return papers.table_parts(**content["table"], signatures=content["signatures"], in_paper=False)


papers.register(papers.PaperKind(PLAN, "年度培训计划", plan_parts))
