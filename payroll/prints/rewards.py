"""The list of rewards on paper, to be signed."""

from decimal import Decimal

from django.utils import timezone

from appraisal.queries.results import bureau_name
from guanling.documents import papers
from guanling.documents.papers import chinese_date
from guanling.policy.rules import catalogue
from payroll.enums import RewardState
from payroll.rules import rewards as rules
from payroll.services.pension import in_words
from roster.enums import Grade
from roster.rules import short_name

LIST = "reward-list"
SIGNATURES = ("制表人", "审核人", "县财政", "负责人")
# Widths in mm of a landscape A4 sheet of its own (267 mm).
COLUMNS = (
    ("序号", 11, "center"),
    ("乡镇（街道）", 26, "center"),
    ("村（居、社区）", 30, "center"),
    ("姓名", 22, "center"),
    ("连续任职起", 27, "center"),
    ("届满日", 27, "center"),
    ("各年度等次和责任书得分", 70, "left"),
    ("状态", 28, "center"),
    ("金额（元）", 20, "right"),
    ("文号", 46, "left"),
)
PAYABLE = (rules.MET, RewardState.PROPOSED, RewardState.GRANTED)


def list_content(county, year: int, lines, *, shown_as: str = "") -> dict:
    """Return the list (届满奖励花名册) of ``lines`` in their order; ``shown_as``: where it is a part."""
    title = f"{county.short_name}{year}年人口主任届满奖励花名册"
    total = sum((line.amount for line in lines if line.state in PAYABLE and line.amount), Decimal(0))
    people = sum(line.state in PAYABLE for line in lines)
    return {
        "title": title,
        "signatures": list(SIGNATURES),
        "tables": [
            {
                "title": title,
                "columns": [
                    {"title": head, "width": width, "align": align} for head, width, align in COLUMNS
                ],
                "rows": [[str(number), *_cells(line)] for number, line in enumerate(lines, 1)],
                "above_left": f"编制单位（盖章）：{bureau_name(county)}",
                "above_right": f"{chinese_date(timezone.localdate())}　　单位：元",
                "continued": f"{title}（续）",
                "notes": [
                    *([f"只列：{shown_as}。"] if shown_as else []),
                    f"符合、待决定和同意的共{people}人，{total:,.2f}元（{in_words(total)}）。",
                    f"依据{catalogue().clauses[rules.CLAUSE].citation}。每人只发一次。",
                ],
                "size": "A4",
                "row_height": 8,
            }
        ],
    }


def told(line) -> str:
    """Return the years of a line with what was found, in one text."""
    return "；".join(f"{one.year}年度{one.said}" for one in line.assessment.evidence)


def _short(one) -> str:
    """Return a year as the narrow column has it: 2016合格80.00, 2015缺结果, 2014基本合格80.00（不达标）."""
    if one.state == rules.MISSING:
        return f"{one.year}{one.word}"
    score = "" if one.result.target_score is None else one.result.target_score
    below = f"（{one.word}）" if one.state == rules.NOT_MET else ""
    return f"{one.year}{Grade(one.result.grade).label}{score}{below}"


def _cells(line):
    one = line.served
    return [
        one.township_name,
        short_name(one.village_name),
        one.person_name,
        chinese_date(line.assessment.first),
        chinese_date(line.assessment.last),
        "；".join(_short(one) for one in line.assessment.evidence),
        line.word,
        f"{line.amount:,.2f}" if line.state in PAYABLE and line.amount is not None else "",
        line.reward.document_number if line.reward else "",
    ]


papers.register(papers.PaperKind(LIST, "届满奖励花名册", papers.tables_parts))
