"""First in line for promotion (N4.1): service in leading posts and outstanding results, item by item.

The documents ask for consecutive service and outstanding results and give a measure for the first alone.
The county's own measure of the second is dated policy: yearly grades, and whether a reward may stand for
them. What nobody has recorded is unknown: it neither speaks for somebody nor against.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from roster.enums import Grade, HonourKind, HonourLevel, PostKind
from roster.rules import PolicyValues, full_years, served_since

# Leaders of this work at township level; who leads the county centre is not told apart from its staff.
LEADING_KINDS = (PostKind.LEADER_IN_CHARGE, PostKind.OFFICE_DIRECTOR)
YEARS = "stability.promotion_years"
EXCELLENT = "stability.promotion_excellent_years"
REWARDS = "stability.promotion_reward_counts"
COUNTY_AND_ABOVE = (HonourLevel.STATE, HonourLevel.PROVINCE, HonourLevel.PREFECTURE, HonourLevel.COUNTY)
MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"
ELIGIBLE, LACKING = "eligible", "lacking"
WORDS = {MET: "满足", NOT_MET: "不满足", UNKNOWN: "不明"}
STATES = {ELIGIBLE: "符合", LACKING: "尚缺条件", UNKNOWN: "缺少记录"}


@dataclass(frozen=True)
class Term:
    """Regular service in a leading post; ``continued_on``: the same service goes on under the unit's new name
    from that day."""

    title: str
    first: date
    last: date | None
    continued_on: date | None = None

    @property
    def end(self) -> date | None:
        """The last day of the service; a change of the unit's name leaves no gap in it."""
        return self.continued_on - timedelta(days=1) if self.continued_on else self.last


@dataclass(frozen=True)
class Honour:
    """A reward or sanction as the file records it."""

    kind: str
    level: str
    name: str
    given_on: date
    holds_to: date | None = None
    document_number: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether it has effect on ``day``."""
        return self.given_on <= day and (self.holds_to is None or day <= self.holds_to)


@dataclass(frozen=True)
class Record:
    """What is known of somebody: service, grades of years (with document numbers), honours.

    ``kept_by``: the office that keeps the file, where the reader may not look into it.
    """

    terms: tuple[Term, ...]
    grades: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    honours: tuple[Honour, ...] = ()
    kept_by: str = ""


@dataclass(frozen=True)
class Condition:
    """One condition: how it stands, in a word and with its evidence; ``key`` is the parameter it rests on."""

    name: str
    key: str
    state: str
    said: str
    evidence: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """The state in a word."""
        return WORDS[self.state]


@dataclass(frozen=True)
class Assessment:
    """How somebody stands on a day: all conditions met, one not met, or one that cannot be told yet.

    ``grades`` are those of the years that count, "" where none is recorded; ``rewards`` those that may stand
    for them.
    """

    since: date
    served: str
    grades: tuple[tuple[int, str], ...]
    rewards: tuple[Honour, ...]
    service: Condition
    results: Condition
    sanctions: Condition

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions, in the order of the clause."""
        return self.service, self.results, self.sanctions

    @property
    def state(self) -> str:
        """``eligible``, ``lacking``, or ``unknown`` where only records are missing."""
        states = {condition.state for condition in self.conditions}
        if NOT_MET in states:
            return LACKING
        return UNKNOWN if UNKNOWN in states else ELIGIBLE

    @property
    def word(self) -> str:
        """The state in a word."""
        return STATES[self.state]


def chinese(day: date) -> str:
    """Return a date as 2016年9月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def span(years: int, months: int) -> str:
    """Return 4年7个月, 4年, 7个月 or 不满1个月."""
    return (f"{years}年" if years else "") + (f"{months}个月" if months else "") or "不满1个月"


def grade_years(on: date, years: int) -> range:
    """Return the last full ``years`` before the year of ``on``: those that can have a grade."""
    return range(on.year - years, on.year)


def assess(record: Record, on: date, policy: PolicyValues) -> Assessment | None:
    """Return how the holder of a leading post stands on ``on`` (N4.1).

    None before N4.1 held, and where no term holds on the day. Service as leader in charge and as office
    director adds up, in one township after the other too, as long as there is no day between.
    """
    years = policy.get(YEARS)
    since = served_since(((term.first, term.end) for term in record.terms), on)
    if years is None or since is None:
        return None
    window = grade_years(on, years)
    length = relativedelta(on + timedelta(days=1), since)
    served = span(length.years, length.months)
    counting, others = _rewards(record.honours, date(window.start, 1, 1), on)
    return Assessment(
        since,
        served,
        tuple((year, _grade(record, year)) for year in window),
        tuple(counting),
        _service(record.terms, since, on, years, served),
        _results(record, window, counting, others, policy),
        _sanctions(record, on),
    )


def _service(terms, since, on, years, served):
    ripe = full_years(since, years)
    evidence = tuple(
        f"{chinese(term.first)}至{chinese(term.end) if term.end and term.end < on else '今'}　{term.title}"
        for term in sorted(terms, key=lambda term: term.first)
        if term.first <= on and (term.end is None or term.end >= since)
    )
    if on >= ripe:
        said = f"{chinese(since)}起，{served}"
        return Condition("连续任职", YEARS, MET, said, evidence)
    said = f"{chinese(since)}起，{served}，到{chinese(ripe)}满{years}年"
    return Condition("连续任职", YEARS, NOT_MET, said, evidence)


def _withheld(name, key, record):
    said = f"档案由{record.kept_by}管理，本单位看不到考核和奖惩记录"
    return Condition(name, key, UNKNOWN, said)


def _results(record, window, counting, others, policy):
    name, needed = "实绩突出", policy.get(EXCELLENT)
    if record.kept_by:
        return _withheld(name, EXCELLENT, record)
    if needed is None:
        return Condition(name, EXCELLENT, UNKNOWN, "当日没有规定实绩突出的标准")
    excellent = [year for year in window if _grade(record, year) == Grade.EXCELLENT]
    missing = [year for year in window if not _grade(record, year)]
    evidence = (
        *(_grade_line(record, year) for year in window),
        *(honour_line(honour) for honour in counting),
        *(f"{honour_line(honour)}：{why}，不计入" for honour, why in others),
    )
    said = f"近{len(window)}年优秀{len(excellent)}年" + _in_brackets(excellent)
    if len(excellent) >= needed:
        return Condition(name, EXCELLENT, MET, said, evidence)
    if counting and policy.get(REWARDS):
        return Condition(name, REWARDS, MET, f"{said}；县级以上奖励{len(counting)}项", evidence)
    said += f"，应有{needed}年"
    if len(excellent) + len(missing) >= needed:
        years_missing = "、".join(str(year) for year in missing)
        return Condition(name, EXCELLENT, UNKNOWN, f"{said}；{years_missing}年无考核记录", evidence)
    return Condition(name, EXCELLENT, NOT_MET, said, evidence)


def _grade(record, year):
    return record.grades.get(year, ("", ""))[0]


def _grade_line(record, year):
    grade, number = record.grades.get(year, ("", ""))
    if not grade:
        return f"{year}年度考核：无考核记录"
    return f"{year}年度考核：{Grade(grade).label}" + (f"（{number}）" if number else "")


def _in_brackets(years):
    return f"（{'、'.join(f'{year}年' for year in years)}）" if years else ""


def _rewards(honours: Iterable[Honour], first: date, on: date):
    """Return the rewards that count on ``on``, and those that do not with the reason."""
    counting, others = [], []
    for honour in sorted(honours, key=lambda honour: honour.given_on):
        if honour.kind != HonourKind.REWARD or honour.given_on > on:
            continue
        if not honour.holds_on(on):
            others.append((honour, "当日已失效"))
        elif honour.level not in COUNTY_AND_ABOVE:
            others.append((honour, "不是县级以上奖励"))
        elif honour.given_on < first:
            others.append((honour, f"{first.year}年以前授予"))
        else:
            counting.append(honour)
    return counting, others


def honour_line(honour: Honour) -> str:
    """Return a reward or sanction in one line, as lists and papers cite it."""
    kind = "" if honour.kind == HonourKind.REWARD else "惩处："
    number = f"，{honour.document_number}" if honour.document_number else ""
    return f"{kind}{HonourLevel(honour.level).label}{honour.name}（{chinese(honour.given_on)}{number}）"


def _sanctions(record, on):
    name = "没有影响期内的惩处"
    if record.kept_by:
        return _withheld(name, EXCELLENT, record)
    sanctions = sorted(
        (honour for honour in record.honours if honour.kind == HonourKind.SANCTION and honour.given_on <= on),
        key=lambda honour: honour.given_on,
    )
    evidence = tuple(f"{honour_line(honour)}，{_effect(honour, on)}" for honour in sanctions)
    holding = [honour for honour in sanctions if honour.holds_on(on)]
    if not holding:
        return Condition(name, EXCELLENT, MET, "惩处影响期已满" if sanctions else "没有惩处记录", evidence)
    if any(honour.holds_to is None for honour in holding):
        return Condition(name, EXCELLENT, NOT_MET, "惩处未载明影响期止日", evidence)
    last = max(honour.holds_to for honour in holding)
    return Condition(name, EXCELLENT, NOT_MET, f"惩处影响期至{chinese(last)}", evidence)


def _effect(honour, on):
    if honour.holds_to is None:
        return "未载明影响期止日"
    return f"影响期{'至' if honour.holds_on(on) else '已于'}{chinese(honour.holds_to)}" + (
        "" if honour.holds_on(on) else "届满"
    )
