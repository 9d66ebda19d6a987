"""Two who judge the same application at once; each race with a control that shows what the locks are for."""

import threading

import pytest
from django.db import transaction

from guanling.runs.errors import Outrun, Refusal
from recruitment.enums import ApplicationState, RefusalGround
from recruitment.models import Application, ApplicationLog, Round
from recruitment.rules import eligibility as rules
from recruitment.services import review as services
from recruitment.services import steps
from tests.at_once import at_once
from tests.recruitment import review_build as build
from tests.recruitment.world import apply_to

pytestmark = pytest.mark.django_db(transaction=True)
STATE = ApplicationState


def without_guard(monkeypatch, *, conditional=False):
    """Take the locks away, let both read before either writes; ``conditional`` leaves the update's guard."""
    meet = threading.Barrier(2)

    def unlocked_round(round_, *states):
        return Round.objects.select_related("unit").get(pk=round_.pk)

    def unlocked(application, *states):
        found = Application.objects.select_related("round__unit", "opening").get(pk=application.pk)
        meet.wait(timeout=20)
        if states and found.state not in states:
            raise Outrun(steps.APPLICATION)
        return found

    def unconditional(thing, to, table, *, called, **fields):
        type(thing).objects.filter(pk=thing.pk).update(state=to, **fields)
        thing.refresh_from_db()

    monkeypatch.setattr(services, "lock_round", unlocked_round)
    monkeypatch.setattr(services, "lock_application", unlocked)
    if not conditional:
        monkeypatch.setattr(steps, "move", unconditional)


def errors(results):
    return [one for one in results if isinstance(one, Exception)]


def fresh(one):
    return Application.objects.select_related("round__unit", "opening").get(pk=one.pk)


def accept_and_refuse(world, one):
    first, second = fresh(one), fresh(one)
    return at_once(
        lambda: services.accept(application=first, user=world.clerk, checked=[rules.PAPERS]),
        lambda: services.propose_refusal(
            application=second, ground=RefusalGround.PAPERS, reason="证书系伪造", user=world.clerk2
        ),
    )


def decide_twice(world, one):
    first, second = fresh(one), fresh(one)
    return at_once(
        lambda: services.approve_exception(application=first, number="1号", user=world.county_one),
        lambda: services.refuse_exception(application=second, reason="有其他人选", user=world.county_two),
    )


def asked_of_the_county(world):
    return build.in_state(world, "韦一", STATE.EXCEPTION, born=build.OLD)


def test_of_two_reviewers_one_judges_and_the_other_is_told():
    world = build.under_review()
    one = apply_to(world.opening, "韦一")
    results = accept_and_refuse(world, one)
    assert [type(error) for error in errors(results)] == [Outrun]
    assert "刚刚已被他人处理" in str(errors(results)[0])
    row = ApplicationLog.objects.get(application=one)
    one.refresh_from_db()
    assert row.to_state == one.state
    assert one.reviewed_by == row.actor


def test_the_conditional_update_alone_tells_the_second_too(monkeypatch):
    # Both moves lead from the same state, and neither result leads to the other.
    world = build.under_review()
    one = apply_to(world.opening, "韦一")
    without_guard(monkeypatch, conditional=True)
    results = accept_and_refuse(world, one)
    assert [type(error) for error in errors(results)] == [Outrun]
    assert ApplicationLog.objects.filter(application=one).count() == 1


def test_without_them_both_would_have_judged(monkeypatch):
    world = build.under_review()
    one = apply_to(world.opening, "韦一")
    without_guard(monkeypatch)
    assert not errors(accept_and_refuse(world, one))
    rows = ApplicationLog.objects.filter(application=one)
    assert {row.from_state for row in rows} == {STATE.REGISTERED}
    assert {row.to_state for row in rows} == {STATE.ACCEPTED, STATE.REFUSING}


def test_an_exception_is_decided_once():
    world = build.under_review()
    one = asked_of_the_county(world)
    results = decide_twice(world, one)
    assert [type(error) for error in errors(results)] == [Outrun]
    row = ApplicationLog.objects.get(application=one)
    one.refresh_from_db()
    assert (row.to_state, row.actor) == (one.state, one.exception_by)


def test_without_the_locks_it_would_have_been_decided_twice(monkeypatch):
    world = build.under_review()
    one = asked_of_the_county(world)
    without_guard(monkeypatch)
    assert not errors(decide_twice(world, one))
    rows = ApplicationLog.objects.filter(application=one)
    assert {row.to_state for row in rows} == {STATE.ACCEPTED, STATE.REFUSED}


def end_of_review_and_more(world, one):
    """The round goes on while somebody takes an acceptance back."""
    held = Round.objects.get(pk=world.round.pk)

    def end():
        with transaction.atomic():
            found = steps.lock_round(held, "reviewing")
            waiting = Application.objects.filter(round=found, state=STATE.REGISTERED).exists()
            barrier.wait(timeout=20)
            if waiting:
                raise Refusal("还有未审结的报名。")
            Round.objects.filter(pk=found.pk).update(state="written")

    def back():
        barrier.wait(timeout=20)
        services.revoke(application=fresh(one), reason="漏看证书", user=world.clerk)

    barrier = threading.Barrier(2)
    return at_once(end, back)


def test_nobody_is_judged_behind_the_end_of_the_review():
    world = build.under_review()
    one = build.in_state(world, "韦一", STATE.ACCEPTED)
    results = end_of_review_and_more(world, one)
    assert ["只在“公告报名、资格审查”环节进行" in str(error) for error in errors(results)] == [True]
    one.refresh_from_db()
    assert one.state == STATE.ACCEPTED


def test_without_the_lock_on_the_round_somebody_would_be_left_unjudged(monkeypatch):
    world = build.under_review()
    one = build.in_state(world, "韦一", STATE.ACCEPTED)

    def unlocked(round_, *states):
        return Round.objects.select_related("unit").get(pk=round_.pk)

    monkeypatch.setattr(services, "lock_round", unlocked)
    assert not errors(end_of_review_and_more(world, one))
    one.refresh_from_db()
    world.round.refresh_from_db()
    assert (one.state, world.round.state) == (STATE.REGISTERED, "written")


def resolve_twice(world, second):
    first, other = fresh(second), fresh(second)
    return at_once(
        lambda: services.resolve_repeated(application=first, keep=True, reason="要这份", user=world.clerk),
        lambda: services.resolve_repeated(application=other, keep=False, reason="要那份", user=world.clerk2),
    )


def test_a_pair_is_settled_once():
    world = build.under_review()
    first = apply_to(world.opening, "韦一")
    second = build.second_of(world, first)
    results = resolve_twice(world, second)
    assert [type(error) for error in errors(results)] == [Outrun]
    counting = Application.objects.filter(state=STATE.REGISTERED)
    assert counting.count() == 1
