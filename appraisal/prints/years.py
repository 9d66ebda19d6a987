"""The papers of the year: public notice, table of results, the form of one person and of a township."""

from decimal import Decimal

from django.utils import timezone

from appraisal.models import Year, YearEntry, YearResult
from appraisal.queries import years as queries
from appraisal.queries.results import bureau_name
from appraisal.rules import years as rules
from guanling.documents import papers
from guanling.documents.papers import chinese_date
from guanling.documents.pdf import Part
from guanling.policy.rules import plain
from roster.enums import Education, Grade
from roster.rules import short_name

NOTICE, RESULTS, FORMS = "year-notice", "year-results", "year-forms"
SIGNATURES = ("制表人", "审核人", "负责人")
# Widths in mm of a landscape A4 sheet of its own (267 mm).
RESULT_COLUMNS = (
    ("序号", 10, "center"),
    ("乡镇（街道）", 28, "center"),
    ("村（居、社区）", 30, "center"),
    ("姓名", 20, "center"),
    ("任职\n月数", 12, "right"),
    ("月考核\n平均分", 16, "right"),
    ("责任书\n得分", 16, "right"),
    ("群众\n满意度", 16, "right"),
    ("年度\n得分", 16, "right"),
    ("名次", 12, "center"),
    ("等次", 20, "center"),
    ("备注", 71, "left"),
)
NOTICE_COLUMNS = (
    ("序号", 15, "center"),
    ("姓名", 40, "center"),
    ("村（居、社区）", 70, "center"),
    ("乡镇（街道）", 60, "center"),
    ("年度得分", 40, "right"),
)


def _columns(columns):
    return [{"title": title, "width": width, "align": align} for title, width, align in columns]


def _text(value):
    return "" if value is None else str(value)


def notice_content(year: Year) -> dict:
    """Return the public notice of the excellent: name, village, township and score, nothing else."""
    quota = queries.quota(year, 1)
    share = queries.stored_scheme(year).share
    title = f"{year.county.short_name}{year.year}年度村级人口主任考核优秀等次公示"
    known = queries.calendar_known(year)
    bureau = bureau_name(year.county)
    return {
        "title": title,
        "signatures": [],
        "tables": [
            {
                "title": title,
                "columns": _columns(NOTICE_COLUMNS),
                "rows": [
                    [
                        str(number),
                        row.person_name,
                        short_name(row.village_name),
                        row.township_name,
                        _text(row.total),
                    ]
                    for number, row in enumerate(queries.excellent(year, 1), 1)
                ],
                "above_left": f"公示单位（盖章）：{bureau}",
                "above_right": (f"公示期：{chinese_date(year.notice_from)}至{chinese_date(year.notice_to)}"),
                "continued": f"{title}（续）",
                "notes": [
                    f"依据《实施方案》（{rules.CLAUSE}）。参加评定{quota.assessed}人，"
                    f"优秀名额{quota.number}名（不超过{plain(share)}%，向下取整）。",
                    rules.TIE_RULE,
                    f"对公示人员有异议的，请在公示期内向{bureau}反映；反映人的情况予以保密。"
                    + ("" if known else "公示期按周一至周五计算（当年节假日安排尚未公布）。"),
                ],
                "size": "A4",
                "row_height": 8,
            }
        ],
    }


def results_content(year: Year, rows, version: int, *, shown_as: str = "") -> dict:
    """Return the table of results (年度考核结果表) of ``rows`` in their order."""
    quota = queries.quota(year, version)
    title = f"{year.county.short_name}{year.year}年度村级人口主任考核结果表"
    counted = "，".join(f"{label}{number}人" for label, number in queries.grade_counts(year, version))
    held = {measure.key: measure for measure in queries.measures(year)}
    return {
        "title": title,
        "signatures": list(SIGNATURES),
        "tables": [
            {
                "title": title,
                "columns": _columns(RESULT_COLUMNS),
                "rows": [[str(number), *_result_cells(row)] for number, row in enumerate(rows, 1)],
                "above_left": f"制表单位：{bureau_name(year.county)}",
                "above_right": (
                    f"{year.document_number or year.get_state_display()}"
                    f"{f'　第{version}版' if version > 1 else ''}　　{chinese_date(timezone.localdate())}"
                ),
                "continued": f"{title}（续）",
                "notes": [
                    *([f"只列：{shown_as}。"] if shown_as else []),
                    f"全县：{counted}。优秀名额{quota.number}名（参加评定{quota.assessed}人的"
                    f"{held[queries.SHARE].text}，向下取整；{held[queries.SHARE].source}）。",
                    f"年度得分：{held[queries.WEIGHTS].text}（{held[queries.WEIGHTS].source}）。{rules.TIE_RULE}",
                ],
                "size": "A4",
                "row_height": 8,
            }
        ],
    }


def _result_cells(row):
    return [
        row.township_name,
        short_name(row.village_name),
        row.person_name,
        _text(row.months_served),
        _text(row.month_average),
        _text(row.target_score),
        _text(row.satisfaction),
        _text(row.total),
        _text(row.place),
        row.get_grade_display() if row.grade else "",
        row.grade_reason,
    ]


def forms_content(year: Year, entries, results: dict[int, YearResult], served: dict[int, int]) -> dict:
    """Return the forms (年度考核登记表) of ``entries``; ``results``: {person: what is known of the year}."""
    entries = list(entries)
    title = f"{year.county.short_name}村级人口主任年度考核登记表"
    name = f"{year.year}年度考核登记表"
    return {
        "title": f"{name}（{entries[0].person.name}）"
        if len(entries) == 1
        else f"{name}（{len(entries)}人）",
        "forms": [
            _form(title, year, entry, results.get(entry.person_id), served.get(entry.person_id, 0))
            for entry in entries
        ],
    }


def _form(title, year, entry: YearEntry, result, months):
    person = entry.person
    return {
        "title": title,
        "year": f"（{year.year}年度）",
        "name": person.name,
        "sex": person.get_sex_display(),
        "birth": f"{person.birth_date.year}年{person.birth_date.month}月",
        "ethnicity": person.ethnicity,
        "political_status": person.political_status,
        "education": Education(person.education).label if person.education else "",
        "post": f"{entry.sheet.unit.short_name}{entry.village.short_name}人口主任",
        "months": f"{result.months_served if result else months}个月",
        "summary": entry.summary,
        "remark": entry.remark,
        "proposed": entry.get_proposed_grade_display(),
        "figures": _figures(result, entry.target_score),
        "grade": result.get_grade_display() if result and result.grade else "",
        "grade_reason": _bracketed(result, graded=True),
        "no_grade_reason": _bracketed(result, graded=False),
        "number": year.document_number,
        "opinion": entry.opinion,
        "opinion_on": chinese_date(entry.opinion_on) if entry.opinion_on else "",
    }


def _figures(result, target: Decimal | None):
    if result is None:
        return [["责任书得分", _text(target)]]
    return [
        ["月考核平均分", _text(result.month_average)],
        ["责任书得分", _text(result.target_score)],
        ["群众满意度", _text(result.satisfaction)],
        ["年度得分", _text(result.total)],
        ["全县名次", _text(result.place)],
    ]


def _bracketed(result, *, graded):
    """The reason beside a grade, or that for which there is none."""
    if result is None:
        return ""
    has_grade = result.grade not in ("", Grade.NO_GRADE)
    return result.grade_reason if has_grade == graded else ""


def forms_parts(content):
    """Return the forms, each beginning a page of its own."""
    return [
        Part(
            "paper/year_form.html", {**form, "summary_lines": form["summary"].splitlines()}, numbering="none"
        )
        for form in content["forms"]
    ]


papers.register(papers.PaperKind(NOTICE, "年度考核优秀等次公示", papers.tables_parts))
papers.register(papers.PaperKind(RESULTS, "年度考核结果表", papers.tables_parts))
papers.register(papers.PaperKind(FORMS, "年度考核登记表", forms_parts))
