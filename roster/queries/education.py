"""Education of the population directors in post on a date and at the end of each year before (P3.6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from roster.enums import Education, PostKind
from roster.models import EducationRecord
from roster.rules.education import Course, Share, level_on, meets, on_the_way, share


@dataclass(frozen=True)
class Director:
    """A population director in post on the day, the level then, and the course that leads to the level."""

    pk: int
    name: str
    places: tuple[tuple[str, str, str, str], ...]
    level: str
    course: Course | None

    @property
    def meets(self) -> bool | None:
        """Whether the level is reached; None where it is unknown."""
        return meets(self.level)

    @property
    def level_shown(self) -> str:
        """The level in words; empty where it is unknown."""
        return Education(self.level).label if self.level else ""

    @property
    def townships(self) -> list[str]:
        """Codes of the townships served."""
        return sorted({code for code, *_ in self.places})

    @property
    def studies(self) -> str:
        """The course in words: 中专（在读）."""
        return f"{Education(self.course.level).label}（在读）" if self.course else ""


@dataclass(frozen=True)
class Line:
    """The share of one township or of all, how many are on the way, and what it would be with them."""

    code: str
    name: str
    share: Share
    on_the_way: int
    expected: Share | None


@dataclass(frozen=True)
class Point:
    """The share on one day of the trend."""

    day: date
    share: Share


@dataclass(frozen=True)
class Overview:
    """All that the page of the education share shows."""

    directors: list[Director]
    townships: list[Line]
    total: Line
    trend: list[Point]


def overview(appointments, on: date, target_year: int | None) -> Overview:
    """Return the education of the directors among ``appointments`` (scoped) on ``on``, and the trend.

    Two statements, whatever the number of people and of years. The trend goes from the end of the first
    year in which somebody served to ``on``. What is expected is for the end of ``target_year``: the same
    people, each of those on the way having finished; None once that day is past.
    """
    rows = list(
        appointments.regular()
        .of_kind(PostKind.POPULATION_DIRECTOR)
        .filter(valid_from__lte=on)
        .order_by("post__unit__code", "person__pinyin", "person", "pk")
        .values_list(
            "person",
            "person__name",
            "person__education",
            "valid_from",
            "valid_to",
            "post__unit__parent__code",
            "post__unit__parent__short_name",
            "post__unit__code",
            "post__unit__short_name",
        )
    )
    courses = _courses(appointments, on)
    by = date(target_year, 12, 31) if target_year else None
    by = by if by and on <= by else None
    directors = _directors(rows, courses, on, by)
    names = {code: name for one in directors for code, name, *_ in one.places}
    return Overview(
        directors,
        [
            _line(code, names[code], [one for one in directors if code in one.townships], by)
            for code in sorted(names)
        ],
        _line("", "合计", directors, by),
        _trend(rows, courses, on),
    )


def _courses(appointments, on):
    """Return {person id: courses} of all who served by ``on``; one statement."""
    served = (
        appointments.regular()
        .of_kind(PostKind.POPULATION_DIRECTOR)
        .filter(valid_from__lte=on)
        .order_by()
        .values("person")
    )
    found: dict[int, list[Course]] = {}
    for person, *values in (
        EducationRecord.objects.filter(person__in=served)
        .order_by("pk")
        .values_list("person", "level", "started_on", "finished_on")
    ):
        found.setdefault(person, []).append(Course(*values))
    return found


def _directors(rows, courses, on, by):
    people: dict[int, tuple[str, str]] = {}
    places: dict[int, list] = {}
    for person, name, known, _, last, *place in rows:
        if last is None or last >= on:
            people[person] = (name, known)
            places.setdefault(person, []).append(tuple(place))
    found = []
    for pk, (name, known) in people.items():
        own = courses.get(pk, ())
        level = level_on(known, own, on)
        course = None if meets(level) else on_the_way(own, on, by)
        found.append(Director(pk, name, tuple(dict.fromkeys(places[pk])), level, course))
    return found


def _line(code, name, directors, by):
    met = share(one.level for one in directors)
    studying = [one for one in directors if one.course]
    expected = None
    if by is not None:
        expected = share(one.course.level if one.course else one.level for one in directors)
    return Line(code, name, met, len(studying), expected)


def _trend(rows, courses, on) -> list[Point]:
    if not rows:
        return []
    first = min(row[3] for row in rows).year
    days = [day for year in range(first, on.year + 1) if (day := date(year, 12, 31)) < on]
    return [Point(day, share(_levels(rows, courses, day))) for day in [*days, on]]


def _levels(rows, courses, day) -> Iterable[str]:
    """Yield the level of everybody in post on ``day``, each once."""
    serving = {
        person: known
        for person, _, known, start, last, *_ in rows
        if start <= day and (last is None or last >= day)
    }
    for person, known in serving.items():
        own = courses.get(person)
        yield level_on(known, own, day) if own else known
