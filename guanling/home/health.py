"""Is the house in order: database, broker, worker heartbeat."""

import time

from django.core.cache import cache
from django.db import connection

HEARTBEAT_KEY = "worker-heartbeat"
# Some missed beats and the length of an ordinary task.
HEARTBEAT_LATE_AFTER = 150


def status():
    """Return {part: "ok" or what is wrong} for database, broker and worker."""
    parts = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        parts["database"] = "ok"
    except Exception as error:  # the check reports whatever keeps the database away
        parts["database"] = type(error).__name__
    try:
        beat = cache.get(HEARTBEAT_KEY)
        parts["broker"] = "ok"
        age = None if beat is None else time.time() - beat
        parts["worker"] = "ok" if age is not None and age < HEARTBEAT_LATE_AFTER else "no heartbeat"
    except Exception as error:  # same for the broker
        parts["broker"] = type(error).__name__
        parts["worker"] = "unknown"
    return parts
