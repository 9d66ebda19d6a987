"""The year: what is averaged, weighed and placed, who may be excellent, who gets points (P5.2, P6.3). Pure.

Every figure comes in as a :class:`YearScheme`, read from the policy of 31 December. Working out and grading
run as SQL (services/years.py); tests hold the two equal on tests/policy_cases/years.yaml and on random years.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal

from appraisal.rules import round_half_up
from roster.enums import Grade
from roster.rules.moves import working_days

CLAUSE = "P5.2"
PLACES = 2
HUNDRED = Decimal(100)

# Values of enums.YearStatus.
GRADED, TOO_SHORT, NO_DATA = "graded", "too_short", "no_data"

# Said on page and paper alike.
TIE_RULE = (
    "按年度得分从高到低排名；得分相同的，依次比较绩的平均分、群众满意度，仍相同的名次并列。"
    "优秀名额不足以容纳全部并列人员的，并列人员均不定优秀，名额不突破。"
)
BY_HAND = "调整："


@dataclass(frozen=True)
class YearScheme:
    """The parameters of a year as the county's policy has them on 31 December.

    ``weights`` are per cent of months, target and satisfaction; ``bands``: (lower limit or None, grade),
    best first, a limit belonging to its own band; ``share``: most of those assessed who may be excellent,
    in per cent; ``least_months``: who served fewer gets no grade.
    """

    weights: Mapping[str, Decimal]
    bands: tuple[tuple[Decimal | None, str], ...]
    share: Decimal
    least_months: int


@dataclass(frozen=True)
class MonthScore:
    """One village's ranked month of a person: score, 绩, satisfaction."""

    first_day: date
    score: Decimal
    performance: Decimal
    satisfaction: Decimal


@dataclass(frozen=True)
class Averages:
    """The averages over the ranked months; None where there is none."""

    months: int
    score: Decimal | None = None
    performance: Decimal | None = None
    satisfaction: Decimal | None = None


def _mean(values: Sequence[Decimal]) -> Decimal:
    return round_half_up(sum(values, Decimal(0)) / len(values), PLACES)


def averages(rows: Iterable[MonthScore]) -> Averages:
    """Return the averages over somebody's ranked months, each to two places, a half going up.

    Reading: of who served in several villages in a month, the month counts once, with the mean of them.
    """
    by_month: dict[date, list[MonthScore]] = {}
    for row in rows:
        by_month.setdefault(row.first_day, []).append(row)
    if not by_month:
        return Averages(0)
    months = list(by_month.values())
    return Averages(
        len(months),
        *(
            _mean([_mean([getattr(row, name) for row in month]) for month in months])
            for name in ("score", "performance", "satisfaction")
        ),
    )


@dataclass(frozen=True)
class Assessed:
    """One director's year before it is weighed. ``satisfaction``: of the yearly review or the months."""

    key: str
    months_served: int
    months_ranked: int
    month_average: Decimal | None
    performance: Decimal | None
    target: Decimal | None
    satisfaction: Decimal | None

    def figure(self, name: str) -> Decimal | None:
        """Return the figure that a weight is of."""
        return {
            "months": self.month_average,
            "target": self.target,
            "satisfaction": self.satisfaction,
        }[name]


MISSING = {"months": "没有参加排序的月份", "target": "没有责任书得分", "satisfaction": "没有群众满意度"}


def missing(person: Assessed, scheme: YearScheme) -> list[str]:
    """Return in words what is missing of somebody's year; a missing figure is never zero."""
    names = [name for name in MISSING if scheme.weights.get(name) and person.figure(name) is None]
    if not person.months_ranked and "months" not in names:
        names.insert(0, "months")
    return [MISSING[name] for name in names]


def status_of(person: Assessed, scheme: YearScheme) -> str:
    """Return whether somebody gets a grade: not who served too briefly, nor of whom a figure lacks."""
    if person.months_served < scheme.least_months:
        return TOO_SHORT
    return NO_DATA if missing(person, scheme) else GRADED


def total_of(person: Assessed, scheme: YearScheme) -> Decimal:
    """Return the weighted total, rounded last, half up to two places."""
    total = sum(
        (person.figure(name) * weight for name, weight in scheme.weights.items() if weight), Decimal(0)
    )
    return round_half_up(total / HUNDRED, PLACES)


def quota(assessed: int, share: Decimal) -> int:
    """Return how many of ``assessed`` may be excellent: the share of them, rounded down."""
    return int((assessed * share / HUNDRED).to_integral_value(ROUND_FLOOR))


def band_of(total: Decimal, scheme: YearScheme) -> str:
    """Return the grade that the total alone gives."""
    for lower, grade in scheme.bands:
        if lower is None or total >= lower:
            return grade
    return ""


@dataclass(frozen=True)
class Outcome:
    """What the year comes to for one person; ``reason`` says why it is not what the total alone gives."""

    key: str
    status: str
    total: Decimal | None = None
    place: int | None = None
    grade: str = ""
    reason: str = ""


def quota_reason(number: int, assessed: int, share: Decimal, *, tied: bool) -> str:
    """Return why somebody who reached the excellent band is 合格."""
    named = f"优秀名额{number}名（参加评定{assessed}人的{share.normalize():f}%，向下取整）"
    if tied:
        return f"达到优秀分数线，名次并列跨{named}界限，并列人员均不定优秀，定为合格"
    return f"达到优秀分数线，在{named}以外，定为合格"


def short_reason(months: int, least: int) -> str:
    """Return why somebody gets a remark and no grade."""
    return f"当年任职{months}个月，不满{least}个月，只写评语，不定等次"


def missing_reason(words: Iterable[str]) -> str:
    """Return why no grade can be worked out."""
    return f"{'、'.join(words)}，暂不能评定等次"


def assess(people: Sequence[Assessed], scheme: YearScheme) -> list[Outcome]:
    """Return everybody's total, place and grade, in the order given (P5.2).

    Places: by total, then by the average of 绩, then by satisfaction, each higher first; who is equal in all
    shares a place and the next is skipped. Excellent are those of the excellent band whose whole group of
    equals stands within the quota; a group that the limit would cut gets none, so that it is never exceeded.
    """
    statuses = {person.key: status_of(person, scheme) for person in people}
    graded = [person for person in people if statuses[person.key] == GRADED]
    totals = {person.key: total_of(person, scheme) for person in graded}
    ranked = {person.key: _rank_key(person, totals[person.key]) for person in graded}
    order = sorted(ranked.values(), reverse=True)
    places = {key: order.index(rank) + 1 for key, rank in ranked.items()}
    sizes = Counter(places.values())
    number = quota(len(graded), scheme.share)
    found = []
    for person in people:
        status = statuses[person.key]
        if status == TOO_SHORT:
            reason = short_reason(person.months_served, scheme.least_months)
            found.append(Outcome(person.key, status, grade=Grade.NO_GRADE, reason=reason))
        elif status == NO_DATA:
            found.append(Outcome(person.key, status, reason=missing_reason(missing(person, scheme))))
        else:
            place = places[person.key]
            grade, reason = band_of(totals[person.key], scheme), ""
            if grade == Grade.EXCELLENT and place + sizes[place] - 1 > number:
                grade = Grade.COMPETENT
                reason = quota_reason(number, len(graded), scheme.share, tied=place <= number)
            found.append(Outcome(person.key, status, totals[person.key], place, grade, reason))
    return found


def _rank_key(person, total):
    lowest = Decimal(-1)
    return (
        total,
        lowest if person.performance is None else person.performance,
        lowest if person.satisfaction is None else person.satisfaction,
    )


def notice_end(first: date, days: int) -> tuple[date, bool]:
    """Return the last day of a public notice of ``days`` working days from ``first``, the first counted.

    And whether the calendar tells the holidays: beyond the published years Monday to Friday count.
    """
    last = first
    while working_days(first, last)[0] < days:
        last += timedelta(days=1)
    return last, working_days(first, last)[1]


# --- points for the county's recruitment (P6.3) --------------------------------------------------


@dataclass(frozen=True)
class BonusScheme:
    """The conditions of P6.3: consecutive excellent years, age, education; what it is worth."""

    years: int
    age_max: int
    education: str
    points: Decimal


@dataclass(frozen=True)
class BonusCondition:
    """One condition of P6.3: ``met`` None where the file does not tell."""

    what: str
    met: bool | None
    text: str
    key: str


def consecutive(grades: Mapping[int, str], year: int) -> int:
    """Return how many years up to ``year`` in a row are excellent; a year without a grade ends the row."""
    count = 0
    while grades.get(year - count) == Grade.EXCELLENT:
        count += 1
    return count


def bonus(
    *,
    grades: Mapping[int, str],
    year: int,
    age: int,
    level: str,
    reaches: bool | None,
    least: str,
    scheme: BonusScheme,
    on: date | None = None,
) -> tuple[BonusCondition, ...]:
    """Return the conditions of P6.3 for one person as they stand on 31 December of ``year``, or on ``on``.

    ``level`` and ``least`` are the education had and asked for, in words; ``reaches`` None: unknown.
    Readings: the years are those of the personnel file, the last of them ``year``; 不定等次 and a year
    without any record end the row; age is counted in full years on that day.
    """
    day = on or date(year, 12, 31)
    row = consecutive(grades, year)
    told = "，".join(
        f"{one}年度{Grade(grades[one]).label if one in grades else '没有记录'}"
        for one in range(year - scheme.years + 1, year + 1)
    )
    return (
        BonusCondition(
            "连续优秀",
            row >= scheme.years,
            f"{told}；连续优秀{row}年，应满{scheme.years}年",
            "selection.bonus_years",
        ),
        BonusCondition(
            "年龄",
            age <= scheme.age_max,
            f"{day.year}年{day.month}月{day.day}日满{age}周岁，不超过{scheme.age_max}周岁",
            "selection.bonus_age_max",
        ),
        BonusCondition(
            "学历",
            reaches,
            f"{level or '档案中没有填写'}，应为{least}以上",
            "selection.bonus_education_min",
        ),
    )
