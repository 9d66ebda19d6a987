"""Whether a round's calendar can stand: dates in order, time enough to register and to be told (P2.4)."""

from dataclasses import dataclass
from datetime import date, datetime

from guanling.policy.rules import chinese_date
from roster.rules.moves import working_days

CLAUSE = "P2.4"
# The steps after registration, in their order: (field, what it is called).
STEPS = (
    ("review_until", "资格审查截止"),
    ("written_on", "笔试"),
    ("interview_on", "面试"),
    ("check_from", "考察体检开始"),
    ("notice_from", "公示开始"),
    ("notice_to", "公示结束"),
    ("start_on", "拟聘用"),
)
UNKNOWN_YEAR = "当年节假日安排尚未公布，按周一至周五计算，公布后请核对"


@dataclass(frozen=True)
class Calendar:
    """A round's days as its plan lays them down; times are those of the place."""

    opens_at: datetime | None
    closes_at: datetime | None
    review_until: date | None
    written_on: date | None
    interview_on: date | None
    check_from: date | None
    notice_from: date | None
    notice_to: date | None
    start_on: date | None
    with_interview: bool = True

    def day(self, name: str) -> date | None:
        """Return a step's day; of registration its last."""
        value = getattr(self, name)
        return value.date() if isinstance(value, datetime) else value


@dataclass(frozen=True)
class Limits:
    """What the policy asks for, with its sources as cited."""

    registration_days: int
    notice_working_days: int


@dataclass(frozen=True)
class Fault:
    """What is wrong with one date, in a sentence, and the clause by which."""

    field: str
    text: str
    clause: str = CLAUSE

    def __str__(self):
        return f"{self.text}（{self.clause}）。"


@dataclass(frozen=True)
class Judged:
    """The faults of a calendar, its lengths, and what the reader should know besides (``notes``)."""

    faults: tuple[Fault, ...]
    registration_days: int | None
    notice_working_days: int | None
    notes: tuple[str, ...] = ()


def registration_days(calendar: Calendar) -> int | None:
    """Return on how many days one can register, the first and the last counted."""
    if calendar.opens_at is None or calendar.closes_at is None:
        return None
    return (calendar.closes_at.date() - calendar.opens_at.date()).days + 1


def steps_of(calendar: Calendar) -> list[tuple[str, str]]:
    """Return the steps that this round has, as :data:`STEPS`: without an interview where none is planned."""
    return [step for step in STEPS if calendar.with_interview or step[0] != "interview_on"]


def judge(calendar: Calendar, limits: Limits, *, now: datetime | None = None) -> Judged:
    """Judge a calendar. With ``now`` it is about to be announced: registration must not have begun before.

    Every fault is told, not the first alone. A step takes place after the day of the step before it; only
    the review may end on the last day of registration, and the notice on the day on which it began.
    """
    faults = [*_registration(calendar, limits, now), *_order(calendar)]
    days, notes = None, []
    first, last = calendar.notice_from, calendar.notice_to
    if first and last and first <= last:
        days, known = working_days(first, last)
        if not known:
            notes.append(f"公示期{chinese_date(first)}至{chinese_date(last)}：{UNKNOWN_YEAR}。")
        if days < limits.notice_working_days:
            told = "" if known else f"（{UNKNOWN_YEAR}）"
            faults.append(
                Fault(
                    "notice_to",
                    f"公示{chinese_date(first)}至{chinese_date(last)}只有{days}个工作日{told}，"
                    f"不少于{limits.notice_working_days}个工作日",
                )
            )
    return Judged(tuple(faults), registration_days(calendar), days, tuple(notes))


def _registration(calendar, limits, now):
    opens, closes = calendar.opens_at, calendar.closes_at
    if opens is None:
        yield Fault("opens_at", "没有填写报名开始时间")
    elif now is not None and opens < now:
        yield Fault("opens_at", f"报名开始时间{_moment(opens)}已经过去，公告以前不能开始报名，请推后")
    if closes is None:
        yield Fault("closes_at", "没有填写报名截止时间")
        return
    if opens is None:
        return
    if closes <= opens:
        yield Fault("closes_at", f"报名截止时间{_moment(closes)}应晚于报名开始时间{_moment(opens)}")
    elif (days := registration_days(calendar)) < limits.registration_days:
        yield Fault(
            "closes_at",
            f"报名{chinese_date(opens.date())}至{chinese_date(closes.date())}只有{days}天，"
            f"不少于{limits.registration_days}天（首尾两天计算在内）",
        )


def _order(calendar):
    before = ("closes_at", "报名截止")
    for name, label in steps_of(calendar):
        day, previous = calendar.day(name), calendar.day(before[0])
        if day is None:
            yield Fault(name, f"没有填写{label}日期")
            continue
        if previous is not None:
            same_day = name in ("review_until", "notice_to")
            if day < previous or (day == previous and not same_day):
                asked = "不能早于" if same_day else "应在"
                after = "" if same_day else "以后"
                yield Fault(
                    name,
                    f"{label}日期{chinese_date(day)}{asked}{before[1]}日期{chinese_date(previous)}{after}",
                )
        before = (name, label)


def _moment(moment):
    return f"{chinese_date(moment.date())}{moment:%H:%M}"
