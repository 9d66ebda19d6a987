"""The run through the real broker and worker: done once, delivered twice, and after a killed worker."""

import random
import time

import pytest
from django.db import connection
from django.utils import timezone

from guanling.accounts.enums import Role
from guanling.runs.enums import RunState
from guanling.runs.models import Run
from payroll import tasks
from payroll.models import Entry, Line
from payroll.services import runs
from tests.payroll import world as build
from tests.worker import until

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]


def asked(world):
    """The month opened and its calculation asked for, as by the button."""
    month = runs.open_month(county=world.county, first_day=build.SEPTEMBER)
    return month, runs.request_run(month=month, user=world.users[Role.BUREAU_CLERK])


def run_state():
    """The run's state now."""
    return Run.objects.get().state


def test_a_worker_works_out_the_month_and_a_second_delivery_changes_nothing(worker):
    world = build.pay_county()
    month, run = asked(world)
    tasks.compute.delay(run.pk)
    worker.start()
    until(lambda: run_state() == RunState.DONE, explain=worker.said)
    ids = set(Line.objects.values_list("pk", flat=True))
    assert len(ids) == 4
    assert month.parts.first().computed_by == world.users[Role.BUREAU_CLERK]
    # The same message once more, and then one that is worked on to know that the first has been.
    tasks.compute.delay(run.pk)
    tasks.resume.delay()
    until(lambda: worker.said().count("succeeded") >= 3, explain=worker.said)
    assert set(Line.objects.values_list("pk", flat=True)) == ids
    assert Run.objects.get().attempts == 1


def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_run_is_sent_again(worker):
    world = build.pay_county()
    month, run = asked(world)
    worker.start()
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:  # holds the month, so that the worker waits in the middle of its work
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [runs.PAY_LOCK, month.pk])
    tasks.compute.delay(run.pk)
    until(lambda: run_state() == RunState.STARTED, explain=worker.said)
    worker.kill()
    other.rollback()
    other.close()
    assert not Entry.objects.exists()
    Run.objects.update(started_at=timezone.now() - runs.STALLED * 2)
    worker.start()
    tasks.resume.delay()  # what beat sends every ten minutes
    until(lambda: run_state() == RunState.DONE, explain=worker.said)
    assert Line.objects.count() == 4


def test_a_worker_killed_at_any_moment_leaves_all_or_nothing(worker):
    world = build.pay_county()
    for number in range(300):
        build.appoint(build.make_person(world.townships[0], f"人{number}"), world.villages[0])
    month, run = asked(world)
    dice = random.Random(20160906)
    for _ in range(2):
        Run.objects.update(state=RunState.QUEUED)
        Line.objects.filter(month=month).delete()
        Entry.objects.filter(part__month=month).delete()
        worker.start()
        tasks.compute.delay(run.pk)
        time.sleep(dice.uniform(0, 0.6))
        worker.kill()
        written = (Entry.objects.count(), Line.objects.count())
        assert written in ((0, 0), (304, 304)), worker.said()
    Run.objects.update(state=RunState.QUEUED)
    worker.start()
    tasks.compute.delay(run.pk)
    until(lambda: run_state() == RunState.DONE, explain=worker.said)
    assert (Entry.objects.count(), Line.objects.count()) == (304, 304)
    assert sum(part.net for part in month.parts.all()) == 303 * 1700 + 200
