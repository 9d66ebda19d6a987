"""Moves and renewals: asked for, decided on, in effect on their day (N3.1 to N3.3, P2.5).

What follows from a move (pay, scheme, vacancy) follows from the dated appointments that it ends and makes.
Nothing else ends an appointment as 调动 or makes one across the lock.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from functools import partial
from itertools import chain

from django.db import connection, transaction
from django.utils import timezone

from guanling.accounts.enums import COUNTY_DIGITS, ROLE_ACTIONS, Action
from guanling.accounts.models import User
from guanling.documents.models import Paper
from guanling.documents.papers import chinese_date
from guanling.documents.services import papers
from guanling.policy.queries import at
from guanling.runs.errors import Outrun, Refusal
from roster.enums import (
    MOVE_CONSENT_RIGHTS,
    MOVE_TRANSITIONS,
    POST_SPECS,
    EndGround,
    Level,
    MoveKind,
    MoveState,
    Nature,
    PostKind,
    Selection,
)
from roster.models import Appointment, Move, MoveLog, Person, Unit
from roster.queries import moves as queries
from roster.rules import move_wording as wording
from roster.rules import term_end
from roster.rules.moves import consent_of, needing_exception, standing_in_the_way
from roster.services import appointments
from roster.services.saving import save_checked

# Names of the kinds of papers in roster/prints, which stands above the services.
LETTER, REPLY = "move_letter", "move_reply"
RENEWAL_LETTER, RENEWAL_REPLY = "renewal_letter", "renewal_reply"

# First key of PostgreSQL's two-key advisory locks; the second is the county's division code.
EFFECT_LOCK = 20140415
WAIT = "30s"
IT = "这项调动"


def _demand(user, actions, code):
    """Refuse when ``user`` has none of ``actions`` for the unit with division code ``code``."""
    if not any(code.startswith(prefix) for action in actions for prefix in user.prefixes(action)):
        raise Refusal("您没有对该单位进行这项操作的权限。")


def _given(text, what):
    text = (text or "").strip()
    if not text:
        raise Refusal(f"请写明{what}。")
    return text


def _advance(move: Move, to: str, user: User | None, reason: str = "", **fields) -> None:
    """Move along MOVE_TRANSITIONS by conditional update and write the log row; rights are asked before."""
    if (move.state, to) not in MOVE_TRANSITIONS:
        raise Refusal(f"{IT}{move.get_state_display()}，不能再办理这一步。")
    before = move.state
    if not Move.objects.filter(pk=move.pk, state=before).update(state=to, **fields):
        raise Outrun(IT)
    MoveLog.objects.create(move=move, from_state=before, to_state=to, actor=user, reason=reason[:300])
    move.refresh_from_db()


# --- asking --------------------------------------------------------------------------------------


@transaction.atomic
def prepare(
    *,
    appointment: Appointment,
    kind: str,
    day: date,
    reason: str,
    user: User,
    to_unit: Unit | None = None,
    to_kind: str = "",
    to_outside: str = "",
    until: date | None = None,
    counterpart: Move | None = None,
) -> Move:
    """Prepare a move out of ``appointment`` from ``day`` on; returns it (待发函).

    The unit whose right to ask reaches the post asks: the township for its own people, the bureau for all.
    Refuses an appointment that does not hold on the day before, a target that has ended, is of another level
    or is the post itself, a secondment without its last day or beyond the present term, an exchange whose two
    halves do not fit, and a second open matter of the same person.
    """
    asking = _asking(appointment, user)
    if kind == MoveKind.RENEWAL:
        raise Refusal("续聘请按续聘办理。")
    move = Move(
        person=appointment.person,
        appointment=appointment,
        asking=asking,
        kind=kind,
        to_unit=to_unit,
        to_kind=to_kind,
        to_outside=to_outside.strip(),
        day=day,
        until=until,
        reason=_given(reason, "事由"),
        counterpart=counterpart,
        consent_by=consent_of(appointment.post.kind),
        requested_by=user,
    )
    _must_be_open_to_move(move, appointment)
    if kind != MoveKind.OUT:
        _must_take(move)
    if counterpart is not None:
        # Locked, so that no second one takes the same partner.
        _must_fit(move, Move.objects.select_for_update(of=("self",), no_key=True).get(pk=counterpart.pk))
    _freeze_lock(move)
    save_checked(move)
    _log_request(move, user)
    return move


def _log_request(move, user):
    MoveLog.objects.create(move=move, to_state=MoveState.PREPARED, actor=user, reason=move.reason)


def _asking(appointment, user):
    """Return the unit in whose name ``user`` asks: the lowest whose right reaches the post."""
    code = appointment.post.unit.code
    units = [
        grant.unit
        for grant in user.current_grants
        if Action.MOVE_REQUEST in ROLE_ACTIONS[grant.role] and code.startswith(grant.unit.code)
    ]
    if not units:
        raise Refusal("您没有为该单位人员申请调动或续聘的权限。")
    return max(units, key=lambda unit: len(unit.code))


def _must_be_open_to_move(move, present):
    """Refuse where the present appointment does not hold on the day before, or goes on too short."""
    name, before = move.person.name, move.day - timedelta(days=1)
    if present.nature != Nature.REGULAR:
        raise Refusal(f"{name}在这一岗位上是{present.get_nature_display()}，不办理调动。")
    if present.end_ground and present.valid_to:
        raise Refusal(
            f"{name}已于{chinese_date(present.valid_to)}离任（{present.get_end_ground_display()}），不能再办理调动。"
        )
    first_day = (
        present.valid_from if move.kind == MoveKind.SECONDMENT else present.valid_from + timedelta(days=1)
    )
    if move.day < first_day:
        raise Refusal(
            f"{name}{chinese_date(present.valid_from)}才任现职，生效日期不能早于{chinese_date(first_day)}。"
        )
    if present.valid_to and before > present.valid_to:
        latest = chinese_date(present.valid_to + timedelta(days=1))
        raise Refusal(f"{name}现任职到{chinese_date(present.valid_to)}为止，生效日期最晚为{latest}。")
    if move.kind == MoveKind.SECONDMENT:
        if move.until is None:
            raise Refusal("借调须写明借调止日。")
        if move.until < move.day:
            raise Refusal("借调止日不能早于生效日期。")
        if present.valid_to and move.until > present.valid_to:
            raise Refusal(f"{name}现任职到{chinese_date(present.valid_to)}为止，借调止日不能超过这一天。")


def _must_take(move):
    """Refuse a target that cannot be: none, ended, of another level, the post held already."""
    unit, kind = move.to_unit, move.to_kind
    if unit is None or not kind:
        raise Refusal("请选择拟任单位和拟任岗位。")
    spec = POST_SPECS[PostKind(kind)]
    if unit.level != spec.level:
        raise Refusal(f"{PostKind(kind).label}是{Level(spec.level).label}的岗位，请改选单位。")
    post = move.appointment.post
    if unit.code[:COUNTY_DIGITS] != post.unit.code[:COUNTY_DIGITS]:
        raise Refusal("调往外县的，请选“调出”并写明单位名称。")
    if unit.valid_to and unit.valid_to < (move.until or move.day):
        into = f"并入“{unit.successor.short_name}”" if unit.successor else "撤销"
        raise Refusal(
            f"“{unit.short_name}”已于{chinese_date(unit.valid_to)}撤并（{into}），不能调入，请改选单位。"
        )
    if unit.valid_from and unit.valid_from > move.day:
        raise Refusal(f"“{unit.short_name}”{chinese_date(unit.valid_from)}才设立，生效日期不能早于这一天。")
    if (post.unit_id, post.kind) == (unit.pk, kind):
        raise Refusal(f"{move.person.name}现在就任这一岗位，请改选拟任单位或岗位。")


def target_refusal(
    appointment: Appointment, *, to_unit: Unit, to_kind: str, day: date, until: date | None
) -> str:
    """Return why nobody can move from ``appointment`` to this target, before it is asked for, or ""."""
    try:
        _must_take(
            Move(
                person=appointment.person,
                appointment=appointment,
                to_unit=to_unit,
                to_kind=to_kind,
                day=day,
                until=until,
            )
        )
    except Refusal as refusal:
        return str(refusal)
    return ""


def _must_fit(move, other):
    """Refuse an exchange whose halves do not go to each other's post on the same day."""
    post = other.appointment.post
    if move.kind != MoveKind.EXCHANGE or other.kind != MoveKind.EXCHANGE:
        raise Refusal("只有交流才能对调，请改选类别。")
    if other.state not in (MoveState.PREPARED, MoveState.ASKED) or other.partner is not None:
        raise Refusal(f"{other.person.name}的交流已经办结或已与他人对调，请刷新页面重新选择。")
    mine = move.appointment.post
    if (other.to_unit_id, other.to_kind, other.day) != (mine.unit_id, mine.kind, move.day) or (
        move.to_unit_id,
        move.to_kind,
    ) != (post.unit_id, post.kind):
        raise Refusal(
            f"与{other.person.name}对调的，拟任单位和岗位应是其现任岗位，生效日期应同为{chinese_date(other.day)}。"
        )


def _freeze_lock(move):
    """Write how the lock stands for the move into it."""
    standing = queries.lock_on(move.appointment, move.day)
    move.since = standing.since if standing else move.appointment.valid_from
    move.lock_clause = standing.clause if standing else ""
    move.lock_basis = queries.lock_basis(standing) if standing else ""
    move.lock_years = queries.lock_years(standing) if standing else ""
    move.lock_last_day = standing.lock.last_day if standing else None


@transaction.atomic
def prepare_renewal(
    *,
    appointment: Appointment,
    reason: str,
    user: User,
    until: date | None = None,
    notice_from: date | None = None,
    notice_to: date | None = None,
    check_result: str = "",
) -> Move:
    """Prepare another term of a population director, from the day after the present one (P2.5).

    ``until``: by default the policy's full term (N3.3). The public notice and the check may be entered later.
    Refuses other posts, a term without an end, one that was ended early or recorded as not renewed, one that
    has been followed by another already, and a term longer than the policy's.
    """
    asking = _asking(appointment, user)
    post, name = appointment.post, appointment.person.name
    if post.kind != PostKind.POPULATION_DIRECTOR or appointment.nature != Nature.REGULAR:
        raise Refusal("只有人口主任的聘期届满才办理续聘。")
    if appointment.valid_to is None:
        raise Refusal(f"{name}的任职没有聘期止日，不需要续聘。")
    if appointment.end_ground:
        raise Refusal(
            f"{name}已于{chinese_date(appointment.valid_to)}离任（{appointment.get_end_ground_display()}），不能续聘。"
        )
    day = appointment.valid_to + timedelta(days=1)
    if post.appointments.regular().filter(person=appointment.person, valid_from__gte=day).exists():
        raise Refusal(f"{name}在这一岗位已有以后的聘期，不需要再续聘。")
    if not Unit.objects.on(day).filter(pk=post.unit_id).exists():
        raise Refusal(f"“{post.unit.short_name}”在新聘期开始时已撤并，不能续聘。")
    years = at(post.unit.code[:COUNTY_DIGITS], day)[queries.DIRECTOR_TERM]
    full = term_end(day, years)
    if until is not None and not day <= until <= full:
        raise Refusal(f"新聘期自{chinese_date(day)}起，止日最晚为{chinese_date(full)}（{years}年，N3.3）。")
    move = Move(
        person=appointment.person,
        appointment=appointment,
        asking=asking,
        kind=MoveKind.RENEWAL,
        to_unit=post.unit,
        to_kind=post.kind,
        day=day,
        until=until or full,
        reason=_given(reason, "续聘事由"),
        notice_from=notice_from,
        notice_to=notice_to,
        check_result=check_result.strip(),
        consent_by=consent_of(post.kind),
        requested_by=user,
        since=appointment.valid_from,
    )
    save_checked(move)
    _log_request(move, user)
    return move


@transaction.atomic
def record_procedure(
    *, move: Move, user: User, notice_from: date | None, notice_to: date | None, check_result: str
) -> None:
    """Enter a renewal's public notice and check, until its letter has gone (P2.4, P2.5)."""
    _demand(user, (Action.MOVE_REQUEST,), move.asking.code)
    if move.kind != MoveKind.RENEWAL or move.state != MoveState.PREPARED:
        raise Refusal("请示已经发出或不是续聘，公示和考察不能再改。")
    if (notice_from is None) != (notice_to is None) or (notice_from and notice_to < notice_from):
        raise Refusal("公示须写明起止日期，止日不能早于起日。")
    moved = Move.objects.filter(pk=move.pk, state=MoveState.PREPARED).update(
        notice_from=notice_from, notice_to=notice_to, check_result=check_result.strip()
    )
    if not moved:
        raise Outrun(IT)
    move.refresh_from_db()


# --- the letters' texts --------------------------------------------------------------------------


def _letter(title, body, *, issuer, mark, addressee, copies):
    return {
        "issuer_mark": mark,
        "number": "",
        "title": title,
        "addressee": f"{addressee}：",
        "body": body,
        "attachments": [],
        "issuer": issuer,
        "date": "",
        "copies": f"{copies}。" if copies else "",
        "printer": issuer if issuer.endswith("办公室") else f"{issuer}办公室",
        "printed_on": "",
    }


def letter_content(move: Move, today: date) -> dict:
    """Return what the letter that asks would freeze on ``today``: what is previewed is what is issued."""
    offices = queries.offices(move)
    conditions = queries.renewal_conditions(move, today) if move.kind == MoveKind.RENEWAL else ()
    matter = queries.matter_of(move, conditions)
    renewal = move.kind == MoveKind.RENEWAL
    return _letter(
        wording.letter_title(matter),
        wording.letter_body(matter, offices.addressee),
        issuer=offices.asker,
        mark=f"{offices.asker}文件" if renewal else offices.asker,
        addressee=offices.addressee,
        copies="" if renewal else offices.others,
    )


def reply_content(move: Move, *, consent: bool, opinion: str) -> dict:
    """Return what the bureau's reply would freeze."""
    offices = queries.offices(move)
    matter = queries.matter_of(move, queries.frozen_conditions(move))
    renewal = move.kind == MoveKind.RENEWAL
    return _letter(
        wording.reply_title(matter, consent),
        wording.reply_body(
            matter,
            asker=offices.asker,
            title=move.letter.title,
            number=move.letter.number,
            consent=consent,
            opinion=opinion,
        ),
        issuer=offices.decider,
        mark=f"{offices.decider}文件" if renewal else offices.decider,
        addressee=offices.asker,
        copies=offices.others if consent else "",
    )


@transaction.atomic
def send(*, move: Move, user: User, today: date | None = None) -> Paper:
    """Issue the letter that asks, numbered (待发函 → 已征求意见); returns it for the caller to have set.

    The lock is frozen as it stands now. Refuses who prepared the request, another unit's sender, what has
    become impossible meanwhile, and a renewal whose conditions are not met (P2.5), the general one of age
    left to the county.
    """
    today = today or timezone.localdate()
    if move.asking.code not in user.prefixes(Action.MOVE_SEND):
        raise Refusal("征求意见的函由申请单位签发，您没有代表该单位签发的权限。")
    if move.requested_by_id == user.pk:
        raise Refusal("您是申请人，不能签发自己申请的函；请由本单位另一位有权人员签发。")
    if move.state != MoveState.PREPARED:
        raise Refusal(f"{IT}{move.get_state_display()}，不能再发函。")
    move.appointment.refresh_from_db()
    fields = {}
    if move.kind == MoveKind.RENEWAL:
        conditions = queries.renewal_conditions(move, today)
        if missing := standing_in_the_way(conditions):
            told = "；".join(f"{row.name}：{row.text}（{row.clause}）" for row in missing)
            raise Refusal(f"还不具备续聘条件或程序没有办完，不能上报。{told}。")
        fields["conditions"] = [asdict(row) for row in conditions]
    else:
        _must_be_open_to_move(move, move.appointment)
        if move.to_unit:
            move.to_unit.refresh_from_db()
            _must_take(move)
        _freeze_lock(move)
        names = ("since", "lock_clause", "lock_basis", "lock_years", "lock_last_day")
        fields = {name: getattr(move, name) for name in names}
    offices = queries.offices(move)
    renewal = move.kind == MoveKind.RENEWAL
    content = letter_content(move, today)
    paper = papers.issue_directly(
        kind=RENEWAL_LETTER if renewal else LETTER,
        key=f"move-{move.pk}",
        unit_code=move.asking.code,
        title=content["title"],
        content=content,
        day=today,
        number_mark=offices.renewal_mark if renewal else offices.letter_mark,
        issued_by=user,
        prepared_by=move.requested_by,
    )
    _advance(move, MoveState.ASKED, user, paper.number, sent_by=user, letter=paper, **fields)
    return paper


# --- deciding ------------------------------------------------------------------------------------


@transaction.atomic
def decide(
    *,
    move: Move,
    user: User,
    consent: bool,
    opinion: str = "",
    document_number: str = "",
    decided_on: date | None = None,
    today: date | None = None,
) -> Paper | None:
    """Consent to a move or refuse it (已征求意见 → 已同意 / 不同意) for the body whose consent it needs.

    The bureau's decision is its numbered reply, returned for the caller to have set. The Organization
    Department's own paper stands behind ``document_number`` and ``decided_on``. A move whose day has come
    takes effect as soon as the decision is committed. Refuses whoever asked or sent, a refusal without a
    reason, consent without one where a general condition is not met (an exception), a decision without
    number or date, or dated before the letter or after ``today``.
    """
    today = today or timezone.localdate()
    right = MOVE_CONSENT_RIGHTS[move.consent_by]
    _demand(user, (right,), move.asking.code)
    if user.pk in (move.requested_by_id, move.sent_by_id):
        raise Refusal("您是申请人或发函人，不能决定自己办理的事项；请由另一位审核人员决定。")
    if move.state != MoveState.ASKED:
        raise Refusal(f"{IT}{move.get_state_display()}，不能再作决定。")
    opinion = (opinion or "").strip()
    if not consent:
        opinion = _given(opinion, "不同意的理由")
    elif needing_exception(queries.frozen_conditions(move)):
        opinion = _given(opinion, "例外批准的理由（年龄超过一般上限）")
    to = MoveState.CONSENTED if consent else MoveState.REFUSED
    paper = None
    if move.consent_by == "organization":
        document_number = _given(document_number, "组织部文件的文号")
        if decided_on is None or not move.letter.issued_on <= decided_on <= today:
            raise Refusal(f"组织部文件的日期应在发函日（{chinese_date(move.letter.issued_on)}）至今天之间。")
    else:
        paper = _reply(move, user, consent, opinion, today)
        document_number, decided_on = paper.number, today
    _advance(
        move,
        to,
        user,
        "，".join(filter(None, (document_number, opinion))),
        decided_by=user,
        decided_on=decided_on,
        document_number=document_number.strip(),
        opinion=opinion,
        reply=paper,
    )
    if consent and move.day <= today:
        county = move.asking.code[:COUNTY_DIGITS]
        # Not within the decision: whatever hinders the effect must not take the decision back.
        transaction.on_commit(partial(apply_due, today=today, county=county), robust=True)
    return paper


def _reply(move, user, consent, opinion, today):
    offices = queries.offices(move)
    renewal = move.kind == MoveKind.RENEWAL
    content = reply_content(move, consent=consent, opinion=opinion)
    return papers.issue_directly(
        kind=RENEWAL_REPLY if renewal else REPLY,
        key=f"move-{move.pk}",
        unit_code=offices.county.code,
        title=content["title"],
        content=content,
        day=today,
        number_mark=offices.approval_mark if renewal else offices.reply_mark,
        issued_by=user,
        prepared_by=move.requested_by,
    )


@transaction.atomic
def withdraw(*, move: Move, user: User, reason: str) -> None:
    """Take a move back before it takes effect; letters that have gone stay in the archive."""
    rights = MOVE_TRANSITIONS.get((move.state, MoveState.WITHDRAWN))
    if rights is None:
        raise Refusal(f"{IT}{move.get_state_display()}，不能撤回。")
    _demand(user, rights, move.asking.code)
    _advance(move, MoveState.WITHDRAWN, user, _given(reason, "撤回的原因"), problem="")


# --- taking effect -------------------------------------------------------------------------------


@dataclass
class Applied:
    """What a run did: ids of the moves that took effect, and why others could not."""

    effected: list[int] = field(default_factory=list)
    blocked: dict[int, str] = field(default_factory=dict)


def _lock_county(county):
    """Wait until nobody else puts the county's moves into effect; held to the end of the transaction.

    An advisory lock: the moves of a day are one act on many rows, and a second worker must not begin it
    before it sees what the first has done.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [EFFECT_LOCK, int(county)])


def apply_due(*, today: date, county: str = "") -> Applied:
    """Put every consented move into effect whose day has come by ``today``, the oldest day first.

    A day of a county is one transaction: all leave, then all arrive, so that people can take each other's
    place. What cannot happen stays 已同意 with its problem and is tried again next time; it keeps back
    nothing but the other half of its exchange and whoever would come into a place that it does not leave.
    Run twice, by two at once or after a break it gives the same rows.
    """
    applied = Applied()
    due = _due(today).filter(asking__code__startswith=county)
    digits = COUNTY_DIGITS
    days = {(day, code[:digits]) for day, code in due.values_list("day", "asking__code")}
    for day, code in sorted(days):
        with transaction.atomic():
            _lock_county(code)
            _apply_day(day, code, applied)
    return applied


def _due(today):
    return Move.objects.filter(state=MoveState.CONSENTED, day__lte=today)


def _apply_day(day, county, applied):
    rows = _due(day).filter(day=day, asking__code__startswith=county).order_by("decided_on", "pk")
    # Locked, so that nobody takes one back between its leaving and its arriving.
    locked = rows.select_for_update(of=("self",), no_key=True)
    groups = _halves_together(locked.values_list("pk", "counterpart"))
    done, problems = _together(groups)
    tried = None
    while problems and tried != len(problems):
        tried = len(problems)
        # What somebody who failed in the end had kept from others is free now: each once more, alone.
        for group in groups:
            if not problems.keys().isdisjoint(group):
                more, told = _together([group])
                done += more
                problems = {pk: text for pk, text in problems.items() if pk not in group} | told
    for pk, problem in problems.items():
        text = problem[:300]
        Move.objects.filter(pk=pk).exclude(problem=text).update(problem=text)
    applied.effected += done
    applied.blocked |= problems


def _halves_together(pairs):
    """Return groups of ids in order; the two halves of an exchange make one."""
    groups: dict[int, list[int]] = {}
    for pk, other in pairs:
        group = groups.get(other) if other else None
        if group is None:
            group = next((known for known in groups.values() if pk in known), [])
        group.append(pk)
        groups[pk] = group
    return [group for pk, group in groups.items() if group[0] == pk]


def _together(groups):
    """Put into effect those of ``groups`` that can be together; return ids, and {id: problem} of others."""
    candidates, problems = list(groups), {}
    while candidates:
        point = transaction.savepoint()
        failed = _attempt(candidates)
        if not failed:
            transaction.savepoint_commit(point)
            break
        transaction.savepoint_rollback(point)
        problems |= failed
        candidates = [group for group in candidates if failed.keys().isdisjoint(group)]
    return [pk for group in candidates for pk in group], problems


def _attempt(groups) -> Mapping[int, str]:
    """Have all of ``groups`` leave and then arrive; return {id: problem} of those that cannot."""
    found = Move.objects.filter(pk__in=[pk for group in groups for pk in group]).select_related(
        "person__unit", "appointment__post__unit__parent", "to_unit__parent", "asking", "counterpart"
    )
    moves = {move.pk: move for move in found}
    failed: dict[int, str] = {}
    for step in (_leave, _arrive):
        for group in groups:
            if not failed.keys().isdisjoint(group):
                continue
            doing = None
            try:
                with transaction.atomic():
                    for doing in (moves[pk] for pk in group):
                        partner = doing.partner
                        if partner is not None and partner.pk not in group:
                            raise Refusal(_without_partner(partner))
                        step(doing)
            except Refusal as refusal:
                failed |= {pk: _told_of(doing, pk, str(refusal)) for pk in group}
    return failed


def _told_of(failing, pk, problem):
    """The problem as it concerns the move ``pk``: its own, or the other half's."""
    if failing.pk == pk:
        return problem
    return f"与之对调的{failing.person.name}不能生效，两人须同日生效：{problem}"


def _without_partner(partner):
    """Why half an exchange does not take effect alone."""
    name = partner.person.name
    if partner.state in (MoveState.PREPARED, MoveState.ASKED):
        return f"等待与之对调的{name}也经同意，两人同日生效。"
    return f"与之对调的{name}{partner.get_state_display()}，不能单独生效；请撤回后重新办理。"


def _present(move):
    """The appointment that the move ends, under its unit's newest name; locked."""
    present = Appointment.objects.select_for_update(of=("self",), no_key=True).get(pk=move.appointment_id)
    while later := Appointment.objects.filter(continues=present).first():
        present = Appointment.objects.select_for_update(of=("self",), no_key=True).get(pk=later.pk)
    return present


def _late_reason(move):
    """What stands beside a change that reaches into confirmed months; not used where it does not."""
    return f"{move.consent}批准文号{move.document_number}，自{chinese_date(move.day)}起追溯生效"


def _leave(move):
    """End the present appointment on the day before; a secondment and a renewal end nothing."""
    present = _present(move)
    if move.kind == MoveKind.RENEWAL:
        if present.end_ground or present.valid_to != move.day - timedelta(days=1):
            raise Refusal(
                f"{move.person.name}的聘期已有变动（{present.ending or '止日已改'}），请撤回后重新办理。"
            )
        return
    _must_be_open_to_move(move, present)
    if move.kind == MoveKind.SECONDMENT:
        return
    lent = move.person.appointments.filter(nature=Nature.SECONDED).on(move.day)
    for row, ground in chain([(present, EndGround.MOVED)], ((row, EndGround.RETURNED) for row in lent)):
        appointments.close(
            appointment=row,
            last_day=max(move.day - timedelta(days=1), row.valid_from),
            ground=ground,
            reason=f"{move.get_kind_display()}到{queries.intended_post(move)}"[:120],
            document_number=move.document_number,
            late_reason=_late_reason(move),
        )


def _arrive(move):
    """Make the new appointment, take the file along where the township changes, and close the matter."""
    made = None
    if move.kind == MoveKind.SECONDMENT:
        made = appointments.second(move=move, late_reason=_late_reason(move))
    elif move.kind != MoveKind.OUT:
        made = appointments.appoint(
            person=move.person,
            unit=move.to_unit,
            kind=move.to_kind,
            valid_from=move.day,
            valid_to=move.until,
            document_number=move.document_number,
            late_reason=_late_reason(move),
            move=move,
            **_kept(move),
        )
        _take_file(move)
    _advance(move, MoveState.EFFECTED, None, made=made, effected_at=timezone.now(), problem="")


def _kept(move):
    """How the new appointment came about and its holder's identity: as before in a post of the same kind."""
    present = move.appointment
    if present.post.kind == move.to_kind:
        return {"selection": present.selection, "identity": present.identity}
    own = POST_SPECS[PostKind(move.to_kind)].identity
    return {"selection": Selection.ASSIGNED, "identity": own or present.identity}


def _take_file(move):
    unit = move.to_unit.parent if move.to_unit.level == Level.VILLAGE else move.to_unit
    if move.person.unit_id != unit.pk:
        Person.objects.filter(pk=move.person_id).update(unit=unit)
