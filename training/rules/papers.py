"""Knowledge tests: papers drawn from the bank by a seed, how they are marked, letters of answers (A4.7)."""

import hashlib
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from training.enums import QuestionKind

# The one place where the rule of marking is written in words.
MARKING = (
    "单选题、判断题选对得分；多选题所选与答案完全一致才得分，多选、少选、错选都不得分。"
    "没有作答的不得分，也不倒扣分。"
)
LETTERS = "ABCDEFGHIJ"
# Marks of one decimal, as they are stored.
TENTH = Decimal("0.1")
# What clerks and people write for the two options of a judgement.
JUDGEMENTS = {"对": "A", "√": "A", "✓": "A", "错": "B", "×": "B", "✗": "B"}
_BETWEEN = str.maketrans("", "", " \t　,，、;；.。/")


@dataclass(frozen=True)
class Item:
    """A question of the bank: its key, kind, and how many options it has."""

    pk: int
    kind: str
    size: int


@dataclass(frozen=True)
class Asked:
    """A question on a paper. ``order``: the option of the bank that stands at each place."""

    number: int
    pk: int
    kind: str
    order: tuple[int, ...]


@dataclass(frozen=True)
class Lack:
    """The bank has fewer questions of a kind than a paper needs."""

    kind: str
    wanted: int
    found: int

    def __str__(self):
        label = QuestionKind(self.kind).label
        return f"{label}要{self.wanted}道，题库中启用的只有{self.found}道，还缺{self.wanted - self.found}道"


def lacking(sizes: Mapping[str, int], wanted: Mapping[str, int]) -> list[Lack]:
    """Return of which kinds the bank (``sizes``: questions a kind) has too few, in the order of kinds."""
    return [
        Lack(kind, wanted[kind], sizes.get(kind, 0))
        for kind in QuestionKind
        if wanted.get(kind, 0) > sizes.get(kind, 0)
    ]


def _rank(seed, *what):
    """Return what to sort by: the same for ever, on every machine, and unrelated from seed to seed."""
    return hashlib.sha256("/".join(map(str, (seed, *what))).encode()).digest()


def draw(bank: Iterable[Item], wanted: Mapping[str, int], seed: int) -> list[Asked]:
    """Return the paper that ``seed`` gives: ``wanted`` questions a kind, kind after kind.

    The same bank and seed give the same paper. Options stand in an order of the paper's own, but 对 and 错 of
    a judgement where everybody looks for them. Raises ValueError when the bank has too few (see ``lacking``).
    """
    pools: dict[str, list[Item]] = {kind: [] for kind in QuestionKind}
    for item in bank:
        pools[item.kind].append(item)
    paper: list[Asked] = []
    for kind in QuestionKind:
        count = wanted.get(kind, 0)
        if count > len(pools[kind]):
            raise ValueError(str(Lack(kind, count, len(pools[kind]))))
        for item in sorted(pools[kind], key=lambda item: _rank(seed, item.pk))[:count]:
            order = range(item.size)
            if kind != QuestionKind.JUDGE:
                order = sorted(order, key=lambda option: _rank(seed, item.pk, option))
            paper.append(Asked(len(paper) + 1, item.pk, kind, tuple(order)))
    return paper


# --- marking -------------------------------------------------------------------------------------


def is_right(chosen: Collection[int] | None, answers: Collection[int]) -> bool | None:
    """Return whether the options chosen are exactly the right ones; None where nothing was chosen."""
    return set(chosen) == set(answers) if chosen else None


def score(marks: Iterable[tuple[bool | None, Decimal]]) -> Decimal:
    """Return the sum of points of what is right; ``marks``: (right, points) of each question."""
    return sum((points for right, points in marks if right), Decimal(0))


def pass_mark(full: Decimal, share: Decimal) -> Decimal:
    """Return ``share`` per cent of the full mark, to a tenth of a point."""
    return (full * share / 100).quantize(TENTH, ROUND_HALF_UP)


def due_at(now: datetime, minutes: int, closes_at: datetime) -> datetime:
    """Return until when a paper begun ``now`` may be answered: the time for it, at most the test's end."""
    return min(now + timedelta(minutes=minutes), closes_at)


def in_time(now: datetime, due: datetime | None) -> bool:
    """Return whether an answer that comes ``now`` counts: up to and including the last moment."""
    return due is None or now <= due


def shows_answers(*, submitted: bool, passed: bool, again: bool, closed: bool) -> bool:
    """Return whether the right answers may be shown beside a paper.

    Only for a paper that was handed in, and then when nothing can come of it any more: passed, no further
    attempt left, or the test closed.
    """
    return submitted and (passed or not again or closed)


# --- letters -------------------------------------------------------------------------------------


def letters(places: Iterable[int]) -> str:
    """Return places on the paper as letters: (0, 2) → AC."""
    return "".join(LETTERS[place] for place in sorted(places))


def to_places(options: Iterable[int], order: Sequence[int]) -> list[int]:
    """Return where the bank's ``options`` stand on a paper of this ``order``."""
    return sorted(order.index(option) for option in options)


def to_options(places: Iterable[int], order: Sequence[int]) -> list[int]:
    """Return the bank's options that stand at ``places`` of a paper of this ``order``."""
    return sorted(order[place] for place in places)


def problem(places: Collection[int], kind: str, size: int) -> str:
    """Return why ``places`` are no answer to a question of ``size`` options, or ""."""
    if any(not 0 <= place < size for place in places):
        return f"只有{LETTERS[0]}至{LETTERS[size - 1]}这{size}个选项"
    if kind != QuestionKind.MULTIPLE and len(set(places)) > 1:
        return f"是{QuestionKind(kind).label}，只能选一项；卷上选了几项的，不得分，请留空"
    return ""


def read_letters(text: str, kind: str, size: int) -> list[int]:
    """Return the places that typed letters name; [] for nothing typed.

    Lower case, full width, blanks and commas are understood, for a judgement also 对 错 √ ×. Raises
    ValueError with a Chinese reason for anything else.
    """
    typed = unicodedata.normalize("NFKC", text).upper().translate(_BETWEEN)
    if kind == QuestionKind.JUDGE:
        typed = "".join(JUDGEMENTS.get(char, char) for char in typed)
    places = []
    for char in typed:
        place = LETTERS.find(char)
        if not 0 <= place < size:
            raise ValueError(f"“{char}”不是本题的选项，本题{problem([size], kind, size)}")
        places.append(place)
    places = sorted(set(places))
    if said := problem(places, kind, size):
        raise ValueError(f"“{typed}”填错了：本题{said}")
    return places
