"""Business acts on cases of leaving: one function an act, along CASE_RIGHTS and CASE_MOVES (P8.1, P8.2).

Nobody leaves a post by dismissal without notice, hearing, decision of two, filing and the chance of remedy.
Days are calendar days; the day of the act itself is not counted. What the office does not do in time falls
in the person's favour (:func:`lapse_due`).
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from appraisal.enums import (
    CASE_MOVES,
    CASE_RIGHTS,
    OWN_ACTS,
    SWEEP_MOVES,
    AppealLevel,
    AppealOutcome,
    CaseAct,
    CaseKind,
    CaseState,
    HearingResult,
    LeavingRule,
    OwnGround,
    Serving,
    SweepState,
)
from appraisal.models import Case, CaseAppeal, CaseStep, SweepFinding
from appraisal.queries import cases as queries
from appraisal.rules import cases as rules
from appraisal.services.guards import demand, may, reason_given
from appraisal.wording import cases as wording
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.accounts.models import User
from guanling.documents.models import Paper
from guanling.documents.papers import chinese_date, number_text
from guanling.documents.services import papers
from guanling.policy.queries import at
from guanling.runs.errors import Outrun, Refusal
from guanling.runs.states import move
from roster.enums import Level, Nature, PostKind
from roster.models import Appointment, Unit
from roster.services import appointments
from roster.services.saving import save_checked

# Names of the kinds of papers in appraisal/prints/cases.py, which stands above the services.
NOTICE, DECISION, REVIEW = "case-notice", "case-decision", "case-review"
APPEAL, REINSTATEMENT = "case-appeal", "case-reinstatement"
CASE_NUMBER, FILING_NUMBER = "case", "case-filing"
IT = "这件事项"
EXAMINATION, SERVING, NOTICE_DAYS = (
    "leaving.examination_days",
    "leaving.serving_days",
    "leaving.notice_days",
)
STATEMENT, DECIDING, FILING = "leaving.statement_days", "leaving.decision_days", "leaving.filing_days"
REVIEW_REQUEST, REVIEW_DECISION = "leaving.review_request_days", "leaving.review_decision_days"
APPEAL_REQUEST, APPEAL_DECISION = "leaving.appeal_days", "leaving.appeal_decision_days"
APPEAL_EXTENSION, RESIGNATION = "leaving.appeal_extension_days", "leaving.resignation_notice_days"


# --- what every act does -------------------------------------------------------------------------


def _locked(case):
    """The case as it stands now; nobody else acts on it until the transaction ends."""
    rows = Case.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("person", "township", "village", "finding", "notice", "decision").get(
        pk=case.pk
    )


def _step(case, act, to, user, today, *, text="", paper=None, **fields):
    """Move the case by conditional update and write its line in the log."""
    before, due = case.state, case.due_on or case.person_until
    if to == before:
        if not Case.objects.filter(pk=case.pk, state=before).update(**fields):
            raise Outrun(IT)
        case.refresh_from_db()
    else:
        move(case, to, CASE_MOVES, called=IT, **fields)
    CaseStep.objects.create(
        case=case,
        act=act,
        from_state=before,
        to_state=to,
        actor=user,
        day=today,
        due_on=due,
        text=text,
        paper=paper,
    )


def _begin(case, act, user, today):
    """Lock the case; refuse an act that its state, its deadline or the user's rights do not allow."""
    case = _locked(case)
    _hear_by_silence(case, today)
    right = CASE_RIGHTS.get((case.state, act))
    if right is None:
        raise Refusal(
            f"{case}现在是“{case.get_state_display()}”，不能办理“{CaseAct(act).label}”；请刷新页面查看最新情况。"
        )
    own = act in OWN_ACTS and case.person.account_id == user.pk
    if not own:
        _demand(user, right, case)
    if case.due_on and today > case.due_on:
        raise Refusal(
            f"这一步的期限（{chinese_date(case.due_on)}）已过，没有办结，按有利于本人处理：{queries.lapse_text(case)}"
        )
    return case


def _demand(user, right, case):
    """Refuse who may not do it here; a successor goes on with what its former village had begun."""
    if not any(case.village.code.startswith(prefix) for prefix in user.reach(right)):
        raise Refusal("您没有对该单位进行这项操作的权限。")


def _heed_ground(case, today):
    """Refuse to go on with a ground of dismissal that does not hold on the day."""
    if queries.repealed(case, today):
        raise Refusal(
            f"“{case.get_ground_display()}”（{case.clause}）在{chinese_date(today)}已不再适用，不能继续办理；"
            "请以“该情形已停止适用”为理由终止办理。"
        )


def _given_day(day, first, last, what):
    """Refuse a day outside what is possible."""
    if not first <= day <= last:
        raise Refusal(f"{what}应在{chinese_date(first)}至{chinese_date(last)}之间，请核对。")


def _not_the_finder(case, user):
    if user.pk in queries.finders_of(case):
        raise Refusal("立案、核查或登记所依据情形的人不能参加决定，请由另一位有权人员办理。")


def _county(case):
    return Unit.objects.filter(level=Level.COUNTY, code=case.township.code[:COUNTY_DIGITS]).latest("pk")


def _take(kind, issuer, mark, day):
    serial = papers.take_number(kind=kind, issuer_code=issuer.code, year=day.year)
    return number_text(mark, day.year, serial)


def _letter(case, kind, title, body, *, office, mark, issuer, user, today, prepared_by=None, copies=""):
    """Issue a numbered paper to the person, restricted to the bureau and the township."""
    content = {
        "issuer_mark": office,
        "number": "",
        "title": title,
        "addressee": f"{case.person_name}同志：" if kind in (NOTICE,) else "",
        "body": body,
        "attachments": [],
        "issuer": office,
        "date": "",
        "copies": f"{copies}。" if copies else "",
        "printer": office if office.endswith("办公室") else f"{office}办公室",
        "printed_on": "",
    }
    return papers.issue_directly(
        kind=kind,
        key=f"case-{case.pk}",
        unit_code=issuer.code,
        title=title,
        content=content,
        day=today,
        number_mark=mark,
        issued_by=user,
        prepared_by=prepared_by,
    )


# --- opening and examining -----------------------------------------------------------------------


@transaction.atomic
def open_case(
    *,
    appointment: Appointment,
    ground: str,
    facts: str,
    user: User,
    finding: SweepFinding | None = None,
    letter_on: date | None = None,
    today: date | None = None,
) -> Case:
    """Open a case against a population director's appointment and return it (待核查).

    With ``finding`` it is taken up (its ground and appointment count); the same finding never opens a second
    one. Without, the ground is one of P8.1 that no sweep finds; a resignation has the day of its letter.
    Refuses what is not a director's appointment in force, a ground that does not hold on the day, a second
    open case, and missing facts.
    """
    today = today or timezone.localdate()
    unit = appointment.post.unit
    if finding is not None:
        if not may(user, Action.SWEEP_RUN, unit.code):
            demand(user, Action.CASE_HANDLE, unit.code)
        _take_up_finding(finding, appointment, ground)
    else:
        demand(user, Action.CASE_HANDLE, unit.code)
        if ground not in OwnGround:
            raise Refusal("辞退和聘期、年龄的情形须由情形排查的结果立案，请在“情形排查”中办理。")
    if appointment.post.kind != PostKind.POPULATION_DIRECTOR or appointment.nature != Nature.REGULAR:
        raise Refusal("解聘辞退事项只办理受聘的人口主任；其他岗位的离任请在档案中办理。")
    if appointment.end_ground:
        raise Refusal(
            f"{appointment.person.name}已于{chinese_date(appointment.valid_to)}离任（{appointment.ending}），不需要立案。"
        )
    over = appointment.valid_to and appointment.valid_to < today
    if appointment.valid_from > today or (over and ground != LeavingRule.TERM):
        raise Refusal(f"{appointment.person.name}今天不在任，不能立案。")
    if ground == LeavingRule.TERM and appointment.valid_to is None:
        raise Refusal("这项任职没有聘期止日，不能以聘期届满立案。")
    if ground == OwnGround.RESIGNED:
        if letter_on is None:
            raise Refusal("本人辞职的，请填写辞职书的日期。")
        _given_day(letter_on, appointment.valid_from, today, "辞职书的日期")
    elif letter_on is not None:
        raise Refusal("只有本人辞职才填辞职书的日期。")
    township = unit.parent
    policy = at(unit.code[:COUNTY_DIGITS], today)
    if not policy.holds(EXAMINATION):
        raise Refusal(f"{chinese_date(today)}还没有解聘辞退的程序和期限规定（P8.2），不能立案。")
    mark, _ = queries.township_marks(township)
    case = Case(
        number=_take(CASE_NUMBER, township, f"{mark}计生案", today),
        township=township,
        township_name=township.short_name,
        village=unit,
        village_name=unit.short_name,
        person=appointment.person,
        person_name=appointment.person.name,
        appointment=appointment,
        post_title=f"{unit.short_name}{appointment.title}",
        kind=CaseKind.DISMISSAL
        if ground in LeavingRule and LeavingRule(ground).dismissal
        else CaseKind.ENDING,
        ground=ground,
        finding=finding,
        facts=reason_given(facts, "事实和依据"),
        parameters=policy.as_json("leaving.", "dismissal."),
        opened_by=user,
        opened_on=today,
        letter_on=letter_on,
        due_on=rules.due(today, policy[EXAMINATION]),
    )
    _heed_ground(case, today)
    save_checked(case)
    CaseStep.objects.create(
        case=case, act=CaseAct.OPEN, to_state=case.state, actor=user, day=today, text=case.facts
    )
    if finding is not None:
        move(
            finding,
            SweepState.TAKEN,
            SWEEP_MOVES,
            called="这项排查结果",
            decided_by=user,
            decided_at=timezone.now(),
            reason=case.number,
        )
    return case


def _take_up_finding(finding, appointment, ground):
    if (finding.appointment_id, finding.rule) != (appointment.pk, ground):
        raise Refusal("任职或情形与排查结果不符。")
    finding.refresh_from_db()
    if finding.state == SweepState.TAKEN:
        raise Refusal("这项排查结果已经立案，同一事实不再立第二件；请在原事项中办理。")
    if finding.state != SweepState.OPEN:
        raise Refusal(f"这项排查结果{finding.get_state_display()}，不能立案。")


@transaction.atomic
def examine(*, case: Case, text: str, user: User, today: date | None = None) -> None:
    """Find that the facts stand (待核查 → 已核查); what does not stand is dropped (:func:`drop`)."""
    today = today or timezone.localdate()
    case = _begin(case, CaseAct.EXAMINE, user, today)
    _heed_ground(case, today)
    text = reason_given(text, "核查的情况")
    # Who has resigned is decided upon next, everybody else is told first.
    period = DECIDING if case.resignation else SERVING
    _step(
        case,
        CaseAct.EXAMINE,
        CaseState.EXAMINED,
        user,
        today,
        text=text,
        examined_by=user,
        examined_on=today,
        examination=text,
        due_on=rules.due(today, case.days(period)),
    )


@transaction.atomic
def drop(*, case: Case, reason: str, user: User, today: date | None = None) -> None:
    """Go no further with a case, with a reason; the appointment goes on as if there had been none."""
    today = today or timezone.localdate()
    case = _begin(case, CaseAct.DROP, user, today)
    reason = reason_given(reason, "不再办理的理由")[:300]
    _close(case, CaseAct.DROP, user, today, reason)


def _close(case, act, user, today, reason):
    _step(
        case,
        act,
        CaseState.DROPPED if act == CaseAct.DROP else CaseState.LAPSED,
        user,
        today,
        text=reason,
        closed_by=user,
        closed_on=today,
        closed_reason=reason,
        due_on=None,
        person_until=None,
    )


# --- notice and hearing --------------------------------------------------------------------------


@transaction.atomic
def notify(*, case: Case, user: User, today: date | None = None) -> Paper:
    """Issue the numbered notice; returns it for the caller to have set. It counts once it is served.

    Refuses a resignation, which needs none, and a second notice.
    """
    today = today or timezone.localdate()
    case = _begin(case, CaseAct.NOTIFY, user, today)
    if case.resignation:
        raise Refusal("本人辞职的不需要告知，请由两位有权人员决定。")
    if case.notice_id:
        raise Refusal(f"告知书（{case.notice.number}）已经制发，请送达并登记。")
    _heed_ground(case, today)
    mark, office = queries.township_marks(case.township)
    matter = queries.matter_of(case)
    paper = _letter(
        case,
        NOTICE,
        wording.notice_title(matter),
        wording.notice_body(
            matter,
            office=office,
            statement_days=case.days(STATEMENT),
            notice_days=case.days(NOTICE_DAYS),
        ),
        office=office,
        mark=f"{mark}计生告",
        issuer=case.township,
        user=user,
        today=today,
    )
    _step(
        case,
        CaseAct.NOTIFY,
        CaseState.EXAMINED,
        user,
        today,
        text=paper.number,
        paper=paper,
        notice=paper,
    )
    return paper


@transaction.atomic
def serve(*, case: Case, day: date, how: str, user: User, today: date | None = None) -> None:
    """Record that the notice reached the person on ``day`` (已核查 → 已告知); the time for a statement runs.

    Refuses before there is a notice, and a day before it was issued or after today.
    """
    today = today or timezone.localdate()
    case = _begin(case, CaseAct.SERVE, user, today)
    if not case.notice_id:
        raise Refusal("告知书还没有制发，请先制发再送达。")
    _given_day(day, case.notice.issued_on, today, "送达日期")
    _step(
        case,
        CaseAct.SERVE,
        CaseState.NOTICED,
        user,
        today,
        text=f"{chinese_date(day)}{Serving(how).label}",
        served_on=day,
        served_how=how,
        served_by=user,
        due_on=None,
        person_until=rules.due(day, case.days(STATEMENT)),
    )


_HEARD = {
    CaseAct.STATE: HearingResult.STATED,
    CaseAct.WAIVE: HearingResult.WAIVED,
    CaseAct.SILENT: HearingResult.SILENT,
}


def _hear(case, act, user, today, *, day, text):
    _step(
        case,
        act,
        CaseState.HEARD,
        user,
        today,
        text=text,
        hearing=_HEARD[act],
        statement=text if act == CaseAct.STATE else "",
        heard_on=day,
        person_until=None,
        due_on=rules.due(day, case.days(DECIDING)),
    )


@transaction.atomic
def state(*, case: Case, text: str, user: User, day: date | None = None, today: date | None = None) -> None:
    """Take down what the person says in defence, by the person or the clerk (→ 待决定).

    Refuses an empty statement and a day outside the period.
    """
    today = today or timezone.localdate()
    case = _begin(case, CaseAct.STATE, user, today)
    day = day or today
    _given_day(day, case.served_on, today, "陈述申辩的日期")
    _hear(case, CaseAct.STATE, user, today, day=day, text=reason_given(text, "陈述申辩的内容"))


@transaction.atomic
def waive(*, case: Case, user: User, text: str = "", today: date | None = None) -> None:
    """Record that the person waives a statement; by the clerk only with the paper on which it stands."""
    today = today or timezone.localdate()
    case = _begin(case, CaseAct.WAIVE, user, today)
    if case.person.account_id != user.pk:
        text = reason_given(text, "放弃陈述申辩的书面依据")
    _hear(case, CaseAct.WAIVE, user, today, day=today, text=text.strip())


def _hear_by_silence(case, today):
    """Go on where the person has let the days pass; the time to decide runs from the last of them."""
    if case.state == CaseState.NOTICED and today > case.person_until:
        last = case.person_until
        _hear(case, CaseAct.SILENT, None, today, day=last, text="")


# --- deciding ------------------------------------------------------------------------------------


def _considered(case, considered):
    """Refuse to decide on facts that have changed without a word that this was considered."""
    considered = considered.strip()
    if case.finding is not None and case.finding.changed_at and not (considered or case.considered):
        raise Refusal("排查结果所依据的事实在立案后已有变化，请写明对这一变化的考虑后再作决定。")
    return (considered or case.considered)[:300]


@transaction.atomic
def consent(
    *,
    case: Case,
    text: str,
    last_day: date,
    user: User,
    considered: str = "",
    early_reason: str = "",
    today: date | None = None,
) -> None:
    """Propose the decision as the first of two (待决定 → 待第二人决定), with the last day in post.

    Refuses whoever found the facts, a last day before the notice period is over or beyond the term, a ground
    that no longer holds, and changed facts without a word on them. A resignation may end earlier where both
    agree, with a reason.
    """
    today = today or timezone.localdate()
    case = _begin(case, CaseAct.CONSENT, user, today)
    if case.state == CaseState.EXAMINED and not case.resignation:
        raise Refusal("还没有告知本人、听取陈述申辩，不能作出决定。")
    _not_the_finder(case, user)
    _heed_ground(case, today)
    considered = _considered(case, considered)
    early_reason = early_reason.strip()[:200]
    _heed_last_day(case, last_day, early_reason)
    text = reason_given(text, "决定的理由")
    _step(
        case,
        CaseAct.CONSENT,
        CaseState.CONSENTED,
        user,
        today,
        text=text,
        first_by=user,
        first_on=today,
        first_text=text,
        last_day=last_day,
        considered=considered,
        early_reason=early_reason,
    )


def _heed_last_day(case, last_day, early_reason):
    appointment = queries.present(case)
    term_end = appointment.valid_to
    if case.ground == LeavingRule.TERM and last_day != term_end:
        raise Refusal(f"聘期届满的，最后任职日是聘期止日{chinese_date(term_end)}。")
    if last_day < appointment.valid_from:
        raise Refusal("最后任职日不能早于任职起日。")
    if term_end and last_day > term_end:
        raise Refusal(f"最后任职日不能晚于聘期止日{chinese_date(term_end)}。")
    earliest = queries.earliest_last_day(case, appointment)
    if early_reason and not case.resignation:
        raise Refusal("只有本人辞职才能经双方同意提前。")
    if last_day >= earliest or (case.resignation and early_reason and last_day >= case.letter_on):
        return
    if case.resignation:
        raise Refusal(
            f"辞职须提前{case.days(RESIGNATION)}日提出，最后任职日最早为{chinese_date(earliest)}；双方同意提前的，请写明原因。"
        )
    raise Refusal(
        f"告知书{chinese_date(case.served_on)}送达，须提前{case.days(NOTICE_DAYS)}日告知，最后任职日最早为{chinese_date(earliest)}。"
    )


@transaction.atomic
def decide(*, case: Case, text: str, user: User, considered: str = "", today: date | None = None) -> Paper:
    """Decide as the second of two (→ 已决定，待备案): the numbered decision is issued and returned.

    Refuses the first, whoever found the facts, a ground that no longer holds, and changed facts without a
    word on them.
    """
    today = today or timezone.localdate()
    case = _begin(case, CaseAct.DECIDE, user, today)
    if user.pk == case.first_by_id:
        raise Refusal("决定须由两人作出，您已提出意见，请由另一位有权人员决定。")
    _not_the_finder(case, user)
    _heed_ground(case, today)
    considered = _considered(case, considered)
    text = reason_given(text, "决定的意见")
    mark, office = queries.township_marks(case.township)
    matter = queries.matter_of(case)
    paper = _letter(
        case,
        DECISION,
        wording.decision_title(matter),
        wording.decision_body(
            matter,
            office=office,
            reasons=case.first_text,
            considered=considered,
            review_days=case.days(REVIEW_REQUEST),
        ),
        office=office,
        mark=f"{mark}计生决",
        issuer=case.township,
        user=user,
        today=today,
        prepared_by=case.first_by,
        copies="县人口和计划生育局",
    )
    _step(
        case,
        CaseAct.DECIDE,
        CaseState.DECIDED,
        user,
        today,
        text=f"{paper.number}，{text}",
        paper=paper,
        second_by=user,
        decided_on=today,
        second_text=text,
        considered=considered,
        decision=paper,
        due_on=rules.due(today, case.days(FILING)),
    )
    return paper


@transaction.atomic
def send_back(*, case: Case, reason: str, user: User, again: bool = False, today: date | None = None) -> None:
    """Send a case back: the second decider to the first, or the county to the township, with a reason.

    ``again``: the county has the person told and heard anew. The decision that was issued stays in the
    archive and takes no effect; the deciders are free again. The second decider's return does not prolong
    the period.
    """
    today = today or timezone.localdate()
    case = _begin(case, CaseAct.RETURN, user, today)
    reason = reason_given(reason, "退回的原因和要改正的内容")[:300]
    by_county = case.state == CaseState.DECIDED
    cleared = {
        "first_by": None,
        "first_on": None,
        "first_text": "",
        "second_by": None,
        "decided_on": None,
        "second_text": "",
        "decision": None,
        "last_day": None,
        "early_reason": "",
        "remark": reason,
    }
    to = CaseState.EXAMINED if case.resignation else CaseState.HEARD
    if by_county:
        cleared["due_on"] = rules.due(today, case.days(DECIDING))
        if again and not case.resignation:
            to = CaseState.EXAMINED
            cleared |= {
                "due_on": rules.due(today, case.days(SERVING)),
                "notice": None,
                "served_on": None,
                "served_how": "",
                "served_by": None,
                "hearing": "",
                "statement": "",
                "heard_on": None,
            }
    _step(case, CaseAct.RETURN, to, user, today, text=reason, paper=case.decision, **cleared)


@transaction.atomic
def file_case(*, case: Case, user: User, today: date | None = None) -> None:
    """File the decision under the county's next number (→ 已备案，待送达).

    Refuses who found, examined or decided it, a ground that no longer holds, and an appointment that has
    ended otherwise meanwhile; then no number is used up.
    """
    today = today or timezone.localdate()
    case = _begin(case, CaseAct.FILE, user, today)
    _not_the_finder(case, user)
    if user.pk in (case.first_by_id, case.second_by_id):
        raise Refusal("决定人不能办理同一事项的备案，请由县局另一位审核人员办理。")
    _heed_ground(case, today)
    _not_gone(queries.present(case))
    county = _county(case)
    number = _take(FILING_NUMBER, county, f"{county.short_name[0]}人口计生解备", today)
    _step(
        case,
        CaseAct.FILE,
        CaseState.FILED,
        user,
        today,
        text=number,
        filed_by=user,
        filed_on=today,
        filing_number=number,
        remark="",
        due_on=rules.due(today, case.days(SERVING)),
    )


def _not_gone(appointment):
    if appointment.end_ground:
        raise Refusal(
            f"{appointment.person.name}已于{chinese_date(appointment.valid_to)}离任（{appointment.ending}），"
            "请以此为理由终止办理。"
        )


@transaction.atomic
def deliver(*, case: Case, day: date, how: str, user: User, today: date | None = None) -> None:
    """Record that the decision reached the person, and with it the ending of the appointment (→ 已办结).

    The last day is as decided, but not before the decision was delivered and not beyond the term; where it
    lies ahead it is recorded now. Vacancy, pay, training and lists follow from the dated appointment.
    Refuses a day before filing or after today, and an appointment that has ended otherwise meanwhile.
    """
    today = today or timezone.localdate()
    case = _begin(case, CaseAct.DELIVER, user, today)
    _given_day(day, case.filed_on, today, "送达日期")
    appointment = queries.present(case, lock=True)
    _not_gone(appointment)
    last = rules.actual_last_day(case.last_day, day, appointment.valid_to)
    appointments.close(
        appointment=appointment,
        last_day=last,
        ground=case.end_ground,
        reason=f"{case.get_ground_display()}（{case.clause}）"[:120],
        document_number=case.decision.number,
        late_reason=f"决定书{case.decision.number}，{case.filing_number}备案",
    )
    _step(
        case,
        CaseAct.DELIVER,
        CaseState.ENDED,
        user,
        today,
        text=f"{chinese_date(day)}{Serving(how).label}，最后任职日{chinese_date(last)}",
        paper=case.decision,
        delivered_on=day,
        delivered_how=how,
        delivered_by=user,
        ended_on=last,
        due_on=None,
        person_until=rules.due(day, case.days(REVIEW_REQUEST)),
    )


# --- remedy --------------------------------------------------------------------------------------


@transaction.atomic
def appeal(
    *, case: Case, text: str, user: User, day: date | None = None, today: date | None = None
) -> CaseAppeal:
    """Ask the township for review or, once it has upheld its decision, appeal to the county.

    By the person, or by the clerk with the day on which the letter came in. Refuses a second request of a
    level, one after its period, and an appeal before the review is decided.
    """
    today = today or timezone.localdate()
    case = _begin(case, CaseAct.APPEAL, user, today)
    made = queries.appeals_of(case)
    review = made.get(AppealLevel.REVIEW)
    if AppealLevel.APPEAL in made:
        raise Refusal("已经申诉过，不能再次申诉。")
    if review is not None and review.outcome != AppealOutcome.UPHELD:
        told = "正在办理" if not review.outcome else review.get_outcome_display()
        raise Refusal(f"复核{told}，不能再提出。")
    level = AppealLevel.APPEAL if review else AppealLevel.REVIEW
    first = review.decided_on if review else case.delivered_on
    day = day or today
    _given_day(day, first, today, "提出日期")
    if case.person_until and day > case.person_until:
        raise Refusal(f"{level.label}期限已于{chinese_date(case.person_until)}届满，不能再提出。")
    row = CaseAppeal(
        case=case,
        level=level,
        filed_on=day,
        filed_by=user,
        text=reason_given(text, "申请的理由"),
        due_on=rules.due(day, case.days(APPEAL_DECISION if review else REVIEW_DECISION)),
    )
    save_checked(row)
    _step(
        case,
        CaseAct.APPEAL,
        CaseState.ENDED,
        user,
        today,
        text=f"{level.label}：{row.text}",
        due_on=row.due_on,
        person_until=None,
    )
    return row


def _open_appeal(case):
    """The request that waits for its decision; refuse where there is none."""
    row = queries.open_appeal(case)
    if row is None:
        raise Refusal("没有正在办理的复核或申诉，请刷新页面查看最新情况。")
    return row


@transaction.atomic
def withdraw_appeal(*, case: Case, reason: str, user: User, today: date | None = None) -> None:
    """Take a request back, by the person or by the clerk with the person's letter; the decision stands."""
    today = today or timezone.localdate()
    case = _begin(case, CaseAct.WITHDRAW, user, today)
    row = _open_appeal(case)
    reason = reason_given(reason, "撤回的理由或书面依据")
    row.outcome = AppealOutcome.WITHDRAWN
    save_checked(row)
    _step(
        case,
        CaseAct.WITHDRAW,
        CaseState.ENDED,
        user,
        today,
        text=f"{row.get_level_display()}：{reason}",
        due_on=None,
        person_until=None,
    )


@transaction.atomic
def extend(*, case: Case, reason: str, user: User, today: date | None = None) -> None:
    """Prolong the county's time for an appeal, once, with a reason. A review is never prolonged."""
    today = today or timezone.localdate()
    case = _begin(case, CaseAct.EXTEND, user, today)
    row = _open_appeal(case)
    if row.level != AppealLevel.APPEAL:
        raise Refusal("只有申诉的处理期限可以延长。")
    if row.extended_from:
        raise Refusal("处理期限已经延长过一次，不能再延长。")
    reason = reason_given(reason, "延长的理由")[:300]
    row.extended_from, row.extension_reason = row.due_on, reason
    row.due_on = rules.due(row.due_on, case.days(APPEAL_EXTENSION))
    save_checked(row)
    _step(case, CaseAct.EXTEND, CaseState.ENDED, user, today, text=reason, due_on=row.due_on)


@transaction.atomic
def settle(*, case: Case, grant: bool, opinion: str, user: User, today: date | None = None) -> list[Paper]:
    """Decide on the request that waits: uphold, or set the decision aside and put the person back.

    By the township on a review, by the county on an appeal; by somebody who has had no part in the case.
    Returns the papers to be set: the decision, and the notice of reinstatement. Where the place is filled the
    case waits (决定已撤销，待恢复任职) with the reason.
    """
    today = today or timezone.localdate()
    row = queries.open_appeal(case)
    review = row is None or row.level == AppealLevel.REVIEW
    act = CaseAct.SETTLE_REVIEW if review else CaseAct.SETTLE_APPEAL
    case = _begin(case, act, user, today)
    row = _open_appeal(case)
    if (row.level == AppealLevel.REVIEW) != review:
        raise Outrun(IT)
    _not_the_finder(case, user)
    if user.pk in queries.who_has_decided(case):
        raise Refusal("参加过本事项决定、备案或复核的人不能再作这项决定，请由另一位有权人员办理。")
    opinion = reason_given(opinion, "决定的理由")
    outcome = AppealOutcome.GRANTED if grant else AppealOutcome.UPHELD
    row.outcome, row.opinion, row.decided_by, row.decided_on = outcome, opinion, user, today
    row.decision = paper = _settlement(case, row, user, today)
    save_checked(row)
    _step(
        case,
        act,
        CaseState.OVERTURNED if grant else CaseState.ENDED,
        user,
        today,
        text=f"{paper.number}，{outcome.label}：{opinion}",
        paper=paper,
        due_on=None,
    )
    back = _try_to_reinstate(case, user, today) if grant else None
    return [paper, *([back] if back else [])]


def _settlement(case, row, user, today):
    mark, office = queries.township_marks(case.township)
    issuer, kind, number_mark = case.township, REVIEW, f"{mark}计生复"
    if row.level == AppealLevel.APPEAL:
        issuer = _county(case)
        office, kind = queries.bureau_of(issuer), APPEAL
        number_mark = f"{issuer.short_name[0]}人口计生申"
    matter = queries.matter_of(case)
    if row.outcome == AppealOutcome.GRANTED:
        following = "原任职予以恢复，有关手续另行通知。"
    elif row.level == AppealLevel.REVIEW:
        days = case.days(APPEAL_REQUEST)
        following = f"如不服本复核决定，可以自收到之日起{days}日内（从收到的次日起计算）向县人口计生局申诉。"
    else:
        following = ""
    level = row.get_level_display()
    return _letter(
        case,
        kind,
        wording.settled_title(matter, level),
        wording.settled_body(
            matter,
            level=level,
            asked_on=row.filed_on,
            asked=row.text,
            decision_number=case.decision.number,
            outcome=row.get_outcome_display(),
            opinion=row.opinion,
            next_step=following,
        ),
        office=office,
        mark=number_mark,
        issuer=issuer,
        user=user,
        today=today,
        copies="县人口和计划生育局" if issuer == case.township else queries.township_marks(case.township)[1],
    )


@transaction.atomic
def tell(*, case: Case, day: date, how: str, user: User, today: date | None = None) -> None:
    """Record that the decision on a request reached the person; after a review the time to appeal runs."""
    today = today or timezone.localdate()
    case = _begin(case, CaseAct.TELL, user, today)
    row = case.appeals.filter(decision__isnull=False, told_on=None).order_by("pk").last()
    if row is None:
        raise Refusal("没有等待送达的复核、申诉决定书。")
    _given_day(day, row.decided_on, today, "送达日期")
    row.told_on, row.told_how = day, how
    save_checked(row)
    runs = row.level == AppealLevel.REVIEW and row.outcome == AppealOutcome.UPHELD
    appealed = runs and case.appeals.filter(level=AppealLevel.APPEAL).exists()
    until = rules.due(day, case.days(APPEAL_REQUEST)) if runs and not appealed else None
    _step(
        case,
        CaseAct.TELL,
        case.state,
        user,
        today,
        text=f"{row.get_level_display()}决定书{chinese_date(day)}{Serving(how).label}",
        paper=row.decision,
        person_until=until,
    )


# --- back in post --------------------------------------------------------------------------------


@transaction.atomic
def reinstate(*, case: Case, user: User, today: date | None = None) -> Paper:
    """Put the person back after what stood in the way has gone; returns the notice to be set.

    Refuses, with who holds the place and what to do, while it is still filled.
    """
    today = today or timezone.localdate()
    case = _begin(case, CaseAct.REINSTATE, user, today)
    return _reinstate(case, user, today)


def _try_to_reinstate(case, user, today):
    """Put the person back, or keep why not; returns the notice, or None."""
    try:
        with transaction.atomic():
            return _reinstate(case, user, today)
    except Refusal as refusal:
        case.refresh_from_db()
        problem = str(refusal)[:300]
        Case.objects.filter(pk=case.pk).exclude(problem=problem).update(problem=problem)
        return None


def _reinstate(case, user, today):
    row = case.appeals.order_by("pk").last()
    why = (
        f"经{row.get_level_display()}，{row.decision.number}决定撤销原决定"
        if row.decision_id
        else f"{row.get_level_display()}期满未作决定，视为撤销原决定（{case.number}）"
    )
    appointment = queries.present(case)
    ended_on = appointment.valid_to
    change = appointments.reinstate(
        appointment=appointment,
        document_number=row.decision.number if row.decision_id else case.number,
        late_reason=why[:200],
        today=today,
    )
    appointment.refresh_from_db()
    mark, office = queries.township_marks(case.township)
    matter = queries.matter_of(case)
    paper = _letter(
        case,
        REINSTATEMENT,
        wording.reinstated_title(matter),
        wording.reinstated_body(
            matter,
            why=why,
            since=ended_on + timedelta(days=1),
            until=appointment.valid_to,
            months=tuple(change.reaches),
        ),
        office=office,
        mark=f"{mark}计生任",
        issuer=case.township,
        user=user,
        today=today,
        copies="县人口和计划生育局",
    )
    _step(
        case,
        CaseAct.REINSTATE,
        CaseState.REINSTATED,
        user,
        today,
        text=f"自{chinese_date(change.day)}起恢复任职，{paper.number}",
        paper=paper,
        reinstatement=paper,
        reinstated_on=today,
        problem="",
    )
    return paper


# --- what comes by itself ------------------------------------------------------------------------


def lapse_due(*, today: date) -> list[Paper]:
    """Do what the days have decided by ``today`` and return the papers to be set.

    A step that the office missed lets the case lapse, a missed decision on a request counts as granted; where
    the person let the time for a statement pass, the case goes on. Who could not be put back yet is tried
    again. One transaction a case; run twice, by two at once or after a break it comes to the same.
    """
    due = Case.objects.filter(
        Q(due_on__lt=today)
        | Q(state=CaseState.NOTICED, person_until__lt=today)
        | Q(state=CaseState.OVERTURNED)
    )
    found = []
    for pk in due.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            case = _locked(Case(pk=pk))
            _hear_by_silence(case, today)
            if case.state == CaseState.OVERTURNED:
                paper = _try_to_reinstate(case, None, today)
            else:
                paper = _lapse(case, today)
        if paper is not None:
            found.append(paper)
    return found


def _lapse(case, today):
    """Let a case that the office has left lying fall in the person's favour."""
    if case.due_on is None or today <= case.due_on:
        return None
    text = queries.lapse_text(case)
    if case.state != CaseState.ENDED:
        _close(case, CaseAct.LAPSE, None, today, text)
        return None
    row = _open_appeal(case)
    row.outcome = AppealOutcome.LAPSED
    save_checked(row)
    _step(case, CaseAct.LAPSE, CaseState.OVERTURNED, None, today, text=text, due_on=None)
    return _try_to_reinstate(case, None, today)
