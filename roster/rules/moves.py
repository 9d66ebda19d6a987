"""Pure rules of moves and renewals: whose consent, conditions of another term (P2.5), working days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar
from dateutil.relativedelta import relativedelta

from roster.enums import Education, EndGround, PostKind
from roster.rules import PolicyValues

AGE, SCHOOLING = "leaving.renewal_age_max", "selection.education_min"
SOON, NOTICE = "stability.term_soon_days", "selection.notice_working_days"
FULL_TERM = "selection.full_term_years"


def consent_of(kind: str) -> str:
    """Return whose consent a move out of a post of ``kind`` needs: a key of roster.rules.CONSENTS.

    N3.1 gives leaders in charge to the Organization Department; all others go to the bureau, computer
    operators at any time (N3.2).
    """
    return "organization" if kind == PostKind.LEADER_IN_CHARGE else "bureau"


# Endings that are no leaving: another act or another's consent stands behind them, or the term ran out.
_NOT_LEFT = ("", EndGround.MOVED, EndGround.RETURNED, EndGround.FILLED, EndGround.UNIT_CHANGED)


def left_early(ground: str, document_number: str) -> bool:
    """Whether somebody left a post for a ground that needed nobody's approval (N3.1 to N3.3).

    Who left so has not been released from the lock: another post within it would be a move without consent.
    """
    return ground not in (*_NOT_LEFT, EndGround.NOT_RENEWED) and not document_number


def stays_a_term(ground: str) -> bool:
    """Whether an ending is the running out of a term, after which P2.5 asks for renewal."""
    return ground in ("", EndGround.NOT_RENEWED)


def age_on(birth: date, day: date) -> int:
    """Return full years of age on ``day``."""
    return relativedelta(day, birth).years


def working_days(first: date, last: date) -> tuple[int, bool]:
    """Return the working days from ``first`` to ``last``, both counted, and whether the calendar tells them.

    Beyond the years of which the public holidays are published Monday to Friday count.
    """
    number, known = 0, True
    day = first
    while day <= last:
        try:
            number += chinese_calendar.is_workday(day)
        except NotImplementedError:
            number += day.isoweekday() <= 5
            known = False
        day += timedelta(days=1)
    return number, known


@dataclass(frozen=True)
class Condition:
    """One condition of a renewal; ``met`` None: nothing laid down. ``general``: 一般, excusable."""

    name: str
    met: bool | None
    text: str
    clause: str
    general: bool = False


@dataclass(frozen=True)
class Renewal:
    """What the conditions are asked about. ``taken``: somebody else holds the place from the new term on."""

    term_from: date
    term_to: date
    end_ground: str
    taken: bool
    birth: date
    education: str
    notice_from: date | None = None
    notice_to: date | None = None
    check_result: str = ""

    @property
    def day(self) -> date:
        """The new term's first day."""
        return self.term_to + timedelta(days=1)


# 高中 and 中专 stand on one step (P2.3).
_STEPS = {
    Education.PRIMARY: 0,
    Education.JUNIOR_HIGH: 1,
    Education.VOCATIONAL: 2,
    Education.SENIOR_HIGH: 2,
    Education.COLLEGE: 3,
    Education.BACHELOR: 4,
    Education.GRADUATE: 5,
}
_LEAST = {
    "junior_high": (1, "初中"),
    "senior_high": (2, "高中（中专）"),
    "college": (3, "大专"),
    "bachelor": (4, "本科"),
    "postgraduate": (5, "研究生"),
}


def schooled(education: str, least: str) -> bool | None:
    """Whether ``education`` is at least ``least`` (an option of the policy); None where it is unknown."""
    return _STEPS[Education(education)] >= _LEAST[least][0] if education else None


def least_schooling(least: str) -> str:
    """Return an education that is asked for in words: 高中（中专）."""
    return _LEAST[least][1]


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def renewal_conditions(asked: Renewal, policy: PolicyValues, on: date) -> list[Condition]:
    """Return the conditions and steps of a renewal as they stand on ``on`` (P2.5 with P2.3, P2.4, P8.1)."""
    return [
        _time(asked, policy, on),
        _served(asked),
        _age(asked, policy),
        _schooling(asked, policy),
        _notice(asked, policy, on),
        Condition("考察", bool(asked.check_result), asked.check_result or "还没有登记考察结果", "P2.4"),
    ]


def _time(asked, policy, on):
    left, soon = (asked.term_to - on).days, policy.get(SOON) or 0
    if asked.taken:
        return Condition("办理时间", False, "聘期届满后岗位已由他人补选", "P2.5")
    ends = f"聘期至{_written(asked.term_to)}"
    if left < 0:
        return Condition("办理时间", True, f"{ends}，已届满，岗位尚未补选", "P2.5")
    return Condition("办理时间", left <= soon, f"{ends}，还有{left}天；届满前{soon}天内办理", "P2.5")


def _served(asked):
    text = f"{_written(asked.term_from)}至{_written(asked.term_to)}"
    if asked.end_ground:
        return Condition("任满聘期", False, f"{text}，已以“{EndGround(asked.end_ground).label}”离任", "P2.5")
    return Condition("任满聘期", True, text, "P2.5")


def _age(asked, policy):
    age, most = age_on(asked.birth, asked.day), policy.get(AGE)
    if most is None:
        return Condition("年龄", None, f"续聘时{age}周岁；县没有规定续聘年龄上限，不核对", "P8.1")
    return Condition("年龄", age <= most, f"续聘时{age}周岁，一般不超过{most}周岁", "P8.1", general=True)


def _schooling(asked, policy):
    least = policy.get(SCHOOLING)
    has = Education(asked.education).label if asked.education else "档案中没有填写"
    if least is None:
        return Condition("学历", None, f"{has}；没有规定最低学历，不核对", "P2.3")
    step, label = _LEAST[least]
    met = bool(asked.education) and _STEPS[Education(asked.education)] >= step
    return Condition("学历", met, f"{has}，应为{label}以上", "P2.3")


def _notice(asked, policy, on):
    least = policy.get(NOTICE) or 0
    if asked.notice_from is None or asked.notice_to is None:
        return Condition("公示", False, f"还没有登记公示；不少于{least}个工作日", "P2.4")
    number, known = working_days(asked.notice_from, asked.notice_to)
    text = (
        f"{_written(asked.notice_from)}至{_written(asked.notice_to)}，{number}个工作日，不少于{least}个工作日"
    )
    if not known:
        text += "（当年节假日安排尚未公布，按周一至周五计算）"
    if asked.notice_to >= on:
        return Condition("公示", False, f"{text}；公示还没有期满", "P2.4")
    return Condition("公示", number >= least, text, "P2.4")


def standing_in_the_way(conditions: Iterable[Condition]) -> list[Condition]:
    """Return the conditions that forbid asking: those not met and not worded 一般."""
    return [condition for condition in conditions if condition.met is False and not condition.general]


def needing_exception(conditions: Iterable[Condition]) -> list[Condition]:
    """Return the conditions that are not met and that the county may excuse with a reason (一般)."""
    return [condition for condition in conditions if condition.met is False and condition.general]
