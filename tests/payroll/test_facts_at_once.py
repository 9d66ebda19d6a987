"""Two at once on one adjustment, with the control that shows what the guard is for (P7.1)."""

import threading

import pytest

from guanling.accounts.enums import Role
from guanling.runs.errors import Refusal
from payroll.models import Adjustment, Order
from payroll.services import adjustments
from tests.at_once import at_once
from tests.payroll import months_build as made
from tests.payroll.test_facts import propose

pytestmark = pytest.mark.django_db(transaction=True)


def approved_by_two(world, one):
    return at_once(
        lambda: adjustments.approve(adjustment=one, user=world.checker),
        lambda: adjustments.approve(
            adjustment=Adjustment.objects.select_related("person", "unit").get(pk=one.pk), user=world.third
        ),
    )


def test_an_adjustment_approved_by_two_at_once_is_paid_once():
    world = made.county()
    results = approved_by_two(world, propose(world))
    assert sorted(type(one).__name__ for one in results) == ["Order", "Refusal"]
    assert Order.objects.count() == 1


def test_without_lock_and_conditional_update_it_would_be_ordered_twice(monkeypatch):
    world = made.county()
    meet = threading.Barrier(2)

    def unlocked(adjustment):
        found = Adjustment.objects.select_related("person", "unit").get(pk=adjustment.pk)
        meet.wait(timeout=20)
        return found

    def unconditional(thing, to, table, *, called, **fields):
        type(thing).objects.filter(pk=thing.pk).update(state=to, **fields)
        thing.refresh_from_db()

    monkeypatch.setattr(adjustments, "_locked", unlocked)
    monkeypatch.setattr(adjustments, "move", unconditional)
    results = approved_by_two(world, propose(world))
    assert not [one for one in results if isinstance(one, Exception)]
    assert Order.objects.count() == 2


def test_withdrawing_and_approving_exclude_each_other():
    world = made.county()
    one = propose(world)
    results = at_once(
        lambda: adjustments.withdraw(adjustment=one, user=world.users[Role.TOWNSHIP_CLERK]),
        lambda: adjustments.approve(
            adjustment=Adjustment.objects.select_related("person", "unit").get(pk=one.pk), user=world.third
        ),
    )
    assert len([each for each in results if isinstance(each, Refusal)]) == 1
    assert Order.objects.count() == (Adjustment.objects.get(pk=one.pk).state == "approved")
