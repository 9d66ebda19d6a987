"""Days of pay: when a month's pay is due, and whether it came late (P7.1). Pure: no Django, no clock."""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from roster.rules.moves import working_days

DAY, LAG = "pay.day", "pay.day_lag"
CLAUSE = "P7.1"


@dataclass(frozen=True)
class Due:
    """The day on which a month's pay is due; ``known``: whether the calendar tells its working days."""

    day: date
    known: bool = True


def last_day(first_day: date) -> date:
    """Return the last day of the month that begins on ``first_day``."""
    return first_day + relativedelta(months=1, days=-1)


def due(first_day: date, pay_day: int | None, lag: int | None) -> Due | None:
    """Return when the pay of the month is due: its pay day, or the next working day; None without a rule."""
    if pay_day is None or lag is None:
        return None
    day, known = first_day + relativedelta(months=lag, day=pay_day), True
    while True:
        works, told = working_days(day, day)
        known = known and told
        if works:
            return Due(day, known)
        day += timedelta(days=1)


def days_late(due_on: date | None, paid_on: date | None, today: date) -> int:
    """Return by how many days the pay came, or until ``today`` is, late; 0 in time or without a rule."""
    return 0 if due_on is None else max(((paid_on or today) - due_on).days, 0)
