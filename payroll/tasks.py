"""Celery tasks of pay: fetch, call a service, nothing else."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from payroll.services import payments, pension, runs


@shared_task(name="payroll.tasks.compute", acks_late=True)
def compute(run_id):
    """Do a queued calculation."""
    runs.perform(run_id)


@shared_task(name="payroll.tasks.resume", acks_late=True)
def resume():
    """Send the calculations again whose message or worker was lost."""
    for run in runs.stalled(now=timezone.now()):
        compute.delay(run.pk)


@shared_task(name="payroll.tasks.write_bank_file", acks_late=True)
def write_bank_file(file_id):
    """Write a bank file."""
    payments.write_bank_file(file_id)


@shared_task(name="payroll.tasks.read_bank_return", acks_late=True)
def read_bank_return(return_id):
    """Read a bank's answer."""
    payments.read_return(return_id)


def enqueue_bank_file(file):
    """Have ``file`` written once the transaction has committed."""
    transaction.on_commit(lambda: write_bank_file.delay(file.pk))


def enqueue_return(row):
    """Have a bank's answer read once the transaction has committed."""
    transaction.on_commit(lambda: read_bank_return.delay(row.pk))


@shared_task(name="payroll.tasks.accrue_pension", acks_late=True)
def accrue_pension(run_id):
    """Do a queued pension accrual."""
    pension.perform(run_id)
