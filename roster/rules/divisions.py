"""Comparing two lists of divisions: what was renamed, given another code, moved, is new or gone.

Pure. The comparison proposes and a person decides: wherever names and codes do not settle it, the proposal
says why it may be otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from roster.rules import NameBook, core_name, short_name

TOWNSHIP, VILLAGE = "township", "village"
TOWNSHIP_DIGITS = 9
# The last three digits of a residents' committee's code are below this, a village committee's from it on.
VILLAGERS_FROM = 200


class Found(StrEnum):
    """What a comparison finds about a unit."""

    SAME = "same"
    RESPELLED = "respelled"
    RENAMED = "renamed"
    RECODED = "recoded"
    MOVED = "moved"
    NEW = "new"
    GONE = "gone"


LABELS = {
    Found.SAME: "没有变化",
    Found.RESPELLED: "名称写法不同",
    Found.RENAMED: "更名",
    Found.RECODED: "变更代码",
    Found.MOVED: "变更隶属",
    Found.NEW: "新设",
    Found.GONE: "新表中没有",
}


@dataclass(frozen=True)
class Division:
    """A unit as a list gives it. ``parent`` is the code of the unit above."""

    code: str
    name: str
    level: str
    parent: str

    @property
    def short(self) -> str:
        """The name people use."""
        return short_name(self.name)

    @property
    def core(self) -> str:
        """The name without the word for its kind."""
        return core_name(self.name)


@dataclass(frozen=True)
class Proposal:
    """One finding: the unit of the old list, of the new one, or both, and on what it rests.

    ``candidates`` are units of the new list into which a unit that is gone may have merged, likeliest first.
    """

    found: Found
    old: Division | None
    new: Division | None
    evidence: str
    candidates: tuple[Division, ...] = ()


def compare(old: Iterable[Division], new: Iterable[Division]) -> list[Proposal]:
    """Return a proposal for each unit of both lists, every unit in exactly one, by code.

    Namesakes come before codes: a code may have been given to quite another village.
    """
    return _Comparison(old, new).result()


class _Comparison:
    def __init__(self, old, new):
        self.old = {unit.code: unit for unit in old}
        self.new = {unit.code: unit for unit in new}
        self.proposals: list[Proposal] = []
        # Code of a township in the old list → in the new one.
        self.townships: dict[str, str] = {}

    def result(self):
        for level in (TOWNSHIP, VILLAGE):
            self._same_code_and_name(level)
            self._namesakes(level, self._near)
            self._namesakes(level, self._anywhere)
            self._same_code(level)
            if level == TOWNSHIP:
                self._remember_townships()
        names = self._name_books()
        for unit in self.old.values():
            self.proposals.append(self._gone(unit, names))
        for unit in self.new.values():
            self.proposals.append(Proposal(Found.NEW, None, unit, "原有机构中没有这一名称和代码"))
        return sorted(self.proposals, key=lambda row: ((row.old or row.new).code, row.old is None))

    def _of(self, units, level):
        return [unit for unit in units.values() if unit.level == level]

    def _expected(self, unit):
        """The code that ``unit`` would have now, had nothing but its township's code changed."""
        if unit.level == TOWNSHIP:
            return unit.code
        township = self.townships.get(unit.parent, unit.parent)
        return township + unit.code[TOWNSHIP_DIGITS:]

    def _take(self, old, new, found, evidence):
        del self.old[old.code], self.new[new.code]
        self.proposals.append(Proposal(found, old, new, evidence))

    def _remember_townships(self):
        for row in self.proposals:
            if row.old and row.new and row.old.level == TOWNSHIP:
                self.townships[row.old.code] = row.new.code
        self.new_townships = {row.new.code: row.new for row in self.proposals if row.new}
        self.new_townships |= {unit.code: unit for unit in self._of(self.new, TOWNSHIP)}

    # --- one pass after the other, the surest first ---

    def _same_code_and_name(self, level):
        for old in self._of(self.old, level):
            new = self.new.get(self._expected(old))
            if new is None or new.level != level or new.core != old.core:
                continue
            if new.code != old.code:
                self._take(old, new, Found.RECODED, f"同名，随乡镇变更代码{_kind_word(old, new)}")
            elif new.short != old.short:
                self._take(old, new, Found.RENAMED, f"代码相同，名称由“{old.short}”改为“{new.short}”")
            elif new.name != old.name:
                self._take(old, new, Found.RESPELLED, f"代码相同，全称由“{old.name}”写作“{new.name}”")
            else:
                self._take(old, new, Found.SAME, "代码和名称都相同")

    def _near(self, unit, old):
        return self.townships.get(unit.parent, unit.parent) if old else unit.parent

    def _anywhere(self, unit, old):
        return ""

    def _namesakes(self, level, within):
        """Pair what is left by name where both lists have the name once within a township, or anywhere."""
        pairs: dict[tuple[str, str], tuple[list, list]] = {}
        for side, units in enumerate((self.old, self.new)):
            for unit in self._of(units, level):
                key = (within(unit, side == 0), unit.core)
                pairs.setdefault(key, ([], []))[side].append(unit)
        for olds, news in pairs.values():
            if len(olds) != 1 or len(news) != 1:
                continue
            (old,), (new,) = olds, news
            if level == TOWNSHIP:
                self._take(old, new, Found.RECODED, f"同名，代码不同{_kind_word(old, new)}")
            elif self._near(old, True) == new.parent:
                self._take(old, new, Found.RECODED, f"同乡镇同名，代码不同{_kind_word(old, new)}")
            else:
                township = self.new_townships.get(new.parent)
                place = f"“{township.short}”" if township else new.parent
                self._take(old, new, Found.MOVED, f"{place}有同名的，全县只此一对{_kind_word(old, new)}")

    def _same_code(self, level):
        """Pair what is left by code alone: a new name, unless the code went to another village."""
        for old in self._of(self.old, level):
            new = self.new.get(self._expected(old))
            if new is None or new.level != level:
                continue
            found = Found.RENAMED if new.code == old.code else Found.RECODED
            like = set(old.core) & set(new.core)
            doubt = "名称相近" if like else "名称完全不同，也可能是代码另给了别的单位，请核对"
            self._take(old, new, found, f"代码相同，名称由“{old.short}”改为“{new.short}”；{doubt}")

    # --- what is left ---

    def _name_books(self):
        """Units of the new list by township, those that are new there and all."""
        books = {}
        every = [row.new for row in self.proposals if row.new] + list(self.new.values())
        for name, units in (("new", list(self.new.values())), ("all", every)):
            by_place: dict[tuple[str, str], list[Division]] = {}
            for unit in units:
                by_place.setdefault((unit.level, unit.parent), []).append(unit)
            books[name] = {
                place: NameBook((unit.name, unit) for unit in group) for place, group in by_place.items()
            }
        return books

    def _gone(self, unit, books):
        """A unit that is gone, with the likeliest successors of its township: first those that are new."""
        place = (unit.level, unit.parent if unit.level == TOWNSHIP else self._near(unit, True))
        candidates: dict[str, Division] = {}
        for kind in ("new", "all"):
            book = books[kind].get(place)
            for name in book.nearest(unit.name) if book else ():
                candidate = book.find(name)
                candidates.setdefault(candidate.code, candidate)
        found = tuple(candidates.values())[:3]
        if not found:
            return Proposal(Found.GONE, unit, None, "新表中没有，也没有名称相近的", ())
        told = "、".join(f"“{candidate.short}”" for candidate in found)
        return Proposal(
            Found.GONE, unit, None, f"新表中没有；本乡镇名称最接近的是{told}，是否并入请核对", found
        )


def _kind_word(old, new):
    """Say it where a village became a community, which explains the new code."""
    if old.short == new.short:
        return ""
    return f"，由“{old.short}”改为“{new.short}”"


def township_code(code: str) -> str:
    """Return the code of the unit above one with ``code``: county, township or village."""
    return code[: {9: 6, 12: 9, 14: 12}[len(code)]]


def free_code(wanted: str, taken: Iterable[str]) -> str:
    """Return ``wanted``, or where it is taken the next free code of the same kind in the same township."""
    taken = set(taken)
    if wanted not in taken:
        return wanted
    head, number = wanted[:TOWNSHIP_DIGITS], int(wanted[TOWNSHIP_DIGITS : TOWNSHIP_DIGITS + 3])
    first, last = (1, VILLAGERS_FROM - 1) if number < VILLAGERS_FROM else (VILLAGERS_FROM + 1, 999)
    for candidate in (*range(number + 1, last + 1), *range(first, number)):
        if (code := f"{head}{candidate:03d}") not in taken:
            return code
    return wanted
