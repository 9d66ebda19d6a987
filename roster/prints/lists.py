"""Lists on paper: the register (花名册) and who stands first in line for promotion (N4.1)."""

from collections.abc import Iterable
from datetime import date

from guanling.documents import papers
from guanling.documents.papers import chinese_date
from roster.enums import Grade, Level, PostKind
from roster.rules.promotion import ELIGIBLE, NOT_MET, UNKNOWN, honour_line

REGISTER, PROMOTION = "register", "promotion-list"
SIGNATURES = ("填表人", "审核人", "负责人")


def _columns(*named):
    return [{"title": title, "width": width} for title, width in named]


# --- register ------------------------------------------------------------------------------------

# Widths in mm of a landscape A4 sheet of its own (267 mm).
REGISTER_COLUMNS = (
    ("序号", 9),
    ("单位", 24),
    ("姓名", 17),
    ("性别", 8),
    ("出生年月", 16),
    ("民族", 14),
    ("身份证号码", 33),
    ("文化程度", 12),
    ("政治面貌", 16),
    ("职务", 27),
    ("任职时间", 16),
    ("聘期止", 16),
    ("身份", 16),
    ("联系电话", 23),
    ("备注", 20),
)
ROW = 8


def register_content(
    people: Iterable, on: date, *, county: str, unit: str, filters: dict, conditions=""
) -> dict:
    """Return the register as it is to be printed: a table per township, one line per appointment.

    ``people`` come from queries.people_list; of several appointments only those are listed that ``filters``
    (township, village, kind) ask for. ``conditions``: what else narrows the list, in words. Numbers are
    masked.
    """
    groups: dict[str, tuple[str, list]] = {}
    by_unit = (filters.get("sort") or "unit") == "unit"
    entries = [entry for person in people for entry in _entries(person, filters)]
    if by_unit:
        entries.sort(key=lambda entry: entry[0])
    for code, name, cells in entries:
        groups.setdefault(code[: len("520424101")], (name, []))[1].append(cells)
    kind = filters.get("kind")
    whom = PostKind(kind).label if kind else "计生工作人员"
    columns = _columns(*REGISTER_COLUMNS)
    return {
        "title": f"{county}{whom}花名册",
        "signatures": list(SIGNATURES),
        "tables": [
            {
                "title": f"{county}{whom}花名册",
                "columns": columns,
                "rows": [[str(number), *cells] for number, cells in enumerate(rows, 1)],
                "above_left": f"填报单位：{unit}　　{name}",
                "above_right": f"共{len(rows)}条　　截至{chinese_date(on)}",
                "continued": f"{name}（续）",
                "notes": [f"打印条件：{conditions}。"] if conditions else [],
                "size": papers.sheet_for(columns),
                "row_height": ROW,
            }
            for _, (name, rows) in sorted(groups.items())
        ],
    }


def _entries(person, filters):
    """Yield (unit code, township, cells) of each appointment to list; the file's unit where there is none."""
    unit, kind = filters.get("village") or filters.get("township") or "", filters.get("kind")

    def wanted(row):
        return row.post.unit.code.startswith(unit) and (not kind or row.post.kind == kind)

    serving = [row for row in person.serving if wanted(row)]
    for row in serving:
        yield _entry(person, row, row.title, "")
    if serving:
        return
    if last := next((row for row in person.earlier if wanted(row)), None):
        yield _entry(person, last, f"原{last.title}", last.ending or "任期已满")
    else:
        yield person.unit.code, person.unit.short_name, _cells(person, person.unit.short_name)


def _entry(person, row, title, remark):
    place = row.post.unit
    township = place.parent.short_name if place.level == Level.VILLAGE else place.short_name
    return place.code, township, _cells(person, place.short_name, row, title, remark)


def _cells(person, place, row=None, title="", remark=""):
    return [
        place,
        person.name,
        person.get_sex_display(),
        _month(person.birth_date),
        person.ethnicity,
        person.identity_masked,
        person.get_education_display(),
        person.political_status,
        title,
        _month(row.valid_from) if row else "",
        _month(row.valid_to) if row else "",
        row.get_identity_display() if row else "",
        person.phone,
        "；".join(text for text in (remark, person.note) if text),
    ]


def _month(day):
    """A month as registers write it: 2014.08."""
    return f"{day:%Y.%m}" if day else ""


papers.register(papers.PaperKind(REGISTER, "花名册", papers.tables_parts))


# --- promotion -----------------------------------------------------------------------------------


def promotion_content(found, on: date, *, county: str, unit: str, state: str, measure) -> dict:
    """Return the promotion list as it is to be printed; ``found`` come from queries.promotion.candidates.

    ``measure``: (label, value, source) of the parameters that were used, told under the table.
    """
    years = [year for year, _ in found[0].assessment.grades] if found else []
    columns = _columns(
        ("序号", 9),
        ("乡镇（街道）", 22),
        ("姓名", 18),
        ("性别", 9),
        ("出生年月", 17),
        ("职务", 27),
        ("连续\n任职自", 17),
        ("已连续\n任职", 21),
        *((f"{year}年\n考核", 15) for year in years),
        ("县级以上奖励", 54),
        ("影响期内惩处", 26),
        ("结论", 19),
    )
    title = f"{county}计生领导岗位优先提拔{'人选名单' if state == ELIGIBLE else '条件情况表'}"
    return {
        "title": title,
        "signatures": list(SIGNATURES),
        "tables": [
            {
                "title": title,
                "columns": columns,
                "rows": [[str(number), *_promotion_cells(one)] for number, one in enumerate(found, 1)],
                "above_left": f"填报单位：{unit}",
                "above_right": f"截至{chinese_date(on)}",
                "notes": [
                    "注：计生分管领导和计生办主任的任职前后相接的合并计算；“—”为档案中没有考核记录。",
                    *(f"{label}：{text}（{source}）。" for label, text, source in measure),
                ],
                "size": papers.sheet_for(columns),
                "row_height": 10,
            }
        ],
    }


def _promotion_cells(one):
    person, assessment = one.person, one.assessment
    barred = assessment.sanctions
    return [
        one.township,
        person.name,
        person.get_sex_display(),
        _month(person.birth_date),
        one.posts,
        _month(assessment.since),
        assessment.served,
        *(Grade(grade).label if grade else "—" for _, grade in assessment.grades),
        "；".join(honour_line(honour) for honour in assessment.rewards) or "无",
        barred.said if barred.state == NOT_MET else "无" if barred.state != UNKNOWN else "不明",
        assessment.word,
    ]


papers.register(papers.PaperKind(PROMOTION, "优先提拔名单", papers.tables_parts))
