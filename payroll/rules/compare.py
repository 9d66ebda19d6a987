"""One month's pay against the month before: for each person, what differs and why (P7.1). Pure: no clock.

The parts of a difference always add up to it: what a value changes and what days change are told apart by
working the month out once with the value of the month before.
"""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from payroll.enums import FROM_FACTS, Item, Source
from payroll.rules.explain import plain

FEN, ZERO = Decimal("0.01"), Decimal(0)


class Cause(StrEnum):
    """Why somebody is paid another amount than the month before."""

    JOINED = "新任"
    LEFT = "离任"
    MOVED = "调动"
    VALUE = "标准变动"
    DAYS = "计发天数"
    LEAVE = "停薪请假"
    BAND = "考核扣款"
    ORDER = "一次性发放"
    CORRECTION = "补差"
    RECLAIM = "分期扣回"
    WITHHELD = "暂缓发放"


@dataclass(frozen=True)
class Line:
    """What a line of pay says, as far as two months are compared by it."""

    item: str
    amount: Decimal
    source: str
    for_month: date
    unit_code: str = ""
    unit_name: str = ""
    value: Decimal | None = None
    first_day: date | None = None
    last_day: date | None = None
    days: int | None = None
    month_days: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Month:
    """Somebody's month in one office: the lines, whether put off, days of unpaid leave.

    ``elsewhere`` names the office in which the person stands in that month while not standing in this one.
    """

    lines: Sequence[Line] = ()
    withheld: bool = False
    leave_days: int = 0
    elsewhere: str = ""

    @property
    def worked_out(self) -> Decimal:
        """The sum of the lines, put off or not."""
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def paid(self) -> Decimal:
        """What is paid out."""
        return ZERO if self.withheld else self.worked_out


@dataclass(frozen=True)
class Difference:
    """A part of a difference: the cause, the item, the signed amount, and the cause in words."""

    cause: Cause
    item: str
    amount: Decimal
    told: str


@dataclass(frozen=True)
class Change:
    """One person's two months and what lies between them."""

    before: Decimal
    after: Decimal
    differences: tuple[Difference, ...] = field(default_factory=tuple)

    @property
    def amount(self) -> Decimal:
        """What is paid more (or less, negative) than the month before."""
        return self.after - self.before


def _yuan(value):
    return f"{value:,.2f} 元"


def _own(month: Month, first_day: date) -> dict[str, list[Line]]:
    """The month's own lines from facts, by item."""
    found: dict[str, list[Line]] = {}
    for line in month.lines:
        if line.item in FROM_FACTS and line.source != Source.DIFFERENCE and line.for_month == first_day:
            found.setdefault(line.item, []).append(line)
    return found


def _sum(lines: Iterable[Line]) -> Decimal:
    return sum((line.amount for line in lines), ZERO)


def _values(lines):
    """The values of the lines in order of time."""
    ordered = sorted(lines, key=lambda line: line.first_day or line.for_month)
    return [line.value for line in ordered if line.value is not None]


def _days(lines):
    return sum(line.days or 0 for line in lines)


def _edge(lines, first_day):
    """Whether the days begin after the month's first, and whether they end before its last."""
    last = first_day.replace(day=calendar.monthrange(first_day.year, first_day.month)[1])
    starts = [line.first_day for line in lines if line.first_day]
    ends = [line.last_day for line in lines if line.last_day]
    return bool(starts) and min(starts) > first_day, bool(ends) and max(ends) < last


@dataclass(frozen=True)
class _Two:
    """The two months of one person that are compared."""

    before: Month
    after: Month
    first_before: date
    first_after: date

    def why_days(self, old: list[Line], new: list[Line], *, was: bool, there: bool) -> tuple[Cause, str]:
        """Return why an item is paid for other days; ``was``, ``there``: served before, serves now."""
        if not old and not was:
            if self.before.elsewhere:
                return Cause.MOVED, f"由{self.before.elsewhere}调入"
            return Cause.JOINED, self._since(new)
        if not new and not there:
            if self.after.elsewhere:
                return Cause.MOVED, f"调往{self.after.elsewhere}"
            return Cause.LEFT, "本月不再任职"
        if self.before.leave_days or self.after.leave_days:
            return Cause.LEAVE, f"停薪请假上月 {self.before.leave_days} 天、本月 {self.after.leave_days} 天"
        if not old:
            return Cause.MOVED, "岗位变动，新增此项"
        if not new:
            return Cause.MOVED, "岗位变动，不再发此项"
        late, early = _edge(new, self.first_after)
        was_late, was_early = _edge(old, self.first_before)
        told = f"上月计发 {_days(old)} 天，本月 {_days(new)} 天"
        if early and not was_early:
            return Cause.LEFT, f"任职到本月{max(line.last_day for line in new).day}日；{told}"
        if was_late and not late:
            return Cause.JOINED, f"上月{min(line.first_day for line in old).day}日起任职；{told}"
        return Cause.DAYS, told

    @staticmethod
    def _since(new):
        starts = [line.first_day for line in new if line.first_day]
        return f"本月{min(starts).day}日起任职" if starts else "本月新任"


def _of_item(two: _Two, item: str, old: list[Line], new: list[Line], *, was: bool, there: bool):
    """Yield what differs in an item that is paid by the day."""
    moved_from = {line.unit_name for line in old} - {line.unit_name for line in new}
    moved_to = {line.unit_name for line in new} - {line.unit_name for line in old}
    amount_old, amount_new = _sum(old), _sum(new)
    moved = ""
    if moved_from and moved_to:
        moved = f"{'、'.join(sorted(moved_from))} → {'、'.join(sorted(moved_to))}"
    if old and new and _values(old) and all(line.days for line in new):
        # The new days by the old value: that much the days make, the rest the value.
        weighed = sum((_values(old)[-1] * line.days / line.month_days for line in new), ZERO)
        by_days = weighed.quantize(FEN, rounding=ROUND_HALF_UP) - amount_old
        by_value = amount_new - amount_old - by_days
        if set(_values(old)) == set(_values(new)) and len(set(_values(old))) == 1:
            by_days, by_value = amount_new - amount_old, ZERO
    else:
        by_days, by_value = amount_new - amount_old, ZERO
    if by_days:
        cause, told = two.why_days(old, new, was=was, there=there)
        if moved and cause == Cause.DAYS:
            cause, told = Cause.MOVED, f"{moved}；{told}"
        yield Difference(cause, item, by_days, told)
    elif moved:
        yield Difference(Cause.MOVED, item, ZERO, moved)
    if by_value:
        told = f"{_yuan(_values(old)[-1])} → {_yuan(_values(new)[-1])}"
        if _values(old)[-1] == _values(new)[-1]:
            told = f"标准在上月内由 {_yuan(_values(old)[0])} 变为 {_yuan(_values(old)[-1])}"
        yield Difference(Cause.VALUE, item, by_value, told)


def _deduction(old, new):
    amount = _sum(new) - _sum(old)
    if not amount:
        return
    was, now = ("、".join(f"{plain(value)}%" for value in _values(lines)) or "不扣" for lines in (old, new))
    told = f"扣款比例 {was} → {now}" if was != now else f"比例未变（{now}），扣款的基数变动"
    notes = [line.note for line in new if line.note]
    yield Difference(Cause.BAND, Item.DEDUCTION, amount, "；".join([told, *notes]))


def _others(month: Month, first_day: date, sign: int):
    told = "上月" if sign < 0 else "本月"
    for line in month.lines:
        amount = sign * line.amount
        if line.source == Source.DIFFERENCE or line.for_month != first_day:
            act = "补发" if line.amount > 0 else "扣回"
            said = f"{told}{act}{line.for_month.year}年{line.for_month.month}月"
            yield Difference(Cause.CORRECTION, line.item, amount, said)
        elif line.source == Source.BALANCE or line.item == Item.RECLAIM:
            yield Difference(Cause.RECLAIM, line.item, amount, line.note or f"{told}分期扣回")
        elif line.item not in FROM_FACTS:
            note = f"：{line.note}" if line.note else ""
            yield Difference(Cause.ORDER, line.item, amount, f"{told}一次性发放{note}")


def compare(before: Month, after: Month, *, first_before: date, first_after: date) -> Change:
    """Return what lies between somebody's two months; the differences add up to what is paid more or less."""
    two = _Two(before, after, first_before, first_after)
    old, new = _own(before, first_before), _own(after, first_after)
    found: list[Difference] = []
    for item in FROM_FACTS:
        one, other = old.get(item, []), new.get(item, [])
        if item == Item.DEDUCTION:
            found += _deduction(one, other)
        elif one or other:
            found += _of_item(two, item, one, other, was=bool(old), there=bool(new))
    found += _others(before, first_before, -1)
    found += _others(after, first_after, 1)
    if before.withheld and before.worked_out:
        found.append(Difference(Cause.WITHHELD, "", before.worked_out, "上月暂缓发放"))
    if after.withheld and after.worked_out:
        found.append(Difference(Cause.WITHHELD, "", -after.worked_out, "本月暂缓发放"))
    return Change(before.paid, after.paid, tuple(found))


def by_cause(changes: Iterable[Change]) -> Mapping[Cause, tuple[int, Decimal]]:
    """Return {cause: (people whom it concerns, sum)} of many people's changes, in the order of the causes."""
    people: dict[Cause, int] = {}
    sums: dict[Cause, Decimal] = {}
    for change in changes:
        for cause in {one.cause for one in change.differences}:
            people[cause] = people.get(cause, 0) + 1
        for one in change.differences:
            sums[one.cause] = sums.get(one.cause, ZERO) + one.amount
    return {cause: (people[cause], sums[cause]) for cause in Cause if cause in people}
