"""The budget of a year: planned figures, what was paid, and the lines to which each figure leads.

What was paid is what stands in confirmed parts and was not withheld, in the year of the month in which it is
paid, and the pension accrual of the year that finance has confirmed (P6.5), in the month in which it was
paid in or, until then, confirmed.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, DateField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Cast, Coalesce

from guanling.accounts.enums import Action
from payroll.enums import BUDGET_ITEMS, FROM_FACTS, PENSION, BudgetState, Item
from payroll.models import BudgetLine, Line, Part, PensionAccrual
from payroll.rules import budget as rules
from roster.enums import Level
from roster.models import Unit

# Items that are paid but not planned: they lower or put off what others cost.
UNPLANNED = [(item.value, item.label) for item in (Item.DEDUCTION, Item.RECLAIM)]
ALL_ITEMS = [*BUDGET_ITEMS, *UNPLANNED]
LABELS = dict(ALL_ITEMS)


def units_of(user, action: Action, year: int) -> list[Unit]:
    """Return the county and townships that held in the year and that ``user`` may see; the county first."""
    found = Unit.objects.visible_to(user, action).between(date(year, 1, 1), date(year, 12, 31))
    return list(found.filter(level__in=(Level.COUNTY, Level.TOWNSHIP)).order_by("code", "valid_from", "pk"))


def planned(user, action: Action, year: int) -> dict[tuple[int, str], Decimal]:
    """Return {(unit, item): the approved figure that holds}; one statement."""
    rows = BudgetLine.objects.visible_to(user, action).filter(year=year).standing()
    return {(row.unit_id, row.item): row.amount for row in rows}


def latest(user, action: Action, year: int) -> dict[tuple[int, str], BudgetLine]:
    """Return {(unit, item): the newest figure that waits or holds}; one statement."""
    rows = BudgetLine.objects.visible_to(user, action).filter(
        year=year, state__in=(BudgetState.ENTERED, BudgetState.APPROVED)
    )
    return {(row.unit_id, row.item): row for row in rows.order_by("version")}


def paid(user, action: Action, year: int) -> dict[tuple[int, str], dict[int, Decimal]]:
    """Return {(unit, item): {month number: what was paid}} of the year."""
    found: dict[tuple[int, str], dict[int, Decimal]] = defaultdict(dict)
    lines = Line.objects.visible_to(user, action).fixed().filter(month__first_day__year=year)
    grouped = lines.order_by().values_list("part__unit", "item", "month__first_day")
    for unit, item, month, amount in grouped.annotate(paid=Sum("amount")):
        found[unit, item][month.month] = amount
    for unit, month, amount in _accrued(user, action, year):
        held = found[unit, PENSION]
        held[month] = held.get(month, Decimal(0)) + amount
    return found


def _accrued(user, action, year):
    """Return (township, month number, amount) of the year's confirmed pension accrual; one statement."""
    rows = PensionAccrual.objects.visible_to(user, action).fixed().filter(batch__year=year)
    day = Coalesce("batch__paid_on", Cast("batch__confirmed_at", DateField()))
    townships = Unit.objects.between(date(year, 1, 1), date(year, 12, 31)).filter(
        code=OuterRef("township_code")
    )
    grouped = rows.order_by().annotate(
        unit=Subquery(townships.order_by("-valid_from").values("pk")[:1]), day=day
    )
    found: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for unit, day, amount in grouped.values_list("unit", "day").annotate(amount=Sum("amount")):
        # What is paid in the next year is still this year's.
        found[unit, day.month if day.year == year else 12] += amount
    return [(unit, month, amount) for (unit, month), amount in found.items()]


def confirmed_months(user, action: Action, year: int) -> dict[int, int]:
    """Return {unit: how many months of the year are confirmed}; one statement."""
    parts = Part.objects.visible_to(user, action).fixed().filter(month__first_day__year=year)
    return dict(parts.order_by().values_list("unit").annotate(months=Count("month", distinct=True)))


@dataclass
class Row:
    """A line of the comparison: what it is of, what was planned, paid, and is expected."""

    label: str
    unit: Unit | None = None
    item: str = ""
    planned: Decimal | None = None
    actual: Decimal = Decimal(0)
    expected: Decimal = Decimal(0)
    by_month: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def add(self, planned, actual, expected, by_month) -> None:
        """Take one figure of a unit and item in."""
        if planned is not None:
            self.planned = (self.planned or Decimal(0)) + planned
        self.actual += actual
        self.expected += expected
        for month, amount in by_month.items():
            self.by_month[month] += amount

    @property
    def used(self) -> Decimal | None:
        """How much of the plan is used, in percent."""
        return rules.used_percent(self.actual, self.planned)

    @property
    def left(self) -> Decimal | None:
        """What of the plan is left; below zero it is overspent."""
        return None if self.planned is None else self.planned - self.actual

    @property
    def standing(self) -> tuple[str, str]:
        """The word and colour."""
        return rules.standing(self.planned, self.actual, self.expected)


@dataclass
class Comparison:
    """A year: per unit, per item, per unit and item, and in all."""

    year: int
    units: list[Row]
    items: list[Row]
    cells: list[Row]
    total: Row
    months: int

    @property
    def months_paid(self) -> list[tuple[int, Decimal]]:
        """(month, what was paid) of the twelve months."""
        return [(month, self.total.by_month.get(month, Decimal(0))) for month in range(1, 13)]


def comparison(user, action: Action, year: int, *, unit_code: str = "", item: str = "") -> Comparison:
    """Return plan against actual of the units that ``user`` sees by ``action``, narrowed; five statements."""
    units = [one for one in units_of(user, action, year) if not unit_code or one.code == unit_code]
    plans, actuals = planned(user, action, year), paid(user, action, year)
    months = confirmed_months(user, action, year)
    by_item = {key: Row(label, item=key) for key, label in ALL_ITEMS if not item or key == item}
    by_unit, cells, total = [], [], Row("合计")
    for unit in units:
        of_unit = Row(unit.short_name, unit=unit)
        for key, of_item in by_item.items():
            plan, by_month = plans.get((unit.pk, key)), actuals.get((unit.pk, key), {})
            if plan is None and not by_month:
                continue
            actual = sum(by_month.values(), Decimal(0))
            expected = rules.forecast(actual, months.get(unit.pk, 0), monthly=key in FROM_FACTS)
            cell = Row(LABELS[key], unit=unit, item=key)
            for row in (of_unit, of_item, cell, total):
                row.add(plan, actual, expected, by_month)
            cells.append(cell)
        by_unit.append(of_unit)
    shown = [row for row in by_item.values() if row.planned is not None or row.by_month]
    return Comparison(year, by_unit, shown, cells, total, max(months.values(), default=0))


def waiting(user, action: Action, year: int):
    """Return the figures that wait for a second person, in the order of the grid."""
    rows = BudgetLine.objects.visible_to(user, action).filter(year=year, state=BudgetState.ENTERED)
    return rows.select_related("unit", "entered_by").order_by("unit__code", "item")


def versions(user, action: Action, year: int):
    """Return every figure ever entered for the year, newest first."""
    rows = BudgetLine.objects.visible_to(user, action).filter(year=year)
    return rows.select_related("unit", "entered_by", "decided_by").order_by("-pk")


# --- lines of pay --------------------------------------------------------------------------------

SORTS = {
    "": ("-month__first_day", "unit_code", "entry__person_name", "person", "for_month", "item", "pk"),
    "amount": ("-amount", "pk"),
    "-amount": ("amount", "pk"),
    "name": ("entry__person__pinyin", "-month__first_day", "item", "pk"),
}


def lines(user, action: Action):
    """Return the lines of pay that ``user`` may see, with what lists show."""
    return Line.objects.visible_to(user, action).select_related("month", "part__unit", "entry", "order")


def line_totals(rows) -> dict[str, Decimal]:
    """Return the sum, and the sums of what is paid and what is taken, of lines; one statement."""
    found = rows.order_by().aggregate(
        net=Sum("amount"),
        gross=Sum("amount", filter=Q(amount__gt=0)),
        taken=Sum("amount", filter=Q(amount__lt=0)),
        people=Count("person", distinct=True),
    )
    return {name: value or 0 for name, value in found.items()}
