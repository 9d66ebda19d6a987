"""To-dos appear with their cause and vanish with it, for whoever can do something about it."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from appraisal.enums import SheetState
from appraisal.models import Sheet
from appraisal.services.months import open_month
from guanling.accounts.enums import Role
from guanling.documents.enums import BatchState
from guanling.documents.models import ImportBatch
from guanling.home.todos import todos
from roster.enums import ChangeState, EndGround, PostKind, Selection
from roster.models import Appointment, Change, VillageFigures
from roster.services import changes
from roster.services.appointments import appoint, end_appointment, name_acting
from tests.people import make_county
from tests.roster.build import person

pytestmark = pytest.mark.django_db
DAY = date(2016, 9, 30)
RESPONSIBLE = {Role.BUREAU_CLERK, Role.BUREAU_REVIEWER, Role.TOWNSHIP_CLERK, Role.TOWNSHIP_DIRECTOR}


@pytest.fixture
def world():
    """Each village has its one director, whose term runs beyond anything asked about."""
    world = make_county()
    for number, village in enumerate(world.villages):
        VillageFigures.objects.create(unit=village, year=2014, population=1800, groups=3)
        director(world, number, serial=number + 1)
    return world


def director(world, number=0, *, serial, start=date(2014, 8, 1), end=date(2017, 7, 31), name="王小任"):
    return appoint(
        person=person(world.townships[number], name, serial=serial),
        unit=world.villages[number],
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=start,
        valid_to=end,
    )


def serving(world, number=0):
    return Appointment.objects.get(post__unit=world.villages[number])


def others(user, on):
    """The to-dos of a user but those of training and reports, which have tests of their own."""
    apart = ("/training/", "/appraisal/reports/")
    return [todo for todo in todos(user, on) if not todo.url.startswith(apart)]


def found(user, on=DAY):
    """The to-dos of a user as {first word of what: (count, state, deadline)}."""
    return {todo.what: (todo.count, todo.state, todo.deadline) for todo in others(user, on)}


def who(world, words, on=DAY):
    """Who of the first township's accounts has a to-do that contains ``words``."""
    return {role for role in Role if any(words in what for what in found(world.users[role], on))}


def test_nothing_to_do_is_said(world):
    for role in Role:
        assert found(world.users[role], date(2015, 9, 30)) == {}
    client = Client()
    client.force_login(world.users[Role.SELF])
    assert "现在没有待办" in client.get(reverse("home:index")).content.decode()


# --- vacancies -----------------------------------------------------------------------------------


def test_a_vacancy_close_to_its_deadline_then_overdue_then_filled(world):
    end_appointment(appointment=serving(world), last_day=date(2016, 6, 30), ground=EndGround.RESIGNED)
    clerk = world.users[Role.TOWNSHIP_CLERK]
    assert found(clerk, date(2016, 8, 17)) == {}
    assert found(clerk, date(2016, 8, 18)) == {
        "补选空缺的人口主任（期限将满）": (1, "soon", date(2016, 9, 1))
    }
    assert found(clerk) == {"补选空缺的人口主任（已超过期限）": (1, "overdue", date(2016, 9, 1))}
    assert who(world, "补选") == RESPONSIBLE
    director(world, serial=9, start=date(2016, 9, 10), end=date(2019, 9, 9))
    assert who(world, "补选") == set()


def test_a_vacancy_tells_how_many_nobody_acts_for(world):
    end_appointment(appointment=serving(world), last_day=date(2016, 6, 30), ground=EndGround.RESIGNED)
    clerk = world.users[Role.TOWNSHIP_CLERK]
    assert others(clerk, DAY)[0].detail == "其中 1 个无人代行"
    name_acting(
        person=person(world.townships[0], "李小代", serial=8),
        unit=world.villages[0],
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=date(2016, 7, 5),
    )
    assert others(clerk, DAY)[0].detail == ""


def test_a_township_is_not_told_of_another(world):
    end_appointment(appointment=serving(world), last_day=date(2016, 6, 30), ground=EndGround.RESIGNED)
    assert found(world.foreign[Role.TOWNSHIP_CLERK]) == {}
    assert found(world.foreign[Role.BUREAU_CLERK]) == {}
    end_appointment(appointment=serving(world, 1), last_day=date(2016, 8, 25), ground=EndGround.RESIGNED)
    (todo,) = others(world.users[Role.BUREAU_CLERK], date(2016, 10, 12))
    assert (todo.count, todo.detail) == (1, "其中 1 个无人代行，另有 1 个临期")
    assert others(world.users[Role.TOWNSHIP_CLERK], date(2016, 10, 12))[0].detail == "其中 1 个无人代行"


# --- terms ---------------------------------------------------------------------------------------


def test_a_term_that_ends_soon_then_ran_out_then_is_followed(world):
    clerk = world.users[Role.TOWNSHIP_CLERK]
    assert found(clerk, date(2017, 5, 1)) == {}
    assert found(clerk, date(2017, 5, 2)) == {"聘期将满，准备续聘或另行选聘": (1, "soon", date(2017, 7, 31))}
    assert who(world, "聘期将满", date(2017, 7, 31)) == RESPONSIBLE
    after = date(2017, 8, 1)
    assert found(clerk, after) == {"聘期已满，没有办理续聘或离任": (1, "overdue", date(2017, 7, 31))}
    assert found(world.users[Role.BUREAU_REVIEWER], after)["聘期已满，没有办理续聘或离任"][0] == 2
    first = serving(world)
    appoint(
        person=first.person,
        unit=world.villages[0],
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=date(2017, 8, 2),
        selection=Selection.OPEN,
        document_number="甲府〔2017〕9号",
    )
    assert found(clerk, date(2017, 8, 2)) == {}


def test_a_term_that_ran_out_is_done_by_recording_that_it_is_not_renewed(world):
    clerk = world.users[Role.TOWNSHIP_CLERK]
    after = date(2017, 8, 1)
    end_appointment(appointment=serving(world), last_day=date(2017, 7, 31), ground=EndGround.NOT_RENEWED)
    assert "聘期已满，没有办理续聘或离任" not in found(clerk, after)


@pytest.mark.parametrize(("words", "on"), [("聘期将满", date(2017, 7, 1)), ("聘期已满", date(2017, 8, 15))])
def test_the_link_leads_to_as_many_people(world, words, on):
    VillageFigures.objects.filter(unit=world.villages[1]).update(population=3000)
    director(world, 1, serial=30, start=date(2014, 9, 1), end=date(2017, 8, 14), name="岑小满")
    clerk = world.users[Role.BUREAU_CLERK]
    (todo,) = (todo for todo in others(clerk, on) if words in todo.what)
    client = Client()
    client.force_login(clerk)
    text = client.get(todo.url.replace("on=", f"on={on.isoformat()}")).content.decode()
    assert len(re.findall(r'<a href="/roster/people/\d+/">', text)) == todo.count == 3


# --- changes -------------------------------------------------------------------------------------


def operator(world, made_by):
    """Somebody whom ``made_by`` puts into a township's post: a change that waits for the county."""
    appoint(
        person=person(world.townships[0], "罗小新", serial=40),
        unit=world.townships[0],
        kind=PostKind.COMPUTER_OPERATOR,
        valid_from=date(2016, 9, 1),
        made_by=made_by,
    )


def test_a_change_waits_for_the_reviewer_then_is_returned_to_the_township_then_filed(world):
    clerk, reviewer = world.users[Role.TOWNSHIP_CLERK], world.users[Role.BUREAU_REVIEWER]
    operator(world, clerk)
    today = timezone.localdate()
    (todo,) = others(reviewer, DAY)
    assert (todo.what, todo.count, todo.since) == ("审核并备案变动", 1, today)
    assert who(world, "备案变动") == {Role.BUREAU_REVIEWER}
    assert found(world.foreign[Role.BUREAU_REVIEWER]) == {}
    change = Change.objects.get(state=ChangeState.WAITING)
    changes.return_change(change=change, user=reviewer, remark="文号有误")
    assert who(world, "备案变动") == set()
    assert who(world, "退回的变动") == {Role.TOWNSHIP_CLERK}
    assert found(world.foreign[Role.TOWNSHIP_CLERK]) == {}
    changes.resubmit(change=change)
    assert who(world, "退回的变动") == set()
    changes.file_changes(changes=Change.objects.filter(pk=change.pk), user=reviewer)
    assert who(world, "变动") == set()


def test_what_the_bureau_entered_goes_back_to_who_entered_it(world):
    clerk = world.users[Role.BUREAU_CLERK]
    operator(world, clerk)
    change = Change.objects.get(state=ChangeState.WAITING)
    changes.return_change(change=change, user=world.users[Role.BUREAU_REVIEWER], remark="文号有误")
    assert who(world, "退回的变动") == {Role.BUREAU_CLERK, Role.TOWNSHIP_CLERK}


# --- month ---------------------------------------------------------------------------------------


def move(world, state):
    Sheet.objects.filter(unit=world.townships[0]).update(state=state)


def test_a_sheet_is_the_clerks_then_the_directors_then_the_reviewers(world):
    open_month(county=world.county, first_day=date(2016, 9, 1))
    due = date(2016, 10, 5)
    clerk, submitter = world.users[Role.TOWNSHIP_CLERK], world.users[Role.TOWNSHIP_DIRECTOR]
    assert found(clerk) == {"填报月考核表": (1, "open", due)}
    assert found(clerk, date(2016, 10, 1)) == {"填报月考核表": (1, "soon", due)}
    assert found(clerk, due) == {"填报月考核表": (1, "soon", due)}
    assert found(clerk, date(2016, 10, 6)) == {"填报月考核表": (1, "overdue", due)}
    assert found(submitter) == {"核对并提交月考核表": (1, "open", due)}
    sheet = Sheet.objects.get(unit=world.townships[0])
    assert others(clerk, DAY)[0].url == reverse("appraisal:sheet", args=[sheet.pk])
    move(world, SheetState.SUBMITTED)
    assert who(world, "月考核表") == {Role.BUREAU_REVIEWER}
    assert found(world.users[Role.BUREAU_REVIEWER]) == {"审核月考核表": (1, "open", date(2016, 10, 8))}
    move(world, SheetState.RETURNED)
    assert who(world, "退回的月考核表") == {Role.TOWNSHIP_CLERK, Role.TOWNSHIP_DIRECTOR}
    move(world, SheetState.ACCEPTED)
    assert who(world, "月考核表") == set()
    assert "填报月考核表" in found(world.foreign[Role.TOWNSHIP_CLERK])


def test_several_months_are_one_line(world):
    for month in (8, 9):
        open_month(county=world.county, first_day=date(2016, month, 1))
    (todo,) = others(world.users[Role.TOWNSHIP_CLERK], DAY)
    assert (todo.count, todo.state, todo.deadline) == (2, "overdue", date(2016, 9, 5))
    assert todo.detail == "2016年8月、2016年9月"
    assert todo.url == reverse("appraisal:months")


# --- imports -------------------------------------------------------------------------------------


def test_an_upload_that_failed_is_its_senders_until_a_later_one_is_saved(world):
    clerk = world.users[Role.TOWNSHIP_CLERK]
    unit = world.townships[0].code
    failed = ImportBatch.objects.create(
        unit_code=unit, on=DAY, uploaded_by=clerk, state=BatchState.FAILED, problem="没有这样的表"
    )
    (todo,) = others(clerk, DAY)
    assert (todo.what, todo.count) == ("改正没有导入成功的表格", 1)
    assert todo.url == reverse("documents:import", args=[failed.pk])
    assert who(world, "导入") == {Role.TOWNSHIP_CLERK}
    ImportBatch.objects.create(
        unit_code=unit, on=DAY, uploaded_by=clerk, state=BatchState.CHECKED, read_count=2, rejected_count=2
    )
    assert others(clerk, DAY)[0].count == 2
    ImportBatch.objects.create(
        unit_code=unit, on=DAY, uploaded_by=clerk, state=BatchState.SAVED, saved_at=timezone.now()
    )
    assert found(clerk) == {}


# --- the page ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.BUREAU_CLERK, Role.BUREAU_REVIEWER, Role.TOWNSHIP_CLERK])
def test_statements_do_not_grow(world, role):
    client = Client()
    client.force_login(world.users[role])

    def count():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("home:index")).status_code == 200
        return len(seen)

    open_month(county=world.county, first_day=date(2016, 8, 1))
    count()
    one = count()
    for number in range(12):
        open_month(county=world.county, first_day=date(2015, number + 1, 1))
    for serial in range(50, 70):
        ImportBatch.objects.create(
            unit_code=world.townships[0].code,
            on=DAY,
            uploaded_by=world.users[role],
            state=BatchState.FAILED,
        )
        someone = person(world.townships[0], f"人{serial}", serial=serial)
        appoint(
            person=someone,
            unit=world.townships[0],
            kind=PostKind.LEADER_IN_CHARGE,
            valid_from=date(1990 + serial - 50, 1, 1),
            valid_to=date(1990 + serial - 50, 12, 31),
            made_by=world.users[Role.TOWNSHIP_CLERK],
        )
    assert count() == one


def test_the_page_tells_each_with_word_clause_and_link(world):
    open_month(county=world.county, first_day=date(2016, 9, 1))
    client = Client()
    client.force_login(world.users[Role.TOWNSHIP_CLERK])
    text = client.get(reverse("home:index")).content.decode()
    for words in ("已超期", "填报月考核表", "2016年10月5日", "P6.1", "月督查月考核月排序月通报", "聘期已满"):
        assert words in text
    assert text.index("待办") < text.index("各项工作")
