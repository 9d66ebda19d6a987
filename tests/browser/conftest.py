"""A whole installation of its own, and a real Chromium in front of it."""

import contextlib
import fcntl
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.embedded.conftest import CHECKOUT, STARTS_WITHIN, clean_environment
from tests.servers import SCRATCH

SCREEN = {"width": 1366, "height": 768}
STOPS_WITHIN = 120
# A page may be slow while the other core runs tests too: what is expected is waited for, not looked at once.
expect.set_options(timeout=60_000)
CHROMIUM = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]


def _lines(stream, into):
    for line in stream:
        into.put(line)
    into.put(None)


@contextlib.contextmanager
def running(home, demo):
    """``make run`` in a data folder; gives the address it printed and ends as Ctrl-C ends it."""
    supervisor = subprocess.Popen(
        [sys.executable, "-m", "guanling.embedded", "run"],
        cwd=CHECKOUT,
        env=clean_environment(home, DEMO=demo, PORT="18000", PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said: queue.Queue = queue.Queue()
    threading.Thread(target=_lines, args=(supervisor.stdout, said), daemon=True).start()
    heard, address, until = [], None, time.monotonic() + STARTS_WITHIN
    while address is None and time.monotonic() < until:
        line = said.get(timeout=STARTS_WITHIN)
        if line is None:
            break
        heard.append(line)
        if match := re.search(r"已启动：(http://127\.0\.0\.1:\d+)/", line):
            address = match.group(1)
    try:
        assert address, "".join(heard)
        yield address
    finally:
        supervisor.send_signal(signal.SIGINT)
        supervisor.wait(timeout=60)
        supervisor.stdout.close()


@pytest.fixture(scope="session")
def demo_home():
    """A data folder with the demo county in it and nothing running; made once for all workers.

    Filling it takes a minute, copying it a second: each module gets a copy of its own.
    """
    scratch = Path(os.environ[SCRATCH])
    folder, done = scratch / "demo", scratch / "demo.done"
    with open(scratch / "demo.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            with running(folder, "1"):
                pass
            # The database's keeper outlives the supervisor by a moment.
            until = time.monotonic() + STOPS_WITHIN
            while (folder / "postgres" / "postmaster.pid").exists():
                assert time.monotonic() < until, "the database of the demo county does not stop"
                time.sleep(0.2)
            done.touch()
    return folder


@pytest.fixture(scope="module")
def installation_home(request):
    """The data folder of the module's installation, with the demo county if the module says DEMO = "1"."""
    home = Path(tempfile.mkdtemp(prefix="guanling-browser-"))
    if getattr(request.module, "DEMO", "0") == "1":
        # With its owners: as root the database belongs to another user.
        subprocess.run(["cp", "-a", f"{request.getfixturevalue('demo_home')}/.", home], check=True)
    yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def installation(request, installation_home):
    """``make run`` in a data folder of its own; yields the address it printed."""
    with running(installation_home, getattr(request.module, "DEMO", "0")) as address:
        yield address


@pytest.fixture(scope="module")
def chromium():
    """The system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        yield browser
        browser.close()


def is_trouble(said):
    """Whether a line of the console tells of a fault; a form that is refused (422) is none."""
    return said.type == "error" and "status of 422" not in said.text


@pytest.fixture
def visit(chromium: Browser, installation):
    """Open a window of somebody who is not logged in; a page that logs an error fails the test."""
    contexts, troubles = [], []

    def open_page() -> Page:
        context = chromium.new_context(viewport=SCREEN, locale="zh-CN", base_url=installation)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if is_trouble(said) else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def picture(request):
    """Keep a screenshot where GUANLING_SCREENSHOTS says, so that somebody can look at it."""
    folder = os.environ.get("GUANLING_SCREENSHOTS")

    def keep(page: Page, name: str):
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=False)

    return keep
