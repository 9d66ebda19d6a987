"""Throw-away PostgreSQL and Valkey for one test run, up before Django reads its settings.

Loaded by ``-p tests.servers`` in pyproject.toml, because pytest-django reads the settings before any
conftest. Workers of xdist inherit the environment and share the servers, each with its own databases.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from guanling.embedded import client

SCRATCH = "GUANLING_TEST_SCRATCH"


def _start():
    home = Path(tempfile.mkdtemp(prefix="guanling-test-"))
    use = client.Use(home, throwaway=True)

    owner = os.getpid()

    def end():
        if os.getpid() == owner:  # not in a forked child of a test
            use.release(wait=True)
            shutil.rmtree(home, ignore_errors=True)

    atexit.register(end)
    running = use.acquire()
    os.environ.update(running.environment(owner=True))
    os.environ["DATABASE_APP_URL"] = running.database_url()


def _make_scratch():
    """A folder for what workers make once for all of them; gone with the process that made it."""
    folder = tempfile.mkdtemp(prefix="guanling-scratch-")
    owner = os.getpid()

    def end():
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    os.environ[SCRATCH] = folder


if SCRATCH not in os.environ:
    _make_scratch()
if not os.environ.get("DATABASE_URL"):
    _start()
elif worker := os.environ.get("PYTEST_XDIST_WORKER"):
    number = int(worker.removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rsplit("/", 1)[0] + f"/{number}"
