"""What is due to one person for one month, from dated facts (N2.1 to N2.3, P2.7, P6.4). Pure: no clock.

Every figure comes in as a :class:`Scheme`, read from dated policy. The run itself works as SQL
(services/statements.py); tests hold the two equal on the cases of tests/policy_cases and on random ones.

Each day says what is paid for it, in which post and by which value; days in a row that say the same are a
segment. A segment is due the value times its days over the days of the month; rounding runs over a person's
segments of an item in order of time, so that the parts always add up to the whole.
"""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from dateutil.relativedelta import relativedelta

from guanling.policy.rules import Value
from payroll.enums import ITEM_SPECS, Item, ProblemKind
from roster.enums import Identity, Nature, PostKind
from roster.rules import served_since

FEN = Decimal("0.01")
HUNDRED = Decimal(100)
DAY = timedelta(days=1)
# Identities that make somebody 在编在岗 (N2.1).
ON_ESTABLISHMENT = (Identity.CIVIL_SERVANT, Identity.PUBLIC_INSTITUTION)
# Answers to pay.both_posts and pay.several_villages.
DIRECTOR, ALLOWANCE, BOTH = "director", "allowance", "both"
ONE, EACH = "one", "each"

# What is wrong and what to do about it, after the days that it concerns; the SQL says the same.
TOLD = {
    ProblemKind.NO_IDENTITY: "的岗位没有登记身份，不能确定是否发放津贴：请在任职信息中补登身份后重新计算。",
    ProblemKind.OVERLAP: "任职重叠，没有规定怎样发放：请县局在“政策参数”页作出决定，或更正任职日期，"
    "然后重新计算。",
    ProblemKind.NO_VALUE: "没有人口主任月报酬的标准：请县局在“政策参数”页作出决定后重新计算。",
    ProblemKind.MONTH_NOT_ISSUED: "的月考核还没有通报，不能确定扣款：请先通报该月考核再重新计算，"
    "或写明原因暂缓发放。",
    ProblemKind.NO_BANK: "没有登记开户行或银行账号：请在人员信息中补登后重新计算，或写明原因暂缓发放。",
}


def half_up(amount: Decimal) -> Decimal:
    """Return an amount of money to the fen, halves away from zero."""
    return amount.quantize(FEN, rounding=ROUND_HALF_UP)


def month_end(first_day: date) -> date:
    """Return the last day of the month of ``first_day``."""
    return first_day.replace(day=calendar.monthrange(first_day.year, first_day.month)[1])


@dataclass(frozen=True)
class Dated:
    """A monthly value (or percentage) from a day to a day; ``begins`` is None where that is not known."""

    value: Decimal
    begins: date | None
    first: date
    last: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the value holds on ``day``."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Bands:
    """What is deducted by the score: (from which score, per cent); the last one takes the rest."""

    rows: tuple[tuple[Decimal | None, Decimal], ...]
    begins: date | None

    def of(self, score: Decimal) -> Decimal:
        """Return the percentage deducted for ``score``."""
        return next(percent for limit, percent in self.rows if limit is None or score >= limit)


@dataclass(frozen=True)
class Scheme:
    """The parameters of one month's pay: values by the day, rules as on the month's last day.

    An answer that is None has not been given: no rule holds. ``assessed`` is the month whose assessment
    acts on this one's pay; None where no rule says so.
    """

    first_day: date
    values: Mapping[Item, tuple[Dated, ...]]
    grid_posts: tuple[str, ...] = ()
    both_posts: str | None = None
    several_villages: str | None = None
    acting: tuple[Dated, ...] = ()
    office_years: int | None = None
    office_grades: tuple[str, ...] = ()
    assessed: date | None = None
    bands: Bands | None = None

    @property
    def last_day(self) -> date:
        """The month's last day."""
        return month_end(self.first_day)

    @property
    def month_days(self) -> int:
        """Calendar days of the month."""
        return self.last_day.day

    def value(self, item: Item, day: date) -> Dated | None:
        """Return what ``item`` is worth a month by the value of ``day``; None where none holds."""
        return next((one for one in self.values.get(item, ()) if one.holds_on(day)), None)


def _begins(value: Value) -> date | None:
    return None if value.valid_from == date.min else value.valid_from


def _dated(line: Iterable[Value], first: date, last: date) -> tuple[Dated, ...]:
    return tuple(
        Dated(value.value, _begins(value), value.valid_from, value.valid_to)
        for value in line
        if value.valid_from <= last and (value.valid_to is None or value.valid_to >= first)
    )


def _acting(percents: Iterable[Dated], monthly: Iterable[Dated]) -> tuple[Dated, ...]:
    """Return what acting is worth a month: the percentage of a director's pay, to the fen."""
    found = []
    for percent in percents:
        for base in monthly:
            first = max(percent.first, base.first)
            last = min(percent.last or date.max, base.last or date.max)
            if first <= last:
                begins = max((one.begins for one in (percent, base) if one.begins), default=None)
                value = half_up(base.value * percent.value / HUNDRED)
                found.append(Dated(value, begins, first, None if last == date.max else last))
    return tuple(found)


def scheme_of(lines: Mapping[str, list[Value]], first_day: date) -> Scheme:
    """Return the scheme of a month from the parameters' timelines (``guanling.policy``), by key."""
    last = month_end(first_day)

    def on(key, day=last):
        return next((value for value in lines[key] if value.holds_on(day)), None)

    def answer(key, default=None):
        value = on(key)
        return value.value if value else default

    values = {
        item: _dated(lines[ITEM_SPECS[item].parameter], first_day, last)
        for item in (Item.BASE, Item.GRID, Item.OFFICE, Item.OFFICE_FULL)
    }
    percents = _dated(lines["pay.acting_percent"], first_day, last)
    values[Item.ACTING] = _acting(percents, values[Item.BASE])
    assessed = bands = None
    lag = answer("pay.deduction_lag")
    if lag is not None:
        assessed = first_day - relativedelta(months=lag)
        table = on("pay.deduction", month_end(assessed))
        if table is not None:
            bands = Bands(tuple((row.limit, row.result) for row in table.value.rows), _begins(table))
    return Scheme(
        first_day=first_day,
        values=values,
        grid_posts=answer("pay.grid_posts", ()),
        both_posts=answer("pay.both_posts"),
        several_villages=answer("pay.several_villages"),
        acting=percents,
        office_years=answer("pay.office_director_years"),
        office_grades=answer("pay.office_director_grades", ()),
        assessed=assessed if bands else None,
        bands=bands,
    )


@dataclass(frozen=True)
class Service:
    """An appointment that holds in the month.

    ``place`` is the village or unit as the month's end knows it; ``since`` the day from which the same
    service goes on, under whatever name of the unit.
    """

    id: int
    kind: str
    place: str
    first: date
    last: date | None = None
    nature: str = Nature.REGULAR
    identity: str = ""
    since: date | None = None

    @property
    def order(self):
        """Who serves longest comes first."""
        return self.since or self.first, self.id

    def holds_on(self, day: date) -> bool:
        """Whether it holds on ``day``."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Score:
    """A person's issued result in a village; ``value`` is None where none was given."""

    id: int
    value: Decimal | None


@dataclass(frozen=True)
class Assessed:
    """What is on record of the month that acts on the deduction.

    ``issued`` is None where the county had no assessment yet; ``served``: the person was a director then.
    """

    issued: bool | None = None
    served: bool = False
    scores: Mapping[str, Score] = field(default_factory=dict)

    def score(self, place: str) -> Score | None:
        """Return the score that counts for ``place``: its own, else the best of the others."""
        if place in self.scores:
            return self.scores[place]
        scored = [score for score in self.scores.values() if score.value is not None]
        return max(scored, key=lambda score: (score.value, -score.id), default=None)


@dataclass(frozen=True)
class Due:
    """One line of pay: the item, its clause, the amount, and from which value, days and fact it comes."""

    item: Item
    amount: Decimal
    service: Service
    value: Decimal
    value_from: date | None
    first_day: date | None = None
    last_day: date | None = None
    days: int | None = None
    result: int | None = None

    @property
    def clause(self) -> str:
        """The clause by which it is paid."""
        return ITEM_SPECS[self.item].clause


@dataclass(frozen=True)
class Trouble:
    """Why something cannot be worked out, and the first days that it concerns."""

    kind: ProblemKind
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Pay:
    """A person's pay of a month: lines in order of item and time, and what could not be worked out."""

    lines: tuple[Due, ...]
    troubles: tuple[Trouble, ...] = ()

    def sum(self, *items: Item) -> Decimal:
        """Return the sum of the lines (of ``items``)."""
        return sum((line.amount for line in self.lines if not items or line.item in items), Decimal(0))


@dataclass
class _Days:
    """What the days of a month say: (item, service) → {day: value}, and kind of trouble → days."""

    paid: dict = field(default_factory=dict)
    troubles: dict = field(default_factory=dict)

    def pay(self, item, service, day, value):
        if value is not None:
            self.paid.setdefault((item, service), {})[day] = value

    def trouble(self, kind, day):
        self.troubles.setdefault(kind, []).append(day)


def full_from(terms: Iterable[tuple[date, date | None]], day: date, years: int) -> date | None:
    """Return the day on which the service of an office director that holds on ``day`` is ``years`` full."""
    since = served_since(terms, day)
    return since + relativedelta(years=years) if since else None


def _directors(scheme, holding, day, days):
    """Return (item, services) paid as director on ``day``, before any choice between posts; and whether."""
    regular = [one for one in holding if one.kind == PostKind.POPULATION_DIRECTOR]
    base = [one for one in regular if one.nature == Nature.REGULAR]
    acting = [one for one in regular if one.nature == Nature.ACTING]
    item, services = (Item.BASE, base) if base else (Item.ACTING, acting)
    if not services or (item == Item.ACTING and not any(one.holds_on(day) for one in scheme.acting)):
        return item, [], False
    if scheme.value(item, day) is None:
        days.trouble(ProblemKind.NO_VALUE, day)
        return item, [], False
    if len(services) > 1 and scheme.several_villages != EACH:
        if scheme.several_villages == ONE:
            services = services[:1]
        else:
            days.trouble(ProblemKind.OVERLAP, day)
            services = []
    return item, services, True


def _day(scheme, holding, day, days, full):
    """Say what is paid for ``day`` to who holds ``holding``."""
    item, directors, is_director = _directors(scheme, holding, day, days)
    allowance = scheme.value(Item.GRID, day)
    posts = [one for one in holding if one.kind in scheme.grid_posts and one.nature == Nature.REGULAR]
    if allowance and any(not one.identity for one in posts):
        days.trouble(ProblemKind.NO_IDENTITY, day)
    posts = [one for one in posts if one.identity in ON_ESTABLISHMENT][:1] if allowance else []
    if is_director and posts:
        if scheme.both_posts is None:
            days.trouble(ProblemKind.OVERLAP, day)
        if scheme.both_posts not in (DIRECTOR, BOTH):
            directors = []
        if scheme.both_posts not in (ALLOWANCE, BOTH):
            posts = []
    for service in directors:
        days.pay(item, service, day, scheme.value(item, day))
    for service in posts:
        days.pay(Item.GRID, service, day, allowance)
    offices = [
        one for one in holding if one.kind == PostKind.OFFICE_DIRECTOR and one.nature == Nature.REGULAR
    ]
    for service in offices[:1]:
        value = scheme.value(Item.OFFICE_FULL, day) if full(day) else None
        if value:
            days.pay(Item.OFFICE_FULL, service, day, value)
        else:
            days.pay(Item.OFFICE, service, day, scheme.value(Item.OFFICE, day))


def _segments(paid):
    """Yield (service, value, first, last, days) of days in a row by one value."""
    for service, days in paid:
        run = []
        for day in sorted(days):
            if run and (run[-1] + DAY != day or days[run[-1]] != days[day]):
                yield service, days[run[0]], run[0], run[-1], len(run)
                run = []
            run.append(day)
        yield service, days[run[0]], run[0], run[-1], len(run)


def _lines(scheme, item, paid):
    """Return the lines of an item, rounded over all of them in order of time."""
    weighed, before, lines = Decimal(0), Decimal(0), []
    for service, value, first, last, days in sorted(_segments(paid), key=lambda one: (one[2], *one[0].order)):
        weighed += value.value * days
        so_far = half_up(weighed / scheme.month_days)
        lines.append(Due(item, so_far - before, service, value.value, value.begins, first, last, days))
        before = so_far
    return lines


def _deductions(scheme, lines, assessed):
    """Return what is deducted from a director's lines, by village."""
    if scheme.bands is None or not assessed.issued:
        return []
    villages: dict[str, list[Due]] = {}
    for line in lines:
        if line.item in (Item.BASE, Item.ACTING):
            villages.setdefault(line.service.place, []).append(line)
    found = []
    for place, earned in villages.items():
        score = assessed.score(place)
        if score is None or score.value is None:
            continue
        percent = scheme.bands.of(score.value)
        amount = half_up(sum(line.amount for line in earned) * percent / HUNDRED)
        if amount:
            latest = max(earned, key=lambda line: (line.last_day, line.service.id)).service
            found.append(Due(Item.DEDUCTION, -amount, latest, percent, scheme.bands.begins, result=score.id))
    return sorted(found, key=lambda line: line.service.order)


def pay_of_month(
    scheme: Scheme,
    services: Iterable[Service],
    *,
    leaves: Iterable[tuple[date, date]] = (),
    office_terms: Iterable[tuple[date, date | None]] = (),
    grade: str = "",
    assessed: Assessed | None = None,
) -> Pay:
    """Return what is due to a person for a month, and what could not be worked out.

    ``leaves`` are approved unpaid days, ``office_terms`` all terms as an office director, ``grade`` the
    latest year grade on file before the month's year.
    """
    services = sorted(services, key=lambda one: one.order)
    leaves, terms = list(leaves), list(office_terms)
    assessed = assessed or Assessed()
    days = _Days()

    def full(day):
        if scheme.office_years is None or grade not in scheme.office_grades:
            return False
        since = full_from(terms, day, scheme.office_years)
        return since is not None and since <= day

    for number in range(scheme.month_days):
        day = scheme.first_day + timedelta(days=number)
        if not any(first <= day <= last for first, last in leaves):
            _day(scheme, [one for one in services if one.holds_on(day)], day, days, full)
    lines = [
        line
        for item in (Item.BASE, Item.ACTING, Item.GRID, Item.OFFICE, Item.OFFICE_FULL)
        for line in _lines(
            scheme, item, [(service, paid) for (which, service), paid in days.paid.items() if which == item]
        )
    ]
    troubles = []
    for kind, when in sorted(days.troubles.items()):
        first = last = min(when)
        while last + DAY in when:
            last += DAY
        troubles.append(Trouble(kind, first, last))
    paid_as_director = any(line.item in (Item.BASE, Item.ACTING) for line in lines)
    if scheme.bands and assessed.issued is False and assessed.served and paid_as_director:
        month = scheme.assessed
        troubles.append(Trouble(ProblemKind.MONTH_NOT_ISSUED, month, month_end(month)))
    return Pay((*lines, *_deductions(scheme, lines, assessed)), tuple(troubles))
