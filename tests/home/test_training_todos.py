"""To-dos of training appear with their cause and vanish with it, for whoever can do something about it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from guanling.accounts.enums import Role
from guanling.home.todos import todos
from tests.people import make_county
from tests.roster.build import person
from tests.training.build import attend, enrol, session
from tests.training.directors import director
from tests.training.papers import bank, make_test, open_now
from training.enums import Category, Outcome, Presence, SessionState, Source
from training.models import Enrolment
from training.services import enrolments, plans, results

pytestmark = pytest.mark.django_db
MONDAY, DAY = date(2016, 9, 5), date(2016, 9, 30)
YEARLY = "组织乡镇集中培训（次数不足）"


@pytest.fixture
def world():
    return make_county()


def found(user, on=DAY):
    """The to-dos of training of a user as {what: (count, state, deadline)}; what is due of a whole year has
    tests of its own."""
    return {
        todo.what: (todo.count, todo.state, todo.deadline)
        for todo in todos(user, on)
        if todo.url.startswith("/training/") and "年度培训计划" not in todo.what and todo.what != YEARLY
    }


def who(world, words, on=DAY):
    """Who of the first township's accounts has a to-do that begins with ``words``."""
    return {
        role for role in Role if any(todo.what.startswith(words) for todo in todos(world.users[role], on))
    }


def test_an_invitation_stands_until_the_training_is_over(world):
    own = world.users[Role.SELF]
    somebody = person(world.townships[0], account=own)
    held = session(world.county, MONDAY)
    assert found(own, MONDAY) == {}
    enrol(held, somebody, source=Source.RULE, seat=1, places=60)
    assert found(own, date(2016, 9, 1)) == {"参加培训": (1, "soon", MONDAY)}
    assert found(own, MONDAY) == {"参加培训": (1, "soon", MONDAY)}
    assert found(own, MONDAY + timedelta(days=1)) == {}
    assert who(world, "参加培训", MONDAY) == {Role.SELF}


def test_a_test_that_runs_is_told_until_it_is_passed(world):
    own = world.users[Role.SELF]
    somebody = person(world.townships[0], account=own)
    held = session(world.county, timezone.localdate())
    enrol(held, somebody, source=Source.RULE, seat=1, places=60)
    test = make_test(world.county, courses=[bank(world.county)], session=held)
    assert "参加知识测试" not in found(own)
    open_now(test)
    assert found(own)["参加知识测试"][:2] == (1, "soon")
    type(test).objects.filter(pk=test.pk).update(state="closed", closes_at=timezone.now())
    assert "参加知识测试" not in found(own)


def test_a_township_tells_its_people_of_the_countys_training(world):
    held = session(world.county, MONDAY)
    for serial, township in enumerate((world.townships[0], world.townships[0], world.townships[1]), 1):
        enrol(held, person(township, serial=serial), source=Source.RULE, seat=serial, places=60)
    clerk = world.users[Role.TOWNSHIP_CLERK]
    assert found(clerk, date(2016, 9, 1)) == {"通知本单位人员参加培训": (2, "soon", MONDAY)}
    assert who(world, "通知本单位人员", date(2016, 9, 1)) == {Role.TOWNSHIP_CLERK}
    enrolments.notify(
        enrolments=held.enrolments.filter(unit_code=world.townships[0].code),
        session=held,
        user=clerk,
        now=timezone.now(),
    )
    assert found(clerk, date(2016, 9, 1)) == {}


def test_a_training_is_recorded_handed_in_and_filed(world):
    clerk, reviewer = world.users[Role.TOWNSHIP_CLERK], world.users[Role.BUREAU_REVIEWER]
    somebody = person(world.townships[0])
    held = session(world.townships[0], MONDAY, made_by=clerk)
    enrol(held, somebody, notified_at=timezone.now(), notified_by=clerk)
    assert found(clerk, MONDAY) == {}
    assert found(clerk) == {"登记培训出勤": (1, "open", None)}
    attend(held, somebody)
    due = MONDAY + timedelta(days=10)
    assert found(clerk, due) == {"报送培训登记备案": (1, "soon", due)}
    assert found(clerk, due + timedelta(days=1)) == {"报送培训登记备案": (1, "overdue", due)}
    # The bureau runs its own trainings; a township's it only files.
    assert who(world, "报送培训登记备案") == {Role.TOWNSHIP_CLERK}
    results.hand_in(session=held, user=clerk, now=timezone.now())
    assert found(clerk) == {}
    assert who(world, "备案培训") == {Role.BUREAU_REVIEWER}
    assert found(world.foreign[Role.BUREAU_REVIEWER]) == {}
    results.send_back(session=held, user=reviewer, remark="名单不全", now=timezone.now())
    assert found(clerk) == {"改正退回的培训登记": (1, "open", None)}
    held.refresh_from_db()
    results.hand_in(session=held, user=clerk, now=timezone.now())
    results.file_session(session=held, user=reviewer, now=timezone.now(), day=DAY)
    assert found(clerk) == found(reviewer) == {}


def test_a_plan_is_made_filed_or_mended(world):
    clerk, other = world.users[Role.TOWNSHIP_CLERK], world.users[Role.BUREAU_REVIEWER]

    def told(user):
        return [todo.what for todo in todos(user, DAY) if "年度培训计划" in todo.what]

    assert told(clerk) == ["制订并报送2016年度培训计划"]
    plan = plans.make_plan(unit=world.townships[0], year=2016, user=clerk)
    taught = session(world.townships[0], MONDAY, state=SessionState.DRAFT).course
    plans.add_line(
        plan=plan, month=9, course=taught, audience="directors", days=1, people=10, place="", teacher=""
    )
    plans.submit(plan=plan, user=clerk)
    assert told(clerk) == []
    assert told(other) == ["备案年度培训计划"]
    plan.refresh_from_db()
    plans.return_plan(plan=plan, user=other, remark="请补充时间")
    assert set(told(clerk)) == {"改正退回的年度培训计划", "制订并报送2016年度培训计划"}


def test_directors_who_lack_training_are_told_of_by_what_they_lack(world):
    clerk, words = world.users[Role.TOWNSHIP_CLERK], "安排人口主任培训"
    assert found(clerk) == {}
    newcomer = director(world.villages[0], "王小新", date(2016, 10, 8))
    assert found(clerk) == {words: (1, "soon", date(2016, 10, 8))}
    on = date(2016, 10, 9)
    assert found(clerk, on) == {words: (1, "overdue", None)}
    assert who(world, words, on) == {Role.TOWNSHIP_CLERK, Role.BUREAU_CLERK}
    held = session(world.county, date(2016, 9, 28), category=Category.INITIAL)
    attend(held, newcomer)
    Enrolment.objects.filter(person=newcomer).update(outcome=Outcome.PASSED, outcome_basis="出勤2/2")
    assert found(clerk, on) == {}


def test_who_will_miss_the_years_days_is_counted_with_them(world):
    clerk = world.users[Role.TOWNSHIP_CLERK]
    veteran = director(world.villages[0], "王小老", date(2010, 1, 1))
    attend(session(world.county, date(2016, 3, 7)), veteran, presence=Presence.ABSENT)
    assert found(clerk) == {"安排人口主任培训": (1, "soon", date(2016, 12, 31))}
    assert "预计年底不达标 1 人" in [todo.detail for todo in todos(clerk, DAY)]
    attend(session(world.county, *(date(2016, 9, day) for day in (12, 13, 14))), veteran)
    assert found(clerk) == {}


def test_a_township_behind_with_its_own_trainings_is_told_in_the_second_half_of_the_year(world):
    clerk = world.users[Role.TOWNSHIP_CLERK]
    somebody = person(world.townships[0])
    attend(session(world.townships[0], date(2016, 2, 15), category=Category.TOWNSHIP), somebody)

    def told(on):
        return [(todo.count, todo.state, todo.deadline) for todo in todos(clerk, on) if todo.what == YEARLY]

    assert told(date(2016, 6, 30)) == []
    assert told(DAY) == [(1, "soon", date(2016, 12, 31))]
    for month in (4, 6, 8):
        attend(session(world.townships[0], date(2016, month, 15), category=Category.TOWNSHIP), somebody)
    assert told(DAY) == []
