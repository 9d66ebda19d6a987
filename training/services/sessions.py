"""Preparing a session: its facts and half days, announcing it, calling it off (N7.1, P3.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import IntegrityError, transaction

from guanling.accounts.models import User
from guanling.runs.errors import Outrun, Refusal
from guanling.runs.states import move
from roster.models import Unit
from roster.services.saving import save_checked
from training.enums import SESSION_MOVES, SESSION_PLANNING, Part, SessionState
from training.models import Course, Enrolment, PlanLine, Session, SessionHalf
from training.queries.audience import places_of

CALLED = "这期培训"
MOST_HALVES = 60
NAMED = 5


@dataclass(frozen=True)
class Half:
    """A half day that is to be held."""

    day: date
    part: str
    begins: time
    ends: time

    @property
    def key(self) -> tuple[date, str]:
        """Day and part."""
        return self.day, self.part


def said(day: date, part: str) -> str:
    """Return a half day as pages say it: 9月5日上午."""
    return f"{day.month}月{day.day}日{Part(part).label}"


def named(names: Iterable[str]) -> str:
    """Return the first names and how many there are: 王甲、王乙等7人."""
    names = list(names)
    more = f"等{len(names)}人" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more


def locked(session: Session, *states: str) -> Session:
    """Return the session locked for this transaction; raises Outrun unless one of ``states`` holds."""
    row = (
        Session.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=session.pk)
    )
    if states and row.state not in states:
        raise Outrun(CALLED)
    return row


def _checked_halves(halves):
    halves = list(halves)
    if not halves:
        raise Refusal("请至少选一个半天：填写日期，并勾选上午或下午。")
    if len(halves) > MOST_HALVES:
        raise Refusal(f"一期培训最多{MOST_HALVES}个半天；更长的请分成几期。")
    seen = set()
    for half in halves:
        if half.key in seen:
            raise Refusal(f"{said(*half.key)}填了两次，请删去一次。")
        seen.add(half.key)
        if half.ends <= half.begins:
            raise Refusal(f"{said(*half.key)}的结束时间应晚于开始时间。")
    for day in {half.day for half in halves}:
        same = sorted((half for half in halves if half.day == day), key=lambda half: half.part)
        if len(same) > 1 and same[0].ends > same[1].begins:
            raise Refusal(f"{day.month}月{day.day}日上午的结束时间晚于下午的开始时间，请核对。")
    return halves


@transaction.atomic
def new_session(
    *,
    unit: Unit,
    course: Course,
    name: str,
    audience: str,
    place: str,
    teacher: str,
    capacity: int,
    halves: Iterable[Half],
    user: User | None,
    note: str = "",
    plan_line: PlanLine | None = None,
) -> Session:
    """Prepare a session of ``unit`` on ``halves`` and return it (state draft).

    Its category is the course's. Refuses no half day, one half day twice, hours that overlap.
    """
    halves = _checked_halves(halves)
    session = Session(
        unit=unit,
        course=course,
        category=course.category,
        name=name,
        audience=audience,
        place=place,
        teacher=teacher,
        capacity=capacity,
        note=note,
        plan_line=plan_line,
        made_by=user,
    )
    save_checked(session)
    SessionHalf.objects.bulk_create(
        SessionHalf(session=session, day=half.day, part=half.part, begins=half.begins, ends=half.ends)
        for half in halves
    )
    return session


@transaction.atomic
def edit_session(
    *,
    session: Session,
    course: Course,
    name: str,
    audience: str,
    place: str,
    teacher: str,
    capacity: int,
    halves: Iterable[Half],
    note: str = "",
) -> Session:
    """Change a session that is prepared or announced; its half days too, but never under attendance.

    The rows of its list are named anew where the first day changes. Refuses fewer seats than are taken, a
    half day with attendance that would go, another category once attendance is recorded, and a session that
    is settled (Outrun).
    """
    halves = _checked_halves(halves)
    session = locked(session, *SESSION_PLANNING)
    taken = session.enrolments.filter(seat__isnull=False).count()
    if capacity < taken:
        raise Refusal(f"名单上已有{taken}人占用名额，可容纳人数不能少于{taken}；需要减少的请先取消一些人员。")
    recorded = set(session.attendance.values_list("day", "part"))
    if recorded and course.category != session.category:
        raise Refusal("已有出勤登记，不能换成另一类培训的课程。")
    for fields in (
        {"course": course, "category": course.category, "name": name, "audience": audience},
        {"place": place, "teacher": teacher, "capacity": capacity, "note": note},
    ):
        for field, value in fields.items():
            setattr(session, field, value)
    save_checked(session)
    _change_halves(session, halves, recorded)
    return session


def _change_halves(session, halves, recorded):
    standing = {(half.day, half.part): half for half in session.halves.all()}
    before = min((day for day, _ in standing), default=None)
    wanted = {half.key: half for half in halves}
    gone = standing.keys() - wanted.keys()
    if held := sorted(gone & recorded):
        raise Refusal(
            f"{'、'.join(said(*key) for key in held)}已有出勤登记，不能删去或改到别的时间；"
            "登记有误的，请先在出勤登记中清除。"
        )
    try:
        with transaction.atomic():
            SessionHalf.objects.filter(pk__in=[standing[key].pk for key in gone]).delete()
    except IntegrityError:
        raise Refusal("要删去的时段刚刚登记了出勤，请刷新页面后再改。") from None
    changed = []
    for key in wanted.keys() & standing.keys():
        half, new = standing[key], wanted[key]
        if (half.begins, half.ends) != (new.begins, new.ends):
            half.begins, half.ends = new.begins, new.ends
            changed.append(half)
    SessionHalf.objects.bulk_update(changed, ["begins", "ends"])
    SessionHalf.objects.bulk_create(
        SessionHalf(session=session, day=half.day, part=half.part, begins=half.begins, ends=half.ends)
        for key, half in wanted.items()
        if key not in standing
    )
    first = min(day for day, _ in wanted)
    if first != before:
        rows = list(session.enrolments.all())
        places = places_of([row.person_id for row in rows], first)
        for row in rows:
            row.unit_code, row.place = places[row.person_id]
        Enrolment.objects.bulk_update(rows, ["unit_code", "place"])


@transaction.atomic
def announce(*, session: Session, now: datetime) -> Session:
    """Announce a prepared session: its list goes out as invitations, attendance can be recorded.

    Refuses one without half days or without anybody on its list, and one that is no draft any more (Outrun).
    """
    session = locked(session, SessionState.DRAFT)
    if not session.halves.exists():
        raise Refusal("还没有培训时间；请先修改培训班，选好日期和时段。")
    if not session.enrolments.standing().exists():
        raise Refusal("名单上还没有人；请先按规则列入或另行添加参训人员，再发通知。")
    move(session, SessionState.OPEN, SESSION_MOVES, called=CALLED, announced_at=now)
    return session


@transaction.atomic
def cancel(*, session: Session, reason: str) -> Session:
    """Call off a session that is prepared or announced; who was on its list is free for others.

    Refuses an empty reason, and a session of which attendance is recorded: what was held counts (P3.4).
    """
    if not reason.strip():
        raise Refusal("请写明取消的原因。")
    session = locked(session, *SESSION_PLANNING)
    if session.attendance.exists():
        raise Refusal("这期培训已有出勤登记，不能取消；没有办完的，请照实登记出勤后报送。")
    move(session, SessionState.CANCELLED, SESSION_MOVES, called=CALLED, cancel_reason=reason.strip()[:200])
    return session
