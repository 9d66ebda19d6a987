"""The promotion list and the education share as workbooks, with their evidence."""

from datetime import date

from guanling.documents.papers import chinese_date
from guanling.documents.tables import OutColumn, Page, write_book


def promotion_book(found, on: date, county: str) -> bytes:
    """Return the promotion list as shown: a line per person, then a line per condition with its evidence."""
    lines = (f"截至{chinese_date(on)}",)
    listed = (
        [
            number,
            one.township,
            one.person.name,
            one.posts,
            chinese_date(one.assessment.since),
            one.assessment.served,
            *(condition.word for condition in one.assessment.conditions),
            one.assessment.word,
        ]
        for number, one in enumerate(found, 1)
    )
    evidence = (
        [
            one.township,
            one.person.name,
            condition.name,
            condition.word,
            condition.said,
            "；".join(condition.evidence),
            clause,
            source,
        ]
        for one in found
        for condition, clause, source in one.checks
    )
    title = f"{county}计生领导岗位优先提拔名单"
    return write_book(
        [
            Page(
                title,
                (
                    "序号",
                    "乡镇（街道）",
                    "姓名",
                    "岗位",
                    "连续任职自",
                    "已连续任职",
                    "连续任职",
                    "实绩突出",
                    "没有影响期内的惩处",
                    "结论",
                ),
                listed,
                lines=lines,
                sheet="名单",
            ),
            Page(
                f"{title}（依据）",
                ("乡镇（街道）", "姓名", "条件", "是否满足", "说明", "依据材料", "条款", "条款来源"),
                evidence,
                lines=lines,
                sheet="依据",
            ),
        ]
    )


SHARE_COLUMNS = (
    OutColumn("在任人口主任", number=True),
    OutColumn("高中（中专）以上", number=True),
    OutColumn("未达到", number=True),
    OutColumn("文化程度未填", number=True),
    OutColumn("占全部（%）", number=True),
    OutColumn("占已知学历的（%）", number=True),
    OutColumn("目标（%）", number=True),
    OutColumn("是否达到"),
    OutColumn("还差人数", number=True),
)
REACHED = {True: "达到", False: "未达到", None: ""}


def _share_cells(share, target):
    return [
        share.total,
        share.met,
        share.below,
        share.unknown,
        share.of_all,
        share.of_known,
        target,
        REACHED[share.reaches(target)],
        None if target is None else share.missing(target),
    ]


def education_book(found, shown, on: date, county: str, *, target, target_year, shown_as: str) -> bytes:
    """Return the education share: per township, the trend, and the chosen people (``shown_as``)."""
    lines = (
        f"截至{chinese_date(on)}；目标：{target_year}年末{target}%（P3.6）"
        if target is not None
        else f"截至{chinese_date(on)}",
    )
    by_year = "历年按学历毕业时间计算；没有学历记录的按现有文化程度"
    return write_book(
        [
            Page(
                f"{county}人口主任学历结构",
                (
                    "乡镇（街道）",
                    *SHARE_COLUMNS,
                    OutColumn("在读", number=True),
                    OutColumn("预计占全部（%）", number=True),
                ),
                (
                    [
                        line.name,
                        *_share_cells(line.share, target),
                        line.on_the_way,
                        line.expected.of_all if line.expected else None,
                    ]
                    for line in [*found.townships, found.total]
                ),
                lines=lines,
                sheet="各乡镇",
            ),
            Page(
                f"{county}人口主任学历结构历年变化",
                ("日期", *SHARE_COLUMNS),
                ([chinese_date(point.day), *_share_cells(point.share, target)] for point in found.trend),
                lines=(*lines, by_year),
                sheet="历年",
            ),
            Page(
                f"{county}人口主任名单（{shown_as}）",
                ("乡镇（街道）", "村（居、社区）", "姓名", "文化程度", "在读"),
                (
                    [
                        "、".join(dict.fromkeys(township for _, township, _, _ in one.places)),
                        "、".join(village for *_, village in one.places),
                        one.name,
                        one.level_shown,
                        one.studies,
                    ]
                    for one in shown
                ),
                lines=lines,
                sheet="名单",
            ),
        ]
    )
