"""Sessions with their counts, who is on a list and attended, and what waits for whom (P3.4)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.policy.queries import at_days
from roster.enums import Level
from roster.models import Appointment
from training.enums import PART_DAYS, SESSION_ATTENDED, Outcome, Presence, SessionState
from training.models import Attendance, Certificate, Enrolment, Session, SessionHalf

FILING_DAYS = "training.filing_days"
Half = tuple[date, str]


def _number(rows, of="pk", distinct=False):
    counted = (
        rows.filter(session=OuterRef("pk"))
        .order_by()
        .values("session")
        .annotate(number=Count(of, distinct=distinct))
        .values("number")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def with_counts(sessions):
    """Return ``sessions`` with first and last day, half days, seats taken, people on the list, attended.

    ``recorded`` counts what is written down, ``attended`` who was there at least once. One statement.
    """
    return sessions.dated().annotate(
        half_count=_number(SessionHalf.objects),
        invited=_number(Enrolment.objects.filter(seat__isnull=False)),
        listed=_number(Enrolment.objects.standing()),
        recorded=_number(Attendance.objects),
        attended=_number(Attendance.objects.filter(presence=Presence.PRESENT), "person", distinct=True),
    )


def sessions_list(sessions, *, year=None, category="", unit="", state=""):
    """Return ``sessions`` (scoped) narrowed, the latest first; one over the turn of the year is in both."""
    if year:
        in_year = SessionHalf.objects.filter(session=OuterRef("pk"), day__year=year)
        sessions = sessions.filter(Exists(in_year))
    if category:
        sessions = sessions.filter(category=category)
    if unit:
        sessions = sessions.filter(unit__code__startswith=unit)
        if len(unit) == COUNTY_DIGITS:
            sessions = sessions.filter(unit__code=unit)
    if state:
        sessions = sessions.filter(state=state)
    return (
        with_counts(sessions)
        .select_related("unit", "course")
        .order_by(F("first_day").desc(nulls_first=True), "-pk")
    )


def days_of(half_count: int) -> Decimal:
    """Return how many days so many half days are."""
    return half_count * PART_DAYS


def organiser_name(unit) -> str:
    """Return the office that holds a session, as papers name it."""
    return f"{unit.name}{'人口和计划生育局' if unit.level == Level.COUNTY else '计生办'}"


def years(sessions, today: date) -> list[int]:
    """Return the years in which ``sessions`` (scoped) have days, and the present one, latest first."""
    found = SessionHalf.objects.filter(session__in=sessions.order_by().values("pk")).values_list(
        "day__year", flat=True
    )
    return sorted({*found.distinct(), today.year}, reverse=True)


def begins_at(half: SessionHalf) -> datetime:
    """Return when a half day begins, in the office's zone."""
    return timezone.make_aware(datetime.combine(half.day, half.begins))


def ends_at(half: SessionHalf) -> datetime:
    """Return when a half day ends, in the office's zone."""
    return timezone.make_aware(datetime.combine(half.day, half.ends))


# --- the list and its attendance -----------------------------------------------------------------


@dataclass
class Participant:
    """One row of a list with what is recorded of it."""

    enrolment: Enrolment
    marks: dict[Half, Attendance] = field(default_factory=dict)
    # Half days recorded as attended on which the person held no post; compliance decides what they count.
    out_of_post: list[Half] = field(default_factory=list)
    half_count: int = 0

    def _halves(self, presence):
        return sum(mark.presence == presence for mark in self.marks.values())

    @property
    def present(self) -> int:
        """Half days attended."""
        return self._halves(Presence.PRESENT)

    @property
    def on_leave(self) -> int:
        """Half days on leave."""
        return self._halves(Presence.LEAVE)

    @property
    def absent(self) -> int:
        """Half days missed."""
        return self._halves(Presence.ABSENT)

    @property
    def open(self) -> int:
        """Half days of which nothing is recorded."""
        return self.half_count - len(self.marks)

    @property
    def certificate(self) -> Certificate | None:
        """The certificate, where one was issued; read with the rows."""
        return getattr(self.enrolment, "certificate", None)

    @property
    def late(self) -> int:
        """Half days recorded later than the county allows."""
        return sum(mark.late for mark in self.marks.values())

    @property
    def late_reasons(self) -> str:
        """Why, in words."""
        return "；".join(dict.fromkeys(mark.late_reason for mark in self.marks.values() if mark.late))

    @property
    def leave_reasons(self) -> str:
        """The reasons of all leave, in words."""
        return "；".join(
            dict.fromkeys(mark.leave_reason for mark in self.marks.values() if mark.leave_reason)
        )

    @property
    def leave_text(self) -> str:
        """The granted reasons, else what the person asked for."""
        return self.leave_reasons or self.enrolment.leave_asked

    @property
    def out_of_post_days(self) -> list[date]:
        """The days among them."""
        return sorted({day for day, _ in self.out_of_post})


def list_rows(enrolments):
    """Return rows of a list (scoped, of one session) in its order, with what pages show of them."""
    return enrolments.select_related("person", "notified_by").order_by(
        "unit_code", "person__pinyin", "person"
    )


def participants(session: Session, enrolments: Iterable[Enrolment], halves) -> list[Participant]:
    """Return the rows with attendance and whether each attended day fell into a post; two statements."""
    rows = {enrolment.person_id: Participant(enrolment, half_count=len(halves)) for enrolment in enrolments}
    if not (rows and halves):
        return list(rows.values())
    for mark in Attendance.objects.filter(session=session, person__in=rows):
        rows[mark.person_id].marks[mark.day, mark.part] = mark
    days = [half.day for half in halves]
    terms = defaultdict(list)
    held = Appointment.objects.between(min(days), max(days)).filter(person__in=rows)
    for person, start, end in held.values_list("person_id", "valid_from", "valid_to"):
        terms[person].append((start, end or date.max))
    for person, row in rows.items():
        row.out_of_post = [
            key
            for key, mark in sorted(row.marks.items())
            if mark.presence == Presence.PRESENT
            and not any(start <= key[0] <= end for start, end in terms[person])
        ]
    return list(rows.values())


def missing(session: Session) -> list[tuple[str, int]]:
    """Return (name, half days) of who stands on the list and has nothing recorded for them; one statement."""
    halves = session.halves.count()
    recorded = (
        Attendance.objects.filter(session=session, person=OuterRef("person"))
        .order_by()
        .values("person")
        .annotate(number=Count("pk"))
        .values("number")
    )
    rows = (
        session.enrolments.standing()
        .annotate(recorded=Coalesce(Subquery(recorded, output_field=IntegerField()), 0))
        .filter(recorded__lt=halves)
        .order_by("unit_code", "person__pinyin", "person")
        .values_list("person__name", "recorded")
    )
    return [(name, halves - recorded) for name, recorded in rows]


@dataclass(frozen=True)
class Tally:
    """What a filing sheet counts."""

    listed: int
    invited: int
    came: int
    walked_in: int
    present: int
    leave: int
    absent: int
    late: int
    passed: int
    failed: int


def tally(session: Session) -> Tally:
    """Count a session's list, attendance and results; two statements."""
    people = session.enrolments.standing().aggregate(
        listed=Count("pk"),
        invited=Count("pk", filter=Q(seat__isnull=False)),
        walked_in=Count("pk", filter=Q(seat=None)),
        passed=Count("pk", filter=Q(outcome=Outcome.PASSED)),
        failed=Count("pk", filter=Q(outcome=Outcome.FAILED)),
    )
    marks = session.attendance.aggregate(
        came=Count("person", distinct=True, filter=Q(presence=Presence.PRESENT)),
        present=Count("pk", filter=Q(presence=Presence.PRESENT)),
        leave=Count("pk", filter=Q(presence=Presence.LEAVE)),
        absent=Count("pk", filter=Q(presence=Presence.ABSENT)),
        late=Count("pk", filter=Q(late=True)),
    )
    return Tally(**people, **marks)


# --- what waits for whom -------------------------------------------------------------------------


def _own(user):
    """Sessions held by the very units in which ``user`` runs trainings, not those of units below."""
    return Session.objects.own(user, Action.TRAINING_RUN).filter(
        unit__code__in=user.reach(Action.TRAINING_RUN)
    )


def _over(sessions, on):
    return with_counts(sessions.filter(state__in=SESSION_ATTENDED)).filter(last_day__lt=on)


def to_notify(user, on: date) -> list[Session]:
    """Return open sessions that are not over with ``untold``: people of ``user``'s township not told yet.

    Only who runs trainings in a township tells people; the county's own list goes to the townships.
    """
    own = Q(pk__in=[])
    for code in user.reach(Action.TRAINING_RUN):
        if len(code) > COUNTY_DIGITS:
            own |= Q(unit_code__startswith=code)
    untold = Enrolment.objects.standing().filter(own, notified_at=None)
    found = (
        Session.objects.filter(state=SessionState.OPEN)
        .dated()
        .annotate(untold=_number(untold))
        .filter(untold__gt=0, last_day__gte=on)
    )
    return list(found.select_related("unit").order_by("first_day", "pk"))


def to_enter(user, on: date) -> list[Session]:
    """Return own sessions that are over, with ``lacking``: how many half days of people are not recorded."""
    found = (
        _over(_own(user), on)
        .annotate(lacking=F("listed") * F("half_count") - F("recorded"))
        .filter(lacking__gt=0)
    )
    return list(found.select_related("unit").order_by("last_day", "pk"))


def to_hand_in(user, on: date) -> list[Session]:
    """Return own sessions that are over and fully recorded, with ``due`` and ``overdue``.

    ``due``: the last day of training.filing_days after the session (None where the county has not said).
    """
    found = list(
        _over(_own(user).filter(state=SessionState.OPEN), on)
        .filter(listed__gt=0, recorded__gte=F("listed") * F("half_count"))
        .select_related("unit")
        .order_by("last_day", "pk")
    )
    by_county = defaultdict(set)
    for session in found:
        by_county[session.unit.code[:COUNTY_DIGITS]].add(session.last_day)
    policies = {county: at_days(county, days) for county, days in by_county.items()}
    for session in found:
        days = policies[session.unit.code[:COUNTY_DIGITS]][session.last_day].get(FILING_DAYS)
        session.due = session.last_day + timedelta(days=int(days)) if days is not None else None
        session.overdue = session.due is not None and on > session.due
    return found


def to_file(user) -> list[Session]:
    """Return sessions that wait for filing and that ``user`` may file: neither made nor handed in by him."""
    found = (
        Session.objects.own(user, Action.TRAINING_FILE)
        .filter(state=SessionState.SUBMITTED)
        .exclude(made_by=user)
        .exclude(submitted_by=user)
    )
    return list(found.dated().select_related("unit").order_by("submitted_at", "pk"))


def returned(user) -> list[Session]:
    """Return own sessions that the county sent back."""
    found = _own(user).filter(state=SessionState.RETURNED)
    return list(found.dated().select_related("unit").order_by("decided_at", "pk"))


def invitations_of(person, on: date) -> list[Enrolment]:
    """Return ``person``'s rows on lists of open sessions that are not over, the next first."""
    ahead = SessionHalf.objects.filter(session=OuterRef("session"), day__gte=on)
    return list(
        Enrolment.objects.standing()
        .filter(Exists(ahead), person=person, session__state=SessionState.OPEN)
        .annotate(
            first_day=Subquery(
                SessionHalf.objects.filter(session=OuterRef("session")).order_by("day").values("day")[:1]
            )
        )
        .select_related("session__unit", "session__course")
        .order_by("first_day", "pk")
    )


# --- one person ----------------------------------------------------------------------------------


@dataclass
class Attended:
    """One session of somebody, as the own page shows it."""

    enrolment: Enrolment
    halves: list[SessionHalf]
    marks: dict[Half, Attendance]
    certificate: Certificate | None

    @property
    def present(self) -> int:
        """Half days attended."""
        return sum(mark.presence == Presence.PRESENT for mark in self.marks.values())

    @property
    def days(self) -> Decimal:
        """Days attended."""
        return days_of(self.present)

    def days_in(self, year: int) -> Decimal:
        """Days attended in a calendar year: each half counts to the year of its own day."""
        return days_of(
            sum(
                mark.presence == Presence.PRESENT and day.year == year
                for (day, _), mark in self.marks.items()
            )
        )


def sessions_of(enrolments) -> list[Attended]:
    """Return a person's sessions (rows scoped by the caller), the latest first; four statements."""
    rows = list(
        enrolments.standing()
        .exclude(session__state__in=(SessionState.DRAFT, SessionState.CANCELLED))
        .select_related("session__unit", "session__course", "person")
    )
    halves, marks = defaultdict(list), defaultdict(dict)
    ids = [row.session_id for row in rows]
    for half in SessionHalf.objects.filter(session__in=ids).order_by("day", "part"):
        halves[half.session_id].append(half)
    for mark in Attendance.objects.filter(session__in=ids, person__in=[row.person_id for row in rows]):
        marks[mark.session_id][mark.day, mark.part] = mark
    papers = {
        row.enrolment_id: row
        for row in Certificate.objects.filter(enrolment__in=rows).select_related("paper")
    }
    found = [Attended(row, halves[row.session_id], marks[row.session_id], papers.get(row.pk)) for row in rows]
    return sorted(
        found, key=lambda one: (one.halves[0].day if one.halves else date.max, one.enrolment.pk), reverse=True
    )
