"""Preparing a session, inviting by rule and by hand, seats, telling people, calling off."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from guanling.accounts.enums import Role
from guanling.runs.errors import Outrun, Refusal
from tests.at_once import at_once
from tests.people import make_county
from tests.roster.build import end_unit, person
from tests.training.build import attend, course, enrol, session
from tests.training.directors import director, serve
from tests.training.people import (
    AM,
    MONDAY,
    PM,
    SINCE,
    TUESDAY,
    WEDNESDAY,
    announced,
    at,
    directors,
    halves,
    prepared,
)
from training.enums import (
    SESSION_MOVES,
    Audience,
    Category,
    Outcome,
    SessionState,
    Source,
)
from training.models import Enrolment, Session
from training.queries import audience, sessions
from training.services import enrolments
from training.services import sessions as services

BEFORE = date(2016, 9, 1)


@pytest.fixture
def world(db):
    return make_county()


@pytest.fixture
def clerk(world):
    return world.users[Role.BUREAU_CLERK]


def invite(held, user, *people, now=None):
    return enrolments.invite(
        session=held, people=[one.pk for one in people], user=user, now=now or at(BEFORE), on=BEFORE
    )


def refusal(act):
    with pytest.raises(Refusal) as refused:
        act()
    return str(refused.value)


# --- preparing -----------------------------------------------------------------------------------


def test_a_session_takes_its_category_from_the_course(world, clerk):
    held = prepared(world.county, course(world.county, category=Category.INITIAL), clerk, MONDAY)
    assert (held.category, held.state, held.made_by) == (Category.INITIAL, SessionState.DRAFT, clerk)
    assert list(held.halves.values_list("day", "part")) == [(MONDAY, AM), (MONDAY, PM)]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ([], "请至少选一个半天"),
        (halves(MONDAY, MONDAY), "9月5日上午填了两次"),
        (halves(*(MONDAY + timedelta(n) for n in range(31))), "最多60个半天"),
    ],
)
def test_half_days_that_cannot_be(world, clerk, wanted, said):
    assert said in refusal(lambda: prepared(world.county, course(world.county), clerk, halves=wanted))
    assert not Session.objects.exists()


def test_hours_that_overlap_or_run_backwards_are_refused(world, clerk):
    morning, afternoon = halves(MONDAY)
    late = type(morning)(MONDAY, AM, morning.begins, afternoon.ends)
    back = type(morning)(MONDAY, AM, morning.ends, morning.begins)
    for wanted, said in (([late, afternoon], "上午的结束时间晚于"), ([back], "结束时间应晚于开始时间")):
        assert said in refusal(
            lambda wanted=wanted: prepared(world.county, course(world.county), clerk, halves=wanted)
        )


def facts(held):
    names = ("course", "name", "audience", "place", "teacher", "capacity")
    return {name: getattr(held, name) for name in names}


def edit(held, *days, **fields):
    return services.edit_session(session=held, halves=halves(*days), **{**facts(held), **fields})


def test_days_change_while_nothing_is_recorded_on_them(world, clerk):
    (one,) = directors(world, 1)
    held = announced(world.county, course(world.county), clerk, MONDAY, TUESDAY, people=[one])
    attend(held, one, MONDAY, parts=(AM,))
    edit(held, (MONDAY, (AM,)), WEDNESDAY, place="三楼")
    assert list(held.halves.values_list("day", "part")) == [(MONDAY, AM), (WEDNESDAY, AM), (WEDNESDAY, PM)]
    said = refusal(lambda: edit(held, WEDNESDAY))
    assert "9月5日上午已有出勤登记" in said
    held.refresh_from_db()
    assert held.place == "三楼"
    assert held.halves.count() == 3


def test_hours_change_under_attendance(world, clerk):
    (one,) = directors(world, 1)
    held = announced(world.county, course(world.county), clerk, MONDAY, people=[one])
    attend(held, one)
    morning, afternoon = halves(MONDAY)
    earlier = type(morning)(MONDAY, AM, morning.begins.replace(hour=8), morning.ends)
    services.edit_session(session=held, halves=[earlier, afternoon], **facts(held))
    assert held.halves.first().begins.hour == 8
    assert held.attendance.count() == 2


def test_the_list_is_named_anew_where_the_first_day_changes(world, clerk):
    one = director(world.villages[0], "王改村", SINCE, MONDAY)
    held = announced(world.county, course(world.county), clerk, MONDAY, people=[one])
    serve(one, world.villages[1], TUESDAY)
    edit(held, TUESDAY)
    row = held.enrolments.get()
    assert (row.unit_code, row.place) == (world.villages[1].code, "乙镇 · 乙家村 人口主任")


def test_no_fewer_seats_than_are_taken(world, clerk):
    held = announced(world.county, course(world.county), clerk, MONDAY, people=directors(world, 3))
    assert "已有3人占用名额" in refusal(lambda: edit(held, MONDAY, capacity=2))
    edit(held, MONDAY, capacity=3)


def test_announcing_needs_people(world, clerk):
    held = prepared(world.county, course(world.county), clerk, MONDAY)
    assert "名单上还没有人" in refusal(lambda: services.announce(session=held, now=at(BEFORE)))
    invite(held, clerk, *directors(world, 1))
    services.announce(session=held, now=at(BEFORE))
    with pytest.raises(Outrun):
        services.announce(session=held, now=at(BEFORE))


def test_calling_off_needs_a_reason_and_nothing_recorded(world, clerk):
    (one,) = directors(world, 1)
    held = announced(world.county, course(world.county), clerk, MONDAY, people=[one])
    assert "写明取消的原因" in refusal(lambda: services.cancel(session=held, reason=" "))
    attend(held, one, MONDAY, parts=(AM,))
    assert "已有出勤登记" in refusal(lambda: services.cancel(session=held, reason="停电"))
    held.attendance.all().delete()
    assert services.cancel(session=held, reason="停电").state == SessionState.CANCELLED


ACTS = {
    "announce": lambda held, world: services.announce(session=held, now=at(BEFORE)),
    "cancel": lambda held, world: services.cancel(session=held, reason="停电"),
    "edit": lambda held, world: edit(held, MONDAY),
    "invite": lambda held, world: invite(
        held, world.users[Role.BUREAU_CLERK], director(world.villages[0], "后来", SINCE)
    ),
}
ALLOWED = {
    SessionState.DRAFT: {"announce", "cancel", "edit", "invite"},
    SessionState.OPEN: {"cancel", "edit", "invite"},
    SessionState.SUBMITTED: set(),
    SessionState.RETURNED: set(),
    SessionState.FILED: set(),
    SessionState.CANCELLED: set(),
}
FACTS = {
    SessionState.FILED: {"filing_number": "9号", "decided_at": "2016-09-20T08:00Z"},
    SessionState.CANCELLED: {"cancel_reason": "停电"},
    SessionState.RETURNED: {"remark": "缺"},
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", SessionState)
def test_each_act_only_from_its_states(world, clerk, state, act):
    held = prepared(world.county, course(world.county), clerk, MONDAY)
    invite(held, clerk, *directors(world, 1))
    Session.objects.filter(pk=held.pk).update(state=state, **FACTS.get(state, {}))
    held.refresh_from_db()
    if act in ALLOWED[state]:
        ACTS[act](held, world)
    else:
        with pytest.raises(Outrun):
            ACTS[act](held, world)
        held.refresh_from_db()
        assert held.state == state
    assert set(SESSION_MOVES) == set(ALLOWED)


# --- whom the rule means -------------------------------------------------------------------------


def means(held, user, on=BEFORE):
    return [(one.name, one.reason) for one in audience.candidates(held, user, on=on)]


def test_all_directors_in_post_on_the_first_day_of_the_organisers_area(world, clerk):
    here, there = directors(world, 1)[0], directors(world, 1, township=1, name="邻")[0]
    director(world.villages[0], "王后任", TUESDAY)
    director(world.villages[0], "王前任", SINCE, MONDAY - timedelta(1))
    county = prepared(world.county, course(world.county), clerk, MONDAY)
    assert [name for name, _ in means(county, clerk)] == [here.name, there.name]
    own = world.users[Role.TOWNSHIP_CLERK]
    township = prepared(world.townships[0], course(world.county), own, MONDAY)
    assert means(township, own) == [(here.name, "开班当日在任（P3.2）")]


def test_new_directors_without_initial_training_those_longest_in_post_first(world, clerk):
    trained = director(world.villages[0], "王训过", date(2015, 3, 1))
    first = session(world.county, date(2015, 2, 9), category=Category.INITIAL)
    attend(first, trained)
    first.enrolments.update(outcome=Outcome.PASSED, outcome_basis="出勤2/2")
    director(world.villages[0], "王老任", date(2013, 1, 1))
    director(world.villages[0], "王新任", date(2016, 8, 1))
    director(world.villages[1], "王将任", date(2016, 10, 1))
    held = prepared(world.county, course(world.county), clerk, MONDAY, audience=Audience.NEW_DIRECTORS)
    assert means(held, clerk) == [
        ("王新任", "2016年8月1日起任职，初任培训未完成（P3.1）"),
        ("王将任", "2016年10月1日将任职，初任培训未完成（P3.1）"),
    ]


def test_directors_who_lack_days_those_who_lack_most_first(world, clerk):
    none, one, full = directors(world, 3)
    march = session(world.county, date(2016, 3, 7), date(2016, 3, 8), date(2016, 3, 9))
    attend(march, full)
    attend(march, one, date(2016, 3, 7))
    held = prepared(world.county, course(world.county), clerk, MONDAY, audience=Audience.DIRECTORS_SHORT)
    assert means(held, clerk) == [
        (none.name, "2016年已训0天，还差3天（P3.2）"),
        (one.name, "2016年已训1天，还差2天（P3.2）"),
    ]


def test_a_director_of_two_villages_is_one_row_with_both(world, clerk):
    one = director(world.villages[0], "王两村", SINCE)
    serve(one, world.villages[1], SINCE)
    held = prepared(world.county, course(world.county), clerk, MONDAY)
    (row,) = invite(held, clerk, one)
    assert row.place == "甲镇 · 甲家村 人口主任、乙镇 · 乙家村 人口主任"
    assert row.unit_code == world.villages[0].code


def test_more_people_than_seats_the_first_are_ticked(world, clerk):
    people = directors(world, 3)
    held = prepared(world.county, course(world.county), clerk, MONDAY, capacity=2)
    found = audience.candidates(held, clerk, on=BEFORE)
    assert [one.ticked for one in found] == [True, True, False]
    assert "只剩2个名额，不能再列入3人" in refusal(lambda: invite(held, clerk, *people))
    invite(held, clerk, *people[:2])
    assert "名额已满" in refusal(lambda: invite(held, clerk, people[2]))
    assert sorted(held.enrolments.values_list("seat", flat=True)) == [1, 2]


def test_who_sits_elsewhere_at_an_overlapping_half_day_is_not_ticked(world, clerk):
    one, other = directors(world, 2)
    first = announced(
        world.county, course(world.county), clerk, (MONDAY, (PM,)), people=[one], name="先办的班"
    )
    held = prepared(world.county, course(world.county), clerk, MONDAY)
    found = {row.name: row for row in audience.candidates(held, clerk, on=BEFORE)}
    assert (found[one.name].clash, found[one.name].ticked) == ("先办的班", False)
    assert (found[other.name].clash, found[other.name].ticked) == ("", True)
    assert "“先办的班”" in refusal(lambda: invite(held, clerk, one))
    assert "“先办的班”" in refusal(
        lambda: enrolments.add(session=held, person=one, user=clerk, now=at(BEFORE))
    )
    mornings = prepared(world.county, course(world.county), clerk, (MONDAY, (AM,)))
    assert all(not row.clash for row in audience.candidates(mornings, clerk, on=BEFORE))
    services.cancel(session=first, reason="停电")
    invite(held, clerk, one)


def test_the_list_may_have_changed_since_it_was_shown(world, clerk):
    (one,) = directors(world, 1)
    outside = person(world.townships[0], "非主任", serial=400)
    held = prepared(world.county, course(world.county), clerk, MONDAY)
    for chosen in ([outside], [one, outside]):
        assert "名单刚刚有变动" in refusal(lambda chosen=chosen: invite(held, clerk, *chosen))
    assert not held.enrolments.exists()
    assert "请勾选" in refusal(lambda: invite(held, clerk))


def test_people_of_a_unit_merged_since_are_found_by_its_successor(world):
    old, new = world.townships
    one = director(world.villages[0], "王并入", SINCE)
    clerk = world.foreign[Role.TOWNSHIP_CLERK]
    held = prepared(old, course(world.county), None, MONDAY)
    end_unit(unit=world.villages[0], last_day=date(2016, 9, 30), successor=world.villages[1])
    end_unit(unit=old, last_day=date(2016, 9, 30), successor=new)
    assert [row.person_id for row in audience.candidates(held, clerk, on=BEFORE)] == [one.pk]
    assert Session.objects.own(clerk, "training.run").filter(pk=held.pk).exists()


# --- by hand, off the list, told -----------------------------------------------------------------


def test_added_by_hand_and_taken_off_the_seat_is_free(world, clerk):
    one, two = directors(world, 2)
    held = prepared(world.county, course(world.county), clerk, MONDAY, capacity=1)
    row = enrolments.add(session=held, person=one, user=clerk, now=at(BEFORE))
    assert (row.source, row.seat, row.reason) == (Source.HAND, 1, "另行通知")
    assert "已在参训名单上" in refusal(
        lambda: enrolments.add(session=held, person=one, user=clerk, now=at(BEFORE))
    )
    assert "写明" in refusal(lambda: enrolments.take_off(enrolment=row, reason="", now=at(BEFORE)))
    enrolments.take_off(enrolment=row, reason="住院", now=at(BEFORE))
    with pytest.raises(Refusal, match="刚刚已从名单上取消"):
        enrolments.take_off(enrolment=row, reason="住院", now=at(BEFORE))
    invite(held, clerk, two)
    edit(held, MONDAY, capacity=2)
    again = enrolments.add(session=held, person=one, user=clerk, now=at(BEFORE))
    assert (again.pk, again.seat, again.withdrawn_at) == (row.pk, 2, None)


def test_once_it_has_begun_nobody_is_invited_or_taken_off(world, clerk):
    one, two, three = directors(world, 3)
    held = announced(world.county, course(world.county), clerk, MONDAY, people=[one], capacity=1)
    begun = at(MONDAY, 9)
    assert "培训已经开始" in refusal(lambda: invite(held, clerk, two, now=begun))
    assert "培训已经开始" in refusal(
        lambda: enrolments.take_off(enrolment=held.enrolments.get(), reason="病", now=begun)
    )
    row = enrolments.add(session=held, person=three, user=clerk, now=begun)
    assert (row.source, row.seat) == (Source.ATTENDED, None)


def test_told_by_the_township_for_its_own_people_in_the_countys_session(world, clerk):
    here, there = directors(world, 1)[0], directors(world, 1, township=1, name="邻")[0]
    held = announced(world.county, course(world.county), clerk, MONDAY, people=[here, there])
    own = world.users[Role.TOWNSHIP_CLERK]
    rows = Enrolment.objects.visible_to(own, "training.run")
    assert [row.untold for row in sessions.to_notify(own, BEFORE)] == [1]
    assert enrolments.notify(enrolments=rows, session=held, user=own, now=at(BEFORE)) == 1
    assert list(held.enrolments.exclude(notified_at=None).values_list("person", flat=True)) == [here.pk]
    assert "请勾选" in refusal(
        lambda: enrolments.notify(enrolments=rows, session=held, user=own, now=at(BEFORE))
    )
    assert sessions.to_notify(own, BEFORE) == []
    assert len(sessions.to_notify(world.foreign[Role.TOWNSHIP_CLERK], BEFORE)) == 1
    assert sessions.to_notify(clerk, BEFORE) == []
    assert sessions.to_notify(world.foreign[Role.TOWNSHIP_CLERK], TUESDAY) == []


def test_asking_for_leave(world, clerk):
    (one,) = directors(world, 1)
    held = announced(world.county, course(world.county), clerk, MONDAY, people=[one])
    row = held.enrolments.get()
    assert "写明请假的事由" in refusal(
        lambda: enrolments.ask_leave(enrolment=row, reason=" ", now=at(BEFORE))
    )
    enrolments.ask_leave(enrolment=row, reason="家中有事", now=at(BEFORE))
    row.refresh_from_db()
    assert row.leave_asked == "家中有事"
    assert "已经结束" in refusal(lambda: enrolments.ask_leave(enrolment=row, reason="病", now=at(MONDAY, 18)))


# --- what waits ----------------------------------------------------------------------------------


def test_what_waits_for_whom(world, clerk):
    one, two = directors(world, 2)
    held = announced(world.county, course(world.county), clerk, MONDAY, people=[one, two])
    assert sessions.to_enter(clerk, MONDAY) == []
    attend(held, one)
    (waiting,) = sessions.to_enter(clerk, TUESDAY)
    assert waiting.lacking == 2
    assert sessions.to_enter(world.users[Role.TOWNSHIP_CLERK], TUESDAY) == []
    assert sessions.to_hand_in(clerk, TUESDAY) == []
    attend(held, two)
    assert sessions.to_enter(clerk, TUESDAY) == []
    (due,) = sessions.to_hand_in(clerk, date(2016, 9, 15))
    assert (due.due, due.overdue) == (date(2016, 9, 15), False)
    assert sessions.to_hand_in(clerk, date(2016, 9, 16))[0].overdue
    assert [row.session for row in sessions.invitations_of(one, MONDAY)] == [held]
    assert sessions.invitations_of(one, TUESDAY) == []


def test_the_countys_clerk_is_not_asked_for_the_townships_sessions(world, clerk):
    own = world.users[Role.TOWNSHIP_CLERK]
    (one,) = directors(world, 1)
    held = announced(world.townships[0], course(world.county), own, MONDAY, people=[one])
    assert [row.pk for row in sessions.to_enter(own, TUESDAY)] == [held.pk]
    assert sessions.to_enter(clerk, TUESDAY) == []


# --- at once -------------------------------------------------------------------------------------


def two_seats(world):
    """Two clerks invite somebody each into the last seat; return what came of it."""
    clerk = world.users[Role.BUREAU_CLERK]
    people = directors(world, 2)
    held = prepared(world.county, course(world.county), clerk, MONDAY, capacity=1)
    results = at_once(*(lambda one=one: invite(held, clerk, one) for one in people))
    return held, results


@pytest.mark.django_db(transaction=True)
def test_the_last_seat_is_given_once():
    held, results = two_seats(make_county())
    assert held.enrolments.count() == 1
    (refused,) = [one for one in results if isinstance(one, Refusal)]
    assert "名额已满" in str(refused)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_only_the_database_sees_it(monkeypatch):
    """The control: without the session's lock both count the same free seat."""
    from threading import Barrier

    from training.services import enrolments as module

    barrier, real = Barrier(2, timeout=5), module._free_seats

    def counted(session, count):
        found = real(session, count)
        with suppress(Exception):
            barrier.wait()
        return found

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self)
    monkeypatch.setattr(module, "_free_seats", counted)
    held, results = two_seats(make_county())
    assert held.enrolments.count() == 1
    (refused,) = [one for one in results if isinstance(one, Refusal)]
    assert "名单刚刚有变动" in str(refused)


# --- many ----------------------------------------------------------------------------------------


def test_inviting_costs_the_same_for_few_and_many(world, clerk):
    counts = []
    # The first time the rights are read, too.
    for number in (1, 2, 60):
        people = directors(world, number, name=f"批{number}")
        held = prepared(world.county, course(world.county), clerk, MONDAY, capacity=200, name=f"班{number}")
        with CaptureQueriesContext(connection) as seen:
            invite(held, clerk, *people)
        counts.append(len(seen))
        services.cancel(session=held, reason="换")
    assert counts[1] == counts[2]


def test_who_is_on_a_list_without_a_seat_needs_none(world, clerk):
    (one,) = directors(world, 1)
    held = prepared(world.county, course(world.county), clerk, MONDAY, capacity=1)
    enrol(held, person(world.townships[0], "到场", serial=401))
    invite(held, clerk, one)
    assert audience.seats_left(held) == 0
