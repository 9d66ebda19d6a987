"""Vacant places of a post on a date, their age and deadline (P2.7); derived from dated facts alone.

Nothing opens or closes a vacancy: it is there while the post needs more people than hold it. So it opens by
itself when an appointment ends, closes when somebody comes, and any past day can be asked about.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from guanling.policy.queries import at, timelines
from roster.enums import POST_SPECS, EndGround, Level, Nature, PostKind
from roster.models import Appointment, Unit, VillageFigures
from roster.queries.lineage import predecessors
from roster.rules import Deadline, Figures, figures_for, need, need_keys, open_since, vacancy_deadline

# P2.7 sets the period for population directors; other posts have an age and no deadline.
WITH_DEADLINE = (PostKind.POPULATION_DIRECTOR,)
MONTHS, SOON = "selection.vacancy_months", "selection.vacancy_soon_days"


@dataclass(frozen=True)
class Vacancy:
    """One vacant place of a unit's post, open since ``since``; ``left`` are those who went the day before.

    ``acting`` is who acts for it: whoever has acted longest stands beside the place that is open longest.
    """

    unit_id: int
    unit_code: str
    unit: str
    township: str
    kind: PostKind
    since: date
    days: int
    deadline: Deadline | None
    source: str
    left: tuple[tuple[int, str], ...]
    acting: Appointment | None = None

    @property
    def state(self) -> str:
        """``open``, ``soon`` or ``overdue``; empty where the post has no deadline."""
        return self.deadline.state if self.deadline else ""


@dataclass(frozen=True)
class _Steps:
    """A county's policy at each day on which the number of a post may have changed."""

    policies: tuple[tuple[date, object], ...]

    def on(self, day):
        """Return the policy that holds on ``day``, or None before the first."""
        found = None
        for edge, policy in self.policies:
            if edge <= day:
                found = policy
        return found


def _steps(county, kind, on):
    lines = timelines(county)
    edges = set()
    for key in need_keys(kind):
        for value in lines[key]:
            edges.add(value.valid_from)
            if value.valid_to:
                edges.add(value.valid_to + timedelta(days=1))
    return _Steps(tuple((edge, at(county, edge)) for edge in sorted(edges) if edge <= on))


def _required(unit, kind, steps, by_year, on):
    """Return from which day how many people the post of ``unit`` needs, as :func:`open_since` takes it."""
    born = unit.valid_from or date.min
    days = {edge for edge, _ in steps.policies} | {date(year, 1, 1) for year in by_year}
    if days:
        days.add(max(born, min(days)))
    required = []
    for day in sorted(days):
        if day < born or day > min(on, unit.valid_to or on) or (policy := steps.on(day)) is None:
            continue
        needed = need(kind, policy, figures_for(by_year, day))
        required.append((day, needed.minimum if needed else 0))
    if required and unit.valid_to and unit.valid_to < on:
        required.append((unit.valid_to + timedelta(days=1), 0))
    return required


def _together(each):
    """Add up what units need from day to day, each as :func:`_required` gives it."""
    changes: dict[date, int] = {}
    for required in each:
        before = 0
        for day, number in required:
            changes[day] = changes.get(day, 0) + number - before
            before = number
    total, steps = 0, []
    for day in sorted(changes):
        total += changes[day]
        steps.append((day, total))
    return steps


def vacancies(on: date, kind: str, prefixes: Iterable[str] = ("",)) -> list[Vacancy]:
    """Return every vacant place in posts of ``kind`` of units under ``prefixes`` on ``on``, oldest first.

    A fixed number of statements, one for each day on which a county's figures changed, and one for each
    generation of units from which those of today came.
    """
    kind = PostKind(kind)
    units = list(
        Unit.objects.on(on).filter(level=POST_SPECS[kind].level).under(prefixes).order_by("code", "pk")
    )
    ids = [unit.pk for unit in units]
    # A vacancy is as old as it was in the units that merged or changed their code.
    came = predecessors(ids)
    heir = {pk: pk for pk in ids} | {old: pk for pk, olds in came.items() for old in olds}
    earlier: dict[int, list[Unit]] = {}
    for old in Unit.objects.filter(pk__in=heir.keys() - set(ids)):
        earlier.setdefault(heir[old.pk], []).append(old)
    figures: dict[int, dict[int, Figures]] = {}
    for unit, year, population, groups in VillageFigures.objects.filter(unit__in=heir).values_list(
        "unit", "year", "population", "groups"
    ):
        figures.setdefault(unit, {})[year] = Figures(year, population, groups)
    terms: dict[int, list[tuple[date, date | None]]] = {}
    gone: dict[tuple[int, date], list[tuple[int, str]]] = {}
    held = Appointment.objects.of_kind(kind).regular().filter(post__unit__in=heir, valid_from__lte=on)
    for unit, first, last, ground, person, name in held.order_by("pk").values_list(
        "post__unit", "valid_from", "valid_to", "end_ground", "person", "person__name"
    ):
        terms.setdefault(heir[unit], []).append((first, last))
        if last and ground != EndGround.UNIT_CHANGED:
            gone.setdefault((heir[unit], last + timedelta(days=1)), []).append((person, name))
    acting: dict[int, list[Appointment]] = {}
    for row in (
        Appointment.objects.on(on)
        .of_kind(kind)
        .filter(post__unit__in=ids, nature=Nature.ACTING)
        .select_related("person", "post")
        .order_by("valid_from", "pk")
    ):
        acting.setdefault(row.post.unit_id, []).append(row)
    townships = dict(Unit.objects.on(on).filter(level=Level.TOWNSHIP).values_list("code", "short_name"))
    counties = sorted({unit.code[:6] for unit in units})
    steps = {county: _steps(county, kind, on) for county in counties}
    limits = {county: _limit(county, on) for county in counties} if kind in WITH_DEADLINE else {}
    found = []
    for unit in units:
        county = unit.code[:6]
        required = _together(
            _required(own, kind, steps[county], figures.get(own.pk, {}), on)
            for own in (unit, *earlier.get(unit.pk, ()))
        )
        ruled_from, months, soon, source = limits.get(county) or (None, None, None, "")
        standing_in = acting.get(unit.pk, [])
        for number, since in enumerate(open_since(required, terms.get(unit.pk, ()), on)):
            found.append(
                Vacancy(
                    unit.pk,
                    unit.code,
                    unit.short_name,
                    townships.get(unit.code[:9], "") if unit.level == Level.VILLAGE else "",
                    kind,
                    since,
                    (on - since).days + 1,
                    vacancy_deadline(since, on, ruled_from=ruled_from, months=months, soon_days=soon)
                    if months
                    else None,
                    source,
                    tuple(gone.get((unit.pk, since), ())),
                    standing_in[number] if number < len(standing_in) else None,
                )
            )
    return sorted(found, key=lambda vacancy: (vacancy.since, vacancy.unit_code))


def _limit(county, on):
    """Return (day from which the period is laid down, months, days of warning, source), or None."""
    policy = at(county, on)
    if not policy.holds(MONTHS):
        return None
    first = min(value.valid_from for value in timelines(county)[MONTHS])
    return first, policy[MONTHS], policy.get(SOON) or 0, policy.source(MONTHS).text
