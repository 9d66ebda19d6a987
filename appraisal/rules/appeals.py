"""By when one appeals and is answered, and what a granted appeal means for pay (P6.1, P6.4). Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from roster.rules.moves import working_days


@dataclass(frozen=True)
class Deadline:
    """The last day of a time in working days; ``known``: the published calendar tells all of its days."""

    last_day: date
    known: bool


def deadline(after: date, days: int) -> Deadline:
    """Return the ``days``-th working day after a day, which itself is not counted.

    Beyond the years of which the public holidays are published Monday to Friday count.
    """
    last, left, known = after, days, True
    while left:
        last += timedelta(days=1)
        number, told = working_days(last, last)
        left -= number
        known = known and told
    return Deadline(last, known)


def filing_fault(filed_on: date, told_on: date, last_day: date, today: date) -> str:
    """Return why an appeal of a day comes too early or too late, or nothing."""
    if filed_on > today:
        return "申诉日期不能晚于今天"
    if filed_on < told_on:
        return f"申诉日期不能早于结果公布的日期（{_day(told_on)}）"
    if filed_on > last_day:
        return f"申诉期限到{_day(last_day)}为止，已经超过"
    return ""


def _day(day):
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True)
class PayEffect:
    """What of a month's pay is deducted by the score, in percent, before and after; None: not known."""

    before: Decimal | None
    after: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """Percentage points by which the deduction changes; below zero less is deducted."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


def pay_effect(
    before: Decimal | None, after: Decimal | None, percent: Callable[[Decimal], Decimal] | None
) -> PayEffect:
    """Return the deductions of two scores by the month's bands (``percent``; None: nothing laid down).

    Of a month without a score nothing is said: how it is paid is not a matter of bands.
    """
    return PayEffect(
        *(None if score is None or percent is None else percent(score) for score in (before, after))
    )
