"""What other apps keep for a section of the personnel file, asked by the app that keeps the files.

A file is kept in one app; some of its sections rest on records of others, which the first must not know. A
domain app registers in its ``AppConfig.ready``::

    records.register("training", queries.kept_records)

``find(people, years)`` says of ``people`` (ids, or a query of ids) and ``years`` who has records in which of
them, and for which of them a county keeps such records at all: where none are kept, nobody lacks one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Kept:
    """``people``: {person id: years with a record}; ``counties``: {county code: years with any record}."""

    people: Mapping[int, set[int]] = field(default_factory=dict)
    counties: Mapping[str, set[int]] = field(default_factory=dict)


_REGISTERED: dict[str, Callable[[Iterable[int], Iterable[int]], Kept]] = {}


def register(section: str, find: Callable[[Iterable[int], Iterable[int]], Kept]) -> None:
    """Have ``find`` asked for ``section``; a second registration of the section replaces the first."""
    _REGISTERED[section] = find


def kept(section: str, people: Iterable[int], years: Iterable[int]) -> Kept:
    """Return what is kept for ``section`` of ``people`` in ``years``; nothing where no app keeps it."""
    find = _REGISTERED.get(section)
    return find(people, years) if find else Kept()
