"""Corrections: what is due now against what was paid, and how what was paid too much is taken back. Pure.

Both run as SQL (services/differences.py, services/balances.py); tests hold the two equal on
tests/policy_cases/pay_corrections.yaml and on random courses of events.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from appraisal.rules import round_half_up

CLAUSE = "P7.1"
ZERO, HUNDRED = Decimal(0), Decimal(100)
PLACES = 2


@dataclass(frozen=True, order=True)
class Key:
    """What an amount is for: the month, the item and the appointment (0 where there is none)."""

    for_month: date
    item: str
    appointment: int = 0


def differences(due: Mapping[Key, Decimal], paid: Mapping[Key, Decimal]) -> dict[Key, Decimal]:
    """Return what is due and not paid (positive), or paid and not due (negative); equal ones are left out."""
    return {
        key: amount
        for key in sorted({*due, *paid})
        if (amount := due.get(key, ZERO) - paid.get(key, ZERO)) != ZERO
    }


@dataclass(frozen=True)
class Sums:
    """What stands in an entry before anything is taken back.

    ``gross``: the positive amounts of the month itself; ``deducted``: its negative ones, without their sign;
    ``difference``: the sum of the corrections of earlier months, signed.
    """

    gross: Decimal
    deducted: Decimal = ZERO
    difference: Decimal = ZERO


@dataclass(frozen=True)
class Settlement:
    """What is done in an entry: ``reclaim`` is the RECLAIM line (positive puts off, negative takes)."""

    taken: Decimal
    reclaim: Decimal
    net: Decimal


def limit_of(gross: Decimal, percent: Decimal | None) -> Decimal:
    """Return the most that is taken back in a month; nothing where no percentage is laid down."""
    return ZERO if percent is None else round_half_up(gross * percent / HUNDRED, PLACES)


def settle(entries: Sequence[Sums], balance: Decimal, percent: Decimal | None) -> list[Settlement]:
    """Return what is taken back and put off in each of somebody's entries of a month.

    What is owed is the open ``balance`` and what the corrections of the month take away. A correction in
    somebody's favour pays it first, in full; of the month's own pay no more than ``percent`` of its positive
    amounts is taken, and never more than is left after the month's own deductions. What these exceed the pay
    by is put off likewise, so that nobody's pay falls below zero. An entry takes its own corrections before
    the balance; the balance is taken in the order of the entries.
    """
    settled = []
    for sums in entries:
        own = sums.gross - sums.deducted
        favour, against = max(sums.difference, ZERO), max(-sums.difference, ZERO)
        room = max(min(favour + limit_of(sums.gross, percent), own + favour), ZERO)
        at_once = min(against, room)
        from_balance = min(balance, room - at_once)
        balance -= from_balance
        taken = at_once + from_balance
        net = max(own + favour, ZERO) - taken
        settled.append(Settlement(taken, net - own - sums.difference, net))
    return settled


def balance_after(balance: Decimal, settled: Iterable[Settlement]) -> Decimal:
    """Return what is still to be taken back afterwards."""
    return balance + sum((one.reclaim for one in settled), ZERO)
