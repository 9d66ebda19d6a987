"""The process that owns PostgreSQL and Valkey of one data folder while anybody uses them.

Users hold a shared lock on ``run/users.lock``. The kernel drops it when a user ends, however it ends,
so the keeper needs no counting: once it gets the lock exclusively, nobody is left and it stops the
servers. It is started by ``client.servers`` and is not a child of a command, so that a command that ends
does not take the servers from another one.
"""

import fcntl
import json
import os
import signal
import sys
import time
from pathlib import Path

from guanling.embedded import keys as keys_of
from guanling.embedded.errors import StartError
from guanling.embedded.postgres import Postgres
from guanling.embedded.valkey import Valkey

POLL_SECONDS = 0.2
BACKOFF_SECONDS = (0, 1, 2, 5, 10, 30)
QUIET_SECONDS = 60  # a server that ran this long starts again without delay
WANTED_PORTS = {"PostgreSQL": 54320, "Valkey": 63790}
STATE = "run/servers.json"
PORTS = "run/ports.json"


def lock_file(home: Path, name: str):
    """Open a lock file of ``home``; the caller flocks it. Never deleted, so that all lock the same inode."""
    folder = home / "run"
    folder.mkdir(parents=True, exist_ok=True)
    return open(os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+")


def write_json(path: Path, content) -> None:
    """Replace a small file whole, so that a reader never sees half of it."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(content), encoding="utf-8")
    part.replace(path)


def read_json(path: Path) -> dict:
    """Return the content, or {} when the file is missing or unreadable."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}


def keep(home: Path, *, throwaway: bool, report) -> int:
    """Run the servers until nobody uses them. ``report(line)`` gets one line per step, then "ready".

    Returns the exit status. A StartError is reported as "error: …".
    """
    own = lock_file(home, "keeper")
    fcntl.flock(own, fcntl.LOCK_EX)  # a keeper that is just stopping finishes first
    state = home / STATE
    state.unlink(missing_ok=True)
    servers = []
    ending = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: ending.append(True))
    try:
        keys = keys_of.load(home)
        for kind in (Postgres, Valkey):
            server = kind(home, keys, throwaway=throwaway)
            servers.append(server)
            _start(server, home, throwaway=throwaway, report=report)
    except (StartError, OSError) as problem:
        _stop(servers)
        report(f"error: {problem}")
        return 1
    _write_state(state, servers)
    report("ready")
    _watch(home, servers, state, ending, throwaway=throwaway)
    state.unlink(missing_ok=True)
    _stop(servers)
    return 0


def _start(server, home, *, throwaway, report):
    ports = read_json(home / PORTS)
    wanted = ports.get(server.name, 0 if throwaway else WANTED_PORTS[server.name])
    server.start(wanted)
    taken = f"（端口 {wanted} 已被占用，改用下一个空闲端口）" if wanted not in (0, server.port) else ""
    report(f"{server.label} {server.name} 已启动，端口 {server.port}{taken}")
    # The same port next time: open connections and bookmarks of tools stay right.
    write_json(home / PORTS, ports | {server.name: server.port})


def _write_state(path, servers):
    write_json(
        path,
        {"keeper": os.getpid()}
        | {server.name: {"pid": server.process.pid, "port": server.port} for server in servers},
    )


def _watch(home, servers, state, ending, *, throwaway):
    """Return when nobody uses the servers or we are told to end; start a dead server again."""
    users = lock_file(home, "users")
    failures = {server.name: 0 for server in servers}
    started = {server.name: time.monotonic() for server in servers}
    while not ending:
        try:
            # Kept until this process ends: a newcomer waits there until the servers are down.
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            time.sleep(POLL_SECONDS)
        for server in servers:
            if server.alive():
                continue
            _log(f"{server.name} ended with status {server.process.poll()}, starting it again")
            if time.monotonic() - started[server.name] > QUIET_SECONDS:
                failures[server.name] = 0
            time.sleep(BACKOFF_SECONDS[min(failures[server.name], len(BACKOFF_SECONDS) - 1)])
            failures[server.name] += 1
            server.stop()
            try:
                _start(server, home, throwaway=throwaway, report=_log)
            except (StartError, OSError) as problem:
                _log(str(problem))
                continue
            started[server.name] = time.monotonic()
            _write_state(state, servers)


def _stop(servers):
    for server in reversed(servers):
        server.stop()


def _log(line):
    sys.stderr.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {line}\n")
    sys.stderr.flush()
