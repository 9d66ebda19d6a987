"""The one process behind ``make run``: prepares the installation, runs and watches its children.

Everything it starts dies with it (PR_SET_PDEATHSIG); the servers of the data folder end by themselves
when nobody uses them (keeper). So a killed supervisor leaves nothing behind that stops the next start.
"""

import fcntl
import hashlib
import http.client
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from guanling.embedded import client, commands, keeper, process
from guanling.embedded import keys as keys_of
from guanling.embedded.errors import StartError

STEPS = 9
WORKERS = 2
WEB_PORT = 8000
POLL_SECONDS = 0.5
STOP_SECONDS = 30
WEB_READY_SECONDS = 60
WEB_OPTIONS = (
    *("--worker-class", "gthread", "--workers", "2", "--threads", "8"),
    *("--timeout", "120", "--graceful-timeout", "20"),
)
WEB_STATE = "run/web.json"
PREPARED = "run/prepared.json"
DEMO_STATE = "demo.json"  # beside the data, for it tells what they are


@dataclass
class Child:
    """One process to keep alive."""

    label: str
    log: str
    arguments: list[str]
    death_signal: signal.Signals = signal.SIGTERM
    running: subprocess.Popen | None = None
    failures: int = 0
    started: float = 0.0
    due: float = 0.0  # when a dead one starts again; 0 while it runs

    def start(self, home: Path, environment: dict[str, str]) -> None:
        """Start the process; its output goes to ``home/log``."""
        self.running = process.spawn(
            [sys.executable, "-m", *self.arguments],
            log=home / "log" / f"{self.log}.log",
            death_signal=self.death_signal,
            env=environment,
            cwd=client.CHECKOUT,
        )
        self.started = time.monotonic()
        self.due = 0.0


@dataclass
class External:
    """Servers named by DATABASE_URL and REDIS_URL instead of our own; offers what ``Servers`` offers."""

    home: Path
    started_here: bool = False

    def environment(self, *, owner: bool = False) -> dict[str, str]:
        """Return the settings that the outer environment leaves open."""
        keys = keys_of.load(self.home)
        variables = {"SECRET_KEY": keys.SECRET_KEY, "FIELD_KEYS": keys.FIELD_KEYS} | {
            name: os.environ[name]
            for name in ("SECRET_KEY", "FIELD_KEYS", "DATABASE_URL", "REDIS_URL", "DATABASE_APP_ROLE")
            if os.environ.get(name)
        }
        if owner and os.environ.get("MIGRATE_DATABASE_URL"):
            variables["DATABASE_URL"] = os.environ["MIGRATE_DATABASE_URL"]
        return variables | {"GUANLING_HOME": str(self.home), "GUANLING_EMBEDDED": "1"}

    def database_url(self, role: str = "") -> str:
        """Return the address with which tables are made."""
        return os.environ.get("MIGRATE_DATABASE_URL") or os.environ["DATABASE_URL"]


@dataclass
class Supervisor:
    """State of one ``make run``."""

    home: Path
    external: bool = False
    use: client.Use | None = None
    servers: client.Servers | External | None = None
    port: int = 0
    children: list[Child] = field(default_factory=list)
    signals: int = 0

    def run(self) -> int:
        """Start everything, watch it until told to end, stop it. Returns the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._signalled)
        try:
            self._start_servers(numbered=True)
            self._prepare()
            self._start_children()
            self._announce()
            self._watch()
        except StartError as problem:
            say(f"\n{problem}")
            return 1
        except _Ending:
            say("")
        finally:
            self._stop()
        return 0

    def _signalled(self, *_):
        self.signals += 1
        if self.signals == 1:
            raise _Ending

    # -- start ----------------------------------------------------------------------------------

    def _start_servers(self, *, numbered: bool) -> None:
        if self.external:
            self.servers = External(self.home)
            step(1, "数据库：使用 DATABASE_URL 指定的服务器")
            step(2, "消息队列：使用 REDIS_URL 指定的服务器")
            return
        lines = iter((1, 2))

        def report(line):
            step(next(lines), line) if numbered else say(line)

        if numbered and not (self.home / "postgres").exists():
            say(f"首次启动，数据文件夹：{self.home}")
        self.use = client.Use(self.home, say=report)
        self.servers = self.use.acquire()
        if numbered and not self.servers.started_here:
            step(1, f"数据库 PostgreSQL 已在运行，端口 {self.servers.postgres_port}")
            step(2, f"消息队列 Valkey 已在运行，端口 {self.servers.valkey_port}")

    def _prepare(self) -> None:
        pending = commands.pending_migrations(self.servers)
        fresh = ("", "") in pending
        prepared = keeper.read_json(self.home / PREPARED).get("code")
        code = fingerprint()
        if pending:
            step(3, "建立或更新数据表……")
            commands.run_manage(self.servers, "migrate", "--no-input", "--verbosity=0")
        else:
            step(3, "数据表已是最新")
        if (pending or prepared != code) and commands.has_command("grant_app_role"):
            step(4, "设定数据库权限……")
            commands.run_manage(self.servers, "grant_app_role")
        else:
            step(4, "数据库权限已设定")
        self._load_demo(fresh=fresh)
        if prepared != code or not (self.home / "static").exists():
            step(6, "整理页面文件……")
            commands.run_manage(self.servers, "collectstatic", "--no-input", "--verbosity=0")
        else:
            step(6, "页面文件已就绪")
        keeper.write_json(self.home / PREPARED, {"code": code})

    def _load_demo(self, *, fresh: bool) -> None:
        """Load the demo county into an empty installation, once; an interrupted load is done again."""
        path = self.home / DEMO_STATE
        state = keeper.read_json(path).get("state")
        wanted = os.environ.get("DEMO", "1") != "0" and not self.external
        if state is None:
            available = commands.has_command("load_demo")
            state = "loading" if fresh and wanted and available else "none"
            keeper.write_json(path, {"state": state})
        if state == "loading":
            step(5, "载入示范县……")
            commands.run_manage(self.servers, "load_demo", owner=False, variables={"GUANLING_DEMO": "1"})
            keeper.write_json(path, {"state": "done"})
        else:
            step(5, "示范县已载入" if state == "done" else "不使用示范县")

    def _environment(self) -> dict[str, str]:
        return os.environ | self.servers.environment() | {"PYTHONPATH": str(client.CHECKOUT)}

    def _start_children(self) -> None:
        beat_schedule = str(self.home / "run" / "beat-schedule")
        self.port = self._web_port()
        workers = [
            Child(
                f"后台进程 {number}",
                f"worker-{number}",
                # One process each: the prefork pool can hang when told to end.
                ["celery", "-A", "guanling", "worker", "-P", "solo", "-l", "INFO", "-n", f"w{number}@%h"],
            )
            for number in range(1, WORKERS + 1)
        ]
        beat = Child(
            "定时任务",
            "beat",
            ["celery", "-A", "guanling", "beat", "-l", "INFO", "--pidfile=", "-s", beat_schedule],
        )
        web = Child(
            "网页服务",
            "web",
            ["gunicorn", "guanling.wsgi:application", "--bind", f"127.0.0.1:{self.port}", *WEB_OPTIONS],
            death_signal=signal.SIGQUIT,  # gunicorn's quick end: the port is free for the next start
        )
        self.children = [*workers, beat, web]
        environment = self._environment()
        # The web alone first: the first page comes sooner when nothing else starts beside it.
        step(7, f"网页服务，端口 {self.port}……")
        web.start(self.home, environment)
        keeper.write_json(self.home / WEB_STATE, {"pid": web.running.pid, "port": self.port})
        self._wait_for_web(web)
        step(8, f"后台进程 {WORKERS} 个")
        step(9, "定时任务")
        for child in (*workers, beat):
            child.start(self.home, environment)

    def _web_port(self) -> int:
        before = keeper.read_json(self.home / WEB_STATE)
        deadline = time.monotonic() + 10
        # The web server of a killed supervisor is still ending: wait for its port instead of moving on.
        while before and Path(f"/proc/{before['pid']}").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        wanted = int(os.environ.get("PORT") or WEB_PORT)
        port = process.next_free_port(wanted)
        if port != wanted:
            say(f"端口 {wanted} 已被占用，改用下一个空闲端口 {port}")
        return port

    def _wait_for_web(self, web: Child) -> None:
        deadline = time.monotonic() + WEB_READY_SECONDS
        while time.monotonic() < deadline:
            if web.running.poll() is not None:
                break
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            try:
                connection.request("GET", "/")
                connection.getresponse().read()
            except OSError:
                time.sleep(0.1)
            else:
                return
            finally:
                connection.close()
        raise StartError(f"网页服务没有启动成功，请查看 {self.home / 'log' / 'web.log'} 末尾的说明。")

    def _announce(self) -> None:
        say(f"\n系统已启动：http://127.0.0.1:{self.port}/")
        demo = keeper.read_json(self.home / DEMO_STATE).get("state") == "done"
        if demo and commands.has_command("demo_accounts"):
            say(commands.run_manage(self.servers, "demo_accounts", owner=False).rstrip())
        say("按 Ctrl-C 停止，数据保留。\n")

    # -- watch ----------------------------------------------------------------------------------

    def _watch(self) -> None:
        while True:
            time.sleep(POLL_SECONDS)
            self._check_servers()
            for child in self.children:
                self._check_child(child)

    def _check_child(self, child: Child) -> None:
        if child.due:
            if time.monotonic() >= child.due:
                child.start(self.home, self._environment())
                if child is self.children[-1]:
                    keeper.write_json(self.home / WEB_STATE, {"pid": child.running.pid, "port": self.port})
            return
        if child.running.poll() is None:
            return
        if time.monotonic() - child.started > keeper.QUIET_SECONDS:
            child.failures = 0
        delay = keeper.BACKOFF_SECONDS[min(child.failures, len(keeper.BACKOFF_SECONDS) - 1)]
        child.failures += 1
        process.kill_group(child.running)
        child.due = time.monotonic() + delay
        when = f"{delay} 秒后" if delay else "立即"
        say(f"{now()} {child.label}意外结束，{when}重新启动（记录：log/{child.log}.log）")

    def _check_servers(self) -> None:
        """Bring the servers back when their keeper died, and tell the children when an address changed."""
        if self.external:
            return
        state = keeper.read_json(self.home / keeper.STATE)
        known = (self.servers.postgres_port, self.servers.valkey_port)
        if state and self.use.running():
            if (state["PostgreSQL"]["port"], state["Valkey"]["port"]) == known:
                return
            say(f"{now()} 数据库或消息队列换了端口，重新连接")
        else:
            say(f"{now()} 数据库意外停止，正在重新启动")
        self._stop_children()
        self.use.release()
        self._start_servers(numbered=False)
        environment = self._environment()
        for child in self.children:
            child.start(self.home, environment)
        keeper.write_json(self.home / WEB_STATE, {"pid": self.children[-1].running.pid, "port": self.port})

    # -- stop -----------------------------------------------------------------------------------

    def _stop(self) -> None:
        if self.children:
            say("正在停止……")
        self.signals = max(self.signals, 1)  # from here on a signal only shortens the wait
        self._stop_children()
        if self.use is not None:
            self.use.release()
        if self.children:
            say("已停止，数据已保存。")

    def _stop_children(self) -> None:
        """First the web, then what works in the background; a second Ctrl-C does not wait."""
        alive = [child for child in self.children if child.running is not None]
        for child in reversed(alive):
            if child.running.poll() is None:
                child.running.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        while any(child.running.poll() is None for child in alive):
            if time.monotonic() > deadline or self.signals > 1:
                break
            time.sleep(0.1)
        for child in alive:
            process.kill_group(child.running)


class _Ending(Exception):
    """Ctrl-C or SIGTERM."""


def fingerprint() -> str:
    """Return a mark of the program's files (name, size, time): unchanged means nothing to prepare."""
    found = hashlib.sha256()
    folders = ("guanling", "roster", "training", "appraisal", "recruitment", "payroll", "static", "templates")
    for folder in folders:
        for path in sorted((client.CHECKOUT / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                stat = path.stat()
                found.update(
                    f"{path.relative_to(client.CHECKOUT)}|{stat.st_size}|{stat.st_mtime_ns}\n".encode()
                )
    return found.hexdigest()


def step(number: int, text: str) -> None:
    """Print one line of progress."""
    say(f"[{number}/{STEPS}] {text}")


def say(line: str) -> None:
    """Print a line at once, also into a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def now() -> str:
    """Return the wall-clock time for console lines."""
    return time.strftime("%H:%M:%S")


def main() -> int:
    """Run one supervisor per data folder; a second one says where the first is."""
    home = client.home_folder()
    home.mkdir(parents=True, exist_ok=True)
    with keeper.lock_file(home, "supervisor") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            port = keeper.read_json(home / WEB_STATE).get("port", WEB_PORT)
            say(f"系统已在运行：http://127.0.0.1:{port}/")
            return 1
        external = bool(os.environ.get("DATABASE_URL"))
        if external and not os.environ.get("REDIS_URL"):
            say("设置了 DATABASE_URL 时，也请设置 REDIS_URL。")
            return 1
        return Supervisor(home, external=external).run()
