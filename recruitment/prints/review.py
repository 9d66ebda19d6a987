"""What the qualification review prints: the sheet of one application and the list of the results."""

from collections.abc import Iterable, Sequence

from django.utils import timezone

from guanling.documents import papers
from guanling.documents.papers import chinese_date
from guanling.documents.pdf import Part
from recruitment.enums import UNREVIEWED, ApplicationState
from recruitment.models import Application, Round
from recruitment.queries.review import last_day, refusal_clause
from recruitment.rules.eligibility import Condition

RESULTS, SHEET = "selection-review", "selection-review-sheet"
SIGNATURES = ("制表人", "审核人", "负责人")
DRAFT = "草稿"
# Widths in mm of a landscape A4 sheet of its own (267 mm).
COLUMNS = (
    ("序号", 12, "center"),
    ("报名号", 44, "center"),
    ("姓名", 24, "center"),
    ("身份证号码", 46, "center"),
    ("报考岗位", 56, "center"),
    ("审查结果", 22, "center"),
    ("说明", 63, "left"),
)
# Neither judged nor to be judged: taken back, or a second one of the same person.
LEFT_OUT = (ApplicationState.WITHDRAWN, ApplicationState.REPEATED)
MET = {True: "符合", False: "不符合", None: "待核对"}


def result_of(one: Application) -> str:
    """Return the review's result in a word; who came further has passed it."""
    if one.state in UNREVIEWED:
        return "审查中"
    return "不通过" if one.state == ApplicationState.REFUSED else "通过"


def _note(one):
    """What the public list tells beside the result: the ground and its clause, never the reason's details."""
    if one.state == ApplicationState.REFUSED:
        return f"{one.get_refusal_ground_display()}（{refusal_clause(one)}）"
    return f"年龄经县核准（{one.exception_number}）" if one.exception_by_id and one.reviewed_by_id else ""


def results_content(round_: Round, rows: Iterable[Application]) -> dict:
    """Return the results of a round's review as they are to be posted; a draft while one is not judged."""
    shown = [one for one in rows if one.state not in LEFT_OUT]
    title = f"{round_.title}资格审查结果"
    open_ = any(one.state in UNREVIEWED for one in shown)
    passed = sum(result_of(one) == "通过" for one in shown)
    return {
        "title": title,
        "mark": DRAFT if open_ else "",
        "signatures": list(SIGNATURES),
        "tables": [
            {
                "title": title,
                "above_left": f"组织单位：{round_.unit.short_name}",
                "above_right": f"报名截止：{chinese_date(last_day(round_))}",
                "columns": [
                    {"title": name, "width": width, "align": align} for name, width, align in COLUMNS
                ],
                "rows": [
                    [
                        str(number),
                        one.number,
                        one.name,
                        one.identity_masked,
                        str(one.opening),
                        result_of(one),
                        _note(one),
                    ]
                    for number, one in enumerate(shown, 1)
                ],
                "notes": [
                    f"注：共{len(shown)}人，审查通过{passed}人。年龄以报名截止日周岁计（P2.3、A3.8）。"
                    f"对结果有疑问的，请向组织单位查询{f'，电话{round_.phone}' if round_.phone else ''}。"
                ],
            }
        ],
    }


def sheet_content(one: Application, conditions: Sequence[Condition]) -> dict:
    """Return the sheet of one application's review, with what is decided so far."""
    refused = one.refusal_ground and (
        f"{'拟不通过' if one.state == ApplicationState.REFUSING else '不通过'}："
        f"{one.get_refusal_ground_display()}（{refusal_clause(one)}）。{one.refusal_reason}"
    )
    asked = one.exception_reason and f"年龄报县核准：{one.exception_reason}"
    opinion = refused if refused and not one.exception_by_id else asked
    if not opinion and result_of(one) == "通过":
        opinion = "各项条件均符合，审查通过。"
    county = ""
    if one.exception_by_id:
        approved = one.state != ApplicationState.REFUSED
        county = (
            f"核准放宽年龄（{one.exception_number}）。" if approved else f"不予核准。{one.refusal_reason}"
        )
    return {
        "title": f"{one.round.title}资格审查表",
        "number": one.number,
        "name": one.name,
        "sex": one.get_sex_display(),
        "age": f"{one.age}周岁",
        "education": one.get_education_display(),
        "identity": one.identity_masked,
        "opening": str(one.opening),
        "way": one.get_way_display(),
        "submitted": chinese_date(timezone.localdate(one.submitted_at)),
        "closes": chinese_date(last_day(one.round)),
        "conditions": [
            {
                "condition": row.condition,
                "clause": row.clause,
                "need": row.need,
                "found": row.found,
                "evidence": row.evidence,
                "met": MET[row.met],
            }
            for row in conditions
        ],
        "opinion": opinion or "",
        "reviewed": _signed(one.reviewed_by, one.reviewed_at),
        "confirmed": "同意不通过。" if one.confirmed_by_id and not one.exception_by_id else "",
        "confirmed_by": _signed(one.confirmed_by, one.confirmed_at) if not one.exception_by_id else "",
        "county": county,
        "county_by": _signed(one.exception_by, one.exception_at),
        "with_county": bool(one.exception_reason),
    }


def _signed(account, at):
    return f"{account.name}　{chinese_date(timezone.localdate(at))}" if account and at else ""


def sheet_parts(content):
    """Return the one page of the sheet."""
    return [Part("paper/review_sheet.html", content, numbering="none")]


papers.register(papers.PaperKind(RESULTS, "选聘资格审查结果", papers.tables_parts))
papers.register(papers.PaperKind(SHEET, "选聘资格审查表", sheet_parts))
