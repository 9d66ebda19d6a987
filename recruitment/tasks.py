"""Celery tasks of open selection: fetch, call a service, nothing else."""

import pghistory
from celery import shared_task
from django.db import transaction
from django.utils import timezone

from guanling.runs.errors import Outrun
from recruitment.services import files, retention
from recruitment.workbooks.reports import round_book

SCHEDULED = "定时任务"


@shared_task(name="recruitment.make_file", acks_late=True)
def make_file(file_id):
    """Make the whole file of a round."""
    try:
        files.make(file_id, round_book)
    except Outrun:
        # Delivered twice; the other delivery is past it.
        return


def enqueue_file(made):
    """Have a whole file made once the transaction has committed."""
    transaction.on_commit(lambda: make_file.delay(made.pk))


@shared_task(name="recruitment.purge", acks_late=True)
def purge():
    """Remove what is no longer kept: personal data of those not appointed, whole files taken out."""
    now = timezone.now()
    with pghistory.context(user=None, user_name=SCHEDULED, page="purge"):
        retention.purge_due(now=now)
    files.remove_old(now)
