"""Reading visits of supervision: who makes them, what is planned, which villages are covered, what is due."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q

from appraisal.enums import CheckOutcome, CheckTopic, MendState, VisitKind, VisitState
from appraisal.models import ChecklistItem, Finding, Incident, Month, Recheck, Visit, VisitCheck
from appraisal.rules import month_end
from appraisal.rules.visits import is_overdue
from guanling.accounts.enums import COUNTY_DIGITS, ROLE_ACTIONS, Action
from guanling.accounts.models import Grant, User
from roster.enums import Level, PostKind
from roster.models import Appointment, Person, Unit
from roster.queries.lineage import predecessors
from training.enums import KnowledgeTestState
from training.queries import tests as training
from training.queries.courses import offered_to

RUNNERS = tuple(role for role, actions in ROLE_ACTIONS.items() if Action.VISIT_RUN in actions)
# Planned visits of these days to come are to-dos.
SOON = timedelta(days=7)


# --- who may -------------------------------------------------------------------------------------


def runs(user, kind: str, code: str) -> bool:
    """Return whether ``user`` makes visits of ``kind`` in the village with ``code``.

    The bureau's clerk makes the county's visits anywhere in the county, a township's clerk checks the
    township's own villages; neither makes those of the other.
    """
    return any(
        code.startswith(prefix) and (len(prefix) <= COUNTY_DIGITS) == (kind == VisitKind.COUNTY)
        for prefix in user.reach(Action.VISIT_RUN)
    )


def kind_for(user) -> str | None:
    """Return the kind of visits that ``user`` makes; the county's where both are open to him."""
    prefixes = user.prefixes(Action.VISIT_RUN)
    if not prefixes:
        return None
    return VisitKind.COUNTY if min(map(len, prefixes)) <= COUNTY_DIGITS else VisitKind.TOWNSHIP


def run_by(visits, user):
    """Return those of ``visits`` that ``user`` makes himself: see :func:`runs`."""
    condition = Q(pk__in=[])
    for prefix in user.reach(Action.VISIT_RUN):
        kind = VisitKind.COUNTY if len(prefix) <= COUNTY_DIGITS else VisitKind.TOWNSHIP
        condition |= Q(kind=kind, village__code__startswith=prefix)
    return visits.filter(condition)


def leaders(kind: str, code: str, day: date):
    """Return the accounts that may lead a visit of ``kind`` below the unit with ``code``, by name."""
    digits = COUNTY_DIGITS if kind == VisitKind.COUNTY else len("520424101")
    grants = Grant.objects.on(day).filter(user=OuterRef("pk"), role__in=RUNNERS, unit__code=code[:digits])
    return User.objects.filter(Exists(grants), is_active=True).order_by("name", "pk")


def organiser(kind: str, village: Unit) -> Unit:
    """Return the unit that makes a visit of ``kind`` in ``village``: the county or the township."""
    if kind == VisitKind.TOWNSHIP:
        return village.parent
    return Unit.objects.filter(level=Level.COUNTY, code=village.code[:COUNTY_DIGITS]).latest("pk")


# --- the list ------------------------------------------------------------------------------------


def standing_village(village: Unit, day: date) -> Unit | None:
    """Return the unit as which ``village`` stands on ``day``: itself, its successor, or None."""
    while village is not None and village.valid_to is not None and village.valid_to < day:
        village = village.successor
    return village


def listed(visits, first: date):
    """Return the visits of the month of ``first``: planned or made in it, with what the list shows.

    Each with ``problems`` (standing findings) and ``open_problems``.
    """
    last = month_end(first)
    standing = Q(findings__withdrawn_reason="")
    rows = visits.filter(
        Q(planned_on__range=(first, last)) | Q(visited_on__range=(first, last))
    ).select_related("village__parent", "village__successor", "leader", "test")
    return rows.annotate(
        problems=Count("findings", filter=standing),
        open_problems=Count("findings", filter=standing & Q(findings__mend_state=MendState.OPEN)),
    ).order_by("planned_on", "village__code", "pk")


@dataclass
class Covered:
    """How far a village is covered: visits in the month, in the year, the last one ever made."""

    village: Unit
    month_done: int = 0
    month_planned: int = 0
    year_done: int = 0
    last: date | None = None

    @property
    def state(self) -> str:
        """One of done, planned, never (not in this year either), open."""
        if self.month_done:
            return "done"
        if self.month_planned:
            return "planned"
        return "open" if self.year_done else "never"

    @property
    def word(self) -> str:
        """The state in words."""
        return COVERED[self.state][0]

    @property
    def look(self) -> str:
        """The look of the word."""
        return COVERED[self.state][1]


COVERED = {
    "done": ("本月已查", "good"),
    "planned": ("本月已安排", "wait"),
    "open": ("本月未安排", "off"),
    "never": ("本年未查", "bad"),
}


def coverage(villages, first: date, kind: str = "") -> list[Covered]:
    """Return how far each of ``villages`` is covered in the month of ``first``, by code.

    Visits to a village that went on in another count for that one. Three statements beside one for each
    generation of changed units; ``kind`` narrows to visits of one kind.
    """
    last = month_end(first)
    rows = {unit.pk: Covered(unit) for unit in villages.select_related("parent").order_by("code")}
    heirs = {pk: pk for pk in rows}
    for heir, former in predecessors(rows).items():
        heirs |= dict.fromkeys(former, heir)
    visits = Visit.objects.filter(village__in=heirs)
    if kind:
        visits = visits.filter(kind=kind)
    made = Q(state=VisitState.DONE)
    figures = (
        visits.order_by()
        .values("village")
        .annotate(
            month_done=Count("pk", filter=made & Q(visited_on__range=(first, last))),
            month_planned=Count("pk", filter=Q(state=VisitState.PLANNED, planned_on__range=(first, last))),
            year_done=Count("pk", filter=made & Q(visited_on__range=(first.replace(month=1), last))),
            latest=Max("visited_on", filter=made & Q(visited_on__lte=last)),
        )
    )
    for figure in figures:
        row = rows[heirs[figure["village"]]]
        row.month_done += figure["month_done"]
        row.month_planned += figure["month_planned"]
        row.year_done += figure["year_done"]
        row.last = max(filter(None, (row.last, figure["latest"])), default=None)
    return list(rows.values())


def tally(rows: Iterable[Covered]) -> dict[str, int]:
    """Return how many villages there are in all and in each state, in the order of COVERED."""
    rows = list(rows)
    return {"all": len(rows)} | {state: sum(row.state == state for row in rows) for state in COVERED}


# --- one visit -----------------------------------------------------------------------------------


@dataclass
class Shown:
    """An item of the checklist on a visit, with what has been seen of it."""

    item: ChecklistItem
    topic: str
    text: str
    outcome: str = ""
    remark: str = ""
    by: str = ""

    @property
    def label(self) -> str:
        """The outcome in words."""
        return CheckOutcome(self.outcome).label if self.outcome else ""

    @property
    def topic_label(self) -> str:
        """The topic in words."""
        return CheckTopic(self.topic).label


def checks_of(visit: Visit) -> list[Shown]:
    """Return the items of a visit: of one under way those in use and those seen, later those seen.

    Two statements.
    """
    rows = (
        VisitCheck.objects.filter(visit=visit)
        .select_related("item", "checked_by")
        .order_by("item__order", "pk")
    )
    seen = {
        row.item_id: Shown(
            row.item,
            row.topic,
            row.text,
            row.outcome,
            row.remark,
            row.checked_by.name if row.checked_by else "",
        )
        for row in rows
    }
    if visit.state != VisitState.PLANNED:
        return list(seen.values())
    items = ChecklistItem.objects.filter(county__code=visit.village.code[:COUNTY_DIGITS])
    items = items.filter(Q(active=True) | Q(pk__in=seen)).order_by("order", "pk")
    return [seen.get(item.pk) or Shown(item, item.topic, item.text) for item in items]


@dataclass
class Director:
    """Somebody who serves in the village on the day of the visit; ``present`` None: not noted yet."""

    person: Person
    name: str
    title: str
    present: bool | None = None
    standing: training.Standing | None = None

    @property
    def score(self):
        """The best score in the test of the visit; None where none was taken."""
        return self.standing.best if self.standing else None


def serving_on(village: Unit, day: date) -> dict[int, tuple[Person, str]]:
    """Return {person id: (person, title)} of who serves as director in ``village`` on ``day``, acting too."""
    rows = Appointment.objects.on(day).of_kind(PostKind.POPULATION_DIRECTOR).filter(post__unit=village)
    rows = rows.select_related("person", "post__unit").order_by("nature", "person__pinyin", "pk")
    found: dict[int, tuple[Person, str]] = {}
    for row in rows:
        found.setdefault(row.person_id, (row.person, row.title))
    return found


def directors_of(visit: Visit, today: date, now: datetime) -> list[Director]:
    """Return who serves in the village that day, there or not, with where they stand in the test.

    Of a visit that is over those who were noted. A fixed number of statements.
    """
    noted = {row.person_id: row for row in visit.people.select_related("person")}
    if visit.state == VisitState.PLANNED:
        served = serving_on(visit.village, visit.visited_on or max(today, visit.planned_on))
        rows = [
            Director(person, person.name, title, noted[pk].present if pk in noted else None)
            for pk, (person, title) in served.items()
        ]
    else:
        rows = [Director(row.person, row.name, row.title, row.present) for row in noted.values()]
    if visit.test_id:
        stands = {one.invited.person_id: one for one in training.standings(visit.test, now)}
        for row in rows:
            row.standing = stands.get(row.person.pk)
    return rows


def findings_of(visit: Visit):
    """Return the problems found on a visit with their re-checks, in the order in which they were found."""
    rechecks = Prefetch("rechecks", Recheck.objects.select_related("rechecked_by").order_by("day"))
    rows = visit.findings.select_related("person", "recorded_by", "month").prefetch_related(rechecks)
    return rows.order_by("pk")


def disorder_of(visit: Visit, user):
    """Return the disorder of ledgers recorded on a visit that ``user`` may read: narrow, and one's own."""
    seen = Incident.objects.visible_to(user, Action.INCIDENT_VIEW)
    rows = visit.incidents.filter(Q(pk__in=seen.order_by().values("pk")) | Q(recorded_by=user))
    return rows.select_related("person", "recorded_by", "decided_by").order_by("pk")


def courses_for(visit: Visit):
    """Return the courses from which a test of this visit can be drawn: in use, with questions."""
    unit = organiser(visit.kind, visit.village)
    rows = offered_to(unit).filter(active=True, questions__active=True).distinct()
    return rows.order_by("category", "name", "pk")


def papers_waiting(visit: Visit, now: datetime) -> list[str]:
    """Return the names of those whose paper of the visit's test nobody has answered or typed."""
    if visit.test_id is None or visit.test.state != KnowledgeTestState.OPEN:
        return []
    stands = training.standings(visit.test, now)
    return [one.invited.name for one in stands if one.unanswered or one.running]


# --- re-checks -----------------------------------------------------------------------------------


def problems(user, action=Action.SHEET_VIEW):
    """Return the standing problems of closed visits that ``user`` sees, the first to be mended first."""
    rows = Finding.objects.visible_to(user, action)
    rows = rows.filter(visit__state=VisitState.DONE, withdrawn_reason="")
    return rows.select_related("village__parent", "person", "visit__village", "month").order_by(
        "mend_by", "village__code", "pk"
    )


def of_month(findings, month: Month):
    """Return the findings that a month's page shows: what deducts in it, and what was only found."""
    only_found = Q(month=None, village__code__startswith=month.county.code)
    span = (month.first_day, month_end(month.first_day))
    return findings.filter(Q(month=month) | only_found & Q(found_on__range=span))


def may_recheck(user, finding: Finding) -> bool:
    """Return whether ``user`` may look at ``finding`` again now."""
    visit = finding.visit
    return (
        finding.mend_state == MendState.OPEN
        and not finding.withdrawn_reason
        and visit.state == VisitState.DONE
        and runs(user, visit.kind, visit.village.code)
    )


DUE = (
    ("open", "待复查（全部）"),
    ("due", "今日到期或已逾期"),
    ("overdue", "已逾期"),
    ("mended", "已整改"),
    ("failed", "未整改"),
)


def narrowed(rows, wanted: str, today: date):
    """Return the problems that a choice of DUE means."""
    still = rows.filter(mend_state=MendState.OPEN)
    if wanted == "open":
        return still
    if wanted == "due":
        return still.filter(mend_by__lte=today)
    if wanted == "overdue":
        return still.filter(mend_by__lt=today)
    return rows.filter(mend_state=wanted) if wanted in MendState.values else rows


def standing_of(finding: Finding, today: date) -> tuple[str, str]:
    """Return (word, look) of how the mending of a visit's problem stands; empty for others."""
    if not finding.mend_state:
        return "", ""
    if finding.mend_state == MendState.OPEN:
        if is_overdue(finding.mend_by, today):
            return "逾期待复查", "bad"
        return finding.get_mend_state_display(), "wait"
    return finding.get_mend_state_display(), "good" if finding.mend_state == MendState.MENDED else "bad"


# --- to-dos --------------------------------------------------------------------------------------


def planned_past(user, today: date):
    """Return the visits that ``user`` makes whose day has passed and that nobody closed or called off."""
    return run_by(Visit.objects.all(), user).filter(state=VisitState.PLANNED, planned_on__lt=today)


def planned_soon(user, today: date):
    """Return the visits that ``user`` makes on the days to come, today among them."""
    rows = run_by(Visit.objects.all(), user).filter(state=VisitState.PLANNED)
    return rows.filter(planned_on__range=(today, today + SOON))


def of_ended_villages(user, today: date):
    """Return the planned visits that ``user`` makes to villages that will have ended by that day."""
    rows = run_by(Visit.objects.all(), user).filter(state=VisitState.PLANNED)
    return rows.filter(village__valid_to__lt=F("planned_on"), planned_on__gte=today)


def rechecks_due(user, today: date):
    """Return the problems of visits that ``user`` makes that are to be looked at again today or before."""
    visits = run_by(Visit.objects.filter(state=VisitState.DONE), user)
    rows = Finding.objects.filter(visit__in=visits.order_by().values("pk"), withdrawn_reason="")
    return narrowed(rows, "due", today)


@dataclass
class Record:
    """Everything of one visit, for its page and its paper."""

    visit: Visit
    checks: list[Shown] = field(default_factory=list)
    directors: list[Director] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def record_of(visit: Visit, today: date, now: datetime) -> Record:
    """Return a visit with its checks, people, scores and problems; a fixed number of statements."""
    findings = list(findings_of(visit))
    for finding in findings:
        finding.word, finding.look = standing_of(finding, today)
    return Record(visit, checks_of(visit), directors_of(visit, today, now), findings)
