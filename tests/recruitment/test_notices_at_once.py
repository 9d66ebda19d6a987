"""Two at once after the examination: no place is lost nor given twice; and what happens without locks."""

import threading

import pytest
from django.db import transaction

from guanling.runs.errors import Refusal
from recruitment.enums import IN_LINE, ApplicationState, NoticeState, ObjectionState
from recruitment.models import Application, Objection, Opening
from recruitment.queries import notices as queries
from recruitment.services import checks, succession
from recruitment.services.steps import advance_application
from tests.at_once import at_once
from tests.recruitment.notice_build import (
    AFTER,
    DAY,
    a_notice,
    candidate,
    check,
    confirm,
    raise_objection,
    round_and_opening,
    town,
)

S = ApplicationState
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world():
    return town()


def state_of(one):
    return Application.objects.get(pk=one.pk).state


def line(world, *, places, held, waiting):
    """An opening with ``held`` candidates being checked and ``waiting`` behind them."""
    _, opening = round_and_opening(world, places=places)
    first = [candidate(opening, f"王{rank}", rank) for rank in held]
    behind = [candidate(opening, f"李{rank}", rank, S.WAITING) for rank in waiting]
    return opening, first, behind


def fail(one, user):
    return lambda: check(one, user, outcome="failed")


def test_two_fail_at_once_and_two_different_ones_move_up(world):
    for _ in range(3):
        _, first, behind = line(world, places=2, held=(1, 2), waiting=(3, 4, 5))
        results = at_once(fail(first[0], world.clerk), fail(first[1], world.other_clerk))
        assert not [one for one in results if isinstance(one, Exception)]
        assert sorted(name for moved in results for name in moved.names) == ["李3", "李4"]
        assert [state_of(one) for one in behind] == [S.CHECKING, S.CHECKING, S.WAITING]


def test_two_equals_fail_at_once_for_one_place_and_one_moves_up(world):
    for _ in range(3):
        _, first, behind = line(world, places=1, held=(1, 1), waiting=(3, 4))
        results = at_once(fail(first[0], world.clerk), fail(first[1], world.other_clerk))
        assert not [one for one in results if isinstance(one, Exception)]
        assert sorted(name for moved in results for name in moved.names) == ["李3"]
        assert [state_of(one) for one in behind] == [S.CHECKING, S.WAITING]


def without_lock(one, user, barrier):
    """The same fall and moving up, the opening not locked: both look before either has committed."""

    def act():
        with transaction.atomic():
            found = Application.objects.select_related("round", "opening").get(pk=one.pk)
            advance_application(found, S.OUT, user=user, out_ground="check_failed")
            barrier.wait()
            return succession.move_up(Opening.objects.get(pk=found.opening_id), user=user)

    return act


def test_control_without_the_lock_the_place_is_lost(world):
    opening, first, behind = line(world, places=1, held=(1, 1), waiting=(3, 4))
    barrier = threading.Barrier(2)
    at_once(*(without_lock(one, world.clerk, barrier) for one in first))
    # Each still saw the other in the line: nobody moved up, and the place stands empty.
    assert [state_of(one) for one in behind] == [S.WAITING, S.WAITING]
    assert not Application.objects.filter(opening=opening, state__in=IN_LINE).exists()


def test_control_without_the_lock_both_reach_for_the_same_next(world):
    _, first, behind = line(world, places=2, held=(1, 2), waiting=(3, 4))
    barrier = threading.Barrier(2)
    results = at_once(*(without_lock(one, world.clerk, barrier) for one in first))
    # One is turned away although a second candidate waited: its failed check is not recorded.
    assert len([one for one in results if isinstance(one, Refusal)]) == 1
    assert [state_of(one) for one in behind] == [S.CHECKING, S.WAITING]


def test_one_gives_up_while_the_check_is_being_recorded(world):
    _, first, behind = line(world, places=1, held=(1,), waiting=(2, 3))
    results = at_once(
        fail(first[0], world.clerk),
        lambda: checks.decline(application=first[0], declared_on=DAY, user=world.other_clerk, today=DAY),
    )
    assert len([one for one in results if isinstance(one, Refusal)]) == 1
    assert [state_of(one) for one in behind] == [S.CHECKING, S.WAITING]


def running(world):
    round_, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1, S.NOTICE)
    return a_notice(round_, [one], by=world.clerk), one


def test_confirming_while_an_objection_is_registered(world):
    for _ in range(4):
        notice, one = running(world)
        results = at_once(
            lambda notice=notice: confirm(notice, world.director),
            lambda notice=notice: raise_objection(notice, world.other_clerk, today=AFTER),
        )
        refused = [one for one in results if isinstance(one, Exception)]
        assert len(refused) == 1
        assert isinstance(refused[0], Refusal)
        notice.refresh_from_db()
        raised = Objection.objects.filter(line__notice=notice).count()
        # Either it is over and none was taken, or one was taken and it runs on.
        over = notice.state == NoticeState.CONFIRMED
        assert (over, raised) in ((True, 0), (False, 1))
        assert state_of(one) == (S.CLEARED if over else S.NOTICE)


def test_control_without_the_lock_a_notice_ends_over_an_open_objection(world):
    notice, one = running(world)
    barrier = threading.Barrier(2)

    def ends():
        with transaction.atomic():
            hindered = queries.hindrances(notice, AFTER)
            barrier.wait()
            if not hindered:
                advance_application(Application.objects.get(pk=one.pk), S.CLEARED, user=world.director)

    def objects():
        with transaction.atomic():
            standing = Application.objects.get(pk=one.pk).state == S.NOTICE
            barrier.wait()
            if standing:
                Objection.objects.create(
                    line=notice.lines.get(), received_on=DAY, content="学历", received_by=world.clerk
                )

    at_once(ends, objects)
    assert state_of(one) == S.CLEARED
    assert Objection.objects.get().state == ObjectionState.RECEIVED


def test_two_confirm_at_once_and_one_is_told(world):
    notice, one = running(world)
    results = at_once(lambda: confirm(notice, world.director), lambda: confirm(notice, world.leader))
    assert sorted(type(one).__name__ for one in results) == ["Outrun", "int"]
    assert state_of(one) == S.CLEARED
    assert one.log.filter(to_state=S.CLEARED).count() == 1
