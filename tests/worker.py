"""A real worker process on the test's own database and broker, to be started, killed and started again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection
from redis import Redis

CHECKOUT = Path(__file__).resolve().parent.parent
READY_SECONDS = 40
OPTIONS = ("-P", "solo", "-l", "INFO", "--without-gossip", "--without-mingle")
# Redelivery of a killed worker's task must come within a test's patience.
VISIBILITY_SECONDS = "5"


class Worker:
    """Starts `celery worker` processes; all of them end with the test."""

    def __init__(self, log: Path, broker: Redis):
        self.log = log
        self.broker = broker
        self.processes = []

    def start(self) -> subprocess.Popen:
        """Start one more worker and return it once it takes tasks."""
        url = urlsplit(os.environ["DATABASE_URL"])
        environment = os.environ | {
            "DATABASE_URL": urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}")),
            "REDIS_URL": settings.REDIS_URL,
            "TASK_VISIBILITY_SECONDS": VISIBILITY_SECONDS,
        }
        said = self.log.with_suffix(f".{len(self.processes)}.log")
        with said.open("w") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "guanling", "worker", *OPTIONS],
                cwd=CHECKOUT,
                env=environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)
        until(lambda: "ready." in said.read_text(), READY_SECONDS, said.read_text)
        return process

    def kill(self) -> None:
        """Kill every worker as a power cut would, and wait until the broker has noticed."""
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        until(lambda: not self._listening())

    def _listening(self) -> bool:
        """Whether the broker still believes that somebody waits for tasks of this test's database."""
        number = str(self.broker.connection_pool.connection_kwargs["db"])
        return any(
            client["db"] == number and client["cmd"].startswith("brpop")
            for client in self.broker.client_list()
        )

    def said(self) -> str:
        """Everything that the workers wrote."""
        return "\n".join(path.read_text() for path in sorted(self.log.parent.glob("*.log")))


def until(condition, seconds=30, explain=lambda: "") -> None:
    """Wait until ``condition()`` holds; fail with what ``explain`` tells when it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, explain()
        time.sleep(0.1)


@pytest.fixture
def worker(tmp_path, transactional_db):
    """Workers for one test; the broker is empty before and after it."""
    broker = Redis.from_url(settings.REDIS_URL)
    broker.flushdb()
    workers = Worker(tmp_path / "worker", broker)
    yield workers
    workers.kill()
    broker.flushdb()
    broker.close()
