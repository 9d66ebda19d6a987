"""The result of somebody's training: enough half days attended, and the session's tests passed (P3.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Scored:
    """A knowledge test of the session: the mark to reach, and somebody's best score (None: not taken)."""

    pass_mark: Decimal
    best: Decimal | None


@dataclass(frozen=True)
class Result:
    """Whether somebody passed, and on what that rests, in words."""

    passed: bool
    basis: str


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def result_of(*, attended: int, halves: int, share: Decimal, tests: Sequence[Scored] = ()) -> Result:
    """Return the result of somebody who attended ``attended`` of ``halves`` half days (P3.4, A4.7).

    ``share``: per cent of the half days that have to be attended (training.attendance_share); leave is not
    attendance. The comparison is exact; only the words are rounded to one place. Every one of ``tests`` must
    be passed. Raises ValueError for a session without half days.
    """
    if halves < 1 or not 0 <= attended <= halves:
        raise ValueError(f"{attended} of {halves} half days")
    enough = Decimal(attended * 100) >= share * halves
    reached = (Decimal(attended * 100) / halves).quantize(Decimal("0.1"), ROUND_HALF_UP)
    words = [f"出勤{attended}/{halves}个半天（{_plain(reached)}%，应达{_plain(share)}%）"]
    passed = enough
    for number, test in enumerate(tests, 1):
        name = "测试" if len(tests) == 1 else f"测试{number} "
        if test.best is None:
            words.append(f"{name}未参加")
            passed = False
        else:
            words.append(f"{name}{_plain(test.best)}分（合格{_plain(test.pass_mark)}分）")
            passed = passed and test.best >= test.pass_mark
    return Result(passed, "；".join(words))
