"""One-time codes by which somebody signs in: taken on the own page, entered at the desk (P3.4)."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from guanling.accounts.enums import COUNTY_DIGITS
from guanling.accounts.models import User
from guanling.policy.queries import at
from guanling.runs.errors import Refusal
from training.enums import Presence, SessionState, Way
from training.models import Attendance, Enrolment, Session, SessionHalf, SignInCode
from training.queries.sessions import ends_at
from training.rules.attendance import may_sign_in, sign_in_from
from training.services.attendance import Mark, record
from training.services.sessions import locked, said

MINUTES = "training.sign_in_minutes"
DIGITS = 6
TRIES = 20


def sign_in_minutes(session: Session, half: SessionHalf) -> int:
    """Return how many minutes before ``half`` begins people may sign in. Raises NoValue."""
    return int(at(session.unit.code[:COUNTY_DIGITS], half.day)[MINUTES])


def _local(now):
    return timezone.localtime(now).replace(tzinfo=None)


def half_now(session: Session, now: datetime) -> SessionHalf | None:
    """Return the half day for which people may sign in at ``now``, or None; two statements at most."""
    return half_among(session, session.halves.filter(day=timezone.localdate(now)), now)


def half_among(session: Session, halves, now: datetime) -> SessionHalf | None:
    """Like :func:`half_now`, of half days that were read already; asks policy only on their own day."""
    local = _local(now)
    for half in halves:
        if half.day != local.date():
            continue
        minutes = sign_in_minutes(session, half)
        if may_sign_in(local, half.day, half.begins, half.ends, minutes):
            return half
    return None


def _window(session, local):
    """Say when people may sign in next."""
    ahead = [half for half in session.halves.all() if datetime.combine(half.day, half.ends) >= local]
    if not ahead:
        return "这期培训已经结束"
    half = ahead[0]
    opens = sign_in_from(half.day, half.begins, sign_in_minutes(session, half))
    return (
        f"{said(half.day, half.part)}{half.begins:%H:%M}开课，"
        f"{opens.month}月{opens.day}日{opens:%H:%M}起可以取码"
    )


@transaction.atomic
def take_code(*, enrolment: Enrolment, now: datetime) -> SignInCode:
    """Return the code of ``enrolment``'s person for the half day that runs at ``now``, making it if needed.

    From training.sign_in_minutes before the half day until its end, in local time. Refuses outside of that,
    who is not on the list (any more), who is recorded as present already, and a session not announced.
    """
    session = locked(enrolment.session)
    if session.state != SessionState.OPEN:
        raise Refusal("这期培训还没有通知，或已经报送、取消，不能取签到码。")
    row = Enrolment.objects.get(pk=enrolment.pk)
    if row.withdrawn_at is not None:
        raise Refusal("您已不在这期培训的名单上；到场参加的请到签到处登记。")
    half = half_now(session, now)
    if half is None:
        raise Refusal(f"现在不能取签到码：{_window(session, _local(now))}。")
    key = {"session": session, "day": half.day, "part": half.part}
    if Attendance.objects.filter(**key, person=row.person_id, presence=Presence.PRESENT).exists():
        raise Refusal(f"您{said(half.day, half.part)}已签到，不用再取码。")
    code = SignInCode.objects.filter(**key, person=row.person_id).first()
    if code is not None and code.used_at is None:
        return code
    if code is not None:
        # Used, but the attendance was cleared again: a fresh one.
        code.delete()
    for _ in range(TRIES):
        made = SignInCode(
            **key,
            person_id=row.person_id,
            code=f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}",
            valid_until=ends_at(half),
        )
        try:
            with transaction.atomic():
                made.save()
        except IntegrityError:
            continue
        return made
    raise Refusal("签到码暂时取不到，请再试一次，或直接到签到处登记。")


@dataclass(frozen=True)
class SignedIn:
    """Who signed in by a code, and for which half day."""

    name: str
    place: str
    half: str


def _refuse_code(session, code, now, visible):
    """Say why ``code`` does not hold now."""
    own = SignInCode.objects.filter(session=session, code=code).order_by("-day", "-part").first()
    if own is not None:
        raise Refusal(
            f"这个签到码只在{said(own.day, own.part)}有效（{timezone.localtime(own.valid_until):%H:%M}止），"
            "现在不能用；请本人重新取码，或在出勤登记中补登。"
        )
    other = (
        SignInCode.objects.filter(code=code, valid_until__gte=now)
        .exclude(session=session)
        .select_related("session")
        .first()
    )
    if other is not None:
        named = f"“{other.session.name}”" if visible.filter(pk=other.session_id).exists() else "另一期培训"
        raise Refusal(f"这是{named}的签到码，不能在本期使用；请核对参加的是哪一期。")
    raise Refusal("没有这个签到码；请核对6位数字，仍不行的在出勤登记中登记。")


@transaction.atomic
def use_code(*, session: Session, code: str, user: User, now: datetime, visible=None) -> SignedIn:
    """Enter a code at the desk: its person is recorded as present for the half day that runs at ``now``.

    ``visible``: the sessions that the user may see; a code of another one is told with its name only then.
    Refuses what is no code, one used already, one of another time or session, somebody present elsewhere at
    the time, and a session not announced. A code that was refused stays as it is.
    """
    code = "".join(code.split())
    if not (code.isascii() and code.isdigit() and len(code) == DIGITS):
        raise Refusal("签到码是6位数字，请照屏幕上的数字输入。")
    session = locked(session)
    if session.state != SessionState.OPEN:
        raise Refusal("这期培训还没有通知，或已经报送、取消，不能签到。")
    half = half_now(session, now)
    row = half and (
        SignInCode.objects.select_related("person")
        .filter(session=session, day=half.day, part=half.part, code=code)
        .first()
    )
    if not row:
        _refuse_code(session, code, now, Session.objects.none() if visible is None else visible)
    when = said(half.day, half.part)
    if row.used_at is not None:
        raise Refusal(
            f"这个签到码{timezone.localtime(row.used_at):%H:%M}已用过（{row.person.name}，{when}），不能再用；"
            "请本人重新取码。"
        )
    record(
        session=session,
        marks=[Mark(row.person_id, half.day, half.part, Presence.PRESENT)],
        user=user,
        now=now,
        way=Way.CODE,
    )
    SignInCode.objects.filter(pk=row.pk).update(used_at=now)
    place = session.enrolments.filter(person=row.person_id).values_list("place", flat=True).first()
    return SignedIn(row.person.name, place or "", when)
