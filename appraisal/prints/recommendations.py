"""The papers of recommendations: the letter of P6.3, and the lists to be signed."""

from appraisal.services.recommendations import LETTER
from guanling.documents import papers
from guanling.documents.papers import chinese_date
from roster.rules import short_name

LIST = "recommendation-list"
PERSON = "同志"
SIGNATURES = ("制表人", "审核人", "负责人")
# Widths in mm of a landscape A4 sheet of its own (267 mm).
COLUMNS = (
    ("序号", 10, "center"),
    ("类别", 26, "center"),
    ("乡镇（街道）", 28, "center"),
    ("村（居、社区）", 30, "center"),
    ("姓名", 20, "center"),
    ("理由和依据", 87, "left"),
    ("状态", 18, "center"),
    ("决定日期", 24, "center"),
    ("文号", 44, "center"),
)


def letter_parts(content):
    """Return the parts of the letter; a title too long for a line breaks behind the person, never within."""
    title = content["title"]
    if papers.em_width(title) > papers.TITLE_CHARACTERS:
        head, person, tail = title.partition(PERSON)
        title = [head + person, tail]
    return papers.letter_parts({**content, "title": title})


def basis(row) -> str:
    """Return why somebody is recommended, with the evidence of the day, in one line."""
    return "；".join([row.reason, *(f"{one['what']}：{one['text']}" for one in row.evidence)])


def list_content(rows, *, county: str, shown_as: str, unit: str) -> dict:
    """Return the list of commendations and recommendations as it is to be printed."""
    title = f"{county}村级人口主任表彰和推荐名单"
    return {
        "title": title,
        "signatures": list(SIGNATURES),
        "tables": [
            {
                "title": title,
                "columns": [
                    {"title": name, "width": width, "align": align} for name, width, align in COLUMNS
                ],
                "rows": [
                    [
                        str(number),
                        row.get_kind_display(),
                        row.township_name,
                        short_name(row.village_name),
                        row.person_name,
                        basis(row),
                        row.get_state_display(),
                        chinese_date(row.decided_on) if row.decided_on else "",
                        row.document_number,
                    ]
                    for number, row in enumerate(rows, 1)
                ],
                "above_left": f"制表单位：{unit}",
                "above_right": f"{shown_as}　共{len(rows)}人",
                "continued": f"{title}（续）",
                "notes": ["注：表彰和推荐依据《实施方案》P6.2，考录加分依据P6.3；一人一年度每类一次。"],
                "size": "A4",
                "row_height": 14,
            }
        ],
    }


papers.register(papers.PaperKind(LETTER, "考录加分推荐函", letter_parts))
papers.register(papers.PaperKind(LIST, "表彰和推荐名单", papers.tables_parts))
