"""The sweep over the grounds of leaving: everybody in post, in a fixed number of statements (P8.1, P8.2).

It only proposes. The SQL repeats appraisal.rules.leaving, where the readings stand;
tests/appraisal/test_sweep_rules.py holds the two equal on the golden cases and at random.

How it goes: ``sweep_person`` holds who is judged, ``sweep_found`` every ground that the facts show, whether
it may open a new finding (``fresh``) or only confirms an older one. From that the findings are opened,
confirmed, or marked because their facts are gone. A finding is known by rule, person and facts
(``fingerprint``), not by the month, so that the next month finds the same one again.
"""

import json
from dataclasses import dataclass
from datetime import date

import pghistory
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from appraisal import rules
from appraisal.enums import SWEEP_MOVES, IncidentGround, IncidentState, LeavingRule, SweepState
from appraisal.models import SweepFinding, SweepGap
from appraisal.queries import first_day_of
from appraisal.queries.sweeps import KIND, due_months
from appraisal.rules import leaving
from appraisal.services import sweep_statements as sql
from appraisal.services import talks
from appraisal.services.guards import WAIT, demand, reason_given
from guanling.accounts.enums import Action
from guanling.policy.queries import at, timelines
from guanling.policy.rules import catalogue, plain
from guanling.runs import work
from guanling.runs.enums import RunState
from guanling.runs.errors import Refusal
from guanling.runs.models import Run
from guanling.runs.states import move
from roster.enums import Grade, Level, MoveKind, MoveState, Nature, PostKind
from roster.models import Appointment, Unit
from training.enums import SESSION_COUNTS, Category, Presence
from training.models import Attendance
from training.queries.compliance import days_by_year

# First key of the advisory lock; the second is the county's id.
SWEEP_LOCK = 20160902
# A finding that somebody may still act on, or is acting on: its facts are looked at again each time.
UNSETTLED = (SweepState.OPEN, SweepState.CHANGED, SweepState.TAKEN)
TERM_YEARS, AGE_MAX = "stability.director_term_years", "leaving.renewal_age_max"
# Which parameters a finding keeps, beside those whose keys begin with the rule's.
KEPT = {LeavingRule.TERM: (TERM_YEARS,), LeavingRule.AGE: (AGE_MAX,)}
BEHIND = {"failed": (Grade.FAILED,), "basic": (Grade.BASIC, Grade.FAILED)}
# Who stands in the history where nobody pressed the button: the clock or the command.
NOBODY = "系统排查"
YEARLY = (LeavingRule.A, LeavingRule.B, LeavingRule.G)


@dataclass(frozen=True)
class Asked:
    """What a month's sweep asks: the day, the policy of that day, since when each ground is in force."""

    first: date
    last: date
    held: object
    lines: dict

    @property
    def previous(self) -> int:
        """The previous full year."""
        return self.last.year - 1

    @property
    def rules(self) -> list[LeavingRule]:
        """The grounds in force on the day."""
        return [rule for rule in LeavingRule if self._in_force(rule)]

    def _in_force(self, rule):
        if rule == LeavingRule.TERM:
            return self.last >= catalogue().clauses["P8.1"].document.date
        if rule == LeavingRule.AGE:
            return self.held.get(AGE_MAX) is not None
        return self.held.holds(rule.value)

    def years(self, rule: LeavingRule, earliest: int) -> list[int]:
        """The years from ``earliest`` on that count: the ground was in force on their last day."""
        return [
            year
            for year in range(earliest, self.last.year + 1)
            if any(
                value.value and value.holds_on(min(date(year, 12, 31), self.last))
                for value in self.lines[rule.value]
            )
        ]

    def spans(self) -> list[dict]:
        """The times in which each ground of an incident was in force, as far as it is asked today."""
        return [
            {
                "ground": ground.value,
                "label": ground.label,
                "first": value.valid_from.isoformat(),
                "last": value.valid_to and value.valid_to.isoformat(),
            }
            for ground in IncidentGround
            if self.held.holds(ground.key)
            for value in self.lines[ground.key]
            if value.value
        ]

    def parameters(self) -> dict:
        """The parameters that a finding of each ground keeps."""
        return {rule.value: self.held.as_json(*KEPT.get(rule, (rule.value,))) for rule in self.rules}


def asked_in(county_code: str, first_day: date) -> Asked:
    """Return what the sweep of a month asks; two statements."""
    last = rules.month_end(first_day)
    return Asked(first_day, last, at(county_code, last), timelines(county_code))


class _Sweep:
    """One sweep: the statements in order, their values, and what they counted."""

    def __init__(self, county, run, asked):
        self.county, self.run, self.asked = county, run, asked
        self.missing = {}
        self.values = {
            "run": run.pk,
            "county": county.code,
            "below": f"{county.code}%",
            "period": run.period,
            "first": asked.first,
            "last": asked.last,
            "previous": asked.previous,
            "kind": PostKind.POPULATION_DIRECTOR.value,
            "nature": Nature.REGULAR.value,
            "village": Level.VILLAGE.value,
            "unsettled": [state.value for state in UNSETTLED],
            "open": SweepState.OPEN.value,
            "changed": SweepState.CHANGED.value,
        }

    def execute(self, statement, **values):
        with connection.cursor() as cursor:
            cursor.execute(statement, self.values | values)
            return cursor.rowcount

    def counted(self, statement, **values):
        with connection.cursor() as cursor:
            cursor.execute(statement, self.values | values)
            return dict(cursor.fetchall())

    def gaps(self, rule, statement, **values):
        self.missing[rule] = self.execute(statement, rule=rule.value, **values)

    def go(self) -> dict:
        asked = self.asked
        with connection.cursor() as cursor:
            cursor.execute(sql.PEOPLE)
        people = self.execute(sql.IN_POST)
        self.execute(sql.WITH_FINDINGS)
        SweepGap.objects.filter(run=self.run)._raw_delete(using="default")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE sweep_person")
        oldest = self._oldest()
        for rule, judge in (
            (LeavingRule.A, self._behind),
            (LeavingRule.B, self._births),
            (LeavingRule.G, self._untrained),
        ):
            if rule in asked.rules:
                judge(oldest.get(rule))
        self.execute(
            sql.INCIDENTS,
            spans=json.dumps(asked.spans(), ensure_ascii=False),
            confirmed=IncidentState.CONFIRMED.value,
        )
        if LeavingRule.TERM in asked.rules:
            self._terms()
        return self._settle(people)

    def _oldest(self):
        """Return {rule: first year of the oldest finding that is not settled}."""
        return self.counted(
            """
            SELECT f.rule, min(left(f.period, 4)::int)
              FROM appraisal_sweepfinding f JOIN runs_run r ON r.id = f.first_run_id AND r.scope = %(county)s
             WHERE f.state = ANY(%(unsettled)s) AND f.rule = ANY(%(yearly)s)
             GROUP BY f.rule
            """,
            yearly=[rule.value for rule in YEARLY],
        )

    def _row(self, number, oldest):
        """Return the years of the row that ends with the previous full year, and where looking begins."""
        row = list(range(self.asked.previous - number + 1, self.asked.previous + 1))
        return row, min(row[0], oldest or row[0])

    def _behind(self, oldest):
        rule, held = LeavingRule.A, self.asked.held
        number = held["dismissal.a_years"]
        row, earliest = self._row(number, oldest)
        years = self.asked.years(rule, earliest)
        values = {
            "rule": rule.value,
            "behind": [grade.value for grade in BEHIND[held["dismissal.a_grade"]]],
            "number": number,
        }
        labels = json.dumps({grade.value: grade.label for grade in Grade}, ensure_ascii=False)
        self.execute(sql.BEHIND_YEARS, grades=labels, years=years, **values)
        if set(row) <= set(years):
            self.gaps(rule, sql.BEHIND_GAPS, row=row, told=leaving.years_told(row), behind=values["behind"])

    def _births(self, oldest):
        rule, held = LeavingRule.B, self.asked.held
        number = held["dismissal.b_consecutive_years"]
        row, earliest = self._row(number, oldest)
        years = self.asked.years(rule, earliest)
        self.execute(sql.VILLAGE_YEARS, years=years, least=held["dismissal.b_service_days"])
        self.execute(sql.BIRTHS, rule=rule.value, consecutive=number, times=held["dismissal.b_times_in_year"])
        self.gaps(
            rule, sql.BIRTH_GAPS, row=[year for year in row if year in years], told=leaving.years_told(row)
        )

    def _untrained(self, oldest):
        rule, number = LeavingRule.G, self.asked.held["dismissal.g_years"]
        row, earliest = self._row(number, oldest)
        years = set(self.asked.years(rule, earliest))
        found, gaps = [], []
        for person, records in self._records(row, earliest).items():
            counting = {year: one for year, one in records.items() if year in years}
            for last in range(earliest + number - 1, self.asked.previous + 1):
                judged = leaving.untrained(counting, last, number)
                fresh = last == self.asked.previous
                if judged.outcome == leaving.MET:
                    found.append(_untrained_row(person, [counting[year] for year in judged.years], fresh))
                elif judged.outcome == leaving.MISSING and fresh:
                    told = "、".join(f"{year}年度" for year in judged.missing)
                    gaps.append({"person_id": person, "what": f"缺少{told}知识更新培训的出勤记录"})
        self.execute(sql.UNTRAINED, rule=rule.value, found=json.dumps(found, ensure_ascii=False))
        self.gaps(
            rule, sql.UNTRAINED_GAPS, gaps=json.dumps(gaps, ensure_ascii=False), told=leaving.years_told(row)
        )

    def _records(self, row, earliest):
        """Training records of those who can be meant; whoever was seen in the row is left out."""
        seen = Attendance.objects.filter(
            person=OuterRef("person"),
            presence=Presence.PRESENT,
            day__range=(date(row[0], 1, 1), date(row[-1], 12, 31)),
            session__category=Category.UPDATE,
            session__state__in=SESSION_COUNTS,
        )
        unsettled = SweepFinding.objects.filter(
            rule=LeavingRule.G, state__in=UNSETTLED, first_run__scope=self.county.code
        )
        directors = Appointment.objects.regular().of_kind(PostKind.POPULATION_DIRECTOR)
        there = directors.on(self.asked.last).filter(post__unit__code__startswith=self.county.code)
        people = directors.filter(
            Q(pk__in=there.filter(~Exists(seen)).values("pk")) | Q(person__in=unsettled.values("person"))
        )
        return days_by_year(people.order_by().values("person"), earliest, row[-1])

    def _terms(self):
        held = self.asked.held
        values = {"renewal": MoveKind.RENEWAL.value, "consented": MoveState.CONSENTED.value}
        self.execute(sql.TERMS, rule=LeavingRule.TERM.value, what="聘期届满", more="", limit=None, **values)
        limit = held.get(AGE_MAX)
        if limit is not None:
            more = f"聘期届满，次日已超过{limit}周岁"
            self.execute(
                sql.TERMS, rule=LeavingRule.AGE.value, what="超过续聘年龄", more=more, limit=limit, **values
            )
        years = held.get(TERM_YEARS)
        if years is not None:
            told = f"截至{self.asked.last.year}年{self.asked.last.month}月{self.asked.last.day}日"
            self.gaps(LeavingRule.TERM, sql.TERM_GAPS, years=years, told=told)

    def _settle(self, people):
        with connection.cursor() as cursor:
            cursor.execute(sql.FINGERPRINTS)
            cursor.execute("ANALYZE sweep_found")
        asked = [rule.value for rule in self.asked.rules]
        self.execute(sql.WRITE_GAPS)
        again = self.counted(sql.AGAIN)
        self.execute(sql.CONFIRM)
        parameters = json.dumps(self.asked.parameters(), ensure_ascii=False)
        new = self.counted(sql.OPEN_NEW, parameters=parameters)
        changed = self.counted(
            sql.MARK, asked=asked, markable=[SweepState.OPEN.value, SweepState.TAKEN.value]
        )
        return {
            "people": people,
            "rules": {
                rule.value: {
                    "new": new.get(rule.value, 0),
                    "again": again.get(rule.value, 0),
                    "changed": changed.get(rule.value, 0),
                    "missing": self.missing.get(rule, 0),
                }
                for rule in self.asked.rules
            },
            "not_asked": [rule.value for rule in LeavingRule if rule.value not in asked],
        }


def _untrained_row(person, records, fresh):
    """One row of what was found: whole years, days required, none attended, no leave."""
    years = [record.year for record in records]
    return {
        "person_id": person,
        "period": leaving.years_told(years),
        "facts": ";".join(str(year) for year in years),
        "fresh": fresh,
        "evidence": [
            {
                "what": f"{record.year}年度知识更新培训",
                "figure": f"计入0天（要求{plain(record.required)}天），全年在任，没有登记的请假",
                "source": "培训出勤登记（P3.4）",
                "model": "roster.person",
                "id": person,
            }
            for record in records
        ],
    }


def lock_county(county: Unit) -> None:
    """Wait until nobody else sweeps the county; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [SWEEP_LOCK, county.pk])


@transaction.atomic
def sweep_county(*, county: Unit, run: Run) -> tuple[dict, dict]:
    """Sweep the county as of the last day of the run's month; return (parameters used, counts).

    Opens findings and talks, marks findings whose facts are gone, writes the gaps anew. Repeatable: the
    same facts give the same rows.
    """
    lock_county(county)
    asked = asked_in(county.code, first_day_of(run.period))
    counts = _Sweep(county, run, asked).go()
    counts["talks"] = talks.propose(county=county, run=run)
    return asked.held.as_json("dismissal.", AGE_MAX, TERM_YEARS, "elimination."), counts


def _county_of(scope):
    return Unit.objects.filter(level=Level.COUNTY, code=scope).latest("pk")


def _month_is_over(first_day, today):
    if rules.month_end(first_day) > today:
        raise Refusal(
            f"{first_day.year}年{first_day.month}月还没有过完；排查按当月最后一天的情况，请在月后进行。"
        )


@transaction.atomic
def request_sweep(*, county: Unit, period: str, user, today: date) -> Run:
    """Put the sweep of a month (2016-09) in line and return its run; the caller enqueues the task.

    Refuses without the right, and a month that is not over.
    """
    demand(user, Action.SWEEP_RUN, county.code)
    _month_is_over(first_day_of(period), today)
    return work.queue(kind=KIND, period=period, scope=county.code, user=user)


def perform(run_id: int) -> None:
    """Do a queued sweep, in one transaction.

    Safe when delivered twice or taken up again after a killed worker.
    """
    run = work.take_up(run_id)
    if run is None:
        return
    user = run.requested_by
    context = pghistory.context(
        user=user.pk if user else None,
        user_name=user.name if user else NOBODY,
        page=f"run:{run.pk}",
        reason=f"{run.period}情形排查",
    )
    try:
        with context:
            parameters, counts = sweep_county(county=_county_of(run.scope), run=run)
    except Refusal as refusal:
        work.end(run, state=RunState.FAILED, error=str(refusal))
        return
    except Exception:
        work.end(
            run,
            state=RunState.FAILED,
            error="系统出错，没有改动任何结果；请稍后再排查，仍不行请联系系统管理员。",
        )
        raise
    work.end(run, state=RunState.DONE, progress=100, parameters=parameters, counts=counts)


def sweep_now(*, county: Unit, period: str, today: date, user=None) -> Run:
    """Sweep at once, in this process: the command's way. Raises Refusal as the screen would show it."""
    _month_is_over(first_day_of(period), today)
    run = work.queue(kind=KIND, period=period, scope=county.code, user=user)
    perform(run.pk)
    run.refresh_from_db()
    if run.state == RunState.FAILED:
        raise Refusal(run.error)
    return run


def queue_due(*, today: date) -> list[Run]:
    """Put every month in line that was closed, or whose results were issued, after its sweep; oldest first.

    Called hourly; the caller enqueues the runs returned. A missed hour, a lost message or a killed worker
    is made good the next time.
    """
    return [
        work.queue(kind=KIND, period=month.period, scope=month.county.code, user=None)
        for month in due_months()
        if rules.month_end(month.first_day) <= today
    ]


@transaction.atomic
def set_aside(*, finding: SweepFinding, user, reason: str) -> None:
    """Decide that a finding is not proposed, with the reason; the same facts do not open it again.

    The bureau's reviewer decides. Refuses without a reason and a finding that is taken up or set aside.
    """
    demand(user, Action.CASE_FILE, finding.village_code)
    move(
        finding,
        SweepState.SET_ASIDE,
        SWEEP_MOVES,
        called="这条排查结果",
        reason=reason_given(reason, "不予提出的理由")[:300],
        decided_by=user,
        decided_at=timezone.now(),
    )
