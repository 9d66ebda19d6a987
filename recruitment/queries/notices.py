"""Questions about the check, public notices and objections."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from recruitment.enums import (
    IN_LINE,
    OBJECTION_OPEN,
    ROUND_OVER,
    ApplicationState,
    CheckKind,
    NoticeState,
    OutGround,
)
from recruitment.models import Application, Notice, NoticeLine, Objection, Opening, Round
from recruitment.rules import frozen
from recruitment.rules import notices as rules

# What takes somebody out between the examination and the appointment.
FELL = (
    OutGround.CHECK_FAILED,
    OutGround.MEDICAL_FAILED,
    OutGround.DECLINED,
    OutGround.OBJECTION,
    OutGround.NOT_APPROVED,
)
# The parts of the list of candidates, as its filter names them.
PARTS = {
    "checking": ("待考察体检", Q(state=ApplicationState.CHECKING)),
    "checked": ("合格待公示", Q(state=ApplicationState.CHECKED)),
    "notice": ("公示中", Q(state=ApplicationState.NOTICE)),
    "cleared": (
        "公示结束",
        Q(state__in=(ApplicationState.CLEARED, ApplicationState.APPROVED, ApplicationState.APPOINTED)),
    ),
    "waiting": ("递补候选", Q(state=ApplicationState.WAITING)),
    "out": ("未通过", Q(state=ApplicationState.OUT, out_ground__in=FELL)),
}


def candidates(round_: Round) -> QuerySet[Application]:
    """Return who came past the examination of a round, by opening and rank."""
    anywhere = Q()
    for _, condition in PARTS.values():
        anywhere |= condition
    rows = Application.objects.filter(anywhere, round=round_).select_related("opening", "result")
    return rows.order_by("opening__number", F("result__rank").asc(nulls_last=True), "pk")


def part_counts(rows: QuerySet[Application]) -> dict[str, int]:
    """Return how many of ``rows`` are in each of the parts; one statement."""
    counts = {name: Count("pk", filter=condition) for name, (_, condition) in PARTS.items()}
    return rows.order_by().aggregate(**counts)


def with_checks(rows: Iterable[Application]) -> list[Application]:
    """Return ``rows`` as a list, each with ``check`` and ``medical``: what was recorded, or None."""
    found = list(rows)
    for one in found:
        held = {check.kind: check for check in one.checks.all()}
        one.check_row, one.medical_row = held.get(CheckKind.CHECK), held.get(CheckKind.MEDICAL)
    return found


@dataclass(frozen=True)
class Line:
    """How the places of an opening stand: what calls for a decision."""

    opening: Opening
    free: int
    waiting: int
    checking: int
    passed: int

    @property
    def to_choose(self) -> bool:
        """More passed than there are places, and nobody is still being checked (P2.4)."""
        return self.free < 0 and self.passed > 0 and not self.checking

    @property
    def to_release(self) -> bool:
        """Places are free and nobody is left for them."""
        return self.free > 0 and not self.waiting


def lines_of(round_: Round) -> list[Line]:
    """Return how the places of each opening stand; one statement."""

    def counted(condition):
        return Count("applications", filter=condition)

    rows = round_.openings.annotate(
        in_line=counted(Q(applications__state__in=IN_LINE)),
        waiting=counted(
            Q(applications__state=ApplicationState.WAITING, applications__result__rank__isnull=False)
        ),
        checking=counted(Q(applications__state=ApplicationState.CHECKING)),
        passed=counted(Q(applications__state=ApplicationState.CHECKED)),
    )
    return [
        Line(one, one.open_places - one.in_line, one.waiting, one.checking, one.passed)
        for one in rows.order_by("number")
    ]


# --- notices -------------------------------------------------------------------------------------


def notices_of(round_: Round) -> QuerySet[Notice]:
    """Return the notices of a round, each with how many are on it and how many objections are open."""
    return (
        round_.notices.annotate(
            people=Count("lines", distinct=True),
            raised=Count("lines__objections", distinct=True),
            open_objections=Count(
                "lines__objections", filter=Q(lines__objections__state__in=OBJECTION_OPEN), distinct=True
            ),
        )
        .select_related("prepared_by", "paper")
        .order_by("serial")
    )


def standing(notice: Notice) -> QuerySet[NoticeLine]:
    """Return the lines whose people are still on a notice: what the paper and the public page list."""
    lines = notice.lines.exclude(application__state=ApplicationState.OUT)
    return lines.select_related("application__opening").order_by("application__opening__number", "rank", "pk")


def hindrances(notice: Notice, on: date) -> tuple[rules.Hindrance, ...]:
    """Return what hinders the confirmation of a notice on a day.

    An objection counts on whichever notice it was raised: one that was stopped takes none away.
    """
    return rules.hindrances(
        first=notice.first_day,
        last=notice.last_day,
        least=least_days(notice.round),
        on=on,
        open_objections=Objection.objects.filter(
            line__application__in=notice.lines.values("application"), state__in=OBJECTION_OPEN
        ).count(),
    )


def least_days(round_: Round) -> int:
    """Return for how many working days a notice of a round runs at least, as frozen when it was announced."""
    return int(frozen.number(round_.parameters, rules.NOTICE_DAYS))


def objection_due(objection: Objection) -> date:
    """Return the day by which an objection is to be answered."""
    parameters = objection.line.notice.round.parameters
    return rules.answer_due(objection.received_on, int(frozen.number(parameters, rules.OBJECTION_DAYS)))


def public_notices() -> QuerySet[Notice]:
    """Return the notices that anybody may read: published, until their round is over.

    One that was stopped is told as stopped and shows nobody.
    """
    return (
        Notice.objects.filter(published_at__isnull=False)
        .exclude(round__state__in=ROUND_OVER)
        .exclude(state=NoticeState.PREPARED)
        .select_related("round__unit", "paper")
        .order_by("-first_day", "-pk")
    )
