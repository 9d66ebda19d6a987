"""The sign-in sheet (签到表) and the filing sheet (培训登记备案表, P3.4) of a session."""

from collections import defaultdict

from django.utils import timezone

from guanling.documents import papers
from guanling.documents.papers import chinese_date
from guanling.documents.pdf import Part as PaperPart
from roster.models import Unit
from training.enums import CATEGORY_CLAUSES, PART_DAYS, Part
from training.models import Session
from training.queries.sessions import Participant, Tally, organiser_name

SIGN_IN, FILING = "training-sign-in", "training-filing-sheet"
TOWNSHIP_DIGITS = len("520424101")
# Columns of half days on one sheet: a signature needs some 22 mm.
HALVES_A_SHEET = 6
# Lines left free for who comes without an invitation.
FREE_LINES = 5
ROW = 9
# Ems that stand on one line above a table, beside the township's name.
ABOVE_EMS = 56


def _columns(*named):
    return [{"title": title, "width": width} for title, width in named]


def _head(half):
    return f"{half.day.month}月{half.day.day}日\n{half.get_part_display()}"


def _when(halves):
    """Return the first and last day with the hours."""
    first, last = halves[0].day, halves[-1].day
    span = chinese_date(first) if first == last else f"{chinese_date(first)}至{chinese_date(last)}"
    hours = _hours(halves)
    return f"{span}（{hours}）" if hours else span


def _hours(halves):
    """Return the hours of mornings and afternoons, each time of day told once."""
    hours = {part: {(h.begins, h.ends) for h in halves if h.part == part} for part in Part}
    return "，".join(
        f"{part.label}{begins:%H:%M}—{ends:%H:%M}" for part in Part for begins, ends in sorted(hours[part])
    )


def _by_township(rows, key):
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)[:TOWNSHIP_DIGITS]].append(row)
    codes = {code for code in groups if len(code) == TOWNSHIP_DIGITS}
    names = dict(Unit.objects.filter(code__in=codes).order_by("valid_from").values_list("code", "short_name"))
    return [(names.get(code, ""), groups[code]) for code in sorted(groups)]


# --- sign-in sheet -------------------------------------------------------------------------------


def sign_in_content(session: Session, enrolments, halves) -> dict:
    """Return the sign-in sheet as it is to be printed: per township, a column per half day to sign in.

    No identity numbers. Each group ends with lines for who comes without an invitation.
    """
    blocks = [halves[at : at + HALVES_A_SHEET] for at in range(0, len(halves), HALVES_A_SHEET)]
    where = f"地点：{session.place}　授课人：{session.teacher}"
    above = f"时间：{_hours(halves)}　{where}"
    # What does not fit above the table stands below it.
    fits = papers.em_width(above) <= ABOVE_EMS
    tables = []
    for name, rows in _by_township(enrolments, lambda row: row.unit_code):
        for block in blocks:
            columns = _columns(
                ("序号", 10),
                ("单位和岗位", 62),
                ("姓名", 24),
                *((_head(half), min(40, 150 / len(block))) for half in block),
                ("备注", 21),
            )
            free = [["", "", "", *("" for _ in block), ""]] * FREE_LINES
            tables.append(
                {
                    "title": f"{session.name}签到表",
                    "columns": columns,
                    "rows": [
                        [str(number), row.place, row.person.name, *("" for _ in block), ""]
                        for number, row in enumerate(rows, 1)
                    ]
                    + free,
                    "above_left": above if fits else f"时间：{_hours(halves)}",
                    "above_right": f"{name}　{len(rows)}人",
                    "continued": f"{session.name}签到表　{name}（续）",
                    "notes": [
                        *(() if fits else (where,)),
                        f"培训编号：P{session.pk}　举办单位：{organiser_name(session.unit)}　{_when(halves)}",
                        "注：每个半天由本人签名；请假的在备注中写明事由；空行供未经通知到场的人员填写。",
                    ],
                    "size": "A4",
                    "row_height": ROW,
                }
            )
    return {
        "title": f"{session.name}签到表",
        "signatures": ["签到处经办人", "授课人", "负责人"],
        "tables": tables,
    }


def _tables_parts(content):
    """Return the parts of a print that is several tables, each beginning a sheet of its own."""
    return [
        part
        for table in content["tables"]
        for part in papers.table_parts(**table, signatures=content["signatures"], in_paper=False)
    ]


papers.register(papers.PaperKind(SIGN_IN, "培训签到表", _tables_parts))


# --- filing sheet --------------------------------------------------------------------------------


def _plain(number):
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def filing_content(session: Session, rows: list[Participant], halves, tally: Tally) -> dict:
    """Return the filing sheet as it is to be printed: facts and counts, then one line a person."""
    days = len(halves) * PART_DAYS
    plan = session.plan_line
    return {
        "title": "培训登记备案表",
        "number": session.filing_number,
        "session_number": f"P{session.pk}",
        "organiser": organiser_name(session.unit),
        "printed": chinese_date(timezone.localdate()),
        "facts": {
            "name": session.name,
            "category": f"{session.get_category_display()}（{CATEGORY_CLAUSES[session.category]}）",
            "course": session.course.name,
            "roles": "、".join(session.course.role_names),
            "outline": session.course.outline,
            "plan": f"{plan.plan.year}年度计划，{plan.month}月" if plan else "计划外",
            "when": _when(halves),
            "days": f"{_plain(days)}天（{len(halves)}个半天）",
            "place": session.place,
            "teacher": session.teacher,
            "audience": session.get_audience_display(),
            "counts": f"应到{tally.invited}人，实到{tally.came}人，其中未经通知到场{tally.walked_in}人",
            "attendance": (
                f"到{tally.present}人次、假{tally.leave}人次、缺{tally.absent}人次（按半天计）"
                + (f"，其中补录{tally.late}人次" if tally.late else "")
            ),
            "result": f"合格{tally.passed}人，不合格{tally.failed}人"
            if tally.passed or tally.failed
            else "尚未报送结果",
        },
        "submitted_by": session.submitted_by.name if session.submitted_by else "",
        "decided_on": chinese_date(timezone.localdate(session.decided_at)) if session.filing_number else "",
        "people": _people_table(session, rows, halves, partly=len(rows) < tally.listed),
    }


def _people_table(session, rows, halves, *, partly):
    shown = halves if len(halves) <= HALVES_A_SHEET else []
    columns = _columns(
        ("序号", 10),
        ("单位和岗位", 60),
        ("姓名", 22),
        *((_head(half), 15) for half in shown),
        ("出勤\n（天）", 13),
        ("结果", 15),
        ("结果依据", 62),
        ("备注", 34),
    )
    lines = []
    for number, row in enumerate(rows, 1):
        enrolment = row.enrolment
        remarks = [
            enrolment.get_source_display() if enrolment.seat is None else "",
            f"请假：{row.leave_reasons}" if row.leave_reasons else "",
            f"补录：{row.late_reasons}" if row.late else "",
            "当日不在任：" + "、".join(f"{day.month}月{day.day}日" for day in row.out_of_post_days)
            if row.out_of_post
            else "",
        ]
        lines.append(
            [
                str(number),
                enrolment.place,
                enrolment.person.name,
                *(_mark(row, half) for half in shown),
                _plain(row.present * PART_DAYS),
                enrolment.get_outcome_display(),
                enrolment.outcome_basis,
                "；".join(text for text in remarks if text),
            ]
        )
    return {
        "title": f"{session.name}出勤和结果",
        "columns": columns,
        "rows": lines,
        "above_left": f"举办单位：{organiser_name(session.unit)}",
        "above_right": f"共{len(lines)}人　{session.filing_number}",
        "continued": f"{session.name}出勤和结果（续）",
        "notes": [
            "注："
            + ("只列打印单位的人员；" if partly else "")
            + "到＝出勤，假＝请假，缺＝缺席，带“补”的为超过登记期限的补录；每个半天按0.5天计。"
        ],
        "size": papers.sheet_for(columns),
        "row_height": 9,
    }


def _mark(row, half):
    mark = row.marks.get((half.day, half.part))
    if mark is None:
        return ""
    return mark.get_presence_display() + ("补" if mark.late else "")


def filing_parts(content):
    """Return the parts of a filing sheet: the form on one page, the people behind it."""
    return [
        PaperPart("paper/training_filing.html", content, numbering="count"),
        *papers.table_parts(**content["people"], signatures=["填表人", "审核人", "负责人"], in_paper=False),
    ]


papers.register(papers.PaperKind(FILING, "培训登记备案表", filing_parts))
