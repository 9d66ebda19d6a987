"""Whether a personnel file is complete (P5.4), and what follows from its facts. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from roster.enums import CAN_BE_NONE, Education, Section, SectionState

# Sections that are counted, in the order of the file. Others join as soon as there is something to count.
COUNTED = (
    Section.BASIC,
    Section.PHOTO,
    Section.EDUCATION,
    Section.RESUME,
    Section.APPOINTMENTS,
    Section.YEAR_GRADES,
    Section.TRAINING,
    Section.HONOURS,
    Section.FAMILY,
    Section.PAPERS,
)
# What the basic data must say of everybody; name, sex, birth and number are there from the beginning.
NEEDED_FIELDS = (
    ("ethnicity", "民族"),
    ("native_place", "籍贯"),
    ("birth_place", "出生地"),
    ("education", "文化程度"),
    ("political_status", "政治面貌"),
    ("work_started_on", "参加工作时间"),
    ("health", "健康状况"),
    ("phone", "联系电话"),
)
RANK = {level: number for number, level in enumerate(Education)}


def is_party_member(political_status: str) -> bool:
    """Return whether the words name a member of the Party, full or on probation; other parties are none."""
    return political_status.removeprefix("中共") in {"党员", "正式党员", "预备党员"}


def ranked(level: str) -> int:
    """Return the rank of an education, lowest 0; none at all is -1."""
    return RANK.get(level, -1)


@dataclass(frozen=True)
class FileFacts:
    """What a file holds, as far as completeness asks.

    ``basics``: the fields of the basic data by name; ``rows``: how many rows or scans each section has;
    ``finished``: the levels of the studies that were finished; ``grades``: the years that have one;
    ``grade_due``: the year whose grade must be there, if one must; ``trained``: the years with a record of
    training, ``training_due``: the year that must have one, if one must.
    """

    basics: Mapping[str, Any]
    rows: Mapping[str, int]
    stated: frozenset[str] = frozenset()
    finished: Sequence[str] = ()
    grades: frozenset[int] = frozenset()
    grade_due: int | None = None
    trained: frozenset[int] = frozenset()
    training_due: int | None = None


@dataclass(frozen=True)
class SectionCheck:
    """How far one section is complete, and what exactly it lacks."""

    section: Section
    state: SectionState
    lacks: tuple[str, ...] = ()
    rows: int = 0

    @property
    def may_be_stated(self) -> bool:
        """Whether it can be stated that there is nothing to hold: empty, and not stated yet."""
        return self.section in CAN_BE_NONE and not self.rows and self.state != SectionState.STATED

    @property
    def says(self) -> str:
        """What is missing, in words: 学历（没有与文化程度“大专”相应的记录）; the state's own word else."""
        if self.state != SectionState.MISSING:
            return self.state.label
        return f"{self.section.label}（{'、'.join(self.lacks)}）" if self.lacks else self.section.label


@dataclass(frozen=True)
class FileCheck:
    """How far a file is complete."""

    sections: tuple[SectionCheck, ...] = field(default=())

    @property
    def missing(self) -> tuple[SectionCheck, ...]:
        """The sections that lack something."""
        return tuple(check for check in self.sections if check.state == SectionState.MISSING)

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    def of(self, section: str) -> SectionCheck | None:
        """The check of one section; None where it is not counted."""
        return next((check for check in self.sections if check.section == section), None)


def check_file(facts: FileFacts) -> FileCheck:
    """Return per counted section whether it is complete, and what exactly is missing (P5.4)."""
    special = {
        Section.BASIC: _basics,
        Section.EDUCATION: _education,
        Section.YEAR_GRADES: _year_grades,
        Section.TRAINING: _training,
    }
    return FileCheck(
        tuple(
            SectionCheck(
                section,
                *(special[section](facts) if section in special else _rows(facts, section)),
                facts.rows.get(section, 0),
            )
            for section in COUNTED
        )
    )


def _basics(facts):
    lacks = [label for name, label in NEEDED_FIELDS if not facts.basics.get(name)]
    if is_party_member(facts.basics.get("political_status") or "") and not facts.basics.get(
        "party_joined_on"
    ):
        lacks.append("入党时间")
    return (SectionState.MISSING if lacks else SectionState.PRESENT), tuple(lacks)


def _rows(facts, section):
    if facts.rows.get(section):
        return SectionState.PRESENT, ()
    if section in CAN_BE_NONE and section in facts.stated:
        return SectionState.STATED, ()
    return SectionState.MISSING, ()


def _education(facts):
    state, lacks = _rows(facts, Section.EDUCATION)
    if state != SectionState.PRESENT:
        return state, lacks
    stated = facts.basics.get("education") or ""
    highest = max(map(ranked, facts.finished), default=-1)
    if highest < 0:
        lacks = ("没有已毕业的学历",)
    elif ranked(stated) > highest:
        lacks = (f"没有与文化程度“{Education(stated).label}”相应的记录",)
    elif ranked(stated) < highest:
        lacks = ("文化程度低于已登记的学历",)
    return (SectionState.MISSING if lacks else SectionState.PRESENT), lacks


def _year_grades(facts):
    if facts.grade_due is None and not facts.rows.get(Section.YEAR_GRADES):
        stated = Section.YEAR_GRADES in facts.stated
        return (SectionState.STATED if stated else SectionState.NOT_DUE), ()
    if facts.grade_due is None or facts.grade_due in facts.grades:
        return SectionState.PRESENT, ()
    if Section.YEAR_GRADES in facts.stated:
        return SectionState.STATED, ()
    return SectionState.MISSING, (f"{facts.grade_due}年度",)


def _training(facts):
    if facts.training_due is not None and facts.training_due not in facts.trained:
        return SectionState.MISSING, (f"{facts.training_due}年度没有培训记录",)
    return (SectionState.PRESENT if facts.trained else SectionState.NOT_DUE), ()


def grade_due(periods: Iterable[tuple[date, date | None]], on: date) -> int | None:
    """Return the last calendar year ended by ``on`` if it was served from its first to its last day.

    ``periods`` are the days served in posts proper; such as follow each other without a gap add up.
    """
    year = on.year - 1
    first, last = date(year, 1, 1), date(year, 12, 31)
    reached = first
    for begin, end in sorted(periods, key=lambda period: period[0]):
        if begin <= reached and (end is None or end >= reached):
            reached = date.max if end is None else end + timedelta(days=1)
    return year if reached > last else None


@dataclass(frozen=True)
class Stretch:
    """A line of the résumé: from a day to a day, what, and whether it is an appointment of this system."""

    first: date
    last: date | None
    text: str
    appointed: bool = False
    row: Any = None


def timeline(*groups: Iterable[Stretch]) -> list[Stretch]:
    """Return résumé and appointments together in order of time; what began first stands first."""
    return sorted(
        (stretch for group in groups for stretch in group),
        key=lambda stretch: (stretch.first, stretch.last or date.max),
    )


def upgrades(records: Iterable[tuple[int, str, date | None]]) -> set[int]:
    """Return the ids of the finished studies that raised an education already reached (P3.6).

    ``records``: (id, level, last day of the study). The first one reached is no upgrade.
    """
    found, reached = set(), None
    finished = [record for record in records if record[2] is not None]
    for identity, level, _ in sorted(finished, key=lambda record: (record[2], ranked(record[1]))):
        if reached is not None and ranked(level) > reached:
            found.add(identity)
        reached = max(ranked(level), -1 if reached is None else reached)
    return found


def state_of_honour(given_on: date, holds_to: date | None, on: date) -> str:
    """Return the word for a reward or sanction as seen on a day: 有效, 已失效, or not given yet."""
    if given_on > on:
        return "coming"
    return "ended" if holds_to is not None and holds_to < on else "holds"
