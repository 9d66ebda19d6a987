"""What a correction changes: the figures and the standing before and after."""

from dataclasses import dataclass
from decimal import Decimal

from appraisal import rules
from appraisal.enums import CircularKind, MonthState, ResultStatus
from appraisal.models import ITEMS, Circular, Correction, Month, Result
from appraisal.queries import assessed_units, latest_version, results, scheme_for, serving
from appraisal.wording import reason_text
from guanling.accounts.enums import Action
from roster.models import Unit

# (state's word, its look); in the order of a correction's life.
OPEN, APPROVED, TOLD, REJECTED, WITHDRAWN = (
    ("待批准", "wait"),
    ("已批准，待通知", "wait"),
    ("已更正", "good"),
    ("不予更正", "off"),
    ("已撤回", "off"),
)


def corrections(month: Month, user):
    """Return the month's corrections that ``user`` may see, newest first."""
    return (
        Correction.objects.visible_to(user, Action.SHEET_VIEW)
        .filter(entry__sheet__month=month)
        .select_related(
            "entry__person", "entry__village", "entry__sheet__unit", "entry__sheet__month__county"
        )
        .select_related("proposed_by", "approved_by", "rejected_by")
        .order_by("-pk")
    )


def state_of(correction: Correction, issued: int | None) -> tuple[str, str]:
    """Return (word, look) of where a correction stands; ``issued`` is the newest issued version."""
    if correction.rejected_reason:
        return WITHDRAWN if correction.rejected_by_id == correction.proposed_by_id else REJECTED
    if correction.version is None:
        return OPEN
    return TOLD if correction.version <= (issued or 0) else APPROVED


@dataclass(frozen=True)
class Standing:
    """Where a row stands: its score and places, or why it has none."""

    score: Decimal | None
    county_rank: int | None
    township_rank: int | None
    says: str


@dataclass(frozen=True)
class Effect:
    """A correction's figures as (label, before, after), and the standing before and after."""

    figures: tuple[tuple[str, Decimal | None, Decimal | None], ...]
    before: Standing
    after: Standing | None
    # The result from which the correction starts.
    result: Result


def effect(correction: Correction) -> Effect:
    """Return what a correction changes, or would change if it were approved now.

    A rejected one changes nothing: ``after`` is None. A handful of statements.
    """
    month = correction.entry.sheet.month
    scheme = scheme_for(month.county.code, month.first_day)
    rows = Result.objects.filter(month=month, person=correction.entry.person_id)
    rows = rows.filter(village_code=correction.entry.village.code).select_related("month")
    version = correction.version - 1 if correction.version else latest_version(month)
    before = rows.get(version=version)
    after = None
    if correction.version:
        after = _standing(rows.get(version=correction.version), scheme)
    elif not correction.rejected_reason:
        after = _expected(correction, before, scheme)
    names = (*ITEMS, "deduction")
    return Effect(
        tuple(
            (Result._meta.get_field(name).verbose_name, getattr(before, name), getattr(correction, name))
            for name in names
        ),
        _standing(before, scheme),
        after,
        before,
    )


def _standing(row, scheme):
    return Standing(row.score, row.county_rank, row.township_rank, results.standing(row, scheme.min_days))


def _expected(correction, before, scheme):
    """The standing by the pure rule against everybody else's scores as they are now."""
    person = rules.Assessed(
        key="",
        township=before.township_code,
        days_served=days_now(before),
        scores={item: getattr(correction, item) for item in ITEMS},
        deduction=correction.deduction,
    )
    status = rules.status_of(person, scheme)
    if status != rules.RANKED:
        return Standing(None, None, None, reason_text(ResultStatus(status), scheme.min_days))
    scored = rules.score_of(person.scores, person.deduction, scheme)
    ahead = Result.objects.filter(
        month=before.month_id, version=before.version, status=ResultStatus.RANKED, score__gt=scored.score
    ).exclude(pk=before.pk)
    return Standing(
        scored.score,
        ahead.count() + 1,
        ahead.filter(township_code=before.township_code).count() + 1,
        scored.band,
    )


def days_now(result: Result) -> int:
    """Return on how many days of the month the person serves in the village as the roster has it now."""
    first = result.month.first_day
    last = rules.month_end(first)
    village = village_of(result)
    return serving([village.pk], first, last).get((village.pk, result.person_id), 0)


def village_of(result: Result) -> Unit:
    """Return the village of a result: later units may bear its code."""
    last = rules.month_end(result.month.first_day)
    return assessed_units(result.month.first_day, last).get(code=result.village_code)


def told_to(result: Result):
    """Return the corrections that made ``result`` what it is, newest last: for the page of one score."""
    return Correction.objects.filter(
        entry__sheet__month=result.month_id,
        entry__person=result.person_id,
        entry__village__code=result.village_code,
        version__lte=result.version,
    ).order_by("pk")


def waiting(month: Month) -> bool:
    """Return whether approved corrections wait for their notice."""
    return month.state == MonthState.ISSUED and latest_version(month) != results.issued_version(month)


def notices(month: Month):
    """Return the month's issued correction notices, oldest first."""
    return (
        Circular.objects.filter(month=month, kind=CircularKind.CORRECTION, paper__isnull=False)
        .select_related("paper")
        .order_by("version")
    )
