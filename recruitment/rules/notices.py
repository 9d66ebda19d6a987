"""Rules of the check, the public notice and who moves up (P2.4): pure, asking no clock.

Days are counted by the Chinese calendar as everywhere in the house: appraisal.rules.years.notice_end.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from appraisal.rules.years import notice_end
from roster.rules.moves import working_days

CLAUSE = "P2.4"
NOTICE_DAYS = "selection.notice_working_days"
OBJECTION_DAYS = "selection.objection_working_days"


def last_day(first: date, days: int) -> tuple[date, bool]:
    """Return the last day of a notice of ``days`` working days, the first day counted.

    And whether the calendar tells the holidays that far: beyond the published years Monday to Friday count.
    """
    return notice_end(first, days)


def answer_due(received: date, days: int) -> date:
    """Return the day by which an objection is answered: ``days`` working days after that of its receipt."""
    return notice_end(received + timedelta(days=1), days)[0]


# --- ending a notice -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Hindrance:
    """What still stands against the end of a notice, in words, with its clause."""

    what: str
    clause: str = CLAUSE


def hindrances(
    *, first: date, last: date, least: int, on: date, open_objections: int
) -> tuple[Hindrance, ...]:
    """Return what hinders the confirmation of a notice on a day; empty: somebody may confirm it.

    That nothing hinders it ends nothing: a notice ends by a person's confirmation alone.
    """
    found = []
    number, _ = working_days(first, last)
    if number < least:
        found.append(Hindrance(f"公示期只有 {number} 个工作日，少于规定的 {least} 个工作日"))
    if on <= last:
        found.append(Hindrance(f"公示到{last.year}年{last.month}月{last.day}日止，期满的次日起才能确认结束"))
    if open_objections:
        found.append(Hindrance(f"还有 {open_objections} 件异议没有核查答复"))
    return tuple(found)


# --- who moves up --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Waiter:
    """Somebody who waits in line for a place of an opening; ``rank`` None: not ranked, moves up never."""

    key: int
    rank: int | None


@dataclass(frozen=True)
class Succession:
    """Who moves up; ``tied``: more than the free places, because the last of them are equal in rank.

    ``unfilled``: free places for which nobody is left.
    """

    moving: tuple[int, ...] = ()
    tied: bool = False
    unfilled: int = 0


def next_in_line(waiting: Iterable[Waiter], free: int) -> Succession:
    """Return who moves up into ``free`` places: by rank; equals at the last rank all together.

    Equals are all looked into, then the leading group chooses: no lot and no alphabet decides for it.
    """
    ranked = sorted((one for one in waiting if one.rank is not None), key=lambda one: (one.rank, one.key))
    if free <= 0 or not ranked:
        return Succession(unfilled=max(free, 0))
    last = ranked[min(free, len(ranked)) - 1].rank
    moving = tuple(one.key for one in ranked if one.rank <= last)
    return Succession(moving, tied=len(moving) > free, unfilled=max(free - len(moving), 0))


# --- more than there are places ------------------------------------------------------------------


def choice_fault(passed: Sequence[Waiter], chosen: Collection[int], places: int) -> str:
    """Return what is wrong with a choice among those who passed, or nothing.

    As many as there are places are chosen, and nobody is passed over by somebody of a later rank: the choice
    is among equals only (P2.4).
    """
    if len(passed) <= places:
        return "合格人数没有超过名额，不需要研究确定"
    if len(chosen) != places:
        return f"应确定 {places} 人，选了 {len(chosen)} 人"
    ranks = [one.rank or 0 for one in passed if one.key in chosen]
    left = [one.rank or 0 for one in passed if one.key not in chosen]
    if ranks and left and max(ranks) > min(left):
        return f"第 {min(left)} 名没有选，却选了第 {max(ranks)} 名；只在名次相同的人选之间研究确定"
    return ""
