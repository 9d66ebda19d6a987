"""Visits of supervision (P6.1): what is looked at, what is still lacking, how a deadline stands. Pure.

The sample checklist is about village work, its ledgers and its staff; no item asks for a resident.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

# (topic, words), in the order in which a visit goes: the values of enums.CheckTopic.
SAMPLE = (
    ("publicity", "村务公开栏、宣传栏按时更换，政策宣传资料发放有登记"),
    ("publicity", "本月集中宣传、入户宣传有计划、有记录"),
    ("figures", "村级月报按时上报，报表数与台账汇总数一致"),
    ("figures", "信息采集、变更登记及时录入，无漏报、迟报"),
    ("follow_up", "随访服务按计划开展，随访登记次数与工作报告一致"),
    ("follow_up", "服务通知、组织情况有登记"),
    ("floating", "流动人口登记册按月更新，流入、流出人数与上报数一致"),
    ("floating", "流动人口协查、反馈按期办结"),
    ("ledger", "台账种类齐全，按年度装订成册"),
    ("ledger", "台账填写完整、字迹清楚，无涂改、无代签"),
    ("ledger", "台账有专柜保管，借阅、移交有登记"),
    ("staff", "人口主任按规定时间在岗，外出有请假手续"),
    ("staff", "工作例会、业务学习有记录"),
    ("staff", "岗位职责、服务承诺上墙公布"),
)
SKIPPED, PROBLEM = "skipped", "problem"


@dataclass(frozen=True)
class Seen:
    """What has been typed of one item: its words, the outcome ("" while nobody has looked), the remark."""

    text: str
    outcome: str
    remark: str = ""


def lacking(checks: Iterable[Seen], people: Iterable[tuple[str, bool | None]]) -> list[str]:
    """Return in Chinese what stands between a visit and its record; nothing where it can be closed.

    ``checks``: all items in use; ``people``: (name, there or not, None while not noted) of who serves.
    """
    checks = list(checks)
    said = []
    if not checks:
        said.append("还没有检查项目，请县局先设置")
    if left := sum(not one.outcome for one in checks):
        said.append(f"还有{left}个检查项目没有填，没有查的请标为“未查”")
    said += [
        f"“{one.text}”有问题，请写明情况"
        for one in checks
        if one.outcome == PROBLEM and not one.remark.strip()
    ]
    if names := [name for name, present in people if present is None]:
        said.append(f"请标明{'、'.join(names)}是否在场")
    return said


def mend_day(found_on: date, days: int) -> date:
    """Return the day by which a problem is to be mended: so many days after it was found."""
    return found_on + timedelta(days=days)


def is_overdue(mend_by: date, today: date) -> bool:
    """Return whether the day by which a problem was to be mended has passed; the day itself is in time."""
    return today > mend_by
