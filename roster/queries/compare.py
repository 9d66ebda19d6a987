"""The establishment on two days: what differs, who came and went in between, why a number changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from guanling.policy.queries import at
from guanling.policy.rules import catalogue
from roster.enums import Nature, PostKind
from roster.models import Appointment, Unit
from roster.queries import Line, Total, establishment, totals
from roster.rules import need, need_keys


@dataclass(frozen=True)
class Move:
    """Somebody who came to a post or went from it; ``name`` is empty for who may not see it.

    ``day``: the first day in the post, or the last one.
    """

    person_id: int
    name: str
    day: date
    nature: str
    ground: str
    document_number: str

    @property
    def how(self) -> str:
        """Why, and by which document."""
        return "，".join(text for text in (self.nature, self.ground, self.document_number) if text)


@dataclass(frozen=True)
class Difference:
    """A line of the establishment on both days."""

    then: Line
    now: Line
    came: tuple[Move, ...]
    went: tuple[Move, ...]
    causes: tuple[str, ...]

    @property
    def required_change(self) -> int | None:
        """How many more (fewer) are needed; None where no number is laid down on one of the days."""
        return _change(self.then.required, self.now.required)

    @property
    def change(self) -> int:
        """How many more (fewer) hold the post."""
        return self.now.actual - self.then.actual

    @property
    def differs(self) -> bool:
        """Whether anything is different, or somebody changed places with somebody."""
        figures = [(x.required, x.actual, x.acting, x.seconded, x.extra) for x in (self.then, self.now)]
        return figures[0] != figures[1] or bool(self.came or self.went)

    @property
    def news(self) -> bool:
        """Whether it differs, and does not only repeat as a sum what stands at its posts."""
        return self.differs and not (
            self.now.summed and self.then.state == self.now.state and self.required_change == 0
        )


@dataclass(frozen=True)
class TotalDifference:
    """One kind of post over all units in view on both days."""

    then: Total
    now: Total

    @property
    def required_change(self) -> int | None:
        """How many more (fewer) are needed in all."""
        return _change(self.then.required, self.now.required)

    @property
    def change(self) -> int:
        """How many more (fewer) hold such a post."""
        return self.now.actual - self.then.actual


@dataclass(frozen=True)
class OneDay:
    """A unit that exists on one of the days alone; ``now``: on the later one."""

    unit: Unit
    now: bool
    required: int
    actual: int


@dataclass(frozen=True)
class Comparison:
    """The whole of it."""

    first: date
    second: date
    differences: list[Difference]
    totals: list[TotalDifference]
    units: list[OneDay]


def _change(then, now):
    return None if None in (then, now) else now - then


def _numbers(needed):
    return (needed.minimum, needed.maximum) if needed else None


def _policy_words(keys, old, new):
    """Say which of the parameters ``keys`` changed: from what to what, and by what."""
    words = []
    for key in keys:
        if old.get(key) == new.get(key):
            continue
        label = catalogue().parameters[key].label
        before = old.text(key) if key in old.values else "没有规定"
        if key in new.values:
            words.append(f"“{label}”由{before}改为{new.text(key)}（{new.source(key).short}）")
        else:
            words.append(f"“{label}”由{before}改为没有规定")
    return words


_COUNTED = {
    PostKind.POPULATION_DIRECTOR: ("人口", "population", "人"),
    PostKind.GROUP_LEADER: ("村民小组", "groups", "个"),
}


def _figure_words(kind, then, now):
    label, name, unit = _COUNTED[kind]

    def said(figures):
        return f"{figures.year}年{getattr(figures, name)}{unit}" if figures else "没有登记"

    return f"{label}由{said(then)}变为{said(now)}"


def _causes(then, now, old, new):
    """Say why a line's number changed, and why a figure that stands for people did."""
    kind, words = then.kind, []
    if _numbers(then.needed) != _numbers(now.needed):
        by_policy = any(
            _numbers(need(kind, old, figures)) != _numbers(need(kind, new, figures))
            for figures in (then.figures, now.figures)
        )
        by_figures = any(
            _numbers(need(kind, policy, then.figures)) != _numbers(need(kind, policy, now.figures))
            for policy in (old, new)
        )
        if by_policy:
            words += _policy_words(need_keys(kind), old, new)
        if by_figures:
            words.append(_figure_words(kind, then.figures, now.figures))
    if then.unnamed != now.unnamed:
        said = [
            f"{line.figures.year}年{line.unnamed}名" if line.unnamed else "按名登记" for line in (then, now)
        ]
        words.append(f"未按名登记的驻村干部由{said[0]}变为{said[1]}")
    if then.extra != now.extra:
        words.append(f"核准超编由{then.extra}名变为{now.extra}名")
    return tuple(words)


def _moves(unit_ids, first, second, named):
    """Return {(unit, kind): (who came, who went)} between the days; one statement.

    Who goes on in the post by a new term neither came nor went.
    """
    rows = (
        Appointment.objects.between(first, second)
        .filter(Q(valid_from__gt=first) | Q(valid_to__lt=second), post__unit__in=unit_ids)
        .select_related("person", "post__unit")
        .order_by("valid_from", "pk")
    )
    terms: dict[tuple[int, str], dict[tuple[int, str], list[Appointment]]] = {}
    for row in rows:
        line = terms.setdefault((row.post.unit_id, row.post.kind), {})
        line.setdefault((row.person_id, row.nature), []).append(row)
    found = {}
    for key, people in terms.items():
        came, went = [], []
        for own in people.values():
            if not any(term.valid_from <= first for term in own):
                came.append(
                    _move(
                        own[0],
                        own[0].valid_from,
                        own[0].get_selection_display(),
                        own[0].document_number,
                        named,
                    )
                )
            if all(term.valid_to and term.valid_to < second for term in own):
                last = max(own, key=lambda term: term.valid_to)
                went.append(
                    _move(last, last.valid_to, last.ending or "期满", last.end_document_number, named)
                )
        found[key] = tuple(sorted(came, key=_by_day)), tuple(sorted(went, key=_by_day))
    return found


def _by_day(move):
    return move.day, move.person_id


def _move(term, day, ground, document_number, named):
    visible = term.post.unit.code.startswith(named) if named else False
    return Move(
        term.person_id,
        term.person.name if visible else "",
        day,
        "" if term.nature == Nature.REGULAR else term.get_nature_display(),
        ground,
        document_number,
    )


def compare(
    first: date, second: date, prefixes: Iterable[str], *, named: Iterable[str] = (), township: str = ""
) -> Comparison:
    """Return the establishment of units under ``prefixes`` on ``second`` against that on ``first``.

    ``named``: division codes below which names may be seen; ``township``: narrows to one. A fixed number of
    statements and some per county. A sum of posts has no moves of its own: they stand at its posts.
    """
    sides = []
    for day in (first, second):
        lines = [line for line in establishment(day, prefixes) if line.unit_code.startswith(township)]
        sides.append({(line.unit_id, line.kind): line for line in lines})
    then, now = sides
    both = [key for key in now if key in then]
    counties = sorted({now[key].unit_code[:6] for key in both})
    policies = {county: (at(county, first), at(county, second)) for county in counties}
    moves = _moves({unit for unit, _ in both}, first, second, tuple(named))
    differences = []
    for key in both:
        came, went = moves.get(key, ((), ()))
        old, new = policies[now[key].unit_code[:6]]
        causes = _causes(then[key], now[key], old, new)
        differences.append(Difference(then[key], now[key], came, went, causes))
    return Comparison(
        first,
        second,
        differences,
        _totals(then.values(), now.values()),
        _one_day(then, now),
    )


def _totals(then, now):
    before = {total.kind: total for total in totals(then)}
    after = {total.kind: total for total in totals(now)}
    return [TotalDifference(before[kind], after[kind]) for kind in after if kind in before]


def _one_day(then, now):
    """Return the units that only one side has, by code."""
    found: dict[int, list] = {}
    for side, other, later in ((then, now, False), (now, then, True)):
        for (unit, kind), line in side.items():
            if (unit, kind) not in other and not line.summed:
                own = found.setdefault(unit, [later, 0, 0])
                own[1] += line.required or 0
                own[2] += line.actual
    units = Unit.objects.filter(pk__in=found).select_related("parent", "successor").order_by("code", "pk")
    return [OneDay(unit, *found[unit.pk]) for unit in units.prefetch_related("predecessors")]
