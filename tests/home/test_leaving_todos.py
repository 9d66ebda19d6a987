"""To-dos of supervision, the year and leaving come with their cause, go with it, and lead somewhere."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from appraisal.enums import IncidentGround, ReviewKind, VisitKind
from appraisal.models import VillageCount
from appraisal.models.reports import COUNTS
from appraisal.services import cases, counts, incidents, reports, reviews, sweep, visits, year_sheets, years
from guanling.accounts.enums import Role
from guanling.home.todos import todos
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
