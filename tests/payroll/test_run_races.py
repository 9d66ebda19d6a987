"""Many at once, and a failure at any statement: one calculation, whole or not at all."""

import threading

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from guanling.accounts.enums import Role
from guanling.runs.enums import RunState
from guanling.runs.models import Run
from payroll.enums import Item
from payroll.models import Entry, Line
from payroll.services import differences, runs
from tests.at_once import at_once
from tests.payroll import world as build
from tests.payroll.test_runs import figures

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 20


def pressed(month, user, unit=None):
    """What one browser and one worker do."""

    def press():
        run = runs.request_run(month=month, unit=unit, user=user)
        runs.perform(run.pk)
        return run.pk

    return press


def test_a_run_started_twenty_times_at_once_is_one_run():
    world = build.pay_county()
    build.decide_order(world.people[0], world.townships[0], "30")
    month = runs.open_month(county=world.county, first_day=build.SEPTEMBER)
    user = world.users[Role.BUREAU_CLERK]
    results = at_once(*[pressed(month, user)] * TIMES)
    assert len(set(results)) == 1, results
    run = Run.objects.get()
    assert run.pk in results
    assert run.state == RunState.DONE
    assert Line.objects.filter(item=Item.ADJUSTMENT).count() == 1
    assert (Line.objects.count(), Entry.objects.count()) == (5, 4)
    assert sum(part.net for part in month.parts.all()) == sum(line.amount for line in Line.objects.all())


def test_the_county_and_a_township_at_once_agree():
    world = build.pay_county()
    month = runs.open_month(county=world.county, first_day=build.SEPTEMBER)
    user = world.users[Role.BUREAU_CLERK]
    works = [pressed(month, user), *(pressed(month, user, unit) for unit in world.townships)] * 4
    results = at_once(*works)
    assert not [one for one in results if isinstance(one, Exception)]
    assert Run.objects.filter(state=RunState.DONE).count() == 3
    assert (Line.objects.count(), Entry.objects.count()) == (4, 4)


def test_without_the_locks_two_calculations_write_into_each_other(monkeypatch):
    """The control: what the lock stops does happen without it, and then only the database refuses."""
    world = build.pay_county()
    build.decide_order(world.people[0], world.townships[0], "30")
    month = runs.open_month(county=world.county, first_day=build.SEPTEMBER)
    monkeypatch.setattr(runs, "lock_month", lambda _: None)
    monkeypatch.setattr(differences, "LOCK", "SELECT %s, %s")
    open_parts = runs._open_parts
    monkeypatch.setattr(runs, "_open_parts", lambda *given: Unlocked(open_parts(*given)))
    both = threading.Barrier(2, timeout=20)
    write = runs.entries

    def together(cursor, computation):
        both.wait()
        write(cursor, computation)

    monkeypatch.setattr(runs, "entries", together)

    def work():
        with transaction.atomic():
            runs._compute(month, None, None)

    results = at_once(work, work)
    (failed,) = [one for one in results if one is not None]
    assert isinstance(failed, IntegrityError | OperationalError), failed


class Unlocked:
    """Parts that nobody locks."""

    def __init__(self, parts):
        """Wrap the queryset."""
        self.parts = parts

    def select_for_update(self, **_):
        """Return the parts without locking them."""
        return self.parts


class Cut(Exception):
    """The connection breaks."""


class Breaking:
    """Lets a number of statements pass and breaks off at the next."""

    def __init__(self, passing):
        """Take how many pass."""
        self.left = passing

    def __call__(self, execute, *statement):
        """Execute, or break off."""
        self.left -= 1
        if self.left < 0:
            raise Cut
        return execute(*statement)


def test_a_failure_at_any_statement_leaves_the_month_as_it_was_and_the_next_run_ends_it():
    world = build.pay_county()
    build.decide_order(world.people[1], world.townships[0], "30")
    month = build.pay_month(world)
    run = Run.objects.get()
    before = figures(month)
    world.people[0].appointments.update(valid_to=build.date(2016, 9, 15))
    world.people[1].bank_account = ""
    world.people[1].save()
    places = 0
    while True:
        Run.objects.update(state=RunState.QUEUED)
        try:
            with connection.execute_wrapper(Breaking(places)):
                runs.perform(run.pk)
        except Cut:
            now = figures(month)
            run.refresh_from_db()
            if now != before:
                # Only the note that it has ended is missing.
                assert run.state != RunState.DONE
                break
            assert run.state in (RunState.QUEUED, RunState.STARTED, RunState.FAILED)
        else:
            break
        places += 1
    assert places > 25
    after = figures(month)
    assert after != before
    runs.perform(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert figures(month) == after
