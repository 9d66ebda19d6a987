"""Exceptions to the number of places (超编核准): each state × action, and what the database holds."""

import contextlib
import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guanling.accounts.enums import Role
from guanling.runs.errors import Outrun, Refusal
from roster.enums import EXCEPTION_MOVES, EndGround, ExceptionState, PostKind
from roster.models import Appointment, Person, PlaceException, Post, VillageFigures
from roster.queries import establishment
from roster.services import appointments as services
from roster.services import exceptions
from roster.services.appointments import appoint, end_appointment
from tests.at_once import at_once
from tests.people import make_county, make_user
from tests.roster.build import person

DIRECTOR = PostKind.POPULATION_DIRECTOR
START = date(2016, 9, 1)
NUMBER = "关编〔2016〕3号"


@pytest.fixture
def world(db):
    return small_county()


def small_county():
    """A county whose first village may have one director, and has one since July."""
    world = make_county()
    VillageFigures.objects.create(unit=world.villages[0], year=2016, population=2000, groups=3)
    put(world, 0, start=date(2016, 7, 1))
    return world


def put(world, serial, *, start=START, end=None):
    someone = person(world.townships[0], f"王{'甲乙丙丁戊己'[serial]}", serial=serial)
    return appoint(person=someone, unit=world.villages[0], kind=DIRECTOR, valid_from=start, valid_to=end)


def propose(world, **changes):
    fields = {
        "unit": world.villages[0],
        "kind": DIRECTOR,
        "extra": 1,
        "valid_from": START,
        "reason": "并村后人口分散",
        "user": world.users[Role.TOWNSHIP_CLERK],
    }
    return exceptions.propose(**fields | changes)


def approve(world, exception):
    exceptions.approve(exception=exception, document_number=NUMBER, user=world.users[Role.BUREAU_REVIEWER])
    return exception


def approved(world, **changes):
    return approve(world, propose(world, **changes))


def line(world, on=START):
    return next(
        line
        for line in establishment(on, [world.villages[0].code])
        if line.unit_id == world.villages[0].pk and line.kind == DIRECTOR
    )


# --- state × action ------------------------------------------------------------------------------


def in_state(world, state):
    exception = propose(world)
    reviewer = world.users[Role.BUREAU_REVIEWER]
    match state:
        case ExceptionState.APPROVED:
            approve(world, exception)
        case ExceptionState.REFUSED:
            exceptions.refuse(exception=exception, remark="编制已满", user=reviewer)
        case ExceptionState.WITHDRAWN:
            exceptions.withdraw(exception=exception, user=exception.proposed_by)
    return exception


ACTIONS = {
    ExceptionState.APPROVED: approve,
    ExceptionState.REFUSED: lambda world, exception: exceptions.refuse(
        exception=exception, remark="编制已满", user=world.users[Role.BUREAU_REVIEWER]
    ),
    ExceptionState.WITHDRAWN: lambda world, exception: exceptions.withdraw(
        exception=exception, user=exception.proposed_by
    ),
}


@pytest.mark.parametrize("state", list(ExceptionState))
@pytest.mark.parametrize("to", list(ACTIONS))
def test_each_state_and_action(world, state, to):
    exception = in_state(world, state)
    assert exception.state == state
    if to in EXCEPTION_MOVES[state]:
        ACTIONS[to](world, exception)
        assert PlaceException.objects.get().state == to
    else:
        with pytest.raises(Outrun, match="刚刚已被他人处理"):
            ACTIONS[to](world, exception)
        assert PlaceException.objects.get().state == state


@pytest.mark.parametrize("state", list(ExceptionState))
def test_only_an_approved_one_ends(world, state):
    exception = in_state(world, state)
    if state == ExceptionState.APPROVED:
        exceptions.end(exception=exception, last_day=date(2016, 9, 30), reason="人员调整到位")
        exception = PlaceException.objects.get()
        assert (exception.valid_to, exception.end_reason, exception.state) == (
            date(2016, 9, 30),
            "人员调整到位",
            ExceptionState.APPROVED,
        )
    else:
        with pytest.raises(Refusal, match="只有已核准的超编才能终止"):
            exceptions.end(exception=exception, last_day=date(2016, 9, 30), reason="人员调整到位")


def test_who_proposes_does_not_decide(world):
    both = make_user("both", (Role.BUREAU_CLERK, world.county), (Role.BUREAU_REVIEWER, world.county))
    exception = propose(world, user=both)
    with pytest.raises(Refusal, match="提出人不能审核自己提出的超编申请"):
        exceptions.approve(exception=exception, document_number=NUMBER, user=both)
    with pytest.raises(Refusal, match="提出人不能审核自己提出的超编申请"):
        exceptions.refuse(exception=exception, remark="不同意", user=both)
    with (
        pytest.raises(IntegrityError, match="place_exception_maker_is_not_checker"),
        transaction.atomic(),
    ):
        PlaceException.objects.update(
            state=ExceptionState.APPROVED, document_number="1", decided_by=both, decided_at=timezone.now()
        )


def test_a_decision_says_on_what_it_rests(world):
    exception = propose(world)
    reviewer = world.users[Role.BUREAU_REVIEWER]
    with pytest.raises(Refusal, match="请填写核准文号"):
        exceptions.approve(exception=exception, document_number=" ", user=reviewer)
    with pytest.raises(Refusal, match="请写明不予核准的理由"):
        exceptions.refuse(exception=exception, remark=" ", user=reviewer)
    for fields in ({"state": ExceptionState.APPROVED}, {"state": ExceptionState.REFUSED}):
        with (
            pytest.raises(IntegrityError, match="place_exception_decided_says_how"),
            transaction.atomic(),
        ):
            PlaceException.objects.update(decided_by=reviewer, decided_at=timezone.now(), **fields)


def test_another_does_not_withdraw_what_one_proposed(world):
    exception = propose(world)
    with pytest.raises(Refusal, match="只能由提出人撤回"):
        exceptions.withdraw(exception=exception, user=world.users[Role.BUREAU_CLERK])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"extra": 0}, "超编名额至少1名"),
        ({"reason": "　"}, "请写明超编的理由"),
        ({"valid_to": date(2016, 8, 31)}, "止日不能早于起日"),
        ({"kind": PostKind.COMPUTER_OPERATOR}, "是乡镇（街道）的岗位"),
        ({"valid_from": date(2014, 1, 1)}, "没有规定名额，任职不受限制"),
    ],
)
def test_what_cannot_be_proposed(world, changes, told):
    with pytest.raises(Refusal, match=told):
        propose(world, **changes)
    assert not PlaceException.objects.exists()


def test_a_unit_that_is_not_there(world):
    village = world.villages[0]
    village.valid_from, village.valid_to = date(2016, 1, 1), date(2016, 12, 31)
    village.save()
    with pytest.raises(Refusal, match="在起日不存在"):
        propose(world, valid_from=date(2017, 1, 1))
    with pytest.raises(Refusal, match="已撤并，止日不能晚于2016年12月31日"):
        propose(world)


def test_one_proposal_waits_and_one_approved_holds_at_a_time(world):
    first = propose(world)
    with pytest.raises(Refusal, match="已有一项超编申请待核准"):
        propose(world)
    approve(world, first)
    second = propose(world, extra=2)
    with pytest.raises(Refusal, match="在该期间已有核准的超编"):
        approve(world, second)
    exceptions.end(exception=first, last_day=START, reason="改为两名")
    with pytest.raises(Refusal, match="在该期间已有核准的超编"):
        approve(world, second)
    exceptions.withdraw(exception=second, user=second.proposed_by)
    approved(world, extra=2, valid_from=date(2016, 9, 2))
    assert line(world, date(2016, 9, 2)).extra == 2


# --- what it gives -------------------------------------------------------------------------------


def test_without_one_the_refusal_says_where_to_propose(world):
    with pytest.raises(Refusal, match="确需超编的，请先在“编制－超编核准”中提出"):
        put(world, 1)
    propose(world)
    with pytest.raises(Refusal, match="没有空余名额"):
        put(world, 2)


def test_the_place_beyond_the_number_says_by_what(world):
    exception = approved(world)
    made = put(world, 1)
    assert (made.place, made.places, made.extra, made.exception) == (2, 1, 1, exception)
    with pytest.raises(Refusal, match=r"核定1名、超编1名，这一期间没有空余名额：王甲.*王乙"):
        put(world, 2)
    first = Appointment.objects.get(person__name="王甲")
    assert (first.extra, first.exception) == (0, None)


def test_it_gives_nothing_before_its_first_day_nor_after_its_last(world):
    approved(world, valid_to=date(2016, 9, 30))
    with pytest.raises(Refusal, match="没有空余名额"):
        put(world, 1, start=date(2016, 8, 31))
    with pytest.raises(Refusal, match="没有空余名额"):
        put(world, 2, start=date(2016, 10, 1))
    assert put(world, 3, start=date(2016, 9, 30)).extra == 1


def test_its_end_throws_nobody_out_and_the_establishment_shows_the_surplus(world):
    exception = approved(world)
    assert (line(world).state, line(world).extra) == ("full", 1)
    made = put(world, 1)
    assert (line(world).state, line(world).surplus, line(world).extra) == ("over", 1, 1)
    exceptions.end(exception=exception, last_day=date(2016, 9, 30), reason="到期不再保留")
    made.refresh_from_db()
    assert made.valid_to == date(2019, 8, 31)
    october = line(world, date(2016, 10, 1))
    assert (october.state, october.actual, october.extra) == ("over", 2, 0)
    # Who is in surplus takes up the place that the other leaves.
    first = Appointment.objects.get(person__name="王甲")
    end_appointment(appointment=first, last_day=date(2016, 10, 31), ground=EndGround.RESIGNED)
    with pytest.raises(Refusal, match="没有空余名额：王乙"):
        put(world, 2, start=date(2016, 11, 1))
    assert line(world, date(2016, 11, 1)).state == "full"


def test_it_does_not_end_before_somebody_takes_a_place_by_it(world):
    exception = approved(world)
    put(world, 1, start=date(2016, 9, 20))
    with pytest.raises(Refusal, match="王乙自2016年9月20日起占用这一超编名额"):
        exceptions.end(exception=exception, last_day=date(2016, 9, 19), reason="取消")
    exceptions.end(exception=exception, last_day=date(2016, 9, 20), reason="取消")


@pytest.mark.parametrize(
    ("last_day", "reason", "told"),
    [
        (date(2016, 8, 31), "取消", "终止日不能早于起日2016年9月1日"),
        (date(2016, 12, 31), "取消", "这项核准至2016年12月31日止"),
        (date(2016, 10, 1), " ", "请写明终止的原因"),
    ],
)
def test_an_end_that_is_none(world, last_day, reason, told):
    exception = approved(world, valid_to=date(2016, 12, 31))
    with pytest.raises(Refusal, match=told):
        exceptions.end(exception=exception, last_day=last_day, reason=reason)


# --- the database --------------------------------------------------------------------------------


def insert(world, **fields):
    """Write a second director past the services."""
    other = Person.objects.filter(name="赵小满").first() or person(world.townships[0], "赵小满", serial=9)
    fields = {"post": Post.objects.first(), "place": 2, "places": 1, "valid_from": START} | fields
    with transaction.atomic():
        return Appointment.objects.create(person=other, **fields)


def test_the_database_wants_an_exception_for_a_place_beyond_the_number(world):
    with pytest.raises(IntegrityError, match="appointment_within_places"):
        insert(world)
    with pytest.raises(IntegrityError, match="appointment_extra_is_approved"):
        insert(world, extra=1)
    waiting = propose(world)
    with pytest.raises(IntegrityError, match="appointment_extra_is_approved"):
        insert(world, extra=1, exception=waiting)
    with pytest.raises(IntegrityError, match="appointment_extra_has_exception"):
        insert(world, place=1, valid_from=date(2020, 1, 1), exception=waiting)


def test_the_database_wants_one_of_the_post_that_gives_as_many_on_that_day(world):
    exception = approved(world, valid_to=date(2016, 12, 31))
    other = Post.objects.create(unit=world.villages[1], kind=DIRECTOR)
    for wrong in ({"extra": 2}, {"valid_from": date(2017, 1, 1)}, {"post": other}):
        with pytest.raises(IntegrityError, match="appointment_extra_is_approved"):
            insert(world, **{"extra": 1, "exception": exception} | wrong)
    made = insert(world, extra=1, exception=exception)
    for change, name in (("extra = 2, place = 3", "extra_is_approved"), ("place = 3", "within_places")):
        with (
            pytest.raises(IntegrityError, match=f"appointment_{name}"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE roster_appointment SET {change} WHERE id = %s", [made.pk])


# --- pages ---------------------------------------------------------------------------------------


def login(user):
    client = Client()
    client.force_login(user)
    return client


def new_address(world, kind=DIRECTOR, unit=None):
    return reverse("roster:exception-new", args=[(unit or world.villages[0]).pk, kind])


def test_from_the_line_to_the_place(world):
    """A township asks, the bureau decides, the township appoints; each sees what to do."""
    clerk = login(world.users[Role.TOWNSHIP_CLERK])
    reviewer = login(world.users[Role.BUREAU_REVIEWER])
    lines = clerk.get(reverse("roster:establishment"), {"on": "2016-09-30"}).content.decode()
    assert new_address(world) in lines
    form = clerk.get(new_address(world)).content.decode()
    assert "申请超编：甲镇甲家村人口主任" in form
    typed = {"extra": "0", "valid_from": "2016-09-01", "valid_to": "2016-08-01", "reason": "并村后暂留"}
    refused = clerk.post(new_address(world), typed)
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "并村后暂留" in text
    assert "止日不能早于起日" in text
    done = clerk.post(new_address(world), typed | {"extra": "1", "valid_to": ""}, follow=True)
    assert "请县局审核人员核准" in done.content.decode()
    assert "撤回申请" in done.content.decode()
    again = clerk.post(new_address(world), typed | {"extra": "1", "valid_to": ""})
    assert again.status_code == 422
    assert "已有一项超编申请待核准" in again.content.decode()

    exception = PlaceException.objects.get()
    address = reverse("roster:exception", args=[exception.pk])
    assert address in reviewer.get(reverse("roster:exceptions")).content.decode()
    assert reverse("roster:exception-approve", args=[exception.pk]) in reviewer.get(address).content.decode()
    empty = reviewer.post(reverse("roster:exception-approve", args=[exception.pk]), {"document_number": ""})
    assert empty.status_code == 422
    assert "请填写核准文号" in empty.content.decode()
    done = reviewer.post(
        reverse("roster:exception-approve", args=[exception.pk]), {"document_number": NUMBER}, follow=True
    ).content.decode()
    assert "已核准" in done
    assert NUMBER in done
    late = reviewer.post(
        reverse("roster:exception-refuse", args=[exception.pk]), {"remark": "编制已满"}, follow=True
    )
    assert "刚刚已被他人处理" in late.content.decode()

    put(world, 1)
    shown = reviewer.get(address).content.decode()
    assert "据此任职的人员" in shown
    assert "王乙" in shown
    early = reviewer.post(
        reverse("roster:exception-end", args=[exception.pk]), {"last_day": "2016-08-31", "reason": "取消"}
    )
    assert early.status_code == 422
    assert "终止日不能早于起日" in early.content.decode()
    ended = reviewer.post(
        reverse("roster:exception-end", args=[exception.pk]),
        {"last_day": "2016-09-30", "reason": "到位"},
        follow=True,
    )
    assert "已终止" in ended.content.decode()


def test_who_proposed_withdraws_and_another_cannot(world):
    exception = propose(world)
    address = reverse("roster:exception-withdraw", args=[exception.pk])
    other = login(world.users[Role.BUREAU_CLERK]).post(address, follow=True)
    assert "只能由提出人撤回" in other.content.decode()
    own = login(world.users[Role.TOWNSHIP_CLERK]).post(address, follow=True)
    assert "已撤回这项超编申请" in own.content.decode()


def test_who_may_both_ask_and_decide_is_not_offered_to_decide_on_their_own(world):
    both = make_user("both", (Role.BUREAU_CLERK, world.county), (Role.BUREAU_REVIEWER, world.county))
    exception = propose(world, user=both)
    page = login(both).get(reverse("roster:exception", args=[exception.pk])).content.decode()
    assert "撤回申请" in page
    assert reverse("roster:exception-approve", args=[exception.pk]) not in page
    sent = login(both).post(
        reverse("roster:exception-approve", args=[exception.pk]), {"document_number": NUMBER}
    )
    assert sent.status_code == 422
    assert "提出人不能审核自己提出的超编申请" in sent.content.decode()
    assert PlaceException.objects.get().state == ExceptionState.PROPOSED


def test_the_list_tells_how_each_stands_and_narrows(world):
    approved(world, valid_to=date(2016, 9, 30))
    put(world, 1)
    propose(world, kind=PostKind.SPECIAL_OFFICER)
    client = login(world.users[Role.BUREAU_REVIEWER])
    address = reverse("roster:exceptions")
    page = client.get(address, {"on": "2016-09-30"}).content.decode()
    # What waits stands first.
    assert page.index("特岗计生员</a>") < page.index("人口主任</a>")
    assert '<span class="state state-good">已核准</span>' in page
    assert "已终止" in client.get(address, {"on": "2016-10-01"}).content.decode()
    assert "已核准，未到起日" in client.get(address, {"on": "2016-08-31"}).content.decode()
    only = client.get(address, {"state": "proposed"}).content.decode()
    assert "人口主任</a>" not in only
    elsewhere = client.get(address, {"township": "520424102"}).content.decode()
    assert "没有符合条件的超编申请" in elsewhere
    foreign = login(world.foreign[Role.TOWNSHIP_CLERK]).get(address).content.decode()
    assert "没有符合条件的超编申请" in foreign


def test_addresses_of_posts_that_are_not_the_units(world):
    client = login(world.users[Role.BUREAU_CLERK])
    for kind in ("computer_operator", "village_workers", "x"):
        assert client.get(new_address(world, kind)).status_code == 404
    assert client.get(new_address(world, DIRECTOR, world.townships[0])).status_code == 404


@pytest.mark.parametrize("extra", ["-1", "0", "21", "1e3", "一", ""])
def test_a_number_that_is_none(world, extra):
    client = login(world.users[Role.TOWNSHIP_CLERK])
    typed = {"extra": extra, "valid_from": "2016-09-01", "reason": "<script>"}
    answer = client.post(new_address(world), typed)
    assert answer.status_code == 422
    assert "<script>" not in answer.content.decode().partition('name="reason"')[2][:200]
    assert not PlaceException.objects.exists()


# --- two at once ---------------------------------------------------------------------------------


def both_appoint(world, monkeypatch, *, lock=True):
    """Two clerks appoint into the one place beyond the number; each has looked before the other writes."""
    people = [person(world.townships[0], f"李{name}", serial=10 + n) for n, name in enumerate("甲乙")]
    together, look = threading.Barrier(2), services.taken_places

    def looked(posts):
        found = look(posts)
        with contextlib.suppress(threading.BrokenBarrierError):  # the other waits for the lock
            together.wait(timeout=1)
        return found

    monkeypatch.setattr(services, "taken_places", looked)
    if not lock:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)

    def press(someone):
        return lambda: appoint(person=someone, unit=world.villages[0], kind=DIRECTOR, valid_from=START)

    return at_once(*map(press, people))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("lock", "told"), [(True, "没有空余名额：王甲"), (False, "刚刚已被他人占用")])
def test_of_two_who_appoint_into_the_place_beyond_the_number_one_is_told(monkeypatch, lock, told):
    """With the post's lock the second is told who has it; the database refuses without that too.

    Without the lock each may wait for the other's row: then PostgreSQL refuses one as a deadlock.
    """
    world = small_county()
    approved(world)
    results = both_appoint(world, monkeypatch, lock=lock)
    (refused,) = [result for result in results if isinstance(result, Exception)]
    assert told in str(refused) or (not lock and "deadlock detected" in str(refused))
    assert list(Appointment.objects.order_by("place").values_list("place", "extra")) == [(1, 0), (2, 1)]


def end_and_appoint(world, exception, monkeypatch, *, lock):
    """One ends the exception while another appoints by it: the end has looked before the other writes."""
    someone = person(world.townships[0], "李甲", serial=10)
    together, look = threading.Barrier(2), services.taken_places

    def meet():
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(timeout=1)

    def looked(posts):
        found = look(posts)
        meet()
        return found

    monkeypatch.setattr(services, "taken_places", looked)
    monkeypatch.setattr(exceptions, "_text", lambda value, most=200: (meet(), value)[1])
    if not lock:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)
    return at_once(
        lambda: exceptions.end(exception=exception, last_day=date(2016, 9, 10), reason="取消"),
        lambda: appoint(person=someone, unit=world.villages[0], kind=DIRECTOR, valid_from=date(2016, 9, 20)),
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lock", [True, False])
def test_nobody_takes_a_place_by_an_exception_that_is_just_being_ended(monkeypatch, lock):
    """The control: without the lock both get through, and somebody holds a place by nothing."""
    world = small_county()
    exception = approved(world)
    results = end_and_appoint(world, exception, monkeypatch, lock=lock)
    refused = [result for result in results if isinstance(result, Refusal)]
    exception.refresh_from_db()
    beyond = Appointment.objects.filter(extra=1, valid_from__gt=date(2016, 9, 10)).exists()
    assert bool(refused) is lock
    assert (beyond and exception.valid_to == date(2016, 9, 10)) is not lock
