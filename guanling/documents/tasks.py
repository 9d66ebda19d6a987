"""Celery tasks: fetch, call a service, nothing else."""

from celery import shared_task
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from guanling.documents.enums import BatchState
from guanling.documents.services import imports, papers
from guanling.runs.errors import Outrun

PROGRESS_SECONDS = 900


def progress_key(batch_id):
    """Return the cache key under which a batch's present step stands."""
    return f"import-progress:{batch_id}"


def _teller(batch_id):
    return lambda text: cache.set(progress_key(batch_id), text, PROGRESS_SECONDS)


@shared_task(name="documents.check_import")
def check_import(batch_id):
    """Check an uploaded batch."""
    try:
        imports.check_batch(batch_id, progress=_teller(batch_id))
    except Outrun:
        # Delivered twice, and the other delivery is past checking.
        return


@shared_task(name="documents.save_import")
def save_import(batch_id):
    """Save a batch that its uploader ordered to be saved."""
    imports.save_batch(batch_id, progress=_teller(batch_id))


@shared_task(name="documents.resume_imports")
def resume_imports():
    """Send the tasks of stalled uploads again."""
    for batch_id, state in imports.stalled(timezone.now()):
        (save_import if state == BatchState.SAVING else check_import).delay(batch_id)


@shared_task(name="documents.set_draft")
def set_draft(draft_id):
    """Set a draft as PDF."""
    papers.render_draft(draft_id)


@shared_task(name="documents.set_paper")
def set_paper(paper_id):
    """Set an issued paper as PDF."""
    papers.render_paper(paper_id)


@shared_task(name="documents.set_print")
def set_print(print_id):
    """Set a print as PDF."""
    papers.render_print(print_id)


@shared_task(name="documents.remove_old_prints")
def remove_old_prints():
    """Remove prints that are no longer kept."""
    papers.remove_old_prints(timezone.now())


def enqueue_draft(draft):
    """Have ``draft`` set once the transaction has committed."""
    transaction.on_commit(lambda: set_draft.delay(draft.pk))


def enqueue_paper(paper):
    """Have ``paper`` set once the transaction has committed."""
    transaction.on_commit(lambda: set_paper.delay(paper.pk))


def enqueue_print(job):
    """Have ``job`` set once the transaction has committed."""
    transaction.on_commit(lambda: set_print.delay(job.pk))
