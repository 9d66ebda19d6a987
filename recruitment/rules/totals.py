"""What marks come to: means, totals, who goes on, places (P2.4, P6.3). Pure; results are itemised.

Everything is exact until the one rounding that a sentence names: half up to two places.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
# Fewer judges than these lose no extremes: nothing would be left of two.
DROP_FROM = 3
ABSENT, BREACH, PRESENT = "absent", "breach", "present"
BELOW_PASS, BEYOND_RATIO, CANCELLED = "below_pass", "beyond_ratio", "cancelled"
TIE_RULE = (
    "综合成绩相同的，笔试总分高的名次在前；笔试总分也相同的，名次并列，一并进入下一环节。"
    "面试人选最后一名笔试总分相同的，一并进入面试。"
)
TIE_RULE_WRITTEN = "笔试总分相同的，名次并列，一并进入下一环节。"
STEP, BONUS_STEP = "P2.4", "P6.3"


@dataclass(frozen=True)
class Scheme:
    """By what a round is judged; ``clauses`` says by which clause each of the figures holds."""

    pass_mark: Decimal
    written_weight: Decimal
    interview_ratio: int
    interview_pass_mark: Decimal
    with_interview: bool = True
    drop_extremes: bool = True
    clauses: Mapping[str, str] | None = None

    def clause(self, name: str) -> str:
        """Return the clause by which a figure holds."""
        return (self.clauses or {}).get(name, STEP)


@dataclass(frozen=True)
class Mark:
    """The marks that count for one part, after both hands: whether somebody sat it, and what for."""

    sat: str = PRESENT
    value: Decimal | None = None
    judges: tuple[Decimal, ...] = ()


@dataclass(frozen=True)
class Line:
    """One step of the reckoning: what, how, by which clause."""

    what: str
    text: str
    clause: str

    def as_json(self) -> dict:
        """Return the step as it is kept with the result."""
        return {"what": self.what, "text": self.text, "clause": self.clause}


@dataclass(frozen=True)
class Candidate:
    """Somebody who was admitted to the written examination. ``letter``: the number of the bonus letter."""

    key: int
    opening: int
    written: Mark
    bonus: Decimal = Decimal(0)
    letter: str = ""


@dataclass(frozen=True)
class Heard:
    """Somebody who was admitted to the interview, with the written total that stands already."""

    key: int
    opening: int
    written_total: Decimal
    mark: Mark


@dataclass
class Outcome:
    """What came of it. ``ground``: why somebody is out; who has a ``rank`` counts."""

    key: int
    opening: int
    written: Decimal | None = None
    bonus: Decimal = Decimal(0)
    written_total: Decimal | None = None
    interview: Decimal | None = None
    total: Decimal | None = None
    rank: int | None = None
    ground: str = ""
    lines: list[Line] = field(default_factory=list)

    def say(self, what: str, text: str, clause: str = STEP) -> None:
        """Add a step of the reckoning."""
        self.lines.append(Line(what, text, clause))


def said(value: Decimal) -> str:
    """Return a figure as people write it: 86.5, 70."""
    return f"{value.normalize():f}" if value else "0"


def rounded(value: Decimal) -> Decimal:
    """Return a figure with two places, half up."""
    return value.quantize(CENT, ROUND_HALF_UP)


def panel_mean(judges: Sequence[Decimal], *, drop: bool) -> tuple[Decimal, str]:
    """Return the mean of a panel's marks and how it came about; of equal extremes just one each goes."""
    kept = sorted(judges)
    told = "、".join(said(one) for one in judges)
    if drop and len(kept) >= DROP_FROM:
        low, high = kept[0], kept[-1]
        kept = kept[1:-1]
        told += f"；去掉一个最高分 {said(high)}、一个最低分 {said(low)}"
    mean = rounded(sum(kept, Decimal(0)) / len(kept))
    return mean, f"{len(judges)} 名评委：{told}；其余 {len(kept)} 个分数平均 {mean}"


def cut(totals: Iterable[Decimal], most: int) -> Decimal | None:
    """Return the written total that still goes on when ``most`` do; all equal to it go in. None: nobody."""
    ordered = sorted(totals, reverse=True)
    if not ordered or most < 1:
        return None
    return ordered[min(most, len(ordered)) - 1]


def _written(candidate, scheme):
    """The outcome after the written examination: totals, and the ground where it ends there."""
    out = Outcome(candidate.key, candidate.opening)
    if candidate.written.sat != PRESENT:
        out.ground = candidate.written.sat
        out.say("笔试", "缺考，不计成绩，不排名。" if out.ground == ABSENT else "违纪，成绩无效，不排名。")
        return out
    out.written, out.bonus = candidate.written.value, candidate.bonus
    out.say("笔试", f"笔试成绩 {said(out.written)} 分。")
    out.written_total = out.written + out.bonus
    if out.bonus:
        out.say(
            "加分",
            f"凭{candidate.letter}加 {said(out.bonus)} 分，"
            f"笔试总分 {said(out.written)}＋{said(out.bonus)}＝{said(out.written_total)} 分。",
            BONUS_STEP,
        )
    reaches = out.written_total >= scheme.pass_mark
    out.say(
        "笔试合格线",
        f"合格线 {said(scheme.pass_mark)} 分，笔试总分 {said(out.written_total)} 分，"
        f"{'达到' if reaches else '未达到，不进入下一环节'}。",
        scheme.clause("pass_mark"),
    )
    if not reaches:
        out.ground = BELOW_PASS
    return out


def _by_opening(outcomes):
    groups = defaultdict(list)
    for out in outcomes:
        groups[out.opening].append(out)
    return groups


def after_written(
    candidates: Iterable[Candidate], scheme: Scheme, places: Mapping[int, int]
) -> list[Outcome]:
    """Judge the written examination; who has no ``ground`` goes on. ``places``: open ones by opening.

    Without an interview the written total is the total, and the ranks are final.
    """
    outcomes = [_written(candidate, scheme) for candidate in candidates]
    for opening, group in _by_opening(outcomes).items():
        passing = [out for out in group if not out.ground]
        if places[opening] < 1:
            for out in passing:
                out.ground = CANCELLED
                out.say("名额", "岗位名额已全部取消。")
        elif scheme.with_interview:
            _cut_for_interview(passing, scheme, places[opening])
        else:
            for out in passing:
                out.total = out.written_total
                out.say("综合成绩", f"方案不安排面试，综合成绩即笔试总分 {said(out.total)} 分。")
            _rank(passing, scheme)
    return outcomes


def _cut_for_interview(passing, scheme, places):
    most = scheme.interview_ratio * places
    line = cut((out.written_total for out in passing), most)
    for out in passing:
        ahead = sum(other.written_total > out.written_total for other in passing)
        goes = out.written_total >= line
        equal = goes and sum(other.written_total >= out.written_total for other in passing) > most
        out.say(
            "面试人选",
            f"名额 {places} 个，按 1∶{scheme.interview_ratio} 取 {most} 人；笔试总分列第 {ahead + 1} 名，"
            + ("最后一名同分，一并进入面试。" if equal else "进入面试。" if goes else "未进入面试。"),
            scheme.clause("interview_ratio"),
        )
        if not goes:
            out.ground = BEYOND_RATIO


def after_interview(candidates: Iterable[Heard], scheme: Scheme) -> list[Outcome]:
    """Judge the interview of all who were admitted to it: totals and ranks. The lines tell of it alone."""
    outcomes = [_heard(candidate, scheme) for candidate in candidates]
    for group in _by_opening(outcomes).values():
        _rank([out for out in group if not out.ground], scheme)
    return outcomes


def _heard(candidate, scheme):
    mark = candidate.mark
    out = Outcome(candidate.key, candidate.opening, written_total=candidate.written_total)
    if mark.sat != PRESENT:
        out.ground = mark.sat
        out.say("面试", "缺考，不计综合成绩，不排名。" if mark.sat == ABSENT else "违纪，成绩无效，不排名。")
        return out
    out.interview, told = panel_mean(mark.judges, drop=scheme.drop_extremes)
    out.say("面试", f"{told} 分。")
    out.total = _total(out, scheme)
    reaches = out.interview >= scheme.interview_pass_mark
    out.say(
        "面试合格线",
        f"合格线 {said(scheme.interview_pass_mark)} 分，面试成绩 {out.interview} 分，"
        f"{'达到' if reaches else '未达到，不排名'}。",
        scheme.clause("interview_pass_mark"),
    )
    if not reaches:
        out.ground = BELOW_PASS
    return out


def _total(out, scheme):
    rest = HUNDRED - scheme.written_weight
    total = rounded((out.written_total * scheme.written_weight + out.interview * rest) / HUNDRED)
    out.say(
        "综合成绩",
        f"{said(out.written_total)}×{said(scheme.written_weight)}%"
        f"＋{out.interview}×{said(rest)}%＝{total} 分（四舍五入到两位小数）。",
        scheme.clause("written_weight"),
    )
    return total


def _rank(group, scheme):
    """Rank those who count: by total, then by written total; still equal ones share a rank."""
    keys = [(out.total, out.written_total) for out in group]
    for out, key in zip(group, keys, strict=True):
        out.rank = 1 + sum(other > key for other in keys)
        same_total = sum(other[0] == key[0] for other in keys) > 1
        shared = keys.count(key) > 1
        why = ""
        if shared:
            why = "，综合成绩和笔试总分都相同，名次并列" if scheme.with_interview else "，同分，名次并列"
        elif same_total:
            why = "，综合成绩相同，按笔试总分定先后"
        out.say("名次", f"本岗位第 {out.rank} 名{why}。")


def taken(outcomes: Iterable[Outcome], places: Mapping[int, int]) -> tuple[set[int], set[int]]:
    """Return who goes to the check and who waits in line, by key: equal ones at the last place all go."""
    first, line = set(), set()
    for out in outcomes:
        if out.rank is not None:
            (first if out.rank <= places[out.opening] else line).add(out.key)
    return first, line
