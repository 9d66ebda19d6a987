"""Who is on a session's list: invited by rule or by hand, told, on leave, taken off again (P3.4)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from guanling.accounts.models import User
from guanling.runs.errors import Refusal
from roster.models import Person
from roster.services.saving import save_checked
from training.enums import SESSION_ATTENDED, SESSION_PLANNING, SessionState, Source
from training.models import Enrolment, Session
from training.queries.audience import candidates, clashes, places_of
from training.queries.sessions import begins_at, ends_at
from training.services.sessions import locked, named

REASON_LENGTH = Enrolment._meta.get_field("reason").max_length


def _free_seats(session, count):
    """Return the lowest ``count`` free seats; the caller holds the session's lock. Refuses when too few."""
    taken = set(session.enrolments.filter(seat__isnull=False).values_list("seat", flat=True))
    free = [seat for seat in range(1, session.capacity + 1) if seat not in taken][:count]
    if len(free) < count:
        left = f"只剩{len(free)}个名额" if free else "名额已满"
        raise Refusal(
            f"可容纳{session.capacity}人，{left}，不能再列入{count}人；请减少人数，或先修改培训班的可容纳人数。"
        )
    return free


def _refuse_begun(session, now):
    first = session.halves.first()
    if first is None:
        raise Refusal("还没有培训时间；请先修改培训班，选好日期和时段。")
    # Who writes up afterwards what was held draws up the list at any time, before it is announced.
    if session.state == SessionState.OPEN and begins_at(first) <= now:
        raise Refusal("培训已经开始，名单不再通知新的人员；到场的人请在出勤登记中添加。")


def _store(session, people, user, source):
    """Put {person: (unit code, place, reason)} onto the list, each on a seat; former rows stand again."""
    former = {row.person_id: row for row in session.enrolments.filter(person__in=people)}
    if standing := [row for row in former.values() if row.withdrawn_at is None]:
        names = Person.objects.filter(pk__in=[row.person_id for row in standing])
        raise Refusal(
            f"{named(names.values_list('name', flat=True))}已在参训名单上，请刷新页面查看最新情况。"
        )
    seats = _free_seats(session, len(people))
    new, again = [], []
    for seat, (person, (code, place, reason)) in zip(seats, people.items(), strict=True):
        row = former.get(person) or Enrolment(session=session, person_id=person)
        (again if row.pk else new).append(row)
        row.unit_code, row.place, row.reason = code, place, reason[:REASON_LENGTH]
        row.source, row.seat, row.places, row.added_by = source, seat, session.capacity, user
        row.withdrawn_at, row.withdraw_reason = None, ""
        row.notified_by = row.notified_at = None
    try:
        with transaction.atomic():
            Enrolment.objects.bulk_create(new)
            fields = ("unit_code", "place", "reason", "source", "seat", "places", "added_by")
            Enrolment.objects.bulk_update(
                again, [*fields, "withdrawn_at", "withdraw_reason", "notified_by", "notified_at"]
            )
    except IntegrityError:
        raise Refusal("名单刚刚有变动，请刷新页面后再试。") from None
    return [*new, *again]


@transaction.atomic
def invite(
    *, session: Session, people: Iterable[int], user: User, now: datetime, on: date
) -> list[Enrolment]:
    """Put the chosen of those whom the session's rule means onto its list, each with the rule's reason.

    Every one takes a seat under the session's lock; a constant number of statements. Refuses an empty choice,
    somebody whom the rule does not mean (any more), who sits elsewhere at the time, more than there are
    seats, and a session that has begun or is settled.
    """
    chosen = list(dict.fromkeys(people))
    if not chosen:
        raise Refusal("请勾选要列入名单的人员。")
    session = locked(session, *SESSION_PLANNING)
    _refuse_begun(session, now)
    meant = {one.person_id: one for one in candidates(session, user, on=on)}
    if any(person not in meant for person in chosen):
        raise Refusal("名单刚刚有变动，有些人已经列入或不再符合条件；请核对后重新勾选。")
    if taken := [meant[person] for person in chosen if meant[person].clash]:
        raise Refusal(
            f"{named(one.name for one in taken)}同一时间已在“{taken[0].clash}”的名单上，不能再列入本期。"
        )
    rows = {person: (meant[person].unit_code, meant[person].place, meant[person].reason) for person in chosen}
    return _store(session, rows, user, Source.RULE)


@transaction.atomic
def add(*, session: Session, person: Person, user: User, now: datetime, reason: str = "") -> Enrolment:
    """Put ``person`` onto the list by hand; who comes once the session has begun stands there uninvited.

    Before the beginning that takes a seat and is refused to who sits elsewhere at the time. Afterwards no
    seat is needed: what happened is written down. Refuses who is on the list already and a settled session.
    """
    session = locked(session, *{*SESSION_PLANNING, *SESSION_ATTENDED})
    halves = list(session.halves.all())
    if not halves:
        raise Refusal("还没有培训时间；请先修改培训班，选好日期和时段。")
    first = halves[0].day
    code, place = places_of([person.pk], first)[person.pk]
    if session.state == SessionState.DRAFT or begins_at(halves[0]) > now:
        other = clashes(session, [person.pk], [(half.day, half.part) for half in halves]).get(person.pk)
        if other:
            raise Refusal(f"{person.name}同一时间已在“{other}”的名单上，不能再列入本期。")
        return _store(session, {person.pk: (code, place, reason.strip() or "另行通知")}, user, Source.HAND)[0]
    return walk_in(session=session, person=person, user=user, place=(code, place))


def walk_in(*, session: Session, person: Person, user: User | None, place: tuple[str, str]) -> Enrolment:
    """Put who came without being invited onto the list; the caller holds the session's lock."""
    row = session.enrolments.filter(person=person).first()
    if row is not None and row.withdrawn_at is None:
        raise Refusal(f"{person.name}已在参训名单上。")
    row = row or Enrolment(session=session, person=person)
    row.unit_code, row.place = place
    row.source, row.reason, row.added_by = Source.ATTENDED, "", user
    row.seat = row.places = row.withdrawn_at = None
    row.withdraw_reason = ""
    save_checked(row)
    return row


@transaction.atomic
def take_off(*, enrolment: Enrolment, reason: str, now: datetime) -> Enrolment:
    """Take somebody off the list before the session begins; the seat is free, the row says why.

    Refuses an empty reason, who is off already, and a session that has begun: absence is recorded then.
    """
    if not reason.strip():
        raise Refusal("请写明从名单上取消的原因。")
    session = locked(enrolment.session, *SESSION_PLANNING)
    row = Enrolment.objects.select_for_update(of=("self",), no_key=True).get(pk=enrolment.pk)
    if row.withdrawn_at is not None:
        raise Refusal("此人刚刚已从名单上取消，请刷新页面查看最新情况。")
    first = session.halves.first()
    if session.state == SessionState.OPEN and first and begins_at(first) <= now:
        raise Refusal("培训已经开始，名单不能再取消人员；没有到场的，请在出勤登记中登记请假或缺席。")
    row.seat = row.places = None
    row.withdrawn_at, row.withdraw_reason = now, reason.strip()[:200]
    save_checked(row)
    return row


@transaction.atomic
def notify(*, enrolments, session: Session, user: User, now: datetime) -> int:
    """Write down that the people of ``enrolments`` (scoped, of ``session``) were told; return how many.

    Who was told already stays as it is. Refuses a session that is not announced, and an empty choice.
    """
    session = locked(session)
    if session.state != SessionState.OPEN:
        raise Refusal("只有已发通知、尚未报送的培训班才登记通知到人。")
    told = enrolments.standing().filter(session=session, notified_at=None)
    count = Enrolment.objects.filter(pk__in=list(told.values_list("pk", flat=True))).update(
        notified_by=user, notified_at=now
    )
    if not count:
        raise Refusal("请勾选已经通知到的人员；已登记的不用再登记。")
    return count


@transaction.atomic
def ask_leave(*, enrolment: Enrolment, reason: str, now: datetime) -> Enrolment:
    """Write down what the person gives as reason for leave; whether it is granted shows in the attendance.

    Refuses an empty reason, a session that is not announced, and one that is over.
    """
    if not reason.strip():
        raise Refusal("请写明请假的事由。")
    session = locked(enrolment.session)
    last = session.halves.last()
    if session.state != SessionState.OPEN or last is None or ends_at(last) < now:
        raise Refusal("这期培训已经结束或取消，不能再请假。")
    row = Enrolment.objects.get(pk=enrolment.pk)
    if row.withdrawn_at is not None:
        raise Refusal("您已不在这期培训的名单上，不需要请假。")
    row.leave_asked, row.leave_asked_at = reason.strip()[:200], now
    save_checked(row)
    return row
