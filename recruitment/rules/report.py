"""What a round came to: how many reached which stage, for what reason others did not, how long each took."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from recruitment.enums import ApplicationState, OutGround, RefusalGround, RoundState

HUNDRED, TENTH = Decimal(100), Decimal("0.1")
# The stages that the report counts, in their order.
STAGES = {
    "registered": "报名",
    "withdrawn": "撤回",
    "accepted": "审查通过",
    "refused": "审查不通过",
    "sat": "参加笔试",
    "passed": "笔试合格",
    "interviewed": "参加面试",
    "checked": "考察体检合格",
    "noticed": "公示",
    "approved": "县批准",
    "appointed": "聘用",
    "out": "未入选",
}
_S = ApplicationState
# Once accepted nobody goes back before it; in these the qualification was not (or not yet) accepted.
NOT_ACCEPTED = (
    _S.REGISTERED,
    _S.REPEATED,
    _S.MORE,
    _S.REFUSING,
    _S.EXCEPTION,
    _S.REFUSED,
    _S.WITHDRAWN,
)
# Stages that are known by having been in a state, or in one that lies behind it.
BEHIND = {
    "checked": (_S.CHECKED, _S.NOTICE, _S.CLEARED, _S.APPROVED, _S.APPOINTED),
    "noticed": (_S.NOTICE, _S.CLEARED, _S.APPROVED, _S.APPOINTED),
    "approved": (_S.APPROVED, _S.APPOINTED),
    "appointed": (_S.APPOINTED,),
}


@dataclass(frozen=True)
class Applicant:
    """What the statistics need of an application: nothing that tells who it is.

    ``been``: the states that its log names. ``written_total`` and ``interview``: the marks, None where there
    are none.
    """

    opening: int
    state: str
    refusal_ground: str = ""
    out_ground: str = ""
    written_total: Decimal | None = None
    interview: Decimal | None = None
    been: frozenset[str] = frozenset()


@dataclass
class Counts:
    """How many of an opening reached which stage; ``refused`` and ``out`` also by ground."""

    stages: Counter = field(default_factory=Counter)
    refused: Counter = field(default_factory=Counter)
    out: Counter = field(default_factory=Counter)

    def add(self, other: "Counts") -> None:
        """Add another opening's."""
        self.stages += other.stages
        self.refused += other.refused
        self.out += other.out

    @property
    def row(self) -> list[int]:
        """The stages' numbers in order."""
        return [self.stages[name] for name in STAGES]

    @property
    def grounds(self) -> list[tuple[str, int]]:
        """Why others are not appointed: the grounds that occurred, in words."""
        refused = [(f"审查不通过：{label}", self.refused[value]) for value, label in RefusalGround.choices]
        out = [(label, self.out[value]) for value, label in OutGround.choices]
        return [(label, number) for label, number in (*refused, *out) if number]


def counts(applicants: Iterable[Applicant], pass_mark: Decimal | None) -> dict[int, Counts]:
    """Return {opening: counts}. A second application of the same person is not counted.

    ``pass_mark``: the least written total that goes on; None: there is none.
    """
    found: dict[int, Counts] = {}
    for one in applicants:
        if one.state == _S.REPEATED or one.refusal_ground == RefusalGround.REPEATED:
            continue
        into = found.setdefault(one.opening, Counts())
        into.stages.update(_reached(one, pass_mark))
        if one.state == _S.REFUSED:
            into.refused[one.refusal_ground] += 1
        if one.state == _S.OUT:
            into.out[one.out_ground] += 1
    return found


def _reached(one, pass_mark):
    yield "registered"
    if one.state == _S.WITHDRAWN:
        yield "withdrawn"
    if one.state == _S.REFUSED:
        yield "refused"
    if one.state not in NOT_ACCEPTED:
        yield "accepted"
    if one.written_total is not None:
        yield "sat"
        if pass_mark is None or one.written_total >= pass_mark:
            yield "passed"
    if one.interview is not None:
        yield "interviewed"
    for stage, states in BEHIND.items():
        if one.state in states or one.been.intersection(states):
            yield stage
    if one.state == _S.OUT:
        yield "out"


@dataclass(frozen=True)
class Stay:
    """How long a round was in a state, over all times that it was there; ``open``: it still is."""

    state: str
    days: Decimal
    open: bool

    @property
    def label(self) -> str:
        """The state in words."""
        return RoundState(self.state).label


def stays(began: datetime, moves: Iterable[tuple[str, datetime]], until: datetime) -> list[Stay]:
    """Return how long a round was in each state, in days to a tenth, in the order of first coming there.

    ``moves``: (state gone to, when) in order of time; changes within a state lengthen it. ``until``: the end
    of the round, else now.
    """
    spent: dict[str, timedelta] = {}
    state, since = RoundState.PREPARING.value, began
    for to, at in moves:
        spent[state] = spent.get(state, timedelta()) + (at - since)
        state, since = to, at
    last = state
    if until > since or state not in spent:
        spent[state] = spent.get(state, timedelta()) + max(until - since, timedelta())
    return [
        Stay(name, (Decimal(took.total_seconds()) / 86400).quantize(TENTH), name == last)
        for name, took in spent.items()
    ]


def rate(openly: int, known: int) -> Decimal | None:
    """Return the share of openly selected directors in percent (P2.1); None where nobody serves."""
    return (HUNDRED * openly / known).quantize(TENTH) if known else None


def below(found: Decimal | None, wanted: Decimal | None) -> bool:
    """Whether a rate is lower than what is asked for."""
    return found is not None and wanted is not None and found < wanted


def labels(stages: Mapping[str, str] = STAGES) -> list[str]:
    """Return the stages in words, in their order."""
    return list(stages.values())
