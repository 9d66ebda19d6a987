"""Whether a year's plan would reach what the clauses ask, and how far it has come (N7.1, P3.1 to P3.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from roster.enums import Level
from training.enums import SESSION_COUNTS, Audience, Category, SessionState

UPDATE_DAYS = "training.update_days"
SESSIONS_MIN = "training.township_sessions_min"
SESSIONS_MAX = "training.township_sessions_max"
SESSION_DAYS = "training.township_session_days"
TOWNSHIP_COUNTS = "training.township_counts"
# Audiences that are every population director; who only catches up is not the whole of them.
EVERY_DIRECTOR = (Audience.DIRECTORS, Audience.VILLAGE_STAFF)


@dataclass(frozen=True)
class Planned:
    """One line of a plan, as far as the clauses ask about it; ``days`` in days, halves allowed."""

    category: str
    audience: str
    days: Decimal


@dataclass(frozen=True)
class Needs:
    """What the year asks, from the dated policy; None where nothing holds."""

    update_days: Decimal | None
    sessions_min: int | None
    sessions_max: int | None
    session_days: Decimal | None
    township_counts: bool


@dataclass(frozen=True)
class Finding:
    """One figure of a plan beside what its clause asks; ``met`` None where nothing is asked.

    ``keys``: the parameters that were used. ``advice``: what is missing, in Chinese; empty where met.
    """

    clause: str
    what: str
    planned: str
    asked: str
    met: bool | None
    advice: str = ""
    keys: tuple[str, ...] = ()


def last_day(year: int) -> date:
    """Return the day whose policy a year's plan is measured by: its last."""
    return date(year, 12, 31)


def plain(number: Decimal | int) -> str:
    """Return days as people write them: 3, 0.5."""
    text = f"{number:f}" if isinstance(number, Decimal) else str(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def update_days(lines: Iterable[Planned], needs: Needs) -> Decimal:
    """Return the days of update training that the lines offer to every director (P3.2)."""
    categories = {Category.UPDATE, *((Category.TOWNSHIP,) if needs.township_counts else ())}
    return sum(
        (line.days for line in lines if line.category in categories and line.audience in EVERY_DIRECTOR),
        Decimal(0),
    )


def assess(
    level: str, lines: Sequence[Planned], needs: Needs, above: Sequence[Planned] = ()
) -> list[Finding]:
    """Return what a county's or township's plan comes to beside what the clauses ask.

    ``above``: lines of the county's plan, whose update training a township's directors attend too.
    """
    if level == Level.COUNTY:
        return [_initial(lines), _update(level, lines, needs, ())]
    return [_update(level, lines, needs, above), _sessions(lines, needs)]


def _initial(lines):
    count = sum(line.category == Category.INITIAL for line in lines)
    return Finding(
        "P3.1",
        "初任培训",
        f"{count} 期",
        "县安排，新任人口主任上岗前参加",
        count > 0,
        "" if count else "没有安排初任培训；新任人口主任上岗前都要参加。",
    )


def _update(level, lines, needs, above):
    own, county = update_days(lines, needs), update_days(above, needs)
    days = own + county
    planned = f"{plain(days)} 天"
    if level != Level.COUNTY and county:
        planned += f"（本单位 {plain(own)} 天，县局计划 {plain(county)} 天）"
    if needs.update_days is None:
        return Finding("P3.2", "面向全体人口主任的知识更新培训", planned, "没有规定", None)
    met, advice = days >= needs.update_days, ""
    if not met:
        short = plain(needs.update_days - days)
        advice = f"面向全体人口主任的知识更新培训还差 {short} 天" + (
            "；不足的天数要由各乡镇（街道）的计划补上。" if level == Level.COUNTY else "。"
        )
    return Finding(
        "P3.2",
        "面向全体人口主任的知识更新培训",
        planned,
        f"每年至少 {plain(needs.update_days)} 天",
        met,
        advice,
        (UPDATE_DAYS,),
    )


def _sessions(lines, needs):
    days = [line.days for line in lines if line.category == Category.TOWNSHIP]
    least, most, each = needs.sessions_min, needs.sessions_max, needs.session_days
    long_enough = [one for one in days if each is None or one >= each]
    planned = f"{len(long_enough)} 次"
    if len(long_enough) < len(days):
        planned += f"（另有 {len(days) - len(long_enough)} 次不满 {plain(each)} 天，不计）"
    if least is None:
        return Finding("P3.3", "乡镇集中培训", planned, "没有规定", None)
    asked = f"每年 {least} 次以上" if most is None else f"每年 {least} 至 {most} 次"
    if each is not None:
        asked += f"，每次至少 {plain(each)} 天"
    advice = ""
    if len(long_enough) < least:
        advice = f"乡镇集中培训还差 {least - len(long_enough)} 次。"
    elif most is not None and len(long_enough) > most:
        advice = f"乡镇集中培训安排了 {len(long_enough)} 次，多于 {most} 次，请核对。"
    keys = [SESSIONS_MIN]
    keys += [SESSIONS_MAX] if most is not None else []
    keys += [SESSION_DAYS] if each is not None else []
    return Finding("P3.3", "乡镇集中培训", planned, asked, not advice, advice, tuple(keys))


# --- progress ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """A session that carries out a line; the days are None while none is set."""

    state: str
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True)
class Standing:
    """How far a line has come: ``key`` (held, announced, prepared, overdue, due, ahead), word and look."""

    key: str
    word: str
    look: str


HELD = Standing("held", "已办", "good")
ANNOUNCED = Standing("announced", "已通知", "wait")
PREPARED = Standing("prepared", "筹备中", "wait")
OVERDUE = Standing("overdue", "过期未办", "bad")
DUE = Standing("due", "本月", "wait")
AHEAD = Standing("ahead", "未到月份", "off")
STANDINGS = (HELD, ANNOUNCED, PREPARED, OVERDUE, DUE, AHEAD)


def standing(year: int, month: int, sessions: Sequence[Held], today: date) -> Standing:
    """Return how far the line of a month has come on ``today``.

    A session counts as held once its last day is over; one that is only being prepared or was called off
    does not keep a line from being overdue when its month has passed.
    """
    counted = [one for one in sessions if one.state in SESSION_COUNTS]
    if any(one.last_day is not None and one.last_day < today for one in counted):
        return HELD
    if counted:
        return ANNOUNCED
    this, planned = (today.year, today.month), (year, month)
    if planned < this:
        return OVERDUE
    if any(one.state == SessionState.DRAFT for one in sessions):
        return PREPARED
    return DUE if planned == this else AHEAD
