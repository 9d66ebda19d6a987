"""Celery tasks of open selection: fetch, call a service, nothing else."""
