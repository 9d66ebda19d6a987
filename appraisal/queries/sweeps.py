"""What sweeps have found: the months, the findings and gaps of one, what is due."""

from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Count, F, Func, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from appraisal.enums import CircularState, LeavingRule, MonthState, SweepState
from appraisal.models import Circular, Month, SweepFinding, SweepGap
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.policy.enums import Origin
from guanling.policy.rules import catalogue
from guanling.runs.enums import RunState
from guanling.runs.models import Run

KIND = "sweep"
SWEPT_AFTER = (MonthState.CLOSED, MonthState.RANKED, MonthState.ISSUED)
LOOKS = {
    SweepState.OPEN: "wait",
    SweepState.CHANGED: "off",
    SweepState.TAKEN: "good",
    SweepState.SET_ASIDE: "off",
}


def due_months() -> list[Month]:
    """Return the months, oldest first, that are closed and not swept since they were closed or issued."""
    runs = Run.objects.filter(
        kind=KIND, scope=OuterRef("county__code"), period=OuterRef("shown"), state=RunState.DONE
    )
    issued = Circular.objects.filter(month=OuterRef("pk"), state=CircularState.ISSUED).order_by()
    return list(
        Month.objects.filter(state__in=SWEPT_AFTER)
        .annotate(shown=_period(F("first_day")))
        .annotate(
            swept=Subquery(runs.values("ended_at")[:1]),
            told=Subquery(issued.values("month").annotate(last=Max("paper__issued_at")).values("last")),
        )
        .annotate(since=Greatest("closed_at", Coalesce("told", "closed_at")))
        .filter(Q(swept=None) | Q(swept__lt=F("since")))
        .select_related("county")
        .order_by("first_day", "pk")
    )


def _period(day):
    return Func(day, Value("YYYY-MM"), function="to_char", output_field=CharField())


def findings_of(period: str):
    """Return the findings that stood in a month: opened by its sweep or an earlier one, found up to it."""
    return SweepFinding.objects.filter(first_run__period__lte=period, last_run__period__gte=period)


@dataclass
class MonthLine:
    """A month on the page of sweeps: its run and what the user sees of it."""

    period: str
    county: str
    month: Month | None
    run: Run | None
    findings: dict[str, int]
    open: int = 0
    gaps: int = 0

    @property
    def first_day(self) -> date:
        """The month's first day."""
        return date.fromisoformat(f"{self.period}-01")


def periods(user) -> list[tuple[str, str]]:
    """Return (period, county code) of the months that are there or were swept, newest first.

    Two statements.
    """
    counties = {prefix[:COUNTY_DIGITS] for prefix in user.prefixes(Action.CASE_VIEW)}
    months = Month.objects.visible_to(user, Action.CASE_VIEW).values_list("first_day", "county__code")
    swept = Run.objects.filter(kind=KIND, scope__in=counties).values_list("period", "scope")
    found = {(f"{day:%Y-%m}", code) for day, code in months} | set(swept)
    return sorted(found, reverse=True)


def month_lines(user, shown: list[tuple[str, str]]) -> list[MonthLine]:
    """Return a line for each of ``shown`` (of ``periods``); four statements."""
    names = {period for period, _ in shown}
    days = [date.fromisoformat(f"{period}-01") for period in names]
    months = {
        (month.period, month.county.code): month
        for month in Month.objects.filter(first_day__in=days).select_related("county")
    }
    runs = {(run.period, run.scope): run for run in Run.objects.filter(kind=KIND, period__in=names)}
    lines = {key: MonthLine(key[0], key[1], months.get(key), runs.get(key), {}) for key in shown}
    visible = SweepFinding.objects.visible_to(user, Action.CASE_VIEW).order_by()
    spans = visible.values("first_run__period", "last_run__period", "first_run__scope", "rule", "state")
    for row in spans.annotate(number=Count("pk")):
        for (period, county), line in lines.items():
            within = row["first_run__period"] <= period <= row["last_run__period"]
            if within and county == row["first_run__scope"]:
                line.findings[row["rule"]] = line.findings.get(row["rule"], 0) + row["number"]
                if row["state"] == SweepState.OPEN:
                    line.open += row["number"]
    gaps = SweepGap.objects.visible_to(user, Action.CASE_VIEW).order_by()
    for row in gaps.filter(run__period__in=names).values("run__period", "run__scope").annotate(n=Count("pk")):
        key = row["run__period"], row["run__scope"]
        if key in lines:
            lines[key].gaps = row["n"]
    return list(lines.values())


def townships(rows) -> list[tuple[str, str]]:
    """Return (code, name) of the townships among findings or gaps; one statement."""
    pairs = rows.order_by().values_list("village_code", "township_name").distinct()
    return sorted({code[:9]: name for code, name in pairs}.items())


def clause_of(rule: str):
    """Return the clause on which a ground rests, with its text and document."""
    return catalogue().clauses[LeavingRule(rule).clause]


@dataclass(frozen=True)
class Used:
    """A parameter as a finding or a talk keeps it."""

    key: str
    label: str
    text: str
    since: date | None
    source: str


def used(parameters: dict) -> list[Used]:
    """Return what a stored set of parameters says, readable."""
    known = catalogue().parameters
    clauses, values = catalogue().clauses, parameters.get("values", {})
    return [
        Used(
            key,
            parameter.label,
            parameter.shape.text(parameter.shape.parse(values[key]["value"])),
            date.fromisoformat(values[key]["from"]) if values[key]["from"] else None,
            _source(values[key], clauses[values[key]["clause"]]),
        )
        for key, parameter in known.items()
        if key in values
    ]


def _source(stored, clause):
    """Whose figure it is: the document's own, the county's default, or its decision."""
    match Origin(stored["origin"]):
        case Origin.DECISION:
            return f"县决定 {stored['document_number']}（依据{clause.short}）"
        case Origin.DEFAULT:
            return f"县定缺省（依据{clause.short}）"
        case _:
            return clause.citation


@dataclass(frozen=True)
class Step:
    """One change of a finding's state: when, to what, by whom."""

    at: object
    state: str
    word: str
    who: str


def history(finding: SweepFinding) -> list[Step]:
    """Return the states through which a finding went, with who and when; one statement."""
    found, before = [], None
    for event in finding.events.order_by("pgh_id"):
        now = (event.state, event.changed_at)
        if now != before:
            word = SweepState(event.state).label
            if event.state == SweepState.TAKEN and event.changed_at:
                word = f"{word}，依据已变化"
            who = (event.pgh_context or {}).get("user_name", "")
            found.append(Step(event.pgh_created_at, event.state, word, who))
        before = now
    return found


# --- to-dos ------------------------------------------------------------------------------------------


def waiting(user):
    """Return the open findings that the user sees: somebody has to take them up or set them aside."""
    return SweepFinding.objects.visible_to(user, Action.CASE_VIEW).filter(state=SweepState.OPEN)
