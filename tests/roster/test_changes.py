"""The log of changes: every act is in it, the county files it, no confirmed month is rewritten silently."""

import contextlib
import threading
from datetime import date
from io import BytesIO

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from appraisal.enums import MonthState
from appraisal.models import Month
from guanling.accounts.enums import Role
from guanling.runs.errors import Refusal
from roster.enums import CHANGE_MOVES, ChangeKind, ChangeState, EndGround, PostKind
from roster.models import Appointment, Change, Post, VillageFigures
from roster.services import changes as services
from roster.services.appointments import appoint, end_appointment, name_acting
from tests.at_once import at_once
from tests.people import make_county, make_user
from tests.roster.build import person

START = date(2016, 9, 1)


@pytest.fixture
def world(db):
    world = make_county()
    VillageFigures.objects.create(unit=world.villages[0], year=2015, population=2000, groups=3)
    return world


def director(world, *, serial=1, name="王小变", start=START, by=Role.TOWNSHIP_CLERK, **more):
    return appoint(
        person=person(world.townships[0], name, serial=serial),
        unit=world.villages[0],
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=start,
        made_by=world.users[by] if by else None,
        **more,
    )


def operator(world, *, serial=1, start=START):
    return appoint(
        person=person(world.townships[0], "岑微机", serial=serial),
        unit=world.townships[0],
        kind=PostKind.COMPUTER_OPERATOR,
        valid_from=start,
        made_by=world.users[Role.TOWNSHIP_CLERK],
    )


def file(world, *changes, by=Role.BUREAU_REVIEWER):
    chosen = Change.objects.filter(pk__in=[change.pk for change in changes])
    return services.file_changes(changes=chosen, user=world.users[by])


# --- what is written -----------------------------------------------------------------------------


def test_every_act_on_an_appointment_is_in_the_log_with_the_names_of_its_day(world):
    acting = name_acting(
        person=person(world.townships[0], "王代行", serial=9),
        unit=world.villages[0],
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=date(2016, 8, 1),
        made_by=world.users[Role.TOWNSHIP_CLERK],
    )
    first = director(world, document_number="甲府〔2016〕1号", selection="open")
    end_appointment(
        appointment=first,
        last_day=date(2016, 9, 30),
        ground=EndGround.RESIGNED,
        reason="外出务工",
        made_by=world.users[Role.TOWNSHIP_CLERK],
    )
    world.villages[0].__class__.objects.filter(pk=world.villages[0].pk).update(short_name="新村")
    told = [
        (change.kind, change.day, change.title, change.ground, change.state)
        for change in Change.objects.exclude(ground__startswith="岗位补选到位").order_by("pk")
    ]
    assert told == [
        ("acting", date(2016, 8, 1), "甲镇 · 甲家村 人口主任（代行职责）", "", "waiting"),
        ("appointed", START, "甲镇 · 甲家村 人口主任", "公开选聘", "waiting"),
        ("ended", date(2016, 10, 1), "甲镇 · 甲家村 人口主任", "本人辞职（外出务工）", "waiting"),
    ]
    acting.refresh_from_db()
    assert (acting.valid_to, acting.end_ground) == (date(2016, 8, 31), EndGround.FILLED)


def test_what_rests_on_an_approval_needs_no_filing(world):
    change = director(world, by=None).changes.get()
    assert change.state == ChangeState.SETTLED
    with pytest.raises(Refusal, match="已经处理"):
        file(world, change)


def test_a_directors_term_is_the_policys_unless_a_shorter_one_is_given(world):
    assert director(world).valid_to == date(2019, 8, 31)
    Appointment.objects.update(valid_to=date(2016, 9, 1))
    with pytest.raises(Refusal, match=r"聘期3年（N3.3），任职止日最晚为2019年9月1日"):
        director(world, serial=2, start=date(2016, 9, 2), valid_to=date(2019, 9, 2))


# --- grounds -------------------------------------------------------------------------------------


@pytest.mark.parametrize("ground", [EndGround.APPROVED, EndGround.OTHER])
def test_within_the_lock_some_grounds_need_the_approvals_number(world, ground):
    first = director(world)
    leave = {
        "appointment": first,
        "last_day": date(2016, 12, 31),
        "ground": ground,
        "reason": "经研究",
    }
    with pytest.raises(Refusal, match=r"2019年8月31日前不予调整（N3.3）.*县人口计生局同意，请填写批准文号"):
        end_appointment(**leave)
    end_appointment(**leave, document_number="关人口计生复〔2016〕2号")
    first.refresh_from_db()
    assert (first.valid_to, first.end_document_number) == (date(2016, 12, 31), "关人口计生复〔2016〕2号")


def test_only_a_directors_age_has_the_procedure(world):
    staff = operator(world, start=date(2014, 5, 1))
    end_appointment(appointment=staff, last_day=date(2017, 5, 1), ground=EndGround.AGE)
    assert Appointment.objects.get().end_ground == EndGround.AGE


def test_after_the_lock_no_number_is_asked_for(world):
    staff = operator(world, start=date(2014, 5, 1))
    end_appointment(appointment=staff, last_day=date(2017, 5, 1), ground=EndGround.APPROVED)
    assert Appointment.objects.get().end_ground == EndGround.APPROVED


@pytest.mark.parametrize(
    ("ground", "last_day", "sentence"),
    [
        (EndGround.MOVED, date(2016, 12, 31), "调动请在“调动和续聘”中办理"),
        (EndGround.FILLED, date(2016, 12, 31), "请从列出的离任原因中选择"),
        (EndGround.DISMISSED, date(2016, 12, 31), "请在“分流辞退”中办理"),
        (EndGround.AGE, date(2016, 12, 31), "请在“分流辞退”中办理"),
        (EndGround.NOT_RENEWED, date(2016, 12, 31), "最后任职日应是聘期止日"),
        (EndGround.RESIGNED, date(2019, 9, 1), "离任日期晚于聘期止日"),
        (EndGround.RESIGNED, date(2016, 8, 31), "任职止日不能早于起日"),
        (EndGround.OTHER, date(2016, 12, 31), "请写明离任说明"),
    ],
)
def test_an_ending_that_cannot_be_is_refused_and_changes_nothing(world, ground, last_day, sentence):
    first = director(world)
    with pytest.raises(Refusal, match=sentence):
        end_appointment(appointment=first, last_day=last_day, ground=ground)
    first.refresh_from_db()
    assert (first.valid_to, first.end_ground) == (date(2019, 8, 31), "")
    assert Change.objects.count() == 1


# --- confirmed months ----------------------------------------------------------------------------


def issue(world, *months):
    for month in months:
        Month.objects.create(county=world.county, first_day=month, state=MonthState.ISSUED)


def test_a_change_into_confirmed_months_asks_why_and_keeps_which(world):
    issue(world, date(2016, 8, 1), date(2016, 9, 1), date(2016, 10, 1))
    Month.objects.create(county=world.county, first_day=date(2016, 11, 1))
    with pytest.raises(Refusal, match=r"月考核通报：2016年9月、2016年10月.*请写明追溯说明"):
        director(world, start=date(2016, 9, 20))
    assert not Appointment.objects.exists()
    made = director(world, serial=2, start=date(2016, 9, 20), late_reason="聘用文件迟到")
    change = made.changes.get()
    assert change.reaches == [date(2016, 9, 1), date(2016, 10, 1)]
    assert change.late_reason == "聘用文件迟到"
    # The day after the last is what an ending changes: the last day of October touches no issued month.
    end_appointment(appointment=change.appointment, last_day=date(2016, 10, 31), ground=EndGround.RESIGNED)
    assert Change.objects.get(kind=ChangeKind.ENDED).reaches == []


def test_months_that_do_not_rest_on_the_post_are_not_reached(world):
    issue(world, date(2016, 9, 1))
    assert operator(world).changes.get().reaches == []


def test_the_database_wants_the_reason_too(world):
    change = director(world).changes.get()
    with pytest.raises(DatabaseError, match="change_late_has_reason"), transaction.atomic():
        Change.objects.filter(pk=change.pk).update(reaches=[date(2016, 9, 1)])


# --- filing: every state × action ----------------------------------------------------------------


def in_state(world, state):
    """A change in ``state``, brought there by the acts themselves."""
    change = director(world, by=None if state == ChangeState.SETTLED else Role.TOWNSHIP_CLERK).changes.get()
    reviewer = world.users[Role.BUREAU_REVIEWER]
    match state:
        case ChangeState.FILED:
            file(world, change)
        case ChangeState.RETURNED:
            services.return_change(change=change, user=reviewer, remark="文号不对")
        case ChangeState.REVOKED:
            services.revoke(change=change)
    change.refresh_from_db()
    assert change.state == state
    return change


ACTIONS = {
    ChangeState.FILED: file,
    ChangeState.RETURNED: lambda world, change: services.return_change(
        change=change, user=world.users[Role.BUREAU_REVIEWER], remark="起日不对"
    ),
    ChangeState.WAITING: lambda world, change: services.resubmit(change=change),
    ChangeState.REVOKED: lambda world, change: services.revoke(change=change),
}


@pytest.mark.parametrize("state", ChangeState)
@pytest.mark.parametrize("target", ACTIONS)
def test_each_state_lets_through_just_what_the_table_says(world, state, target):
    change = in_state(world, state)
    before = Change.objects.filter(pk=change.pk).values().get()
    if target in CHANGE_MOVES[state]:
        ACTIONS[target](world, change)
        change.refresh_from_db()
        assert change.state == target
    else:
        with pytest.raises(Refusal):
            ACTIONS[target](world, change)
        assert Change.objects.filter(pk=change.pk).values().get() == before


def test_numbers_run_without_a_gap_over_several_filings(world):
    changes = [operator(world, serial=serial).changes.get() for serial in (1, 2)]
    file(world, *changes)
    # A failed filing gives its number back.
    with contextlib.suppress(RuntimeError), transaction.atomic():
        file(world, director(world, serial=3).changes.get())
        raise RuntimeError
    last = director(world, serial=4).changes.get()
    file(world, last)
    year = Change.objects.get(pk=last.pk).decided_at.year
    numbers = list(
        Change.objects.exclude(filing_number="").order_by("pk").values_list("filing_number", flat=True)
    )
    assert numbers == [f"关人口计生备〔{year}〕{serial}号" for serial in (1, 2, 3)]


def test_who_made_it_files_it_not_even_past_the_service(world):
    both = make_user("both", (Role.BUREAU_CLERK, world.county), (Role.BUREAU_REVIEWER, world.county))
    world.users[Role.BUREAU_REVIEWER] = world.users[Role.TOWNSHIP_CLERK] = both
    change = director(world).changes.get()
    with pytest.raises(Refusal, match="不能审核自己办理的"):
        file(world, change)
    with pytest.raises(Refusal, match="不能审核自己办理的"):
        services.return_change(change=change, user=both, remark="不对")
    with pytest.raises(DatabaseError, match="change_maker_is_not_checker"), transaction.atomic():
        Change.objects.filter(pk=change.pk).update(decided_by=both)


# --- taking back ---------------------------------------------------------------------------------


def test_taking_back_an_appointment_lets_who_acted_go_on(world):
    acting = name_acting(
        person=person(world.townships[0], "王代行", serial=9),
        unit=world.villages[0],
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=date(2016, 8, 1),
    )
    change = director(world).changes.get()
    services.revoke(change=change)
    acting.refresh_from_db()
    assert (acting.valid_to, acting.end_ground) == (None, "")
    assert list(Appointment.objects.all()) == [acting]
    change.refresh_from_db()
    assert (change.state, change.title) == (ChangeState.REVOKED, "甲镇 · 甲家村 人口主任")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM roster_appointmentevent WHERE pgh_label = 'delete'")
        assert cursor.fetchone() == (1,)


def test_taking_back_an_ending_restores_the_term_unless_the_place_was_filled(world):
    first = director(world)
    end_appointment(
        appointment=first,
        last_day=date(2016, 9, 30),
        ground=EndGround.RESIGNED,
        made_by=world.users[Role.TOWNSHIP_CLERK],
    )
    ending = Change.objects.get(kind=ChangeKind.ENDED)
    second = director(world, serial=2, name="王后任", start=date(2016, 10, 1))
    with pytest.raises(Refusal, match="名额刚刚已被他人占用"), transaction.atomic():
        services.revoke(change=ending)
    services.revoke(change=second.changes.get())
    services.revoke(change=ending)
    first.refresh_from_db()
    assert (first.valid_to, first.end_ground, first.ending) == (date(2019, 8, 31), "", "")


def test_an_ending_is_not_taken_back_once_the_unit_has_changed(world):
    first = director(world)
    end_appointment(appointment=first, last_day=date(2016, 9, 30), ground=EndGround.RESIGNED)
    ending = Change.objects.get(kind=ChangeKind.ENDED)
    Change.objects.filter(pk=ending.pk).update(state=ChangeState.WAITING)
    Post.objects.update(valid_to=date(2016, 12, 31))
    with pytest.raises(Refusal, match="已于2016年12月31日之后作区划调整，离任不能撤销"), transaction.atomic():
        services.revoke(change=ending)
    ending.refresh_from_db()
    assert ending.state == ChangeState.WAITING


def test_what_something_else_rests_on_is_not_taken_back(world):
    first = director(world)
    end_appointment(appointment=first, last_day=date(2016, 9, 30), ground=EndGround.RESIGNED)
    with pytest.raises(Refusal, match="请先撤销后来的变动"):
        services.revoke(change=Change.objects.get(kind=ChangeKind.APPOINTED))
    assert Change.objects.get(kind=ChangeKind.APPOINTED).state == ChangeState.WAITING


# --- two at once ---------------------------------------------------------------------------------


def both_file(world, change, monkeypatch, *, lock=True):
    """Two reviewers file the same change; each has looked before the other writes, if it can."""
    other = make_user("shenhe2", (Role.BUREAU_REVIEWER, world.county))
    together, take = threading.Barrier(2), services.take_numbers

    def looked(**how):
        with contextlib.suppress(threading.BrokenBarrierError):  # the other waits for the lock
            together.wait(timeout=1)
        return take(**how)

    monkeypatch.setattr(services, "take_numbers", looked)
    if not lock:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)

    def press(user):
        return lambda: services.file_changes(changes=Change.objects.filter(pk=change.pk), user=user)

    return at_once(press(world.users[Role.BUREAU_REVIEWER]), press(other))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_file_the_same_change_one_is_told(monkeypatch):
    world = make_county()
    change = director(world).changes.get()
    results = both_file(world, change, monkeypatch)
    assert len([result for result in results if isinstance(result, Refusal)]) == 1
    change.refresh_from_db()
    assert change.filing_number.endswith("〕1号")


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_file_it(monkeypatch):
    """The control: the race is real, and a number would be lost."""
    world = make_county()
    change = director(world).changes.get()
    results = both_file(world, change, monkeypatch, lock=False)
    assert not [result for result in results if isinstance(result, Exception)]
    change.refresh_from_db()
    assert change.filing_number.endswith("〕2号")


# --- pages ---------------------------------------------------------------------------------------


def login(user):
    client = Client()
    client.force_login(user)
    return client


def test_the_reviewer_ticks_and_files_and_the_list_comes_back_as_filtered(world):
    change = director(world).changes.get()
    reviewer = login(world.users[Role.BUREAU_REVIEWER])
    here = reverse("roster:changes") + "?state=waiting"
    page = reviewer.get(here).content.decode()
    assert f'value="{change.pk}" form="filing"' in page
    answer = reviewer.post(reverse("roster:changes-file"), {"change": [change.pk], "back": here})
    assert answer.url == here
    assert "已备案1项，备案号关人口计生备〔" in reviewer.get(here).content.decode()
    answer = reviewer.post(
        reverse("roster:changes-file"), {"change": [change.pk], "back": "https://evil.cn/"}
    )
    assert answer.url == reverse("roster:changes")
    assert "已经处理的不能再备案" in reviewer.get(answer.url).content.decode()


def test_what_comes_back_is_mended_and_laid_again(world):
    change = director(world).changes.get()
    reviewer, clerk = (login(world.users[role]) for role in (Role.BUREAU_REVIEWER, Role.TOWNSHIP_CLERK))
    page = reviewer.post(reverse("roster:change-return", args=[change.pk]), {"remark": " "}, follow=True)
    assert "请写明退回的原因" in page.content.decode()
    reviewer.post(reverse("roster:change-return", args=[change.pk]), {"remark": "附聘用文件"})
    page = clerk.get(reverse("roster:changes")).content.decode()
    assert "附聘用文件" in page
    assert "重新报送" in page
    page = clerk.post(reverse("roster:change-resubmit", args=[change.pk]), follow=True).content.decode()
    assert "已重新报送：王小变 甲镇 · 甲家村 人口主任 任职。" in page
    page = clerk.post(reverse("roster:change-revoke", args=[change.pk]), follow=True).content.decode()
    assert "已撤销" in page
    assert not Appointment.objects.exists()


def test_an_appointment_into_an_issued_month_keeps_what_was_typed_until_the_reason_is_there(world):
    issue(world, date(2016, 9, 1))
    someone = person(world.townships[0], "王迟到")
    clerk = login(world.users[Role.TOWNSHIP_CLERK])
    typed = {
        "unit": world.villages[0].pk,
        "kind": "population_director",
        "valid_from": "2016-09-05",
        "document_number": "甲府〔2016〕7号",
    }
    address = reverse("roster:appointment-new", args=[someone.pk])
    page = clerk.post(address, typed)
    assert page.status_code == 422
    assert "追溯到已经确认的月份" in page.content.decode()
    assert 'value="甲府〔2016〕7号"' in page.content.decode()
    page = clerk.post(address, typed | {"late_reason": "文件迟到"}, follow=True).content.decode()
    assert "已登记任职" in page
    assert (
        "涉及2016年9月：文件迟到"
        in clerk.get(reverse("roster:changes"), {"late": "reaching"}).content.decode()
    )


def test_a_village_sees_its_own_and_the_export_says_what_the_page_says(world):
    director(world)
    appoint(
        person=person(world.townships[1], "李外镇", serial=5),
        unit=world.villages[1],
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=START,
    )
    village = login(world.users[Role.VILLAGE_COMMITTEE])
    page = village.get(reverse("roster:changes")).content.decode()
    assert "王小变" in page
    assert "李外镇" not in page
    book = load_workbook(BytesIO(village.get(reverse("roster:changes-export")).content)).active
    assert [row[1] for row in book.iter_rows(min_row=3, values_only=True)] == ["王小变"]


def test_the_list_costs_the_same_for_few_and_many(world):
    reviewer = login(world.users[Role.BUREAU_REVIEWER])

    def statements():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert reviewer.get(reverse("roster:changes")).status_code == 200
        return len(caught)

    operator(world)
    statements()
    few = statements()
    for serial in range(2, 5):
        director(
            world, serial=serial, start=date(2000 + 4 * serial, 1, 1), valid_to=date(2000 + 4 * serial, 6, 1)
        )
    assert statements() == few
