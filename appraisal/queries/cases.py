"""Reading cases of leaving: where they stand, what is next, by whom and by when (P8.1, P8.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from appraisal.enums import (
    CASE_OPEN,
    CASE_RIGHTS,
    AppealLevel,
    AppealOutcome,
    CaseAct,
    CaseState,
    LeavingRule,
)
from appraisal.models import Case, CaseAppeal, CaseStep, Incident, SweepFinding
from appraisal.rules import cases as rules
from appraisal.wording.cases import Matter
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.documents.models import Paper
from guanling.policy.queries import at
from guanling.policy.rules import catalogue
from roster.enums import Level, Nature, PostKind
from roster.models import Appointment, Unit
from roster.rules.move_wording import bureau_name, government_name, own_mark

# --- facts that acts and pages ask ---------------------------------------------------------------


def repealed(case: Case, on: date) -> bool:
    """Whether the ground of a dismissal does not hold on ``on`` (any more)."""
    if case.ground not in LeavingRule or not LeavingRule(case.ground).dismissal:
        return False
    return not at(case.village.code[:COUNTY_DIGITS], on).holds(case.ground)


def township_marks(township: Unit) -> tuple[str, str]:
    """Return how a township's numbers begin and its name as it issues papers: 花府, 花江镇人民政府."""
    office = government_name(township.name)
    others = Unit.objects.filter(level=Level.TOWNSHIP, code__startswith=township.code[:COUNTY_DIGITS])
    own = own_mark(township.short_name, others.values_list("short_name", flat=True))
    return f"{own}{'办' if office.endswith('办事处') else '府'}", office


def bureau_of(county: Unit) -> str:
    """Return the name under which the county's bureau issues papers."""
    return bureau_name(county.short_name)


def present(case: Case, lock: bool = False) -> Appointment:
    """Return the appointment that the case is about, under its unit's newest name."""
    rows = Appointment.objects.select_related("person", "post__unit")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found = rows.get(pk=case.appointment_id)
    while later := rows.filter(continues=found).first():
        found = later
    return found


def earliest_last_day(case: Case, appointment: Appointment) -> date:
    """Return the earliest last day in post that notice or letter allow."""
    name = "leaving.resignation_notice_days" if case.resignation else "leaving.notice_days"
    told = case.letter_on if case.resignation else case.served_on
    return rules.earliest_last_day(told, case.days(name), appointment.valid_to)


def appeals_of(case: Case) -> dict[str, CaseAppeal]:
    """Return the requests of a case by level."""
    return {row.level: row for row in case.appeals.select_related("decision", "decided_by")}


def open_appeal(case: Case) -> CaseAppeal | None:
    """Return the request that waits for its decision."""
    return case.appeals.filter(outcome="").first()


def who_has_decided(case: Case) -> set[int]:
    """Return ids of those who have had a part in any decision of the case, also one sent back."""
    acts = (
        CaseAct.CONSENT,
        CaseAct.DECIDE,
        CaseAct.FILE,
        CaseAct.SETTLE_REVIEW,
        CaseAct.SETTLE_APPEAL,
    )
    return set(case.steps.filter(act__in=acts).values_list("actor", flat=True))


def matter_of(case: Case) -> Matter:
    """Return the case as its papers tell it."""
    appointment = present(case)
    return Matter(
        number=case.number,
        name=case.person_name,
        post=f"{case.township_name}{case.post_title}",
        since=appointment.valid_from,
        kind=case.get_kind_display(),
        ground=case.get_ground_display(),
        citation=catalogue().clauses[case.clause].citation,
        facts=case.facts,
        resignation=case.resignation,
        letter_on=case.letter_on,
        examination=case.examination,
        served_on=case.served_on,
        hearing=case.get_hearing_display(),
        heard_on=case.heard_on,
        last_day=case.last_day,
        early_reason=case.early_reason,
    )


# --- what is next --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Next:
    """What a case waits for: the step, who has to do it, by when, and how that deadline stands."""

    step: str
    who: str
    due: date | None
    standing: rules.Standing | None


CLERK, DECIDERS, REVIEWER, PERSON = "乡镇经办", "乡镇分管领导、计生办主任", "县局审核", "本人"
_NEXT = {
    CaseState.OPENED: ("核查事实", CLERK),
    CaseState.NOTICED: ("陈述申辩", PERSON),
    CaseState.HEARD: ("提出决定意见", DECIDERS),
    CaseState.CONSENTED: ("第二人决定", DECIDERS),
    CaseState.DECIDED: ("县局备案", REVIEWER),
    CaseState.FILED: ("送达决定书", CLERK),
    CaseState.OVERTURNED: ("恢复任职", CLERK),
}
# How a step is called when its time has passed.
_MISSED = {
    CaseState.OPENED: "乡镇核查",
    CaseState.EXAMINED: "告知书送达",
    CaseState.HEARD: "乡镇决定",
    CaseState.CONSENTED: "乡镇决定",
    CaseState.DECIDED: "县局备案",
    CaseState.FILED: "决定书送达",
}


def next_of(case: Case, on: date, appeal: CaseAppeal | None = None) -> Next | None:
    """Return what a case waits for on ``on``; ``appeal`` is the request that waits. None at its end."""
    last = case.due_on or case.person_until
    if case.state == CaseState.ENDED:
        if appeal is not None:
            who = DECIDERS if appeal.level == AppealLevel.REVIEW else REVIEWER
            return Next(f"{appeal.get_level_display()}决定", who, last, rules.standing(last, on))
        if case.person_until is None or on > case.person_until:
            return None
        return Next("可以申请复核（申诉）", PERSON, last, rules.standing(last, on))
    if case.state == CaseState.EXAMINED:
        if case.resignation:
            step, who = "提出决定意见", DECIDERS
        else:
            step, who = ("送达告知书" if case.notice_id else "制发告知书"), CLERK
    elif case.state in _NEXT:
        step, who = _NEXT[CaseState(case.state)]
    else:
        return None
    return Next(step, who, last, rules.standing(last, on))


def lapse_text(case: Case) -> str:
    """Return why a case falls in the person's favour."""
    day = f"{case.due_on.year}年{case.due_on.month}月{case.due_on.day}日"
    if case.state == CaseState.ENDED:
        appeal = open_appeal(case)
        level = appeal.get_level_display() if appeal else "复核"
        return f"{level}决定期限（{day}）已过，没有作出决定，视为撤销原决定，恢复任职。"
    step = (
        "乡镇决定"
        if case.resignation and case.state == CaseState.EXAMINED
        else _MISSED[CaseState(case.state)]
    )
    return f"{step}期限（{day}）已过，没有办结，本事项失效，任职不变。"


# --- lists ---------------------------------------------------------------------------------------

LOOKS = {
    CaseState.ENDED: "good",
    CaseState.REINSTATED: "good",
    CaseState.OVERTURNED: "bad",
    CaseState.DROPPED: "off",
    CaseState.LAPSED: "off",
}


def listed(cases):
    """Return ``cases`` (scoped): those that somebody must act on first, the nearest deadline first."""
    last = Coalesce("due_on", "person_until")
    return (
        cases.select_related("finding", "decision")
        .prefetch_related("appeals")
        .annotate(last=last)
        .order_by(F("due_on").asc(nulls_last=True), F("last").asc(nulls_last=True), "-opened_on", "-pk")
    )


def dressed(cases: Iterable[Case], on: date) -> list[Case]:
    """Give each case its look, what is next (``next``) and the word of a request (``appeal_word``)."""
    found = []
    for case in cases:
        appeals = list(case.appeals.all())
        waiting = next((row for row in appeals if not row.outcome), None)
        case.look = LOOKS.get(case.state, "wait")
        case.next = next_of(case, on, waiting)
        case.appeal_word = "；".join(
            f"{row.get_level_display()}{row.get_outcome_display() or '办理中'}" for row in appeals
        )
        found.append(case)
    return found


def directors_to_open(user, on: date):
    """Return the directors' appointments of ``on`` for which ``user`` may open a case."""
    rows = Appointment.objects.filter(nature=Nature.REGULAR, end_ground="", pk__in=_scope(user))
    return (
        rows.of_kind(PostKind.POPULATION_DIRECTOR)
        .on(on)
        .exclude(cases__state__in=CASE_OPEN)
        .select_related("person", "post__unit__parent")
        .order_by("post__unit__code", "person__pinyin", "pk")
    )


def _scope(user):
    condition = Q(pk__in=[])
    for prefix in user.prefixes(Action.CASE_HANDLE):
        condition |= Q(post__unit__code__startswith=prefix)
    return Appointment.objects.filter(condition).values("pk")


def findings_to_take(user, action):
    """Return the open findings for which ``user`` may open a case by ``action``."""
    return SweepFinding.objects.visible_to(user, action).select_related(
        "person", "appointment__post__unit__parent"
    )


# --- to-dos --------------------------------------------------------------------------------------


def waiting_for(user, on: date):
    """Return the cases whose next step ``user`` may do, the nearest deadline first.

    By right and state alone: who opened or decided is told on the page that another has to.
    """
    condition = Q(pk__in=[])
    for state, act in CASE_RIGHTS:
        if act in (CaseAct.DROP, CaseAct.RETURN, CaseAct.WITHDRAW, CaseAct.EXTEND, CaseAct.APPEAL):
            continue
        extra = Q(state=state)
        if state == CaseState.NOTICED:
            continue  # the person's own time
        if state == CaseState.EXAMINED:
            extra &= Q(letter_on__isnull=act != CaseAct.CONSENT)
        if act in (CaseAct.SETTLE_REVIEW, CaseAct.SETTLE_APPEAL):
            level = AppealLevel.REVIEW if act == CaseAct.SETTLE_REVIEW else AppealLevel.APPEAL
            extra &= Q(pk__in=CaseAppeal.objects.filter(outcome="", level=level).values("case"))
        if act == CaseAct.TELL:
            told = CaseAppeal.objects.filter(
                outcome__in=(AppealOutcome.UPHELD, AppealOutcome.GRANTED), told_on=None
            )
            extra &= Q(pk__in=told.values("case"))
        below = Q(pk__in=[])
        for prefix in user.reach(CASE_RIGHTS[state, act]):
            below |= Q(village__code__startswith=prefix)
        condition |= extra & below
    taken = Q(state=CaseState.CONSENTED, first_by=user)
    return listed(Case.objects.filter(condition).exclude(taken))


def due(cases, on: date, days: int = 3):
    """Return those of ``cases`` (scoped) whose office deadline ends within ``days`` or has passed."""
    return cases.filter(due_on__lte=on + timedelta(days=days))


def own_cases(user):
    """Return the user's own cases, newest first."""
    return (
        Case.objects.filter(person__account=user)
        .select_related("notice", "decision", "reinstatement", "village", "finding", "township")
        .order_by("-opened_on", "-pk")
    )


def steps_of(case: Case):
    """Return the steps of a case in order."""
    return CaseStep.objects.filter(case=case).select_related("actor", "paper")


def citation(case: Case) -> str:
    """Return the clause of a case's ground as pages cite it."""
    return catalogue().clauses[case.clause].citation


def periods_of(case: Case) -> list[tuple[str, str, int]]:
    """Return (key, label, days) of the periods that the case runs by, as they were when it was opened."""
    known = catalogue().parameters
    return [
        (key, known[key].label, case.days(key))
        for key in case.parameters["values"]
        if key.startswith("leaving.") and key.endswith("_days")
    ]


def papers_of(case: Case, *, served: bool) -> dict[int, Paper]:
    """Return the papers of a case by id; ``served``: only those that have reached the person."""
    if not served:
        return {step.paper_id: step.paper for step in steps_of(case) if step.paper_id}
    found = [case.notice if case.served_on else None, case.decision if case.delivered_on else None]
    found += [row.decision for row in case.appeals.all() if row.told_on]
    found.append(case.reinstatement)
    return {paper.pk: paper for paper in found if paper is not None}


# --- acts ----------------------------------------------------------------------------------------


def possible_acts(case: Case, on: date) -> list[CaseAct]:
    """Return the acts that the case's state and facts let through on ``on``, whoever may do them."""
    if case.due_on and on > case.due_on:
        return []
    state = case.state
    if state == CaseState.NOTICED and on > case.person_until:
        # The person's time is over: the next act of the deciders writes that down.
        state = CaseState.HEARD
    acts = [act for (of, act) in CASE_RIGHTS if of == state]
    appeals = list(case.appeals.all())
    review = next((row for row in appeals if row.level == AppealLevel.REVIEW), None)
    appealed = any(row.level == AppealLevel.APPEAL for row in appeals)
    waiting = next((row for row in appeals if not row.outcome), None)
    untold = any(row.decision_id and row.told_on is None for row in appeals)
    upheld = review is not None and review.outcome == AppealOutcome.UPHELD
    in_time = case.person_until is None or on <= case.person_until
    possible = {
        CaseAct.NOTIFY: not case.resignation and not case.notice_id,
        CaseAct.SERVE: bool(case.notice_id),
        CaseAct.CONSENT: state == CaseState.HEARD or case.resignation,
        CaseAct.APPEAL: not waiting and in_time and (review is None or (upheld and not appealed)),
        CaseAct.WITHDRAW: waiting is not None,
        CaseAct.SETTLE_REVIEW: waiting is not None and waiting.level == AppealLevel.REVIEW,
        CaseAct.SETTLE_APPEAL: waiting is not None and waiting.level == AppealLevel.APPEAL,
        CaseAct.EXTEND: waiting is not None
        and waiting.level == AppealLevel.APPEAL
        and waiting.extended_from is None,
        CaseAct.TELL: untold,
    }
    return [CaseAct(act) for act in acts if possible.get(act, True)]


def bars_to(case: Case, act: str, user) -> str:
    """Return why ``user`` may not do ``act`` though holding the right, or an empty text."""
    if act in {CaseAct.CONSENT, CaseAct.DECIDE, CaseAct.FILE, CaseAct.SETTLE_REVIEW, CaseAct.SETTLE_APPEAL}:
        if user.pk in finders_of(case):
            return "您是本事项的立案、核查或情形登记人，须由另一位有权人员办理。"
        if act == CaseAct.DECIDE and user.pk == case.first_by_id:
            return "您已提出决定意见，须由另一位有权人员作出决定。"
        if act == CaseAct.FILE and user.pk in {case.first_by_id, case.second_by_id}:
            return "您参加过决定，须由另一位审核人员备案。"
        if act in {CaseAct.SETTLE_REVIEW, CaseAct.SETTLE_APPEAL} and user.pk in who_has_decided(case):
            return "您参加过本事项的决定、备案或复核，须由另一位有权人员办理。"
    return ""


def finders_of(case: Case) -> set[int]:
    """Return ids of those who found what the case rests on.

    Who opened or examined it, and who recorded or established an incident among its evidence.
    """
    found = {case.opened_by_id, case.examined_by_id}
    if case.finding is not None:
        rows = case.finding.evidence
        incidents = [row["id"] for row in rows if str(row.get("model", "")).lower().endswith("incident")]
        for pair in Incident.objects.filter(pk__in=incidents).values_list("recorded_by", "decided_by"):
            found |= set(pair)
    return found - {None}
