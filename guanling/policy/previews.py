"""What a decision would change elsewhere: domain apps register it, because policy does not know them.

A domain app calls :func:`register` in its ``AppConfig.ready``::

    previews.register("assessment.", lines=queries.policy_lines, guard=queries.refuse_closed_months)

``lines(change)`` returns Chinese lines for the preview page. ``guard(change)`` raises ``Refusal`` when the
change would reach into a confirmed period; it is asked again at the moment of saving, in the decision's
transaction, and locks the periods that it passes so that none is confirmed meanwhile.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from guanling.policy.rules import Parameter, Value


@dataclass(frozen=True)
class Change:
    """A change of one parameter in a county over ``valid_from`` … ``valid_to`` (None: open).

    ``before`` and ``after`` are the values on ``valid_from``; None where nothing holds.
    """

    county_code: str
    parameter: Parameter
    valid_from: date
    valid_to: date | None
    before: Value | None
    after: Value | None


_REGISTERED: list[tuple[str, Callable[[Change], Iterable[str]] | None, Callable[[Change], None] | None]] = []


def register(
    key_prefix: str,
    lines: Callable[[Change], Iterable[str]] | None = None,
    guard: Callable[[Change], None] | None = None,
) -> None:
    """Have ``lines`` and ``guard`` asked for every parameter whose key begins with ``key_prefix``."""
    entry = (key_prefix, lines, guard)
    if entry not in _REGISTERED:
        _REGISTERED.append(entry)


def lines(change: Change) -> list[str]:
    """Return what the domain apps say that the change does."""
    return [
        line
        for prefix, tell, _ in _REGISTERED
        if tell and change.parameter.key.startswith(prefix)
        for line in tell(change)
    ]


def guard(change: Change) -> None:
    """Let the domain apps refuse the change (``Refusal``)."""
    for prefix, _, refuse in _REGISTERED:
        if refuse and change.parameter.key.startswith(prefix):
            refuse(change)
