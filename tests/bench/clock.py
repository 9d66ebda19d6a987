"""Times and counts, so that only ratios need to be compared between machines."""

import statistics
import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

REPEATS = 5


def seconds(work, *, before=lambda: None, repeats=REPEATS) -> float:
    """Return the median seconds of ``work()``; ``before()`` is called each time and not measured."""
    times = []
    for _ in range(repeats):
        before()
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def side_by_side(*works, before=lambda: None, repeats=REPEATS) -> list[float]:
    """Return the median seconds of each of ``works``, done in turn, so that a slow moment meets all of them.

    One round beforehand is not counted: the first use of a table or a plan costs extra.
    """
    times = [[] for _ in works]
    for number in range(repeats + 1):
        for work, kept in zip(works, times, strict=True):
            taken = seconds(work, before=before, repeats=1)
            if number:
                kept.append(taken)
    return [statistics.median(kept) for kept in times]


def statements(work) -> int:
    """Return how many statements ``work()`` sends."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)
