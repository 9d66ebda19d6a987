"""Reading the pension accrual: a year by today's facts, sums, forecast, reconciliation, ledger (P6.5)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Count, Q, Sum

from guanling.accounts.enums import Action
from guanling.policy import queries as policy
from guanling.policy.enums import Origin
from guanling.policy.rules import catalogue
from payroll.enums import PENSION_FIXED, AccrualKind, GapKind
from payroll.models import PensionAccrual, PensionBatch, PensionContribution, PensionGap
from payroll.queries.service import YEARS as SERVED
from payroll.queries.service import Served, served, terms_of, values_of
from payroll.rules import pension as rules
from payroll.rules.service import running_year
from roster.models import Person, Unit
from roster.rules import short_name

KIND = "pension"
ROW_FIELDS = (
    "nth",
    "since",
    "year_from",
    "year_to",
    "person_name",
    "township_code",
    "township_name",
    "village_code",
    "village_name",
)

# ``judged``: each full year that the batch of %(year)s looks at, by today's facts and by what confirmed
# batches booked (``net``, the ``latest`` row). The rule is payroll.rules.pension.rows.
JUDGED = (
    SERVED  # noqa: S608 - fixed words
    + """, standards AS (
    SELECT value_from, value_to, amount
      FROM jsonb_to_recordset(%(standards)s::jsonb) AS s(value_from date, value_to date, amount numeric)
), now AS (
    SELECT y.*, s.amount AS value, s.value_from
      FROM years y
      JOIN standards s ON y.year_to BETWEEN s.value_from AND COALESCE(s.value_to, 'infinity')
     WHERE extract(year FROM y.year_to)::int = ANY(%(looked_at)s)
), booked AS (
    SELECT a.person_id, a.year_to, sum(a.amount) AS net, max(a.id) AS latest
      FROM payroll_pensionaccrual a
      JOIN payroll_pensionbatch b ON b.id = a.batch_id AND b.county_id = %(county)s
                                 AND b.state = ANY(%(fixed)s)
     WHERE a.year_to <= %(until)s AND extract(year FROM a.year_to)::int = ANY(%(looked_at)s)
     GROUP BY a.person_id, a.year_to
), refused AS (
    SELECT DISTINCT g.person_id, g.year_to
      FROM payroll_pensiongap g
      JOIN payroll_pensionbatch b ON b.id = g.batch_id AND b.county_id = %(county)s
                                 AND b.state = ANY(%(fixed)s)
     WHERE g.kind = %(not_enrolled)s
), judged AS (
    SELECT COALESCE(n.person_id, k.person_id) AS person_id, COALESCE(n.year_to, k.year_to) AS year_to,
           n.nth, n.since, n.year_from, n.person_name, n.township_code, n.township_name, n.village_code,
           n.village_name, n.value, n.value_from, n.pension_enrolled,
           n.person_id IS NULL AS gone, k.latest, r.person_id IS NOT NULL AS refused,
           CASE WHEN k.person_id IS NOT NULL THEN COALESCE(n.value, 0) - k.net
                WHEN n.pension_enrolled AND r.person_id IS NULL THEN n.value
                ELSE 0 END AS amount,
           CASE WHEN k.person_id IS NOT NULL THEN %(correction)s
                WHEN extract(year FROM n.year_to)::int = %(year)s THEN %(of_year)s
                ELSE %(late)s END AS kind
      FROM now n
      FULL JOIN booked k ON k.person_id = n.person_id AND k.year_to = n.year_to
      LEFT JOIN refused r ON r.person_id = n.person_id AND r.year_to = n.year_to
), listed AS (
    SELECT j.person_id, j.kind, j.amount, j.latest AS corrects_id, j.value, j.value_from, j.year_to,
           COALESCE(j.nth, o.nth) AS nth, COALESCE(j.since, o.since) AS since,
           COALESCE(j.year_from, o.year_from) AS year_from,
           COALESCE(j.person_name, o.person_name) AS person_name,
           COALESCE(j.township_code, o.township_code) AS township_code,
           COALESCE(j.township_name, o.township_name) AS township_name,
           COALESCE(j.village_code, o.village_code) AS village_code,
           COALESCE(j.village_name, o.village_name) AS village_name
      FROM judged j
      LEFT JOIN payroll_pensionaccrual o ON o.id = j.latest
     WHERE j.amount <> 0
), lacking AS (
    SELECT j.*, CASE WHEN pension_enrolled IS NULL THEN %(unknown)s ELSE %(not_enrolled)s END AS gap
      FROM judged j
     WHERE j.latest IS NULL AND j.pension_enrolled IS NOT TRUE AND NOT j.refused
)"""
)


def year_end(year: int) -> date:
    """Return 31 December."""
    return date(year, 12, 31)


def standards(county_code: str) -> list[rules.Standard]:
    """Return the county's values of the accrual in order of time; one statement."""
    return [
        rules.Standard(value.valid_from, value.valid_to, value.value)
        for value in policy.timeline_of(county_code, rules.PER_YEAR)
        if value.value is not None
    ]


def confirmed_years(county: Unit, before: int) -> list[int]:
    """Return the years before ``before`` whose accrual is confirmed: late facts about them come later."""
    return list(
        PensionBatch.objects.filter(county=county, state__in=PENSION_FIXED, year__lt=before)
        .order_by("year")
        .values_list("year", flat=True)
    )


def batch_values(county: Unit, year: int, until: date) -> dict:
    """Return the values of JUDGED; two statements."""
    looked_at = [*confirmed_years(county, year), year]
    return values_of(county.code, date(min(looked_at), 1, 1), until) | {
        "county": county.pk,
        "year": year,
        "looked_at": looked_at,
        "fixed": [state.value for state in PENSION_FIXED],
        "standards": json.dumps(
            [
                {
                    "value_from": one.first.isoformat(),
                    "value_to": one.last and one.last.isoformat(),
                    "amount": str(one.amount),
                }
                for one in standards(county.code)
            ]
        ),
        "of_year": AccrualKind.YEAR.value,
        "late": AccrualKind.LATE.value,
        "correction": AccrualKind.CORRECTION.value,
        "unknown": GapKind.UNKNOWN.value,
        "not_enrolled": GapKind.NOT_ENROLLED.value,
    }


@dataclass(frozen=True)
class Trial:
    """What a year's batch would hold by today's facts; nothing is written."""

    rows: list[PensionAccrual]
    gaps: list[PensionGap]

    def keys(self) -> set[tuple]:
        """What tells whether a batch still says the same."""
        return {(row.person_id, row.year_to, row.amount) for row in self.rows} | {
            (gap.person_id, gap.year_to, gap.kind) for gap in self.gaps
        }


def trial(county: Unit, year: int, until: date) -> Trial:
    """Return what the batch of ``year`` would hold by today's facts; four statements."""
    values = batch_values(county, year, until)
    names = ", ".join(ROW_FIELDS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE {JUDGED} SELECT person_id, {names}, kind, amount, value, value_from"  # noqa: S608 - fixed words
            " FROM listed ORDER BY village_code, person_id, year_to",
            values,
        )
        fields = ("person_id", *ROW_FIELDS, "kind", "amount", "value", "value_from")
        rows = [
            PensionAccrual(clause=rules.CLAUSE, **dict(zip(fields, row, strict=True)))
            for row in cursor.fetchall()
        ]
        cursor.execute(
            f"WITH RECURSIVE {JUDGED} SELECT person_id, {names}, gap"  # noqa: S608 - fixed words
            " FROM lacking ORDER BY village_code, person_id, year_to",
            values,
        )
        fields = ("person_id", *ROW_FIELDS, "kind")
        return Trial(rows, [PensionGap(**dict(zip(fields, row, strict=True))) for row in cursor.fetchall()])


def keys_of(batch: PensionBatch) -> set[tuple]:
    """Return what a batch says, as :meth:`Trial.keys` does; two statements."""
    return set(batch.accruals.order_by().values_list("person", "year_to", "amount")) | set(
        batch.gaps.order_by().values_list("person", "year_to", "kind")
    )


# --- a batch on its page -------------------------------------------------------------------------


@dataclass(frozen=True)
class TownshipSum:
    """A township of a batch."""

    code: str
    name: str
    people: int
    years: int
    amount: Decimal


def by_township(rows) -> list[TownshipSum]:
    """Return the sums of ``rows`` by township; one statement."""
    return [
        TownshipSum(*row)
        for row in rows.order_by()
        .values_list("township_code", "township_name")
        .annotate(people=Count("person", distinct=True), years=Count("pk"), amount=Sum("amount"))
        .order_by("township_code")
    ]


def townships_of(rows) -> list[tuple[str, str]]:
    """Return (code, name) of the townships in ``rows``."""
    return list(
        rows.order_by("township_code").values_list("township_code", "township_name").distinct("township_code")
    )


@dataclass(frozen=True)
class Measure:
    """A parameter as a batch used it: its name, value and source in words."""

    key: str
    label: str
    text: str
    source: str
    clause: str


def measures(batch: PensionBatch) -> list[Measure]:
    """Return the parameters that were stored with the batch, in words."""
    parameters, found = catalogue().parameters, []
    for key in (rules.PER_YEAR, rules.DUE_MONTH):
        if stored := batch.parameters.get("values", {}).get(key):
            shape = parameters[key].shape
            words = f"{Origin(stored['origin']).label} {stored['document_number']}".strip()
            text = shape.text(shape.parse(stored["value"]))
            source = f"{words}（依据{stored['clause']}）"
            found.append(Measure(key, parameters[key].label, text, source, stored["clause"]))
    return found


# --- forecast ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Expected:
    """Somebody who will complete a year, at the value known today."""

    served: Served
    amount: Decimal
    value_from: date

    @property
    def month(self) -> int:
        """The month of completion."""
        return self.served.last.month

    @property
    def gap(self) -> str:
        """Why nothing would accrue by the mark of today, in words."""
        return GapKind(kind).label if (kind := rules.gap_of(self.served.enrolled)) else ""


@dataclass
class ForecastLine:
    """A township's forecast: how many complete a year in each month, and the money."""

    code: str
    name: str
    months: list[int] = field(default_factory=lambda: [0] * 12)
    amount: Decimal = Decimal(0)
    renewal: Decimal = Decimal(0)

    @property
    def people(self) -> int:
        """Years completed in the year."""
        return sum(self.months)

    def add(self, one: Expected) -> None:
        """Count ``one``."""
        self.months[one.month - 1] += 1
        self.amount += one.amount
        self.renewal += one.amount if one.served.renewal else 0


def forecast(county: Unit, year: int, today: date) -> list[Expected]:
    """Return who completes a year in ``year`` if all who serve today go on, at the values known today.

    Two statements. Who is not enrolled accrues 0.00; whose mark is unknown is counted.
    """
    line = standards(county.code)
    found = []
    for one in served(county.code, date(year, 1, 1), year_end(year), renewed_from=today):
        standard = rules.standard_on(line, one.last)
        if standard is not None:
            amount = Decimal("0.00") if one.enrolled is False else standard.amount
            found.append(Expected(one, amount, standard.first))
    return found


def forecast_lines(rows: Iterable[Expected]) -> tuple[list[ForecastLine], ForecastLine]:
    """Return the townships' lines and their sum; who is not enrolled is left out."""
    lines: dict[str, ForecastLine] = {}
    total = ForecastLine("", "合计")
    for one in rows:
        if one.served.enrolled is False:
            continue
        at = one.served
        for line in (
            lines.setdefault(at.township_code, ForecastLine(at.township_code, at.township_name)),
            total,
        ):
            line.add(one)
    return [lines[code] for code in sorted(lines)], total


# --- accrued against paid in ---------------------------------------------------------------------

AGREES, SHORT, NONE, OVER, STRANGER = "agrees", "short", "none", "over", "stranger"
MATCHES = {AGREES: "一致", NONE: "未缴", SHORT: "少缴", OVER: "多缴", STRANGER: "不在名册"}
LOOKS = {AGREES: "good", NONE: "bad", SHORT: "bad", OVER: "wait", STRANGER: "wait"}


@dataclass
class Match:
    """Somebody's accrual of a batch beside what was paid in."""

    person: int
    name: str
    township: str
    village: str
    accrued: Decimal
    paid: Decimal
    bookings: list[PensionContribution] = field(default_factory=list)

    @property
    def village_short(self) -> str:
        """The village as lists name it."""
        return short_name(self.village) if self.village else ""

    @property
    def difference(self) -> Decimal:
        """Paid in less accrued."""
        return self.paid - self.accrued

    @property
    def state(self) -> str:
        """How the two agree."""
        if not self.township:
            return STRANGER
        if self.paid == self.accrued:
            return AGREES
        if self.paid > self.accrued:
            return OVER
        return SHORT if self.paid else NONE

    @property
    def word(self) -> str:
        """How the two agree, in a word."""
        return MATCHES[self.state]

    @property
    def look(self) -> str:
        """The look of the word."""
        return LOOKS[self.state]


def reconciled(batch: PensionBatch, user) -> list[Match]:
    """Return accrued and paid in of everybody whom ``user`` may see, by village; two statements.

    Who was paid for without standing in the batch comes last.
    """
    found: dict[int, Match] = {}
    rows = PensionAccrual.objects.visible_to(user, Action.PAY_VIEW).filter(batch=batch)
    for row in rows:
        held = found.setdefault(
            row.person_id,
            Match(
                row.person_id, row.person_name, row.township_name, row.village_name, Decimal(0), Decimal(0)
            ),
        )
        held.accrued += row.amount
    own = PensionContribution.objects.visible_to(user, Action.PAY_VIEW)
    booked = (
        batch.contributions.standing()
        .filter(Q(person__in=rows.order_by().values("person")) | Q(pk__in=own.values("pk")))
        .select_related("person")
    )
    for one in booked:
        held = found.setdefault(
            one.person_id, Match(one.person_id, one.person.name, "", "", Decimal(0), Decimal(0))
        )
        held.paid += one.amount
        held.bookings.append(one)
    return list(found.values())


# --- one person ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """A line of somebody's sub-ledger with the running sum."""

    row: PensionAccrual
    running: Decimal


@dataclass(frozen=True)
class Ledger:
    """Somebody's sub-ledger: confirmed years, what accrued nothing, the running year, what was paid in."""

    entries: list[Entry]
    gaps: list[PensionGap]
    running_from: date | None
    running_to: date | None
    # How many days of the running year are still to be served after ``on``.
    days_left: int | None
    # By the mark of enrolment of today, why the running year would accrue nothing; "" where it would.
    gap: str
    accrued: Decimal
    contributions: list[PensionContribution]
    paid: Decimal


def ledger(person: Person, county_code: str, on: date) -> Ledger:
    """Return somebody's sub-ledger as of ``on``; four statements."""
    entries, total = [], Decimal(0)
    rows = person.pension_accruals.fixed().select_related("batch", "corrects__batch")
    for row in rows.order_by("batch__year", "year_to", "pk"):
        total += row.amount
        entries.append(Entry(row, total))
    gaps = person.pension_gaps.filter(batch__state__in=PENSION_FIXED).select_related("batch")
    year = running_year(terms_of([person.pk], county_code).get(person.pk, ()), on)
    contributions = list(person.pension_contributions.standing().select_related("batch").order_by("paid_on"))
    first, last = year or (None, None)
    return Ledger(
        entries,
        list(gaps.order_by("year_to")),
        first,
        last,
        (last - on).days if last else None,
        rules.gap_of(person.pension_enrolled),
        total,
        contributions,
        sum((one.amount for one in contributions), Decimal(0)),
    )
