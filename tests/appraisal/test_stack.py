"""Ranking through the real broker and worker: done once, delivered twice, and after a killed worker."""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from appraisal import tasks
from appraisal.enums import MonthState
from appraisal.models import Month, Result, SweepFinding
from appraisal.services.guards import MONTH_LOCK
from guanling.accounts.enums import Role
from guanling.runs.enums import RunState
from guanling.runs.models import Run
from tests.appraisal.sweep_build import behind_twice
from tests.appraisal.world import closed, small_county
from tests.worker import until

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]

RANK = reverse("appraisal:month-rank", kwargs={"period": "2016-09"})
PROGRESS = reverse("appraisal:month-progress", kwargs={"period": "2016-09"})


def state(month):
    """The month's state now."""
    return Month.objects.get(pk=month.pk).state


def run_state():
    """The run's state now."""
    return Run.objects.get().state


def places(month):
    """What the ranking wrote."""
    return sorted(Result.objects.filter(month=month).values_list("person_name", "score", "county_rank"))


def test_the_button_has_a_worker_rank_and_a_second_delivery_changes_nothing(client, worker):
    world = small_county()
    month = closed(world)
    client.force_login(world.users[Role.BUREAU_CLERK])
    client.post(RANK)
    assert "正在排序" in client.get(PROGRESS).content.decode()
    worker.start()
    until(lambda: state(month) == MonthState.RANKED, explain=worker.said)
    until(lambda: run_state() == RunState.DONE, explain=worker.said)
    assert client.get(PROGRESS).headers["HX-Refresh"] == "true"
    first, run = places(month), Run.objects.get()
    ids = set(Result.objects.values_list("pk", flat=True))
    assert [row[2] for row in first] == [1, 2, 3]
    # The same message once more, and then one that is worked on to know that the first has been.
    tasks.rank_month.delay(run.pk)
    tasks.rank_due_months.delay()
    until(lambda: worker.said().count("succeeded") >= 3, explain=worker.said)
    assert set(Result.objects.values_list("pk", flat=True)) == ids
    assert Run.objects.get().attempts == run.attempts


def test_a_worker_killed_while_ranking_leaves_the_month_as_it_was_and_the_next_one_ranks_it(client, worker):
    world = small_county()
    month = closed(world)
    client.force_login(world.users[Role.BUREAU_CLERK])
    worker.start()
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:  # holds the month, so that the worker waits in the middle of its work
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [MONTH_LOCK, month.pk])
    client.post(RANK)
    until(lambda: run_state() == RunState.STARTED, explain=worker.said)
    worker.kill()
    other.rollback()
    other.close()
    assert state(month) == MonthState.CLOSED
    assert not Result.objects.exists()
    worker.start()
    tasks.rank_due_months.delay()  # what beat sends every hour
    until(lambda: state(month) == MonthState.RANKED, explain=worker.said)
    assert [row[2] for row in places(month)] == [1, 2, 3]
    until(lambda: run_state() == RunState.DONE, explain=worker.said)


def test_beat_has_a_worker_sweep_the_closed_month_once(worker):
    built = behind_twice()
    Month.objects.create(
        county=built.county, first_day=date(2016, 9, 1), state=MonthState.CLOSED, closed_at=timezone.now()
    )
    worker.start()
    tasks.sweep_due.delay()  # what beat sends every hour
    until(SweepFinding.objects.exists, explain=worker.said)
    until(lambda: run_state() == RunState.DONE, explain=worker.said)
    run = Run.objects.get()
    assert (run.kind, run.period, run.counts["people"]) == ("sweep", "2016-09", 1)
    # Beat once more, and the same message once more: nothing is done twice.
    tasks.sweep_due.delay()
    tasks.sweep.delay(run.pk)
    until(lambda: worker.said().count("succeeded") >= 4, explain=worker.said)
    assert (Run.objects.get().attempts, SweepFinding.objects.count()) == (run.attempts, 1)
