"""Cases of leaving, from the finding to the appeal granted (P8.1, P8.2)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from appraisal import tasks
from appraisal.enums import (
    CASE_MOVES,
    CASE_OPEN,
    CASE_RIGHTS,
    AppealOutcome,
    CaseAct,
    CaseState,
    LeavingRule,
    OwnGround,
    SweepState,
)
from appraisal.models import Case, CaseAppeal, Incident, SweepFinding
from appraisal.queries import cases as queries
from appraisal.services import cases as services
from guanling.accounts.enums import Role
from guanling.accounts.models import Grant
from guanling.documents.models import PaperNumber
from guanling.runs.errors import Refusal
from roster.enums import EndGround
from roster.models import Appointment
from roster.services.appointments import end_appointment
from tests.appraisal.cases_build import TERM_END, Leaving, finding


@pytest.fixture
def leaving(db):
    return Leaving()


def test_a_dismissal_runs_from_the_finding_to_the_appeal_granted(leaving):
    case = leaving.open()
    assert (case.number, case.due_on) == ("甲府计生案〔2016〕1号", date(2016, 9, 20))
    leaving.after(1)
    leaving.examine(case)
    notice = leaving.notify(case)
    assert (notice.number, notice.restricted) == ("甲府计生告〔2016〕1号", True)
    leaving.after(1)
    leaving.serve(case)
    case.refresh_from_db()
    assert (case.state, case.person_until, case.due_on) == (CaseState.NOTICED, date(2016, 9, 14), None)
    leaving.after(2)
    leaving.state(case, user=leaving.account)
    leaving.consent(case)
    assert leaving.decide(case).number == "甲府计生决〔2016〕1号"
    leaving.file(case)
    leaving.deliver(case)
    case.refresh_from_db()
    assert (case.filing_number, case.ended_on) == ("关人口计生解备〔2016〕1号", date(2016, 10, 7))
    leaving.appointment.refresh_from_db()
    assert (leaving.appointment.valid_to, leaving.appointment.end_ground) == (case.ended_on, "dismissed")
    leaving.after(10)
    leaving.appeal(case)
    leaving.after(10)
    leaving.settle(case, grant=False)
    leaving.after(1)
    leaving.tell(case)
    leaving.after(10)
    leaving.appeal(case, user=leaving.account)
    leaving.after(20)
    papers = leaving.settle(case, grant=True)
    assert [paper.number for paper in papers] == ["关人口计生申〔2016〕1号", "甲府计生任〔2016〕1号"]
    case.refresh_from_db()
    assert case.state == CaseState.REINSTATED
    leaving.appointment.refresh_from_db()
    assert (leaving.appointment.valid_to, leaving.appointment.end_ground) == (TERM_END, "")
    assert leaving.today == date(2016, 9, 9) + timedelta(days=51)


# --- states --------------------------------------------------------------------------------------


def reviewed(leaving, *, grant=None, told=False, appealed=False):
    """An ended case with a request for review, decided or not."""
    case = leaving.brought(CaseState.ENDED)
    leaving.appeal(case)
    if grant is not None:
        leaving.settle(case, grant=grant)
    if told:
        leaving.tell(case)
    if appealed:
        leaving.appeal(case)
    case.refresh_from_db()
    return case


def notified(leaving):
    """An examined case whose notice has been issued."""
    case = leaving.brought(CaseState.EXAMINED)
    leaving.notify(case)
    case.refresh_from_db()
    return case


SITUATIONS = {
    "opened": (lambda leaving: leaving.brought(CaseState.OPENED), {"examine", "drop"}),
    "examined": (lambda leaving: leaving.brought(CaseState.EXAMINED), {"notify", "drop"}),
    "notice issued": (notified, {"serve", "drop"}),
    "noticed": (lambda leaving: leaving.brought(CaseState.NOTICED), {"state", "waive", "drop"}),
    "heard": (lambda leaving: leaving.brought(CaseState.HEARD), {"consent", "drop"}),
    "consented": (lambda leaving: leaving.brought(CaseState.CONSENTED), {"decide", "send_back", "drop"}),
    "decided": (lambda leaving: leaving.brought(CaseState.DECIDED), {"file", "send_back", "drop"}),
    "filed": (lambda leaving: leaving.brought(CaseState.FILED), {"deliver", "drop"}),
    "ended": (lambda leaving: leaving.brought(CaseState.ENDED), {"appeal"}),
    "review asked": (reviewed, {"withdraw", "settle"}),
    "review upheld": (lambda leaving: reviewed(leaving, grant=False), {"appeal", "tell"}),
    "review told": (lambda leaving: reviewed(leaving, grant=False, told=True), {"appeal"}),
    "appealed": (
        lambda leaving: reviewed(leaving, grant=False, told=True, appealed=True),
        {"withdraw", "settle", "extend"},
    ),
    "reinstated": (lambda leaving: reviewed(leaving, grant=True), {"tell"}),
    # The place is filled: putting back is tried, and refused with the holder.
    "overturned": (lambda leaving: leaving.brought(CaseState.OVERTURNED), {"tell"}),
    "dropped": (lambda leaving: leaving.brought(CaseState.DROPPED), set()),
    "lapsed": (lambda leaving: leaving.brought(CaseState.LAPSED), set()),
    "resignation opened": (
        lambda leaving: leaving.brought(CaseState.OPENED, OwnGround.RESIGNED),
        {"examine", "drop"},
    ),
    "resignation examined": (
        lambda leaving: leaving.brought(CaseState.EXAMINED, OwnGround.RESIGNED),
        {"consent", "drop"},
    ),
}
ACTS = (
    *("examine", "drop", "notify", "serve", "state", "waive", "consent", "decide", "send_back"),
    *("file", "deliver", "appeal", "withdraw", "extend", "settle", "tell", "reinstate"),
)


@pytest.mark.parametrize("name", SITUATIONS)
def test_each_state_lets_through_just_the_acts_of_the_table(leaving, name):
    bring, expected = SITUATIONS[name]
    case = bring(leaving)
    before = Case.objects.filter(pk=case.pk).values().get()
    through = set()
    for act in ACTS:
        with transaction.atomic():
            given = {"grant": True} if act == "settle" else {}
            try:
                getattr(leaving, act)(Case.objects.get(pk=case.pk), **given)
            except Refusal:
                assert Case.objects.filter(pk=case.pk).values().get() == before
            else:
                through.add(act)
            transaction.set_rollback(True)
    assert through == expected
    # The page offers the same.
    names = {
        CaseAct.RETURN: "send_back",
        CaseAct.SETTLE_REVIEW: "settle",
        CaseAct.SETTLE_APPEAL: "settle",
    }
    offered = {names.get(act, act.value) for act in queries.possible_acts(case, leaving.today)}
    assert offered - {"reinstate"} == expected


def test_the_table_of_rights_leads_nowhere_but_along_the_moves():
    assert {state for state, _ in CASE_RIGHTS} <= set(CASE_MOVES)
    assert {state for state, moves in CASE_MOVES.items() if not moves} == {
        CaseState.REINSTATED,
        CaseState.DROPPED,
        CaseState.LAPSED,
    }


WRONG = {
    "opened": ("examine", "director"),
    "examined": ("notify", "reviewer"),
    "notice issued": ("serve", "leader"),
    "noticed": ("state", "director"),
    "heard": ("consent", "clerk"),
    "consented": ("decide", "reviewer"),
    "decided": ("file", "leader"),
    "filed": ("deliver", "reviewer"),
    "ended": ("appeal", "bureau"),
    "review asked": ("settle", "other_reviewer"),
    "appealed": ("settle", "other_leader"),
}


@pytest.mark.parametrize("name", WRONG)
def test_nobody_acts_without_the_right_or_from_elsewhere(leaving, name):
    case = SITUATIONS[name][0](leaving)
    act, wrong = WRONG[name]
    given = {"grant": True} if act == "settle" else {}
    strangers = [leaving.world.foreign[role] for role in (Role.TOWNSHIP_CLERK, Role.TOWNSHIP_DIRECTOR)]
    strangers += [leaving.world.foreign[Role.BUREAU_REVIEWER], leaving.world.foreign[Role.SELF]]
    for user in (getattr(leaving, wrong), *strangers):
        with pytest.raises(Refusal, match="没有对该单位进行这项操作的权限"):
            getattr(leaving, act)(case, user=user, **given)


# --- nobody twice --------------------------------------------------------------------------------


def both(user, leaving, role):
    """Give somebody one more role in the township or county."""
    unit = leaving.township if role != Role.BUREAU_REVIEWER else leaving.world.county
    Grant.objects.create(user=user, role=role, unit=unit, valid_from=timezone.localdate())
    return type(user).objects.get(pk=user.pk)


def test_the_finder_neither_decides_nor_files(leaving):
    clerk = both(both(leaving.clerk, leaving, Role.TOWNSHIP_DIRECTOR), leaving, Role.BUREAU_REVIEWER)
    case = leaving.brought(CaseState.HEARD)
    with pytest.raises(Refusal, match="立案、核查或登记所依据情形的人不能参加决定"):
        leaving.consent(case, user=clerk)
    leaving.consent(case)
    with pytest.raises(Refusal, match="不能参加决定"):
        leaving.decide(case, user=clerk)
    leaving.decide(case)
    with pytest.raises(Refusal, match="不能参加决定"):
        leaving.file(case, user=clerk)


def test_who_recorded_the_incident_is_a_finder_too(leaving):
    incident = Incident.objects.create(
        person=leaving.person,
        ground="c",
        happened_on=date(2016, 8, 1),
        summary="漏报",
        village=leaving.village,
        recorded_by=leaving.director,
    )
    found = finding(leaving.appointment, LeavingRule.C)
    found.evidence = [
        {"what": "失误", "figure": "1", "source": "文号", "model": "Incident", "id": incident.pk}
    ]
    found.save()
    case = leaving.open(LeavingRule.C, finding=found)
    leaving.examine(case)
    leaving.notify(case)
    leaving.serve(case)
    leaving.waive(case)
    with pytest.raises(Refusal, match="登记所依据情形的人不能参加决定"):
        leaving.consent(case)
    leaving.consent(case, user=leaving.leader)


def test_two_decide_and_a_third_files(leaving):
    case = leaving.brought(CaseState.CONSENTED)
    with pytest.raises(Refusal, match="您已提出意见，请由另一位有权人员决定"):
        leaving.decide(case, user=leaving.director)
    director = both(leaving.director, leaving, Role.BUREAU_REVIEWER)
    leaving.decide(case)
    with pytest.raises(Refusal, match="决定人不能办理同一事项的备案"):
        leaving.file(case, user=director)


@pytest.mark.parametrize(
    ("state", "values", "name"),
    [
        (CaseState.CONSENTED, ("second_by", "first_by"), "case_two_decide"),
        (CaseState.CONSENTED, ("first_by", "opened_by"), "case_finder_does_not_decide"),
        (CaseState.FILED, ("filed_by", "second_by"), "case_decider_does_not_file"),
    ],
)
def test_the_database_keeps_them_apart(leaving, state, values, name):
    case = leaving.brought(state)
    field, other = values
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**{field: F(other)})


@pytest.mark.parametrize("user", ["director", "leader"])
def test_who_decided_does_not_decide_on_the_review(leaving, user):
    case = reviewed(leaving)
    with pytest.raises(Refusal, match="参加过本事项决定、备案或复核的人不能再作这项决定"):
        leaving.settle(case, grant=False, user=getattr(leaving, user))
    row = case.appeals.get()
    with pytest.raises(IntegrityError, match="case_appeal_decided_by_another"), transaction.atomic():
        CaseAppeal.objects.filter(pk=row.pk).update(decided_by=getattr(leaving, user))


def test_who_filed_does_not_decide_on_the_appeal(leaving):
    case = reviewed(leaving, grant=False, told=True, appealed=True)
    with pytest.raises(Refusal, match="参加过本事项决定、备案或复核的人"):
        leaving.settle(case, grant=True, user=leaving.reviewer)


# --- opening -------------------------------------------------------------------------------------


def test_one_open_case_an_appointment_and_one_case_a_finding(leaving):
    case = leaving.open()
    found = case.finding
    found.refresh_from_db()
    assert (found.state, found.decided_by, found.reason) == (SweepState.TAKEN, leaving.clerk, case.number)
    with pytest.raises(Refusal, match="已有一件正在办理的解聘辞退事项"):
        leaving.open(OwnGround.HEALTH)
    leaving.drop(case)
    with pytest.raises(Refusal, match="同一事实不再立第二件"):
        leaving.open(finding=found)
    again = leaving.open(OwnGround.HEALTH)
    # The one refused gave its number back.
    assert again.number == "甲府计生案〔2016〕2号"


@pytest.mark.parametrize("state", [SweepState.CHANGED, SweepState.SET_ASIDE])
def test_a_finding_that_is_not_open_is_not_taken_up(leaving, state):
    found = finding(leaving.appointment, state=state, reason="不成立", changed_at=timezone.now())
    with pytest.raises(Refusal, match="不能立案"):
        leaving.open(finding=found)
    assert not Case.objects.exists()


@pytest.mark.parametrize("ground", [LeavingRule.A, LeavingRule.TERM, LeavingRule.AGE])
def test_what_the_sweep_finds_is_not_opened_by_hand(leaving, ground):
    with pytest.raises(Refusal, match="须由情形排查的结果立案"):
        leaving.open(ground, finding=None)


def test_what_cannot_be_opened(leaving):
    with pytest.raises(Refusal, match="请写明事实和依据"):
        leaving.open(facts=" ")
    with pytest.raises(Refusal, match="请填写辞职书的日期"):
        leaving.open(OwnGround.RESIGNED, letter_on=None)
    with pytest.raises(Refusal, match="没有对该单位进行这项操作的权限"):
        leaving.open(OwnGround.HEALTH, user=leaving.world.foreign[Role.TOWNSHIP_CLERK])
    with pytest.raises(Refusal, match="没有对该单位进行这项操作的权限"):
        leaving.open(OwnGround.HEALTH, user=leaving.bureau)
    leaving.today = date(2017, 8, 1)
    with pytest.raises(Refusal, match="今天不在任"):
        leaving.open(OwnGround.HEALTH)
    assert leaving.open(LeavingRule.TERM, user=leaving.bureau).kind == "ending"


@pytest.mark.parametrize("state", CASE_OPEN)
def test_a_case_dropped_needs_a_reason_and_changes_nothing_else(leaving, state):
    case = leaving.brought(state)
    with pytest.raises(Refusal, match="请写明不再办理的理由"):
        leaving.drop(case, reason=" ")
    leaving.drop(case)
    case.refresh_from_db()
    assert (case.state, case.closed_reason, case.due_on) == (CaseState.DROPPED, "事实不成立", None)
    leaving.appointment.refresh_from_db()
    assert (leaving.appointment.valid_to, leaving.appointment.end_ground) == (TERM_END, "")


# --- deadlines -----------------------------------------------------------------------------------

NEXT = {
    CaseState.OPENED: ("examine", "乡镇核查期限（2016年9月20日）已过"),
    CaseState.EXAMINED: ("notify", "告知书送达期限（2016年9月16日）已过"),
    CaseState.HEARD: ("consent", "乡镇决定期限（2016年10月8日）已过"),
    CaseState.CONSENTED: ("decide", "乡镇决定期限（2016年10月8日）已过"),
    CaseState.DECIDED: ("file", "县局备案期限（2016年9月20日）已过"),
    CaseState.FILED: ("deliver", "决定书送达期限（2016年9月21日）已过"),
}


@pytest.mark.parametrize("state", NEXT)
def test_what_the_office_misses_falls_in_the_persons_favour(leaving, state):
    case = leaving.brought(state)
    act, sentence = NEXT[state]
    # The last day counts whole.
    assert services.lapse_due(today=case.due_on) == []
    leaving.today = case.due_on
    with transaction.atomic():
        getattr(leaving, act)(case)
        transaction.set_rollback(True)
    leaving.today = case.due_on + timedelta(days=1)
    for late in (act, "drop"):
        with pytest.raises(Refusal, match=f"按有利于本人处理：{sentence}"):
            getattr(leaving, late)(case)
    for _ in range(2):
        assert services.lapse_due(today=leaving.today) == []
    case.refresh_from_db()
    assert (case.state, case.closed_by) == (CaseState.LAPSED, None)
    assert case.closed_reason.startswith(sentence)
    assert list(case.steps.values_list("act", flat=True)).count(CaseAct.LAPSE) == 1
    leaving.appointment.refresh_from_db()
    assert leaving.appointment.end_ground == ""


def test_the_persons_silence_lets_the_case_go_on(leaving):
    case = leaving.brought(CaseState.NOTICED)
    until = case.person_until
    leaving.today = until
    assert "consent" not in {act.value for act in queries.possible_acts(case, until)}
    with pytest.raises(Refusal, match="已告知，待陈述申辩"):
        leaving.consent(case)
    leaving.today = until + timedelta(days=1)
    with pytest.raises(Refusal, match="不能办理“陈述申辩”"):
        leaving.state(case)
    leaving.consent(case)
    case.refresh_from_db()
    assert (case.state, case.hearing, case.heard_on) == (CaseState.CONSENTED, "silent", until)
    assert case.due_on == until + timedelta(days=30)
    assert list(case.steps.values_list("act", flat=True))[-2:] == [CaseAct.SILENT, CaseAct.CONSENT]


def test_the_hourly_task_writes_the_silence_down_and_lapses_what_was_left_lying(leaving):
    case = leaving.brought(CaseState.NOTICED)
    until = case.person_until
    services.lapse_due(today=until + timedelta(days=1))
    case.refresh_from_db()
    assert (case.state, case.hearing) == (CaseState.HEARD, "silent")
    # The machine was off for two months: both steps at once.
    other = Case.objects.filter(pk=case.pk)
    services.lapse_due(today=until + timedelta(days=60))
    assert other.get().state == CaseState.LAPSED


def test_the_task_asks_the_clock(leaving):
    leaving.today = timezone.localdate() - timedelta(days=16)
    Appointment.objects.update(valid_to=None)
    leaving.appointment.refresh_from_db()
    case = leaving.open()
    tasks.lapse_cases()
    case.refresh_from_db()
    assert case.state == CaseState.LAPSED


def test_the_person_is_late_with_a_request(leaving):
    case = leaving.brought(CaseState.ENDED)
    leaving.today = case.person_until + timedelta(days=1)
    with pytest.raises(Refusal, match="复核期限已于2016年10月12日届满"):
        leaving.appeal(case)
    # The clerk enters later what came in on the last day.
    row = leaving.appeal(case, day=case.person_until)
    assert row.due_on == case.person_until + timedelta(days=30)


def test_after_a_review_the_time_to_appeal_runs_from_its_service(leaving):
    case = reviewed(leaving, grant=False)
    assert case.person_until is None
    leaving.after(3)
    leaving.tell(case)
    case.refresh_from_db()
    assert case.person_until == leaving.today + timedelta(days=30)
    leaving.today = case.person_until + timedelta(days=1)
    with pytest.raises(Refusal, match="申诉期限已于"):
        leaving.appeal(case)


@pytest.mark.parametrize("level", ["review", "appeal"])
def test_a_missed_decision_on_a_request_counts_as_granted(leaving, level):
    case = reviewed(leaving) if level == "review" else reviewed(leaving, grant=False, appealed=True)
    leaving.today = case.due_on + timedelta(days=1)
    with pytest.raises(Refusal, match="视为撤销原决定"):
        leaving.settle(case, grant=False)
    papers = services.lapse_due(today=leaving.today)
    assert [paper.kind for paper in papers] == [services.REINSTATEMENT]
    assert services.lapse_due(today=leaving.today) == []
    case.refresh_from_db()
    assert case.state == CaseState.REINSTATED
    assert case.appeals.get(level=level).outcome == AppealOutcome.LAPSED
    leaving.appointment.refresh_from_db()
    assert (leaving.appointment.valid_to, leaving.appointment.end_ground) == (TERM_END, "")


def test_an_appeal_is_prolonged_once_and_a_review_never(leaving):
    case = reviewed(leaving)
    with pytest.raises(Refusal, match="只有申诉的处理期限可以延长"):
        leaving.extend(case)
    leaving.settle(case, grant=False)
    row = leaving.appeal(case)
    with pytest.raises(Refusal, match="请写明延长的理由"):
        leaving.extend(case, reason="")
    leaving.extend(case)
    case.refresh_from_db()
    assert case.due_on == row.due_on + timedelta(days=30)
    with pytest.raises(Refusal, match="已经延长过一次"):
        leaving.extend(case)


# --- the last day --------------------------------------------------------------------------------


def test_nobody_goes_before_the_notice_period_is_over(leaving):
    case = leaving.brought(CaseState.HEARD)
    for last in (case.served_on + timedelta(days=29), date(2016, 9, 8)):
        with pytest.raises(Refusal, match="须提前30日告知，最后任职日最早为2016年10月7日"):
            leaving.consent(case, last_day=last)
    with pytest.raises(Refusal, match="不能晚于聘期止日2017年7月31日"):
        leaving.consent(case, last_day=date(2017, 8, 1))
    with pytest.raises(Refusal, match="只有本人辞职才能经双方同意提前"):
        leaving.consent(case, early_reason="工作需要")
    leaving.consent(case, last_day=case.served_on + timedelta(days=30))


def test_a_decision_delivered_late_ends_the_post_on_that_day(leaving):
    case = leaving.brought(CaseState.HEARD)
    leaving.today = date(2016, 10, 6)
    leaving.consent(case)
    leaving.decide(case)
    leaving.file(case)
    leaving.after(6)
    leaving.deliver(case)
    case.refresh_from_db()
    assert (case.last_day, case.ended_on) == (date(2016, 10, 7), date(2016, 10, 12))


def test_a_term_that_runs_out_is_not_ended_early(leaving):
    leaving.today = date(2017, 7, 10)
    case = leaving.open(LeavingRule.TERM)
    leaving.examine(case)
    leaving.notify(case)
    leaving.serve(case)
    leaving.waive(case)
    with pytest.raises(Refusal, match="聘期届满的，最后任职日是聘期止日2017年7月31日"):
        leaving.consent(case, last_day=date(2017, 7, 30))
    leaving.consent(case, last_day=TERM_END)
    leaving.decide(case)
    leaving.file(case)
    leaving.deliver(case)
    leaving.appointment.refresh_from_db()
    assert (leaving.appointment.valid_to, leaving.appointment.end_ground) == (TERM_END, "not_renewed")


def test_a_resignation_has_its_own_road_and_notice(leaving):
    case = leaving.open(OwnGround.RESIGNED, letter_on=date(2016, 9, 1))
    leaving.examine(case)
    with pytest.raises(Refusal, match="本人辞职的不需要告知"):
        leaving.notify(case)
    with pytest.raises(Refusal, match="辞职须提前30日提出，最后任职日最早为2016年10月1日"):
        leaving.consent(case, last_day=date(2016, 9, 30))
    leaving.consent(case, last_day=date(2016, 9, 20), early_reason="已安排交接")
    paper = leaving.decide(case)
    assert paper.title == "关于同意安甲同志辞职的决定"
    leaving.file(case)
    leaving.deliver(case)
    leaving.appointment.refresh_from_db()
    assert (leaving.appointment.valid_to, leaving.appointment.end_ground) == (date(2016, 9, 20), "resigned")


@pytest.mark.parametrize(("ground", "ends"), [(OwnGround.HEALTH, "health"), (OwnGround.POST_CHANGE, "other")])
def test_grounds_of_p81_take_the_whole_road(leaving, ground, ends):
    case = leaving.brought(CaseState.ENDED, ground)
    leaving.appointment.refresh_from_db()
    assert leaving.appointment.end_ground == ends
    assert (case.get_kind_display(), case.clause) == ("解聘", "P8.1")
    assert case.decision.title == "关于解聘安甲同志的决定"


# --- grounds that change -------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["opened", "examined", "heard", "consented", "decided"])
def test_a_ground_repealed_in_the_middle_stops_the_case(leaving, state):
    Appointment.objects.update(valid_to=None)
    leaving.appointment.refresh_from_db()
    leaving.today = date(2021, 8, 13)
    case = leaving.brought(CaseState(state), LeavingRule.B)
    leaving.today = date(2021, 8, 19)
    act = NEXT[CaseState(state)][0]
    with transaction.atomic():
        getattr(leaving, act)(case)
        transaction.set_rollback(True)
    leaving.today = date(2021, 8, 20)
    with pytest.raises(Refusal, match=r"（P8.2b）在2021年8月20日已不再适用，不能继续办理.*该情形已停止适用"):
        getattr(leaving, act)(case)
    assert queries.repealed(case, leaving.today)
    leaving.drop(case, reason="该情形已停止适用")
    case.refresh_from_db()
    assert case.state == CaseState.DROPPED
    with pytest.raises(Refusal, match="已不再适用"):
        leaving.open(LeavingRule.B)


def test_changed_facts_need_a_word_before_the_decision(leaving):
    case = leaving.brought(CaseState.HEARD)
    SweepFinding.objects.update(changed_at=timezone.now())
    with pytest.raises(Refusal, match="请写明对这一变化的考虑"):
        leaving.consent(case)
    leaving.consent(case, considered="更正后仍为不合格")
    leaving.decide(case)
    case.refresh_from_db()
    assert case.considered == "更正后仍为不合格"
    assert "更正后仍为不合格" in str(case.decision.content["body"])


def test_facts_that_change_between_the_two_deciders_are_asked_of_the_second(leaving):
    case = leaving.brought(CaseState.CONSENTED)
    SweepFinding.objects.update(changed_at=timezone.now())
    with pytest.raises(Refusal, match="请写明对这一变化的考虑"):
        leaving.decide(case)
    leaving.decide(case, considered="不影响结论")


# --- sent back -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("again", "state"), [(False, CaseState.HEARD), (True, CaseState.EXAMINED)])
def test_the_county_sends_back_and_the_deciders_are_free_again(leaving, again, state):
    case = leaving.brought(CaseState.DECIDED)
    leaving.after(2)
    with pytest.raises(Refusal, match="请写明退回的原因"):
        leaving.send_back(case, reason="")
    leaving.send_back(case, again=again)
    case.refresh_from_db()
    assert (case.state, case.first_by, case.decision, case.remark) == (state, None, None, "请补充依据")
    assert (case.notice is None) == again
    if again:
        leaving.notify(case)
        leaving.serve(case)
        leaving.state(case)
    case.refresh_from_db()
    leaving.consent(case)
    assert leaving.decide(case).number == "甲府计生决〔2016〕2号"
    leaving.file(case)
    case.refresh_from_db()
    assert (case.filing_number, case.remark) == ("关人口计生解备〔2016〕1号", "")


def test_the_second_decider_sends_back_without_more_time(leaving):
    case = leaving.brought(CaseState.CONSENTED)
    due = case.due_on
    leaving.after(2)
    leaving.send_back(case)
    case.refresh_from_db()
    assert (case.state, case.due_on, case.first_by) == (CaseState.HEARD, due, None)


def test_an_appointment_that_ended_otherwise_ends_the_case(leaving):
    case = leaving.brought(CaseState.DECIDED)
    end_appointment(appointment=leaving.appointment, last_day=leaving.today, ground=EndGround.DIED)
    with pytest.raises(Refusal, match="离任（死亡），请以此为理由终止办理"):
        leaving.file(case)
    leaving.drop(case)
    assert not PaperNumber.objects.filter(kind=services.FILING_NUMBER).exists()
