"""Celery tasks of pay: fetch, call a service, nothing else."""

from celery import shared_task
from django.utils import timezone

from payroll.services import runs


@shared_task(name="payroll.tasks.compute", acks_late=True)
def compute(run_id):
    """Do a queued calculation."""
    runs.perform(run_id)


@shared_task(name="payroll.tasks.resume", acks_late=True)
def resume():
    """Send the calculations again whose message or worker was lost."""
    for run in runs.stalled(now=timezone.now()):
        compute.delay(run.pk)
