"""What a domain app declares so that its workbooks can be imported.

A domain app puts a ``workbooks.py`` beside its models and calls ``register(SomeKind())`` there; the
module is loaded when Django starts. The reading of files, the preview, the transaction and the report
are this app's affair.

    class Villages(Kind):
        name, label, order = "villages", "村居基本情况表", 10
        columns = (
            Column("village", "村（居、社区）", cells.text(50)),
            Column("population", "总人口", cells.integer(low=0)),
        )
        ignored = ("序号", "备注")

        def plan(self, rows, context):
            for row in rows:                      # look everything up in a few queries, not per row
                if row["village"] not in known:
                    row.reject("village", "没有这个村")
            return Plan(new=…, changed=…, unchanged=…, data=…)

        def save(self, plan, context):            # rows that were not rejected; set-wise
            ...

Checking runs ``plan`` and ``save`` of every kind in order inside one transaction that is rolled back,
so that a later kind sees what an earlier one of the same upload would create.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from guanling.documents.workbooks import Column, Row, Table

__all__ = ["Column", "Context", "Kind", "Plan", "Row", "Table", "kinds", "register"]


@dataclass(frozen=True)
class Context:
    """Who imports what for when.

    ``user`` is ``None`` for the operator's command; ``prefixes`` are the division-code prefixes the
    user may import for (``("",)`` = everything); ``county`` is the six-digit code, empty in a new
    county. ``on`` is the date from which new facts hold. ``progress(text)`` tells the waiting page.
    """

    on: date
    user: Any = None
    prefixes: tuple[str, ...] = ("",)
    county: str = ""
    reason: str = ""
    batch: Any = None
    progress: Callable[[str], None] = lambda text: None

    def allows(self, code):
        """Return whether the user may import for the unit with division code ``code``."""
        return any(code.startswith(prefix) for prefix in self.prefixes)


@dataclass
class Plan:
    """What saving would do. ``data`` is the kind's own; ``remarks`` are shown on the preview page."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    data: Any = None
    remarks: list[str] = field(default_factory=list)


class Kind:
    """One kind of workbook sheet, recognised by its column names. Subclass and :func:`register`."""

    name = ""
    label = ""
    order = 0
    columns: tuple[Column, ...] = ()
    # Column names that may stand in the sheet and are not read.
    ignored: tuple[str, ...] = ("序号", "备注")

    def columns_of(self, sheet):
        """Return the columns that ``sheet`` (:class:`guanling.documents.workbooks.Sheet`) may have.

        The same for every sheet, unless a kind has a column per day or the like, which its head names.
        """
        return self.columns

    def plan(self, rows, context):
        """Check ``rows`` (list of :class:`Row`) against the database and return a :class:`Plan`.

        ``row[field]`` is ``None`` where the cell was empty or has been rejected already;
        ``row.reject(field, reason)`` rejects, ``row.warn(field, reason)`` only remarks,
        ``row.table.reject(reason)`` rejects the sheet. ``row.table.preamble`` holds the lines above the
        header (title, unit, month), ``row.table.sheet`` and ``row.table.file`` the names.
        """
        raise NotImplementedError

    def save(self, plan, context):
        """Write the plan's accepted rows. Runs inside the caller's transaction; may raise Refusal."""
        raise NotImplementedError


_KINDS: dict[str, Kind] = {}


def register(kind):
    """Make ``kind`` known. Registering the same name twice is a programming error."""
    if kind.name in _KINDS and type(_KINDS[kind.name]) is not type(kind):
        raise ValueError(f"import kind {kind.name!r} is registered twice")
    _KINDS[kind.name] = kind
    return kind


def kinds():
    """Return all kinds in the order in which they are saved."""
    return sorted(_KINDS.values(), key=lambda kind: (kind.order, kind.name))
