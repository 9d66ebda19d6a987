"""Two at once on one part; each race with a control that shows what the lock is for (P7.1)."""

import threading

import pytest

from guanling.runs.errors import Refusal
from payroll.enums import PartState
from payroll.models import Entry, Part, PartLog
from payroll.services import states
from tests.at_once import at_once
from tests.payroll import months_build as made

pytestmark = pytest.mark.django_db(transaction=True)


def without_guard(monkeypatch, parties=2, *, conditional=False):
    """Take lock and conditional update away, and let all read before any writes."""
    meet = threading.Barrier(parties)

    def unlocked(part):
        found = Part.objects.select_related("month__county", "unit").get(pk=part.pk)
        meet.wait(timeout=20)
        return found

    def unconditional(thing, to, table, *, called, **fields):
        type(thing).objects.filter(pk=thing.pk).update(state=to, **fields)
        thing.refresh_from_db()

    monkeypatch.setattr(states, "_locked", unlocked)
    if not conditional:
        monkeypatch.setattr(states, "move", unconditional)


def checked_by_two(world, part):
    return at_once(
        lambda: states.check(part=part, user=world.checker),
        lambda: states.check(part=part, user=world.third),
    )


def confirmed_by_two(world, part):
    return at_once(
        lambda: states.confirm(part=part, user=world.confirmer),
        lambda: states.confirm(part=part, user=world.third),
    )


def told(results):
    return [one for one in results if isinstance(one, Exception)]


def moves_to(part, state):
    return PartLog.objects.filter(part=part, to_state=state).exclude(from_state=state).count()


def test_of_two_confirmers_one_confirms_and_the_other_is_told():
    world = made.county()
    part = made.checked(world)
    results = confirmed_by_two(world, part)
    assert [type(one) for one in told(results)] == [Refusal]
    assert "待遇表确认，不能确认；请刷新页面" in str(told(results)[0])
    assert moves_to(part, PartState.CONFIRMED) == 1


def test_the_conditional_update_alone_tells_the_second_too(monkeypatch):
    world = made.county()
    part = made.checked(world)
    without_guard(monkeypatch, conditional=True)
    results = confirmed_by_two(world, part)
    assert "刚刚已被他人处理" in str(told(results)[0])
    assert len(told(results)) == moves_to(part, PartState.CONFIRMED) == 1


def test_without_both_two_would_have_checked_it(monkeypatch):
    world = made.county()
    part = made.submitted(world)
    without_guard(monkeypatch)
    assert not told(checked_by_two(world, part))
    assert moves_to(part, PartState.CHECKED) == 2


def test_with_them_one_checks():
    world = made.county()
    part = made.submitted(world)
    assert len(told(checked_by_two(world, part))) == 1
    assert moves_to(part, PartState.CHECKED) == 1


def put_off_and_confirm(world, part):
    held = Entry.objects.get(part=part, person=world.people[0])
    return at_once(
        lambda: states.withhold(entry=held, user=world.third, reason="账号待核"),
        lambda: states.confirm(part=part, user=world.confirmer),
    )


def test_who_is_put_off_while_it_is_confirmed_is_put_off_before_or_not_at_all():
    world = made.county()
    part = made.checked(world)
    results = put_off_and_confirm(world, part)
    assert all(type(one) is Refusal for one in told(results))
    part.refresh_from_db()
    assert part.state == PartState.CONFIRMED
    put_off = Entry.objects.filter(part=part).exclude(withheld_reason="").count()
    assert part.people == 2 - put_off
    assert len(told(results)) == 1 - put_off


def test_without_the_lock_the_first_is_seen_by_the_second_only_through_the_database(monkeypatch):
    world = made.county()
    part = made.checked(world)
    held = Entry.objects.get(part=part, person=world.people[0])
    # Read before, as without the lock; then somebody else confirms.
    stale = Part.objects.select_related("month__county", "unit").get(pk=part.pk)
    states.confirm(part=part, user=world.confirmer)
    monkeypatch.setattr(states, "_locked", lambda part: stale)
    with pytest.raises(Refusal, match="待遇表已经确认，不能再改"):
        states.withhold(entry=held, user=world.third, reason="账号待核")
    monkeypatch.undo()
    with pytest.raises(Refusal, match="确认，不能再暂缓发放；差额在下一个月补发或扣回"):
        states.withhold(entry=held, user=world.third, reason="账号待核")
