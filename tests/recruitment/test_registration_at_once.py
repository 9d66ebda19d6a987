"""Registering at the same moment, each race with the control that shows what the lock is for (P2.4)."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from guanling.runs.errors import Refusal
from recruitment.enums import ApplicationState, RoundState, Way
from recruitment.models import Application, Round
from recruitment.services import limits
from recruitment.services import registration as services
from tests.at_once import at_once
from tests.recruitment.registration_build import applicant, open_world, registered
from tests.roster.files import picture

pytestmark = pytest.mark.django_db(transaction=True)
WAIT = 20


def unlocked(meet):
    """The look at the round without its lock; both have looked before either goes on."""

    def look(round_, *states):
        found = Round.objects.select_related("unit").get(pk=round_.pk)
        meet.wait(timeout=WAIT)
        return found

    return look


def meeting(monkeypatch):
    """Have both see what there is before either writes."""
    meet = threading.Barrier(2)
    ask = services._new_number

    def number(round_):
        found = ask(round_)
        meet.wait(timeout=WAIT)
        return found

    monkeypatch.setattr(services, "lock_round", unlocked(threading.Barrier(2)))
    monkeypatch.setattr(services, "_new_number", number)


def test_the_same_form_twice_at_once_is_one_application():
    world = open_world()
    results = at_once(lambda: registered(world), lambda: registered(world))
    assert {one.pk for one in results} == {Application.objects.get().pk}


def test_without_the_lock_the_second_of_a_double_click_fails(monkeypatch):
    world = open_world()
    meeting(monkeypatch)
    results = at_once(lambda: registered(world), lambda: registered(world))
    # The constraint keeps the second out, but with words that tell that somebody has applied.
    assert sorted(type(one).__name__ for one in results) == ["Application", "Refusal"]
    assert "已有一份有效的报名" in str(next(one for one in results if isinstance(one, Refusal)))


def test_two_forms_of_one_person_at_once_are_one_and_one_kept_apart():
    world = open_world()
    results = at_once(lambda: registered(world), lambda: registered(world, phone="13985399999"))
    states = sorted(one.state for one in results)
    assert states == [ApplicationState.REGISTERED, ApplicationState.REPEATED]


def test_many_people_at_the_same_second_all_get_in():
    world = open_world()
    results = at_once(*[lambda serial=serial: registered(world, serial) for serial in range(1, 9)])
    assert not [one for one in results if isinstance(one, Exception)]
    assert len({one.number for one in results}) == 8


def late(world, moment):
    return services.register(
        round_=world.round,
        opening=world.opening,
        applicant=applicant(5),
        way=Way.PUBLIC,
        photo=picture(),
        clock=lambda: moment,
    )


def closed_meanwhile(monkeypatch, lock):
    """Somebody closes registration when the applicant has looked at the round and has no row yet."""
    world = open_world()
    inside, done = threading.Event(), threading.Event()
    asked = services.demands_of

    def slow(opening):
        # The applicant is within the transaction; the close is tried now.
        inside.set()
        done.wait(timeout=2)
        return asked(opening)

    monkeypatch.setattr(services, "demands_of", slow)
    if lock is not None:
        monkeypatch.setattr(services, "lock_round", lock)

    def close():
        inside.wait(timeout=WAIT)
        Round.objects.filter(pk=world.round.pk, state=RoundState.ANNOUNCED).update(state=RoundState.REVIEWING)
        closed_at = Application.objects.count()
        done.set()
        return closed_at

    results = at_once(lambda: registered(world), close)
    return results[1], Application.objects.count()


def test_who_is_within_is_seen_by_who_closes(monkeypatch):
    at_close, after = closed_meanwhile(monkeypatch, None)
    assert (at_close, after) == (1, 1)


def test_without_the_lock_somebody_comes_in_after_the_close(monkeypatch):
    at_close, after = closed_meanwhile(
        monkeypatch, lambda round_, *states: Round.objects.select_related("unit").get(pk=round_.pk)
    )
    assert (at_close, after) == (0, 1)


def test_the_clock_is_asked_once_the_round_is_locked():
    world = open_world()
    moments = [world.round.closes_at, world.round.closes_at + timedelta(seconds=1)]
    assert late(world, moments[0]).pk
    with pytest.raises(Refusal, match="截止"):
        late(world, moments[1])


def test_tries_at_the_same_moment_are_all_counted(monkeypatch):
    open_world()
    limit = (limits.Limit("test", 5, limits.DAY),)
    results = at_once(*[lambda: limits.count(limit, "10.0.0.1") for _ in range(12)])
    assert sum(isinstance(one, limits.TooOften) for one in results) == 7


def test_counted_by_reading_and_writing_more_would_get_through(monkeypatch):
    open_world()
    limit = limits.Limit("test", 5, limits.DAY)
    cache, meet = limits.cache, threading.Barrier(12)

    class Naive:
        """A cache without an atomic increment."""

        add = staticmethod(cache.add)

        @staticmethod
        def incr(key):
            seen = cache.get(key)
            meet.wait(timeout=WAIT)
            cache.set(key, seen + 1)
            return seen + 1

    monkeypatch.setattr(limits, "cache", Naive)
    results = at_once(*[lambda: limits.count((limit,), "10.0.0.2") for _ in range(12)])
    assert sum(isinstance(one, limits.TooOften) for one in results) == 0


def test_a_limit_ends_with_its_window(monkeypatch):
    open_world()
    limit, now = (limits.Limit("test", 1, limits.HOUR),), timezone.now()
    monkeypatch.setattr(limits.timezone, "now", lambda: now)
    limits.count(limit, "x")
    with pytest.raises(limits.TooOften, match="分钟后再试"):
        limits.count(limit, "x")
    limits.count(limit, "y")
    monkeypatch.setattr(limits.timezone, "now", lambda: now + timedelta(hours=1))
    limits.count(limit, "x")
