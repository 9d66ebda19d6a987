"""The measuring program must not rot: it runs in tiny sizes, and never over somebody's data."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
# The second run finds the data of the first.
TWICE = '"$0" -m tests.bench --small || exit 1; "$0" -m tests.bench --small --only import; echo "second $?"'


@pytest.mark.stack
def test_measures_in_tiny_sizes_and_refuses_a_database_with_data():
    outer = ("DATABASE_URL", "DATABASE_APP_URL", "REDIS_URL", "GUANLING_HOME")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "guanling.embedded",
            "exec",
            "--throwaway",
            "--",
            "sh",
            "-c",
            TWICE,
            sys.executable,
        ],
        cwd=CHECKOUT,
        env={name: value for name, value in os.environ.items() if name not in outer},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for line in ("Ranking a month", "Sweep over the grounds", "Import of a people workbook", "roster:people"):
        assert line in done.stdout
    assert "grows!" not in done.stdout
    assert "second 2" in done.stdout
    assert "holds data" in done.stderr
