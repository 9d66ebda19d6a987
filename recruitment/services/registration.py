"""Business acts of registration: by the applicant, at the counter, from a list; corrections, withdrawal.

Who registers on the public page has no account; what may be known of others is nothing. So a second
registration of a person is taken like any other, under a number of its own, and kept apart (REPEATED) until
somebody has looked at the identity card: neither the answer nor the page tells whether somebody has applied.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from appraisal.services.guards import demand
from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.audit.models import AccessRecord
from guanling.documents import cells, scans
from guanling.runs.errors import Refusal
from recruitment.enums import (
    WITHDRAWABLE,
    ApplicationState,
    OutGround,
    PaperKind,
    RefusalGround,
    RoundState,
    Way,
)
from recruitment.models import Application, ApplicationLog, ApplicationPaper, Opening, Round
from recruitment.queries.registration import demands_of, shown_state
from recruitment.rules import registration as rules
from recruitment.services.steps import advance_application, lock_application, lock_round
from roster.enums import Sex
from roster.numbers import fingerprint
from roster.rules.moves import age_on
from roster.services.saving import save_checked

# How many random digits follow the round's code in a registration number, and how often another is drawn
# where one is taken: a round of a thousand applicants meets a taken one once in a thousand draws.
RANDOM_DIGITS, DRAWS = 6, 20
# A certificate and its pages, an identity card's two sides, some more.
MOST_PAPERS = 10
# In these the typing can still be put right: nothing has been judged by it.
CORRECTABLE = (ApplicationState.REGISTERED, ApplicationState.REPEATED, ApplicationState.MORE)
CORRECTING_ROUNDS = (RoundState.ANNOUNCED, RoundState.REVIEWING)
# Without the photo there is no admission ticket; it may come as long as one can be printed.
PHOTO_ROUNDS = (RoundState.ANNOUNCED, RoundState.REVIEWING, RoundState.WRITTEN)
OVER = (ApplicationState.WITHDRAWN, ApplicationState.REFUSED, ApplicationState.OUT)


@dataclass(frozen=True)
class Applicant:
    """What an applicant states; the identity number is sound, birth date and sex follow from it."""

    name: str
    identity_number: str
    education: str
    ethnicity: str = ""
    political_status: str = ""
    school: str = ""
    major: str = ""
    phone: str = ""
    resume: str = ""


STATED = tuple(field.name for field in fields(Applicant))


class FieldRefusal(Refusal):
    """A refusal that belongs beside one field of the form."""

    def __init__(self, field: str, text: str):
        super().__init__(text)
        self.field = field


def set_photo_anew(data: bytes) -> bytes:
    """Return a photo set anew from its pixels; what is refused belongs beside the photo."""
    try:
        return scans.passport_photo(data)
    except Refusal as refusal:
        raise FieldRefusal("photo", str(refusal)) from None


def register(
    *,
    round_: Round,
    opening: Opening,
    applicant: Applicant,
    way: str,
    photo: bytes | None = None,
    user: User | None = None,
    clock: Callable[[], datetime] = timezone.now,
) -> Application:
    """Register somebody for an opening; returns the application.

    Effects: an application under a random number, a log row, the photo set anew from its pixels and
    encrypted. The same form again (a double click, two at the same second) returns the application that is
    there. On the public page any other form for a person who has an application is kept apart as REPEATED
    under a number of its own, which looks to the outside like every other; at the counter and from a list,
    where the clerk sees the applications anyway, it is refused.

    Only a form that is the same in everything, the photo too, counts as the same: who knows somebody's name,
    identity and telephone number must not get at that application.

    Refuses, under the lock of the round's row so that no second is between the look at the clock and the
    row: a round that takes no registrations, any moment before the opening or after the second of the close,
    an opening of another round or without places, under 18, an age beyond a limit without "generally", too
    little education (P2.3, P2.4, A3.8); on the public page a missing photo; a clerk without the right.
    """
    if way == Way.PUBLIC and photo is None:
        raise FieldRefusal("photo", "请选择照片。")
    if way != Way.PUBLIC:
        demand(user, Action.SELECTION_RUN, round_.unit.code)
    # The slow part comes before the lock: others wait for the round's row.
    made = _application(applicant, way, user)
    prepared = set_photo_anew(photo) if photo is not None else None
    if prepared:
        made.photo.save("photo", ContentFile(prepared), save=False)
    try:
        found = _register(made, round_, opening, prepared, clock)
    except BaseException:
        _drop(made)
        raise
    if found.pk != made.pk:
        _drop(made)
    return found


def _drop(application):
    if application.photo:
        application.photo.delete(save=False)


def _application(applicant, way, user):
    return Application(
        **asdict(applicant),
        identity_hash=fingerprint(applicant.identity_number),
        birth_date=cells.identity_birth(applicant.identity_number),
        sex=Sex.MALE if cells.identity_is_male(applicant.identity_number) else Sex.FEMALE,
        way=way,
        entered_by=user,
    )


@transaction.atomic
def _register(made, round_, opening, photo, clock):
    round_ = lock_round(round_)
    now = clock()
    refuse_closed(round_, now)
    opening = Opening.objects.select_related("round").filter(pk=opening.pk, round=round_).first()
    if opening is None:
        raise FieldRefusal("opening", "所选岗位不属于这一批次，请重新选择。")
    if not opening.open_places:
        raise FieldRefusal("opening", "这个岗位的名额已经取消，请选择其他岗位。")
    wanted = demands_of(opening)
    refuse_unmet(made, wanted)
    made.round, made.opening = round_, opening
    made.age, made.declared_at = age_on(made.birth_date, wanted.last_day), now
    others = list(
        Application.objects.filter(round=round_, identity_hash=made.identity_hash)
        .exclude(state=ApplicationState.WITHDRAWN)
        .exclude(out_ground=OutGround.CANCELLED)
        .order_by("pk")
    )
    for other in others:
        if _same(other, made, photo):
            return other
    if any(blocks(other) for other in others):
        if made.way != Way.PUBLIC:
            raise FieldRefusal(
                "identity_number",
                f"此人在这一批次已有报名（报名号{others[0].number}），没有重复登记；信息有误的请更正原报名。",
            )
        made.state = ApplicationState.REPEATED
    made.number = _new_number(round_)
    save_checked(made)
    _log(made, made.entered_by)
    return made


def blocks(application: Application) -> bool:
    """Whether an application stands in the way of another one of the same person."""
    return (
        application.state not in (ApplicationState.WITHDRAWN, ApplicationState.REPEATED)
        and application.refusal_ground != RefusalGround.REPEATED
        and application.out_ground != OutGround.CANCELLED
    )


def _same(other, made, photo):
    """Whether what was sent is what another application holds, word for word and pixel for pixel."""
    if other.opening_id != made.opening_id or any(getattr(other, n) != getattr(made, n) for n in STATED):
        return False
    if photo is None:
        return made.way != Way.PUBLIC
    return bool(other.photo) and other.photo.open().read() == photo


def _new_number(round_):
    """Return a number that is not taken; it tells neither how many there are nor who came first."""
    for _ in range(DRAWS):
        number = f"{round_.code}{secrets.randbelow(10**RANDOM_DIGITS):0{RANDOM_DIGITS}d}"
        if not Application.objects.filter(number=number).exists():
            return number
    raise Refusal("报名号已经用尽，请联系县人口计生局。")


def _log(application, user, reason=""):
    ApplicationLog.objects.create(
        application=application,
        from_state="" if not reason else application.state,
        to_state=application.state,
        actor=user,
        reason=reason[:300],
    )


def refuse_closed(round_: Round, now: datetime) -> None:
    """Refuse a round that takes no registrations at ``now`` (P2.4)."""
    if round_.state == RoundState.CANCELLED:
        raise Refusal(f"“{round_.title}”已经取消，不再接受报名。")
    if round_.state == RoundState.PREPARING:
        raise Refusal(f"“{round_.title}”还没有发布公告，不能报名。")
    local = timezone.localtime
    if now < round_.opens_at:
        raise Refusal(f"报名还没有开始，{_moment(local(round_.opens_at))}起接受报名。")
    if round_.state != RoundState.ANNOUNCED or not rules.is_open(now, round_.opens_at, round_.closes_at):
        raise Refusal(f"报名已于{_moment(local(round_.closes_at))}截止，不能再报名。")


def _moment(at):
    seconds = f"{at.second}秒" if at.second else ""
    return f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute:02d}分{seconds}"


def refuse_unmet(application: Application, wanted: rules.Demands) -> None:
    """Refuse what the form alone tells: beside the field, with the clause (P2.3, A3.8)."""
    for point in rules.points(application.birth_date, application.education, wanted):
        if point.refuses:
            raise FieldRefusal(point.field, point.text)


# --- what the applicant does later -----------------------------------------------------------------


@transaction.atomic
def withdraw(*, application: Application, clock: Callable[[], datetime] = timezone.now) -> None:
    """Take an application back on the public page: until the second of the close, without a reason.

    Effects: WITHDRAWN, logged without an actor; the person may register again while registration is open.
    Refuses after the close and once the application has been judged.
    """
    round_ = lock_round(application.round)
    refuse_late_withdrawal(round_, clock())
    found = lock_application(application)
    if found.state not in WITHDRAWABLE:
        raise Refusal(f"报名目前是“{shown_state(found).label}”，不能撤回；有疑问请致电报名地点。")
    advance_application(found, ApplicationState.WITHDRAWN, user=None, reason="本人在网上撤回")


def refuse_late_withdrawal(round_: Round, now: datetime) -> None:
    """Refuse a withdrawal after the close."""
    if round_.state != RoundState.ANNOUNCED or not rules.is_open(now, round_.opens_at, round_.closes_at):
        raise Refusal("报名已经截止，不能在网上撤回；不参加考试的请致电报名地点说明。")


def supplement(
    *, application: Application, kind: str, data: bytes, finished: bool, user: User | None = None
) -> ApplicationPaper:
    """Hand in a paper that the review asked for; ``finished`` sends the application back to the review.

    Effects: the scan as it came, encrypted, under a random name; the sender's file name is not kept. Refuses
    what scans.inspect refuses, the same scan twice, more than MOST_PAPERS, an application of which nothing
    is asked.
    """
    found = scans.inspect(data)
    paper = ApplicationPaper(
        application=application,
        kind=PaperKind(kind),
        content_type=found.content_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_by=user,
    )
    try:
        with transaction.atomic():
            _supplement(paper, data, finished, user)
    except BaseException:
        if paper.file:
            paper.file.delete(save=False)
        raise
    return paper


def _supplement(paper, data, finished, user):
    application = lock_application(paper.application)
    if application.state != ApplicationState.MORE:
        raise Refusal("目前没有要求补充材料，不需要上传。")
    if user is not None:
        demand(user, Action.SELECTION_RUN, application.round.unit.code)
    if application.papers.standing().count() >= MOST_PAPERS:
        raise Refusal(f"最多上传{MOST_PAPERS}份材料；还有材料的请到报名地点当面提交。")
    paper.application = application
    paper.file.save("scan", ContentFile(data), save=False)
    save_checked(paper)
    if finished:
        advance_application(application, ApplicationState.REGISTERED, user=user, reason="已补充材料")


@transaction.atomic
def hand_in(*, application: Application, user: User | None = None) -> None:
    """Say that all papers asked for are there: back to the review. Refuses where none was handed in."""
    found = lock_application(application)
    if found.state != ApplicationState.MORE:
        raise Refusal("目前没有要求补充材料。")
    if user is not None:
        demand(user, Action.SELECTION_RUN, found.round.unit.code)
    if not found.papers.standing().exists():
        raise Refusal("还没有上传材料，请先上传。")
    advance_application(found, ApplicationState.REGISTERED, user=user, reason="已补充材料")


# --- what the office does --------------------------------------------------------------------------


@transaction.atomic
def correct(*, application: Application, opening: Opening, applicant: Applicant, user: User) -> list[str]:
    """Put typing errors right before the review; returns the labels of what changed.

    Effects: the fields, age and sex by the identity number, and a log row that names the fields and no
    value. Refuses once something has been judged by them, an identity number that has another application,
    an opening of another round, what registration refuses.
    """
    demand(user, Action.SELECTION_RUN, application.round.unit.code)
    lock_round(application.round, *CORRECTING_ROUNDS)
    found = lock_application(application)
    if found.state not in CORRECTABLE:
        raise Refusal(f"报名目前是“{found.get_state_display()}”，资格审查已经办理，不能再更正。")
    opening = Opening.objects.select_related("round").filter(pk=opening.pk, round=found.round_id).first()
    if opening is None:
        raise FieldRefusal("opening", "所选岗位不属于这一批次，请重新选择。")
    if opening.pk != found.opening_id and not opening.open_places:
        raise FieldRefusal("opening", "这个岗位的名额已经取消，请选择其他岗位。")
    changed = [n for n in STATED if getattr(found, n) != getattr(applicant, n)]
    if opening.pk != found.opening_id:
        changed.append("opening")
    if not changed:
        return []
    if "identity_number" in changed and blocks(found):
        hashed = fingerprint(applicant.identity_number)
        others = Application.objects.filter(round=found.round_id, identity_hash=hashed).exclude(pk=found.pk)
        if any(blocks(other) for other in others):
            raise FieldRefusal("identity_number", "这个身份证号码在这一批次已有另一份有效的报名，请核对。")
    new = _application(applicant, found.way, found.entered_by)
    for name in (*STATED, "identity_hash", "birth_date", "sex"):
        setattr(found, name, getattr(new, name))
    found.opening = opening
    wanted = demands_of(opening)
    refuse_unmet(found, wanted)
    found.age = age_on(found.birth_date, wanted.last_day)
    save_checked(found)
    labels = [Application._meta.get_field(name).verbose_name for name in changed]
    _log(found, user, f"更正录入：{'、'.join(labels)}")
    return labels


def set_photo(*, application: Application, data: bytes, user: User) -> None:
    """Put an applicant's photo in, or another one in its place, set anew from its pixels.

    Effects: the photo, a log row; the one before is removed, for nothing was decided by it. Refuses what
    scans.passport_photo refuses, and once the tickets have been printed with the one before.
    """
    demand(user, Action.SELECTION_RUN, application.round.unit.code)
    prepared = set_photo_anew(data)
    kept = ContentFile(prepared)
    made = Application()
    made.photo.save("photo", kept, save=False)
    try:
        with transaction.atomic():
            lock_round(application.round, *PHOTO_ROUNDS)
            found = lock_application(application)
            if found.state in OVER or found.purged_at:
                raise Refusal(f"报名目前是“{found.get_state_display()}”，不再需要照片。")
            before = found.photo.name
            Application.objects.filter(pk=found.pk).update(photo=made.photo.name)
            _log(found, user, "换照片" if before else "补照片")
            if before:
                # Only once it is certain that the new one holds.
                storage = found.photo.storage
                transaction.on_commit(lambda: storage.delete(before))
    except BaseException:
        _drop(made)
        raise


def record_proofs(*, applications: list[Application], round_: Round, user: User) -> None:
    """Write down that somebody prints registration forms, which hold full identity numbers.

    Refuses who may not run the round.
    """
    demand(user, Action.SELECTION_RUN, round_.unit.code)
    one = len(applications) == 1
    AccessRecord.objects.create(
        user=user,
        what=f"打印报名登记表（{len(applications)}份，含身份证号码）",
        object_type="recruitment.application" if one else "recruitment.round",
        object_id=applications[0].pk if one else round_.pk,
    )
