"""The report of a round: stages, times, costs; and the open-selection rate of the county (P2.1)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils import timezone

from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.policy import queries as policy
from recruitment.enums import ROUND_OVER
from recruitment.models import Application, ApplicationLog, Cost, Opening, Round
from recruitment.rules import frozen
from recruitment.rules import report as rules
from roster.enums import Level, PostKind, Selection
from roster.models import Appointment, Unit

# A township's code: the county's six digits and three more.
TOWNSHIP_DIGITS = COUNTY_DIGITS + 3
PASS_MARK, OPEN_RATE = "selection.pass_mark", "selection.open_rate"


@dataclass
class Report:
    """What a round came to; ``openings`` have ``counts``, ``total`` adds them up."""

    openings: list[Opening]
    total: rules.Counts
    stays: list[rules.Stay]
    costs: list[Cost]
    spent: Decimal
    places: int = 0
    filled: int = 0


def report(round_: Round) -> Report:
    """Return the report of a round, by the statistics alone; a constant number of statements."""
    counted = counts_of(round_)
    openings = list(round_.openings.order_by("number"))
    total = rules.Counts()
    for opening in openings:
        opening.counts = counted.get(opening.pk) or rules.Counts()
        total.add(opening.counts)
    moves = [
        (row.to_state, row.at)
        for row in round_.log.order_by("pk")
        if row.from_state and row.from_state != row.to_state
    ]
    ended = round_.ended_at if round_.state in ROUND_OVER else None
    stays = rules.stays(round_.prepared_at, moves, ended or timezone.now())
    costs = list(round_.costs.filter(withdrawn_at=None).select_related("entered_by"))
    return Report(
        openings=openings,
        total=total,
        stays=stays,
        costs=costs,
        spent=sum((cost.amount for cost in costs), Decimal(0)),
        places=sum(opening.places - opening.released for opening in openings),
        filled=sum(opening.filled for opening in openings),
    )


def counts_of(round_: Round) -> dict[int, rules.Counts]:
    """Return {opening: counts} of a round; two statements."""
    been = defaultdict(set)
    for application, state in ApplicationLog.objects.filter(application__round=round_).values_list(
        "application", "to_state"
    ):
        been[application].add(state)
    rows = Application.objects.filter(round=round_).values_list(
        "pk",
        "opening",
        "state",
        "refusal_ground",
        "out_ground",
        "result__written_total",
        "result__interview",
    )
    least = frozen.number(round_.parameters, PASS_MARK) if PASS_MARK in round_.parameters else None
    return rules.counts(
        (rules.Applicant(*row[1:], been=frozenset(been[row[0]])) for row in rows.order_by("pk")), least
    )


# --- the open-selection rate (P2.1) ----------------------------------------------------------------


@dataclass
class RateRow:
    """A township's directors who serve on a day, by how they were chosen."""

    code: str
    name: str
    serving: int = 0
    openly: int = 0
    otherwise: int = 0
    unknown: int = 0
    rate: Decimal | None = field(default=None)
    short: bool = False


def directors(user, on: date):
    """Return the appointments proper of 人口主任 who serve on a day, in the user's units."""
    found = Appointment.objects.visible_to(user, Action.SELECTION_VIEW).on(on)
    return found.of_kind(PostKind.POPULATION_DIRECTOR).regular()


def open_rate(user, on: date) -> tuple[list[RateRow], RateRow, Decimal | None]:
    """Return the rows of the townships, the total, and the rate that is asked for on the day (P2.1).

    How many have no way of selection on record is told beside: they count as not openly selected.
    """
    townships = Unit.objects.visible_to(user, Action.SELECTION_VIEW).on(on).filter(level=Level.TOWNSHIP)
    rows = {unit.code: RateRow(unit.code, unit.short_name) for unit in townships.order_by("code")}
    counted = (
        directors(user, on)
        .order_by()
        .values_list("post__unit__code")
        .annotate(
            number=Count("pk"),
            openly=Count("pk", filter=Q(selection=Selection.OPEN)),
            unknown=Count("pk", filter=Q(selection="")),
        )
    )
    total = RateRow("", "合计")
    for code, number, openly, unknown in counted:
        row = rows.get(code[:TOWNSHIP_DIGITS])
        for into in (row, total) if row else (total,):
            into.serving += number
            into.openly += openly
            into.unknown += unknown
            into.otherwise += number - openly - unknown
    wanted = None
    codes = sorted(rows) or sorted(user.prefixes(Action.SELECTION_VIEW))
    if codes:
        wanted = policy.at(codes[0][:COUNTY_DIGITS], on).get(OPEN_RATE)
    for row in (*rows.values(), total):
        row.rate = rules.rate(row.openly, row.serving)
        row.short = rules.below(row.rate, wanted)
    return list(rows.values()), total, wanted


def rate_people(user, on: date, township: str = "", way: str = ""):
    """Return the directors behind a figure: of a township, by their way of selection."""
    rows = directors(user, on).select_related("person", "post__unit__parent")
    if township:
        rows = rows.filter(post__unit__code__startswith=township)
    if way == "open":
        rows = rows.filter(selection=Selection.OPEN)
    elif way == "unknown":
        rows = rows.filter(selection="")
    elif way == "other":
        rows = rows.exclude(selection__in=(Selection.OPEN, ""))
    return rows.order_by("post__unit__code", "person__pinyin", "pk")


def spent(round_: Round) -> Decimal:
    """Return what a round cost."""
    return round_.costs.filter(withdrawn_at=None).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
