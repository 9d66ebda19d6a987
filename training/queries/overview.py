"""How a county and its townships stand with training: sums over people, and townships' own trainings."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from roster.enums import Level
from training.enums import Met
from training.queries.compliance import Standing, standings, township_years
from training.rules.compliance import TownshipYear

# What is asked of a person, with the clause and the parameter it is measured by.
NEEDS = (
    ("initial", "初任培训", "P3.1", ""),
    ("update", "知识更新培训", "P3.2", "training.update_days"),
    ("tests", "知识测试", "A4.7", "training.tests_min"),
)
# How far ahead somebody is shown who has not begun yet.
AHEAD = timedelta(days=366)


def state_in(one: Standing, need: str) -> Met:
    """Return how somebody stands with one requirement (initial, update, tests); as a whole for none."""
    return getattr(one, need).state if need else one.state


@dataclass(frozen=True)
class NeedLine:
    """One requirement over many people: how many stand how."""

    need: str
    name: str
    clause: str
    key: str
    counts: Counter

    @property
    def asked(self) -> int:
        """Of how many it is required."""
        return sum(self.counts.values()) - self.counts[Met.NOT_REQUIRED]


@dataclass(frozen=True)
class TownshipLine:
    """One township: its directors by requirement, and its own trainings of the year."""

    code: str
    name: str
    people: int
    initial: Counter
    update: Counter
    tests: Counter
    year: TownshipYear | None


@dataclass(frozen=True)
class Overview:
    """All that the page shows. ``people``: the directors narrowed by township alone."""

    year: int
    day: date
    people: list[Standing]
    needs: list[NeedLine]
    whole: Counter
    townships: list[TownshipLine]

    @property
    def township_states(self) -> Counter:
        """How many townships stand how with their own trainings."""
        return Counter(line.year.state for line in self.townships if line.year)

    def listed(self, need: str, states: Sequence[str]) -> list[Standing]:
        """Return those who stand in one of ``states`` (all for none) with a requirement or as a whole."""
        return [one for one in self.people if not states or state_in(one, need) in states]


def overview(appointments, units, on: date, year: int, *, township: str = "") -> Overview:
    """Return how the directors among ``appointments`` (scoped) and the townships among ``units`` stand.

    A year that is over is seen on its last day, and without those who began only after it; of the running
    one those who begin within a year from the day are there, for their initial training. Somebody who
    serves in several townships counts in each, and once in the sums. The statements are those of
    ``standings`` and ``township_years``.
    """
    day = min(on, date(year, 12, 31))
    found = standings(appointments, day, year).values()
    horizon = day if year < on.year else day + AHEAD
    found = [one for one in found if one.initial.first <= horizon]
    people = [one for one in found if not township or township in one.townships]
    townships = units.on(day).filter(level=Level.TOWNSHIP)
    if township:
        townships = townships.filter(code=township)
    years = township_years(townships, day, year)
    names = {
        code: (name, years[pk])
        for pk, code, name in townships.order_by("code").values_list("pk", "code", "short_name")
    }
    # Somebody's last place may lie in a township that is no more.
    for one in people:
        for place in one.places:
            if not township or place.township_code == township:
                names.setdefault(place.township_code, (place.township, None))
    return Overview(
        year,
        day,
        people,
        [NeedLine(need, name, clause, key, _counted(people, need)) for need, name, clause, key in NEEDS],
        _counted(people, ""),
        [_line(code, *names[code], people) for code in sorted(names)],
    )


def _counted(people: Iterable[Standing], need: str) -> Counter:
    return Counter(state_in(one, need) for one in people)


def _line(code, name, year, people):
    own = [one for one in people if code in one.townships]
    return TownshipLine(
        code, name, len(own), *(_counted(own, need) for need in ("initial", "update", "tests")), year
    )
