"""Layouts of bank files as data: which columns in which order, and how an answer is read (P7.1)."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import yaml

SOURCE = Path(__file__).resolve().parent.parent / "bank_layouts.yaml"
CSV, XLSX = "csv", "xlsx"
YUAN, FEN = "yuan", "fen"
VALUES = frozenset({"batch", "place", "account", "name", "bank", "amount", "purpose"})
# Without these nobody's payment can be told from another's.
NEEDED = frozenset({"batch", "place", "account", "name", "amount"})
ANSWERED = NEEDED | {"result", "reason"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_KEYS = {"label", "kind", "encoding", "separator", "heads", "amount", "row_limit", "columns", "returned"}


class LayoutError(ValueError):
    """bank_layouts.yaml says something that cannot be."""


@dataclass(frozen=True)
class BankColumn:
    """A column of the file: a ``value`` of the payment, or a fixed ``text``."""

    head: str
    value: str = ""
    text: str = ""


@dataclass(frozen=True)
class Returned:
    """How the bank's answer is read: {value: heads} and the words of its result column."""

    columns: Mapping[str, tuple[str, ...]]
    paid: tuple[str, ...]
    failed: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """A bank's form of file."""

    key: str
    label: str
    kind: str
    encoding: str
    separator: str
    heads: bool
    amount: str
    row_limit: int
    columns: tuple[BankColumn, ...]
    returned: Returned

    @property
    def suffix(self) -> str:
        """The ending of the file's name."""
        return f".{self.kind}"


@dataclass(frozen=True)
class Payment:
    """One row of a bank file."""

    batch: str
    place: int
    account: str
    name: str
    bank: str
    amount: Decimal
    purpose: str


def parse(content) -> dict[str, Layout]:
    """Return the layouts of the content of bank_layouts.yaml. Raises LayoutError."""
    return {key: _layout(key, entry) for key, entry in content["layouts"].items()}


@lru_cache(maxsize=1)
def layouts() -> dict[str, Layout]:
    """Return the layouts that there are, by key."""
    return parse(yaml.safe_load(SOURCE.read_text("utf-8")))


def _layout(key, entry):
    def must(condition, what):
        if not condition:
            raise LayoutError(f"{key}: {what}")

    must(not set(entry) - _KEYS, f"unknown keys {sorted(set(entry) - _KEYS)}")
    must(entry["kind"] in (CSV, XLSX), "kind is csv or xlsx")
    must(entry["amount"] in (YUAN, FEN), "amount is yuan or fen")
    must(isinstance(entry["row_limit"], int) and entry["row_limit"] > 0, "row_limit is a number")
    must(entry["kind"] == CSV or not {"encoding", "separator"} & set(entry), "encoding belongs to csv")
    must(entry["kind"] == CSV or entry["heads"], "a workbook has heads")
    columns = tuple(BankColumn(**column) for column in entry["columns"])
    for column in columns:
        must(bool(column.value) != bool(column.text), f"{column.head} has a value or a text")
        must(not column.value or column.value in VALUES, f"{column.head}: unknown value {column.value}")
    given = [column.value for column in columns if column.value]
    must(len(set(given)) == len(given), "a value stands in two columns")
    must(set(given) >= NEEDED, f"lacks {sorted(NEEDED - set(given))}")
    answer = entry["returned"]
    must(
        set(answer["columns"]) == ANSWERED,
        "returned names batch, place, account, name, amount, result, reason",
    )
    heads = [head for names in answer["columns"].values() for head in names]
    must(len(set(heads)) == len(heads), "a returned head means two values")
    must(answer["paid"] and answer["failed"], "words for paid and failed")
    must(not set(answer["paid"]) & set(answer["failed"]), "a word means paid and failed")
    return Layout(
        key=key,
        label=entry["label"],
        kind=entry["kind"],
        encoding=entry.get("encoding", ""),
        separator=entry.get("separator", ","),
        heads=entry["heads"],
        amount=entry["amount"],
        row_limit=entry["row_limit"],
        columns=columns,
        returned=Returned(
            {value: tuple(names) for value, names in answer["columns"].items()},
            tuple(answer["paid"]),
            tuple(answer["failed"]),
        ),
    )


def amount_of(layout: Layout, amount: Decimal) -> Decimal | int:
    """Return an amount as the bank wants it: 1700.00, or 170000 fen."""
    return int(amount * 100) if layout.amount == FEN else amount


def cells_of(layout: Layout, payment: Payment) -> list:
    """Return the values of one row, in the layout's order."""
    return [
        column.text
        or (amount_of(layout, payment.amount) if column.value == "amount" else getattr(payment, column.value))
        for column in layout.columns
    ]


def inert(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; what needs it gets an apostrophe in front."""
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_bytes(layout: Layout, payments: Iterable[Payment]) -> bytes:
    """Return the file of a csv layout: lines end in CR LF, no formula runs in a spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=layout.separator, lineterminator="\r\n")
    if layout.heads:
        writer.writerow([column.head for column in layout.columns])
    for payment in payments:
        cells = cells_of(layout, payment)
        writer.writerow([inert(cell) if isinstance(cell, str) else str(cell) for cell in cells])
    return text.getvalue().encode(layout.encoding)


def csv_rows(layout: Layout, data: bytes) -> dict[int, tuple]:
    """Return {line number: cells} of an answer in csv. Raises UnicodeDecodeError or csv.Error."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode(layout.encoding)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=layout.separator, strict=True)
    return {
        number: tuple(cell.strip() or None for cell in cells)
        for number, cells in enumerate(reader, 1)
        if any(cell.strip() for cell in cells)
    }
