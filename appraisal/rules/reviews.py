"""Ballots of a review and the score that they yield (P5.2). Pure: every figure comes in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CLAUSE = "P5.2"


@dataclass(frozen=True)
class Ballots:
    """One count of the ballots about one person: how many by choice, and how many count for nothing."""

    choices: Mapping[str, int]
    invalid: int = 0

    @property
    def valid(self) -> int:
        """Ballots that count."""
        return sum(self.choices.values())

    @property
    def cast(self) -> int:
        """Ballots that came back."""
        return self.valid + self.invalid


def fault(counts: Sequence[tuple[str, Ballots]], issued: int) -> str:
    """Return in Chinese why one person's count of all subjects, (name, ballots), cannot be right.

    Each ballot names every subject: as many came back about one as about another, and not more than were
    issued.
    """
    for name, ballots in counts:
        if ballots.cast > issued:
            return f"{name}的各项票数加废票共 {ballots.cast} 张，多于发出的 {issued} 张，请重新清点"
    if len({ballots.cast for _, ballots in counts}) > 1:
        told = "，".join(f"{name} {ballots.cast} 张" for name, ballots in counts)
        return f"每人收回的票数应当相同（一张票上有全部对象），现为：{told}；请重新清点，漏画的计入废票"
    return ""


def too_few(ballots: Ballots, issued: int, share_min: Decimal) -> bool:
    """Whether fewer ballots are valid than ``share_min`` per cent of those issued; just as many will do."""
    return not ballots.valid or ballots.valid * 100 < share_min * issued


def score(ballots: Ballots, points: Mapping[str, Decimal], step: Decimal) -> Decimal:
    """Return the mean worth of the valid ballots, rounded half up to a multiple of ``step``."""
    worth = sum((points[choice] * number for choice, number in ballots.choices.items()), Decimal(0))
    return (worth / ballots.valid / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step
