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
from guanling.policy.rules import catalogue
from roster.enums import (
    AT_LEAST_SENIOR_HIGH,
    LINE_SPECS,
    POST_SPECS,
    SUM_SPECS,
    Education,
    Level,
    Nature,
    PostKind,
    SumKind,
    kinds_of,
)
from roster.models import Appointment, Person, PlaceException, Unit, VillageFigures
from roster.numbers import fingerprint
from roster.queries.terms import ran_out
from roster.rules import Figures, Need, figures_for, need, state_of, village_workers


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
    """One post of one unit on a date, or several together: required against actual, and by which clause.

    ``actual`` counts who is regularly appointed; only the village's workers are counted however they serve.
    ``acting`` and ``seconded`` stand beside it. ``extra``: how many more the county has approved.
    """

    unit_id: int
    unit_code: str
    unit: str
    township: str
    level: str
    kind: PostKind | SumKind
    needed: Need | None
    actual: int
    acting: int
    seconded: int
    extra: int
    state: str
    clause: str
    source: str
    figures: Figures | None
    # How many stationed cadres the village's figures lend, where none is on record by name.
    unnamed: int = 0

    @property
    def post(self) -> str:
        """The Chinese name of the post or sum."""
        return self.kind.label

    @property
    def summed(self) -> bool:
        """Whether this is several posts together."""
        return self.kind in SUM_SPECS

    @property
    def basis(self) -> str:
        """On what the numbers rest, in words: figures of the year, what another clause adds."""
        note = LINE_SPECS[self.kind].note
        match self.kind:
            case PostKind.POPULATION_DIRECTOR | PostKind.GROUP_LEADER if self.figures is None:
                note = "没有登记该村的人口和村民小组数，算不出应配人数"
            case PostKind.POPULATION_DIRECTOR if self.needed:
                note = f"{self.figures.year}年人口{self.figures.population}人"
            case PostKind.GROUP_LEADER if self.needed:
                note = f"{self.figures.year}年村民小组{self.figures.groups}个"
        if self.unnamed:
            counted = f"驻村干部{self.unnamed}名据{self.figures.year}年村基本情况，没有按名登记"
            note = f"{note}；{counted}" if note else counted
        return note

    @property
    def drillable(self) -> bool:
        """Whether there is somebody on record by name behind ``actual``."""
        return self.actual > self.unnamed

    @property
    def may_exceed(self) -> bool:
        """Whether the county may be asked for places beyond the number: all are taken, none is approved."""
        return self.needed is not None and not self.summed and self.state != "short" and not self.extra

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
        """The required number as shown: 2, 3–5 where a range is laid down, ≥10 at least (A1.6)."""
        return _span(self.needed.minimum, self.needed.maximum) if self.needed else None

    @property
    def missing(self) -> int:
        """How many are missing."""
        return self.needed.minimum - self.actual if self.state == "short" else 0

    @property
    def surplus(self) -> int:
        """How many are too many, approved or not."""
        return self.actual - self.needed.maximum if self.state == "over" else 0

    @property
    def gap(self) -> int | None:
        """How many are missing (negative) or in surplus: 0 anywhere within the range."""
        return None if self.needed is None else self.surplus - self.missing


def _span(low: int, high: int | None) -> int | str:
    if high is None:
        return f"≥{low}"
    return low if low == high else f"{low}–{high}"


def _counted(unit_ids, on):
    """Return {(unit, kind, nature): people} and {unit: (in the office's posts, in any way)}."""
    rows = Appointment.objects.on(on).filter(post__unit__in=unit_ids).order_by()
    people = Count("person", distinct=True)
    by_post = {
        (unit, kind, nature): number
        for unit, kind, nature, number in rows.values_list("post__unit", "post__kind", "nature").annotate(
            number=people
        )
    }
    office = Q(post__kind__in=kinds_of(SumKind.OFFICE), nature=Nature.REGULAR)
    together = {
        unit: (in_office, anyhow)
        for unit, in_office, anyhow in rows.values_list("post__unit").annotate(
            in_office=Count("person", distinct=True, filter=office), anyhow=people
        )
    }
    return by_post, together


def approved_extras(unit_ids: Iterable[int], on: date) -> dict[tuple[int, str], int]:
    """Return {(unit id, kind): how many places the county has approved beyond the number on ``on``}."""
    rows = PlaceException.objects.approved().on(on).filter(post__unit__in=unit_ids)
    return {
        (unit, kind): extra for unit, kind, extra in rows.values_list("post__unit", "post__kind", "extra")
    }


def establishment(on: date, prefixes: Iterable[str] = ("",)) -> list[Line]:
    """Return required against actual of every post of every unit under ``prefixes`` on a date, by code.

    N1.1–N1.3, P2.2, A1.4–A1.6; behind its posts what is asked of them together (``Line.summed``: N1.1,
    A1.6). A fixed number of statements (one more per county). Stationed cadres are counted by the village's
    figures where none is on record by name, else by appointments.
    """
    levels = {spec.level for spec in POST_SPECS.values()}
    units = Unit.objects.on(on).filter(level__in=levels).under(prefixes).order_by("code", "pk")
    units = list(units)
    ids = [unit.pk for unit in units]
    figures = figures_by_unit([unit.pk for unit in units if unit.level == Level.VILLAGE], on)
    by_post, together = _counted(ids, on)
    extras = approved_extras(ids, on)
    policies = {county: at(county, on) for county in sorted({unit.code[:6] for unit in units})}
    by_level: dict[str, list[PostKind | SumKind]] = {}
    for kind, spec in LINE_SPECS.items():
        by_level.setdefault(spec.level, []).append(kind)
    sources: dict[tuple[str, str], tuple[str, str]] = {}
    lines = []
    # A village's own grant does not reach its township; the name stands beside the village all the same.
    townships = dict(Unit.objects.on(on).filter(level=Level.TOWNSHIP).values_list("code", "short_name"))
    for unit in units:
        policy, own = policies[unit.code[:6]], figures.get(unit.pk)
        in_office, anyhow = together.get(unit.pk, (0, 0))
        cadres_named = any((unit.pk, PostKind.STATIONED_CADRE, nature) in by_post for nature in Nature)
        unnamed = 0 if cadres_named or own is None else own.stationed_cadres or 0
        for kind in by_level[unit.level]:
            needed = need(kind, policy, own)
            regular, acting, seconded = (
                sum(by_post.get((unit.pk, post, nature), 0) for post in kinds_of(kind)) for nature in Nature
            )
            match kind:
                case SumKind.OFFICE:
                    actual = in_office
                case SumKind.VILLAGE_WORKERS:
                    actual = village_workers(anyhow, cadres_named, own)
                case PostKind.STATIONED_CADRE:
                    actual = regular or unnamed
                case _:
                    actual = regular
            clause, source = LINE_SPECS[kind].clause, ""
            if needed is None:
                source = catalogue().clauses[clause].citation
            else:
                key = (unit.code[:6], needed.key)
                if key not in sources:
                    found = policy.source(needed.key)
                    sources[key] = (found.value.clause.id, found.text)
                clause, source = sources[key]
            lines.append(
                Line(
                    unit_id=unit.pk,
                    unit_code=unit.code,
                    unit=unit.short_name,
                    township=townships.get(unit.code[:9], "") if unit.level == Level.VILLAGE else "",
                    level=unit.level,
                    kind=kind,
                    needed=needed,
                    actual=actual,
                    acting=acting,
                    seconded=seconded,
                    extra=extras.get((unit.pk, kind), 0),
                    state=state_of(needed, actual),
                    clause=clause,
                    source=source,
                    figures=own,
                    unnamed=unnamed if kind in (PostKind.STATIONED_CADRE, SumKind.VILLAGE_WORKERS) else 0,
                )
            )
    return lines


@dataclass(frozen=True)
class Total:
    """One kind of post, or several together, over all units in view."""

    kind: PostKind | SumKind
    units: int
    required: int | None
    maximum: int | None
    actual: int
    acting: int
    seconded: int
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

    @property
    def summed(self) -> bool:
        """Whether this is several posts together."""
        return self.kind in SUM_SPECS


def _settled(lines):
    return [line for line in lines if line.needed]


def _most(needs):
    """Return how many are allowed in all; None where one of ``needs`` has no limit."""
    limits = [needed.maximum for needed in needs]
    return None if None in limits else sum(limits)


def totals(lines: Iterable[Line]) -> list[Total]:
    """Return per kind: required, actual, units short and over, people missing and in surplus."""
    groups: dict[PostKind | SumKind, list[Line]] = {kind: [] for kind in LINE_SPECS}
    for line in lines:
        groups[line.kind].append(line)
    return [
        Total(
            kind=kind,
            units=len(group),
            required=sum(x.needed.minimum for x in known) if (known := _settled(group)) else None,
            maximum=_most(line.needed for line in known),
            actual=sum(line.actual for line in group),
            acting=sum(line.acting for line in group),
            seconded=sum(line.seconded for line in group),
            short=sum(line.state == "short" for line in group),
            over=sum(line.state == "over" for line in group),
            missing=sum(line.missing for line in group),
            surplus=sum(line.surplus for line in group),
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
        mine = mine.of_kind(*kinds_of(kind))
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
