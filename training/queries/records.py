"""One person's record of training: sessions, tests, and each year against what it asks (P3.4)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from guanling.runs.records import Kept
from roster.models import Person
from training.enums import PART_DAYS, SESSION_COUNTS, Presence
from training.models import Attempt, Attendance, Certificate, Enrolment, SessionHalf
from training.queries.compliance import Standing, days_by_year, recorded_years, standings
from training.rules.compliance import YearRecord


@dataclass(frozen=True)
class Attended:
    """One session on whose list somebody stands: its half days, what is recorded, the result."""

    enrolment: Enrolment
    days: tuple[tuple[date, str], ...]
    presences: dict[tuple[date, str], Attendance] = field(repr=False)
    certificate: Certificate | None = None

    @property
    def session(self):
        """The session."""
        return self.enrolment.session

    @property
    def counts(self) -> bool:
        """Whether what is recorded counts: not called off, not taken off the list."""
        return self.session.state in SESSION_COUNTS and self.enrolment.withdrawn_at is None

    @property
    def first(self) -> date | None:
        """Its first day."""
        return min((day for day, _ in self.days), default=None)

    @property
    def last(self) -> date | None:
        """Its last day."""
        return max((day for day, _ in self.days), default=None)

    def _days(self, presence):
        return PART_DAYS * sum(one.presence == presence for one in self.presences.values())

    @property
    def length(self) -> Decimal:
        """How many days it has."""
        return PART_DAYS * len(self.days)

    @property
    def present(self) -> Decimal:
        """Days present."""
        return self._days(Presence.PRESENT)

    @property
    def absent(self) -> Decimal:
        """Days missing."""
        return self._days(Presence.ABSENT)

    @property
    def leave(self) -> Decimal:
        """Days on leave."""
        return self._days(Presence.LEAVE)

    @property
    def reasons(self) -> list[str]:
        """What was written down of leave and late entries."""
        return list(
            dict.fromkeys(
                text
                for one in self.presences.values()
                for text in (one.leave_reason, one.late_reason and f"补录：{one.late_reason}")
                if text
            )
        )


@dataclass(frozen=True)
class Record:
    """Somebody's record of training. ``standing``: None where nobody asks for any as a director."""

    year: int
    day: date
    standing: Standing | None
    years: list[YearRecord]
    sessions: list[Attended]
    tests: list[Attempt]


def record_of(person: Person, on: date, year: int | None = None) -> Record:
    """Return the whole record of ``person``, whoever held the sessions; the year judged as seen on ``on``.

    ``years``: from the first year served as director, newest first; the running one too. A fixed number of
    statements.
    """
    year = on.year if year is None else year
    day = min(on, date(year, 12, 31))
    standing = standings(person.appointments.all(), day, year).get(person.pk)
    first = min(
        person.appointments.filter(post__kind="population_director").values_list("valid_from", flat=True),
        default=None,
    )
    years = []
    if first is not None and first.year <= on.year:
        records = days_by_year([person.pk], first.year, on.year)[person.pk]
        years = [records[one] for one in sorted(records, reverse=True)]
    return Record(year, day, standing, years, _sessions(person), _tests(person))


def kept_records(people: Iterable[int], years: Iterable[int]) -> Kept:
    """Return in which of ``years`` each of ``people`` was at a training, and each county had any (P5.4).

    Two statements; for the personnel file (guanling.runs.records).
    """
    years = sorted(years)
    if not years:
        return Kept()
    found: dict[int, set[int]] = defaultdict(set)
    rows = Attendance.objects.filter(
        person__in=people,
        presence=Presence.PRESENT,
        session__state__in=SESSION_COUNTS,
        day__range=(date(years[0], 1, 1), date(years[-1], 12, 31)),
    ).order_by()
    for person, year in rows.values_list("person", "day__year").distinct():
        found[person].add(year)
    return Kept(found, recorded_years(years[0], years[-1]))


def _sessions(person):
    enrolments = list(
        person.enrolments.select_related("session__unit", "session__course", "certificate__paper")
    )
    halves: dict[int, list[tuple[date, str]]] = defaultdict(list)
    of_sessions = [enrolment.session_id for enrolment in enrolments]
    rows = SessionHalf.objects.filter(session__in=of_sessions).order_by("day", "part")
    for session, day, part in rows.values_list("session", "day", "part"):
        halves[session].append((day, part))
    presences: dict[int, dict[tuple[date, str], Attendance]] = defaultdict(dict)
    for one in person.attendance.all():
        presences[one.session_id][one.day, one.part] = one
    found = [
        Attended(
            enrolment,
            tuple(halves[enrolment.session_id]),
            presences[enrolment.session_id],
            getattr(enrolment, "certificate", None),
        )
        for enrolment in enrolments
    ]
    return sorted(found, key=lambda one: (one.first or date.max, one.session.pk), reverse=True)


def _tests(person):
    return list(
        person.attempts.taken().select_related("test__unit", "test__session").order_by("-taken_on", "-pk")
    )
