"""Which periods are confirmed, asked by whoever changes a fact with a date in the past.

Facts (appointments, units) are entered in one app; what rests on them is confirmed in others, which the
first must not know. A domain app registers in its ``AppConfig.ready``::

    periods.register("月考核通报", queries.confirmed_months)

``find(county_code, day, subject)`` returns the first days of the months from the month of ``day`` on that are
confirmed and rest on facts about ``subject`` (a kind of post, in the words of the app that keeps the facts).
A change that reaches into them rewrites nothing there; it is recorded with these months, and a
later run works out the differences.
"""

from collections.abc import Callable, Iterable
from datetime import date

_REGISTERED: dict[str, Callable[[str, date, str], Iterable[date]]] = {}


def register(label: str, find: Callable[[str, date, str], Iterable[date]]) -> None:
    """Have ``find`` asked under ``label``; a second registration of the label replaces the first."""
    _REGISTERED[label] = find


def confirmed_since(county_code: str, day: date, subject: str) -> dict[str, list[date]]:
    """Return {label: first days of the months that are confirmed from that of ``day`` on, in order}."""
    found = {label: sorted(find(county_code, day, subject)) for label, find in _REGISTERED.items()}
    return {label: months for label, months in found.items() if months}
