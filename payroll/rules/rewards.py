"""The reward for consecutive years as director with the village up to standard (A7.4). Pure.

Each day on which full years of unbroken service are complete (the third, fourth, … year where the policy says
three) is looked at: the last years of that number, by dates. A calendar year belongs to them when its last
day does, so that each number of years has as many yearly results. All must be up to standard: grade and score
of the target letter. The first such day makes the reward due, once for ever.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from roster.enums import Grade
from roster.rules import full_years

CLAUSE = "A7.4"
YEARS, AMOUNT = "pay.reward_years", "pay.reward_amount"
GRADES, TARGET_MIN = "pay.reward_grades", "pay.reward_target_min"
KEYS = (YEARS, AMOUNT, GRADES, TARGET_MIN)
MET, NOT_MET, MISSING = "met", "not_met", "missing"
WORDS = {MET: "达标", NOT_MET: "不达标", MISSING: "缺结果"}
STATES = {MET: "符合", NOT_MET: "不符合", MISSING: "缺少年度结果"}
READING = (
    "从连续任职之日起按日期算满年限；12月31日在这几年之内的年度，其年度考核结果（以最近一次确定的为准）都须达到规定的"
    "等次和责任书得分。当年任职时间不足、不定等次的，只看责任书得分。缺少年度结果的不作判断，补齐后再看。"
    "此后每满一年，再看最近的这几年，直到第一次都达标。每人只发一次。"
)


@dataclass(frozen=True)
class Result:
    """A confirmed year of somebody: grade (不定等次 where too short), score of the target letter."""

    grade: str
    target_score: Decimal | None
    id: int = 0
    village: str = ""
    document_number: str = ""


@dataclass(frozen=True)
class Measure:
    """What the policy of the day asks for."""

    years: int
    grades: tuple[str, ...]
    target_min: Decimal


@dataclass(frozen=True)
class Evidence:
    """One calendar year: how it stands and why."""

    year: int
    state: str
    said: str
    result: Result | None = None

    @property
    def word(self) -> str:
        """The state in a word."""
        return WORDS[self.state]


@dataclass(frozen=True)
class Assessment:
    """The years from ``first`` to ``last`` (the day of completion), year by year."""

    first: date
    last: date
    evidence: tuple[Evidence, ...]

    @property
    def state(self) -> str:
        """``met``, ``not_met`` where one year is below, ``missing`` where only results are missing."""
        states = {one.state for one in self.evidence}
        if NOT_MET in states:
            return NOT_MET
        return MISSING if MISSING in states else MET


def window(since: date, number: int, years: int) -> tuple[date, date]:
    """Return the last ``years`` of ``number`` full years since ``since``: first day, day of completion."""
    before = number - years
    first = full_years(since, before) + timedelta(days=1) if before else since
    return first, full_years(since, number)


def calendar_years(first: date, last: date) -> range:
    """Return the years whose last day lies within."""
    return range(first.year, last.year + (last == date(last.year, 12, 31)))


def judge(year: int, result: Result | None, measure: Measure) -> Evidence:
    """Return how one year stands."""
    if result is None or not result.grade:
        return Evidence(year, MISSING, "没有确定的年度考核结果", result)
    grade, score = Grade(result.grade), result.target_score
    if grade != Grade.NO_GRADE and grade not in measure.grades:
        return Evidence(year, NOT_MET, f"{grade.label}，等次不符合要求", result)
    if score is None:
        return Evidence(year, MISSING, f"{grade.label}，没有责任书得分", result)
    told = f"{grade.label}，责任书得分{score}"
    if score < measure.target_min:
        return Evidence(year, NOT_MET, f"{told}，低于{measure.target_min}", result)
    return Evidence(year, MET, told, result)


def assess(first: date, last: date, results: Mapping[int, Result], measure: Measure) -> Assessment:
    """Return how the years from ``first`` to ``last`` stand."""
    return Assessment(
        first, last, tuple(judge(year, results.get(year), measure) for year in calendar_years(first, last))
    )


def becomes_due(assessments: Iterable[Assessment]) -> Assessment | None:
    """Return the first of somebody's assessments, in order of time, that is met."""
    return next((one for one in assessments if one.state == MET), None)
