"""The list of who needs an agreement and how far it has come, as a workbook."""

from datetime import date

from guanling.documents.papers import chinese_date
from guanling.documents.tables import OutColumn, Page, write_book
from roster.enums import AgreementKind
from roster.rules.agreements import year_of

_COUNTS = ("乡镇（街道）", "应签", "已签", "未签", "其中未生成", "已备案")
_COLUMNS = (
    ("乡镇（街道）", 14),
    ("单位", 18),
    ("岗位", 16),
    ("姓名", 14),
    ("任职起", 14),
    ("任职止", 14),
    ("状态", 12),
    ("编号", 22),
    ("签订情况", 40),
    ("备案号", 26),
    ("说明", 24),
    ("依据", 50),
)


def agreements_book(lines, counts, kind: str, on: date, county: str) -> bytes:
    """Return two sheets: per township how many are needed, signed and filed; and who, one line each."""
    kind = AgreementKind(kind)
    year = year_of(kind, on)
    name = f"{year}年度{kind.label}" if year else kind.label
    stated = (f"截至{chinese_date(on)}；已签含已备案",)
    return write_book(
        [
            Page(
                f"{county}{name}签订情况统计表",
                [OutColumn(column, number=place > 0) for place, column in enumerate(_COUNTS)],
                ([row.name, row.needed, row.signed, row.unsigned, row.missing, row.filed] for row in counts),
                lines=stated,
                sheet="统计",
            ),
            Page(
                f"{county}{name}签订情况名单",
                [OutColumn(column, width=width) for column, width in _COLUMNS],
                (_row(line) for line in lines),
                lines=stated,
                sheet="名单",
            ),
        ]
    )


def _row(line):
    return [
        line.township,
        line.unit,
        line.post_shown,
        line.person,
        chinese_date(line.since),
        chinese_date(line.last_day) if line.last_day else "",
        line.word,
        line.number,
        "；".join(f"{side}{chinese_date(day) if day else '未签'}" for side, day in line.sides)
        if line.number
        else "",
        line.filing_number,
        f"退回：{line.remark}" if line.remark else line.obstacle,
        line.source,
    ]
