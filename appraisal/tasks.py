"""Celery tasks of the month and of the sweep: fetch, call a service, nothing else."""

from celery import shared_task
from django.utils import timezone

from appraisal.services import cases, ranking
from appraisal.services import sweep as sweeping
from guanling.documents.tasks import enqueue_paper


@shared_task(name="appraisal.tasks.rank_month", acks_late=True)
def rank_month(run_id):
    """Do a queued ranking."""
    ranking.perform(run_id)


@shared_task(name="appraisal.tasks.rank_due_months", acks_late=True)
def rank_due_months():
    """Queue the closed months whose ranking day has come."""
    for run in ranking.queue_due(today=timezone.localdate()):
        rank_month.delay(run.pk)


@shared_task(name="appraisal.tasks.lapse_cases", acks_late=True)
def lapse_cases():
    """Let cases fall whose deadline the office has missed, and put back whom that concerns."""
    for paper in cases.lapse_due(today=timezone.localdate()):
        enqueue_paper(paper)


@shared_task(name="appraisal.tasks.sweep", acks_late=True)
def sweep(run_id):
    """Do a queued sweep."""
    sweeping.perform(run_id)


@shared_task(name="appraisal.tasks.sweep_due", acks_late=True)
def sweep_due():
    """Queue the sweep of the months that were closed or issued since."""
    for run in sweeping.queue_due(today=timezone.localdate()):
        sweep.delay(run.pk)
