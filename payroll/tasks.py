"""Celery tasks of pay: fetch, call a service, nothing else."""

from celery import shared_task

from payroll.services import pension


@shared_task(name="payroll.tasks.accrue_pension", acks_late=True)
def accrue_pension(run_id):
    """Do a queued pension accrual."""
    pension.perform(run_id)
