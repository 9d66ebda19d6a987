"""What registration asks for: when it is open, who may register, what is told on the spot (P2.3, A3.8).

Age is counted as everywhere in the house (roster.rules.moves.age_on): one is a year older on the birthday;
who was born on 29 February is so, in years without one, on 28 February.

The qualification review judges anew by the papers; here only what is certain from the form itself is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from recruitment.enums import RoundKind
from recruitment.rules import frozen
from roster.enums import Education
from roster.rules.moves import age_on, least_schooling, schooled

# By kind of round: the keys of the greatest age and the least education, the clause, and whether the age
# holds "generally", so that the county can agree to more (P2.3).
AGE = {RoundKind.DIRECTOR: "selection.age_max", RoundKind.STATION: "selection.station_age_max"}
EDUCATION = {
    RoundKind.DIRECTOR: "selection.education_min",
    RoundKind.STATION: "selection.station_education_min",
}
GENERALLY = {RoundKind.DIRECTOR}
AGE_MIN = "selection.age_min"
# An opening's own demand, in the words of the policy's options: 高中 and 中专 stand on one step (P2.3).
OPTIONS = {
    Education.JUNIOR_HIGH: "junior_high",
    Education.VOCATIONAL: "senior_high",
    Education.SENIOR_HIGH: "senior_high",
    Education.COLLEGE: "college",
    Education.BACHELOR: "bachelor",
    Education.GRADUATE: "postgraduate",
}
_ORDER = ("junior_high", "senior_high", "college", "bachelor", "postgraduate")


@dataclass(frozen=True)
class Demands:
    """What a round and one of its openings ask for, as frozen when the round was announced."""

    last_day: date
    age_min: int
    age_min_source: str
    age_min_clause: str
    age_max: int
    age_source: str
    age_clause: str
    age_generally: bool
    education: str
    education_source: str
    education_clause: str


@dataclass(frozen=True)
class Point:
    """One condition as the form tells it: whether it is met, and whether it refuses or is only told."""

    field: str
    clause: str
    met: bool
    refuses: bool
    text: str


def demands(kind: str, parameters: Mapping, last_day: date, education_min: str = "") -> Demands:
    """Return what is asked for: of two demands on education the higher one."""
    age, least = AGE[RoundKind(kind)], EDUCATION[RoundKind(kind)]
    general, own = frozen.value(parameters, least), OPTIONS.get(education_min, "")
    higher = bool(own) and _ORDER.index(own) > _ORDER.index(general)
    return Demands(
        last_day=last_day,
        age_min=int(frozen.number(parameters, AGE_MIN)),
        age_min_source=frozen.source(parameters, AGE_MIN),
        age_min_clause=parameters[AGE_MIN].get("clause", ""),
        age_max=int(frozen.number(parameters, age)),
        age_source=frozen.source(parameters, age),
        age_clause=parameters[age].get("clause", ""),
        age_generally=RoundKind(kind) in GENERALLY,
        education=own if higher else general,
        education_source="公告的岗位条件" if higher else frozen.source(parameters, least),
        education_clause="" if higher else parameters[least].get("clause", ""),
    )


def is_open(at: datetime, opens_at: datetime, closes_at: datetime) -> bool:
    """Whether registration is open: the second of the opening and that of the close both count."""
    return opens_at <= at.replace(microsecond=0) <= closes_at


def born_from(age_max: int, last_day: date) -> date:
    """Return the first birth date that keeps within the greatest age, for people to compare with."""
    born = last_day - relativedelta(years=age_max + 1)
    while age_on(born, last_day) > age_max:
        born += timedelta(days=1)
    return born


def age_point(birth: date, wanted: Demands) -> Point:
    """Judge the age on the last day of registration (P2.3)."""
    age, day = age_on(birth, wanted.last_day), wanted.last_day
    on = f"到报名截止日（{day.year}年{day.month}月{day.day}日）"
    if age < wanted.age_min:
        text = f"{on}您只有{age}周岁，未满{wanted.age_min}周岁（{wanted.age_min_source}），不能报名。"
        return Point("identity_number", wanted.age_min_clause, False, True, text)
    if age <= wanted.age_max:
        text = f"{on}{age}周岁，符合{wanted.age_max}周岁以下的条件（{wanted.age_source}）。"
        return Point("identity_number", wanted.age_clause, True, False, text)
    if wanted.age_generally:
        text = (
            f"{on}{age}周岁，超过一般不超过{wanted.age_max}周岁的条件（{wanted.age_source}）。报名已经收下；"
            "是否放宽由乡镇写明理由报县里批准，县里不同意的，资格审查不能通过。"
        )
        return Point("identity_number", wanted.age_clause, False, False, text)
    text = f"{on}您已{age}周岁，超过{wanted.age_max}周岁的年龄条件（{wanted.age_source}），不能报名。"
    return Point("identity_number", wanted.age_clause, False, True, text)


def education_point(education: str, wanted: Demands) -> Point:
    """Judge the education: too little is refused on the spot."""
    has, least = Education(education).label, least_schooling(wanted.education)
    met = bool(schooled(education, wanted.education))
    if met:
        text = f"{has}，符合{least}以上的条件（{wanted.education_source}）。"
    else:
        text = f"这个岗位要求{least}以上文化程度（{wanted.education_source}），{has}不能报名。"
    return Point("education", wanted.education_clause, met, not met, text)


def points(birth: date, education: str, wanted: Demands) -> list[Point]:
    """Return both conditions that the form alone can tell."""
    return [age_point(birth, wanted), education_point(education, wanted)]
