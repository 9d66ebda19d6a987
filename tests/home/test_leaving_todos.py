"""To-dos of supervision, the year and leaving come with their cause, go with it, and lead somewhere."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from appraisal.enums import IncidentGround, ReviewKind, Serving, TalkOutcome, VisitKind
from appraisal.models import Talk, VillageCount
from appraisal.models.reports import COUNTS
from appraisal.services import (
    cases,
    counts,
    incidents,
    reports,
    reviews,
    sweep,
    talks,
    visits,
    year_sheets,
    years,
)
from guanling.accounts.enums import Role
from guanling.home.todos import todos
from guanling.runs.models import Run
from tests.appraisal import appeals_build, cases_build, visits_build, years_build
from tests.appraisal.world import opened, small_county

pytestmark = pytest.mark.django_db
SEPTEMBER_END = date(2016, 9, 30)


@pytest.fixture
def world():
    return small_county()


def who(world, client, words, on=None):
    """{role: number} of who in the first township has a to-do that begins with ``words``; its page opens."""
    found = {}
    for role in Role:
        user = world.users[role]
        for todo in todos(user, on or timezone.localdate()):
            if todo.what.startswith(words):
                found[role] = todo.count
                client.force_login(user)
                assert client.get(todo.url).status_code == 200
    return found


def test_reports_of_the_open_month(world, client):
    month = opened(world)
    both = {Role.TOWNSHIP_CLERK: 1, Role.VILLAGE_COMMITTEE: 1}
    assert who(world, client, "填报2016年9月村级工作报告") == both
    reports.save_report(
        month=month,
        village=world.villages[0],
        counts=dict.fromkeys(COUNTS, 3),
        user=world.users[Role.VILLAGE_COMMITTEE],
        seen=None,
    )
    assert who(world, client, "填报2016年9月村级工作报告") == {}


def test_a_planned_visit_is_told_when_its_day_is_near(world, client):
    clerk, day = world.users[Role.BUREAU_CLERK], timezone.localdate() + timedelta(days=2)
    (visit,) = visits.plan_visits(
        villages=world.villages[:1], kind=VisitKind.COUNTY, planned_on=day, leader=clerk, user=clerk
    )
    assert who(world, client, "开展督查") == {Role.BUREAU_CLERK: 1}
    visits.cancel(visit=visit, reason="改期", user=clerk)
    assert who(world, client, "开展督查") == {}


def test_ballots_wait_for_those_who_have_not_counted(world, client):
    month, clerk = opened(world), world.users[Role.TOWNSHIP_CLERK]
    review = reviews.make_review(
        village=world.villages[0],
        kind=ReviewKind.MEETING,
        year=2016,
        first_day=month.first_day,
        held_on=date(2016, 9, 20),
        place="村委会",
        ballots_issued=20,
        user=clerk,
    )
    four = {Role.TOWNSHIP_CLERK, Role.TOWNSHIP_DIRECTOR, Role.BUREAU_CLERK, Role.BUREAU_REVIEWER}
    assert set(who(world, client, "评议计票")) == four
    ballots = {"very": 15, "fair": 3, "basic": 1, "poor": 0, "invalid": 1}
    counted = dict.fromkeys(review.subjects.values_list("pk", flat=True), ballots)
    reviews.count_ballots(review=review, counts=counted, user=clerk)
    assert set(who(world, client, "评议计票")) == four - {Role.TOWNSHIP_CLERK}
    reviews.count_ballots(review=review, counts=counted, user=world.users[Role.TOWNSHIP_DIRECTOR])
    assert who(world, client, "评议计票") == {}


def test_a_count_waits_for_the_second_person(world, client):
    counts.record_count(
        village=world.villages[0],
        year=2015,
        number=0,
        document_number="关计统〔2016〕1号",
        user=world.users[Role.BUREAU_CLERK],
    )
    assert who(world, client, "复核村年度数") == {Role.BUREAU_REVIEWER: 1}
    counts.confirm_counts(counts=VillageCount.objects.all(), user=world.users[Role.BUREAU_REVIEWER])
    assert who(world, client, "复核村年度数") == {}


def test_from_an_allegation_to_the_case(world, client):
    """Each step is the next one's to-do."""
    opened(world)
    incident = incidents.record_incident(
        person=world.people[0],
        village=world.villages[0],
        ground=IncidentGround.E,
        happened_on=date(2016, 9, 5),
        summary="上报数不实",
        user=world.users[Role.BUREAU_CLERK],
    )
    assert who(world, client, "核实登记的情形") == {Role.BUREAU_REVIEWER: 1}
    reviewer, clerk = world.users[Role.BUREAU_REVIEWER], world.users[Role.TOWNSHIP_CLERK]
    incidents.confirm_incident(
        incident=incident, document_number="关计监〔2016〕1号", decision="属实", user=reviewer
    )
    assert who(world, client, "核实登记的情形") == {}
    sweep.sweep_now(county=world.county, period="2016-09", today=timezone.localdate())
    waiting = who(world, client, "处理排查结果")
    assert waiting == {Role.BUREAU_REVIEWER: 1, Role.TOWNSHIP_CLERK: 1}
    (finding,) = sweep.SweepFinding.objects.all()
    case = cases.open_case(
        appointment=finding.appointment, ground=finding.rule, facts="上报数不实", finding=finding, user=clerk
    )
    assert who(world, client, "处理排查结果") == {}
    assert who(world, client, "办理解聘辞退事项") == {Role.TOWNSHIP_CLERK: 1}
    cases.drop(case=case, reason="经核查不属实", user=clerk)
    assert who(world, client, "办理解聘辞退事项") == {}


def test_the_sheets_of_the_year(world, client):
    year = years.open_year(county=world.county, year=2016, user=world.users[Role.BUREAU_CLERK])
    assert who(world, client, "办理年度考核表") == {Role.TOWNSHIP_CLERK: 1, Role.TOWNSHIP_DIRECTOR: 1}
    sheet = year.sheets.get(unit=world.townships[0])
    sheet.entries.update(remark="工作认真。", target_score=90, proposed_grade="competent")
    year_sheets.submit(sheet=sheet, user=world.users[Role.TOWNSHIP_DIRECTOR])
    assert who(world, client, "办理年度考核表") == {Role.BUREAU_REVIEWER: 1}
    year_sheets.accept(sheet=sheet, user=world.users[Role.BUREAU_REVIEWER])
    assert who(world, client, "办理年度考核表") == {}


# --- deadlines -----------------------------------------------------------------------------------


def told(user, words, on):
    """(state, deadline) of the to-do of ``user`` on ``on`` that begins with ``words``; None without one."""
    found = [todo for todo in todos(user, on) if todo.what.startswith(words)]
    assert len(found) <= 1
    return (found[0].state, found[0].deadline) if found else None


def test_a_problem_is_looked_at_again_from_the_day_on_which_it_should_be_mended(world, client):
    clerk, due = world.users[Role.BUREAU_CLERK], date(2016, 9, 27)
    found = visits_build.problem(visits_build.done(world), world.people[0], mend_by=due)
    assert told(clerk, "复查督查问题", due - timedelta(days=1)) is None
    assert told(clerk, "复查督查问题", due) == ("soon", due)
    assert told(clerk, "复查督查问题", due + timedelta(days=1)) == ("overdue", due)
    assert who(world, client, "复查督查问题") == {Role.BUREAU_CLERK: 1}
    visits.recheck(finding=found, day=due, mended=True, note="已补齐", user=clerk, today=due)
    assert who(world, client, "复查督查问题") == {}


def test_an_appeal_is_examined_then_decided_by_another(client, db):
    world = appeals_build.issued()
    appeal = appeals_build.file(world)
    clerk, due = world.users[Role.BUREAU_CLERK], appeals_build.DUE
    assert told(clerk, "核查考核申诉", appeals_build.FILED) == ("open", due)
    assert told(clerk, "核查考核申诉", due + timedelta(days=1)) == ("overdue", due)
    assert who(world, client, "核查考核申诉") == {Role.BUREAU_CLERK: 1}
    assert who(world, client, "决定考核申诉") == {}
    appeals_build.examine(world, appeal)
    assert who(world, client, "核查考核申诉") == {}
    assert who(world, client, "决定考核申诉") == {Role.BUREAU_REVIEWER: 1}
    appeals_build.decide(world, appeal)
    assert who(world, client, "决定考核申诉") == {}


def test_a_year_is_confirmed_once_its_notice_is_over(client, db):
    world = years_build.six()
    year = years_build.noticed(world)
    over = year.notice_to + timedelta(days=1)
    assert who(world, client, "确定年度考核结果", year.notice_to) == {}
    assert who(world, client, "确定年度考核结果", over) == {Role.BUREAU_REVIEWER: 1}
    years.confirm(
        year=year,
        document_number="关人口计生考〔2017〕1号",
        user=world.users[Role.BUREAU_REVIEWER],
        today=over,
    )
    assert who(world, client, "确定年度考核结果", over) == {}


def test_a_talk_is_held_then_reviewed_by_another(world, client):
    sweep.sweep_now(county=world.county, period="2016-09", today=timezone.localdate())
    talk = Talk.objects.create(
        run=Run.objects.get(),
        person=world.people[0],
        person_name="安甲",
        township_name="甲镇",
        village_code=world.villages[0].code,
        village_name="甲家村",
        first_day=date(2016, 7, 1),
        last_day=SEPTEMBER_END,
    )
    both = {Role.BUREAU_CLERK: 1, Role.TOWNSHIP_DIRECTOR: 1}
    assert who(world, client, "末位约谈") == both
    director, clerk, day = (
        world.users[Role.TOWNSHIP_DIRECTOR],
        world.users[Role.BUREAU_CLERK],
        date(2016, 10, 12),
    )
    talks.hold(talk=talk, user=director, held_on=day, record="已说明", steps="每周入户两次", today=day)
    assert who(world, client, "末位约谈") == {}
    due = day + timedelta(days=90)
    assert told(clerk, "复核约谈后的岗位", day) == ("open", due)
    assert told(clerk, "复核约谈后的岗位", due + timedelta(days=1)) == ("overdue", due)
    assert who(world, client, "复核约谈后的岗位") == {Role.BUREAU_CLERK: 1}
    talks.review(talk=talk, user=clerk, reviewed_on=due, outcome=TalkOutcome.STAYS, text="已落实", today=due)
    assert who(world, client, "复核约谈后的岗位") == {}


def test_the_person_is_told_that_a_statement_may_be_made(client, db):
    """And the township that a case has a deadline."""
    leaving = cases_build.Leaving()
    today = timezone.localdate()
    case = cases_build.bare_case(leaving.appointment, leaving.clerk)
    assert told(leaving.clerk, "办理解聘辞退事项", today) == ("open", case.due_on)
    assert told(leaving.clerk, "办理解聘辞退事项", case.due_on + timedelta(days=1)) == (
        "overdue",
        case.due_on,
    )
    assert who(leaving.world, client, "陈述申辩") == {}
    cases.examine(case=case, text="属实", user=leaving.clerk)
    cases.notify(case=case, user=leaving.clerk)
    cases.serve(case=case, day=today, how=Serving.IN_PERSON, user=leaving.clerk)
    assert who(leaving.world, client, "陈述申辩") == {Role.SELF: 1}
    # The days within which the person may speak begin on the day after the notice was served.
    case.refresh_from_db()
    assert told(leaving.account, "陈述申辩", today) == ("soon", case.person_until)
    cases.state(case=case, text="台账有两本", user=leaving.account)
    assert who(leaving.world, client, "陈述申辩") == {}
