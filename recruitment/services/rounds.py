"""Business acts on rounds: planned, announced, registration closed, review ended, places released, ended.

Nobody announces what they prepared, and who prepared approves no lower ratio. What hinders an act is asked of
recruitment.queries.rounds, which the page asks too: it is told there before anybody presses the button.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from appraisal.services.guards import demand, may, reason_given
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.accounts.models import User
from guanling.documents.models import Paper
from guanling.documents.services import papers
from guanling.policy import queries as policies
from guanling.policy.rules import chinese_date, clause
from guanling.runs.errors import Refusal
from guanling.runs.states import move
from recruitment.enums import (
    HEADS_OF,
    HIRE_MOVES,
    NOTICE_MOVES,
    ROUND_MOVES,
    ApplicationState,
    GroupRole,
    GroupSide,
    HireState,
    NoticeState,
    OutGround,
    RoundKind,
    RoundState,
)
from recruitment.models import Application, GroupMember, Hire, HireLog, Notice, Opening, Round, RoundLog
from recruitment.queries import rounds as queries
from recruitment.rules import calendar as rules
from recruitment.rules import frozen
from recruitment.services import steps
from recruitment.wording import announcement as words
from roster.enums import Education, PostKind
from roster.models import Post, Unit
from roster.queries.places import places_of
from roster.queries.vacancies import vacancies
from roster.rules.moves import least_schooling
from roster.services.appointments import post_of
from roster.services.saving import save_checked

# The kind of paper in recruitment/prints/announcement.py.
ANNOUNCEMENT = "selection-announcement"
ALL_FILLED = "名额已满，批次办结"
MOST_ROUNDS = 99
# What a plan lays down beside its openings and groups.
PLAN = (
    "title",
    "plan_number",
    "opens_at",
    "closes_at",
    "review_until",
    "written_on",
    "interview_on",
    "check_from",
    "notice_from",
    "notice_to",
    "start_on",
    "with_interview",
    "with_medical",
    "drop_extremes",
    "place",
    "phone",
    "supervision_phone",
    "note",
)
# The days that an extension of the registration may put off.
LATER = tuple(name for name, _ in rules.STEPS)
RELEASABLE = (
    RoundState.REVIEWING,
    RoundState.WRITTEN,
    RoundState.INTERVIEWING,
    RoundState.CHECKING,
    RoundState.NOTICE,
    RoundState.APPROVING,
    RoundState.APPOINTING,
)
# From the check on, the next in line moves up: a place is released when nobody waits any more.
MOVES_UP = (RoundState.CHECKING, RoundState.NOTICE, RoundState.APPROVING, RoundState.APPOINTING)


def _log(round_, user, reason):
    """Write down what changed no state."""
    RoundLog.objects.create(
        round=round_, from_state=round_.state, to_state=round_.state, actor=user, reason=reason[:300]
    )


def _planned(round_, user) -> Round:
    """The round locked, for somebody who prepares it."""
    demand(user, Action.SELECTION_RUN, round_.unit.code)
    return steps.lock_round(round_, RoundState.PREPARING)


# --- planning ------------------------------------------------------------------------------------


@transaction.atomic
def create_round(
    *,
    unit: Unit,
    title: str,
    start_on: date,
    user: User,
    picks: Iterable[tuple[Unit, int]] = (),
    plan_number: str = "",
    today: date | None = None,
) -> Round:
    """Open a round of a township (directors) or the county (station and centre staff, A3.8) and return it.

    ``picks``: villages with vacancies and how many of their places it fills; none: an empty plan. The groups
    of the unit's last round are taken over, to be looked through. Refuses a unit that runs no rounds, a day
    of start that has passed, and places that the villages do not have (P2.2).
    """
    today = today or timezone.localdate()
    demand(user, Action.SELECTION_RUN, unit.code)
    if not queries.running_units(user, today).filter(pk=unit.pk).exists():
        raise Refusal("选聘批次由乡镇（街道）或者县局建立，请选择组织单位。")
    if start_on <= today:
        raise Refusal("拟聘用起日应在今天以后。")
    # The next number of the unit: who opens another at the same moment waits here.
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    year = today.year
    serial = queries.next_serial(unit, year)
    if serial > MOST_ROUNDS:
        raise Refusal(f"{unit.short_name}{year}年的批次已满{MOST_ROUNDS}个。")
    made = Round(
        unit=unit,
        kind=queries.kind_for(unit),
        year=year,
        serial=serial,
        code=queries.round_code(unit, year, serial),
        title=title,
        plan_number=plan_number,
        start_on=start_on,
        prepared_by=user,
    )
    save_checked(made)
    RoundLog.objects.create(round=made, to_state=made.state, actor=user, reason="建立批次")
    _take_over_groups(made)
    for village, places in sorted(picks, key=lambda pick: pick[0].code):
        _add(made, village, PostKind.POPULATION_DIRECTOR, places, today=today)
    return made


def _take_over_groups(round_):
    """The groups of the unit's last round, where it had any."""
    last = Round.objects.filter(unit=round_.unit, members__isnull=False).exclude(pk=round_.pk)
    if found := last.order_by("-year", "-serial").first():
        for member in found.members.all():
            member.pk, member.round = None, round_
            save_checked(member)


@transaction.atomic
def edit_plan(*, round_: Round, user: User, **fields) -> None:
    """Change the plan (:data:`PLAN`) while it is prepared; a new day of start counts for its openings too.

    Dates may still be open or out of order: announcing asks for all. Refuses another step, and a day of
    start on which a post has no room.
    """
    found = _planned(round_, user)
    if unknown := set(fields) - set(PLAN):
        raise ValueError(f"no field of a plan: {unknown}")
    if fields.get("start_on", found.start_on) is None:
        raise Refusal("请填写拟聘用起日：名额按这一天核定（P2.2）。")
    changed = [name for name, value in fields.items() if getattr(found, name) != value]
    for name in changed:
        setattr(found, name, fields[name])
    save_checked(found)
    if "start_on" in changed:
        _start_openings(found)
    if changed:
        labels = "、".join(Round._meta.get_field(name).verbose_name for name in changed)
        _log(found, user, f"修改方案：{labels}")
    round_.refresh_from_db()


def _start_openings(round_):
    """The openings of a round begin on its new day: with the places that the post has then."""
    for opening in round_.openings.select_related("unit", "post").order_by("post"):
        opening.start_on = round_.start_on
        opening.quota = places_of(opening.unit, opening.kind, opening.start_on)
        _save_opening(opening)


def _save_opening(opening):
    """Save an opening; what the database refuses of its places is told with who holds them (P2.2)."""
    if opening.kind == PostKind.POPULATION_DIRECTOR and opening.quota is None:
        raise Refusal(
            f"{opening.unit_name}没有录入上年末人口数，不能核定人口主任名额（P2.2）；请先在单位资料中补录。"
        )
    try:
        with transaction.atomic():
            save_checked(opening)
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name != "opening_within_quota":
            raise
        raise Refusal(_no_room(opening)) from None


def _no_room(opening):
    held = queries.holding(opening)
    others = "、".join(f"“{title}”占用{places}名" for title, places in held.rounds)
    others = f"，{others}" if others else "，没有其他批次占用"
    advice = (
        f"最多再安排{held.free}名"
        if held.free
        else "没有空余名额，请先为离任的人员办理离任，或等其他批次办结"
    )
    return (
        f"{opening}核定{held.quota}名（P2.2），{chinese_date(opening.start_on)}在岗{held.serving}名{others}；"
        f"不能安排{opening.open_places}名，{advice}。"
    )


def _add(round_, unit, kind, places, *, education_min="", requirement="", today):
    if kind not in queries.opening_kinds(round_):
        raise Refusal(f"{round_.get_kind_display()}不设“{PostKind(kind).label}”岗位。")
    if not queries.opening_units(round_, kind).filter(pk=unit.pk).exists():
        raise Refusal(
            f"{unit.short_name}不能设“{PostKind(kind).label}”岗位，或不属于{round_.unit.short_name}。"
        )
    since = [row.since for row in vacancies(today, kind, [unit.code]) if row.unit_id == unit.pk]
    last = round_.openings.order_by("-number").values_list("number", flat=True).first() or 0
    opening = Opening(
        round=round_,
        post=post_of(unit, kind, round_.start_on),
        kind=kind,
        unit=unit,
        unit_name=unit.short_name,
        number=last + 1,
        places=places,
        quota=places_of(unit, kind, round_.start_on),
        start_on=round_.start_on,
        vacant_since=min(since, default=None),
        education_min=education_min,
        requirement=requirement,
    )
    _save_opening(opening)
    return opening


@transaction.atomic
def add_opening(
    *,
    round_: Round,
    unit: Unit,
    kind: str,
    places: int,
    user: User,
    education_min: str = "",
    requirement: str = "",
    today: date | None = None,
) -> Opening:
    """Add a post to the plan; its quota is what policy gives on the round's first day (P2.2).

    Refuses a post that the kind of round does not fill, a unit outside, the same post twice, and more places
    than are free.
    """
    found = _planned(round_, user)
    opening = _add(
        found,
        unit,
        kind,
        places,
        education_min=education_min,
        requirement=requirement,
        today=today or timezone.localdate(),
    )
    _log(found, user, f"增加岗位：{opening}{places}名")
    return opening


@transaction.atomic
def change_opening(
    *, opening: Opening, places: int, user: User, education_min: str = "", requirement: str = ""
) -> None:
    """Change an opening's places and conditions while the round is prepared; refuses as add_opening does."""
    found = _planned(opening.round, user)
    mine = found.openings.select_related("unit", "post").get(pk=opening.pk)
    mine.places, mine.education_min, mine.requirement = places, education_min, requirement
    mine.quota = places_of(mine.unit, mine.kind, mine.start_on)
    _save_opening(mine)
    _log(found, user, f"修改岗位：{mine}{places}名")
    opening.refresh_from_db()


@transaction.atomic
def remove_opening(*, opening: Opening, user: User) -> None:
    """Take an opening out of the plan; the others close up in number."""
    found = _planned(opening.round, user)
    mine = found.openings.get(pk=opening.pk)
    told, number = str(mine), mine.number
    mine.delete()
    for later in found.openings.filter(number__gt=number).order_by("number"):
        later.number -= 1
        later.save(update_fields=["number"])
    _log(found, user, f"删去岗位：{told}")


@transaction.atomic
def add_member(
    *, round_: Round, side: str, role: str, name: str, title: str, user: User, office: str = ""
) -> GroupMember:
    """Name somebody to one of the two groups (P2.6); a head has the office that makes them head.

    Refuses a second head of the same office, an office of the other group, and a township's group in a round
    of the county.
    """
    found = _planned(round_, user)
    if side == GroupSide.TOWNSHIP and found.kind != RoundKind.DIRECTOR:
        raise Refusal("县里组织的招聘没有乡镇选聘工作领导小组。")
    if role == GroupRole.HEAD and office not in HEADS_OF[GroupSide(side)]:
        wanted = "、".join(head.label for head in HEADS_OF[GroupSide(side)])
        raise Refusal(f"{GroupSide(side).label}的组长应为{wanted}（P2.6）。")
    last = found.members.filter(side=side).order_by("-order").values_list("order", flat=True).first() or 0
    member = GroupMember(
        round=found, side=side, role=role, office=office, name=name, title=title, order=last + 1
    )
    save_checked(member)
    _log(found, user, f"{GroupSide(side).label}增加{GroupRole(role).label}")
    return member


@transaction.atomic
def remove_member(*, member: GroupMember, user: User) -> None:
    """Take somebody out of a group while the round is prepared."""
    found = _planned(member.round, user)
    mine = found.members.get(pk=member.pk)
    _log(found, user, f"{mine.get_side_display()}删去{mine.get_role_display()}")
    mine.delete()


# --- announcing ----------------------------------------------------------------------------------


def announcement_content(round_: Round, parameters: dict, term_years: int) -> dict:
    """Return the announcement's content from the round's data; number and date come with its issue."""
    _, office = queries.issuer(round_.unit)
    of_directors = round_.kind == RoundKind.DIRECTOR
    own = "" if of_directors else "station_"
    least = frozen.value(parameters, f"selection.{own}education_min")

    def figure(key):
        return frozen.number(parameters, f"selection.{key}")

    told = words.Told(
        kind=round_.kind,
        county=_county(round_).short_name,
        office=office,
        unit=round_.unit.short_name,
        title=round_.title,
        basis=clause("P2.1" if of_directors else "N1.7").document.title,
        plan_number=round_.plan_number,
        calendar=queries.calendar_of(round_),
        with_medical=round_.with_medical,
        drop_extremes=round_.drop_extremes,
        place=round_.place,
        phone=round_.phone,
        supervision_phone=round_.supervision_phone,
        note=round_.note,
        openings=[
            words.Opening(
                row.unit_name,
                row.get_kind_display(),
                row.places,
                Education(row.education_min).label if row.education_min else least_schooling(least),
                row.requirement,
            )
            for row in round_.openings.order_by("number")
        ],
        age_max=int(figure(f"{own}age_max")),
        education=least_schooling(least),
        registration_days=int(figure("registration_days")),
        opening_ratio=int(figure("opening_ratio")),
        full_mark=figure("full_mark"),
        pass_mark=figure("pass_mark"),
        written_weight=figure("written_weight"),
        interview_ratio=int(figure("interview_ratio")),
        interview_pass_mark=figure("interview_pass_mark"),
        notice_working_days=int(figure("notice_working_days")),
        bonus_points=figure("bonus_points"),
        term_years=term_years,
    )
    return {
        "issuer_mark": office,
        "number": "",
        "title": words.title(told),
        "addressee": "",
        "body": words.body(told),
        "attachments": [words.table_title(told)],
        "issuer": office,
        "date": "",
        "copies": "",
        "printer": f"{office}办公室",
        "printed_on": "",
        "table": words.table(told),
    }


def _county(round_):
    return Unit.objects.filter(code=round_.unit.code[:COUNTY_DIGITS]).latest("pk")


def draft_content(round_: Round, now: datetime | None = None) -> dict:
    """Return the announcement as it would be issued now, for a print to be read before."""
    today = timezone.localdate(now)
    parameters = queries.parameters_of(round_, today)
    return announcement_content(round_, parameters, int(frozen.number(parameters, queries.TERM)))


@transaction.atomic
def announce(*, round_: Round, user: User, now: datetime | None = None) -> Paper:
    """Announce a round: freezes the policy of the day and issues the announcement under its number (P2.4).

    The caller enqueues the paper. Refuses who prepared it, and whatever :func:`announcing_faults` tells: no
    heads (P2.6), no openings, posts without room (P2.2), a calendar that does not stand.
    """
    demand(user, Action.SELECTION_CONFIRM, round_.unit.code)
    now = now or timezone.now()
    today = timezone.localdate(now)
    found = steps.lock_round(round_, RoundState.PREPARING)
    if user.pk in queries.makers(found):
        raise Refusal("筹备批次的人不能签发自己的公告；请由另一位有权人员签发。")
    # Nobody takes a place of these posts until it is announced.
    list(Post.objects.select_for_update(no_key=True).filter(openings__round=found).order_by("pk"))
    if faults := queries.announcing_faults(found, queries.openings(found), now):
        raise Refusal("公告还不能发布：" + "".join(faults))
    parameters = queries.freeze(policies.at(found.unit.code[:COUNTY_DIGITS], today))
    mark, _ = queries.issuer(found.unit)
    content = announcement_content(found, parameters, int(frozen.number(parameters, queries.TERM)))
    paper = papers.issue_directly(
        kind=ANNOUNCEMENT,
        key=f"round-{found.pk}",
        unit_code=found.unit.code,
        title=content["title"],
        content=content,
        day=today,
        number_mark=mark,
        issued_by=user,
        prepared_by=found.prepared_by,
        restricted=False,
    )
    steps.advance_round(
        found,
        RoundState.ANNOUNCED,
        user=user,
        reason=f"发布公告{paper.number}",
        parameters=parameters,
        announcement=paper,
        announced_at=now,
        announced_by=user,
    )
    round_.refresh_from_db()
    return paper


@transaction.atomic
def extend_registration(
    *, round_: Round, closes_at: datetime, reason: str, user: User, now: datetime | None = None, **later
) -> None:
    """Put off the end of registration, and with it the days after (``later``); told on the public page.

    Who signs the announcement decides it. Refuses an empty reason, an end that is not later or has passed, a
    day that comes before the one announced, a calendar that does not stand, and any other step.
    """
    demand(user, Action.SELECTION_CONFIRM, round_.unit.code)
    now = now or timezone.now()
    reason = reason_given(reason, "延长报名的原因")
    found = steps.lock_round(round_, RoundState.ANNOUNCED)
    if closes_at <= found.closes_at:
        raise Refusal("报名截止时间只能延后，不能提前：报考人员已按公告安排。")
    if closes_at <= now:
        raise Refusal("新的报名截止时间已经过去，请填写今后的时间。")
    changed = {name: day for name, day in later.items() if day is not None}
    if unknown := set(changed) - set(LATER):
        raise ValueError(f"no later day of a calendar: {unknown}")
    for name, day in changed.items():
        if (before := getattr(found, name)) and day < before:
            label = Round._meta.get_field(name).verbose_name
            raise Refusal(f"{label}已公告为{chinese_date(before)}，只能延后，不能提前。")
    moved = {name: day for name, day in changed.items() if day != getattr(found, name)}
    found.closes_at = closes_at
    for name, day in moved.items():
        setattr(found, name, day)
    if faults := queries.judged(found, now).faults:
        raise Refusal("延长以后的日程不能成立：" + "".join(map(str, faults)))
    save_checked(found)
    if "start_on" in moved:
        _start_openings(found)
    local = timezone.localtime(closes_at)
    told = f"报名延长至{chinese_date(local.date())}{local:%H:%M}"
    if moved:
        labels = (
            f"{Round._meta.get_field(name).verbose_name}改为{chinese_date(day)}"
            for name, day in moved.items()
        )
        told += "，" + "，".join(labels)
    _log(found, user, f"{told}。原因：{reason}")
    round_.refresh_from_db()


@transaction.atomic
def close_registration(*, round_: Round, user: User, now: datetime | None = None) -> None:
    """End the registration, once its last moment has passed (公告报名 → 资格审查)."""
    demand(user, Action.SELECTION_RUN, round_.unit.code)
    found = steps.lock_round(round_, RoundState.ANNOUNCED)
    if faults := queries.hindrances(found, (), now or timezone.now()):
        raise Refusal("".join(faults))
    steps.advance_round(found, RoundState.REVIEWING, user=user, reason="报名截止")
    round_.refresh_from_db()


# --- review and ratio ----------------------------------------------------------------------------


@transaction.atomic
def finish_review(*, round_: Round, user: User) -> None:
    """End the qualification review (资格审查 → 笔试).

    Refuses while an application is not reviewed, and while an opening has fewer accepted than the opening
    ratio asks for and neither the county's approval nor its places released (P2.4).
    """
    demand(user, Action.SELECTION_RUN, round_.unit.code)
    found = steps.lock_round(round_, RoundState.REVIEWING)
    if faults := queries.review_faults(found, queries.openings(found)):
        raise Refusal("资格审查还不能结束：" + "".join(faults))
    steps.advance_round(found, RoundState.WRITTEN, user=user, reason="资格审查结束")
    round_.refresh_from_db()


def _opening(round_, opening):
    return queries.openings(round_).get(pk=opening.pk)


@transaction.atomic
def approve_ratio(*, opening: Opening, number: str, user: User) -> None:
    """Let an opening go on with fewer applicants than the opening ratio, as the county (P2.4).

    Refuses who prepared the round, no document number, an opening that is not reviewed to its end, has nobody
    accepted or enough, and one that is approved already.
    """
    demand(user, Action.SELECTION_APPROVE, opening.round.unit.code)
    number = reason_given(number, "批准降低开考比例的文号")
    found = steps.lock_round(opening.round, RoundState.REVIEWING)
    if user.pk in queries.makers(found):
        raise Refusal("筹备批次的人不能批准降低开考比例；请由县局另一位审核人员办理。")
    mine = _opening(found, opening)
    if mine.unreviewed:
        raise Refusal(f"{mine}还有{mine.unreviewed}份报名没有审查完，审查完才能批准降低开考比例。")
    if mine.ratio_number:
        raise Refusal(f"{mine}已批准降低开考比例（{mine.ratio_number}）。")
    if not mine.accepted:
        raise Refusal(f"{mine}没有人审查通过，不能开考；请取消名额。")
    if not queries.short_of_ratio(found, [mine]):
        raise Refusal(f"{mine}已达到开考比例，不需要批准。")
    mine.ratio_number, mine.ratio_approved_by = number, user
    save_checked(mine)
    _log(found, user, f"{mine}审查通过{mine.accepted}人，批准降低开考比例：{number}")
    opening.refresh_from_db()


@transaction.atomic
def release_places(*, opening: Opening, places: int, reason: str, user: User) -> None:
    """Give up places of an opening that nobody will fill; the post's quota is free again (P2.2).

    With its last place gone, its applicants go out (岗位取消). Refuses an empty reason, more places than
    wait for somebody, a place that somebody in line holds, and, from the check on, while the next in line
    can still move up.
    """
    code = opening.round.unit.code
    if not any(
        may(user, action, code)
        for action in (Action.SELECTION_RUN, Action.SELECTION_CONFIRM, Action.SELECTION_APPROVE)
    ):
        demand(user, Action.SELECTION_RUN, code)
    reason = reason_given(reason, "取消名额的原因")
    found = steps.lock_round(opening.round, *RELEASABLE)
    mine = _opening(found, opening)
    free = mine.open_places - mine.in_line
    if places < 1 or places > mine.open_places:
        raise Refusal(f"{mine}还有{mine.open_places}个名额没有聘用，请填写要取消的名额数。")
    if places > free:
        raise Refusal(f"{mine}有{mine.in_line}人正在考察、公示或者审批，占用名额，只能取消{free}个。")
    if found.state in MOVES_UP and mine.waiting:
        raise Refusal(f"{mine}还有{mine.waiting}名递补候选，请先递补；无人可以递补的名额才能取消。")
    mine.released += places
    mine.release_reason = "；".join(filter(None, (mine.release_reason, reason)))[-200:]
    save_checked(mine)
    if not mine.open_places:
        standing = Application.objects.filter(opening=mine)
        _cancel_applications(standing, user, reason)
    _log(found, user, f"{mine}取消名额{places}个：{reason}")
    opening.refresh_from_db()


def _cancel_applications(rows, user, reason):
    """Everybody who still stands goes out; what had been proposed against them is dropped with the post."""
    steps.advance_all(
        rows,
        ApplicationState.OUT,
        user=user,
        reason=reason,
        out_ground=OutGround.CANCELLED,
        out_reason=reason,
        refusal_ground="",
    )


# --- ending --------------------------------------------------------------------------------------


@transaction.atomic
def cancel_round(*, round_: Round, reason: str, user: User, now: datetime | None = None) -> None:
    """Cancel a round: everybody still standing goes out (岗位取消), its places are free, files fall.

    Who prepares may cancel a plan; what was announced, who signs announcements. Refuses an empty reason,
    a round in which somebody was appointed or approved or waits for the county, and one that is over.
    """
    reason = reason_given(reason, "取消批次的原因")
    cancellable = [state for state, to in ROUND_MOVES.items() if RoundState.CANCELLED in to]
    found = steps.lock_round(round_, *cancellable)
    planned = found.state == RoundState.PREPARING
    demand(user, Action.SELECTION_RUN if planned else Action.SELECTION_CONFIRM, found.unit.code)
    hires = Hire.objects.filter(application__round=found)
    if hires.filter(state=HireState.APPOINTED).exists():
        raise Refusal("这一批次已有人聘用，不能取消；没有人选的名额请逐个取消，然后办结批次。")
    if hires.filter(state__in=(HireState.SUBMITTED, HireState.APPROVED)).exists():
        raise Refusal("这一批次有聘用正在县审批或者已经批准，不能取消；请先由县局退回，或办理未到岗。")
    for hire in hires.filter(state__in=(HireState.PREPARED, HireState.RETURNED)):
        before = hire.state
        move(hire, HireState.FALLEN, HIRE_MOVES, called="这件聘用审批", fallen_reason=reason)
        HireLog.objects.create(hire=hire, from_state=before, to_state=hire.state, actor=user, reason=reason)
    for notice in Notice.objects.filter(round=found, state__in=(NoticeState.PREPARED, NoticeState.RUNNING)):
        move(notice, NoticeState.STOPPED, NOTICE_MOVES, called="这次公示", remark=reason)
    _cancel_applications(Application.objects.filter(round=found), user, reason)
    steps.advance_round(
        found,
        RoundState.CANCELLED,
        user=user,
        reason=reason,
        cancelled_reason=reason,
        ended_at=now or timezone.now(),
    )
    round_.refresh_from_db()


@transaction.atomic
def close_round(*, round_: Round, user: User, now: datetime | None = None) -> None:
    """End a round in which every place is filled or released and everybody has a last result.

    Effects: who waited in line goes out (名次未入围), the round CLOSED. Also from the check, the notice and
    the approval, where nobody is left to move up.
    """
    demand(user, Action.SELECTION_RUN, round_.unit.code)
    found = steps.lock_round(round_, *queries.CLOSABLE)
    if faults := queries.closing_faults(queries.openings(found)):
        raise Refusal("批次还不能办结：" + "".join(faults))
    steps.advance_all(
        Application.objects.filter(round=found, state=ApplicationState.WAITING),
        ApplicationState.OUT,
        user=user,
        reason=ALL_FILLED,
        out_ground=OutGround.NOT_RANKED,
        out_reason=ALL_FILLED,
    )
    steps.advance_round(
        found, RoundState.CLOSED, user=user, reason="批次办结", ended_at=now or timezone.now()
    )
    round_.refresh_from_db()
