"""Taking up a run and ending it: safe when a message comes twice or a worker was killed."""

from django.utils import timezone

from guanling.runs.enums import RunState
from guanling.runs.models import Run


def queue(*, kind: str, period: str, scope: str, user) -> Run:
    """Put the run of a kind, period and scope in line, again if it has been done; the caller enqueues it."""
    run, _ = Run.objects.update_or_create(
        kind=kind,
        period=period,
        scope=scope,
        defaults={
            "state": RunState.QUEUED,
            "progress": 0,
            "error": "",
            "requested_by": user,
            "started_at": None,
            "ended_at": None,
        },
    )
    return run


def take_up(run_id: int) -> Run | None:
    """Return the run, now under way, or None when it is done already."""
    run = Run.objects.filter(pk=run_id).exclude(state=RunState.DONE).first()
    if run is None:
        return None
    run.attempts += 1
    taken = (
        Run.objects.filter(pk=run_id)
        .exclude(state=RunState.DONE)
        .update(
            state=RunState.STARTED, attempts=run.attempts, progress=10, error="", started_at=timezone.now()
        )
    )
    return run if taken else None


def end(run: Run, **fields) -> None:
    """Write how the run ended, unless a later delivery has taken it over meanwhile."""
    Run.objects.filter(pk=run.pk, attempts=run.attempts).update(ended_at=timezone.now(), **fields)
