"""The villages' work reports on paper: a landscape sheet per township (P4.1, P5.3)."""

from appraisal.enums import Duty
from appraisal.models import Month
from appraisal.queries.reports import TownshipLine
from guanling.documents import papers

REPORTS = "work-reports"
SIGNATURES = ("填表", "审核", "负责人")
ROW = 8


def _columns():
    named = [("序号", 11, "center"), ("村（居、社区）", 40, "center")]
    for duty in Duty:
        named += [(f"{duty.label}\n计划", 19, "right"), (f"{duty.label}\n完成", 19, "right")]
    named += [("合计\n计划", 17, "right"), ("合计\n完成", 17, "right"), ("完成率\n（%）", 15, "right")]
    return [{"title": title, "width": width, "align": align} for title, width, align in named]


def _figures(works, whole):
    figures = [str(figure) for work in works for figure in (work.planned, work.done)]
    share = "—" if whole.share is None else str(whole.share)
    return [*figures, str(whole.planned), str(whole.done), share]


def reports_content(month: Month, townships: list[TownshipLine]) -> dict:
    """Return the reports of a month as they are to be printed; who has not reported stands there empty."""
    tables = []
    for line in townships:
        title = f"{line.township.name}{month}村级工作月报表"
        rows = [
            [
                str(number),
                row.village.short_name,
                *(_figures(row.works, row.total) if row.report else ["未报", *[""] * (2 * len(Duty) + 2)]),
            ]
            for number, row in enumerate(line.rows, 1)
        ]
        rows.append(["", "合计", *_figures(line.works, line.total)])
        tables.append(
            {
                "title": title,
                "columns": _columns(),
                "rows": rows,
                "above_left": f"填报单位（盖章）：{line.township.name}计生办",
                "above_right": f"应报 {line.villages} 个村，已报 {line.reported} 个",
                "continued": f"{title}（续）",
                "notes": ["注：按人口主任四类职责填报工作次数（P4.1、P5.3），不写群众姓名和情况。"],
                "row_height": ROW,
            }
        )
    where = tables[0]["title"] if len(tables) == 1 else f"{month}村级工作月报表"
    return {"title": where, "signatures": list(SIGNATURES), "tables": tables}


papers.register(papers.PaperKind(REPORTS, "村级工作月报表", papers.tables_parts))
