"""Two at once, in threads with connections of their own."""

import threading

from django.db import connection


def at_once(*works):
    """Run the works in threads that start together, each on its own connection; return their results."""
    barrier, results = threading.Barrier(len(works)), [None] * len(works)

    def run(number, work):
        try:
            barrier.wait()
            results[number] = work()
        except Exception as error:  # told to the test, not to the thread's log
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
