"""Who goes along when units change, asked by the app that keeps the units.

Units are entered in one app; open work of others hangs on them, which the first must not know. A domain app
registers in its ``AppConfig.ready``::

    units.register("月考核", months.follow_units)

``follow(county_code, day)`` takes what is still open from the month of ``day`` on along to the units that
hold from ``day``. It runs inside the transaction of the change and may refuse it with a Refusal.
"""

from collections.abc import Callable
from datetime import date

_REGISTERED: dict[str, Callable[[str, date], None]] = {}


def register(label: str, follow: Callable[[str, date], None]) -> None:
    """Have ``follow`` called under ``label``; a second registration of the label replaces the first."""
    _REGISTERED[label] = follow


def follow_all(county_code: str, day: date) -> None:
    """Have every app take its open work along to the units that hold from ``day``."""
    for follow in _REGISTERED.values():
        follow(county_code, day)
