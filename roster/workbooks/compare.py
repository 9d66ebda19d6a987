"""The establishment on two days as a workbook."""

from guanling.documents.papers import chinese_date
from guanling.documents.tables import OutColumn, Page, write_book

_N = {"number": True}
TOTALS = (
    OutColumn("岗位"),
    OutColumn("单位数（前）", **_N),
    OutColumn("单位数（后）", **_N),
    OutColumn("应配（前）", **_N),
    OutColumn("应配（后）", **_N),
    OutColumn("应配增减", **_N),
    OutColumn("实有（前）", **_N),
    OutColumn("实有（后）", **_N),
    OutColumn("实有增减", **_N),
    OutColumn("代行（前）", **_N),
    OutColumn("代行（后）", **_N),
)
LINES = (
    OutColumn("单位代码"),
    OutColumn("乡镇（街道）"),
    OutColumn("单位"),
    TOTALS[0],
    *TOTALS[3:],
    OutColumn("到任"),
    OutColumn("离任"),
    OutColumn("应配变化的原因"),
)
UNITS = (
    OutColumn("单位代码"),
    OutColumn("上级"),
    OutColumn("单位"),
    OutColumn("只在哪一日"),
    OutColumn("设立"),
    OutColumn("撤并"),
    OutColumn("并入"),
    OutColumn("由其并入"),
    OutColumn("批准文号"),
    OutColumn("应配", **_N),
    OutColumn("实有", **_N),
)


def told(moves) -> str:
    """Return who came or went, with day and ground; how many where names may not be seen."""
    if moves and not moves[0].name:
        return f"{len(moves)}人"
    return "；".join(
        f"{move.name}（{chinese_date(move.day)}{f'，{move.how}' if move.how else ''}）" for move in moves
    )


def _figures(row):
    then, now = row.then, row.now
    return [
        then.required_shown,
        now.required_shown,
        row.required_change,
        then.actual,
        now.actual,
        row.change,
        then.acting,
        now.acting,
    ]


def comparison_book(found, shown, county: str) -> bytes:
    """Return the comparison as shown: totals per post, the lines, the units that exist on one day alone."""
    above = (f"{chinese_date(found.first)}（前）与{chinese_date(found.second)}（后）对照",)
    summed = ([row.now.kind.label, row.then.units, row.now.units, *_figures(row)] for row in found.totals)
    lines = (
        [
            row.now.unit_code,
            row.now.township,
            row.now.unit,
            row.now.post,
            *_figures(row),
            told(row.came),
            told(row.went),
            "；".join(row.causes),
        ]
        for row in shown
    )
    units = (
        [
            row.unit.code,
            row.unit.parent.short_name if row.unit.parent else "",
            row.unit.name,
            chinese_date(found.second if row.now else found.first),
            row.unit.valid_from,
            row.unit.valid_to,
            row.unit.successor.short_name if row.unit.successor else "",
            "、".join(other.short_name for other in row.unit.predecessors.all()),
            row.unit.document_number,
            row.required,
            row.actual,
        ]
        for row in found.units
    )
    title = f"{county}计生岗位编制两日对照表"
    return write_book(
        [
            Page(f"{title}（合计）", TOTALS, summed, lines=above, sheet="合计"),
            Page(title, LINES, lines, lines=above, sheet="逐单位"),
            Page(f"{title}（只在其中一日的机构）", UNITS, units, lines=above, sheet="机构变化"),
        ]
    )
