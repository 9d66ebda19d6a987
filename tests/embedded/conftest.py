"""Data folders of their own for tests that kill servers."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from guanling.embedded import client, keeper

CHECKOUT = Path(__file__).resolve().parent.parent.parent
# A first start migrates an empty database on one of two cores that the tests share.
STARTS_WITHIN = 300
OURS = ("DATABASE_URL", "DATABASE_APP_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "GUANLING_EMBEDDED")


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of somebody who has set nothing but the data folder."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return kept | {"GUANLING_HOME": str(home), "PYTHONPATH": str(CHECKOUT)} | more


@pytest.fixture
def home(tmp_path):
    """A data folder with spaces and Chinese in its path, below a 0700 folder; servers are gone after it."""
    folder = tmp_path / "县 局" / "数据"
    yield folder
    if folder.exists():
        state = keeper.read_json(folder / keeper.STATE)
        if state and client.Use(folder).running():
            os.kill(state["keeper"], signal.SIGTERM)
        client.Use(folder).release(wait=True)


@pytest.fixture
def own_ports(home, worker_id):
    """Ports that no test beside this one wants, below those that the kernel hands out by itself.

    The wanted ports of a new folder are the same for all: between a stop and the next start of one test
    another may take them, and a server that then moves on has done what it should.
    """
    number = int(worker_id.removeprefix("gw")) if worker_id.startswith("gw") else 0
    (home / "run").mkdir(parents=True)
    keeper.write_json(home / keeper.PORTS, {"PostgreSQL": 15400 + 10 * number, "Valkey": 16300 + 10 * number})


@pytest.fixture
def python(home):
    """Run Python with the clean environment; returns the finished process."""

    def run(*arguments, cwd=CHECKOUT, **more):
        return subprocess.run(
            [sys.executable, *arguments],
            env=clean_environment(home, **more),
            cwd=cwd,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    return run
