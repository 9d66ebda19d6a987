"""Celery tasks of the roster: fetch, call a service, nothing else."""

import pghistory
from celery import shared_task
from django.utils import timezone

from roster.services import moves, reorganisations

SCHEDULED = "系统（到期自动生效）"


@shared_task(name="roster.apply_due_moves", acks_late=True)
def apply_due_moves():
    """Put every consented move into effect whose day has come, however long nobody has asked."""
    with pghistory.context(user=None, user_name=SCHEDULED, page="apply_due_moves"):
        moves.apply_due(today=timezone.localdate())


@shared_task(name="roster.apply_due_unit_changes", acks_late=True)
def apply_due_unit_changes():
    """Carry out the agreed changes of units whose day has come."""
    with pghistory.context(user=None, user_name=SCHEDULED, page="apply_due_unit_changes"):
        reorganisations.apply_due(today=timezone.localdate())
