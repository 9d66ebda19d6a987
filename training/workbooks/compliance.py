"""Who has what training and who lacks it, as a workbook."""

from guanling.documents.papers import chinese_date
from guanling.documents.tables import OutColumn, Page, write_book
from training.enums import Met
from training.rules.compliance import Judged


def asked(judged: Judged):
    """Return the requirement as a list shows it: nothing where nothing is required."""
    return None if judged.state == Met.NOT_REQUIRED else judged.required


PEOPLE = (
    OutColumn("序号", number=True),
    "乡镇（街道）",
    "村（居、社区）",
    "姓名",
    "任职起",
    "初任培训",
    OutColumn("知识更新培训应参训天数", number=True),
    OutColumn("已参训天数", number=True),
    OutColumn("待参训天数", number=True),
    OutColumn("预计全年天数", number=True),
    "知识更新培训",
    OutColumn("参加乡镇集中培训次数", number=True),
    OutColumn("应测试次数", number=True),
    OutColumn("已测试次数", number=True),
    "知识测试",
    "总评",
)
TOWNSHIPS = (
    "乡镇（街道）",
    OutColumn("人口主任", number=True),
    OutColumn("缺初任培训", number=True),
    OutColumn("待初任培训", number=True),
    OutColumn("知识更新培训达标", number=True),
    OutColumn("进度正常", number=True),
    OutColumn("预计不达标", number=True),
    OutColumn("未达标", number=True),
    OutColumn("知识测试达标", number=True),
    OutColumn("乡镇集中培训次数", number=True),
    OutColumn("其中不足时长不计", number=True),
    OutColumn("待举办", number=True),
    "乡镇集中培训",
)


def compliance_book(found, shown, county: str, *, shown_as: str) -> bytes:
    """Return the chosen people and the townships of an overview as a workbook (P3.1–P3.3, A4.7)."""
    lines = (f"{found.year}年度，截至{chinese_date(found.day)}",)
    title = f"{county}{found.year}年度教育培训达标情况"
    return write_book(
        [
            Page(
                f"{title}（{shown_as}）",
                PEOPLE,
                ([number, *_person(one)] for number, one in enumerate(shown, 1)),
                lines=lines,
                sheet="人员",
            ),
            Page(title, TOWNSHIPS, map(_township, found.townships), lines=lines, sheet="各乡镇"),
        ]
    )


def _person(one):
    return [
        "、".join(dict.fromkeys(place.township for place in one.places)),
        "、".join(place.village for place in one.places),
        one.name,
        one.initial.first,
        one.initial.says,
        asked(one.update),
        one.update.have,
        one.update.coming or None,
        one.update.expected,
        one.update.state.label,
        one.township_sessions,
        asked(one.tests),
        int(one.tests.have),
        one.tests.state.label,
        one.state.label,
    ]


def _township(line):
    year = line.year
    return [
        line.name,
        line.people,
        line.initial[Met.LACKING],
        line.initial[Met.WAITING],
        *(line.update[state] for state in (Met.MET, Met.ON_TRACK, Met.WILL_MISS, Met.SHORT)),
        line.tests[Met.MET],
        *((len(year.counted), len(year.short), len(year.coming), year.state.label) if year else [None] * 4),
    ]
