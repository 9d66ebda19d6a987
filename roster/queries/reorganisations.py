"""What a change of units would do, read from the facts as they are now."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q

from guanling.accounts.models import Grant
from guanling.policy.queries import at
from guanling.runs import periods
from roster.enums import Level, LineKind, LineState, Nature, PostKind
from roster.models import (
    Appointment,
    Person,
    Unit,
    UnitChange,
    UnitChangeLine,
    UnitChangePlacing,
    VillageFigures,
)
from roster.rules import Figures, Need, need, state_of
from roster.rules.divisions import Division
from roster.rules.reorganisations import (
    Doubled,
    Line,
    NewUnit,
    Place,
    Plan,
    Term,
    YearFigures,
    confirmed_sentence,
    doubled,
    figures_of,
    plan_change,
)


def going_on(day: date) -> Q:
    """What holds on ``day`` or begins later."""
    return Q(valid_to=None) | Q(valid_to__gte=day)


def lines_of(change: UnitChange):
    """Return the change's lines that count."""
    return (
        UnitChangeLine.objects.filter(change=change)
        .exclude(state=LineState.DROPPED)
        .select_related("old__parent")
        .order_by("pk")
    )


@dataclass
class Look:
    """A change as the facts are now: its lines, what it does, who goes where."""

    change: UnitChange
    lines: list[UnitChangeLine]
    plan: Plan
    # Those who serve in the units that end: (appointment, code of the unit in which it goes on or "").
    moving: list[tuple[Appointment, str]]
    doubled: Doubled


def look(change: UnitChange) -> Look:
    """Return the change's plan with every problem; a fixed number of statements."""
    lines = list(lines_of(change))
    olds = {line.old_id: line.old for line in lines if line.old_id}
    serving = list(
        Appointment.objects.filter(going_on(change.day), post__unit__in=olds)
        .select_related("post__unit", "person__unit")
        .order_by("valid_from", "place", "pk")
    )
    placed = {
        placing.appointment_id: placing.line_id for placing in UnitChangePlacing.objects.filter(change=change)
    }
    own_lines: dict[int, list[UnitChangeLine]] = {}
    for line in lines:
        if line.old_id:
            own_lines.setdefault(line.old_id, []).append(line)
    moving = []
    unplaced: Counter[int] = Counter()
    for appointment in serving:
        own = own_lines[appointment.post.unit_id]
        target = own[0] if len(own) == 1 else None
        if target is None:
            target = next((line for line in own if line.pk == placed.get(appointment.pk)), None)
            unplaced[appointment.post.unit_id] += target is None
        moving.append((appointment, target.code if target else ""))
    places = _places(change, olds, [line.old_id for line in lines if line.kind == LineKind.END])
    by_pk = {place.pk: place for place in places}
    plan = plan_change(
        [
            Line(
                line.pk,
                line.kind,
                by_pk.get(line.old_id),
                line.code,
                line.name,
                line.main,
                line.population,
                line.groups,
                unplaced[line.old_id],
            )
            for line in lines
        ],
        places,
        change.day,
        Place(change.county_id, Level.COUNTY, change.county.code, change.county.short_name, None, None),
    )
    found = doubled(
        (
            Term(
                appointment.pk,
                appointment.person_id,
                appointment.post.kind,
                target,
                appointment.nature == Nature.REGULAR,
                appointment.valid_from,
                appointment.valid_to,
            )
            for appointment, target in moving
            if target
        ),
        change.day,
    )
    whole = plan.problems.setdefault(None, [])
    if confirmed := periods.confirmed_since(change.county.code, change.day, PostKind.POPULATION_DIRECTOR):
        whole.append(confirmed_sentence(confirmed))
    if found.clashing:
        whole.append(
            f"有{len(found.clashing)}项以后才开始的任职，合并后与本人在同一岗位的任职重叠，请先改定其中一项的起止日期。"
        )
    return Look(change, lines, plan, moving, found)


def _places(change, olds, ending):
    """The county's units that hold on the day or later, and those of the lines, whatever became of them."""
    units = Unit.objects.below(change.county.code).exclude(pk=change.county_id)
    rows = units.filter(going_on(change.day) | Q(pk__in=olds)).order_by("code", "valid_from")
    people, grants, files = {}, {}, {}
    if ending:
        people = dict(
            Appointment.objects.filter(going_on(change.day), post__unit__in=ending)
            .values_list("post__unit")
            .annotate(number=Count("person", distinct=True))
            .order_by()
        )
        grants = _counted(Grant.objects.filter(going_on(change.day), unit__in=ending))
        files = _counted(Person.objects.filter(unit__in=ending))
    return [
        Place(
            pk,
            level,
            code,
            name,
            parent,
            since,
            until,
            people.get(pk, 0),
            grants.get(pk, 0),
            files.get(pk, 0),
        )
        for pk, level, code, name, parent, since, until in rows.values_list(
            "pk", "level", "code", "short_name", "parent_id", "valid_from", "valid_to"
        )
    ]


def _counted(rows):
    return dict(rows.values_list("unit").annotate(number=Count("pk")).order_by())


def known_figures(unit_ids) -> dict[int, dict[int, Figures]]:
    """Return every year's figures of units; one statement."""
    found: dict[int, dict[int, Figures]] = {}
    for unit, *values in VillageFigures.objects.filter(unit__in=unit_ids).values_list(
        "unit", "year", "population", "groups", "stationed_cadres"
    ):
        found.setdefault(unit, {})[values[0]] = Figures(*values)
    return found


# --- the effect in numbers -----------------------------------------------------------------------


@dataclass(frozen=True)
class PostEffect:
    """A kind of post in a new unit: how many go on in it, how many it needs."""

    kind: PostKind
    people: int
    needed: Need | None

    @property
    def state(self) -> str:
        """``short``, ``over``, ``full`` or nothing where no number is laid down."""
        return state_of(self.needed, self.people)

    @property
    def required(self) -> str:
        """The required number as shown."""
        if self.needed is None:
            return "—"
        low, high = self.needed.minimum, self.needed.maximum
        return str(low) if low == high else f"{low}–{high}"


@dataclass(frozen=True)
class UnitEffect:
    """A unit that begins: from which it comes, its figures, its posts."""

    unit: NewUnit
    township: str
    people: int
    figures: YearFigures | None
    posts: tuple[PostEffect, ...]

    @property
    def over(self) -> tuple[PostEffect, ...]:
        """The posts that will have more people than places."""
        return tuple(post for post in self.posts if post.state == "over")


@dataclass(frozen=True)
class Effect:
    """A change in numbers."""

    units: tuple[UnitEffect, ...]
    ending: int
    adopted: int
    people: int
    appointments: int
    grants: int
    files: int
    doubled: tuple[Appointment, ...] = field(default=())

    @property
    def over(self) -> list[tuple[UnitEffect, PostEffect]]:
        """Posts that will be over their number, by unit."""
        return [(unit, post) for unit in self.units for post in unit.over]


def effect(found: Look) -> Effect:
    """Return what a change does, in numbers; a fixed number of statements."""
    change, plan = found.change, found.plan
    county = change.county.code
    policy = at(county, change.day)
    figures = known_figures(plan.heirs)
    names = dict(
        Unit.objects.on(change.day)
        .below(county)
        .filter(level=Level.TOWNSHIP)
        .values_list("code", "short_name")
    )
    names |= {new.code: new.name for new in plan.news if new.level == Level.TOWNSHIP}
    staff: dict[str, dict[str, set[int]]] = {}
    going = [pair for pair in found.moving if pair[0].pk not in found.doubled.dropped]
    for appointment, target in going:
        if appointment.nature == Nature.REGULAR and appointment.valid_from <= change.day:
            kinds = staff.setdefault(target, {})
            kinds.setdefault(appointment.post.kind, set()).add(appointment.person_id)
    # Files of a township that stays go along where the village goes to another one.
    following = {
        appointment.person_id
        for appointment, target in going
        if appointment.person.unit_id not in plan.heirs
        and not target.startswith(appointment.person.unit.code)
    }
    units = []
    for new in plan.news:
        own = figures_of(new, figures, change.day, change.document_number)
        first = own[0] if own else None
        counts = Figures(first.year, first.population, first.groups) if first else None
        kinds = staff.get(new.code, {})
        units.append(
            UnitEffect(
                new,
                names.get(new.code[:9], "") if new.level == Level.VILLAGE else "",
                len(set().union(*kinds.values())) if kinds else 0,
                first,
                tuple(
                    PostEffect(kind, len(kinds[kind]), need(kind, policy, counts))
                    for kind in PostKind
                    if kind in kinds
                ),
            )
        )
    return Effect(
        tuple(units),
        len(plan.heirs),
        len(plan.adopted),
        len({appointment.person_id for appointment, _ in going}),
        len(going),
        Grant.objects.filter(going_on(change.day), unit__in=plan.heirs).count(),
        Person.objects.filter(unit__in=plan.heirs).count() + len(following),
        tuple(appointment for appointment, _ in found.moving if appointment.pk in found.doubled.dropped),
    )


# --- comparing with a list -----------------------------------------------------------------------


def divisions_on(county: Unit, day: date):
    """Return the county's townships and villages on ``day`` as the comparison takes them."""
    rows = (
        Unit.objects.below(county.code)
        .on(day)
        .filter(level__in=[Level.TOWNSHIP, Level.VILLAGE])
        .order_by("code")
        .values_list("code", "name", "level", "parent__code")
    )
    return [Division(*row) for row in rows]
