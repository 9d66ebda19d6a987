"""To do about rounds of open selection: announced, closed for registration, reviewed, ended (P2.4)."""

from datetime import date

from django.db.models import F
from django.utils import timezone

from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.home.todos.base import Todo, address, by_deadline
from recruitment.enums import APPLICATION_OVER, UNREVIEWED, RoundState
from recruitment.models import Application, Opening, Round
from recruitment.queries import rounds

CLAUSE = "P2.4"


def _rounds(what, found, due, on) -> Todo | None:
    """Return how many rounds wait, due on the day in field ``due``; it leads to the one, or to the list."""
    found = list(found)
    days = [
        timezone.localdate(value) if hasattr(value := getattr(row, due), "hour") else value for row in found
    ]
    if len(found) == 1:
        url = address("recruitment:round", found[0].pk)
    else:
        url = address("recruitment:rounds", state=found[0].state) if found else ""
    return by_deadline(what, days, on, CLAUSE, url)


def rounds_to_prepare(user: User, on: date) -> Todo | None:
    """Plans of rounds that are not announced yet, by the day on which registration is to begin."""
    if not user.can(Action.SELECTION_RUN):
        return None
    found = Round.objects.visible_to(user, Action.SELECTION_RUN).filter(state=RoundState.PREPARING)
    # The bureau may run every township's; what each township prepares is its own to do.
    return _rounds(
        "筹备选聘批次", found.filter(unit__code__in=user.prefixes(Action.SELECTION_RUN)), "opens_at", on
    )


def rounds_to_announce(user: User, on: date) -> Todo | None:
    """Plans of others with posts and dates that wait for this user's signature."""
    if not user.can(Action.SELECTION_CONFIRM):
        return None
    found = Round.objects.visible_to(user, Action.SELECTION_CONFIRM).filter(
        state=RoundState.PREPARING,
        unit__code__in=user.prefixes(Action.SELECTION_CONFIRM),
        opens_at__isnull=False,
        closes_at__isnull=False,
        notice_to__isnull=False,
        openings__isnull=False,
    )
    found = found.exclude(prepared_by=user).exclude(log__actor=user).distinct()
    return _rounds("签发选聘公告", found, "opens_at", on)


def registrations_to_close(user: User, on: date) -> Todo | None:
    """Rounds whose registration is over and not yet ended by anybody."""
    if not user.can(Action.SELECTION_RUN):
        return None
    found = Round.objects.visible_to(user, Action.SELECTION_RUN).filter(
        state=RoundState.ANNOUNCED, closes_at__lt=timezone.now()
    )
    return _rounds("结束选聘报名", found, "closes_at", on)


def reviews_to_finish(user: User, on: date) -> Todo | None:
    """Rounds in which every application is reviewed: the review can be ended."""
    if not user.can(Action.SELECTION_RUN):
        return None
    found = Round.objects.visible_to(user, Action.SELECTION_RUN).filter(state=RoundState.REVIEWING)
    left = Application.objects.filter(state__in=UNREVIEWED)
    return _rounds("结束资格审查", found.exclude(pk__in=left.values("round")), "review_until", on)


def ratios_to_approve(user: User, on: date) -> Todo | None:
    """Openings below the opening ratio that the county lets go on, or not."""
    if not user.can(Action.SELECTION_APPROVE):
        return None
    found = Round.objects.visible_to(user, Action.SELECTION_APPROVE).filter(state=RoundState.REVIEWING)
    by_round = {row.pk: row for row in found}
    waiting: dict[int, int] = {}
    for row in rounds.openings_of(Opening.objects.filter(round__in=by_round)):
        if row.accepted and not row.unreviewed and rounds.short_of_ratio(by_round[row.round_id], [row]):
            waiting[row.round_id] = waiting.get(row.round_id, 0) + 1
    days = [by_round[pk].review_until for pk, count in waiting.items() for _ in range(count)]
    if len(waiting) == 1:
        url = address("recruitment:round", next(iter(waiting)))
    else:
        url = address("recruitment:rounds", state=RoundState.REVIEWING)
    return by_deadline("批准降低开考比例", days, on, CLAUSE, url)


def rounds_to_close(user: User, on: date) -> Todo | None:
    """Rounds in which nothing is left to be done."""
    if not user.can(Action.SELECTION_RUN):
        return None
    standing = Application.objects.exclude(state__in=APPLICATION_OVER)
    open_ = Opening.objects.filter(places__gt=F("filled") + F("released"))
    found = (
        Round.objects.visible_to(user, Action.SELECTION_RUN)
        .filter(state__in=rounds.CLOSABLE, openings__isnull=False)
        .exclude(pk__in=standing.values("round"))
        .exclude(pk__in=open_.values("round"))
        .distinct()
    )
    return _rounds("办结选聘批次", found, "start_on", on)
