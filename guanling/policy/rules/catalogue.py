"""The parameters of the documents, read from the YAML files beside this package and checked strictly.

A file that names an unknown clause, leaves out a source, lets two values overlap or holds anything but
strings stops the program at start: a wrong figure must not wait for its first user.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from guanling.policy.enums import Origin, Part
from guanling.policy.rules.kinds import KIND_NAMES, BadValue, Shape

FOLDER = Path(__file__).resolve().parent.parent
EARLIER = "earlier"  # a value that held before the documents, from a date they do not give


class BadCatalogue(ValueError):
    """A policy file is wrong; the text names file, parameter and fault (for developers, in English)."""


@dataclass(frozen=True)
class Document:
    """A document that parameters rest on."""

    id: str
    title: str
    short: str
    issuer: str
    date: date
    note: str = ""


@dataclass(frozen=True)
class Clause:
    """One requirement of a document: its heading and its content in short words of our own."""

    id: str
    document: Document
    heading: str
    text: str

    @property
    def citation(self) -> str:
        """The clause as cited on screens and prints, e.g. 《……的通知》“人口主任月报酬”（N2.3）."""
        return f"{self.document.title}“{self.heading}”（{self.id}）"

    @property
    def short(self) -> str:
        """The clause as cited in narrow columns, e.g. 《通知》N2.3."""
        return f"{self.document.short}{self.id}"


@dataclass(frozen=True)
class Value:
    """A value from a date to a date (both inclusive; None: still holds) with its origin.

    ``valid_from`` is ``date.min`` where the value held earlier, from an unknown date. ``clause`` is the
    clause that states the value or leaves it to the county; number, reason and id belong to a decision.
    """

    valid_from: date
    valid_to: date | None
    value: Any
    origin: Origin
    clause: Clause
    document_number: str = ""
    reason: str = ""
    decision_id: int | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the value holds on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Closing:
    """From ``begin`` on a law bars any value of a parameter."""

    begin: date
    clause: Clause


@dataclass(frozen=True)
class Parameter:
    """A dated figure of the policy with the values that the documents or the default give it."""

    key: str
    part: Part
    label: str
    shape: Shape
    clause: Clause
    values: tuple[Value, ...]
    note: str = ""
    closed: Closing | None = None

    def closed_on(self, day: date) -> bool:
        """Whether a law bars values of this parameter on ``day``."""
        return self.closed is not None and day >= self.closed.begin

    def catalogue_value(self, day: date) -> Value | None:
        """Value of the documents or default that holds on ``day``, decisions left aside."""
        return next((value for value in self.values if value.holds_on(day)), None)


@dataclass(frozen=True)
class Catalogue:
    """All documents, clauses and parameters."""

    documents: Mapping[str, Document]
    clauses: Mapping[str, Clause]
    parameters: Mapping[str, Parameter]

    def of_part(self, part: Part) -> list[Parameter]:
        """Parameters of a part in the order of their file."""
        return [parameter for parameter in self.parameters.values() if parameter.part == part]


class _StringsOnly(yaml.BaseLoader):
    """Builds only strings, lists and mappings, and refuses a key written twice."""

    def construct_mapping(self, node, deep=False):
        """Return the mapping of ``node``."""
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise BadCatalogue(f"key {key!r} twice, {node.start_mark}")
        return super().construct_mapping(node, deep)


def read_yaml(text: str) -> Any:
    """Return the content of a YAML text with every scalar as a string; duplicate keys are refused."""
    return yaml.load(text, Loader=_StringsOnly)  # noqa: S506 - a BaseLoader builds no objects


def _fields(where: str, given: Any, required: Iterable[str], optional: Iterable[str] = ()) -> dict:
    """Return ``given`` when it is a mapping with exactly the fields allowed."""
    if not isinstance(given, dict):
        raise BadCatalogue(f"{where}: a mapping is needed")
    required, optional = set(required), set(optional)
    if missing := required - set(given):
        raise BadCatalogue(f"{where}: missing {', '.join(sorted(missing))}")
    if unknown := set(given) - required - optional:
        raise BadCatalogue(f"{where}: unknown {', '.join(sorted(unknown))}")
    return given


def _date(where: str, text: Any) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise BadCatalogue(f"{where}: {text!r} is no date") from None


def _clause(where: str, clauses: Mapping[str, Clause], clause_id: str) -> Clause:
    if clause_id not in clauses:
        raise BadCatalogue(f"{where}: unknown clause {clause_id!r}")
    return clauses[clause_id]


def parse_documents(content: Any) -> tuple[dict[str, Document], dict[str, Clause]]:
    """Return documents and clauses of the content of documents.yaml."""
    _fields("documents.yaml", content, ("documents", "clauses"))
    documents = {}
    for key, given in content["documents"].items():
        _fields(key, given, ("title", "short", "issuer", "date"), ("note",))
        documents[key] = Document(id=key, **given | {"date": _date(key, given["date"])})
    clauses = {}
    for key, given in content["clauses"].items():
        _fields(key, given, ("heading", "text"))
        if key[0] not in documents:
            raise BadCatalogue(f"clause {key}: unknown document")
        clauses[key] = Clause(key, documents[key[0]], given["heading"], given["text"])
    return documents, clauses


_SHAPE_FIELDS = (
    *("unit", "minimum", "maximum", "places", "options"),
    *("limit", "limit_kind", "limit_unit", "result"),
)


def _shape(where: str, given: dict) -> Shape:
    kind = given["kind"]
    if kind not in KIND_NAMES or kind == "text":
        raise BadCatalogue(f"{where}: unknown kind {kind!r}")
    fields = {name: given[name] for name in _SHAPE_FIELDS if name in given}
    number = Shape("decimal")
    for bound in ("minimum", "maximum"):
        if bound in fields:
            try:
                fields[bound] = number.parse(fields[bound])
            except BadValue:
                raise BadCatalogue(f"{where}: {bound} {fields[bound]!r} is no decimal") from None
    if "places" in fields:
        if kind not in ("decimal", "weights") or fields["places"] not in ("0", "1", "2", "3", "4"):
            raise BadCatalogue(f"{where}: places (0 to 4) belong to decimals and weights")
        fields["places"] = int(fields["places"])
    if (kind in ("choice", "choices", "weights")) != ("options" in fields):
        raise BadCatalogue(f"{where}: options belong to choice, choices and weights, and only there")
    if "options" in fields:
        fields["options"] = MappingProxyType(dict(fields["options"]))
    if kind == "bands":
        if fields.get("limit") not in ("upper", "lower"):
            raise BadCatalogue(f"{where}: bands need limit: upper or lower")
        if fields.get("limit_kind") not in ("integer", "decimal"):
            raise BadCatalogue(f"{where}: bands need limit_kind: integer or decimal")
        if fields.get("result") not in ("integer", "decimal", "money", "text"):
            raise BadCatalogue(f"{where}: bands need a kind of result")
    elif {"limit", "limit_kind", "limit_unit", "result"} & set(fields):
        raise BadCatalogue(f"{where}: limits belong to bands only")
    return Shape(kind, **fields)


def _values(where: str, given: Any, shape: Shape, clause: Clause, clauses: Mapping[str, Clause]):
    if not isinstance(given, list):
        raise BadCatalogue(f"{where}: values must be a list")
    values = []
    for entry in given:
        _fields(where, entry, ("from", "value", "source"), ("to",))
        begin = date.min if entry["from"] == EARLIER else _date(where, entry["from"])
        end = _date(where, entry["to"]) if "to" in entry else None
        if end is not None and end < begin:
            raise BadCatalogue(f"{where}: a value ends before it begins")
        if values and (values[-1].valid_to is None or values[-1].valid_to >= begin):
            raise BadCatalogue(f"{where}: values overlap or stand out of order at {begin}")
        county = entry["source"] == "county"
        try:
            value = shape.parse(entry["value"])
        except BadValue as error:
            raise BadCatalogue(f"{where}: {entry['value']!r}: {error}") from None
        values.append(
            Value(
                begin,
                end,
                value,
                Origin.DEFAULT if county else Origin.DOCUMENT,
                clause if county else _clause(where, clauses, entry["source"]),
            )
        )
    return tuple(values)


def parse_part(name: str, content: Any, clauses: Mapping[str, Clause]) -> list[Parameter]:
    """Return the parameters of one part's file; raise :class:`BadCatalogue` at the first fault."""
    _fields(name, content, ("part", "parameters"))
    if content["part"] not in {part.value for part in Part}:
        raise BadCatalogue(f"{name}: unknown part {content['part']!r}")
    parameters = []
    for key, given in content["parameters"].items():
        where = f"{name} {key}"
        _fields(where, given, ("label", "kind", "clause", "values"), ("note", "closed", *_SHAPE_FIELDS))
        shape = _shape(where, given)
        clause = _clause(where, clauses, given["clause"])
        values = _values(where, given["values"], shape, clause, clauses)
        if not values and "note" not in given:
            raise BadCatalogue(f"{where}: a parameter without any value needs a note that says why")
        closed = None
        if "closed" in given:
            _fields(where, given["closed"], ("from", "by"))
            closed = Closing(
                _date(where, given["closed"]["from"]), _clause(where, clauses, given["closed"]["by"])
            )
            if any(value.valid_to is None or value.valid_to >= closed.begin for value in values):
                raise BadCatalogue(f"{where}: a value outlives the law that closes it")
        parameters.append(
            Parameter(
                key,
                Part(content["part"]),
                given["label"],
                shape,
                clause,
                values,
                given.get("note", ""),
                closed,
            )
        )
    return parameters


@cache
def catalogue() -> Catalogue:
    """Return the catalogue, read once per process (the files are part of the program)."""
    documents, clauses = parse_documents(read_yaml((FOLDER / "documents.yaml").read_text("utf-8")))
    parameters = {}
    for part in Part:
        name = f"{part}.yaml"
        for parameter in parse_part(name, read_yaml((FOLDER / name).read_text("utf-8")), clauses):
            if parameter.key in parameters:
                raise BadCatalogue(f"{name}: parameter {parameter.key} twice")
            parameters[parameter.key] = parameter
    return Catalogue(MappingProxyType(documents), MappingProxyType(clauses), MappingProxyType(parameters))


def clause(clause_id: str) -> Clause:
    """Return the clause of an id such as N2.3; an unknown id is a programming error (KeyError)."""
    return catalogue().clauses[clause_id]


def parameter(key: str) -> Parameter:
    """Return the parameter of a key; an unknown key is a programming error (KeyError)."""
    return catalogue().parameters[key]


def day_before(day: date) -> date:
    """Return the day before ``day``."""
    return day - timedelta(days=1)
