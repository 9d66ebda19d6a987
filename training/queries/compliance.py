"""Who has what training and who lacks it, for one or for all, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Exists, F, Max, OuterRef, Q
from django.db.models.functions import Substr

from guanling.policy.queries import timelines
from guanling.policy.rules import Value, catalogue
from roster.enums import Nature, PostKind
from roster.models import Appointment
from roster.queries.lineage import predecessors
from training.enums import (
    PART_DAYS,
    SESSION_COUNTS,
    Category,
    KnowledgeTestState,
    Met,
    Outcome,
    Part,
    Presence,
)
from training.models import Attempt, Attendance, Enrolment, SessionHalf
from training.rules import compliance as rules
from training.rules.compliance import (
    Evidence,
    Half,
    Held,
    Initial,
    Judged,
    Service,
    TownshipYear,
    YearRecord,
)

COUNTY = len("520424")
UPDATE_DAYS, SERVICE_DAYS = "training.update_days", "training.update_service_days"
TOWNSHIP_COUNTS, TESTS_MIN = "training.township_counts", "training.tests_min"
TOWNSHIP_MIN, TOWNSHIP_MAX = "training.township_sessions_min", "training.township_sessions_max"
TOWNSHIP_DAYS = "training.township_session_days"
HALF = ("day", "part", "session__category", "session", "session__name")


def initial_since() -> date:
    """Return the first day on which initial training is asked for: that of its document (P3.1)."""
    return catalogue().clauses["P3.1"].document.date


@dataclass(frozen=True)
class Figures:
    """The parameters of one county on any day; from one statement."""

    lines: Mapping[str, list[Value]]

    def on(self, key: str, day: date):
        """Return the value of ``key`` on ``day``; None where none holds."""
        return next((value.value for value in self.lines[key] if value.holds_on(day)), None)

    def at_end(self, key: str, year: int):
        """Return the value that a year is judged by: that of its last day."""
        return self.on(key, date(year, 12, 31))

    def since(self, key: str) -> date:
        """Return the first day on which ``key`` has a value; beyond every day where it never has."""
        return min((value.valid_from for value in self.lines[key]), default=date.max)

    def township_counts(self, day: date) -> bool:
        """Whether the days of a township's training count as knowledge update on ``day``."""
        return bool(self.on(TOWNSHIP_COUNTS, day))


def _figures(counties):
    """Return {county code: figures}; a statement per county."""
    return {county: Figures(timelines(county)) for county in sorted(set(counties))}


@dataclass(frozen=True)
class Place:
    """A village in which somebody is, was or will be population director."""

    township_code: str
    township: str
    village_code: str
    village: str
    first: date
    last: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the appointment holds on ``day``."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Standing:
    """How one population director stands in a year, as seen on a day.

    ``places``: the villages served on the day, else those to come, else the last ones (``left``).
    ``evidence``: each half day attended in the year; ``coming``: those announced, with the same reasons.
    """

    person: int
    name: str
    county: str
    places: tuple[Place, ...]
    left: bool
    service: rules.Span
    initial: Initial
    update: Judged
    tests: Judged
    township_sessions: int
    state: Met
    evidence: tuple[Evidence, ...] = field(default=(), repr=False)
    coming: tuple[Evidence, ...] = field(default=(), repr=False)

    @property
    def townships(self) -> tuple[str, ...]:
        """Codes of the townships served, each once."""
        return tuple(dict.fromkeys(place.township_code for place in self.places))


def standings(appointments, on: date, year: int | None = None) -> dict[int, Standing]:
    """Return {person: standing} of the directors among ``appointments`` (scoped) in ``year``, seen on ``on``.

    Whoever serves regularly as population director on the day, in the year (default: that of the day), or
    begins after the day. Ordered by village and name. Ten statements and one a county, whatever the number
    of people. What is recorded for days after ``on`` is left aside. P3.1, P3.2, A4.7; readings in
    training.rules.compliance.
    """
    year = on.year if year is None else year
    first, last = date(year, 1, 1), date(year, 12, 31)
    directors = appointments.regular().of_kind(PostKind.POPULATION_DIRECTOR)
    subject = directors.filter(
        Q(valid_from__lte=last) & (Q(valid_to=None) | Q(valid_to__gte=first))
        | Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gte=on))
        | Q(valid_from__gt=on)
    )
    places = _places(subject)
    if not places:
        return {}
    people = subject.order_by().values("person")
    figures = _figures(row[1] for row in places.values())
    services = _services(people)
    passed = _passed(people, on)
    attended = _attended(people, year, on)
    coming = _coming(people, on, last)
    counting = _township_years(year)
    recorded = {county for county, _, _ in _recorded(first, min(last, on))}
    taken, given = _tests(people, first, min(last, on))
    papers = _papers(people, on, last)
    found = {}
    for person, (name, county, own) in places.items():
        known, posts = figures[county], services[person]
        halves = attended[person]
        evidence = rules.weigh(
            (half for half in halves if half.day.year == year), posts, known.township_counts
        )
        ahead = rules.weigh(coming[person], posts, known.township_counts)
        had = {(one.half.day, one.half.part) for one in evidence if one.counted}
        span = rules.service_span(posts, year, on)
        least = known.at_end(SERVICE_DAYS, year) or 0
        update = rules.judge(
            have=rules.days(evidence),
            required=known.at_end(UPDATE_DAYS, year),
            span=rules.service_span(posts, year, on, known.since(UPDATE_DAYS)),
            least=least,
            coming=rules.days(one for one in ahead if (one.half.day, one.half.part) not in had),
            recorded=county in recorded,
            step=PART_DAYS,
        )
        number = known.at_end(TESTS_MIN, year)
        tests = rules.judge(
            have=Decimal(len(taken[person])),
            required=None if number is None else Decimal(number),
            span=rules.service_span(posts, year, on, known.since(TESTS_MIN)),
            least=least,
            coming=Decimal(len(papers[person] - taken[person])),
            recorded=county in given,
        )
        start = rules.initial(posts, passed[person], on, initial_since())
        found[person] = Standing(
            person,
            name,
            county,
            (shown := _shown(own, on)),
            all(place.last is not None and place.last < on for place in shown),
            span,
            start,
            update,
            tests,
            len({half.session for half in halves if counting.get(half.session) == year}),
            rules.overall(start, update, tests, year),
            evidence,
            ahead,
        )
    return found


def _places(subject):
    """Return {person: (name, county code, places)} by village and name."""
    found: dict[int, tuple[str, str, list[Place]]] = {}
    rows = subject.order_by("post__unit__code", "person__pinyin", "person", "valid_from").values_list(
        "person",
        "person__name",
        "post__unit__parent__code",
        "post__unit__parent__short_name",
        "post__unit__code",
        "post__unit__short_name",
        "valid_from",
        "valid_to",
    )
    for person, name, *place in rows:
        one = Place(*place)
        found.setdefault(person, (name, one.village_code[:COUNTY], []))[2].append(one)
    return found


def _shown(places, on):
    holding = [place for place in places if place.holds_on(on)]
    if not holding:
        begins = min((place.first for place in places if place.first > on), default=None)
        ended = max(place.last or date.max for place in places)
        holding = [
            place
            for place in places
            if (place.first == begins if begins is not None else (place.last or date.max) == ended)
        ]
    # The same village under two appointments is named once.
    return tuple({place.village_code: place for place in holding}.values())


def _services(people):
    """Return {person: all services as population director}, whoever may see them: rules need them whole."""
    found: dict[int, list[Service]] = defaultdict(list)
    rows = Appointment.objects.of_kind(PostKind.POPULATION_DIRECTOR).filter(person__in=people).order_by()
    for person, first, last, nature in rows.values_list("person", "valid_from", "valid_to", "nature"):
        found[person].append(Service(first, last, nature == Nature.REGULAR))
    return found


def _passed(people, on):
    """Return {person: last attended days of the initial trainings passed}."""
    found: dict[int, list[date]] = defaultdict(list)
    rows = (
        Enrolment.objects.filter(
            person__in=people,
            outcome=Outcome.PASSED,
            session__category=Category.INITIAL,
            session__state__in=SESSION_COUNTS,
            session__attendance__person=F("person"),
            session__attendance__presence=Presence.PRESENT,
        )
        .order_by()
        .values("pk")
        .annotate(done=Max("session__attendance__day"))
        .filter(done__lte=on)
    )
    for person, done in rows.values_list("person", "done"):
        found[person].append(done)
    return found


def _presences(people, presence=Presence.PRESENT, **conditions):
    return (
        Attendance.objects.filter(
            person__in=people, presence=presence, session__state__in=SESSION_COUNTS, **conditions
        )
        .order_by()
        .values_list("person", *HALF)
    )


def _half(day, part, category, session, name):
    return Half(day, Part(part), Category(category), session, name)


def _attended(people, year, on):
    """Return {person: half days attended by ``on`` in sessions that have a half day in ``year``}."""
    found: dict[int, list[Half]] = defaultdict(list)
    sessions = SessionHalf.objects.filter(day__year=year).order_by().values("session")
    for person, *half in _presences(people, day__lte=on, session__in=sessions):
        found[person].append(_half(*half))
    return found


def _announced(on, path="session__"):
    """The condition that a session was announced by ``on``."""
    return Q(**{f"{path}announced_at": None}) | Q(**{f"{path}announced_at__date__lte": on})


def _coming(people, on, last):
    """Return {person: half days from ``on`` to ``last`` for which somebody is on an announced list}.

    Those of the day itself only as long as nothing is recorded of them.
    """
    noted = Attendance.objects.filter(
        session=OuterRef("session"),
        day=OuterRef("day"),
        part=OuterRef("part"),
        person=OuterRef("session__enrolments__person"),
    )
    rows = (
        SessionHalf.objects.filter(
            _announced(on),
            day__lte=last,
            session__state__in=SESSION_COUNTS,
            session__enrolments__person__in=people,
            session__enrolments__withdrawn_at=None,
        )
        .filter(Q(day__gt=on) | Q(day=on) & ~Exists(noted))
        .order_by()
        .values_list("session__enrolments__person", *HALF)
    )
    found: dict[int, list[Half]] = defaultdict(list)
    for person, *half in rows:
        found[person].append(_half(*half))
    return found


def _township_years(year):
    """Return {session: the year to which it counts} of townships' sessions with a half day in ``year``."""
    halves: dict[int, list[tuple[date, str]]] = defaultdict(list)
    within = SessionHalf.objects.filter(day__year=year).order_by().values("session")
    rows = SessionHalf.objects.filter(session__category=Category.TOWNSHIP, session__in=within).order_by()
    for session, day, part in rows.values_list("session", "day", "part"):
        halves[session].append((day, part))
    return {session: Held(session, "", own, True).year for session, own in halves.items()}


def _recorded(first, last):
    """Return {(county code, category, day)} for which attendance is recorded from ``first`` to ``last``."""
    rows = Attendance.objects.filter(day__range=(first, last), session__state__in=SESSION_COUNTS).order_by()
    return set(
        rows.annotate(county=Substr("session__unit__code", 1, COUNTY))
        .values_list("county", "session__category", "day")
        .distinct()
    )


def _tests(people, first, last):
    """Return {person: tests with a score} and the codes of the counties that gave any; two statements."""
    taken: dict[int, set[int]] = defaultdict(set)
    scored = Attempt.objects.taken().filter(taken_on__range=(first, last)).order_by()
    for person, test in scored.filter(person__in=people).values_list("person", "test"):
        taken[person].add(test)
    counties = scored.annotate(county=Substr("test__unit__code", 1, COUNTY)).values_list("county", flat=True)
    return taken, set(counties.distinct())


def _papers(people, on, last):
    """Return {person: open tests that close within the year and for which a paper waits}."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Attempt.objects.filter(
        person__in=people,
        score=None,
        test__state=KnowledgeTestState.OPEN,
        test__closes_at__date__range=(on, last),
    )
    for person, test in rows.order_by().values_list("person", "test"):
        found[person].add(test)
    return found


# --- townships -----------------------------------------------------------------------------------


def township_years(units, on: date, year: int | None = None) -> dict[int, TownshipYear]:
    """Return {township: its trainings of ``year`` as seen on ``on``} of ``units`` (a queryset) (P3.3).

    What a unit held before it merged or changed its code counts to its successor. Four statements, one a
    county and one per generation of predecessors.
    """
    year = on.year if year is None else year
    codes = dict(units.order_by("code").values_list("pk", "code"))
    before = predecessors(codes)
    heir = {pk: pk for pk in codes} | {old: pk for pk, olds in before.items() for old in olds}
    held: dict[int, list[Held]] = defaultdict(list)
    for unit, one in _held(list(heir), year, on):
        held[heir[unit]].append(one)
    figures = _figures(code[:COUNTY] for code in codes.values())
    recorded = {county for county, _, _ in _recorded(date(year, 1, 1), min(date(year, 12, 31), on))}
    found = {}
    for pk, code in codes.items():
        known = figures[code[:COUNTY]]
        found[pk] = rules.township_year(
            held[pk],
            year,
            on,
            minimum=known.at_end(TOWNSHIP_MIN, year),
            maximum=known.at_end(TOWNSHIP_MAX, year),
            least_days=lambda day, known=known: known.on(TOWNSHIP_DAYS, day),
            recorded=code[:COUNTY] in recorded,
        )
    return found


def _held(units, year, on):
    """Yield (organiser, session) of the townships' sessions announced by ``on`` with a half day in a year."""
    there = Attendance.objects.filter(session=OuterRef("session"), presence=Presence.PRESENT, day__lte=on)
    within = SessionHalf.objects.filter(day__year=year).order_by().values("session")
    rows = (
        SessionHalf.objects.filter(
            session__unit__in=units,
            session__category=Category.TOWNSHIP,
            session__state__in=SESSION_COUNTS,
            session__in=within,
        )
        .filter(_announced(on) | Exists(there))
        .annotate(there=Exists(there))
        .order_by("day", "part", "session")
        .values_list("session", "session__name", "session__unit", "day", "part", "there")
    )
    sessions: dict[int, tuple[str, int, bool, list]] = {}
    for session, name, unit, day, part, attended in rows:
        sessions.setdefault(session, (name, unit, attended, []))[3].append((day, Part(part)))
    for session, (name, unit, attended, halves) in sessions.items():
        yield unit, Held(session, name, tuple(halves), attended)


# --- what others ask -----------------------------------------------------------------------------


def days_by_year(people: Iterable[int], first_year: int, last_year: int) -> dict[int, dict[int, YearRecord]]:
    """Return {person: {year: what the records prove}} of ``people`` (ids, or a query of ids) (P3.2, P8.2g).

    For whoever ever was population director; others are left out. Five statements and one a county.
    """
    people = people if hasattr(people, "query") else list(people)
    years = range(first_year, last_year + 1)
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    services = _services(people)
    county_of = _counties(people)
    figures = _figures(county_of.values())
    recorded: dict[tuple[str, int], list[tuple[str, date]]] = defaultdict(list)
    for county, category, day in _recorded(first, last):
        recorded[county, day.year].append((category, day))
    halves = _halves_by_year(_presences(people, day__range=(first, last)))
    excused = _halves_by_year(_presences(people, Presence.LEAVE, day__range=(first, last)))
    found = {}
    for person, posts in services.items():
        county = county_of[person]
        known = figures[county]
        found[person] = {}
        for year in years:
            rows = recorded[county, year]
            held = any(
                category == Category.UPDATE or (category == Category.TOWNSHIP and known.township_counts(day))
                for category, day in rows
            )
            found[person][year] = _year_record(
                year,
                halves.get((person, year), ()),
                excused.get((person, year), ()),
                posts,
                known,
                recorded=bool(rows),
                held=held,
            )
    return found


def _halves_by_year(rows):
    """Return {(person, year): half days}."""
    found: dict[tuple[int, int], list[Half]] = defaultdict(list)
    for person, *half in rows:
        one = _half(*half)
        found[person, one.day.year].append(one)
    return found


def _year_record(year, halves, excused, posts, known, **on_record):
    end = date(year, 12, 31)
    served = rules.service_span(posts, year, end).total
    required = known.at_end(UPDATE_DAYS, year)
    under = rules.service_span(posts, year, end, known.since(UPDATE_DAYS)).total
    asked = required is not None and under and under >= (known.at_end(SERVICE_DAYS, year) or 0)
    attended, leave = (
        rules.days(rules.weigh(rows, posts, known.township_counts)) for rows in (halves, excused)
    )
    return YearRecord(year, attended, served, required if asked else None, leave=leave, **on_record)


def _counties(people):
    """Return {person: code of the county in which somebody last was population director}."""
    rows = (
        Appointment.objects.of_kind(PostKind.POPULATION_DIRECTOR)
        .filter(person__in=people)
        .order_by("valid_from", "pk")
    )
    return {person: code[:COUNTY] for person, code in rows.values_list("person", "post__unit__code")}


def presence_in(
    people: Iterable[int], first_day: date, last_day: date
) -> dict[int, tuple[Decimal, Decimal, Decimal]]:
    """Return {person: (days present, missing, on leave)} of all trainings in a period (P3.4, P6.1).

    Whoever was on no list is left out. A half day at which somebody was elsewhere in training is not
    missing. One statement.
    """
    seen: dict[int, dict[tuple[date, str], str]] = defaultdict(dict)
    rank = {Presence.PRESENT: 0, Presence.LEAVE: 1, Presence.ABSENT: 2}
    rows = Attendance.objects.filter(
        person__in=people, day__range=(first_day, last_day), session__state__in=SESSION_COUNTS
    ).order_by()
    for person, day, part, presence in rows.values_list("person", "day", "part", "presence"):
        own = seen[person]
        if rank[presence] < rank.get(own.get((day, part)), len(rank)):
            own[day, part] = presence
    return {
        person: tuple(
            PART_DAYS * sum(value == presence for value in own.values())
            for presence in (Presence.PRESENT, Presence.ABSENT, Presence.LEAVE)
        )
        for person, own in seen.items()
    }


def recorded_years(first_year: int, last_year: int) -> dict[str, set[int]]:
    """Return {county code: years in which it has any attendance recorded}; one statement."""
    found: dict[str, set[int]] = defaultdict(set)
    for county, _, day in _recorded(date(first_year, 1, 1), date(last_year, 12, 31)):
        found[county].add(day.year)
    return found
