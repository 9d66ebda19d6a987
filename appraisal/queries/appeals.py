"""Appeals: by when a result can be appealed against, what waits for whom, what became of one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from appraisal.enums import APPEAL_WAITING, AppealState, CircularState, YearState
from appraisal.models import ITEMS, Appeal, Circular, Correction, Result, YearResult
from appraisal.queries import corrections, results
from appraisal.rules import appeals as rules
from appraisal.wording import NONE
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.policy import queries as policy
from roster.models import Person
from roster.rules import short_name

MONTH_DAYS, YEAR_DAYS, ANSWER_DAYS = "appeal.month_days", "appeal.year_days", "appeal.answer_days"
PAY = "pay.deduction"
# What somebody can find wrong in a result: figures that differ make it another result.
MONTH_FIGURES = ("score", "county_rank", "township_rank", "band", "status", "deduction", *ITEMS)
YEAR_FIGURES = ("grade", "total", "place", "status", "month_average", "target_score", "satisfaction")


@dataclass(frozen=True)
class Standing:
    """How a result stands to being appealed against by its person.

    ``told_on``: when its figures were first told; an issued version in which they did not change gives no
    new time. ``changed``: (label, before, after) against the version before.
    """

    told_on: date | None = None
    days: int | None = None
    last_day: date | None = None
    known: bool = True
    newest: bool = True
    appeal: Appeal | None = None
    changed: tuple[tuple[str, object, object], ...] = ()

    def refusal(self, filed_on: date, today: date) -> str:
        """Return why an appeal filed on a day is not taken, or nothing."""
        if not self.newest:
            return "这不是最新的结果，已经更正；请对更正后的结果提出申诉"
        if self.told_on is None:
            return "结果还没有公布，不能申诉；请在公布以后提出"
        if self.appeal is not None:
            return "对这一结果已经提出过申诉，不能再提"
        if self.last_day is None:
            return "县里没有规定申诉期限，请县局先在政策参数中确定"
        return rules.filing_fault(filed_on, self.told_on, self.last_day, today)


def standings(rows: Iterable[Result | YearResult]) -> dict[int, Standing]:
    """Return {result id: how it stands} for results of one kind; four statements, whatever the number."""
    rows = list(rows)
    if not rows:
        return {}
    kind = _Years(rows) if isinstance(rows[0], YearResult) else _Months(rows)
    chains = defaultdict(list)
    for row in kind.issued:
        chains[kind.key(row)].append(row)
    told = {row.pk: kind.told(row) for row in kind.issued}
    held = {
        county: policy.at_days(county, {day for day in told.values() if day})
        for county in {row.village_code[:COUNTY_DIGITS] for row in rows}
    }
    appeals = {(appeal.result_id or appeal.year_result_id): appeal for appeal in kind.appeals}
    return {row.pk: _standing(row, chains[kind.key(row)], kind, told, held, appeals) for row in rows}


def _standing(row, chain, kind, told, held, appeals):  # noqa: PLR0917 - all of them read once for many
    """How one row stands in its chain of issued versions (newest first)."""
    if not row.issued:
        return Standing(newest=not chain)
    newest = chain[0].pk == row.pk
    earlier = [one for one in chain if one.version < row.version]
    same = [row]
    for one in earlier:
        if _differing(kind.figures, one, row):
            break
        same.append(one)
    first = same[-1]
    before = next((one for one in earlier if one.version < first.version), None)
    told_on = told[first.pk]
    days = held[row.village_code[:COUNTY_DIGITS]][told_on].get(kind.days) if told_on else None
    deadline = rules.deadline(told_on, days) if days else None
    return Standing(
        told_on=told_on,
        days=days,
        last_day=deadline.last_day if deadline else None,
        known=deadline.known if deadline else True,
        newest=newest,
        appeal=next((appeals[one.pk] for one in same if one.pk in appeals), None),
        changed=_changes(kind.figures, before, first) if before else (),
    )


def _differing(figures, one, other):
    return [name for name in figures if getattr(one, name) != getattr(other, name)]


def _changes(figures, before, after):
    return tuple(
        (type(after)._meta.get_field(name).verbose_name, shown(before, name), shown(after, name))
        for name in _differing(figures, before, after)
    )


def shown(row, name):
    """Return a figure of a result as people read it."""
    value = getattr(row, name)
    if row._meta.get_field(name).choices:
        return getattr(row, f"get_{name}_display")() or NONE
    return NONE if value is None or value == "" else value


class _Months:
    """What is read of months' results."""

    figures, days = MONTH_FIGURES, MONTH_DAYS

    def __init__(self, rows):
        months, people = {row.month_id for row in rows}, {row.person_id for row in rows}
        issued = Result.objects.filter(month__in=months, person__in=people, issued=True)
        self.issued = list(issued.order_by("-version"))
        circulars = Circular.objects.filter(month__in=months, state=CircularState.ISSUED)
        self.days_told = {
            (month, version): day
            for month, version, day in circulars.values_list("month", "version", "issued_on")
        }
        self.appeals = Appeal.objects.filter(result__month__in=months, person__in=people)

    @staticmethod
    def key(row):
        """Whose rows of which place and time belong together."""
        return row.month_id, row.village_code, row.person_id

    def told(self, row):
        """The day on which the circular or notice of the row's version was issued."""
        return self.days_told.get((row.month_id, row.version))


class _Years:
    """What is read of years' results."""

    figures, days = YEAR_FIGURES, YEAR_DAYS

    def __init__(self, rows):
        years, people = {row.year_id for row in rows}, {row.person_id for row in rows}
        issued = YearResult.objects.filter(year__in=years, person__in=people, issued=True)
        self.issued = list(issued.select_related("year").order_by("-version"))
        granted = Appeal.objects.filter(new_result__year__in=years, state=AppealState.GRANTED)
        self.corrected = {
            (year, version): timezone.localdate(at)
            for year, version, at in granted.values_list(
                "new_result__year", "new_result__version", "decided_at"
            )
        }
        self.appeals = Appeal.objects.filter(year_result__year__in=years, person__in=people)

    @staticmethod
    def key(row):
        """Whose rows of which year belong together."""
        return row.year_id, row.person_id

    def told(self, row):
        """The day on which the year was confirmed, or the appeal granted that made the version."""
        if row.version > 1:
            return self.corrected.get((row.year_id, row.version))
        year = row.year
        return timezone.localdate(year.confirmed_at) if year.state == YearState.CONFIRMED else None


def answer_deadline(county_code: str, filed_on: date) -> rules.Deadline:
    """Return by when an appeal filed on a day is to be answered; NoValue where nothing is laid down."""
    return rules.deadline(filed_on, policy.at(county_code, filed_on)[ANSWER_DAYS])


# --- what waits, what is listed ------------------------------------------------------------------


def appeals(user, action: Action = Action.SHEET_VIEW) -> QuerySet:
    """Return the appeals that ``user`` may see (the person: the own), with what pages show of them."""
    return (
        Appeal.objects.visible_to(user, action)
        .select_related("person", "result__month__county", "year_result__year__county", "paper")
        .select_related("filed_by", "examined_by", "decided_by", "new_result")
        .select_related("correction__entry__sheet__month__county", "correction__entry__sheet__unit")
        .select_related("correction__entry__village", "correction__entry__person")
        .order_by("-filed_on", "-pk")
    )


def to_examine(user) -> QuerySet:
    """Return the appeals that wait for ``user`` to examine them."""
    return Appeal.objects.visible_to(user, Action.CORRECTION_PROPOSE).filter(state=AppealState.FILED)


def to_decide(user) -> QuerySet:
    """Return the examined appeals that wait for ``user``: never those that he filed or examined."""
    rows = Appeal.objects.visible_to(user, Action.CORRECTION_DECIDE).filter(state=AppealState.EXAMINED)
    return rows.exclude(examined_by=user).exclude(filed_by=user)


def overdue(user, today: date) -> QuerySet:
    """Return the unanswered appeals whose day of answer has passed, for those who would have to act."""
    rows = Appeal.objects.none()
    for action, state in (
        (Action.CORRECTION_PROPOSE, AppealState.FILED),
        (Action.CORRECTION_DECIDE, AppealState.EXAMINED),
    ):
        if user.can(action):
            rows = rows | Appeal.objects.visible_to(user, action).filter(state=state)
    return rows.filter(due_on__lt=today)


def is_overdue(appeal: Appeal, today: date) -> bool:
    """Whether the day of the answer has passed and there is none. It grants nothing by itself."""
    return appeal.state in APPEAL_WAITING and appeal.due_on < today


# --- what became of one --------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """A granted appeal against a month: the row before and after, and what follows for pay.

    ``told``: (word, look) of the correction; the notice brings it into force.
    """

    before: Result
    after: Result
    pay: rules.PayEffect
    told: tuple[str, str]

    @property
    def in_force(self) -> bool:
        """Whether its notice is issued."""
        return self.told == corrections.TOLD


def outcomes(granted: Iterable[Appeal]) -> dict[int, Outcome]:
    """Return {appeal id: outcome} of granted appeals against months; three statements."""
    granted = [one for one in granted if one.state == AppealState.GRANTED and one.correction_id]
    if not granted:
        return {}
    rows = Result.objects.filter(
        month__in={one.result.month_id for one in granted}, person__in={one.person_id for one in granted}
    )
    by_key, issued = {}, defaultdict(int)
    for row in rows:
        by_key[row.month_id, row.village_code, row.person_id, row.version] = row
        if row.issued:
            issued[row.month_id] = max(issued[row.month_id], row.version)
    percents = _percents(granted)
    found = {}
    for one in granted:
        version = one.correction.version
        key = one.result.month_id, one.result.village_code, one.person_id
        before, after = by_key[*key, version - 1], by_key[*key, version]
        found[one.pk] = Outcome(
            before,
            after,
            rules.pay_effect(before.score, after.score, percents[one.pk]),
            corrections.state_of(one.correction, issued[one.result.month_id]),
        )
    return found


def _percents(found):
    """Return {appeal: the month's deduction by score}, None where nothing is laid down."""
    held = {
        county: policy.at_days(county, {one.result.month.first_day for one in found})
        for county in {one.village_code[:COUNTY_DIGITS] for one in found}
    }
    bands = {
        one.pk: held[one.village_code[:COUNTY_DIGITS]][one.result.month.first_day].get(PAY) for one in found
    }
    return {pk: value.of if value else None for pk, value in bands.items()}


def expected_pay(appeal: Appeal, effect: corrections.Effect) -> rules.PayEffect | None:
    """Return what granting a month's appeal would mean for pay; None where it would change nothing."""
    if effect.after is None:
        return None
    return rules.pay_effect(effect.before.score, effect.after.score, _percents([appeal])[appeal.pk])


def stands(row: Result | YearResult) -> str:
    """Return in words how a result stands: 总分70.00分，全县第3名，三档."""
    if isinstance(row, YearResult):
        words = [f"年度得分{row.total}分" if row.total is not None else "", row.get_grade_display()]
        return "，".join(word for word in words if word) or row.get_status_display()
    if row.score is None:
        scheme = results.scheme_for(row.village_code[:COUNTY_DIGITS], row.month.first_day)
        return results.standing(row, scheme.min_days)
    return f"总分{row.score}分，全县第{row.county_rank}名，{row.band}"


# --- one's own page ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Own:
    """A result of one's own and how it stands to being appealed against."""

    result: Result | YearResult
    standing: Standing
    village: str
    may_appeal: bool


def own_results(rows: Iterable[Result | YearResult], today: date) -> list[Own]:
    """Return results of one's own (newest issued versions) as they come, each with its last day."""
    rows = list(rows)
    found = standings(rows)
    return [
        Own(row, found[row.pk], short_name(row.village_name), not found[row.pk].refusal(today, today))
        for row in rows
    ]


def own_months(person: Person, most: int) -> list[Result]:
    """Return the newest issued row of each of a person's months, newest first, at most ``most``."""
    rows = (
        Result.objects.filter(person=person, issued=True)
        .select_related("month__county")
        .order_by("month_id", "village_code", "-version")
        .distinct("month_id", "village_code")
    )
    newest = sorted(rows, key=lambda row: (row.month.first_day, row.village_code), reverse=True)
    return newest[:most]


def own_years(person: Person) -> list[YearResult]:
    """Return a person's newest issued years, newest first; one statement."""
    rows = (
        YearResult.objects.filter(person=person, issued=True, year__state=YearState.CONFIRMED)
        .select_related("year__county")
        .order_by("-year__year", "-version")
        .distinct("year__year")
    )
    return list(rows)


def changed_figures(
    correction: Correction, before: Result
) -> list[tuple[str, Decimal | None, Decimal | None]]:
    """Return (label, before, after) of the figures that a correction changes."""
    names = (*ITEMS, "deduction")
    return [
        (Result._meta.get_field(name).verbose_name, getattr(before, name), getattr(correction, name))
        for name in names
        if getattr(before, name) != getattr(correction, name)
    ]
