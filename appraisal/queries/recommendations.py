"""Who can be commended or recommended on the ground of a confirmed year, and who has been (P6.2, P6.3)."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from appraisal.enums import RecommendationKind, RecommendationState
from appraisal.models import Recommendation, Year, YearResult
from appraisal.queries import years as queries
from appraisal.rules import years as rules
from guanling.accounts.enums import Action
from guanling.policy import queries as policy
from roster.enums import Education, Grade
from roster.models import EducationRecord, YearGrade
from roster.rules.education import Course, level_on
from roster.rules.moves import age_on, least_schooling, schooled

YEARS, AGE = "selection.bonus_years", "selection.bonus_age_max"
EDUCATION, POINTS = "selection.bonus_education_min", "selection.bonus_points"
INTERVAL = "commendation.interval_years"
# Who may be recommended for anything at all.
RECOMMENDABLE = (Grade.EXCELLENT, Grade.COMPETENT)


def bonus_scheme(county_code: str, year: int) -> rules.BonusScheme:
    """Return the conditions of P6.3 as they hold on 31 December of the year."""
    return bonus_scheme_on(county_code, queries.last_day(year))


def bonus_scheme_on(county_code: str, day: date) -> rules.BonusScheme:
    """Return the conditions of P6.3 as they hold on a day; NoValue before the clause was in force."""
    held = policy.at(county_code, day)
    return rules.BonusScheme(held[YEARS], held[AGE], held[EDUCATION], held[POINTS])


def graded(year: Year):
    """Return the newest confirmed results of who can be recommended, by place; none before confirming."""
    version = queries.issued_version(year)
    if version is None:
        return YearResult.objects.none()
    return queries.results(year, version).filter(grade__in=RECOMMENDABLE).select_related("person")


@dataclass
class Candidate:
    """Somebody excellent in the year and how the conditions of P6.3 stand for them."""

    result: YearResult
    conditions: tuple[rules.BonusCondition, ...]
    numbers: tuple[tuple[int, str], ...]
    recommended: Recommendation | None = None

    @property
    def eligible(self) -> bool:
        """Whether every condition is met."""
        return all(one.met for one in self.conditions)

    @property
    def lacking(self) -> list[rules.BonusCondition]:
        """The conditions that are not met, or of which the file does not tell."""
        return [one for one in self.conditions if not one.met]

    @property
    def evidence(self) -> list[dict]:
        """The conditions and the documents of the years, as they are kept with a recommendation."""
        found = [{"what": one.what, "text": one.text, "clause": "P6.3"} for one in self.conditions]
        numbers = "；".join(f"{year}年度{number}" for year, number in self.numbers if number)
        return [*found, {"what": "文号", "text": numbers, "clause": "P6.3"}] if numbers else found


def grades_and_courses(people, year: int) -> tuple[dict, dict]:
    """Return {person: {year: (grade, document)}} up to ``year`` and {person: courses}; two statements."""
    grades: dict[int, dict[int, tuple[str, str]]] = {}
    for person, number, grade, document in YearGrade.objects.filter(
        person__in=people, year__lte=year
    ).values_list("person", "year", "grade", "document_number"):
        grades.setdefault(person, {})[number] = (grade, document)
    courses: dict[int, list[Course]] = {}
    for person, *values in EducationRecord.objects.filter(person__in=people).values_list(
        "person", "level", "started_on", "finished_on"
    ):
        courses.setdefault(person, []).append(Course(*values))
    return grades, courses


def bonus_candidates(year: Year) -> list[Candidate]:
    """Return who is excellent in the year, the eligible first, then who lacks least; a few statements."""
    results = list(graded(year).filter(grade=Grade.EXCELLENT))
    if not results:
        return []
    scheme = bonus_scheme(year.county.code, year.year)
    people = [result.person_id for result in results]
    grades, courses = grades_and_courses(people, year.year)
    standing = {
        row.person_id: row
        for row in Recommendation.objects.filter(year=year, kind=RecommendationKind.BONUS).exclude(
            state=RecommendationState.DROPPED
        )
    }
    make = partial(_candidate, year.year, scheme, standing=standing)
    found = [
        make(result, grades.get(result.person_id, {}), courses.get(result.person_id, ()))
        for result in results
    ]
    return sorted(found, key=lambda one: (len(one.lacking), one.result.place))


def _candidate(year, scheme, result, grades, courses, *, standing):
    day, person = queries.last_day(year), result.person
    level = level_on(person.education, courses, day)
    conditions = rules.bonus(
        grades={number: grade for number, (grade, _) in grades.items()},
        year=year,
        age=age_on(person.birth_date, day),
        level=Education(level).label if level else "",
        reaches=schooled(level, scheme.education),
        least=least_schooling(scheme.education),
        scheme=scheme,
    )
    numbers = tuple(
        (number, grades[number][1]) for number in range(year - scheme.years + 1, year + 1) if number in grades
    )
    return Candidate(result, conditions, numbers, standing.get(result.person_id))


def commended_lately(year: Year, kind: str, unit) -> int | None:
    """Return the year of this unit's last commendation that is too near for another one (P6.2), or None."""
    interval = policy.at(year.county.code, queries.last_day(year.year))[INTERVAL]
    return (
        Recommendation.objects.filter(
            kind=kind,
            unit__code=unit.code,
            state=RecommendationState.DECIDED,
            year__year__gt=year.year - interval,
            year__year__lt=year.year,
        )
        .order_by("-year__year")
        .values_list("year__year", flat=True)
        .first()
    )


def listed(user):
    """Return the recommendations that ``user`` may read."""
    return Recommendation.objects.visible_to(user, Action.SHEET_VIEW).select_related(
        "year__county", "unit", "person", "proposed_by", "decided_by", "paper"
    )


def bonus_measures(year: Year) -> list[queries.Measure]:
    """Return the conditions of P6.3 and the points as they hold on 31 December, with their sources."""
    held = policy.at(year.county.code, queries.last_day(year.year))
    return [
        queries.Measure(key, source.parameter.label, held.text(key), source.text, source.value.clause.id)
        for key in (YEARS, AGE, EDUCATION, POINTS)
        if (source := held.source(key))
    ]
