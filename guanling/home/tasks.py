"""The worker's heartbeat."""

import time

from celery import shared_task
from django.core.cache import cache

from guanling.home.health import HEARTBEAT_KEY, HEARTBEAT_LATE_AFTER


@shared_task
def heartbeat():
    """Say that a worker takes tasks; beat sends it, /healthz reads it."""
    cache.set(HEARTBEAT_KEY, time.time(), timeout=HEARTBEAT_LATE_AFTER * 2)
