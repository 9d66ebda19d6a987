"""Recording who was there, half day by half day: typed, imported, or by a code (P3.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from guanling.accounts.enums import COUNTY_DIGITS
from guanling.accounts.models import User
from guanling.policy.queries import at_days
from guanling.runs.errors import Outrun, Refusal
from roster.models import Person
from training.enums import SESSION_ATTENDED, Presence, Source, Way
from training.models import Attendance, Enrolment, Session
from training.queries.sessions import begins_at
from training.rules.attendance import is_late
from training.services.sessions import CALLED, locked, named, said

ENTRY_DAYS = "training.entry_days"
# Where the caller does not know what stood there before.
ANY = None


@dataclass(frozen=True)
class Mark:
    """What is to stand for somebody's half day; an empty ``presence`` clears it.

    ``seen``: the presence that stood there when it was typed ("" nothing, ANY not looked at).
    """

    person_id: int
    day: date
    part: str
    presence: str
    leave_reason: str = ""
    seen: str | None = ANY
    # Why it is recorded late, where that differs from the rest.
    late_reason: str = ""

    @property
    def key(self) -> tuple[int, date, str]:
        """Person and half day."""
        return self.person_id, self.day, self.part


class Conflict(Refusal):
    """Somebody else recorded some of the half days meanwhile; ``keys``: which."""

    def __init__(self, text, keys):
        super().__init__(text)
        self.keys = keys


def late_days(session: Session, halves, on: date) -> set[date]:
    """Return the days of ``halves`` that would be recorded late on ``on``; one statement.

    Raises NoValue where training.entry_days is not laid down.
    """
    days = {half.day for half in halves}
    policies = at_days(session.unit.code[:COUNTY_DIGITS], days)
    return {day for day in days if is_late(day, on, int(policies[day][ENTRY_DAYS]))}


def _names(ids):
    return dict(Person.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def _told(marks, names):
    """王甲9月5日上午、王乙9月5日下午等7处."""
    shown = "、".join(f"{names[mark.person_id]}{said(mark.day, mark.part)}" for mark in marks[:5])
    return shown + (f"等{len(marks)}处" if len(marks) > 5 else "")


@transaction.atomic
def record(
    *,
    session: Session,
    marks: Iterable[Mark],
    user: User | None,
    now: datetime,
    way: str = Way.TYPED,
    late_reason: str = "",
) -> int:
    """Write ``marks`` down and return how many half days of people changed; set-wise, all or nothing.

    Records made more than training.entry_days after the half day are marked late and need ``late_reason``.
    Refuses: a session that is not announced or is settled; a half day that is none of the session's or has
    not begun; somebody who is not on the list; leave without a reason; somebody who is recorded as present
    elsewhere at the time (names that session); a half day that others recorded meanwhile (Conflict).
    """
    session = locked(session, *SESSION_ATTENDED)
    marks = list(marks)
    halves = {(half.day, half.part): half for half in session.halves.all()}
    people = {mark.person_id for mark in marks}
    stored = {
        (row.person_id, row.day, row.part): row
        for row in Attendance.objects.filter(session=session, person__in=people)
    }
    names = _names(people)
    _refuse_outside(session, marks, halves, names)
    # Codes are held to their own hours: who signs in before the half day begins is there.
    if way != Way.CODE:
        _refuse_ahead(marks, halves, now)
    changed = [mark for mark in marks if _differs(stored.get(mark.key), mark)]
    if outrun := [
        mark for mark in changed if mark.seen is not ANY and _presence(stored.get(mark.key)) != mark.seen
    ]:
        raise Conflict(
            f"{_told(outrun, names)}刚刚已由他人登记成别的结果，没有保存；请核对后再保存一次。",
            {mark.key for mark in outrun},
        )
    if not changed:
        return 0
    _refuse_elsewhere(session, changed, names)
    late = late_days(session, {halves[mark.day, mark.part] for mark in changed}, timezone.localdate(now))
    unexplained = [mark for mark in changed if mark.presence and mark.day in late and not mark.late_reason]
    if unexplained and not late_reason.strip():
        told = "、".join(f"{day.month}月{day.day}日" for day in sorted(late))
        raise Refusal(f"{told}已过登记期限，补录须写明补录说明。")
    row = {"way": way, "recorded_by": user, "recorded_at": now}
    _write(session, changed, stored, {day: late_reason.strip()[:200] for day in late}, row)
    return len(changed)


def _presence(row):
    return row.presence if row else ""


def _differs(row, mark):
    if _presence(row) != mark.presence:
        return True
    return bool(row) and mark.presence == Presence.LEAVE and row.leave_reason != mark.leave_reason.strip()


def _refuse_outside(session, marks, halves, names):
    for mark in marks:
        if (mark.day, mark.part) not in halves:
            raise Refusal(f"{said(mark.day, mark.part)}不在这期培训的时间之内，不能登记；请核对日期和时段。")
        if mark.presence == Presence.LEAVE and not mark.leave_reason.strip():
            raise Refusal(f"{names[mark.person_id]}{said(mark.day, mark.part)}请假，须写明请假事由。")
    listed = set(session.enrolments.standing().values_list("person", flat=True))
    if unlisted := {mark.person_id for mark in marks} - listed:
        raise Refusal(
            f"{named(sorted(names[pk] for pk in unlisted))}不在参训名单上；到场的请先添加到名单，再登记出勤。"
        )


def _refuse_ahead(marks, halves, now):
    if ahead := {key for mark in marks if begins_at(halves[key := (mark.day, mark.part)]) > now}:
        raise Refusal(f"{'、'.join(said(*key) for key in sorted(ahead))}还没有开始，不能登记出勤。")


def _refuse_elsewhere(session, marks, names):
    there = [mark for mark in marks if mark.presence == Presence.PRESENT]
    if not there:
        return
    keys = {mark.key for mark in there}
    rows = (
        Attendance.objects.filter(
            person__in={mark.person_id for mark in there},
            day__in={mark.day for mark in there},
            presence=Presence.PRESENT,
        )
        .exclude(session=session)
        .values_list("person", "day", "part", "session__name")
    )
    for person, day, part, other in rows:
        if (person, day, part) in keys:
            raise Refusal(
                f"{names[person]}{said(day, part)}已登记参加“{other}”，同一时间不能在两期培训；"
                "请核对签到表，登记有误的先更正那一期。"
            )


def _write(session, changed, stored, late, by):
    """Write ``changed``; ``late``: {late day: why}; ``by``: how, by whom and when."""
    new, mended, cleared = [], [], []
    for mark in changed:
        row = stored.get(mark.key)
        if not mark.presence:
            cleared.append(row.pk)
            continue
        if row is None:
            row = Attendance(session=session, person_id=mark.person_id, day=mark.day, part=mark.part)
        (mended if row.pk else new).append(row)
        row.presence = mark.presence
        row.leave_reason = mark.leave_reason.strip()[:200] if mark.presence == Presence.LEAVE else ""
        row.late = mark.day in late
        row.late_reason = mark.late_reason or late[mark.day] if row.late else ""
        row.way, row.recorded_by, row.recorded_at = by["way"], by["recorded_by"], by["recorded_at"]
    try:
        with transaction.atomic():
            Attendance.objects.filter(pk__in=cleared).delete()
            Attendance.objects.bulk_create(new)
            fields = ("presence", "leave_reason", "late", "late_reason", "way", "recorded_by", "recorded_at")
            Attendance.objects.bulk_update(mended, fields)
    except IntegrityError as error:
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if constraint == "attendance_one_place_at_a_time":
            raise Refusal("有人在同一时间刚刚登记参加了另一期培训，没有保存；请刷新页面核对。") from None
        if constraint in ("attendance_within_session", "attendance_on_list"):
            raise Outrun(CALLED) from None
        raise


def listed_or_walked_in(
    *, session: Session, people: dict[int, tuple[str, str]], user: User | None
) -> list[Enrolment]:
    """Put those of ``people`` ({person: (unit code, place)}) onto the list who are not on it; set-wise.

    For what comes in from a workbook; the caller holds the session's lock. Somebody who had been taken off
    stands again, as one who came uninvited.
    """
    former = {row.person_id: row for row in session.enrolments.filter(person__in=people)}
    new, again = [], []
    for person, (code, place) in people.items():
        row = former.get(person)
        if row is not None and row.withdrawn_at is None:
            continue
        row = row or Enrolment(session=session, person_id=person)
        (again if row.pk else new).append(row)
        row.unit_code, row.place, row.added_by = code, place, user
        row.source, row.reason, row.withdraw_reason = Source.ATTENDED, "", ""
        row.seat = row.places = row.withdrawn_at = None
    Enrolment.objects.bulk_create(new)
    fields = ("unit_code", "place", "added_by", "source", "reason", "withdraw_reason", "seat", "places")
    Enrolment.objects.bulk_update(again, [*fields, "withdrawn_at"])
    return [*new, *again]
