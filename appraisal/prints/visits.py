"""The month's plan of supervision (督查安排表) and the record of a visit (督查记录表) (P6.1)."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from appraisal.enums import VisitKind, VisitState
from appraisal.models import Visit
from appraisal.queries.visits import Record
from guanling.documents import papers
from guanling.documents.papers import chinese_date
from guanling.documents.pdf import Part

PLAN, RECORD = "visit-plan", "visit-record"
FREE_LINES = 4
SIGNATURES = ("督查人员", "村负责人", "人口主任")


def _columns(*named):
    return [{"title": title, "width": width} for title, width in named]


# --- the month's plan ----------------------------------------------------------------------------


def plan_content(visits: Iterable[Visit], first: date, office: str) -> dict:
    """Return the month's plan as it is to be printed, day after day; those called off are left out."""
    rows = [
        [
            str(number),
            chinese_date(visit.planned_on),
            visit.village.parent.short_name,
            visit.village.short_name,
            visit.get_kind_display(),
            visit.leader.name,
            visit.companions,
            visit.purpose,
            f"{chinese_date(visit.visited_on)}已查" if visit.state == VisitState.DONE else "",
        ]
        for number, visit in enumerate(visits, 1)
    ]
    title = f"{first.year}年{first.month}月督查安排表"
    return {
        "title": title,
        "signatures": ["制表人", "审核人", "负责人"],
        "tables": [
            {
                "title": title,
                "columns": _columns(
                    ("序号", 10),
                    ("日期", 26),
                    ("乡镇（街道）", 24),
                    ("村（居、社区）", 26),
                    ("类别", 20),
                    ("带队人", 18),
                    ("同行人员", 34),
                    ("督查内容", 46),
                    ("备注", 34),
                ),
                "rows": rows,
                "above_left": f"填报单位：{office}",
                "above_right": f"共{len(rows)}次",
                "continued": f"{title}（续）",
                "size": "A4",
                "row_height": 9,
            }
        ],
    }


papers.register(papers.PaperKind(PLAN, "督查安排表", papers.tables_parts))


# --- the record of a visit -----------------------------------------------------------------------


def _plain(number):
    return f"{number.normalize():f}"


def record_content(record: Record) -> dict:
    """Return the record of a visit as it is to be printed: checks, scores, problems, places to sign.

    Before the visit it is the same sheet with its cells left free. Allegations (P8.2f) are not on it: they
    are somebody else's to confirm.
    """
    visit = record.visit
    blank = visit.visited_on is None
    test = visit.test
    kind = "督查" if visit.kind == VisitKind.COUNTY else "盘查"
    title = f"{kind}记录表"
    return {
        "title": title,
        "kind": kind,
        "number": visit.record_number,
        "village": f"{visit.village.parent.short_name}{visit.village.short_name}",
        "day": chinese_date(visit.visited_on) if visit.visited_on else "",
        "planned": chinese_date(visit.planned_on),
        "leader": visit.leader.name,
        "companions": visit.companions,
        "purpose": visit.purpose,
        "summary": visit.summary,
        "people": [
            {
                "name": row.name,
                "title": row.title,
                "present": "" if row.present is None else "在场" if row.present else "不在场",
                "score": "" if row.score is None else f"{_plain(row.score)}分",
                "passed": "" if row.score is None else "合格" if row.score >= test.pass_mark else "不合格",
            }
            for row in record.directors
        ],
        "test": f"满分{_plain(test.full)}分，{_plain(test.pass_mark)}分合格" if test else "",
        "checks": [
            {"topic": row.topic_label, "text": row.text, "outcome": row.label, "remark": row.remark}
            for row in record.checks
        ],
        "findings": [
            {
                "name": row.person.name,
                "reason": row.reason,
                "deduction": _plain(row.deduction) if row.deduction else "不扣分",
                "mend_by": chinese_date(row.mend_by),
                "rechecks": "；".join(
                    f"{chinese_date(one.day)}{'已整改' if one.mended else '未整改'}：{one.note}"
                    for one in row.rechecks.all()
                ),
            }
            for row in record.findings
            if not row.withdrawn_reason
        ],
        # Before the visit: lines on which problems are written by hand.
        "lines": [""] * FREE_LINES if blank else [],
        "signatures": list(SIGNATURES),
        "printed": chinese_date(timezone.localdate()),
    }


def record_parts(content):
    """Return the parts of a record: an upright form with page numbers."""
    return [Part("paper/visit_record.html", content, numbering="count")]


papers.register(papers.PaperKind(RECORD, "督查记录表", record_parts))
