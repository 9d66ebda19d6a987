"""Who of the directors in post may be recommended with points for the county's examination (P6.3)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from appraisal.queries.recommendations import bonus_scheme_on, grades_and_courses
from appraisal.rules import years as rules
from guanling.policy.rules import NoValue
from guanling.runs.errors import Refusal
from roster.enums import Education, PostKind
from roster.models import Appointment, Unit, YearGrade
from roster.rules import pinyin
from roster.rules.education import level_on
from roster.rules.moves import age_on, least_schooling, schooled


@dataclass(frozen=True)
class Standing:
    """How a director of a village stands with P6.3; ``years``: excellent ones in a row."""

    name: str
    village_code: str
    years: int
    age: int
    education: str
    conditions: tuple[rules.BonusCondition, ...]

    @property
    def eligible(self) -> bool:
        """Whether every condition is met."""
        return all(one.met for one in self.conditions)

    @property
    def reason(self) -> str:
        """What is lacking, or what the conditions rest on where nothing is."""
        shown = [one for one in self.conditions if not one.met] or self.conditions
        return "；".join(f"{one.what}：{one.text}" for one in shown)


def last_year(people, on: date) -> int:
    """Return the last of the years in a row as they can be told on a day.

    The last complete year; before its results are on anybody's file, the year before it.
    """
    complete = on.year if (on.month, on.day) == (12, 31) else on.year - 1
    newest = YearGrade.objects.filter(person__in=people, year__lte=complete).aggregate(newest=Max("year"))
    return complete if newest["newest"] == complete else complete - 1


def standings(county: Unit, on: date) -> tuple[int, list[Standing]]:
    """Return the last year that counts and how each director in post on a day stands, a line per village.

    By the rule and the figures of the appraisal (appraisal.rules.years.bonus), age and education as they are
    on the day. Six statements, whatever the number. Refuses a day on which P6.3 was not in force.
    """
    try:
        scheme = bonus_scheme_on(county.code, on)
    except NoValue:
        raise Refusal(f"{on.year}年{on.month}月{on.day}日还没有考录加分的规定（P6.3）。") from None
    held = Appointment.objects.on(on).of_kind(PostKind.POPULATION_DIRECTOR).regular()
    held = held.filter(post__unit__code__startswith=county.code).select_related("person", "post__unit")
    rows = list(held)
    people = {row.person_id for row in rows}
    year = last_year(people, on)
    grades, courses = grades_and_courses(people, year)
    found = [
        _standing(
            row,
            grades.get(row.person_id, {}),
            courses.get(row.person_id, ()),
            year=year,
            on=on,
            scheme=scheme,
        )
        for row in rows
    ]
    return year, sorted(found, key=lambda one: (one.village_code, pinyin(one.name)))


def _standing(row, grades, courses, *, year, on, scheme):
    person = row.person
    level = level_on(person.education, courses, on)
    label = Education(level).label if level else ""
    own = {number: grade for number, (grade, _) in grades.items()}
    age = age_on(person.birth_date, on)
    conditions = rules.bonus(
        grades=own,
        year=year,
        age=age,
        level=label,
        reaches=schooled(level, scheme.education),
        least=least_schooling(scheme.education),
        scheme=scheme,
        on=on,
    )
    return Standing(
        name=person.name,
        village_code=row.post.unit.code,
        years=rules.consecutive(own, year),
        age=age,
        education=label,
        conditions=conditions,
    )
