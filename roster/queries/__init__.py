"""Reading the roster."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)

from guanling.documents.cells import SPACES, tidy
from guanling.policy.queries import at
from roster.enums import AT_LEAST_SENIOR_HIGH, POST_SPECS, Education, Level, PostKind
from roster.models import Appointment, Person, Unit, VillageFigures
from roster.numbers import fingerprint
from roster.queries.terms import ran_out
from roster.rules import Figures, Need, figures_for, need, state_of


def figures_by_unit(unit_ids: Iterable[int], on: date) -> dict[int, Figures]:
    """Return each village's figures that count on a date (its year or before, else the earliest known)."""
    years: dict[int, dict[int, Figures]] = {}
    rows = VillageFigures.objects.filter(unit__in=unit_ids).values_list(
        "unit", "year", "population", "groups", "stationed_cadres"
    )
    for unit, year, population, groups, cadres in rows:
        years.setdefault(unit, {})[year] = Figures(year, population, groups, cadres)
    return {unit: figures_for(by_year, on) for unit, by_year in years.items()}


@dataclass(frozen=True)
class Line:
    """One post of one unit on a date: required against actual, and by which clause."""

    unit_id: int
    unit_code: str
    unit: str
    township: str
    level: str
    kind: PostKind
    needed: Need | None
    actual: int
    state: str
    clause: str
    source: str
    figures: Figures | None

    @property
    def post(self) -> str:
        """The post's Chinese name."""
        return self.kind.label

    @property
    def basis(self) -> str:
        """The figures on which the number rests, in words; empty where it rests on none."""
        if self.figures is None or self.needed is None:
            return ""
        if self.kind == PostKind.POPULATION_DIRECTOR:
            return f"{self.figures.year}年人口{self.figures.population}人"
        if self.kind == PostKind.GROUP_LEADER:
            return f"{self.figures.year}年村民小组{self.figures.groups}个"
        if self.kind == PostKind.STATIONED_CADRE:
            return f"应有{self.needed.minimum}至{self.needed.maximum}名"
        return ""

    @property
    def people_query(self) -> str:
        """The query that shows this line's people in the list of people."""
        if self.level == Level.VILLAGE:
            place = f"township={self.unit_code[:9]}&village={self.unit_code}"
        else:
            place = f"township={self.unit_code}" if self.level == Level.TOWNSHIP else ""
        return f"{place}&kind={self.kind.value}&state=serving".lstrip("&")

    @property
    def required(self) -> int | None:
        """The least number that the post needs; None where none is laid down."""
        return self.needed.minimum if self.needed else None

    @property
    def difference(self) -> int | None:
        """Actual less required."""
        return self.actual - self.needed.minimum if self.needed else None

    @property
    def required_shown(self) -> int | str | None:
        """The required number as shown: 2, or 3–5 where a range is laid down (A1.6)."""
        return _span(self.needed.minimum, self.needed.maximum) if self.needed else None

    @property
    def gap(self) -> int | None:
        """How many are missing (negative) or in surplus: 0 anywhere within the range."""
        if self.needed is None:
            return None
        return min(self.actual - self.needed.minimum, 0) + max(self.actual - self.needed.maximum, 0)


def _span(low: int, high: int) -> int | str:
    return low if low == high else f"{low}–{high}"


def establishment(on: date, prefixes: Iterable[str] = ("",)) -> list[Line]:
    """Return required against actual of every post of every unit under ``prefixes`` on a date, by code.

    N1.1–N1.3, P2.2, A1.4–A1.6; a fixed number of statements (one more per county). Stationed cadres are
    counted by the village's figures where these tell, else by appointments.
    """
    levels = {spec.level for spec in POST_SPECS.values()}
    units = Unit.objects.on(on).filter(level__in=levels).under(prefixes).order_by("code", "pk")
    units = list(units)
    figures = figures_by_unit([unit.pk for unit in units if unit.level == Level.VILLAGE], on)
    serving = {
        (unit, kind): number
        for unit, kind, number in Appointment.objects.on(on)
        .regular()
        .filter(post__unit__in=[unit.pk for unit in units])
        .values_list("post__unit", "post__kind")
        .annotate(number=Count("person", distinct=True))
        .order_by()
    }
    policies = {county: at(county, on) for county in sorted({unit.code[:6] for unit in units})}
    by_level: dict[str, list[PostKind]] = {}
    for kind, spec in POST_SPECS.items():
        by_level.setdefault(spec.level, []).append(kind)
    sources: dict[tuple[str, str], tuple[str, str]] = {}
    lines = []
    # A village's own grant does not reach its township; the name stands beside the village all the same.
    townships = dict(Unit.objects.on(on).filter(level=Level.TOWNSHIP).values_list("code", "short_name"))
    for unit in units:
        policy, own = policies[unit.code[:6]], figures.get(unit.pk)
        for kind in by_level[unit.level]:
            needed = need(kind, policy, own)
            actual = serving.get((unit.pk, kind), 0)
            if kind == PostKind.STATIONED_CADRE and not actual and own and own.stationed_cadres is not None:
                actual = own.stationed_cadres
            clause, source = POST_SPECS[kind].clause, ""
            if needed is not None:
                key = (unit.code[:6], needed.key)
                if key not in sources:
                    found = policy.source(needed.key)
                    sources[key] = (found.value.clause.id, found.text)
                clause, source = sources[key]
            lines.append(
                Line(
                    unit.pk,
                    unit.code,
                    unit.short_name,
                    townships.get(unit.code[:9], "") if unit.level == Level.VILLAGE else "",
                    unit.level,
                    kind,
                    needed,
                    actual,
                    state_of(needed, actual),
                    clause,
                    source,
                    own,
                )
            )
    return lines


@dataclass(frozen=True)
class Total:
    """One kind of post over all units in view."""

    kind: PostKind
    units: int
    required: int | None
    maximum: int | None
    actual: int
    short: int
    over: int
    missing: int
    surplus: int

    @property
    def required_shown(self) -> int | str | None:
        """The required number as shown, a range where one is laid down."""
        return None if self.required is None else _span(self.required, self.maximum)

    @property
    def gap(self) -> int | None:
        """Surplus people less missing ones, over all units."""
        return None if self.required is None else self.surplus - self.missing


def _settled(lines):
    return [line for line in lines if line.needed]


def totals(lines: Iterable[Line]) -> list[Total]:
    """Return per kind: required, actual, units short and over, people missing and in surplus."""
    groups: dict[PostKind, list[Line]] = {kind: [] for kind in POST_SPECS}
    for line in lines:
        groups[line.kind].append(line)
    return [
        Total(
            kind=kind,
            units=len(group),
            required=sum(x.needed.minimum for x in known) if (known := _settled(group)) else None,
            maximum=sum(x.needed.maximum for x in known) if known else None,
            actual=sum(line.actual for line in group),
            short=sum(line.state == "short" for line in group),
            over=sum(line.state == "over" for line in group),
            missing=sum(line.needed.minimum - line.actual for line in group if line.state == "short"),
            surplus=sum(line.actual - line.needed.maximum for line in group if line.state == "over"),
        )
        for kind, group in groups.items()
        if group
    ]


# --- people --------------------------------------------------------------------------------------


def people_by_number(numbers: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Return {identity number: (person id, name)} of those of ``numbers`` that have a file."""
    hashes = {fingerprint(number): number for number in numbers}
    found = Person.objects.filter(identity_hash__in=list(hashes)).values_list("identity_hash", "pk", "name")
    return {hashes[identity_hash]: (pk, name) for identity_hash, pk, name in found}


def search_terms(text: str) -> dict[str, str]:
    """Return what a search text asks for: {"hash": …} for an identity number, {"letters"} or {"name"}.

    The number itself is not kept: a session or a log must not hold it.
    """
    text = SPACES.sub("", tidy(text))
    if not text:
        return {}
    number = text.upper()
    if len(number) in (15, 18) and number[:-1].isdigit():
        return {"hash": fingerprint(number), "shown": f"身份证号末四位 {number[-4:]}"}
    if text.isascii() and text.replace("'", "").isalpha():
        letters = text.replace("'", "").lower()
        return {"letters": letters, "shown": letters}
    return {"name": text, "shown": text}


def matching(people, terms: dict[str, str]):
    """Narrow ``people`` to those whom :func:`search_terms` means."""
    if number := terms.get("hash"):
        return people.filter(identity_hash=number)
    if letters := terms.get("letters"):
        return people.filter(Q(pinyin__startswith=letters) | Q(initials__startswith=letters))
    if name := terms.get("name"):
        return people.filter(name__contains=name)
    return people


def _educated(people, education):
    if education == "senior_high_up":
        return people.filter(education__in=AT_LEAST_SENIOR_HIGH)
    return people.filter(education=education)


def people_list(people, *, on: date, filters: dict[str, str], terms: dict[str, str]):
    """Return ``people`` (already scoped) narrowed and sorted.

    Each comes with ``serving``, the appointments that hold on the day, and ``earlier``, those that had
    ended by then, the latest first.
    ``filters``: township, village (division codes), kind, education, state (serving, left, ran_out: the term
    is over and nothing recorded since, none, all), sort.
    """
    people = matching(people, terms)
    unit, kind = filters.get("village") or filters.get("township"), filters.get("kind")
    mine = Appointment.objects.filter(person=OuterRef("pk"))
    if kind:
        mine = mine.of_kind(kind)
    if unit:
        mine = mine.filter(post__unit__code__startswith=unit)
    serving = mine.on(on)
    before = mine.filter(valid_from__lte=on)
    match filters.get("state") or "serving":
        case "serving":
            people = people.filter(Exists(serving))
        case "left":
            people = people.filter(Exists(before), ~Exists(serving))
        case "ran_out":
            people = people.filter(Exists(ran_out(mine, on)))
        case "none":
            people = people.filter(
                ~Exists(Appointment.objects.filter(person=OuterRef("pk"), valid_from__lte=on))
            )
            if unit:
                people = people.filter(unit__code__startswith=unit)
        case _:
            if kind:
                people = people.filter(Exists(before))
            elif unit:
                people = people.filter(Q(unit__code__startswith=unit) | Exists(before))
    if education := filters.get("education"):
        people = _educated(people, education)
    return _sorted(people, filters.get("sort") or "unit", serving).prefetch_related(
        Prefetch(
            "appointments",
            Appointment.objects.on(on)
            .select_related("post__unit__parent")
            .order_by("post__unit__code", "pk"),
            to_attr="serving",
        ),
        Prefetch(
            "appointments",
            Appointment.objects.filter(valid_to__lt=on)
            .select_related("post__unit__parent")
            .order_by("-valid_to", "-pk"),
            to_attr="earlier",
        ),
    )


def _sorted(people, sort, serving):
    match sort:
        case "birth_date" | "-birth_date":
            return people.order_by(sort, "pinyin", "pk")
        case "start":
            first = Subquery(serving.order_by("valid_from").values("valid_from")[:1])
            return people.annotate(start=first).order_by(F("start").asc(nulls_last=True), "pinyin", "pk")
        case "education":
            rank = Case(
                *(When(education=level, then=Value(number)) for number, level in enumerate(Education, 1)),
                default=Value(0),
                output_field=IntegerField(),
            )
            return people.annotate(rank=rank).order_by("-rank", "pinyin", "pk")
        case "unit":
            place = Subquery(serving.order_by("post__unit__code").values("post__unit__code")[:1])
            return people.annotate(place=place).order_by(F("place").asc(nulls_last=True), "pinyin", "pk")
    return people.order_by("pinyin", "name", "pk")


def last_day_served(appointments, before: date) -> date | None:
    """Return the latest day before ``before`` on which one of ``appointments`` (scoped) still held."""
    return appointments.filter(valid_to__lt=before).aggregate(latest=Max("valid_to"))["latest"]


def unit_rows(units, on: date):
    """Return the units that hold on a date and those that ended, in tree order, with figures and people.

    ``units`` is scoped. Three statements: units, figures, people serving.
    """
    rows = list(
        units.filter(level__in=[Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE])
        .select_related("successor")
        .order_by("code", "valid_from")
    )
    figures = figures_by_unit([unit.pk for unit in rows if unit.level == Level.VILLAGE], on)
    serving = dict(
        Appointment.objects.on(on)
        .filter(post__unit__in=[unit.pk for unit in rows])
        .values_list("post__unit")
        .annotate(number=Count("person", distinct=True))
        .order_by()
    )
    for unit in rows:
        unit.figures_then = figures.get(unit.pk)
        unit.people_then = serving.get(unit.pk, 0)
        unit.ended = bool(unit.valid_to and unit.valid_to < on)
        unit.coming = bool(unit.valid_from and unit.valid_from > on)
    return rows
