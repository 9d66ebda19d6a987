"""Policy as it was frozen when a round was announced: what the round is judged by to its end."""

from collections.abc import Mapping
from decimal import Decimal


def value(parameters: Mapping[str, Mapping[str, str]], key: str) -> str:
    """Return a frozen value as text; KeyError where the round has none (it was not announced yet)."""
    return parameters[key]["value"]


def number(parameters: Mapping[str, Mapping[str, str]], key: str) -> Decimal:
    """Return a frozen figure."""
    return Decimal(value(parameters, key))


def source(parameters: Mapping[str, Mapping[str, str]], key: str) -> str:
    """Return by what a frozen value holds, as cited: 《实施方案》P2.3."""
    return parameters[key]["source"]
