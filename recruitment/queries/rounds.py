"""What pages, acts and to-dos ask of rounds: counts, what a round holds, what hinders its next step."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from appraisal.queries.cases import township_marks
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.policy import queries as policies
from guanling.policy.rules import Policy, chinese_date
from guanling.policy.rules import parameter as policy_parameter
from recruitment.enums import (
    APPLICATION_OVER,
    HEADS_OF,
    IN_LINE,
    ROUND_OVER,
    ROUND_POSTS,
    UNREVIEWED,
    ApplicationState,
    GroupSide,
    HeadOffice,
    RoundKind,
    RoundState,
)
from recruitment.models import Application, Opening, Round, RoundLog
from recruitment.rules import calendar as rules
from recruitment.rules import frozen
from roster.enums import POST_SPECS, Level, PostKind
from roster.models import Appointment, Unit
from roster.queries.vacancies import vacancies
from roster.rules.move_wording import bureau_name

# What an announced round is judged by to its end, whatever the county decides later.
FROZEN = (
    "selection.age_min",
    "selection.age_max",
    "selection.education_min",
    "selection.notice_working_days",
    "selection.registration_days",
    "selection.opening_ratio",
    "selection.full_mark",
    "selection.pass_mark",
    "selection.written_weight",
    "selection.interview_ratio",
    "selection.interview_pass_mark",
    "selection.panel_min",
    "selection.entry_minutes",
    "selection.objection_working_days",
    "selection.approval_working_days",
    "selection.retention_months",
    "selection.bonus_points",
    "selection.station_age_max",
    "selection.station_education_min",
    "selection.full_term_years",
)
REGISTRATION, NOTICE = "selection.registration_days", "selection.notice_working_days"
RATIO, TERM = "selection.opening_ratio", "selection.full_term_years"
OPEN_PLACES = F("places") - F("filled") - F("released")


# --- policy --------------------------------------------------------------------------------------


def freeze(policy: Policy) -> dict[str, dict[str, str]]:
    """Return the policy that a round keeps: {key: {value, source, clause}}; refuses one without a value."""
    return {
        key: {
            "value": policy_parameter(key).shape.dump(policy[key]),
            "source": policy.source(key).text,
            "clause": policy.source(key).value.clause.id,
        }
        for key in FROZEN
    }


def parameters_of(round_: Round, on: date) -> dict[str, dict[str, str]]:
    """Return what a round is judged by: frozen once it is announced, before that the policy of ``on``."""
    return round_.parameters or freeze(policies.at(round_.unit.code[:COUNTY_DIGITS], on))


def calendar_of(round_: Round) -> rules.Calendar:
    """Return a round's days in local time, as the rule takes them."""
    local = {
        name: timezone.localtime(moment) if (moment := getattr(round_, name)) else None
        for name in ("opens_at", "closes_at")
    }
    days = {name: getattr(round_, name) for name, _ in rules.STEPS}
    return rules.Calendar(**local, **days, with_interview=round_.with_interview)


def limits_of(parameters) -> rules.Limits:
    """Return what the policy asks of a calendar."""
    return rules.Limits(int(frozen.number(parameters, REGISTRATION)), int(frozen.number(parameters, NOTICE)))


def judged(round_: Round, now: datetime, *, announcing: bool = False) -> rules.Judged:
    """Judge a round's calendar as it stands; ``announcing``: registration must not have begun."""
    limits = limits_of(parameters_of(round_, timezone.localdate(now)))
    return rules.judge(calendar_of(round_), limits, now=timezone.localtime(now) if announcing else None)


# --- lists ---------------------------------------------------------------------------------------


def _count(rows, total=None):
    """A count (or sum) of other rows as a column; 0 where there are none."""
    found = rows.order_by().values("_group").annotate(_n=total or Count("pk")).values("_n")
    return Coalesce(Subquery(found, output_field=IntegerField()), 0)


def with_counts(rows):
    """Add to rounds how many places they fill and how many applied; in the same statement."""
    mine = Opening.objects.filter(round=OuterRef("pk")).annotate(_group=F("round"))
    applied = Application.objects.filter(round=OuterRef("pk")).counted().annotate(_group=F("round"))
    return rows.annotate(
        place_count=_count(mine, Sum("places")),
        opening_count=_count(mine),
        filled_count=_count(mine, Sum("filled")),
        applicant_count=_count(applied),
    )


def openings(round_: Round):
    """Return a round's openings, as :func:`openings_of`, in their order."""
    return openings_of(Opening.objects.filter(round=round_)).order_by("number")


def openings_of(rows):
    """Add to openings who serves, what other rounds hold, how far applicants came; the same statement."""
    serving = Appointment.objects.regular().filter(
        Q(valid_to=None) | Q(valid_to__gte=OuterRef("start_on")),
        post=OuterRef("post"),
        valid_from__lte=OuterRef("start_on"),
    )
    held = (
        Opening.objects.filter(post=OuterRef("post"))
        .exclude(pk=OuterRef("pk"))
        .exclude(round__state__in=ROUND_OVER)
    )
    applied = Application.objects.filter(opening=OuterRef("pk")).annotate(_group=F("opening"))
    return rows.select_related("unit", "post", "ratio_approved_by").annotate(
        serving=_count(serving.annotate(_group=F("post"))),
        held=_count(held.annotate(_group=F("post")), Sum(OPEN_PLACES)),
        applicants=_count(applied.counted()),
        unreviewed=_count(applied.filter(state__in=UNREVIEWED)),
        accepted=_count(applied.filter(state=ApplicationState.ACCEPTED)),
        in_line=_count(applied.filter(state__in=IN_LINE)),
        waiting=_count(applied.filter(state=ApplicationState.WAITING)),
        unfinished=_count(applied.exclude(state__in=APPLICATION_OVER)),
    )


@dataclass(frozen=True)
class Holding:
    """Why a post has no more room: what policy gives, who serves, what rounds under way hold."""

    quota: int
    serving: int
    rounds: tuple[tuple[str, int], ...]

    @property
    def free(self) -> int:
        """Places that a round may still take."""
        return max(self.quota - self.serving - sum(places for _, places in self.rounds), 0)


def holding(opening: Opening) -> Holding:
    """Return who holds the places of an opening's post beside it."""
    serving = Appointment.objects.regular().on(opening.start_on).filter(post=opening.post).count()
    others = (
        Opening.objects.filter(post=opening.post)
        .exclude(pk=opening.pk)
        .exclude(round__state__in=ROUND_OVER)
        .annotate(open=OPEN_PLACES)
        .filter(open__gt=0)
    )
    return Holding(
        opening.quota or 0, serving, tuple(others.order_by("round").values_list("round__title", "open"))
    )


def extensions(round_: Round):
    """Return the log rows that tell of changed dates after the announcement, for the public page."""
    return round_.log.filter(from_state=RoundState.ANNOUNCED, to_state=RoundState.ANNOUNCED)


def makers(round_: Round) -> set[int]:
    """Return the accounts that prepared a round: none of them announces it or approves a lower ratio."""
    actors = RoundLog.objects.filter(round=round_, to_state=RoundState.PREPARING).values_list(
        "actor", flat=True
    )
    return {round_.prepared_by_id, *actors}


# --- making a round ------------------------------------------------------------------------------


def running_units(user, on: date):
    """Return the units for which ``user`` can open a round: townships, and the county (A3.8)."""
    levels = (Level.COUNTY, Level.TOWNSHIP)
    return (
        Unit.objects.visible_to(user, Action.SELECTION_RUN).on(on).filter(level__in=levels).order_by("code")
    )


def kind_for(unit: Unit) -> RoundKind:
    """Return what a unit selects: the county station and centre staff (A3.8), a township its directors."""
    return RoundKind.STATION if unit.level == Level.COUNTY else RoundKind.DIRECTOR


def next_serial(unit: Unit, year: int) -> int:
    """Return the number of the unit's next round in the year."""
    last = Round.objects.filter(unit=unit, year=year).order_by("-serial").values_list("serial", flat=True)
    return (last.first() or 0) + 1


def round_code(unit: Unit, year: int, serial: int) -> str:
    """Return a round's code: year, the township's three digits (000: the county), two of the serial."""
    return f"{year}{unit.code[COUNTY_DIGITS:] or '000'}{serial:02d}"


@dataclass(frozen=True)
class VacantUnit:
    """A unit with vacant places of one post, since when, and the rounds under way that fill them."""

    unit_id: int
    unit: str
    places: int
    since: date
    days: int
    deadline: object
    state: str
    rounds: tuple[str, ...] = field(default=())


def vacant_units(unit: Unit, on: date) -> list[VacantUnit]:
    """Return the villages of a township with vacant places for a director, the oldest first (P2.7)."""
    kind = PostKind.POPULATION_DIRECTOR
    by_unit: dict[int, list] = {}
    for vacancy in vacancies(on, kind, [unit.code]):
        by_unit.setdefault(vacancy.unit_id, []).append(vacancy)
    running: dict[int, list[str]] = {}
    held = (
        Opening.objects.filter(unit__in=by_unit, kind=kind)
        .exclude(round__state__in=ROUND_OVER)
        .annotate(open=OPEN_PLACES)
        .filter(open__gt=0)
    )
    for unit_id, title in held.order_by("round").values_list("unit", "round__title"):
        running.setdefault(unit_id, []).append(title)
    return [
        VacantUnit(
            unit_id,
            rows[0].unit,
            len(rows),
            rows[0].since,
            rows[0].days,
            rows[0].deadline,
            rows[0].state,
            tuple(running.get(unit_id, ())),
        )
        for unit_id, rows in by_unit.items()
    ]


def opening_units(round_: Round, kind: str):
    """Return the units that can have an opening of ``kind`` in a round."""
    rows = Unit.objects.on(round_.start_on or timezone.localdate()).filter(
        level=POST_SPECS[PostKind(kind)].level
    )
    return rows.under([round_.unit.code]).order_by("code")


def opening_kinds(round_: Round) -> tuple[PostKind, ...]:
    """Return the posts that a round can fill (A3.8 for the county's)."""
    return ROUND_POSTS[RoundKind(round_.kind)]


# --- what comes next -----------------------------------------------------------------------------


def missing_heads(round_: Round) -> list[str]:
    """Return the heads that P2.6 asks for and the round has not: 县选聘工作指导组组长（县分管领导）."""
    there = set(round_.members.exclude(office="").values_list("side", "office"))
    sides = [GroupSide.COUNTY]
    if round_.kind == RoundKind.DIRECTOR:
        sides.append(GroupSide.TOWNSHIP)
    return [
        f"{side.label}组长（{HeadOffice(office).label}）"
        for side in sides
        for office in HEADS_OF[side]
        if (side.value, office.value) not in there
    ]


def over_quota(rows: Iterable[Opening]) -> list[str]:
    """Return sentences about openings whose post has no room any more, of rows of :func:`openings`."""
    return [
        f"{row}核定{row.quota}名（P2.2），拟聘用当日在岗{row.serving}名，其他批次占用{row.held}名，"
        f"已不够安排{row.open_places}名，请改少名额或删去这一岗位。"
        for row in rows
        if row.quota is not None and row.serving + row.held + row.open_places > row.quota
    ]


# What applicants must be able to ask, and whom to complain to.
TOLD = (("place", "报名地点"), ("phone", "咨询电话"), ("supervision_phone", "监督电话"))


def announcing_faults(round_: Round, rows: Iterable[Opening], now: datetime) -> list[str]:
    """Return what hinders a round's announcement, each in a sentence with its clause."""
    rows = list(rows)
    found = []
    if not rows:
        found.append("还没有选聘岗位，请先增加岗位。")
    found += over_quota(rows)
    if heads := missing_heads(round_):
        found.append(f"小组没有{'、'.join(heads)}，请先登记（P2.6）。")
    if lacking := [label for name, label in TOLD if not getattr(round_, name)]:
        found.append(f"没有填写{'、'.join(lacking)}，请在方案中补齐（P2.4）。")
    return found + [str(fault) for fault in judged(round_, now, announcing=True).faults]


def short_of_ratio(round_: Round, rows: Iterable[Opening]) -> list[tuple[Opening, int]]:
    """Return the openings with fewer accepted than the frozen ratio asks for, and how many that is (P2.4)."""
    ratio = int(frozen.number(round_.parameters, RATIO))
    return [
        (row, ratio * row.open_places)
        for row in rows
        if row.open_places and not row.ratio_number and row.accepted < ratio * row.open_places
    ]


def review_faults(round_: Round, rows: Iterable[Opening]) -> list[str]:
    """Return what hinders the end of the qualification review."""
    rows = list(rows)
    found = []
    if left := sum(row.unreviewed for row in rows):
        found.append(
            f"还有{left}份报名没有审查完（含待补充材料、拟不通过待复核、报县核准），请先办结（P2.4）。"
        )
    found += [
        f"{row}审查通过{row.accepted}人，按开考比例应有{wanted}人；请报县批准降低开考比例，或取消名额（P2.4）。"
        for row, wanted in short_of_ratio(round_, rows)
    ]
    if rows and not any(row.open_places for row in rows):
        found.append("所有名额都已取消，不能进入笔试；请取消批次。")
    return found


def closing_faults(rows: Iterable[Opening]) -> list[str]:
    """Return what hinders the end of a round; who only waits in line for filled places hinders nothing."""
    rows = list(rows)
    found = [f"{row}还有{row.open_places}个名额没有聘用，也没有取消。" for row in rows if row.open_places]
    if left := sum(row.unfinished - row.waiting for row in rows):
        found.append(f"还有{left}名报考人员没有最后结果，请先办结。")
    return found


# The day by which a step is due, of each state.
DUE = {
    RoundState.PREPARING: ("公告发布，开始报名", "opens_at"),
    RoundState.ANNOUNCED: ("报名截止", "closes_at"),
    RoundState.REVIEWING: ("资格审查截止", "review_until"),
    RoundState.WRITTEN: ("笔试", "written_on"),
    RoundState.INTERVIEWING: ("面试", "interview_on"),
    RoundState.CHECKING: ("考察体检开始", "check_from"),
    RoundState.NOTICE: ("公示结束", "notice_to"),
    RoundState.APPROVING: ("拟聘用", "start_on"),
    RoundState.APPOINTING: ("拟聘用", "start_on"),
}
# What closes the round: nothing is left to be done in these.
CLOSABLE = (RoundState.CHECKING, RoundState.NOTICE, RoundState.APPROVING, RoundState.APPOINTING)


def hindrances(round_: Round, rows: Iterable[Opening], now: datetime) -> list[str]:
    """Return what hinders the step that this part takes from the round's state; empty: nothing."""
    match round_.state:
        case RoundState.PREPARING:
            return announcing_faults(round_, rows, now)
        case RoundState.ANNOUNCED if now <= round_.closes_at:
            closes = timezone.localtime(round_.closes_at)
            return [f"报名到{chinese_date(closes.date())}{closes:%H:%M}截止，截止以后才能结束报名（P2.4）。"]
        case RoundState.REVIEWING:
            return review_faults(round_, rows)
        case RoundState.APPOINTING:
            return closing_faults(rows)
    return []


# --- papers --------------------------------------------------------------------------------------


def issuer(unit: Unit) -> tuple[str, str]:
    """Return (how the announcement's number begins, who issues): 花府告, 花江镇人民政府."""
    if unit.level == Level.COUNTY:
        return f"{unit.short_name[0]}人口计生告", bureau_name(unit.short_name)
    mark, office = township_marks(unit)
    return f"{mark}告", office
