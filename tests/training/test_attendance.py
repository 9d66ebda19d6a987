"""Attendance by half days: what is taken, what is refused, two at once, and codes at the desk."""

from contextlib import suppress
from datetime import UTC, date, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from guanling.accounts.enums import Role
from guanling.runs.errors import Outrun, Refusal
from tests.at_once import at_once
from tests.people import make_county
from tests.roster.build import person
from tests.training.build import attend, course, session
from tests.training.directors import director
from tests.training.people import AM, MONDAY, PM, SINCE, TUESDAY, announced, at, directors
from training.enums import Presence, SessionState, Way
from training.models import Attendance, Session, SignInCode
from training.queries import sessions as queries
from training.services import attendance as services
from training.services import codes, enrolments
from training.services.attendance import Conflict, Mark, record

PRESENT, LEAVE, ABSENT = Presence.PRESENT, Presence.LEAVE, Presence.ABSENT


@pytest.fixture
def world(db):
    return make_county()


@pytest.fixture
def clerk(world):
    return world.users[Role.BUREAU_CLERK]


@pytest.fixture
def held(world, clerk):
    return announced(world.county, course(world.county), clerk, MONDAY, people=directors(world, 2))


def people_of(held):
    return [row.person for row in held.enrolments.order_by("pk")]


def mark(someone, presence=PRESENT, part=AM, day=MONDAY, **fields):
    return Mark(someone.pk, day, part, presence, **fields)


def write(held, *marks, now=None, **fields):
    return record(session=held, marks=marks, user=None, now=now or at(MONDAY), **fields)


def refusal(act):
    with pytest.raises(Refusal) as refused:
        act()
    return str(refused.value)


# --- what is taken -------------------------------------------------------------------------------


def test_each_half_day_by_itself_and_only_what_changed(held, clerk):
    one, two = people_of(held)
    assert write(held, mark(one), mark(one, ABSENT, PM), mark(two, LEAVE, leave_reason="病假")) == 3
    stored = held.attendance.get(person=two)
    assert (stored.presence, stored.leave_reason, stored.way, stored.late) == (
        LEAVE,
        "病假",
        Way.TYPED,
        False,
    )
    assert write(held, mark(one), mark(one, ABSENT, PM), mark(two, LEAVE, leave_reason="病假")) == 0
    assert write(held, mark(two, LEAVE, leave_reason="住院"), mark(one, "", PM)) == 2
    assert sorted(held.attendance.values_list("person", "leave_reason")) == sorted(
        [(one.pk, ""), (two.pk, "住院")]
    )
    assert write(held, mark(two)) == 1
    assert held.attendance.get(person=two).leave_reason == ""


@pytest.mark.parametrize(("days", "late"), [(5, False), (6, True)])
def test_late_from_the_day_after_the_term(held, days, late):
    one, _ = people_of(held)
    now = at(MONDAY + timedelta(days))
    if late:
        assert "9月5日已过登记期限，补录须写明补录说明" in refusal(lambda: write(held, mark(one), now=now))
        assert not held.attendance.exists()
    write(held, mark(one), now=now, late_reason="签到表遗失后找回" if late else "")
    row = held.attendance.get()
    assert (row.late, row.late_reason) == (late, "签到表遗失后找回" if late else "")


def test_late_is_each_days_own(world, clerk):
    (one,) = directors(world, 1)
    held = announced(world.county, course(world.county), clerk, MONDAY, TUESDAY, people=[one])
    now = at(MONDAY + timedelta(6))
    write(held, mark(one), mark(one, day=TUESDAY), now=now, late_reason="漏登")
    assert dict(held.attendance.values_list("day", "late")) == {MONDAY: True, TUESDAY: False}


@pytest.mark.parametrize(
    ("marked", "now", "said"),
    [
        ({"day": TUESDAY}, at(TUESDAY), "9月6日上午不在这期培训的时间之内"),
        ({"part": PM}, at(MONDAY, 12), "9月5日下午还没有开始"),
        ({"presence": LEAVE}, at(MONDAY), "请假，须写明请假事由"),
        ({"presence": LEAVE, "leave_reason": " "}, at(MONDAY), "请假，须写明请假事由"),
    ],
)
def test_what_is_refused(held, marked, now, said):
    one, two = people_of(held)
    assert said in refusal(lambda: write(held, mark(two), mark(one, **marked), now=now))
    assert not held.attendance.exists()


def test_somebody_who_is_not_on_the_list(world, held):
    outside = person(world.townships[0], "王路过", serial=400)
    assert "王路过不在参训名单上" in refusal(lambda: write(held, mark(outside)))
    enrolments.add(session=held, person=outside, user=None, now=at(MONDAY, 9))
    assert write(held, mark(outside)) == 1


def test_nobody_is_in_two_sessions_at_one_time(world, clerk, held):
    one, _ = people_of(held)
    other = session(world.townships[0], MONDAY, name="乡镇班")
    attend(other, one, MONDAY, parts=(AM,))
    said = refusal(lambda: write(held, mark(one)))
    assert f"{one.name}9月5日上午已登记参加“乡镇班”" in said
    # Missing here while there is no contradiction, nor is the other half.
    assert write(held, mark(one, ABSENT), mark(one, part=PM)) == 2


@pytest.mark.parametrize("state", SessionState)
def test_only_while_announced_or_returned(held, state):
    facts = {
        SessionState.FILED: {"filing_number": "9号", "decided_at": "2016-09-20T08:00Z"},
        SessionState.CANCELLED: {"cancel_reason": "停电"},
        SessionState.RETURNED: {"remark": "缺"},
    }
    Session.objects.filter(pk=held.pk).update(state=state, **facts.get(state, {}))
    one, _ = people_of(held)
    if state in (SessionState.OPEN, SessionState.RETURNED):
        assert write(held, mark(one)) == 1
    else:
        with pytest.raises(Outrun):
            write(held, mark(one))
        assert not held.attendance.exists()


def test_attendance_of_somebody_no_longer_in_post_is_recorded_and_flagged(world, clerk):
    one = director(world.villages[0], "王离任", SINCE, MONDAY)
    held = announced(world.county, course(world.county), clerk, MONDAY, TUESDAY, people=[one])
    write(
        held,
        *(mark(one, day=day, part=part) for day in (MONDAY, TUESDAY) for part in (AM, PM)),
        now=at(TUESDAY),
    )
    (row,) = queries.participants(held, held.enrolments.select_related("person"), list(held.halves.all()))
    assert row.present == 4
    assert row.out_of_post_days == [TUESDAY]


def test_over_the_turn_of_the_year_each_half_counts_to_its_own(world, clerk):
    (one,) = directors(world, 1)
    last, first = date(2016, 12, 31), date(2017, 1, 1)
    held = announced(world.county, course(world.county), clerk, last, (first, (AM,)), people=[one])
    attend(held, one)
    (mine,) = queries.sessions_of(held.enrolments.all())
    assert [str(mine.days_in(year)) for year in (2016, 2017, 2015)] == ["1.0", "0.5", "0.0"]
    for year in (2016, 2017):
        assert list(queries.sessions_list(Session.objects.all(), year=year)) == [held]
    assert not queries.sessions_list(Session.objects.all(), year=2015).exists()


# --- two at once ---------------------------------------------------------------------------------


def test_what_somebody_else_recorded_meanwhile_is_not_overwritten(held):
    one, two = people_of(held)
    write(held, mark(one, ABSENT))
    with pytest.raises(Conflict) as refused:
        write(held, mark(one, seen=""), mark(two, seen=""))
    assert f"{one.name}9月5日上午刚刚已由他人登记成别的结果" in str(refused.value)
    assert refused.value.keys == {(one.pk, MONDAY, AM)}
    assert not held.attendance.filter(person=two).exists()
    # The same result twice is no contradiction; nor is another cell.
    assert write(held, mark(one, ABSENT, seen=""), mark(one, part=PM, seen="")) == 1
    assert write(held, mark(one, seen=ABSENT)) == 1


def two_clerks():
    world = make_county()
    held = announced(
        world.county, course(world.county), world.users[Role.BUREAU_CLERK], MONDAY, people=directors(world, 1)
    )
    (one,) = people_of(held)
    write(held, mark(one))
    results = at_once(
        lambda: write(held, mark(one, ABSENT, seen=PRESENT)),
        lambda: write(held, mark(one, LEAVE, leave_reason="病假", seen=PRESENT)),
    )
    return held, results


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_at_once_the_second_is_told():
    held, results = two_clerks()
    assert sorted(isinstance(one, Conflict) for one in results) == [False, True]
    won = (ABSENT, LEAVE)[results.index(1)]
    assert held.attendance.get().presence == won


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_second_overwrites_the_first(monkeypatch):
    """The control: without the session's lock both see what stood there before, and one is lost."""
    barrier, real = Barrier(2, timeout=5), services._write

    def together(*args):
        with suppress(Exception):
            barrier.wait()
        return real(*args)

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self)
    # The very first write is alone.
    first = iter([real])

    def alone_then_together(*args):
        return next(first, together)(*args)

    monkeypatch.setattr(services, "_write", alone_then_together)
    _, results = two_clerks()
    assert results == [1, 1]


# --- codes ---------------------------------------------------------------------------------------


def use(held, code, clerk, now):
    return codes.use_code(session=held, code=code, user=clerk, now=now, visible=Session.objects.all())


def row_of(held, someone):
    return held.enrolments.get(person=someone)


def test_a_code_signs_in_once(held, clerk):
    one, _ = people_of(held)
    code = codes.take_code(enrolment=row_of(held, one), now=at(MONDAY, 8, 30))
    assert len(code.code) == 6
    assert codes.take_code(enrolment=row_of(held, one), now=at(MONDAY, 8, 40)).code == code.code
    signed = use(held, f" {code.code[:3]} {code.code[3:]}", clerk, at(MONDAY, 8, 50))
    assert (signed.name, signed.half) == (one.name, "9月5日上午")
    stored = held.attendance.get()
    assert (stored.person, stored.part, stored.presence, stored.way) == (one, AM, PRESENT, Way.CODE)
    assert "8:50已用过" in refusal(lambda: use(held, code.code, clerk, at(MONDAY, 8, 51)))
    assert "已签到" in refusal(lambda: codes.take_code(enrolment=row_of(held, one), now=at(MONDAY, 9)))


@pytest.mark.parametrize(
    ("hour", "minute", "open_for"),
    [
        (7, 59, None),
        (8, 0, AM),
        (12, 0, AM),
        (12, 1, None),
        (12, 59, None),
        (13, 0, PM),
        (17, 0, PM),
        (17, 1, None),
    ],
)
def test_from_an_hour_before_until_the_end(held, hour, minute, open_for):
    one, _ = people_of(held)
    now = at(MONDAY, hour, minute)
    if open_for:
        assert codes.take_code(enrolment=row_of(held, one), now=now).part == open_for
    else:
        assert "现在不能取签到码" in refusal(lambda: codes.take_code(enrolment=row_of(held, one), now=now))


def test_the_hours_are_those_of_shanghai(held):
    one, _ = people_of(held)
    # 00:30 of Monday in UTC is 08:30 in the county.
    now = at(MONDAY, 8, 30).astimezone(UTC)
    assert codes.take_code(enrolment=row_of(held, one), now=now).part == AM


def test_codes_that_do_not_hold(world, held, clerk):
    one, _ = people_of(held)
    code = codes.take_code(enrolment=row_of(held, one), now=at(MONDAY, 9))
    unknown = f"{(int(code.code) + 1) % 1000000:06d}"
    for written, now, said in (
        (unknown, at(MONDAY, 9), "没有这个签到码"),
        ("12345", at(MONDAY, 9), "签到码是6位数字"),
        ("一二三四五六", at(MONDAY, 9), "签到码是6位数字"),
        (code.code, at(MONDAY, 13), "只在9月5日上午有效（12:00止）"),
        (code.code, at(MONDAY, 20), "只在9月5日上午有效（12:00止）"),
    ):
        assert said in refusal(lambda written=written, now=now: use(held, written, clerk, now))
    other = session(world.townships[0], MONDAY, name="乡镇班")
    assert "这是“九月培训”的签到码" in refusal(lambda: use(other, code.code, clerk, at(MONDAY, 9)))
    assert "这是另一期培训的签到码" in refusal(
        lambda: codes.use_code(session=other, code=code.code, user=clerk, now=at(MONDAY, 9))
    )
    assert not Attendance.objects.exists()
    assert use(held, code.code, clerk, at(MONDAY, 12)).name == one.name


def test_present_elsewhere_the_code_is_not_used_up(world, held, clerk):
    one, _ = people_of(held)
    other = session(world.townships[0], MONDAY, name="乡镇班")
    attend(other, one, MONDAY, parts=(AM,))
    code = codes.take_code(enrolment=row_of(held, one), now=at(MONDAY, 9))
    assert "已登记参加“乡镇班”" in refusal(lambda: use(held, code.code, clerk, at(MONDAY, 9)))
    assert SignInCode.objects.get().used_at is None


def test_no_code_for_who_is_off_the_list_or_when_it_is_not_announced(held, clerk):
    one, two = people_of(held)
    row = enrolments.take_off(enrolment=row_of(held, one), reason="住院", now=at(date(2016, 9, 1)))
    assert "已不在这期培训的名单上" in refusal(lambda: codes.take_code(enrolment=row, now=at(MONDAY, 9)))
    code = codes.take_code(enrolment=row_of(held, two), now=at(MONDAY, 9))
    Session.objects.filter(pk=held.pk).update(state=SessionState.SUBMITTED)
    assert "不能取签到码" in refusal(lambda: codes.take_code(enrolment=row_of(held, two), now=at(MONDAY, 9)))
    assert "不能签到" in refusal(lambda: use(held, code.code, clerk, at(MONDAY, 9)))


def test_a_number_taken_by_another_is_drawn_again(held, monkeypatch):
    one, two = people_of(held)
    drawn = iter([7, 7, 8])
    monkeypatch.setattr(codes.secrets, "randbelow", lambda top: next(drawn))
    taken = [codes.take_code(enrolment=row_of(held, each), now=at(MONDAY, 9)).code for each in (one, two)]
    assert taken == ["000007", "000008"]


@pytest.mark.django_db(transaction=True)
def test_one_code_at_two_desks_at_once():
    world = make_county()
    clerk = world.users[Role.BUREAU_CLERK]
    held = announced(world.county, course(world.county), clerk, MONDAY, people=directors(world, 1))
    (one,) = people_of(held)
    code = codes.take_code(enrolment=row_of(held, one), now=at(MONDAY, 9)).code
    results = at_once(*(lambda: use(held, code, clerk, at(MONDAY, 9)) for _ in range(2)))
    (refused,) = [each for each in results if isinstance(each, Refusal)]
    assert "已用过" in str(refused)
    assert held.attendance.count() == 1


# --- many ----------------------------------------------------------------------------------------


def test_recording_costs_the_same_for_few_and_many(world, clerk):
    counts = []
    for number in (2, 60):
        people = directors(world, number, name=f"批{number}")
        held = session(world.county, (MONDAY if number == 2 else TUESDAY), name=f"班{number}")
        for one in people:
            held.enrolments.create(
                person=one, unit_code=world.villages[0].code, place="村", source="attended"
            )
        day = held.halves.first().day
        with CaptureQueriesContext(connection) as seen:
            write(held, *(mark(one, day=day) for one in people), now=at(day))
        counts.append(len(seen))
    assert counts[0] == counts[1]
