"""Files for approval: whose they are, what the record shows of each, what waits for whom."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from appraisal.rules.appeals import Deadline, deadline
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.policy import queries as policy
from guanling.policy.rules import chinese_date
from recruitment.enums import (
    OBJECTION_OPEN,
    ApplicationState,
    CheckKind,
    CheckOutcome,
    HireState,
    NoticeState,
    ObjectionState,
    Part,
    RoundKind,
    Sat,
)
from recruitment.models import (
    Application,
    ApplicationLog,
    Check,
    Exam,
    Hire,
    NoticeLine,
    Objection,
    Result,
    Round,
)
from recruitment.rules import frozen
from recruitment.rules import hires as rules
from roster.enums import ChangeKind, Nature
from roster.models import Appointment, Change

STAGES = "selection.stages"
APPROVAL_DAYS = "selection.approval_working_days"
# What a file waits for at the township.
TO_HAND_IN = (HireState.PREPARED, HireState.RETURNED)


def hires(user, action=Action.SELECTION_VIEW):
    """Return the files that ``user`` may see by ``action``, with what lists show."""
    return Hire.objects.visible_to(user, action).select_related(
        "application__round__unit",
        "application__opening",
        "application__result",
        "submitted_by",
        "decided_by",
        "appointed_by",
        "paper",
        "appointment__person",
        "agreement__paper",
    )


def unprepared(round_: Round):
    """Return the applications of a round that were cleared and have no file yet."""
    return Application.objects.filter(round=round_, state=ApplicationState.CLEARED, hire=None)


def _handled(user):
    """The condition that ``user`` has handled a file's applicant: as steps.handled_by, in one statement."""
    acted = ApplicationLog.objects.filter(application=OuterRef("application"), actor=user)
    return (
        Exists(acted)
        | Q(application__entered_by=user)
        | Q(application__reviewed_by=user)
        | Q(application__confirmed_by=user)
    )


def to_approve(user):
    """Return the files that ``user`` can decide: handed in by others, of applicants handled by others."""
    found = hires(user, Action.SELECTION_APPROVE).filter(state=HireState.SUBMITTED)
    return found.exclude(submitted_by=user).exclude(_handled(user))


def due_of(hire: Hire) -> Deadline | None:
    """Return by when the county decides a file that was handed in (selection.approval_working_days)."""
    if hire.submitted_at is None:
        return None
    days = int(frozen.number(hire.application.round.parameters, APPROVAL_DAYS))
    return deadline(timezone.localdate(hire.submitted_at), days)


def filing_numbers(rows: Iterable[Hire]) -> dict[int, str]:
    """Return {hire: number under which the county filed the appointment}; filed later counts too."""
    numbers = {row.pk: row.filing_number for row in rows if row.filing_number}
    waiting = {row.appointment_id: row.pk for row in rows if row.appointment_id and not row.filing_number}
    filed = Change.objects.filter(appointment__in=waiting, kind=ChangeKind.APPOINTED)
    for appointment, number in filed.values_list("appointment", "filing_number"):
        if number:
            numbers[waiting[appointment]] = number
    return numbers


# --- what the record shows -----------------------------------------------------------------------


def required_steps(round_: Round) -> frozenset[str]:
    """Return the steps that policy, as the round froze it, and the round's own plan ask for (P2.4)."""
    if STAGES in round_.parameters:
        stages = frozen.value(round_.parameters, STAGES)
    else:
        day = timezone.localdate(round_.announced_at) if round_.announced_at else timezone.localdate()
        stages = policy.at(round_.unit.code[:COUNTY_DIGITS], day).get(STAGES) or ()
    asked = {name for name in rules.STEPS if name in stages}
    if round_.with_interview:
        asked.add("interview")
    if round_.with_medical:
        asked.add("medical")
    return frozenset(asked)


def facts_of(round_: Round, applications: Iterable[Application], starts=None) -> dict[int, rules.Facts]:
    """Return {application: what the record shows of it} for applications of one round.

    ``starts``: {application: first day of the hire} where it is not the opening's. The number of statements
    does not depend on the number of applications.
    """
    applications = list(applications)
    ids = [row.pk for row in applications]
    starts = starts or {}
    required = required_steps(round_)
    shared = _shared_steps(round_)
    results = {row.application_id: row for row in Result.objects.filter(application__in=ids)}
    sat = _sat(round_, ids)
    checks = defaultdict(dict)
    for row in Check.objects.filter(application__in=ids):
        checks[row.application_id][row.kind] = row
    lines = {}
    confirmed = NoticeLine.objects.filter(application__in=ids, notice__state=NoticeState.CONFIRMED)
    for line in confirmed.select_related("notice__confirmed_by").order_by("notice__serial"):
        lines[line.application_id] = line.notice
    objections = _objections(ids)
    reviewers = {
        row.pk: row.reviewed_by.name
        for row in Application.objects.filter(pk__in=ids, reviewed_by__isnull=False)
        .select_related("reviewed_by")
        .only("reviewed_by__name")
    }
    serving = _serving(
        {(row.opening.post_id, starts.get(row.pk, row.opening.start_on)) for row in applications}
    )
    found = {}
    for row in applications:
        start = starts.get(row.pk, row.opening.start_on)
        notice = lines.get(row.pk)
        counted = objections[row.pk]
        steps = shared | _own_steps(
            row,
            shared,
            reviewers=reviewers,
            result=results.get(row.pk),
            sat=sat,
            checks=checks[row.pk],
            notice=notice,
        )
        found[row.pk] = rules.Facts(
            station=round_.kind == RoundKind.STATION,
            age=row.age,
            education=row.education,
            start_on=start,
            quota=row.opening.quota,
            serving=serving[row.opening.post_id, start],
            steps=steps,
            required=required,
            exception_number=row.exception_number or ("（无文号）" if row.exception_by_id else ""),
            education_min=row.opening.education_min,
            requirement=row.opening.requirement,
            notice_first=notice.first_day if notice else None,
            notice_last=notice.last_day if notice else None,
            objections=counted.total(),
            objections_open=sum(counted[state] for state in OBJECTION_OPEN),
            objections_upheld=counted[ObjectionState.UPHELD],
            parameters=round_.parameters,
        )
    return found


def _day(moment) -> date | None:
    return timezone.localdate(moment) if moment else None


def _shared_steps(round_):
    """The steps that all applicants of the round have in common."""
    steps = {}
    if round_.announcement_id:
        steps["announcement"] = rules.Step(
            "announcement",
            round_.announcement.issued_on,
            f"{round_.announced_by.name}签发",
            round_.announcement.number,
        )
    if round_.opens_at and round_.closes_at:
        steps["registration"] = rules.Step(
            "registration", _day(round_.opens_at), f"至{chinese_date(_day(round_.closes_at))}", "报名时间"
        )
    for exam in Exam.objects.filter(round=round_).select_related("closed_by"):
        name = "exam" if exam.part == Part.WRITTEN else "interview"
        steps[name] = rules.Step(
            name,
            exam.held_on if exam.closed_at else None,
            f"{exam.closed_by.name}确认成绩" if exam.closed_at else "",
            exam.site if exam.closed_at else "成绩还没有确认",
        )
    return steps


def _sat(round_, ids):
    """{(application, part)} of those who sat, by the marks on record."""
    rows = round_.exams.filter(scores__application__in=ids, scores__sat=Sat.PRESENT)
    return set(rows.values_list("scores__application", "part"))


def _own_steps(row, shared, *, reviewers, result, sat, checks, notice):
    """The steps of one applicant: registered, judged, marked, checked, shown to the public."""
    steps = {}
    if row.reviewed_at:
        steps["review"] = rules.Step(
            "review", _day(row.reviewed_at), f"{reviewers.get(row.pk, '')}审查", "审查通过"
        )
    for part, name, mark in (
        (Part.WRITTEN, "exam", result.written_total if result else None),
        (Part.INTERVIEW, "interview", result.interview if result else None),
    ):
        held = shared.get(name)
        if held is None or held.day is None:
            continue
        told = f"成绩{mark}" if mark is not None else "没有成绩"
        if name == "exam" and result and result.total is not None:
            told += f"，综合成绩{result.total}，第{result.rank}名"
        steps[name] = rules.Step(
            name,
            held.day,
            held.who,
            told,
            failed=mark is None and (row.pk, part) not in sat,
        )
    for kind, name in ((CheckKind.CHECK, "check"), (CheckKind.MEDICAL, "medical")):
        if check := checks.get(kind):
            steps[name] = rules.Step(
                name,
                check.held_on,
                check.by,
                check.get_outcome_display(),
                failed=check.outcome != CheckOutcome.PASSED,
            )
    if notice:
        steps["notice"] = rules.Step(
            "notice",
            notice.first_day,
            f"{notice.confirmed_by.name}确认结束" if notice.confirmed_by else "",
            f"第{notice.serial}次公示，至{chinese_date(notice.last_day)}",
        )
    return steps


def _objections(ids):
    counted = defaultdict(Counter)
    for application, state in Objection.objects.filter(line__application__in=ids).values_list(
        "line__application", "state"
    ):
        counted[application][state] += 1
    return counted


def _serving(pairs):
    """{(post, day): how many serve there regularly on the day}; one statement a day asked for."""
    found = dict.fromkeys(pairs, 0)
    for day in {day for _, day in pairs}:
        posts = {post for post, one in pairs if one == day}
        serving = Appointment.objects.on(day).filter(post__in=posts, nature=Nature.REGULAR)
        for post in serving.values_list("post", flat=True):
            found[post, day] += 1
    return found


def conditions_of(hire: Hire) -> list[rules.Condition]:
    """Return the conditions of one file as they stand now."""
    application = hire.application
    facts = facts_of(application.round, [application], {application.pk: hire.start_on})
    return rules.conditions(facts[application.pk])
