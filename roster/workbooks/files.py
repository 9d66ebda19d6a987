"""How complete the personnel files are, as a workbook."""

from datetime import date

from guanling.documents.papers import chinese_date
from guanling.documents.tables import OutColumn, Page, write_book
from roster.enums import SectionState
from roster.rules.files import COUNTED


def completeness_book(sums, rows, posts, on: date, county: str) -> bytes:
    """Return the sums per keeping unit, and each listed file with what every section lacks."""
    above = (f"截至{chinese_date(on)}",)
    summed = (
        [unit.name, unit.people, unit.complete, unit.share, *(number for _, number in unit.missing)]
        for unit in sums
    )
    listed = (
        [
            number,
            row.unit,
            row.name,
            posts.get(row.pk, ""),
            len(row.check.missing),
            *(_words(check) for check in row.check.sections),
        ]
        for number, row in enumerate(rows, 1)
    )
    return write_book(
        [
            Page(
                f"{county}人事信息档案完整情况",
                (
                    OutColumn("档案管理单位"),
                    OutColumn("人数", number=True),
                    OutColumn("齐全", number=True),
                    OutColumn("齐全率", number=True),
                    *(OutColumn(f"缺{section.label}", number=True) for section in COUNTED),
                ),
                summed,
                lines=above,
                sheet="合计",
            ),
            Page(
                f"{county}人事信息档案缺项清单",
                (
                    OutColumn("序号", width=6),
                    OutColumn("档案管理单位"),
                    OutColumn("姓名"),
                    OutColumn("现任岗位"),
                    OutColumn("缺项数", number=True),
                    *(OutColumn(section.label) for section in COUNTED),
                ),
                listed,
                lines=above,
                sheet="人员",
            ),
        ]
    )


def _words(check):
    """Return the state's word, and what is missing behind it."""
    if check.state != SectionState.MISSING or not check.lacks:
        return check.state.label
    return f"{check.state.label}：{'、'.join(check.lacks)}"
