"""Times and counts, so that only ratios need to be compared between machines."""

import statistics
import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

REPEATS = 3


def seconds(work, *, before=lambda: None, repeats=REPEATS) -> float:
    """Return the median seconds of ``work()``; ``before()`` is called each time and not measured."""
    times = []
    for _ in range(repeats):
        before()
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def statements(work) -> int:
    """Return how many statements ``work()`` sends."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)
