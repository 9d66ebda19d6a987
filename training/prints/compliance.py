"""Who has what training and who lacks it, on paper to be signed (教育培训达标情况表)."""

from guanling.documents import papers
from guanling.documents.papers import chinese_date
from guanling.policy.rules import plain
from training.enums import Met

COMPLIANCE = "training-compliance"
SIGNATURES = ("填表人", "审核人", "负责人")
# Widths in mm of a landscape A4 sheet of its own (267 mm).
COLUMNS = (
    ("序号", 9),
    ("村（居、社区）", 30),
    ("姓名", 20),
    ("任职起", 25),
    ("初任培训", 40),
    ("应参训\n（天）", 15),
    ("已参训\n（天）", 15),
    ("待参训\n（天）", 15),
    ("知识更新\n培训", 23),
    ("参加乡镇\n集中培训", 18),
    ("知识测试", 32),
    ("总评", 23),
    ("备注", 22),
)


def compliance_content(found, shown, *, county: str, unit: str, shown_as: str, measures) -> dict:
    """Return the chosen people of an overview as they are to be printed: a table per township.

    ``measures``: (label, value, source) of what the year is measured by, told under each table. Somebody
    who serves in several townships stands in the table of each, and the remark says so.
    """
    title = f"{county}{found.year}年度教育培训达标情况表"
    notes = [
        *([f"打印条件：{shown_as}。"] if shown_as != "全部" else []),
        "注：知识更新培训只计在任期间到场的半天；任两村以上的，天数只计一次。",
        "".join(f"{label}：{text}（{source}）。" for label, text, source in measures),
    ]
    return {
        "title": title,
        "signatures": list(SIGNATURES),
        "tables": [
            {
                "title": title,
                "columns": [{"title": name, "width": width} for name, width in COLUMNS],
                "rows": [[str(number), *_cells(one, line.code)] for number, one in enumerate(own, 1)],
                "above_left": f"填报单位：{unit}　　{line.name}{_held(line.year)}",
                "above_right": f"共{len(own)}人　　截至{chinese_date(found.day)}",
                "continued": f"{line.name}（续）",
                "notes": notes,
                "size": "A4",
                "row_height": 7,
            }
            for line in found.townships
            if (own := [one for one in shown if line.code in one.townships])
        ],
    }


def _held(year):
    """The township's own trainings in words."""
    if year is None:
        return ""
    return f"　　乡镇集中培训{len(year.counted)}次（{year.state.label}）"


def _cells(one, township):
    here = [place for place in one.places if place.township_code == township]
    elsewhere = [place for place in one.places if place.township_code != township]
    required = one.update.state != Met.NOT_REQUIRED
    return [
        "、".join(place.village for place in here),
        one.name,
        f"{one.initial.first:%Y.%m.%d}",
        one.initial.says,
        plain(one.update.required) if required else "—",
        plain(one.update.have),
        plain(one.update.coming) if one.update.coming else "",
        one.update.state.label,
        f"{one.township_sessions}次",
        f"{one.tests.have}次 {one.tests.state.label}",
        one.state.label,
        "".join(f"兼{place.township}{place.village}" for place in elsewhere),
    ]


papers.register(papers.PaperKind(COMPLIANCE, "教育培训达标情况表", papers.tables_parts))
