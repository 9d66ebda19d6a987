"""What a change of units amounts to, and why it cannot be carried out. Pure: facts in, findings out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from roster.enums import Level, LineKind
from roster.rules import Figures, figures_for, overlap, short_name
from roster.rules.divisions import township_code

LEVEL_OF_LENGTH = {9: Level.TOWNSHIP, 12: Level.VILLAGE, 14: Level.GROUP}
LENGTH_OF_LEVEL = {level: length for length, level in LEVEL_OF_LENGTH.items()}


def _day(day):
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True)
class Place:
    """A unit that holds on the day or later, and what would be left behind in it.

    ``people`` serve in it then, ``grants`` are accounts' rights in it, ``files`` are kept by it.
    """

    pk: int
    level: str
    code: str
    name: str
    parent: int | None
    since: date | None
    until: date | None = None
    people: int = 0
    grants: int = 0
    files: int = 0


@dataclass(frozen=True)
class Line:
    """A line of a change. ``unplaced`` people of a split unit have not been told where they go on."""

    key: int
    kind: str
    old: Place | None
    code: str = ""
    name: str = ""
    main: bool = False
    population: int | None = None
    groups: int | None = None
    unplaced: int = 0


@dataclass(frozen=True)
class NewUnit:
    """A unit that begins on the day, and from which old units it comes."""

    code: str
    name: str
    level: str
    lines: tuple[Line, ...]

    @property
    def olds(self) -> tuple[Place, ...]:
        """The units that go on in it, wholly or (of a split) in part."""
        return tuple(line.old for line in self.lines if line.old)


@dataclass
class Plan:
    """What a change does: units that begin, those that end with their (main) successor's code, or ""."""

    day: date
    news: list[NewUnit] = field(default_factory=list)
    heirs: dict[int, str] = field(default_factory=dict)
    # Units below an ending one that only get the new row above them: their own codes stay.
    adopted: list[Place] = field(default_factory=list)
    # By line; None: of the change as a whole.
    problems: dict[int | None, list[str]] = field(default_factory=dict)

    @property
    def all_problems(self) -> list[str]:
        """Every problem once, those of the whole first."""
        told = self.problems.get(None, []) + [
            text for key, texts in self.problems.items() if key is not None for text in texts
        ]
        return list(dict.fromkeys(told))


def plan_change(lines: Iterable[Line], places: Iterable[Place], day: date, county: Place) -> Plan:
    """Return what ``lines`` do on ``day`` among ``places`` (all that hold then or later)."""
    return _Planner(list(lines), list(places), day, county).plan()


class _Planner:
    def __init__(self, lines, places, day, county):
        self.lines, self.day, self.county = lines, day, county
        self.result = Plan(day)
        self.ending = {line.old.pk: line.old for line in lines if line.old}
        self.places = {place.pk: place for place in places}
        self.staying = [place for place in places if place.pk not in self.ending]
        self.by_code: dict[str, list[Line]] = {}
        for line in lines:
            if line.code:
                self.by_code.setdefault(line.code, []).append(line)
        self.of_old = Counter(line.old.pk for line in lines if line.old)
        # Codes that hold on the day, of units that stay and of those that begin.
        self.holding = {place.code: place for place in self.staying if self._holds(place)}

    def _holds(self, place):
        return (place.since is None or place.since <= self.day) and (
            place.until is None or place.until >= self.day
        )

    def _say(self, key, text):
        self.result.problems.setdefault(key, []).append(text)

    def plan(self):
        if not self.lines:
            self._say(None, "还没有列入任何机构。")
        for line in self.lines:
            if line.old:
                self._old(line)
            if line.code:
                self._new(line)
            self._kind(line)
        self._heirs()
        self._names()
        for pk in self.ending:
            self._below(pk)
        for code, own in sorted(self.by_code.items(), key=lambda item: (len(item[0]), item[0])):
            level = LEVEL_OF_LENGTH.get(len(code), "")
            self.result.news.append(NewUnit(code, own[0].name, level, tuple(own)))
        return self.result

    # --- one line ---

    def _old(self, line):
        old = line.old
        if old.level not in LENGTH_OF_LEVEL or not old.code.startswith(self.county.code):
            self._say(line.key, f"“{old.name}”不是本县的乡镇（街道）或村（居、社区），不能在这里调整。")
        if old.until:
            self._say(line.key, f"“{old.name}”已于{_day(old.until)}撤并，请从本次调整中去掉。")
        if old.since and old.since >= self.day:
            self._say(line.key, f"“{old.name}”自{_day(old.since)}起才设立，生效日期应在这一天之后。")

    def _new(self, line):
        code = line.code
        if line.old and line.old.level in LENGTH_OF_LEVEL:
            length = LENGTH_OF_LEVEL[line.old.level]
            if len(code) != length:
                level = Level(line.old.level).label
                self._say(line.key, f"“{line.name}”的代码应为{length}位：“{line.old.name}”是{level}。")
                return
        if len(code) not in LEVEL_OF_LENGTH or not code.isdigit():
            self._say(line.key, f"“{line.name}”的代码应为9位（乡镇、街道）或12位（村、居、社区）数字。")
            return
        above = township_code(code)
        if not code.startswith(self.county.code):
            self._say(line.key, f"“{line.name}”的代码应以本县代码{self.county.code}开头。")
        elif above != self.county.code and above not in self.holding and above not in self.by_code:
            self._say(
                line.key,
                f"“{line.name}”的代码以{above}开头，{_day(self.day)}没有这个代码的上级机构；"
                "请核对代码，或先在本次调整中新设上级。",
            )
        for place in self.staying:
            if place.code == code:
                since = f"（自{_day(place.since)}起）" if place.since and place.since > self.day else ""
                self._say(line.key, f"代码{code}已由“{place.name}”使用{since}，请改用别的代码。")
                break

    def _kind(self, line):
        own = self.by_code.get(line.code, [])
        match line.kind:
            case LineKind.RENAME | LineKind.RECODE:
                self._one_to_one(line, own)
            case LineKind.MERGE:
                if len({other.old.pk for other in own if other.old}) < 2:
                    self._say(
                        line.key,
                        f"并入“{line.name}”的只有“{line.old.name}”；合并至少要有两个机构，"
                        "只有一个的请改为更名或变更代码，并入现有机构的也要把该机构列入。",
                    )
            case LineKind.SPLIT:
                self._split(line, own)
            case LineKind.NEW:
                if len(own) > 1:
                    self._say(line.key, f"代码{line.code}在本次调整中重复，请改用别的代码。")
            case LineKind.END:
                self._nobody_left(line)
        if line.old and line.kind != LineKind.SPLIT and self.of_old[line.old.pk] > 1:
            self._say(line.key, f"“{line.old.name}”在本次调整中重复列入，请去掉多余的。")

    def _one_to_one(self, line, own):
        if len(own) > 1:
            self._say(line.key, f"代码{line.code}在本次调整中重复；几个机构合为一个的，请用“合并”。")
        elif line.code == line.old.code and short_name(line.name) == line.old.name:
            self._say(line.key, f"“{line.old.name}”的代码和名称都没有变化，不需要调整。")

    def _split(self, line, own):
        parts = [other for other in self.lines if other.old and other.old.pk == line.old.pk]
        if len(parts) < 2:
            self._say(line.key, f"“{line.old.name}”拆分后至少要有两个机构。")
        if sum(part.main for part in parts) != 1:
            self._say(line.key, f"请在“{line.old.name}”拆分后的机构中指明一个主要后继。")
        if len(own) > 1:
            self._say(line.key, f"代码{line.code}在本次调整中重复，请改用别的代码。")
        if line.old.level == Level.VILLAGE and None in (line.population, line.groups):
            self._say(line.key, f"请填写“{line.name}”的总人口和村民小组数：拆分后的数字不能推算。")
        if line.main and line.unplaced:
            self._say(line.key, f"“{line.old.name}”还有{line.unplaced}人没有安排去处，请核对人员去向。")

    def _nobody_left(self, line):
        old = line.old
        left = [
            f"{number}{what}"
            for number, what in (
                (old.people, "人任职"),
                (old.grants, "项账号授权"),
                (old.files, "份人事档案"),
            )
            if number
        ]
        if left:
            self._say(
                line.key, f"“{old.name}”还有{'、'.join(left)}，不能直接撤销；请指明并入何处，或先行办理离任。"
            )

    # --- the change as a whole ---

    def _heirs(self):
        for line in self.lines:
            if line.old and (line.kind != LineKind.SPLIT or line.main):
                self.result.heirs[line.old.pk] = line.code
        for line in self.lines:
            if line.old:
                self.result.heirs.setdefault(line.old.pk, line.code)

    def _names(self):
        """No two units of one parent go by one name; lines of one code agree in the name."""
        known: dict[tuple[str, str], str] = {}
        for place in self.staying:
            if self._holds(place):
                known[self._above(place), place.name] = place.code
        for code, own in self.by_code.items():
            line = own[0]
            if any(other.name != line.name for other in own):
                self._say(line.key, f"代码{code}在本次调整中有几个不同的名称，请改为一致。")
            if len(code) in LEVEL_OF_LENGTH:
                key = township_code(code), short_name(line.name)
                if known.setdefault(key, code) != code:
                    self._say(line.key, f"同一上级之下已有“{key[1]}”（{known[key]}），请核对名称。")

    def _above(self, place):
        """The code of the unit above as it will be."""
        if place.parent in self.ending:
            return self.result.heirs.get(place.parent, "")
        parent = self.places.get(place.parent)
        return parent.code if parent else self.county.code

    def _below(self, pk):
        """Units below an ending one go on below its successor, or must be in the change themselves."""
        heir, left = self.result.heirs[pk], []
        for place in self.staying:
            if place.parent == pk:
                if heir and place.code.startswith(heir):
                    self.result.adopted.append(place)
                else:
                    left.append(place)
        if left:
            key = next(line.key for line in self.lines if line.old and line.old.pk == pk)
            names = "、".join(place.name for place in left[:5]) + ("等" if len(left) > 5 else "")
            what = "村（居、社区）" if self.ending[pk].level == Level.TOWNSHIP else "机构"
            self._say(key, f"“{self.ending[pk].name}”其下还有{len(left)}个{what}未列入本次调整：{names}。")


def confirmed_sentence(months: Mapping[str, Iterable[date]]) -> str:
    """Say which confirmed months a change would reach into, and from when it can take effect."""
    found = sorted({month for own in months.values() for month in own})
    told = "、".join(f"{month.year}年{month.month}月" for month in found[:6])
    more = f"等{len(found)}个月" if len(found) > 6 else ""
    last = found[-1]
    free = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    return (
        f"生效日期涉及已经确认的月份（{'、'.join(months)}：{told}{more}），已确认的结果不能改动；"
        f"请把生效日期改为{_day(free)}或以后。"
    )


# --- people --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Term:
    """An appointment that runs on the day or begins later, and the code of the unit in which it goes on."""

    key: int
    person: int
    kind: str
    target: str
    regular: bool
    first: date
    last: date | None


@dataclass(frozen=True)
class Doubled:
    """Terms of one person that fall together in one post of a merged unit.

    ``dropped`` end with the old unit: the same person goes on by the longer regular term. ``clashing`` begin
    only later and overlap; somebody has to settle them first.
    """

    dropped: frozenset[int]
    clashing: frozenset[int]


def doubled(terms: Iterable[Term], day: date) -> Doubled:
    """Return which terms cannot go on because their person would hold the same post twice."""
    groups: dict[tuple[int, str, str], list[Term]] = {}
    for term in terms:
        groups.setdefault((term.person, term.kind, term.target), []).append(term)
    dropped, clashing = set(), set()
    for group in groups.values():
        kept: list[Term] = []
        for term in sorted(group, key=lambda row: (row.first >= day, not row.regular, row.first, row.key)):
            first = max(term.first, day)
            if not any(overlap(max(own.first, day), own.last, first, term.last) for own in kept):
                kept.append(term)
            elif term.first < day:
                dropped.add(term.key)
            else:
                clashing.add(term.key)
    return Doubled(frozenset(dropped), frozenset(clashing))


# --- population ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class YearFigures:
    """The figures that a unit begins with for a year, and how they came about."""

    year: int
    population: int
    groups: int
    stationed_cadres: int | None
    source: str


def figures_of(
    new: NewUnit, known: Mapping[int, Mapping[int, Figures]], day: date, document_number: str
) -> list[YearFigures]:
    """Return a new village's figures from the year of ``day`` on.

    Entered ones count for that year. Else they are those of the old unit, or the sum of all that merged;
    nothing where those of one are unknown or, of a split, were not entered. ``known``: by unit and year.
    """
    if new.level != Level.VILLAGE:
        return []
    for line in new.lines:
        if line.population is not None and line.groups is not None:
            source = f"区划调整时填报（{document_number}）"[:120]
            return [YearFigures(day.year, line.population, line.groups, None, source)]
    olds = new.olds
    if not olds or any(line.kind == LineKind.SPLIT for line in new.lines):
        return []
    years = {day.year} | {year for old in olds for year in known.get(old.pk, {}) if year > day.year}
    found = []
    for year in sorted(years):
        each = [figures_for(known.get(old.pk, {}), date(year, 12, 31)) for old in olds]
        if None in each:
            return []
        told = "、".join(f"{old.name}（{own.year}年度）" for old, own in zip(olds, each, strict=True))
        cadres = [own.stationed_cadres for own in each]
        found.append(
            YearFigures(
                year,
                sum(own.population for own in each),
                sum(own.groups for own in each),
                None if None in cadres else sum(cadres),
                (f"由{told}合并" if len(olds) > 1 else f"沿用{told}")[:120],
            )
        )
    return found
