"""To-dos of approval and appointment come with their cause and go with it; initial training is told."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from guanling.accounts.enums import Role
from guanling.accounts.models import User
from guanling.home.todos import todos
from recruitment.models import Hire
from recruitment.services import hires as services
from tests.recruitment.hires_build import OPINION, REASON, TODAY, hiring_world

pytestmark = pytest.mark.django_db
ON = date(2016, 11, 10)
KINDS = ("生成聘用材料", "报送聘用材料", "审批聘用", "补正退回的聘用材料", "办理聘用和合同")


@pytest.fixture
def world():
    return hiring_world()


def of(user, on=ON):
    fresh = User.objects.get(pk=user.pk)
    return {todo.what: todo for todo in todos(fresh, on) if todo.what in KINDS}


def open_(client, user, todo):
    client.force_login(user)
    assert client.get(todo.url).status_code == 200


def test_a_hire_goes_from_hand_to_hand(client, world):
    assert set(of(world.clerk)) == {"生成聘用材料"}
    assert of(world.foreign[Role.TOWNSHIP_CLERK]) == {}
    open_(client, world.clerk, of(world.clerk)["生成聘用材料"])
    services.prepare(round_=world.round, user=world.clerk)
    assert of(world.clerk) == {}
    todo = of(world.director)["报送聘用材料"]
    assert (todo.count, todo.deadline, todo.clause_id) == (1, date(2016, 12, 1), "P2.4")
    open_(client, world.director, todo)
    hire = services.submit(hires=Hire.objects.all(), opinion=OPINION, user=world.director)[0]
    assert of(world.director) == {}

    # Thursday, 3 November; ten working days later is Thursday, 17 November.
    handed_in = datetime(2016, 11, 3, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    Hire.objects.update(submitted_at=handed_in)
    todo = of(world.reviewer)["审批聘用"]
    assert (todo.deadline, todo.state) == (date(2016, 11, 17), "open")
    assert of(world.reviewer, date(2016, 11, 15))["审批聘用"].state == "soon"
    assert of(world.reviewer, date(2016, 11, 18))["审批聘用"].state == "overdue"
    open_(client, world.reviewer, todo)

    services.return_hire(hire=hire, user=world.reviewer, reason=REASON)
    assert of(world.reviewer) == {}
    assert set(of(world.director)) == set(of(world.clerk)) == {"补正退回的聘用材料"}
    open_(client, world.clerk, of(world.clerk)["补正退回的聘用材料"])
    services.submit(hires=[hire], opinion=OPINION, user=world.director)
    services.approve(hire=hire, user=world.reviewer, today=TODAY)
    todo = of(world.clerk)["办理聘用和合同"]
    assert (todo.deadline, todo.state, todo.clause_id) == (date(2016, 12, 1), "open", "P5.1")
    services.appoint(hire=hire, user=world.clerk, today=TODAY)
    for user in (world.clerk, world.director, world.reviewer):
        assert of(user) == {}


def test_who_handled_the_applicant_is_not_asked_to_approve(world):
    services.prepare(round_=world.round, user=world.clerk)
    hire = services.submit(hires=Hire.objects.all(), opinion=OPINION, user=world.director)[0]
    type(hire.application).objects.filter(pk=hire.application_id).update(entered_by=world.reviewer)
    assert of(world.reviewer) == {}
    assert set(of(world.other_reviewer)) == {"审批聘用"}


def test_who_was_appointed_waits_for_initial_training(world):
    def told(on):
        clerk = User.objects.get(pk=world.users[Role.BUREAU_CLERK].pk)
        found = [todo for todo in todos(clerk, on) if todo.what == "安排人口主任培训"]
        return [(todo.clause_id, todo.deadline, todo.detail) for todo in found]

    before = date(2016, 11, 20)
    assert told(before) == []
    services.prepare(round_=world.round, user=world.clerk)
    hire = services.submit(hires=Hire.objects.all(), opinion=OPINION, user=world.director)[0]
    services.approve(hire=hire, user=world.reviewer, today=TODAY)
    services.appoint(hire=hire, user=world.clerk, today=TODAY)
    assert told(before) == [("P3.1", date(2016, 12, 1), "待初任培训 1 人")]
    assert "初任缺训 1 人" in told(date(2016, 12, 5))[0][2]
