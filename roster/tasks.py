"""Celery tasks of the roster: fetch, call a service, nothing else."""

from celery import shared_task
from django.utils import timezone

from roster.services import reorganisations


@shared_task(name="roster.apply_due_unit_changes", acks_late=True)
def apply_due_unit_changes():
    """Carry out the agreed changes of units whose day has come."""
    reorganisations.apply_due(today=timezone.localdate())
