"""How lines of pay stand in the columns of a sheet: pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import cn2an

from payroll.enums import Item

ZERO = Decimal("0.00")
# What is added and what is taken off, in the order of the sheet; a column stands where it has a figure.
# The same item may be on both sides: a correction takes back what was paid too much.
_ADDED = {
    **{item: item.label for item in Item if item not in (Item.DEDUCTION, Item.RECLAIM)},
    Item.DEDUCTION: "退还扣款",
    Item.RECLAIM: "结转待扣",
}
_TAKEN = {Item.DEDUCTION: "考核扣款"}
TAKEN_BACK = "扣回"
ALWAYS_ADDED, ALWAYS_TAKEN = (Item.BASE,), (Item.DEDUCTION,)


@dataclass(frozen=True)
class Sums:
    """What somebody (or a township) has of each item: added and taken off, both as positive amounts."""

    added: Mapping[str, Decimal]
    taken: Mapping[str, Decimal]

    @property
    def gross(self) -> Decimal:
        """All that is added."""
        return sum(self.added.values(), ZERO)

    @property
    def deducted(self) -> Decimal:
        """All that is taken off."""
        return sum(self.taken.values(), ZERO)


@dataclass(frozen=True)
class Columns:
    """The columns of amounts of a sheet: (item, head) of what is added, heads of what is taken off."""

    added: tuple[tuple[str, str], ...]
    taken: tuple[str, ...]

    def added_of(self, sums: Sums) -> list[Decimal]:
        """Return the amounts of the added columns."""
        return [sums.added.get(item, ZERO) for item, _ in self.added]

    def taken_of(self, sums: Sums) -> list[Decimal]:
        """Return the amounts of the columns taken off."""
        deduction = sums.taken.get(Item.DEDUCTION, ZERO)
        return [deduction, sums.deducted - deduction][: len(self.taken)]


def columns_of(all_sums: Iterable[Sums]) -> Columns:
    """Return the columns that these sums need."""
    all_sums = list(all_sums)
    added = {item for sums in all_sums for item, amount in sums.added.items() if amount}
    back = any(set(sums.taken) - {Item.DEDUCTION} for sums in all_sums)
    return Columns(
        tuple((item, label) for item, label in _ADDED.items() if item in added or item in ALWAYS_ADDED),
        (_TAKEN[Item.DEDUCTION], *([TAKEN_BACK] if back else [])),
    )


def gathered(rows: Iterable[tuple]) -> dict[int, Sums]:
    """Return {key: Sums} of rows (key, item, added, taken); amounts may be None, taken is negative."""
    found: dict[int, Sums] = {}
    for key, item, added, taken in rows:
        sums = found.setdefault(key, Sums({}, {}))
        if added:
            sums.added[item] = sums.added.get(item, ZERO) + added
        if taken:
            sums.taken[item] = sums.taken.get(item, ZERO) - taken
    return found


def figure(amount: Decimal, *, blank: bool = True) -> str:
    """Return an amount as papers show it: 1,700.00; nothing for none, unless ``blank`` is off."""
    return f"{amount:,.2f}" if amount or not blank else ""


def in_words(amount: Decimal) -> str:
    """Return an amount in words, as cheques and sheets have it: 人民币壹仟柒佰元整."""
    return f"人民币{cn2an.an2cn(f'{amount:.2f}', 'rmb')}"
