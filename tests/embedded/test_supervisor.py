"""``make run`` as a whole: one start, every kind of death, one Ctrl-C."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from guanling.embedded import client, keeper
from guanling.embedded.postgres import OWNER
from guanling.embedded.supervisor import WEB_STATE
from tests.embedded.conftest import CHECKOUT, STARTS_WITHIN, clean_environment

pytestmark = pytest.mark.stack


class Run:
    """One supervisor and what it printed."""

    def __init__(self, home, **variables):
        self.home = home
        self.output = home.parent / "output.txt"
        self.output.parent.mkdir(parents=True, exist_ok=True)
        with open(self.output, "wb") as handle:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "guanling.embedded", "run"],
                env=clean_environment(home, DEMO="0", **variables),
                cwd=CHECKOUT,
                stdout=handle,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def text(self):
        return self.output.read_text(encoding="utf-8")

    def wait_for_text(self, wanted, seconds=STARTS_WITHIN):
        deadline = time.monotonic() + seconds
        while wanted not in self.text():
            assert self.process.poll() is None, self.text()
            assert time.monotonic() < deadline, self.text()
            time.sleep(0.1)

    def children(self):
        """Every process of this data folder except the supervisor, by its environment."""
        mark = f"GUANLING_HOME={self.home}".encode()
        found = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == self.process.pid:
                continue
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
        return found

    def answer(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port(), timeout=10)
        try:
            connection.request("GET", "/accounts/login/")
            return connection.getresponse().status
        except OSError:
            return None
        finally:
            connection.close()

    def port(self):
        return keeper.read_json(self.home / WEB_STATE)["port"]

    def database(self):
        running = client.Use(self.home)
        return psycopg.connect(running.acquire().database_url(OWNER)), running

    def end(self):
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGINT)
        self.process.wait(60)


def until(what, seconds=60):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.fixture
def taken_port():
    """A port that another program holds."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_life_of_an_installation(home, taken_port):
    """Start, deaths of children, death of the supervisor, quick second start, Ctrl-C."""
    run = Run(home, PORT=str(taken_port))
    try:
        run.wait_for_text("系统已启动")
        text = run.text()
        assert [f"[{number}/9]" in text for number in range(1, 10)] == [True] * 9
        assert f"端口 {taken_port} 已被占用，改用下一个空闲端口 {run.port()}" in text
        assert run.answer() is not None

        connection, use = run.database()
        with connection:
            connection.execute("CREATE TABLE kept (id int)")
            connection.execute("INSERT INTO kept VALUES (1)")
        use.release()

        for part, label in (("gunicorn", "网页服务"), ("-n w1@", "后台进程 1"), (" beat ", "定时任务")):
            victim = min(pid for pid, command in run.children().items() if part in command)
            os.kill(victim, signal.SIGKILL)
            run.wait_for_text(f"{label}意外结束")
        until(run.answer)
        os.kill(keeper.read_json(home / keeper.STATE)["keeper"], signal.SIGKILL)
        run.wait_for_text("数据库意外停止，正在重新启动")
        until(run.answer)

        done = subprocess.run(
            [sys.executable, "-m", "guanling.embedded", "run"],
            env=clean_environment(home),
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert (done.returncode, "系统已在运行" in done.stdout) == (1, True)

        os.kill(run.process.pid, signal.SIGKILL)
        run.process.wait(10)
        until(lambda: not run.children())
    finally:
        run.end()

    begun = time.monotonic()
    again = Run(home, PORT=str(taken_port))
    try:
        again.wait_for_text("系统已启动")
        assert time.monotonic() - begun < 30  # a bound for a loaded machine; usually a few seconds
        connection, use = again.database()
        with connection:
            assert connection.execute("SELECT id FROM kept").fetchall() == [(1,)]
        use.release()
        os.kill(again.process.pid, signal.SIGINT)
        assert again.process.wait(60) == 0
        assert "已停止，数据已保存" in again.text()
        until(lambda: not again.children(), 20)
    finally:
        again.end()
