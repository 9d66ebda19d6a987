"""Conditions of a hire: what the county sees before it approves, with clause, need and evidence (P2.1–P2.4).

Nothing in here tells who the applicant is: the conditions are frozen with the file and stay when the personal
data go.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from guanling.policy.rules import chinese_date
from recruitment.rules import frozen
from roster.enums import Education
from roster.rules.moves import least_schooling, schooled, working_days

# The steps of P2.4 that lie before the county's approval, in their order; what follows is no condition of it.
STEPS = ("announcement", "registration", "review", "exam", "interview", "check", "medical", "notice")
LABELS = {
    "announcement": "公告",
    "registration": "报名",
    "review": "资格审查",
    "exam": "笔试",
    "interview": "面试",
    "check": "考察",
    "medical": "体检",
    "notice": "公示",
}
# These two go on side by side: neither comes before the other.
TOGETHER = ("check", "medical")
PROCEDURE, OPEN, QUOTA, STATION = "P2.4", "P2.1", "P2.2", "A3.8"
NOTICE_DAYS = "selection.notice_working_days"
LIMITS = {False: ("selection.age_max", "selection.education_min")}
LIMITS[True] = ("selection.station_age_max", "selection.station_education_min")
# 中专 counts as 高中 (P2.3).
RANKS = {level: rank for rank, level in enumerate(Education)}
RANKS[Education.VOCATIONAL] = RANKS[Education.SENIOR_HIGH]
UNPUBLISHED = "（当年节假日安排尚未公布，按周一至周五计算）"


@dataclass(frozen=True)
class Step:
    """A step as the record shows it: its day (None: there is no record), who, and what came of it.

    ``failed``: it is on record, but did not end well.
    """

    name: str
    day: date | None = None
    who: str = ""
    found: str = ""
    failed: bool = False


@dataclass(frozen=True)
class Facts:
    """What the record of one applicant and of the round shows.

    ``quota`` places the post has on the day of the hire (None: none is laid down), ``serving`` of them are
    taken; ``required``: the steps that policy or plan ask for.
    """

    station: bool
    age: int
    education: str
    start_on: date
    quota: int | None
    serving: int
    steps: Mapping[str, Step]
    required: frozenset[str]
    exception_number: str = ""
    education_min: str = ""
    requirement: str = ""
    notice_first: date | None = None
    notice_last: date | None = None
    objections: int = 0
    objections_open: int = 0
    objections_upheld: int = 0
    parameters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Condition:
    """One condition: what is asked for, what was found, whether it is met, and by what."""

    condition: str
    clause: str
    need: str
    found: str
    met: bool
    evidence: str


def conditions(facts: Facts) -> list[Condition]:
    """Return all conditions of the hire in the order of the clauses."""
    return [
        _open(facts),
        _quota(facts),
        _age(facts),
        _education(facts),
        *_steps(facts),
        _notice(facts),
        _objections(facts),
    ]


def unmet(rows: Iterable[Condition]) -> list[Condition]:
    """Return those that stand in the way."""
    return [row for row in rows if not row.met]


def _open(facts):
    told = facts.steps.get("announcement", Step("announcement"))
    return Condition(
        "公开选聘",
        STATION if facts.station else OPEN,
        "面向社会公告选聘",
        told.found or "没有公告",
        told.day is not None,
        f"公告{told.found}" if told.day else "没有公告的记录",
    )


def _quota(facts):
    if facts.quota is None:
        return Condition("岗位名额", QUOTA, "没有规定名额", "不核对", True, "政策没有规定这一岗位的名额")
    left = facts.quota - facts.serving
    return Condition(
        "岗位名额",
        QUOTA,
        f"不超过核定的{facts.quota}名",
        f"在任{facts.serving}名，空缺{max(left, 0)}名",
        left > 0,
        f"{chinese_date(facts.start_on)}的在任情况",
    )


def _age(facts):
    key = LIMITS[facts.station][0]
    most = int(frozen.number(facts.parameters, key))
    met = facts.age <= most
    evidence = "报名截止日的周岁"
    if not met and facts.exception_number:
        met, evidence = True, f"县核准放宽：{facts.exception_number}"
    general = "不超过" if facts.station else "一般不超过"
    return Condition(
        "年龄",
        facts.parameters[key]["clause"],
        f"{general}{most}周岁",
        f"{facts.age}周岁",
        met,
        evidence,
    )


def _education(facts):
    key = LIMITS[facts.station][1]
    least = frozen.value(facts.parameters, key)
    label, met = least_schooling(least), bool(schooled(facts.education, least))
    if facts.education_min and schooled(facts.education_min, least):
        label = Education(facts.education_min).label
        met = met and RANKS[facts.education] >= RANKS[facts.education_min]
    need = f"{label}以上" + (f"；{facts.requirement}" if facts.requirement else "")
    return Condition(
        "学历",
        facts.parameters[key]["clause"],
        need,
        Education(facts.education).label,
        met,
        "资格审查时核对的学历证书",
    )


def _steps(facts):
    """Each step asked for, on record and not before the one before it."""
    rows, before, latest = [], None, None
    for name in STEPS:
        if name not in facts.required:
            continue
        step = facts.steps.get(name) or Step(name)
        label = LABELS[name]
        if name not in TOGETHER or latest is None or latest.name not in TOGETHER:
            before = latest
        if step.day is None:
            rows.append(Condition(label, PROCEDURE, "按程序进行", "没有记录", False, step.found))
            continue
        early = before is not None and step.day < before.day
        evidence = step.found
        if early:
            evidence = f"早于{LABELS[before.name]}（{chinese_date(before.day)}），次序不符"
        found = chinese_date(step.day) + (f"，{step.who}" if step.who else "")
        met = not early and not step.failed
        rows.append(Condition(label, PROCEDURE, "按程序依次进行", found, met, evidence))
        if latest is None or step.day >= latest.day:
            latest = step
    return rows


def _notice(facts):
    least = int(frozen.number(facts.parameters, NOTICE_DAYS))
    need = f"不少于{least}个工作日"
    if facts.notice_first is None or facts.notice_last is None:
        return Condition("公示时间", PROCEDURE, need, "没有公示", False, "没有公示的记录")
    number, known = working_days(facts.notice_first, facts.notice_last)
    return Condition(
        "公示时间",
        PROCEDURE,
        need,
        f"{number}个工作日",
        number >= least,
        f"{chinese_date(facts.notice_first)}至{chinese_date(facts.notice_last)}"
        + ("" if known else UNPUBLISHED),
    )


def _objections(facts):
    if facts.objections_upheld:
        found = f"{facts.objections_upheld}件异议成立"
    elif facts.objections_open:
        found = f"{facts.objections}件，{facts.objections_open}件还没有答复"
    else:
        found = f"{facts.objections}件，均已答复" if facts.objections else "没有异议"
    return Condition(
        "公示异议",
        PROCEDURE,
        "全部核查答复，没有成立的",
        found,
        not facts.objections_open and not facts.objections_upheld,
        "公示异议登记",
    )
