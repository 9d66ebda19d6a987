"""What holds on a date: the documents' values, overlaid by the county's decisions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from guanling.policy.enums import Origin
from guanling.policy.rules.catalogue import Parameter, Value, catalogue, day_before
from guanling.runs.errors import Refusal

PRACTICE = "A"  # the county's reported practice: beside the documents, but none itself


def chinese_date(day: date | None) -> str:
    """Return a date as 2016年9月5日; None is empty."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


class NoValue(Refusal):
    """A parameter has no value on the date asked for."""

    def __init__(self, parameter: Parameter, on: date):
        reason = (
            f"依据{parameter.closed.clause.citation}，这一规定已停止执行。"
            if parameter.closed_on(on)
            else "请县局在“政策参数”页作出决定。"
        )
        super().__init__(
            f"{chinese_date(on)}没有“{parameter.label}”的规定（{parameter.clause.id}）。{reason}"
        )
        self.parameter = parameter


@dataclass(frozen=True)
class Decision:
    """A county's own decision about one parameter, as the rules see it."""

    key: str
    value: Any
    valid_from: date
    valid_to: date | None
    document_number: str
    reason: str
    id: int | None = None

    def as_value(self, parameter: Parameter) -> Value:
        """Return the decision as a value of ``parameter``."""
        return Value(
            self.valid_from,
            self.valid_to,
            parameter.shape.parse(self.value),
            Origin.DECISION,
            parameter.clause,
            self.document_number,
            self.reason,
            self.id,
        )


@dataclass(frozen=True)
class Source:
    """Where a value on a screen or print comes from."""

    parameter: Parameter
    value: Value

    @property
    def text(self) -> str:
        """One Chinese line that cites the value's source."""
        return self._line(self.value.clause.citation)

    @property
    def short(self) -> str:
        """The same for narrow columns, with the documents' short names."""
        return self._line(self.value.clause.short)

    @property
    def kind(self) -> str:
        """Whose figure it is, in a word or two: 文件规定, 本县做法, 县定缺省, 县决定."""
        if self.value.origin == Origin.DOCUMENT and self.value.clause.document.id == PRACTICE:
            return self.value.clause.document.short
        return self.value.origin.label

    def _line(self, stated: str) -> str:
        since = "" if self.value.valid_from == date.min else f"，自{chinese_date(self.value.valid_from)}起"
        match self.value.origin:
            case Origin.DECISION:
                return f"县决定 {self.value.document_number}{since}（依据{self.value.clause.short}）"
            case Origin.DEFAULT:
                return f"县定缺省{since}（依据{self.value.clause.short}）"
        return f"{stated}{since}"


def settle(parameter: Parameter, decisions: Iterable[Decision], day: date) -> Value | None:
    """Return the value of ``parameter`` on ``day``: a decision wins over the documents, a law over both."""
    if parameter.closed_on(day):
        return None
    for decision in decisions:
        value = decision.as_value(parameter)
        if decision.key == parameter.key and value.holds_on(day):
            return value
    return parameter.catalogue_value(day)


def timeline(parameter: Parameter, decisions: Iterable[Decision]) -> list[Value]:
    """Return the values of ``parameter`` in order of time, none overlapping, gaps left out."""
    decisions = [decision for decision in decisions if decision.key == parameter.key]
    spans = [*parameter.values, *(decision.as_value(parameter) for decision in decisions)]
    edges = {value.valid_from for value in spans}
    edges |= {value.valid_to + timedelta(days=1) for value in spans if value.valid_to}
    if parameter.closed:
        edges.add(parameter.closed.begin)
    line: list[Value] = []
    for start, following in pairwise([*sorted(edges), None]):
        value = settle(parameter, decisions, start)
        if value is None:
            continue
        end = day_before(following) if following else value.valid_to
        if line and line[-1].valid_to == (day_before(start) if start > date.min else None):
            same = replace(line[-1], valid_from=value.valid_from, valid_to=value.valid_to) == value
            if same:
                line[-1] = replace(line[-1], valid_to=end)
                continue
        line.append(replace(value, valid_from=start, valid_to=end))
    return line


@dataclass(frozen=True)
class Policy:
    """All parameters of a county as they hold on one date. ``policy["pay.director_monthly"]`` → Decimal.

    The key is written out where it is used, so that a search for it finds every user.
    """

    county_code: str
    on: date
    values: Mapping[str, Value]

    def __getitem__(self, key: str) -> Any:
        """Return the typed value; raise :class:`NoValue` when none holds, KeyError for an unknown key."""
        value = self.values.get(key)
        if value is None:
            raise NoValue(catalogue().parameters[key], self.on)
        return value.value

    def get(self, key: str) -> Any:
        """Return the typed value, or None when none holds."""
        catalogue().parameters[key]
        value = self.values.get(key)
        return value.value if value else None

    def holds(self, key: str) -> bool:
        """Whether the parameter has a value; for a switch (是/否), whether it is on."""
        return self.get(key) not in (None, False)

    def source(self, key: str) -> Source:
        """Return the source of a value; raise :class:`NoValue` when none holds."""
        if key not in self.values:
            raise NoValue(catalogue().parameters[key], self.on)
        return Source(catalogue().parameters[key], self.values[key])

    def text(self, key: str) -> str:
        """Return the value as a Chinese phrase with its unit."""
        value = self[key]
        return catalogue().parameters[key].shape.text(value)

    def as_json(self, *prefixes: str) -> dict[str, Any]:
        """Return the values (all, or those whose keys begin with ``prefixes``) and sources for storing."""
        return {
            "county": self.county_code,
            "on": self.on.isoformat(),
            "values": {
                key: {
                    "value": catalogue().parameters[key].shape.dump(value.value),
                    "from": None if value.valid_from == date.min else value.valid_from.isoformat(),
                    "origin": value.origin.value,
                    "clause": value.clause.id,
                    "document_number": value.document_number,
                }
                for key, value in self.values.items()
                if not prefixes or key.startswith(prefixes)
            },
        }


def settle_all(county_code: str, on: date, decisions: Iterable[Decision]) -> Policy:
    """Return the policy of a county on a date, from the catalogue and its decisions."""
    by_key: dict[str, list[Decision]] = {}
    for decision in decisions:
        by_key.setdefault(decision.key, []).append(decision)
    values = {}
    for key, parameter in catalogue().parameters.items():
        value = settle(parameter, by_key.get(key, ()), on)
        if value is not None:
            values[key] = value
    return Policy(county_code, on, MappingProxyType(values))
