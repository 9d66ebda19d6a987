"""Who has what training and who lacks it (P3.1–P3.3, A4.7, P8.2g). Pure.

Every figure is handed in; every reading that the documents leave open stands beside its rule and in
tests/policy_cases/training_compliance.yaml.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal

from guanling.policy.rules import chinese_date, plain
from training.enums import PART_DAYS, Category, Met, Part

NONE = Decimal(0)
ONE = Decimal(1)
ORDER = {state: rank for rank, state in enumerate(Met)}
DAY = timedelta(days=1)


def worst(states: Iterable[Met]) -> Met:
    """Return the worst of ``states`` in the order of the enumeration; of none, nothing is required."""
    return min(states, key=ORDER.__getitem__, default=Met.NOT_REQUIRED)


def year_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the calendar year of ``day``."""
    return date(day.year, 1, 1), date(day.year, 12, 31)


@dataclass(frozen=True)
class Service:
    """One appointment as population director; ``regular``: not merely acting or on loan."""

    first: date
    last: date | None = None
    regular: bool = True

    def holds_on(self, day: date) -> bool:
        """Whether it holds on ``day``."""
        return self.first <= day and (self.last is None or day <= self.last)


def served_days(services: Iterable[Service], first: date, last: date) -> int:
    """Return on how many days from ``first`` to ``last`` somebody regularly serves, each day once.

    An appointment without an end goes on to ``last``, one with an end to its own last day.
    """
    total, reached = 0, first
    for service in sorted((one for one in services if one.regular), key=lambda one: one.first):
        begin, end = max(service.first, reached), min(service.last or last, last)
        if begin <= end:
            total += (end - begin).days + 1
            reached = end + DAY
    return total


# --- initial training (P3.1) ---------------------------------------------------------------------


@dataclass(frozen=True)
class Initial:
    """Whether somebody was trained before the post. ``first``: first day of service as regular director.

    ``done_on``: the last day attended of the training that counts.
    """

    state: Met
    first: date | None = None
    done_on: date | None = None

    @property
    def says(self) -> str:
        """How it stands, in words: 2016年2月20日完成, 待训（2016年10月1日任职）."""
        match self.state:
            case Met.MET:
                return f"{chinese_date(self.done_on)}完成"
            case Met.WAITING:
                return f"待训（{chinese_date(self.first)}任职）"
            case Met.LATE:
                return f"{chinese_date(self.done_on)}补训"
            case Met.NOT_REQUIRED:
                return "不要求（实施方案施行前已任职）" if self.first else "不要求（没有聘任）"
        return self.state.label


def initial(services: Iterable[Service], passed: Iterable[date], on: date, since: date) -> Initial:
    """Return how somebody stands with the training before the post (P3.1).

    ``services``: all of somebody's, ever; ``passed``: last attended days of the initial trainings passed;
    ``since``: the clause's first day. Readings: only the very first service is a new one, so neither an
    appointment that continues another under the unit's new name nor a later one asks again; who began before
    the clause is not asked; acting for a post is not yet having it; trained before the post is trained by
    the day before its first.
    """
    first = min((service.first for service in services if service.regular), default=None)
    if first is None:
        return Initial(Met.NOT_REQUIRED)
    done = min((day for day in passed if day <= on), default=None)
    if first < since:
        return Initial(Met.NOT_REQUIRED, first, done)
    if done is not None:
        return Initial(Met.MET if done < first else Met.LATE, first, done)
    return Initial(Met.WAITING if first > on else Met.LACKING, first)


# --- days of a year (P3.2) -----------------------------------------------------------------------


@dataclass(frozen=True)
class Half:
    """Half a day of a session at which somebody was, or will be: ``session`` is its id."""

    day: date
    part: Part
    category: Category
    session: int = 0
    name: str = ""


@dataclass(frozen=True)
class Evidence:
    """One half day and whether it counts as knowledge update; if not, why."""

    half: Half
    reason: str = ""

    @property
    def counted(self) -> bool:
        """Whether it counts."""
        return not self.reason


def weigh(
    halves: Iterable[Half], services: Sequence[Service], township_counts: Callable[[date], bool]
) -> tuple[Evidence, ...]:
    """Return each half day with the reason why it does not count as knowledge update, in order (P3.2).

    Readings: knowledge-update training counts, the township's own only on days on which the county lets it;
    a half day counts once, whatever two lists say; it counts to the year of its own day; it counts while
    somebody is in post as director, acting and on loan too.
    """
    found, taken = [], set()
    # Of two at one time the one that may count goes first.
    for half in sorted(
        halves, key=lambda half: (half.day, half.part, half.category != Category.UPDATE, half.session)
    ):
        reason = _why_not(half, services, township_counts)
        if not reason and (half.day, half.part) in taken:
            reason = "同一时段已计入另一期培训"
        if not reason:
            taken.add((half.day, half.part))
        found.append(Evidence(half, reason))
    return tuple(found)


def _why_not(half, services, township_counts):
    if half.category == Category.INITIAL:
        return "初任培训，不计入知识更新培训天数（P3.1）"
    if half.category == Category.TOWNSHIP and not township_counts(half.day):
        return "乡镇集中培训，当日没有规定可计入知识更新培训（P3.3）"
    if any(service.holds_on(half.day) for service in services):
        return ""
    if all(service.first > half.day for service in services):
        return "当日还没有任人口主任"
    if all(service.last is not None and service.last < half.day for service in services):
        return "当日已不任人口主任"
    return "当日不在任"


def days(evidence: Iterable[Evidence]) -> Decimal:
    """Return the days that count: half a day each."""
    return PART_DAYS * sum(one.counted for one in evidence)


# --- one yearly requirement ----------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """Days of a year on which something can be done: ``total``, and ``elapsed`` with the day seen."""

    total: int
    elapsed: int

    @property
    def over(self) -> bool:
        """Whether none is left."""
        return self.elapsed >= self.total


def service_span(services: Sequence[Service], year: int, on: date, since: date = date.min) -> Span:
    """Return the days of regular service in ``year``, and how many have passed by the end of ``on``.

    Present appointments are taken to go on to their last day, or to the end of the year. Days before
    ``since``, the first on which the requirement held, do not count: nothing was asked of them yet.
    """
    first, last = year_of(date(year, 1, 1))
    first = max(first, since)
    return Span(served_days(services, first, last), served_days(services, first, min(last, on)))


def calendar_span(year: int, on: date) -> Span:
    """Return the days of a calendar year, and how many have passed by the end of ``on``."""
    first, last = year_of(date(year, 1, 1))
    return Span((last - first).days + 1, max(0, (min(last, on) - first).days + 1))


@dataclass(frozen=True)
class Judged:
    """What is there against what is required, and what is to be expected by the year's end.

    ``expected``: at the present pace, or with what is announced if that is more; None where nothing is
    left to expect or no pace shows yet.
    """

    state: Met
    have: Decimal = NONE
    required: Decimal | None = None
    coming: Decimal = NONE
    expected: Decimal | None = None

    @property
    def missing(self) -> Decimal:
        """How much is missing today; nothing where nothing is required."""
        if self.required is None or self.state == Met.NOT_REQUIRED:
            return NONE
        return max(NONE, self.required - self.have)


def judge(
    *,
    have: Decimal,
    required: Decimal | None,
    span: Span,
    least: int = 0,
    coming: Decimal = NONE,
    recorded: bool = True,
    step: Decimal = ONE,
) -> Judged:
    """Return how a yearly requirement stands (P3.2, P3.3, A4.7).

    ``required``: as it holds on the year's last day, None where none does; ``least``: who serves fewer days
    of the year is not asked; ``step``: in what units one counts. Readings: the year's requirement is that of
    its last day; a year of which the county has no record proves nothing against anybody; it is short only
    when no day is left; while days are left, the pace so far, rounded down, or what is announced decides.
    """
    judged = Judged(Met.NOT_REQUIRED, have, required, coming)
    if required is None or not span.total or span.total < least:
        return judged
    if have >= required:
        return replace(judged, state=Met.MET)
    if not recorded:
        return replace(judged, state=Met.NO_RECORD)
    if span.over:
        return replace(judged, state=Met.SHORT)
    if not span.elapsed:
        return replace(judged, state=Met.ON_TRACK)
    pace = (have * span.total / span.elapsed / step).to_integral_value(ROUND_FLOOR) * step
    expected = max(pace, have + coming)
    state = Met.ON_TRACK if expected >= required else Met.WILL_MISS
    return replace(judged, state=state, expected=expected)


def overall(start: Initial, update: Judged, tests: Judged, year: int) -> Met:
    """Return how somebody stands as a whole in ``year``: as the worst part does.

    Initial training that was made up later is told in the year in which it was; after that it is done.
    """
    first = start.state
    if first == Met.LATE and start.done_on.year < year:
        first = Met.MET
    return worst((first, update.state, tests.state))


# --- township training (P3.3) --------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """One session of a township with its half days; ``attended``: somebody is recorded as present."""

    session: int
    name: str
    halves: Sequence[tuple[date, Part]]
    attended: bool

    @property
    def days(self) -> Decimal:
        """How long it is."""
        return PART_DAYS * len(self.halves)

    @property
    def first(self) -> date:
        """Its first day."""
        return min(day for day, _ in self.halves)

    @property
    def year(self) -> int:
        """The year to which it counts: that of most of its half days, of two equal ones the first."""
        years = [day.year for day, _ in self.halves]
        return min(set(years), key=lambda year: (-years.count(year), year))


@dataclass(frozen=True)
class TownshipYear:
    """A township's sessions of a year: those that count, those too short to, those to come, the state."""

    judged: Judged
    minimum: int | None
    maximum: int | None
    counted: tuple[Held, ...] = ()
    short: tuple[Held, ...] = ()
    coming: tuple[Held, ...] = field(default=())

    @property
    def state(self) -> Met:
        """How the number of sessions stands."""
        return self.judged.state


def township_year(
    sessions: Iterable[Held],
    year: int,
    on: date,
    *,
    minimum: int | None,
    maximum: int | None,
    least_days: Callable[[date], Decimal | None],
    recorded: bool = True,
) -> TownshipYear:
    """Return how a township stands with its trainings in ``year`` (P3.3).

    Readings: a session counts once, to the year of most of its half days (of two equal ones the first), when
    somebody was there; it is long enough by what holds on its first day; between least and most is met,
    above is told but no breach; one that is announced and still begins counts as coming.
    """
    own = [one for one in sessions if one.halves and one.year == year]

    def long_enough(one):
        least = least_days(one.first)
        return least is None or one.days >= least

    held = sorted((one for one in own if one.attended), key=lambda one: (one.first, one.session))
    counted = tuple(one for one in held if long_enough(one))
    coming = tuple(
        sorted(
            (one for one in own if not one.attended and one.first >= on and long_enough(one)),
            key=lambda one: (one.first, one.session),
        )
    )
    judged = judge(
        have=Decimal(len(counted)),
        required=None if minimum is None else Decimal(minimum),
        span=calendar_span(year, on),
        coming=Decimal(len(coming)),
        recorded=recorded,
    )
    if maximum is not None and len(counted) > maximum:
        judged = replace(judged, state=Met.OVER)
    return TownshipYear(
        judged, minimum, maximum, counted, tuple(one for one in held if not long_enough(one)), coming
    )


# --- days of a period ----------------------------------------------------------------------------


def told_days(spent: tuple[Decimal, Decimal, Decimal] | None) -> str:
    """Return days present, missing and on leave in words: 1.5天，缺0.5; nothing for nothing recorded."""
    if spent is None:
        return ""
    present, absent, leave = spent
    told = [f"{plain(present)}天"]
    told += [f"{word}{plain(number)}" for word, number in (("缺", absent), ("假", leave)) if number]
    return "，".join(told)


# --- years without any day (P8.2g) ---------------------------------------------------------------


@dataclass(frozen=True)
class YearRecord:
    """What the records prove of one person and year. ``required``: None where nothing is asked of the year.

    ``recorded``: the county has attendance of any training on record in the year; ``held``: of such as
    counts as knowledge update; ``leave``: days of it from which the person was on recorded leave.
    """

    year: int
    days: Decimal
    served_days: int
    required: Decimal | None
    recorded: bool
    held: bool
    leave: Decimal = Decimal(0)

    @property
    def whole(self) -> bool:
        """Whether the year was served from its first to its last day."""
        return self.served_days == calendar_span(self.year, date(self.year, 12, 31)).total

    @property
    def untrained(self) -> bool:
        """Whether it is proven that somebody took part in no knowledge-update training in the year."""
        return self.held and self.whole and bool(self.required) and not self.days and not self.leave

    @property
    def state(self) -> Met:
        """How the days of the year stand once it is over (P3.2)."""
        span = Span(self.served_days, self.served_days)
        return judge(have=self.days, required=self.required, span=span, recorded=self.recorded).state


def untrained_years(records: Mapping[int, YearRecord], years: Iterable[int]) -> tuple[int, ...]:
    """Return those of ``years`` for which it is proven that somebody had no day of knowledge update (P8.2g).

    Readings: half a day is taking part; a year is held against somebody only when served whole as regular
    director, when days were required in it, and when the county has records of knowledge update in it: where
    none was held or recorded, nobody can have missed it. Nor is a year with recorded leave from such a
    training, illness for instance: who was excused has not failed to take part.
    """
    return tuple(year for year in sorted(set(years)) if year in records and records[year].untrained)


def untrained_in_a_row(records: Mapping[int, YearRecord], last_year: int, number: int) -> tuple[int, ...]:
    """Return the ``number`` years up to ``last_year`` when all are proven without any day, else nothing."""
    years = range(last_year - number + 1, last_year + 1)
    found = untrained_years(records, years)
    return found if len(found) == number > 0 else ()
