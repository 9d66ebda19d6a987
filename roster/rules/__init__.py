"""Pure rules of the roster: names of units, required numbers of posts, establishment, pinyin."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any, Protocol

from dateutil.relativedelta import relativedelta
from pypinyin import lazy_pinyin

from roster.enums import PostKind, SumKind

# --- names of units ------------------------------------------------------------------------------

# Official endings and what people write instead, longest first; the rest of the name stays.
_ENDINGS = (
    ("村村民委员会", "村"),
    ("村村委会", "村"),
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("村民委员会", "村"),
    ("村委会", "村"),
    ("居民委员会", "居委会"),
    ("街道办事处", "街道"),
    ("乡人民政府", "乡"),
    ("镇人民政府", "镇"),
)
_SPACES = re.compile(r"\s+")
_CORE = re.compile(r"(.{2,})(村|社区|居委会|街道|镇|乡)")
_COUNTY_IN_TITLE = re.compile(r"^([\u4e00-\u9fff]{2,30}?(?:自治县|县|市|区))(?=村|各|乡|街|人口|计|统)")


def short_name(name: str) -> str:
    """Return the name people use.

    八角村村民委员会 → 八角村, 索岭社区居民委员会 → 索岭社区, 顶云街道办事处 → 顶云街道.
    """
    name = _SPACES.sub("", name)
    for ending, kept in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)] + kept
    return name


def core_name(name: str) -> str:
    """Return a name without any word for its kind (永宁居委会 → 永宁); may stand for several units."""
    short = short_name(name)
    match = _CORE.fullmatch(short)
    return match.group(1) if match else short


def county_in_title(title: str) -> str:
    """Return the county's name with which a sheet's title begins (关岭自治县村居基本情况表), or ""."""
    match = _COUNTY_IN_TITLE.match(_SPACES.sub("", title))
    return match.group(1) if match else ""


class NameBook:
    """Units of one parent by name: exact or short name first, the bare core only where it is one unit's."""

    def __init__(self, units: Iterable[tuple[str, Any]]):
        """Take pairs (name, unit)."""
        self._short: dict[str, Any] = {}
        self._core: dict[str, list[Any]] = {}
        for name, unit in units:
            self._short.setdefault(short_name(name), unit)
            self._core.setdefault(core_name(name), []).append(unit)

    def find(self, name: str) -> Any:
        """Return the unit that ``name`` means, or None when there is none or more than one."""
        if (unit := self._short.get(short_name(name))) is not None:
            return unit
        units = self._core.get(core_name(name), ())
        return units[0] if len(units) == 1 else None

    def nearest(self, name: str, count: int = 3) -> list[str]:
        """Return up to ``count`` short names most like ``name``, best first."""
        wanted, core = short_name(name), core_name(name)
        scored = sorted(
            (
                -max(
                    SequenceMatcher(None, wanted, known).ratio(),
                    SequenceMatcher(None, core, core_name(known)).ratio(),
                ),
                known,
            )
            for known in self._short
        )
        return [known for score, known in scored[:count] if score <= -0.4]


# --- establishment -------------------------------------------------------------------------------


class PolicyValues(Protocol):
    """What these rules ask of the dated policy: the typed value of a key, None when none holds."""

    def get(self, key: str) -> Any:
        """Return the value of ``key``."""


@dataclass(frozen=True)
class Need:
    """How many people are needed: at least ``minimum``, at most ``maximum``; ``key`` is the parameter.

    ``maximum`` None: as many as there are.
    """

    minimum: int
    maximum: int | None
    key: str


@dataclass(frozen=True)
class Figures:
    """A village's counts and the year that they are of."""

    year: int
    population: int
    groups: int
    stationed_cadres: int | None = None


# The one parameter that settles the number; the two village figures are worked out below.
_PLAIN = {
    PostKind.LEADER_IN_CHARGE: "township.leaders_in_charge",
    PostKind.OFFICE_DIRECTOR: "office.directors",
    PostKind.COMPUTER_OPERATOR: "office.computer_operators",
    PostKind.PHYSICIAN: "station.physicians",
    PostKind.ASSISTANT_PHYSICIAN: "station.assistants",
    PostKind.SPECIAL_OFFICER: "village.special_officers",
}
# What several posts together need at least.
_AT_LEAST = {
    SumKind.OFFICE: "office.establishment_min",
    SumKind.VILLAGE_WORKERS: "village.workers_min",
}


def need(kind: str, policy: PolicyValues, figures: Figures | None = None) -> Need | None:
    """Return how many people a post (or sum of posts) of ``kind`` needs under ``policy``.

    None where no number is laid down (county centre, N1.7), before the documents held, and where the
    village's figures, on which P2.2 and A1.5 rest, are unknown.
    """
    match kind:
        case PostKind.OFFICE_STAFF:
            # N1.1 counts civil servants with the director; the director has a line of their own.
            civil, directors = policy.get("office.civil_servants"), policy.get("office.directors")
            return _exactly(
                None if civil is None else max(civil - (directors or 0), 0), "office.civil_servants"
            )
        case PostKind.POPULATION_DIRECTOR:
            return _directors(policy, figures)
        case PostKind.GROUP_LEADER:
            each = policy.get("group.leaders")
            return _exactly(each * figures.groups if figures and each is not None else None, "group.leaders")
        case PostKind.STATIONED_CADRE:
            low = policy.get("village.stationed_cadres_min")
            high = policy.get("village.stationed_cadres_max")
            key = "village.stationed_cadres_min"
            return None if low is None else Need(low, low if high is None else max(low, high), key)
    if kind in _AT_LEAST:
        least = policy.get(_AT_LEAST[kind])
        return None if least is None else Need(least, None, _AT_LEAST[kind])
    return _exactly(policy.get(_PLAIN[kind]), _PLAIN[kind]) if kind in _PLAIN else None


def _exactly(number: int | None, key: str) -> Need | None:
    return None if number is None else Need(number, number, key)


def _directors(policy: PolicyValues, figures: Figures | None) -> Need | None:
    bands, least = policy.get("village.directors"), policy.get("village.directors_min")
    if bands is None:
        return _exactly(least, "village.directors_min")
    if figures is None:
        return None
    return _exactly(max(bands.of(figures.population), least or 0), "village.directors")


def state_of(needed: Need | None, actual: int) -> str:
    """Return "short", "over", "full", or "" where no number is laid down."""
    if needed is None:
        return ""
    if actual < needed.minimum:
        return "short"
    return "over" if needed.maximum is not None and actual > needed.maximum else "full"


def village_workers(named: int, cadres_named: bool, figures: Figures | None) -> int:
    """Return how many people work on the task in a village (A1.6).

    ``named``: everybody who regularly holds, acts for or is seconded to a post there, counted once. The
    stationed cadres of the village's figures come in where none is on record by name.
    """
    cadres = figures.stationed_cadres if figures and not cadres_named else None
    return named + (cadres or 0)


def figures_for(by_year: Mapping[int, Figures], day: date) -> Figures | None:
    """Return the figures that count on ``day``: the latest of its year or before, else the earliest known."""
    if not by_year:
        return None
    earlier = [year for year in by_year if year <= day.year]
    return by_year[max(earlier) if earlier else min(by_year)]


# The parameters on which a kind's number rests besides the plain ones; the value's dates are its edges.
_RESTS_ON = {
    PostKind.OFFICE_STAFF: ("office.civil_servants", "office.directors"),
    PostKind.POPULATION_DIRECTOR: ("village.directors", "village.directors_min"),
    PostKind.GROUP_LEADER: ("group.leaders",),
    PostKind.STATIONED_CADRE: ("village.stationed_cadres_min", "village.stationed_cadres_max"),
}


def need_keys(kind: str) -> tuple[str, ...]:
    """Return the keys of the parameters on which :func:`need` rests for ``kind``; none where no number is."""
    plain = _PLAIN | _AT_LEAST
    return _RESTS_ON.get(kind) or ((plain[kind],) if kind in plain else ())


# Bounds of a village's counts, on the form and in the workbook: beyond them a figure is a slip of the hand.
MOST_GROUPS, MOST_POPULATION, MOST_CADRES = 500, 500_000, 500
EARLIEST_YEAR = 2000


# --- time ----------------------------------------------------------------------------------------


def overlap(first_from: date, first_to: date | None, second_from: date, second_to: date | None) -> bool:
    """Whether two periods, ends included and None for still running, share a day."""
    return (first_to is None or second_from <= first_to) and (second_to is None or first_from <= second_to)


# --- vacancies (P2.7) ----------------------------------------------------------------------------


def open_since(
    required: Iterable[tuple[date, int]], terms: Iterable[tuple[date, date | None]], on: date
) -> list[date]:
    """Return for each place of a post that is vacant on ``on`` the first day on which it was, oldest first.

    ``required``: from which day how many people the post needs; ``terms``: first and last day (None: still)
    of everybody who held it. Somebody who comes fills the place that has been open longest; who follows on
    the very next day leaves no vacancy. A lower number closes the oldest vacancy likewise.
    """
    needed = sorted(step for step in required if step[0] <= on)
    moves: dict[date, int] = {}
    for first, last in terms:
        if first <= on:
            moves[first] = moves.get(first, 0) + 1
        if last is not None and last < on:
            moves[last + timedelta(days=1)] = moves.get(last + timedelta(days=1), 0) - 1
    steps = dict(needed)
    serving, number, vacant = 0, 0, []
    for day in sorted({*steps, *moves}):
        serving += moves.get(day, 0)
        number = steps.get(day, number)
        gap = max(number - serving, 0)
        vacant = vacant[len(vacant) - gap :] if gap < len(vacant) else vacant
        vacant += [day] * (gap - len(vacant))
    return vacant


@dataclass(frozen=True)
class Deadline:
    """By when a vacancy is to be filled, and how it stands: ``open``, ``soon`` or ``overdue``."""

    day: date
    state: str


def vacancy_deadline(since: date, on: date, *, ruled_from: date, months: int, soon_days: int) -> Deadline:
    """Return by when a place vacant from ``since`` is to be filled (P2.7), seen on ``on``.

    The first day is not counted and the period ends on the day of the same number, else the month's last
    (as Chinese law counts months). A place that was vacant before the rule held has its period from
    ``ruled_from``. The last ``soon_days`` days, the deadline included, are ``soon``.
    """
    day = max(since, ruled_from) + relativedelta(months=months)
    if on > day:
        return Deadline(day, "overdue")
    return Deadline(day, "soon" if (day - on).days < soon_days else "open")


# --- stability (N3.1 to N3.3) --------------------------------------------------------------------


@dataclass(frozen=True)
class Lock:
    """Until which day somebody may not be moved without consent; ``key`` is the parameter.

    ``consent`` says whose: ``organization`` (N3.1) or ``bureau`` (N3.2, N3.3).
    """

    key: str
    last_day: date
    consent: str


# Kind of post → the parameter that sets the years, and who may consent to an earlier move.
_LOCKS = {
    PostKind.LEADER_IN_CHARGE: ("stability.leader_years", "organization"),
    PostKind.OFFICE_DIRECTOR: ("stability.staff_years", "bureau"),
    PostKind.OFFICE_STAFF: ("stability.staff_years", "bureau"),
    PostKind.COMPUTER_OPERATOR: ("stability.staff_years", "bureau"),
    PostKind.PHYSICIAN: ("stability.staff_years", "bureau"),
    PostKind.ASSISTANT_PHYSICIAN: ("stability.staff_years", "bureau"),
    PostKind.POPULATION_DIRECTOR: ("stability.director_term_years", "bureau"),
}
LOCKED_KINDS = tuple(_LOCKS)
CONSENTS = {"organization": "县委组织部", "bureau": "县人口计生局"}


def lock_of(kind: str, since: date, policy: PolicyValues, term_end: date | None = None) -> Lock | None:
    """Return the stability lock of somebody in a post of ``kind`` since ``since``, or None where none holds.

    A population director's runs to the end of the term (N3.3) where one is set; all others, and a director
    without one, count full years from the first day of service in the post (N3.1, N3.2).
    """
    if kind not in _LOCKS:
        return None
    key, consent = _LOCKS[kind]
    years = policy.get(key)
    if years is None:
        return None
    if kind == PostKind.POPULATION_DIRECTOR and term_end is not None:
        return Lock(key, term_end, consent)
    return Lock(key, full_years(since, years), consent)


def full_years(since: date, years: int) -> date:
    """Return the day with which full ``years`` of service from ``since`` on are complete."""
    day, span = timedelta(days=1), relativedelta(years=years)
    # The two differ only around 29 February: never less than the full years.
    return max(since + span - day, since - day + span)


def term_end(first: date, years: int) -> date:
    """Return the last day of a term of full ``years`` that begins on ``first`` (N3.3)."""
    return first + relativedelta(years=years) - timedelta(days=1)


def served_since(terms: Iterable[tuple[date, date | None]], on: date) -> date | None:
    """Return the first day of the unbroken service that holds on ``on``; None where nothing holds then.

    Terms that follow each other without a day between them add up, overlapping ones too.
    """
    start = on + timedelta(days=1)
    for first, last in sorted(terms, key=lambda term: term[1] or date.max, reverse=True):
        if first <= on and (last is None or last >= start - timedelta(days=1)):
            start = min(start, first)
    return start if start <= on else None


# --- places of a post ----------------------------------------------------------------------------


def lowest_free(taken: Iterable[tuple[int, date, date | None]], first: date, last: date | None) -> int:
    """Return the lowest place, from 1, that none of ``taken`` (place, first, last day) holds meanwhile."""
    held = {place for place, start, end in taken if overlap(start, end, first, last)}
    place = 1
    while place in held:
        place += 1
    return place


def most_at_once(taken: Iterable[tuple[int, date, date | None]], first: date, last: date | None) -> int:
    """Return how many of ``taken`` (place, first, last day) hold at most on one day of the period."""
    meanwhile = [(start, end) for _, start, end in taken if overlap(start, end, first, last)]
    # The number grows only on a day on which somebody begins.
    days = {max(start, first) for start, _ in meanwhile}
    return max((sum(overlap(*term, day, day) for term in meanwhile) for day in days), default=0)


# --- pinyin --------------------------------------------------------------------------------------

# Readings that a character has as a surname, where they differ from its usual one.
_SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "查": "zha", "仇": "qiu", "区": "ou", "任": "ren", "盖": "ge",
    "华": "hua", "乐": "yue", "覃": "qin", "冼": "xian", "朴": "piao", "缪": "miao", "翟": "zhai",
    "员": "yun",
    "种": "chong", "繁": "po", "秘": "bi", "洗": "xian", "谌": "chen", "纪": "ji", "召": "shao", "瞿": "qu",
    "郗": "xi", "宿": "su", "祭": "zhai", "燕": "yan", "应": "ying", "於": "yu", "尉": "wei", "折": "she",
    "卜": "bu", "石": "shi", "沈": "shen", "牟": "mu", "车": "che", "曲": "qu", "句": "gou", "尹": "yin",
    "那": "na", "阚": "kan", "隗": "wei", "佴": "nai", "费": "fei", "薄": "bo", "贾": "jia", "哈": "ha",
    "䶮": "yan", "逄": "pang", "么": "yao", "黑": "he", "长": "chang", "重": "chong", "都": "du", "俞": "yu",
}  # fmt: skip
_DOUBLE_SURNAMES = {
    "尉迟": ["yu", "chi"], "万俟": ["mo", "qi"], "长孙": ["zhang", "sun"], "单于": ["chan", "yu"],
    "令狐": ["ling", "hu"], "澹台": ["tan", "tai"], "宰父": ["zai", "fu"], "鲜于": ["xian", "yu"],
}  # fmt: skip
# pypinyin has no reading for these; they occur in names.
_RARE = {"𠮷": "ji", "𫍯": "xian", "𬭚": "chun", "𬱖": "di", "𫖮": "yi", "𬀩": "wei"}


@lru_cache(maxsize=100_000)
def _syllables(text: str) -> tuple[str, ...]:
    parts = []
    for syllable in lazy_pinyin("".join(char for char in text if char.isalnum())):
        if syllable.isascii():
            parts.append(syllable.lower())
        else:
            parts.extend(_RARE.get(char, char) for char in syllable)
    return tuple(parts)


def pinyin(name: str) -> tuple[str, str]:
    """Return a personal name's pinyin without gaps and its initials: 单𠮷 → ("shanji", "sj")."""
    if name[:2] in _DOUBLE_SURNAMES:
        parts = [*_DOUBLE_SURNAMES[name[:2]], *_syllables(name[2:])]
    elif name[:1] in _SURNAMES:
        parts = [_SURNAMES[name[0]], *_syllables(name[1:])]
    elif name[:1].isascii():
        parts = _syllables(name)
    else:
        # Apart, so that surname and given name never read as one word.
        parts = [*_syllables(name[:1]), *_syllables(name[1:])]
    return "".join(parts), "".join(part[0] for part in parts)
