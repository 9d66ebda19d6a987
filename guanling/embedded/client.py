"""Using the servers of a data folder: join the running ones or have them started."""

import contextlib
import fcntl
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from guanling.embedded import keeper
from guanling.embedded import keys as keys_of
from guanling.embedded.errors import StartError
from guanling.embedded.postgres import APP, DATABASE, OWNER
from guanling.embedded.process import open_log

JOIN_SECONDS = 60
CHECKOUT = Path(__file__).resolve().parent.parent.parent


def home_folder() -> Path:
    """Return the data folder: GUANLING_HOME, by default ``var`` in the checkout."""
    return Path(os.environ.get("GUANLING_HOME") or CHECKOUT / "var").resolve()


@dataclass(frozen=True)
class Servers:
    """Running servers of one data folder and how to reach them."""

    home: Path
    keys: keys_of.Keys
    postgres_port: int
    valkey_port: int
    started_here: bool

    def database_url(self, role: str = APP) -> str:
        """Return the address for ``role`` (APP or OWNER)."""
        password = {APP: self.keys.DATABASE_APP_PASSWORD, OWNER: self.keys.DATABASE_OWNER_PASSWORD}[role]
        return f"postgres://{role}:{password}@127.0.0.1:{self.postgres_port}/{DATABASE}"

    def environment(self, *, owner: bool = False) -> dict[str, str]:
        """Return the variables that guanling.settings needs, for a command of the owner or the app role."""
        demo = keeper.read_json(self.home / "demo.json").get("state") in ("loading", "done")
        return {
            "GUANLING_HOME": str(self.home),
            "GUANLING_EMBEDDED": "1",
            "GUANLING_DEMO": "1" if demo else "0",
            "SECRET_KEY": self.keys.SECRET_KEY,
            "FIELD_KEYS": self.keys.FIELD_KEYS,
            "DATABASE_URL": self.database_url(OWNER if owner else APP),
            "DATABASE_APP_ROLE": APP,
            "REDIS_URL": f"redis://:{self.keys.REDIS_PASSWORD}@127.0.0.1:{self.valkey_port}/0",
        }


class Use:
    """One user's claim on the servers of ``home``; they run at least until ``release``."""

    def __init__(self, home: Path, *, throwaway: bool = False, say=lambda line: None):
        self.home = home
        self.throwaway = throwaway
        self.say = say
        self._claim = None

    def acquire(self) -> Servers:
        """Return running servers, starting them when nobody has. Safe when several do so at once."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o700)
        self._claim = keeper.lock_file(self.home, "users")
        fcntl.flock(self._claim, fcntl.LOCK_SH)
        try:
            with keeper.lock_file(self.home, "start") as start:
                fcntl.flock(start, fcntl.LOCK_EX)
                started = not self._joined()
                if started:
                    self._start_keeper()
                state = keeper.read_json(self.home / keeper.STATE)
                return Servers(
                    home=self.home,
                    keys=keys_of.load(self.home),
                    postgres_port=state["PostgreSQL"]["port"],
                    valkey_port=state["Valkey"]["port"],
                    started_here=started,
                )
        except BaseException:
            self.release()
            raise

    def running(self) -> bool:
        """Whether a living keeper has announced its servers; a state file of a dead one does not count."""
        with keeper.lock_file(self.home, "keeper") as probe:
            try:
                fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return bool(keeper.read_json(self.home / keeper.STATE))
            return False

    def _joined(self) -> bool:
        """Wait while a keeper lives but its servers do not answer; False when there is no keeper.

        That is the moment in which it starts a dead server again, or in which it is being killed itself.
        """
        deadline = time.monotonic() + JOIN_SECONDS
        while self.running():
            state = keeper.read_json(self.home / keeper.STATE)
            if state and all(answers(state[name]["port"]) for name in keeper.WANTED_PORTS):
                return True
            if time.monotonic() > deadline:
                raise StartError(f"数据库没有应答，请查看 {self.home / 'log'} 中的记录。")
            time.sleep(0.1)
        return False

    def release(self, *, wait: bool = False) -> None:
        """Give up the claim; with ``wait`` return only after the servers have stopped (sole user)."""
        if self._claim is not None:
            self._claim.close()
            self._claim = None
        if wait:
            with keeper.lock_file(self.home, "keeper") as gone:
                fcntl.flock(gone, fcntl.LOCK_EX)

    def _start_keeper(self) -> None:
        reading, writing = os.pipe()
        environment = os.environ | {"GUANLING_HOME": str(self.home), "PYTHONPATH": str(CHECKOUT)}
        with open_log(self.home / "log" / "keeper.log") as log:
            child = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "guanling.embedded",
                    "keep",
                    str(writing),
                    *(["--throwaway"] if self.throwaway else []),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=environment,
                pass_fds=(writing,),
                start_new_session=True,
            )
        os.close(writing)
        child.wait()  # it forks at once: the keeper may outlive us and is nobody's child
        with open(reading, encoding="utf-8") as lines:
            for raw in lines:
                line = raw.rstrip("\n")
                if line == "ready":
                    return
                if line.startswith("error: "):
                    raise StartError(line.removeprefix("error: "))
                self.say(line)
        raise StartError(f"数据库没有启动成功，请查看 {self.home / 'log'} 中的记录。")


def answers(port: int) -> bool:
    """Whether something accepts connections on 127.0.0.1:``port``."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True


@contextlib.contextmanager
def servers(home: Path, *, throwaway: bool = False, say=lambda line: None):
    """Yield running servers of ``home`` for the time of the block."""
    use = Use(home, throwaway=throwaway, say=say)
    try:
        yield use.acquire()
    finally:
        use.release()
