"""Pension accrual by a real broker and worker: done once, delivered twice, after a killed worker (P6.5)."""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from guanling.runs.enums import RunState
from guanling.runs.models import Run
from payroll import tasks
from payroll.models import PensionAccrual, PensionBatch
from payroll.services.pension import PENSION_LOCK
from tests.payroll import pension_build as made
from tests.worker import until

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]

RUN = reverse("payroll:pension-run")


def state():
    """The run's state now."""
    return Run.objects.get().state


def county():
    """Two who complete a year in 2016."""
    world = made.county()
    made.director(world)
    made.director(world, "白乙", date(2015, 3, 1), village=1)
    return world


def test_the_button_has_a_worker_accrue_and_a_second_delivery_changes_nothing(client, worker):
    world = county()
    client.force_login(world.clerk)
    client.post(RUN, {"year": "2016"})
    worker.start()
    until(lambda: state() == RunState.DONE, explain=worker.said)
    ids = set(PensionAccrual.objects.values_list("pk", flat=True))
    assert len(ids) == 2
    run = Run.objects.get()
    tasks.accrue_pension.delay(run.pk)
    until(lambda: worker.said().count("succeeded") >= 2, explain=worker.said)
    assert set(PensionAccrual.objects.values_list("pk", flat=True)) == ids
    assert Run.objects.get().attempts == run.attempts


def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_one_accrues(client, worker):
    world = county()
    client.force_login(world.clerk)
    worker.start()
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:  # holds the county, so that the worker waits in the middle of its work
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PENSION_LOCK, world.county.pk])
    client.post(RUN, {"year": "2016"})
    until(lambda: state() == RunState.STARTED, explain=worker.said)
    worker.kill()
    other.rollback()
    other.close()
    assert not PensionBatch.objects.exists()
    worker.start()
    client.post(RUN, {"year": "2016"})
    until(lambda: state() == RunState.DONE, explain=worker.said)
    assert PensionBatch.objects.get().years == 2
