"""Visits of supervision: who makes them, what may happen when, what stands at the end (P6.1, A4.7)."""

import threading
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from appraisal.enums import (
    CheckOutcome,
    IncidentGround,
    IncidentState,
    MendState,
    MonthState,
    VisitKind,
    VisitState,
)
from appraisal.models import ChecklistItem, Finding, Incident, Month, Recheck, Visit, VisitCheck
from appraisal.queries import visits as queries
from appraisal.services import findings as month_findings
from appraisal.services import visits as services
from guanling.accounts.enums import Role
from guanling.documents.models import PaperNumber
from guanling.policy.services import decide
from guanling.runs.errors import Refusal
from roster.models import Unit
from tests.appraisal import visits_build as build
from tests.appraisal.visits_build import DAY, NOW
from tests.appraisal.world import make_director, make_village, opened, small_county
from tests.at_once import at_once
from tests.people import make_user
from tests.roster.build import end_unit
from tests.training.papers import bank
from training.enums import AnswerWay, KnowledgeTestState
from training.models import Attempt
from training.queries.tests import taken_between
from training.rules import papers

COUNTY, TOWNSHIP = VisitKind.COUNTY, VisitKind.TOWNSHIP


@pytest.fixture
def world(db):
    world = small_county()
    build.checklist(world.county)
    return world


def plan(world, *villages, kind=COUNTY, user=None, **fields):
    user = user or build.runner(world, kind)
    return services.plan_visits(
        **{
            "villages": villages or world.villages[:1],
            "kind": kind,
            "planned_on": DAY,
            "leader": user,
            "user": user,
            **fields,
        }
    )


# --- planning ------------------------------------------------------------------------------------


def test_several_villages_are_planned_at_once(world):
    other = make_village(world.townships[0], 202, "丙村")
    made = plan(world, other, world.villages[0], companions="李四、王五", purpose="台账")
    assert [visit.village for visit in made] == [world.villages[0], other]
    assert {(one.state, one.kind, one.companions) for one in made} == {
        (VisitState.PLANNED, COUNTY, "李四、王五")
    }
    with pytest.raises(Refusal, match="2016年9月12日已经安排了到甲家村、丙村的督查"):
        plan(world, other, world.villages[0])
    # The township's own check of the same day is another thing.
    assert plan(world, world.villages[0], kind=TOWNSHIP)[0].kind == TOWNSHIP


def test_a_day_is_free_again_once_the_visit_is_called_off(world):
    build.cancelled(world)
    assert plan(world)[0].state == VisitState.PLANNED


@pytest.mark.parametrize(
    ("role", "kind", "foreign", "allowed"),
    [
        (Role.BUREAU_CLERK, COUNTY, False, True),
        (Role.BUREAU_CLERK, TOWNSHIP, False, False),
        (Role.BUREAU_CLERK, COUNTY, True, False),
        (Role.TOWNSHIP_CLERK, TOWNSHIP, False, True),
        (Role.TOWNSHIP_CLERK, COUNTY, False, False),
        (Role.TOWNSHIP_CLERK, TOWNSHIP, True, False),
        (Role.BUREAU_REVIEWER, COUNTY, False, False),
        (Role.TOWNSHIP_DIRECTOR, TOWNSHIP, False, False),
    ],
)
def test_who_makes_which_visits(world, role, kind, foreign, allowed):
    user = (world.foreign if foreign else world.users)[role]
    if allowed:
        assert plan(world, kind=kind, user=user)
        return
    with pytest.raises(Refusal, match="您不能办理"):
        plan(world, kind=kind, user=user)
    assert not Visit.objects.exists()


def test_what_a_plan_refuses(world):
    with pytest.raises(Refusal, match="请至少选择一个村"):
        services.plan_visits(
            villages=[], kind=COUNTY, planned_on=DAY, leader=build.runner(world), user=build.runner(world)
        )
    with pytest.raises(Refusal, match="不是村"):
        plan(world, world.townships[0])
    with pytest.raises(Refusal, match="不能带队"):
        plan(world, leader=world.users[Role.TOWNSHIP_CLERK])
    end_unit(unit=world.villages[0], last_day=date(2016, 9, 11), successor=world.villages[1])
    world.villages[0].refresh_from_db()
    with pytest.raises(Refusal, match="已于2016年9月11日撤并，并入乙家村"):
        plan(world)
    assert [user.name for user in queries.leaders(COUNTY, "520424101201", timezone.localdate())] == [
        build.runner(world).name
    ]
    assert list(queries.leaders(TOWNSHIP, "520424101201", timezone.localdate())) == [
        build.runner(world, TOWNSHIP)
    ]


def test_the_database_keeps_one_visit_a_day_and_kind(world):
    build.planned(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        build.planned(world)


def change(world, visit, **fields):
    user = build.runner(world, visit.kind)
    values = {"planned_on": DAY + timedelta(days=3), "leader": user, "user": user, **fields}
    return services.change_plan(visit=visit, **values)


def test_day_and_leader_change(world):
    visit = build.planned(world)
    second = make_user("second", (Role.BUREAU_CLERK, world.county))
    changed = change(world, visit, leader=second, companions="赵六", purpose="复核")
    assert (changed.planned_on, changed.leader, changed.companions) == (date(2016, 9, 15), second, "赵六")
    build.planned(world, day=date(2016, 9, 20))
    with pytest.raises(Refusal, match="该村当日已经安排了督查"):
        change(world, visit, planned_on=date(2016, 9, 20))


def test_a_visit_follows_its_village_into_the_one_that_it_became(world):
    visit, orphan = (
        build.planned(world, day=date(2016, 10, 8)),
        build.planned(world, village=world.villages[1], day=date(2016, 10, 8)),
    )
    new = make_village(world.townships[0], 203, "新村")
    end_unit(unit=world.villages[0], last_day=date(2016, 9, 30), successor=new)
    end_unit(unit=world.villages[1], last_day=date(2016, 9, 30))
    user = build.runner(world)
    assert set(queries.of_ended_villages(user, DAY)) == {visit, orphan}
    with pytest.raises(Refusal, match="撤并，并入新村村民委员会，请先点“改期、改人”改到该村，或取消"):
        services.set_day(visit=visit, day=date(2016, 10, 8), user=user, today=date(2016, 10, 8))
    assert change(world, visit, planned_on=date(2016, 10, 8)).village == new
    with pytest.raises(Refusal, match="没有接续的村；请取消"):
        change(world, orphan, planned_on=date(2016, 10, 9))
    # Before the merger the old village can still be visited.
    orphan = change(world, orphan, planned_on=date(2016, 9, 29))
    assert orphan.village == world.villages[1]
    services.cancel(visit=orphan, reason="村已撤", user=user)
    assert orphan.state == VisitState.CANCELLED


# --- state × action ------------------------------------------------------------------------------


def noted(world, visit, user):
    services.note_people(visit=visit, present={world.people[0].pk: True}, user=user, today=DAY)


def checked(world, visit, user):
    item = ChecklistItem.objects.order_by("order").first()
    services.check(visit=visit, item=item, outcome=CheckOutcome.GOOD, user=user, today=DAY)


def disordered(world, visit, user):
    services.record_disorder(visit=visit, person=world.people[0], summary="账册缺失", user=user, today=DAY)


def found(world, visit, user, **fields):
    return services.record_problem(
        visit=visit, person=world.people[0], user=user, today=DAY, **{"reason": "台账缺页", **fields}
    )


ACTS = {
    "change": lambda world, visit, user: change(world, visit, planned_on=DAY, user=user),
    "cancel": lambda world, visit, user: services.cancel(visit=visit, reason="暴雨", user=user),
    "set_day": lambda world, visit, user: services.set_day(visit=visit, day=DAY, user=user, today=DAY),
    "note": noted,
    "check": checked,
    "skip": lambda world, visit, user: services.skip_rest(visit=visit, user=user, today=DAY),
    "test": lambda world, visit, user: build.spot_test(visit, bank(world.county), user),
    "problem": found,
    "disorder": disordered,
    "finish": lambda world, visit, user: services.finish(
        visit=visit, summary="好", user=user, today=DAY, now=NOW
    ),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", VisitState)
def test_what_may_happen_in_which_state(world, state, act):
    visit = build.ready(world, people=world.people[:2])
    if state == VisitState.DONE:
        build.close(visit)
    elif state == VisitState.CANCELLED:
        Visit.objects.filter(pk=visit.pk).update(state=state, cancel_reason="暴雨")
    user = build.runner(world)
    if state == VisitState.PLANNED:
        ACTS[act](world, visit, user)
        return
    with pytest.raises(Refusal, match=f"这次督查{state.label}"):
        ACTS[act](world, visit, user)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", [Role.TOWNSHIP_CLERK, Role.BUREAU_REVIEWER])
def test_nobody_acts_on_the_countys_visit_but_the_bureaus_clerk(world, act, who):
    visit = build.ready(world, people=world.people[:2])
    with pytest.raises(Refusal, match="县级督查由县局经办"):
        ACTS[act](world, visit, world.users[who])


def test_the_database_freezes_what_is_settled(world):
    visit = build.close(build.ready(world, people=world.people[:2]))
    for act in (
        lambda: visit.checks.update(remark="改"),
        lambda: visit.checks.all().delete(),
        lambda: visit.people.update(present=False),
        lambda: Visit.objects.filter(pk=visit.pk).update(summary="改"),
        lambda: VisitCheck.objects.create(
            visit=visit, item=build.checklist(world.county, 3)[2], topic="ledger", text="补", outcome="good"
        ),
    ):
        with pytest.raises(Exception, match=r"frozen|Cannot update"), transaction.atomic():
            act()


# --- on the spot ---------------------------------------------------------------------------------


def test_the_first_entry_makes_its_day_the_day_of_the_visit(world):
    visit, user = build.planned(world), build.runner(world)
    later = DAY + timedelta(days=1)
    item = ChecklistItem.objects.get(order=1)
    row = services.check(visit=visit, item=item, outcome="", remark=" 柜子锁着 ", user=user, today=later)
    visit.refresh_from_db()
    assert (visit.visited_on, visit.begun) == (later, True)
    assert (row.outcome, row.remark, row.text) == ("", "柜子锁着", item.text)
    # What the item is called later changes nothing on the visit.
    item.text = "改了名的项目"
    services.save_item(item=item)
    services.check(
        visit=visit, item=item, outcome=CheckOutcome.PROBLEM, remark="缺页", user=user, today=later
    )
    row.refresh_from_db()
    assert (row.outcome, row.text, row.checked_by) == (CheckOutcome.PROBLEM, "台账第1项", user)
    with pytest.raises(Refusal, match="督查已经开始，不能再改计划日期"):
        change(world, visit)
    services.set_day(visit=visit, day=DAY, user=user, today=later)
    with pytest.raises(Refusal, match="不能晚于今天"):
        services.set_day(visit=visit, day=later + timedelta(days=1), user=user, today=later)
    found(world, visit, user)
    with pytest.raises(Refusal, match="督查日期不能再改"):
        services.set_day(visit=visit, day=later, user=user, today=later)


def test_items_of_others_and_stopped_ones_are_refused(world):
    visit, user = build.planned(world), build.runner(world)
    elsewhere = Unit.objects.get(code="529999")
    foreign = build.checklist(elsewhere, 1)[0]
    with pytest.raises(Refusal, match="不是本县的检查项目"):
        services.check(visit=visit, item=foreign, outcome=CheckOutcome.GOOD, user=user, today=DAY)
    first, second = ChecklistItem.objects.filter(county=world.county).order_by("order")
    services.check(visit=visit, item=first, outcome=CheckOutcome.GOOD, user=user, today=DAY)
    ChecklistItem.objects.filter(county=world.county).update(active=False)
    first.refresh_from_db()
    second.refresh_from_db()
    services.check(visit=visit, item=first, outcome=CheckOutcome.SKIPPED, user=user, today=DAY)
    with pytest.raises(Refusal, match="已停用"):
        services.check(visit=visit, item=second, outcome=CheckOutcome.GOOD, user=user, today=DAY)
    assert [row.text for row in queries.checks_of(visit)] == ["台账第1项"]


def test_the_rest_is_marked_as_not_looked_at(world):
    visit, user = build.planned(world), build.runner(world)
    checked(world, visit, user)
    second = ChecklistItem.objects.get(county=world.county, order=2)
    services.check(visit=visit, item=second, outcome="", remark="没带钥匙", user=user, today=DAY)
    assert services.skip_rest(visit=visit, user=user, today=DAY) == 1
    assert list(visit.checks.order_by("item__order").values_list("outcome", "remark")) == [
        ("good", ""),
        ("skipped", "没带钥匙"),
    ]


def test_who_serves_that_day_is_noted(world):
    visit, user = build.planned(world), build.runner(world)
    one, two, elsewhere = world.people
    late = make_director(world.villages[0], "丁晚", start=date(2016, 9, 13))
    rows = queries.directors_of(visit, DAY, NOW)
    assert [(row.name, row.title, row.present) for row in rows] == [
        ("安甲", "人口主任", None),
        ("白乙", "人口主任", None),
    ]
    services.note_people(visit=visit, present={one.pk: True, two.pk: False}, user=user, today=DAY)
    services.note_people(visit=visit, present={two.pk: True}, user=user, today=DAY)
    visit.refresh_from_db()
    assert [row.present for row in queries.directors_of(visit, DAY, NOW)] == [True, True]
    for stranger in (elsewhere, late):
        with pytest.raises(Refusal, match="名单已有变化"):
            services.note_people(visit=visit, present={stranger.pk: True}, user=user, today=DAY)
        with pytest.raises(Refusal, match="不在甲家村村民委员会任人口主任"):
            services.record_problem(visit=visit, person=stranger, reason="缺页", user=user, today=DAY)


# --- the test on the spot ------------------------------------------------------------------------


def right_answers(attempt):
    """Where the right options stand on a paper."""
    return {
        row.number: papers.to_places(row.question.answers, row.order)
        for row in attempt.questions.select_related("question")
    }


def test_a_director_is_tested_on_the_spot_and_it_counts(world):
    visit, user, person = build.planned(world), build.runner(world), world.people[0]
    test = build.spot_test(visit, bank(world.county), user)
    assert (test.unit, test.state, test.full) == (world.county, KnowledgeTestState.OPEN, Decimal(100))
    paper = services.give_paper(visit=visit, person=person, way=AnswerWay.SPOT, user=user, now=NOW)
    assert (paper.way, paper.due_at, paper.questions.count()) == (AnswerWay.SPOT, None, 4)
    # Who gets a paper is there; asked for again it is the same one.
    assert visit.people.get().present
    again = services.give_paper(visit=visit, person=person, way=AnswerWay.SPOT, user=user, now=NOW)
    assert again == paper
    right = right_answers(paper)
    saved = services.take_answers(visit=visit, attempt=paper, answers={1: right[1]}, user=user, now=NOW)
    assert (saved.answered, saved.attempt.score, saved.attempt.submitted_at) == (1, Decimal(30), None)
    saved = services.take_answers(
        visit=visit, attempt=paper, answers=right | {4: []}, user=user, now=NOW, submit=True
    )
    assert (saved.attempt.score, saved.attempt.typed_by, saved.attempt.taken_on) == (Decimal(80), user, DAY)
    with pytest.raises(Refusal, match="已经交卷"):
        services.take_answers(visit=visit, attempt=paper, answers=right, user=user, now=NOW)
    visit.refresh_from_db()
    row = queries.directors_of(visit, DAY, NOW)[0]
    assert (row.score, row.standing.passed) == (Decimal(80), True)
    # A4.7: it is a test of that person, kept with the training.
    counted = taken_between([person.pk], date(2016, 1, 1), date(2016, 12, 31))
    assert counted == {person.pk: [(DAY, test.pk, True)]}
    with pytest.raises(Refusal, match="已合格"):
        services.give_paper(visit=visit, person=person, way=AnswerWay.SPOT, user=user, now=NOW)
    with pytest.raises(Refusal, match="已经有现场测试"):
        build.spot_test(visit, bank(world.county), user)


def test_a_townships_check_gives_the_townships_test(world):
    visit, user = build.planned(world, kind=TOWNSHIP), build.runner(world, TOWNSHIP)
    offered = {bank(world.county), bank(world.townships[0], name="乡镇")}
    assert set(queries.courses_for(visit)) == offered
    bank(world.townships[1], name="别的乡镇")
    assert build.spot_test(visit, bank(world.county), user).unit == world.townships[0]
    assert len(queries.courses_for(visit)) == 2


def test_papers_that_are_refused(world):
    visit, user, person = build.planned(world), build.runner(world), world.people[0]
    with pytest.raises(Refusal, match="请先设置现场测试"):
        services.give_paper(visit=visit, person=person, way=AnswerWay.SPOT, user=user, now=NOW)
    with pytest.raises(Refusal, match="题库不够出卷"):
        build.spot_test(visit, bank(world.county, single=1, name="薄"), user)
    build.spot_test(visit, bank(world.county), user)
    with pytest.raises(Refusal, match="不在甲家村村民委员会任人口主任"):
        services.give_paper(visit=visit, person=world.people[2], way=AnswerWay.SPOT, user=user, now=NOW)
    person.account = user
    person.save()
    with pytest.raises(Refusal, match="不能给本人出卷"):
        services.give_paper(visit=visit, person=person, way=AnswerWay.SPOT, user=user, now=NOW)
    other = build.planned(world, village=world.villages[1])
    build.spot_test(other, bank(world.county), user)
    paper = services.give_paper(visit=other, person=world.people[2], way=AnswerWay.SPOT, user=user, now=NOW)
    with pytest.raises(Refusal, match="不是这次督查的"):
        services.take_answers(visit=visit, attempt=paper, answers={}, user=user, now=NOW)


def test_a_printed_paper_waits_and_keeps_the_test_open(world):
    visit, user = build.ready(world, people=world.people[:2]), build.runner(world)
    test = build.spot_test(visit, bank(world.county), user)
    paper = services.give_paper(
        visit=visit, person=world.people[0], way=AnswerWay.PRINTED, user=user, now=NOW
    )
    with pytest.raises(Refusal, match="纸质答卷，不在这里作答"):
        services.take_answers(visit=visit, attempt=paper, answers={}, user=user, now=NOW)
    assert services.finish(visit=visit, summary="", user=user, today=DAY, now=NOW) == ["安甲"]
    test.refresh_from_db()
    assert test.state == KnowledgeTestState.OPEN


def test_an_empty_paper_handed_in_is_a_test_with_no_points(world):
    visit, user = build.planned(world), build.runner(world)
    build.spot_test(visit, bank(world.county), user)
    paper = services.give_paper(visit=visit, person=world.people[0], way=AnswerWay.SPOT, user=user, now=NOW)
    saved = services.take_answers(visit=visit, attempt=paper, answers={}, user=user, now=NOW, submit=True)
    assert saved.attempt.score == 0
    assert Attempt.objects.taken().count() == 1


# --- problems ------------------------------------------------------------------------------------


def test_the_countys_problem_deducts_in_the_month_of_the_visit(world):
    month = opened(world)
    visit, user = build.planned(world), build.runner(world)
    finding = found(world, visit, user, deduction=Decimal("2.5"))
    assert (finding.month, finding.deduction, finding.found_on) == (month, Decimal("2.5"), DAY)
    assert (finding.mend_by, finding.mend_state) == (date(2016, 9, 27), MendState.OPEN)
    plain = found(world, visit, user, mend_by=date(2016, 9, 14))
    assert (plain.month, plain.deduction, plain.mend_by) == (None, 0, date(2016, 9, 14))
    assert set(queries.of_month(Finding.objects.all(), month)) == {finding, plain}
    with pytest.raises(Refusal, match="期限不能早于督查日期"):
        found(world, visit, user, mend_by=date(2016, 9, 11))
    with pytest.raises(Refusal, match="分的整数倍"):
        found(world, visit, user, deduction=Decimal("0.3"))


def test_the_days_to_mend_are_the_countys_policy(world):
    decide(
        user=world.users[Role.BUREAU_CLERK],
        county_code=world.county.code,
        key="supervision.mend_days",
        value="7",
        valid_from=date(2016, 9, 1),
        document_number="关人口计生发〔2016〕20号",
        reason="从快",
    )
    assert found(world, build.planned(world), build.runner(world)).mend_by == date(2016, 9, 19)


def test_a_township_records_without_deducting(world):
    opened(world)
    visit, user = build.planned(world, kind=TOWNSHIP), build.runner(world, TOWNSHIP)
    assert found(world, visit, user).deduction == 0
    with pytest.raises(Refusal, match="乡镇盘查发现的问题不扣分"):
        found(world, visit, user, deduction=Decimal(1))


def test_nothing_is_deducted_in_a_month_that_is_closed_or_was_not_opened(world):
    visit, user = build.planned(world), build.runner(world)
    with pytest.raises(Refusal, match="2016年9月还没有考核表，不能扣分"):
        found(world, visit, user, deduction=Decimal(1))
    month = opened(world)
    deducting = found(world, visit, user, deduction=Decimal(1))
    Month.objects.filter(pk=month.pk).update(state=MonthState.CLOSED)
    with pytest.raises(Refusal, match="已关闭"):
        found(world, visit, user, deduction=Decimal(1))
    plain = found(world, visit, user)
    with pytest.raises(Refusal, match="已关闭"):
        services.withdraw_problem(finding=deducting, reason="有误", user=user)
    services.withdraw_problem(finding=plain, reason="经核实不成立", user=user)
    assert plain.withdrawn_reason == "经核实不成立"
    with pytest.raises(Refusal, match="已经撤销"):
        services.withdraw_problem(finding=plain, reason="再来", user=user)


def test_the_database_refuses_findings_that_cannot_be(world):
    month = opened(world)
    visit = build.planned(world)
    person, rows = world.people[0], Finding.objects
    fields = {"village": visit.village, "person": person, "found_on": DAY, "reason": "缺页"}
    mend = {"mend_by": DAY, "mend_state": MendState.OPEN}
    for wrong in (
        {"month": month, "deduction": 0, "document_number": "1号"},
        {"deduction": 1, "visit": visit, **mend},
        {"month": month, "deduction": 1, "visit": visit},
        {"month": month, "deduction": 1, "document_number": ""},
        {"month": month, "deduction": 0, "visit": visit, **mend},
        {"deduction": 0, "visit": visit, "mend_by": DAY - timedelta(days=1), "mend_state": "open"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.create(**fields, **wrong)
    Visit.objects.filter(pk=visit.pk).update(state=VisitState.CANCELLED, cancel_reason="雨")
    with pytest.raises(IntegrityError, match="finding_of_cancelled_visit"), transaction.atomic():
        rows.create(**fields, deduction=0, visit=visit, **mend)


def test_a_visit_that_found_something_is_not_called_off(world):
    user = build.runner(world)
    visit = build.planned(world)
    finding = found(world, visit, user)
    with pytest.raises(Refusal, match="已登记问题的督查不能取消"):
        services.cancel(visit=visit, reason="雨", user=user)
    with pytest.raises(IntegrityError, match="visit_cancelled_has_findings"), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(state=VisitState.CANCELLED, cancel_reason="雨")
    services.withdraw_problem(finding=finding, reason="有误", user=user)
    disordered(world, visit, user)
    with pytest.raises(Refusal, match="已登记台账混乱"):
        services.cancel(visit=visit, reason="雨", user=user)
    Incident.objects.all().delete()
    test = build.spot_test(visit, bank(world.county), user)
    services.cancel(visit=visit, reason="雨", user=user)
    test.refresh_from_db()
    assert (visit.state, test.state) == (VisitState.CANCELLED, KnowledgeTestState.CLOSED)
    other = build.planned(world)
    build.spot_test(other, bank(world.county), user)
    paper = services.give_paper(visit=other, person=world.people[0], way="spot", user=user, now=NOW)
    services.take_answers(visit=other, attempt=paper, answers={}, user=user, now=NOW, submit=True)
    with pytest.raises(Refusal, match="已经现场测试"):
        services.cancel(visit=other, reason="雨", user=user)
    with pytest.raises(Refusal, match="请写明取消的原因"):
        services.cancel(visit=other, reason=" ", user=user)


# --- disorder of ledgers -------------------------------------------------------------------------


def test_the_leader_alleges_disorder_and_somebody_else_decides(world):
    visit, user, person = build.planned(world), build.runner(world), world.people[0]
    incident = services.record_disorder(
        visit=visit, person=person, summary="随访台账缺三个月", user=user, today=DAY
    )
    assert (incident.ground, incident.state, incident.happened_on) == (
        IncidentGround.F,
        IncidentState.ALLEGED,
        DAY,
    )
    with pytest.raises(Refusal, match="不用重复登记"):
        disordered(world, visit, user)
    second = make_user("second", (Role.BUREAU_CLERK, world.county))
    with pytest.raises(Refusal, match="由带队人"):
        disordered(world, visit, second)
    with pytest.raises(Refusal, match="请写明台账混乱的具体情况"):
        services.record_disorder(visit=visit, person=world.people[1], summary=" ", user=user, today=DAY)
    # Nobody decides what he recorded, by whatever road.
    with pytest.raises(IntegrityError, match="incident_maker_is_not_checker"), transaction.atomic():
        Incident.objects.update(
            state=IncidentState.CONFIRMED,
            decided_by=user,
            decided_at=NOW,
            decision="属实",
            document_number="1",
        )
    readers = {
        role: list(queries.disorder_of(visit, world.users[role]))
        for role in (Role.BUREAU_REVIEWER, Role.TOWNSHIP_DIRECTOR, Role.TOWNSHIP_CLERK, Role.COUNTY_READER)
    }
    assert readers == {
        Role.BUREAU_REVIEWER: [incident],
        Role.TOWNSHIP_DIRECTOR: [incident],
        Role.TOWNSHIP_CLERK: [],
        Role.COUNTY_READER: [],
    }


# --- closing -------------------------------------------------------------------------------------


def finish(world, visit, user=None, **fields):
    user = user or build.runner(world, visit.kind)
    return services.finish(
        **{"visit": visit, "summary": "台账基本规范", "user": user, "today": DAY, "now": NOW, **fields}
    )


def test_a_closed_visit_has_its_number_and_gives_it_to_its_problems(world):
    visit, user = build.ready(world, people=world.people[:2]), build.runner(world)
    finding = found(world, visit, user)
    test = build.spot_test(visit, bank(world.county), user)
    assert finish(world, visit) == []
    assert (visit.state, visit.record_number) == (VisitState.DONE, "关人口计生督〔2016〕1号")
    finding.refresh_from_db()
    test.refresh_from_db()
    assert finding.document_number == visit.record_number
    assert test.state == KnowledgeTestState.CLOSED
    own = build.ready(world, kind=TOWNSHIP, people=world.people[:2])
    finish(world, own)
    assert own.record_number == "关甲镇计生盘〔2016〕1号"
    third = build.ready(world, day=date(2016, 9, 13), people=world.people[:2])
    finish(world, third, today=date(2016, 9, 13))
    assert third.record_number == "关人口计生督〔2016〕2号"


def test_what_is_lacking_is_told_and_no_number_is_used(world):
    visit, user = build.planned(world), build.runner(world)
    with pytest.raises(Refusal) as told:
        finish(world, visit)
    assert str(told.value) == ("还有2个检查项目没有填，没有查的请标为“未查”；请标明安甲、白乙是否在场。")
    services.skip_rest(visit=visit, user=user, today=DAY)
    services.note_people(
        visit=visit, present={person.pk: True for person in world.people[:2]}, user=user, today=DAY
    )
    item = ChecklistItem.objects.get(order=1)
    services.check(visit=visit, item=item, outcome=CheckOutcome.PROBLEM, user=user, today=DAY)
    with pytest.raises(Refusal, match="“台账第1项”有问题，请写明情况"):
        finish(world, visit)
    assert not PaperNumber.objects.exists()
    services.check(visit=visit, item=item, outcome="problem", remark="缺页", user=user, today=DAY)
    finish(world, visit)
    assert PaperNumber.objects.get().last == 1


def both_finish(world, monkeypatch, *, checked=True):
    """Two close the same visit at once."""
    visit = build.ready(world, people=world.people[:2])
    second = make_user("second", (Role.BUREAU_CLERK, world.county))
    together, number = threading.Barrier(2), services._number

    def meet(found):
        with suppress(threading.BrokenBarrierError):
            together.wait(timeout=1)
        return number(found)

    monkeypatch.setattr(services, "_number", meet)
    if not checked:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE appraisal_visit DISABLE TRIGGER USER")

        def move(thing, to, table, *, called, **fields):
            type(thing).objects.filter(pk=thing.pk).update(state=to, **fields)

        monkeypatch.setattr(services, "move", move)
    results = at_once(
        lambda: finish(world, Visit.objects.get(pk=visit.pk)),
        lambda: finish(world, Visit.objects.get(pk=visit.pk), second),
    )
    visit.refresh_from_db()
    return visit, results


@pytest.mark.django_db(transaction=True)
def test_of_two_who_close_a_visit_one_is_told_and_no_number_is_lost(monkeypatch):
    world = small_county()
    build.checklist(world.county)
    visit, results = both_finish(world, monkeypatch)
    assert sorted(type(one).__name__ for one in results) == ["Refusal", "list"]
    assert visit.record_number == "关人口计生督〔2016〕1号"
    assert PaperNumber.objects.get().last == 1


@pytest.mark.django_db(transaction=True)
def test_without_lock_and_condition_a_number_would_be_lost(monkeypatch):
    """The control: the race is real."""
    world = small_county()
    build.checklist(world.county)
    try:
        _, results = both_finish(world, monkeypatch, checked=False)
        assert results == [[], []]
        assert PaperNumber.objects.get().last == 2
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE appraisal_visit ENABLE TRIGGER USER")


def found_while_called_off(world, monkeypatch, *, guarded=True):
    """One calls the visit off while another records a problem."""
    visit, user = build.planned(world, visited_on=DAY), build.runner(world)
    together = threading.Barrier(2)

    def meet():
        with suppress(threading.BrokenBarrierError):
            together.wait(timeout=1)

    move, checked = services.move, services.save_checked
    monkeypatch.setattr(services, "move", lambda *args, **fields: (meet(), move(*args, **fields)))
    monkeypatch.setattr(services, "save_checked", lambda thing: (meet(), checked(thing)))
    tables = ("appraisal_visit", "appraisal_finding")
    if not guarded:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)
        for table in tables:
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    try:
        at_once(
            lambda: services.cancel(visit=Visit.objects.get(pk=visit.pk), reason="雨", user=user),
            lambda: found(world, Visit.objects.get(pk=visit.pk), user),
        )
    finally:
        if not guarded:
            for table in tables:
                with connection.cursor() as cursor:
                    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    visit.refresh_from_db()
    return visit.state == VisitState.CANCELLED and visit.findings.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_found_on_a_visit_that_is_called_off_meanwhile(monkeypatch):
    assert not found_while_called_off(small_county(), monkeypatch)


@pytest.mark.django_db(transaction=True)
def test_without_lock_and_trigger_it_would_be(monkeypatch):
    """The control: the race is real."""
    assert found_while_called_off(small_county(), monkeypatch, guarded=False)


# --- mending -------------------------------------------------------------------------------------


def look(finding, user, **fields):
    return services.recheck(
        **{
            "finding": finding,
            "day": date(2016, 9, 27),
            "mended": True,
            "note": "已补齐",
            "user": user,
            "today": date(2016, 9, 28),
            **fields,
        }
    )


@pytest.fixture
def finding(world):
    visit = build.planned(world)
    made = build.problem(visit, world.people[0])
    build.close(visit)
    return made


def test_a_mended_problem_is_settled(world, finding):
    user = build.runner(world)
    assert queries.standing_of(finding, date(2016, 9, 27)) == ("待整改", "wait")
    assert queries.standing_of(finding, date(2016, 9, 28)) == ("逾期待复查", "bad")
    assert not queries.rechecks_due(user, date(2016, 9, 26)).exists()
    assert queries.rechecks_due(user, date(2016, 9, 27)).get() == finding
    assert not queries.rechecks_due(build.runner(world, TOWNSHIP), date(2016, 9, 28)).exists()
    look(finding, user)
    finding.refresh_from_db()
    assert queries.standing_of(finding, date(2016, 9, 28)) == ("已整改", "good")
    assert not queries.rechecks_due(user, date(2016, 9, 28)).exists()
    with pytest.raises(Refusal, match="这个问题已整改，已经办结"):
        look(finding, user)


def test_one_that_is_not_mended_gets_another_day_or_is_given_up(world, finding):
    user = build.runner(world)
    look(finding, user, mended=False, note="只补了一半", next_by=date(2016, 10, 8))
    assert (finding.mend_state, finding.mend_by) == (MendState.OPEN, date(2016, 10, 8))
    with pytest.raises(Refusal, match="当日已经复查登记"):
        look(finding, user)
    look(finding, user, day=date(2016, 10, 8), today=date(2016, 10, 9), mended=False, note="还是没有")
    assert finding.mend_state == MendState.FAILED
    assert list(finding.rechecks.values_list("mended", "note", "next_by")) == [
        (False, "只补了一半", date(2016, 10, 8)),
        (False, "还是没有", None),
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"day": date(2016, 9, 11)}, "复查日期应在2016年9月12日"),
        ({"day": date(2016, 9, 29)}, "至今天之间"),
        ({"note": " "}, "请写明复查的情况"),
        ({"next_by": date(2016, 10, 8)}, "已整改的不用再定期限"),
        ({"mended": False, "next_by": date(2016, 9, 27)}, "新的整改期限应晚于复查日期"),
    ],
)
def test_rechecks_that_are_refused(world, finding, fields, sentence):
    with pytest.raises(Refusal, match=sentence):
        look(finding, build.runner(world), **fields)
    assert not Recheck.objects.exists()


def test_only_who_makes_such_visits_looks_again_at_what_a_closed_one_found(world, finding):
    with pytest.raises(Refusal, match="县级督查由县局经办"):
        look(finding, build.runner(world, TOWNSHIP))
    user = build.runner(world)
    unfinished = build.problem(build.planned(world, day=date(2016, 9, 13)), world.people[0])
    with pytest.raises(Refusal, match="还没有办完"):
        look(unfinished, user)
    services.withdraw_problem(finding=finding, reason="有误", user=user)
    with pytest.raises(Refusal, match="已经撤销"):
        look(finding, user)
    months = month_findings.record_finding(
        month=opened(world),
        village=world.villages[0],
        person=world.people[0],
        found_on=DAY,
        deduction=Decimal(1),
        reason="迟报",
        document_number="关人口计生督〔2016〕3号",
        user=user,
    )
    with pytest.raises(Refusal, match="没有整改期限"):
        look(months, user)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_recheck_at_once_one_is_told():
    world = small_county()
    visit = build.planned(world)
    made = build.problem(visit, world.people[0])
    build.close(visit)
    user = build.runner(world)
    results = at_once(lambda: look(made, user), lambda: look(made, user, mended=False, note="没有"))
    assert sorted(type(one).__name__ for one in results) == ["Recheck", "Refusal"]
    assert Recheck.objects.count() == 1


# --- checklist -----------------------------------------------------------------------------------


def test_the_sample_is_taken_over_once(world):
    elsewhere = Unit.objects.get(code="529999")
    assert services.adopt_sample(county=elsewhere) == ChecklistItem.objects.filter(county=elsewhere).count()
    with pytest.raises(Refusal, match="本县已有检查项目"):
        services.adopt_sample(county=elsewhere)
    with pytest.raises(Refusal, match="已有相同的检查项目"):
        services.save_item(item=ChecklistItem(county=world.county, topic="ledger", text="台账第1项", order=9))
    with pytest.raises(Refusal, match="参考扣分应大于0"):
        services.save_item(
            item=ChecklistItem(county=world.county, topic="ledger", text="新", order=9, deduction=0)
        )


# --- what is planned and covered -----------------------------------------------------------------


def covered(world, first=date(2016, 9, 1), **fields):
    villages = Unit.objects.filter(level="village", valid_to=None)
    return {row.village.short_name: row for row in queries.coverage(villages, first, **fields)}


def test_how_far_villages_are_covered(world):
    third = make_village(world.townships[0], 202, "丙村")
    old = make_village(world.townships[0], 203, "旧村")
    build.done(world, day=date(2016, 9, 5))
    build.done(world, day=date(2016, 9, 9), kind=TOWNSHIP)
    build.done(world, village=old, day=date(2016, 3, 4))
    build.done(world, village=third, day=date(2015, 12, 31))
    build.planned(world, village=world.villages[1])
    build.cancelled(world, village=third)
    end_unit(unit=old, last_day=date(2016, 6, 30), successor=world.villages[1])
    rows = covered(world)
    assert {name: (row.state, row.year_done, row.last) for name, row in rows.items()} == {
        "甲家村": ("done", 2, date(2016, 9, 9)),
        # Its predecessor was visited in March.
        "乙家村": ("planned", 1, date(2016, 3, 4)),
        "丙村": ("never", 0, date(2015, 12, 31)),
    }
    assert covered(world, kind=COUNTY)["甲家村"].year_done == 1
    assert covered(world, date(2016, 10, 1))["甲家村"].state == "open"
    assert queries.tally(rows.values()) == {"all": 3, "done": 1, "planned": 1, "open": 0, "never": 1}


def test_to_dos_are_those_of_who_makes_the_visits(world):
    late = build.planned(world, day=date(2016, 9, 10))
    today = build.planned(world)
    build.planned(world, day=date(2016, 9, 20))
    own = build.planned(world, kind=TOWNSHIP, day=date(2016, 9, 10))
    build.done(world, day=date(2016, 9, 1))
    user = build.runner(world)
    assert list(queries.planned_past(user, DAY)) == [late]
    assert list(queries.planned_soon(user, DAY)) == [today]
    assert list(queries.planned_past(build.runner(world, TOWNSHIP), DAY)) == [own]
    for nobody in (world.users[Role.BUREAU_REVIEWER], world.foreign[Role.TOWNSHIP_CLERK]):
        assert not queries.planned_past(nobody, DAY).exists()
        assert not queries.rechecks_due(nobody, DAY).exists()


def statements(work):
    with CaptureQueriesContext(connection) as seen:
        work()
    return len(seen)


def test_coverage_planning_and_records_take_a_constant_number_of_statements(world):
    villages = [make_village(world.townships[0], 300 + number, f"{number}村") for number in range(40)]
    rows = Unit.objects.filter(pk__in=[unit.pk for unit in villages])
    few = Unit.objects.filter(pk__in=[unit.pk for unit in villages[:2]])
    first = date(2016, 9, 1)
    assert statements(lambda: queries.coverage(few, first)) == statements(
        lambda: queries.coverage(rows, first)
    )
    user = build.runner(world)
    user.reach("visit.run")
    assert statements(lambda: plan(world, *villages[:2], user=user)) == statements(
        lambda: plan(world, *villages, user=user, planned_on=date(2016, 9, 13))
    )
    visit = build.planned(world)
    counted = []
    for number in (2, 40):
        build.checklist(world.county, number)
        services.skip_rest(visit=visit, user=user, today=DAY)
        for one in range(number):
            build.problem(visit, world.people[0], reason=f"问题{one}")
        shown = Visit.objects.select_related("village__parent", "test").get(pk=visit.pk)
        counted.append(statements(lambda shown=shown: queries.record_of(shown, DAY, NOW)))
    assert counted[0] == counted[1]
