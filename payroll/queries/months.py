"""What the pages and services of the month read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from guanling.accounts.enums import Action
from guanling.policy import queries as policy
from guanling.runs.enums import RunState
from guanling.runs.models import Run
from payroll.enums import ITEM_SPECS, PART_FIXED, Item, PartState, Source
from payroll.models import Entry, Line, Month, Part, Problem
from payroll.rules import dates, explain
from roster.enums import Level
from roster.models import Unit

# The kind of run that works a month out (services.runs).
RUN = "payroll"
RUNNING = (RunState.QUEUED, RunState.STARTED)
SORTS = {
    "unit": ("按单位", ("unit_code", "person__pinyin", "pk")),
    "name": ("按姓名", ("person__pinyin", "pk")),
    "-net": ("按实发（多者在前）", ("-net", "unit_code", "person__pinyin", "pk")),
    "net": ("按实发（少者在前）", ("net", "unit_code", "person__pinyin", "pk")),
}
ITEMS = {item.value: place for place, item in enumerate(Item)}


def dues(county_code: str, firsts: Iterable) -> dict:
    """Return {first day of a month: when its pay is due by its last day's policy; None without a rule}."""
    ends = {first: dates.last_day(first) for first in firsts}
    held = policy.at_days(county_code, set(ends.values()))
    return {
        first: dates.due(first, held[end].get(dates.DAY), held[end].get(dates.LAG))
        for first, end in ends.items()
    }


def due_of(month: Month) -> dates.Due | None:
    """Return when the month's pay is due (P7.1)."""
    return dues(month.county.code, [month.first_day])[month.first_day]


def _counted(rows, by):
    """The number of different entries among ``rows`` for each outer row."""
    return Coalesce(Subquery(rows.order_by().values(by).annotate(n=Count("*")).values("n")), 0)


def with_counts(parts):
    """Add to each part how many have a problem that is not put off, and how many are put off."""
    troubled = Entry.objects.filter(
        Exists(Problem.objects.filter(entry=OuterRef("pk"))), part=OuterRef("pk"), withheld_reason=""
    )
    withheld = Entry.objects.filter(part=OuterRef("pk")).exclude(withheld_reason="")
    return parts.annotate(problems=_counted(troubled, "part"), withheld=_counted(withheld, "part"))


def parts_of(user, month: Month, today: date) -> list[Part]:
    """Return the parts of a month that ``user`` sees, with counts, due day and lateness."""
    rows = Part.objects.visible_to(user, Action.PAY_VIEW).filter(month=month)
    rows = rows.select_related("unit", "computed_by", "submitted_by", "checked_by", "confirmed_by")
    due = due_of(month)
    found = list(with_counts(rows).order_by("unit__code"))
    for part in found:
        part.month = month
        _lateness(part, due, today)
    return found


def _lateness(part, due, today):
    part.due = due
    # Nobody waits for a part in which nobody is paid.
    owes = part.paid_on or part.people or part.state not in PART_FIXED
    part.late = dates.days_late(due.day if due else None, part.paid_on, today) if owes else 0


@dataclass(frozen=True)
class Totals:
    """What some parts come to together."""

    people: int
    gross: Decimal
    deducted: Decimal
    net: Decimal
    problems: int
    withheld: int


def sum_of(parts: Iterable[Part]) -> Totals:
    """Return the sums over parts as ``parts_of`` gives them."""
    parts = list(parts)
    zeros = {"people": 0, "gross": Decimal(0), "deducted": Decimal(0), "net": Decimal(0)} | {
        "problems": 0,
        "withheld": 0,
    }
    return Totals(
        **{name: sum((getattr(part, name) for part in parts), zero) for name, zero in zeros.items()}
    )


@dataclass(frozen=True)
class MonthLine:
    """A month on the list: how many parts are in which state, what they come to, what is late."""

    month: Month
    people: int
    net: Decimal
    states: list[tuple[str, str, int]]
    due: dates.Due | None
    late: int


def month_lines(user, months: Iterable[Month], today: date) -> list[MonthLine]:
    """Return the months with the parts that ``user`` sees; a fixed number of statements."""
    months = list(months)
    parts: dict[int, list[Part]] = {month.pk: [] for month in months}
    for part in Part.objects.visible_to(user, Action.PAY_VIEW).filter(month__in=list(parts)):
        parts[part.month_id].append(part)
    due = {}
    for code in {month.county.code for month in months}:
        firsts = [month.first_day for month in months if month.county.code == code]
        due |= {(code, first): day for first, day in dues(code, firsts).items()}
    return [
        _month_line(month, parts[month.pk], due[month.county.code, month.first_day], today)
        for month in months
    ]


def _month_line(month, parts, due, today):
    counted = {state: sum(part.state == state for part in parts) for state in PartState}
    for part in parts:
        _lateness(part, due, today)
    return MonthLine(
        month,
        sum(part.people for part in parts),
        sum((part.net for part in parts), Decimal(0)),
        [(state.value, state.label, number) for state, number in counted.items() if number],
        due,
        sum(bool(part.late) for part in parts),
    )


# --- runs ----------------------------------------------------------------------------------------


def run_of(month: Month, unit: Unit | None = None) -> Run | None:
    """Return the run to tell of on a page: one under way, else the one that ended last.

    Of the whole month, or of what concerns one unit: its own and the county's.
    """
    runs = Run.objects.filter(kind=RUN, period=month.period, scope__startswith=month.county.code)
    if unit is not None:
        runs = runs.filter(scope__in=[month.county.code, unit.code])
    return (
        runs.annotate(under_way=Q(state__in=RUNNING))
        .order_by("-under_way", F("ended_at").desc(nulls_last=True), "-pk")
        .first()
    )


# --- a part --------------------------------------------------------------------------------------


def open_problems(part: Part):
    """Return the problems of those who are not put off: they stand in the way of confirming."""
    rows = Problem.objects.filter(entry__part=part, entry__withheld_reason="")
    return rows.order_by("entry__unit_code", "entry__person__pinyin", "entry_id", "kind", "pk")


def unsettled(part: Part) -> list[tuple[str, str]]:
    """Return (name, kinds of problems) of who still has a problem and is not put off."""
    found: dict[int, tuple[str, list[str]]] = {}
    for row in open_problems(part).select_related("entry"):
        kinds = found.setdefault(row.entry_id, (row.entry.person_name, []))[1]
        if row.get_kind_display() not in kinds:
            kinds.append(row.get_kind_display())
    return [(name, "、".join(kinds)) for name, kinds in found.values()]


def entries_of(part: Part):
    """Return the entries of a part, each with what the same office paid the person the month before."""
    before = Entry.objects.filter(
        person=OuterRef("person"),
        part__unit=part.unit_id,
        part__month__county=part.month.county_id,
        part__month__first_day=part.month.first_day - relativedelta(months=1),
        withheld_reason="",
    )
    return Entry.objects.filter(part=part).annotate(
        before=Subquery(before.values("net")[:1]),
        troubled=Exists(Problem.objects.filter(entry=OuterRef("pk"))),
    )


def villages_of(part: Part) -> list[tuple[str, str]]:
    """Return (code, name) of the units in which the part's people serve."""
    rows = Entry.objects.filter(part=part).order_by("unit_code").values_list("unit_code", "unit_name")
    return list(rows.distinct())


@dataclass
class Group:
    """A village's people on the page, and what the village comes to as far as it is asked for."""

    code: str
    name: str
    people: int
    gross: Decimal
    deducted: Decimal
    net: Decimal
    items: list[Decimal | None]
    rows: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """The entries of a page with a column per item that occurs, and the sums."""

    items: list[tuple[str, str]]
    rows: list[Entry]
    groups: list[Group]
    total: Group


def _by_item(rows, *by):
    """Return {by: {item: sum}} of the lines of ``rows`` of entries."""
    found: dict = {}
    lines = Line.objects.filter(entry__in=rows.order_by().values("pk")).order_by()
    for *keys, item, amount in lines.values_list(*by, "item").annotate(amount=Sum("amount")):
        found.setdefault(tuple(keys), {})[item] = amount
    return found


def table(found, shown: list[Entry], *, grouped: bool) -> Table:
    """Return what the part's page shows of ``shown``, a page of ``found``; a fixed number of statements.

    The sums leave out who is put off; ``grouped``: with the village's sums before its people.
    """
    own = _by_item(Entry.objects.filter(pk__in=[row.pk for row in shown]), "entry_id")
    paid = found.filter(withheld_reason="")
    sums = _by_item(paid, "entry__unit_code")
    held = {
        row["unit_code"]: row
        for row in paid.order_by()
        .values("unit_code")
        .annotate(
            number=Count("pk"), gross_sum=Sum("gross"), deducted_sum=Sum("deducted"), net_sum=Sum("net")
        )
    }
    occurring = {item for of in (*sums.values(), *own.values()) for item in of}
    items = sorted(occurring, key=ITEMS.__getitem__)
    for row in shown:
        mine = own.get((row.pk,), {})
        row.items = [mine.get(item) for item in items]
        row.differs = None if row.withheld_reason or row.before is None else row.net - row.before
    groups: list[Group] = []
    if grouped:
        for row in shown:
            if not groups or groups[-1].code != row.unit_code:
                groups.append(_group(row.unit_code, row.unit_name, held.get(row.unit_code), sums, items))
            groups[-1].rows.append(row)
    total = Group(
        "",
        "合计",
        sum(row["number"] for row in held.values()),
        *(
            sum((row[name] for row in held.values()), Decimal(0))
            for name in ("gross_sum", "deducted_sum", "net_sum")
        ),
        [sum((of.get(item, Decimal(0)) for of in sums.values()), Decimal(0)) for item in items],
    )
    return Table([(item, Item(item).label) for item in items], shown, groups, total)


def _group(code, name, row, sums, items):
    if row is None:
        return Group(code, name, 0, Decimal(0), Decimal(0), Decimal(0), [None for _ in items])
    own = sums.get((code,), {})
    figures = (row["number"], row["gross_sum"], row["deducted_sum"], row["net_sum"])
    return Group(code, name, *figures, [own.get(item) for item in items])


def log_of(part: Part):
    """Return the moves of a part, the newest first."""
    return part.log.select_related("actor").order_by("-pk")


# --- an entry ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A line with all that explains it: the sum in words, its parameter, the earlier month's entry."""

    line: Line
    formula: str
    parameter: str
    earlier: int | None

    @property
    def is_result(self) -> bool:
        """Whether it rests on a result of the monthly assessment."""
        return self.line.source == Source.RESULT and self.line.source_id > 0


def told(entry: Entry) -> list[Told]:
    """Return the lines of an entry in the order of the pay sheet; two statements."""
    lines = list(
        entry.lines.select_related("appointment__post__unit", "order__decided_by", "order__adjustment")
    )
    lines.sort(
        key=lambda one: (-one.for_month.toordinal(), ITEMS[one.item], one.first_day or one.for_month, one.pk)
    )
    months = {line.for_month for line in lines} - {entry.part.month.first_day}
    earlier = {}
    if months:
        rows = Entry.objects.filter(person=entry.person_id, part__month__first_day__in=months)
        earlier = dict(rows.values_list("part__month__first_day", "pk"))
    bases = explain.bases(lines)
    return [
        Told(
            line,
            explain.formula(line, bases.get(line.unit_code)),
            ITEM_SPECS[Item(line.item)].parameter,
            earlier.get(line.for_month),
        )
        for line in lines
    ]


def own_entries(user):
    """Return the entries of ``user``'s own pay that are confirmed, the newest first."""
    rows = Entry.objects.visible_to(user, Action.PAY_VIEW).filter(
        person__account=user, part__state__in=PART_FIXED
    )
    return rows.select_related("part__month__county", "part__unit", "person").order_by(
        "-part__month__first_day", "part__unit__code"
    )


# --- payments ------------------------------------------------------------------------------------


def payments(user, *, year: int | None, today: date) -> list[Part]:
    """Return the parts of a year (by the month paid for) with when they are due and how late; constant."""
    rows = Part.objects.visible_to(user, Action.PAY_VIEW).select_related(
        "month__county", "unit", "paid_by", "confirmed_by"
    )
    if year:
        rows = rows.filter(month__first_day__year=year)
    found = list(rows.order_by("-month__first_day", "unit__code"))
    due = {}
    for code in {part.month.county.code for part in found}:
        firsts = {part.month.first_day for part in found if part.month.county.code == code}
        due |= {(code, first): day for first, day in dues(code, firsts).items()}
    for part in found:
        _lateness(part, due[part.month.county.code, part.month.first_day], today)
    return found


def years_paid(user) -> list[int]:
    """Return the years of which there is pay, the newest first."""
    days = Month.objects.visible_to(user, Action.PAY_VIEW).dates("first_day", "year", order="DESC")
    return [day.year for day in days]


def county_of(user, action: Action) -> Unit | None:
    """Return the county in which ``user`` has ``action``."""
    codes = {prefix[:6] for prefix in user.prefixes(action)}
    return Unit.objects.filter(level=Level.COUNTY, code__in=codes).order_by("code").first()
