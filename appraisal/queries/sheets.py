"""What the pages of the month and its sheets show."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Min, OuterRef, Q, Subquery, Sum

from appraisal import rules
from appraisal.enums import MONTH_CHANGEABLE, SHEET_EDITABLE, MonthState, SheetState
from appraisal.models import ITEMS, Entry, Finding, Month, Sheet, SheetLog
from appraisal.queries import scheme_for, serving
from appraisal.queries.reports import reports_beside
from appraisal.queries.reviews import Origin, origins
from appraisal.rules.reports import Work
from guanling.accounts.enums import Action
from guanling.policy.queries import timelines
from training.queries.compliance import presence_in
from training.rules.compliance import told_days

SATISFACTION = "satisfaction"
SCORED = Q(**{f"entries__{item}__isnull": False for item in ITEMS})


@dataclass(frozen=True)
class Deadlines:
    """Days by which a month is to be submitted, reviewed and ranked."""

    due: date
    review: date
    ranking: date


def deadlines(county_code: str, first_days: Iterable[date]) -> dict[date, Deadlines]:
    """Return each month's deadlines by the policy of its first day; one statement for all months."""
    lines = timelines(county_code)

    def day(key, first_day):
        for value in lines[key]:
            ended = value.valid_to is not None and value.valid_to < first_day
            if value.valid_from <= first_day and not ended:
                return rules.deadline(first_day, value.value)
        return None

    found = {}
    for first_day in first_days:
        days = [
            day("assessment.due_day", first_day),
            day("assessment.review_day", first_day),
            day("assessment.ranking_day", first_day),
        ]
        if all(days):
            found[first_day] = Deadlines(*days)
    return found


@dataclass
class MonthLine:
    """A month in the list: how far its sheets are, by when, and what the reader has to do next."""

    month: Month
    deadlines: Deadlines | None
    states: Counter = field(default_factory=Counter)
    late: int = 0
    next_step: str = ""
    # The sheet of a reader who sees one only.
    sole_sheet: int | None = None

    @property
    def sheets(self) -> int:
        """How many sheets of the month the reader sees."""
        return sum(self.states.values())

    @property
    def progress(self) -> list[tuple[str, str, int]]:
        """Return (state, its word, number) of the states that occur."""
        return [(state.value, state.label, self.states[state]) for state in SheetState if self.states[state]]


def month_lines(user, months: Iterable[Month], today: date) -> list[MonthLine]:
    """Return the list of months for ``user``; the same number of statements for any number of sheets."""
    months = list(months)
    if not months:
        return []
    held = deadlines(months[0].county.code, [month.first_day for month in months])
    lines = {month.pk: MonthLine(month, held.get(month.first_day)) for month in months}
    counts = (
        Sheet.objects.visible_to(user, Action.SHEET_VIEW)
        .filter(month__in=lines)
        .values_list("month_id", "state")
        .annotate(number=Count("pk"), first=Min("pk"))
        .order_by()
    )
    for pk, state, number, first in counts:
        lines[pk].states[state] = number
        lines[pk].sole_sheet = first
    for line in lines.values():
        if line.sheets != 1:
            line.sole_sheet = None
        waiting = line.states[SheetState.DRAFT] + line.states[SheetState.RETURNED]
        if line.deadlines and today > line.deadlines.due and line.month.state == MonthState.OPEN:
            line.late = waiting
        line.next_step = _next_step(user, line, waiting)
    return list(lines.values())


def _next_step(user, line, waiting):
    """What this user has to do in the month, in words; nothing when it is somebody else's turn."""
    state = line.month.state
    if state == MonthState.OPEN:
        if user.can(Action.SHEET_REVIEW) and line.states[SheetState.SUBMITTED]:
            return f"审核 {line.states[SheetState.SUBMITTED]} 个乡镇的考核表"
        if user.can(Action.MONTH_CLOSE) and line.states[SheetState.ACCEPTED] == line.sheets:
            return "关闭本月"
        if user.can(Action.SHEET_ENTER) and waiting:
            returned = line.states[SheetState.RETURNED]
            return "修改退回的考核表" if returned else "填报考核表"
        if user.can(Action.SHEET_SUBMIT) and waiting:
            return "填报完成后提交"
        if user.can(Action.SHEET_REVIEW) and waiting:
            return f"催报 {waiting} 个乡镇"
    if state == MonthState.CLOSED and user.can(Action.RANKING_RUN):
        return "排序"
    if state == MonthState.RANKED and user.can(Action.CIRCULAR_PREPARE):
        return "拟月通报"
    if state == MonthState.RANKED and user.can(Action.CIRCULAR_ISSUE):
        return "通报拟好后签发"
    return ""


def sheet_lines(user, month: Month, due: date | None, today: date) -> list[Sheet]:
    """Return the month's sheets that ``user`` sees, each with its counts; two statements.

    Added to each: ``people`` (rows), ``scored`` (rows with all scores), ``returned_for`` (reason of the
    last return), ``is_late``.
    """
    last_return = SheetLog.objects.filter(sheet=OuterRef("pk"), to_state=SheetState.RETURNED).order_by("-pk")
    sheets = list(
        Sheet.objects.visible_to(user, Action.SHEET_VIEW)
        .filter(month=month)
        .select_related("unit", "submitted_by", "accepted_by")
        .annotate(
            people=Count("entries"),
            scored=Count("entries", filter=SCORED),
            returned_for=Subquery(last_return.values("reason")[:1]),
        )
        .order_by("unit__code")
    )
    for sheet in sheets:
        open_still = month.state in MONTH_CHANGEABLE and sheet.state in SHEET_EDITABLE
        sheet.is_late = bool(due and today > due and open_still)
    return sheets


@dataclass
class GridRow:
    """A row of the grid: the entry, days served, the bureau's deduction, the score so far, or why none."""

    entry: Entry
    days: int
    found: Decimal
    score: rules.Score | None
    enough_days: bool
    # Days of training in the month, in words: for the eye of who scores, no part of the score.
    training: str = ""
    # What the village reported as planned and done in the month; for the eye too.
    work: Work | None = None
    # The review of the month that has scored the person in this village.
    origin: Origin | None = None
    faults: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    saved: bool = False
    # When the row was entered, as shown: tells that somebody else has changed it meanwhile.
    version: str = ""

    def __post_init__(self):
        self.version = self.entry.entered_at.isoformat() if self.entry.entered_at else ""

    @property
    def complete(self) -> bool:
        """Whether all items are scored."""
        return all(getattr(self.entry, item) is not None for item in ITEMS)

    @property
    def cells(self) -> list[dict]:
        """The cells to type in: field, what stands in it, what is wrong with it."""
        return [
            {
                "field": name,
                "value": self.typed.get(name, _plain(getattr(self.entry, name))),
                "fault": self.faults.get(name, ""),
                "label": Entry._meta.get_field(name).verbose_name,
                "origin": self.origin if name == SATISFACTION else None,
            }
            for name in (*ITEMS, "deduction")
        ]

    @property
    def reviewed(self) -> str:
        """From which review the satisfaction comes, in words."""
        return self.origin.said(self.entry.satisfaction) if self.origin else ""

    @property
    def said(self) -> str:
        """Why the row was not saved, in one sentence."""
        wrong = [f"{Entry._meta.get_field(name).verbose_name}{fault}" for name, fault in self.faults.items()]
        return "；".join(wrong) + "。" if wrong else self.problem

    @property
    def note(self) -> str:
        """The remark as typed or stored."""
        return self.typed.get("note", self.entry.note)


def _plain(value):
    return "" if value is None else f"{value.normalize():f}"


def grid_rows(sheet: Sheet, entries, scheme: rules.Scheme | None = None) -> list[GridRow]:
    """Return ``entries`` (a queryset of the sheet's) as rows of the grid, by village; constant statements."""
    month = sheet.month
    scheme = scheme or scheme_for(month.county.code, month.first_day)
    entries = list(entries.select_related("village", "person", "entered_by").order_by("village__code", "pk"))
    days = serving({entry.village_id for entry in entries}, month.first_day, rules.month_end(month.first_day))
    found = dict.fromkeys(((entry.village_id, entry.person_id) for entry in entries), Decimal(0))
    for village, person, deduction in (
        Finding.objects.filter(
            month=month, withdrawn_reason="", village__in={entry.village_id for entry in entries}
        )
        .values_list("village_id", "person_id")
        .annotate(total=Sum("deduction"))
        .order_by()
    ):
        if (village, person) in found:
            found[village, person] = deduction
    last_day = rules.month_end(month.first_day)
    trained = presence_in({entry.person_id for entry in entries}, month.first_day, last_day)
    works = reports_beside((month.pk, entry.village.code) for entry in entries)
    reviews = origins(month, {entry.person_id for entry in entries})
    rows = []
    for entry in entries:
        key = entry.village_id, entry.person_id
        served = days.get(key, 0)
        scores = {item: getattr(entry, item) for item in ITEMS}
        whole = all(value is not None for value in scores.values())
        score = rules.score_of(scores, entry.deduction + found[key], scheme) if whole else None
        told = told_days(trained.get(entry.person_id))
        work = works.get((month.pk, entry.village.code))
        enough = served >= scheme.min_days
        rows.append(GridRow(entry, served, found[key], score, enough, told, work, reviews.get(key)))
    return rows


def log_of(sheets: Iterable[Sheet], limit: int = 50) -> list[SheetLog]:
    """Return the last moves of the sheets, newest first; one statement."""
    return list(
        SheetLog.objects.filter(sheet__in=sheets)
        .select_related("sheet__unit", "actor")
        .order_by("-pk")[:limit]
    )


def directors_of(township, month: Month) -> list[tuple[str, str]]:
    """Return ("village-person", "石板井村 张三") of the directors serving in a township that month."""
    entries = (
        Entry.objects.filter(sheet__month=month, sheet__unit=township)
        .order_by("village__code", "person__pinyin")
        .values_list("village_id", "person_id", "village__short_name", "person__name")
    )
    return [(f"{village}-{person}", f"{place} {name}") for village, person, place, name in entries]
