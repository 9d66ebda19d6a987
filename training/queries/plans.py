"""Yearly plans: which unit has one, what it comes to, how far it has come (N7.1)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.policy.queries import at
from roster.enums import Level
from roster.models import Unit
from training.enums import Category, PlanState
from training.models import Plan, PlanLine, Session
from training.rules import plans as rules
from training.rules.plans import Finding, Held, Needs, Planned, Standing

LEVELS = (Level.COUNTY, Level.TOWNSHIP)
HANDED_IN = (PlanState.SUBMITTED, PlanState.FILED)


def planning_day(year: int) -> date:
    """Return the day on which the units that plan a year are those that exist: today, or the year's last."""
    return min(timezone.localdate(), rules.last_day(year))


def needs_in(county_code: str, year: int):
    """Return (what the year asks, the dated policy that says so). One statement."""
    policy = at(county_code, rules.last_day(year))
    return (
        Needs(
            policy.get(rules.UPDATE_DAYS),
            policy.get(rules.SESSIONS_MIN),
            policy.get(rules.SESSIONS_MAX),
            policy.get(rules.SESSION_DAYS),
            policy.holds(rules.TOWNSHIP_COUNTS),
        ),
        policy,
    )


def planned_lines(plans: Iterable[int]) -> dict[int, list]:
    """Return {plan: its lines' (pk, month, category, audience, days)}. One statement."""
    found = defaultdict(list)
    for plan, *line in (
        PlanLine.objects.filter(plan__in=list(plans))
        .order_by("month", "pk")
        .values_list("plan_id", "pk", "month", "course__category", "audience", "days")
    ):
        found[plan].append(line)
    return found


def filed_county_lines(county_code: str, year: int) -> list[Planned]:
    """Return the lines of the county's filed plan of a year: what townships' directors attend too."""
    rows = PlanLine.objects.filter(
        plan__unit__code=county_code,
        plan__unit__level=Level.COUNTY,
        plan__year=year,
        plan__state=PlanState.FILED,
    )
    return [Planned(*row) for row in rows.order_by().values_list("course__category", "audience", "days")]


def sessions_of_lines(lines: QuerySet) -> dict[int, list[Session]]:
    """Return {line: its sessions, dated, by day}. One statement."""
    found = defaultdict(list)
    sessions = Session.objects.filter(plan_line__in=lines.order_by().values("pk")).dated()
    for session in sessions.order_by("first_day", "pk"):
        found[session.plan_line_id].append(session)
    return found


def held(sessions: Iterable[Session]) -> list[Held]:
    """Return dated sessions as the rules ask of them."""
    return [Held(one.state, one.first_day, one.last_day) for one in sessions]


def findings_of(plan: Plan):
    """Return (what the plan comes to beside what the clauses ask, the policy used). Three statements."""
    county = plan.unit.code[:COUNTY_DIGITS]
    needs, policy = needs_in(county, plan.year)
    lines = [
        Planned(*row) for row in plan.lines.order_by().values_list("course__category", "audience", "days")
    ]
    above = [] if plan.unit.level == Level.COUNTY else filed_county_lines(county, plan.year)
    return rules.assess(plan.unit.level, lines, needs, above), policy


# --- one page for all units ----------------------------------------------------------------------


@dataclass
class UnitPlan:
    """A unit in a year: its plan or None, sessions and days planned by category, how many have come off."""

    unit: Unit
    plan: Plan | None = None
    findings: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    days: dict[str, Decimal] = field(default_factory=dict)
    standings: dict[str, int] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """The plan's state; empty where there is none."""
        return self.plan.state if self.plan else ""

    @property
    def lines(self) -> int:
        """How many trainings are planned."""
        return sum(self.counts.values())

    @property
    def total_days(self) -> Decimal:
        """All days planned."""
        return sum(self.days.values(), Decimal(0))

    @property
    def advice(self) -> list[Finding]:
        """What the plan would not reach."""
        return [finding for finding in self.findings if finding.met is False]

    @property
    def by_category(self) -> list[tuple[int, Decimal]]:
        """(sessions, days) of each category, in their order."""
        return [(self.counts.get(one, 0), self.days.get(one, Decimal(0))) for one in Category]

    @property
    def held(self) -> int:
        """Lines whose session has been held."""
        return self.standings.get(rules.HELD.key, 0)

    @property
    def overdue(self) -> int:
        """Lines whose month has passed without a session."""
        return self.standings.get(rules.OVERDUE.key, 0)


def overview(units: QuerySet, plans: QuerySet, year: int, today: date) -> list[UnitPlan]:
    """Return every unit that plans in ``year`` with its plan, the county first; a handful of statements.

    ``units``: those the user sees, of any level and day; ``plans``: those he sees. A unit that has ended
    stands in the list only with a plan of the year, and its successor then need not have another.
    """
    shown = {plan.unit_id: plan for plan in plans.filter(year=year).select_related("unit")}
    existing = units.filter(level__in=LEVELS).on(planning_day(year))
    heirs = {plan.unit.successor_id for plan in shown.values() if plan.state in HANDED_IN}
    rows = {unit.pk: UnitPlan(unit) for unit in existing if unit.pk not in heirs or unit.pk in shown}
    for plan in shown.values():
        rows.setdefault(plan.unit_id, UnitPlan(plan.unit)).plan = plan
    lines = planned_lines(plan.pk for plan in shown.values())
    sessions = sessions_of_lines(PlanLine.objects.filter(plan__in=[plan.pk for plan in shown.values()]))
    counties = {row.unit.code[:COUNTY_DIGITS] for row in rows.values() if row.plan}
    needs = {county: needs_in(county, year)[0] for county in counties}
    above = {county: filed_county_lines(county, year) for county in counties}
    for row in rows.values():
        if row.plan:
            county = row.unit.code[:COUNTY_DIGITS]
            _fill(row, lines[row.plan.pk], sessions, today)
            _measure(row, lines[row.plan.pk], needs[county], above[county])
    return sorted(rows.values(), key=lambda row: (row.unit.code, row.unit.pk))


def _fill(row, lines, sessions, today):
    for pk, month, category, _, days in lines:
        row.counts[category] = row.counts.get(category, 0) + 1
        row.days[category] = row.days.get(category, Decimal(0)) + days
        key = rules.standing(row.plan.year, month, held(sessions.get(pk, ())), today).key
        row.standings[key] = row.standings.get(key, 0) + 1


def _measure(row, lines, needs, above):
    planned = [Planned(category, audience, days) for _, _, category, audience, days in lines]
    county = row.unit.level == Level.COUNTY
    row.findings = rules.assess(row.unit.level, planned, needs, () if county else above)


# --- one plan ------------------------------------------------------------------------------------


@dataclass
class LineShown:
    """A line on the plan's page: its sessions and how far it has come."""

    line: PlanLine
    sessions: list[Session]
    standing: Standing


def lines_of(plan: Plan, today: date) -> list[LineShown]:
    """Return the lines of a plan by month with their sessions. Two statements."""
    lines = plan.lines.select_related("course__unit").order_by("month", "pk")
    sessions = sessions_of_lines(PlanLine.objects.filter(plan=plan))
    return [
        LineShown(
            line,
            sessions.get(line.pk, []),
            rules.standing(plan.year, line.month, held(sessions.get(line.pk, ())), today),
        )
        for line in lines
    ]


def years(plans: QuerySet, today: date) -> list[int]:
    """Return the years to choose from, the latest first: those with plans, this one and the next."""
    found = set(plans.order_by().values_list("year", flat=True).distinct())
    return sorted(found | {today.year, today.year + 1}, reverse=True)


def last_years(plan: Plan) -> Plan | None:
    """Return the same unit's plan of the year before, where it has lines."""
    return (
        Plan.objects.filter(unit=plan.unit, year=plan.year - 1)
        .filter(Exists(PlanLine.objects.filter(plan=OuterRef("pk"))))
        .first()
    )


# --- what waits for somebody ---------------------------------------------------------------------


def to_file(user) -> QuerySet:
    """Submitted plans that wait for ``user`` to file them: never those that he made or handed in."""
    return (
        Plan.objects.own(user, Action.TRAINING_FILE)
        .filter(state=PlanState.SUBMITTED)
        .exclude(made_by=user)
        .exclude(submitted_by=user)
        .select_related("unit")
    )


def returned(user) -> QuerySet:
    """Plans that came back to ``user``'s offices to be mended."""
    return Plan.objects.own(user, Action.TRAINING_RUN).filter(state=PlanState.RETURNED).select_related("unit")


def missing_units(prefixes: Iterable[str], year: int) -> QuerySet:
    """Counties and townships below ``prefixes`` that have handed in no plan of ``year``.

    A unit that came into being by a change counts what its predecessors handed in.
    """
    handed_in = Plan.objects.filter(year=year, state__in=HANDED_IN)
    return (
        Unit.objects.under(prefixes)
        .filter(level__in=LEVELS)
        .on(planning_day(year))
        .exclude(Exists(handed_in.filter(Q(unit=OuterRef("pk")) | Q(unit__successor=OuterRef("pk")))))
        .order_by("code", "pk")
    )
