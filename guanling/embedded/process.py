"""Children that die with their parent, free ports, and looking at processes in /proc."""

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from guanling.embedded.errors import StartError

PR_SET_PDEATHSIG = 1
# Loaded before any fork: the child must not import between fork and exec.
_LIBC = ctypes.CDLL(None, use_errno=True)
CACHE = Path("/var/cache/guanling")
LOG_LIMIT_BYTES = 20 * 1024 * 1024


def dies_with_parent(sig):
    """Return the function that a child runs before exec so that the kernel sends ``sig`` when we die."""
    parent = os.getpid()

    def arm():
        _LIBC.prctl(PR_SET_PDEATHSIG, sig, 0, 0, 0)
        if os.getppid() != parent:  # the parent died before the call
            os._exit(1)

    return arm


def spawn(argv, *, log, death_signal, unprivileged=False, pass_fds=(), env=None, cwd=None, stdin=None):
    """Start ``argv`` in a session of its own, output appended to the file ``log``.

    ``unprivileged`` runs it as ``unprivileged_account()`` when we are root.
    """
    account = unprivileged_account() if unprivileged else None
    with open_log(log) as handle:
        return subprocess.Popen(
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL if stdin is None else stdin,
            stdout=handle,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=pass_fds,
            env=env,
            cwd=cwd,
            # Callers have one thread, so running Python between fork and exec is safe here.
            preexec_fn=dies_with_parent(death_signal),  # noqa: PLW1509 - the only way to arm PDEATHSIG
            **credentials(account),
        )


def open_log(path: Path):
    """Open a log for appending; past the limit the old one is kept once under ``.old``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_LIMIT_BYTES:
        path.replace(path.with_suffix(".old"))
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


def stop(process: subprocess.Popen, sig=signal.SIGTERM, wait: float = 15) -> None:
    """Ask a child to end, wait, then kill its whole process group."""
    if process.poll() is None:
        process.send_signal(sig)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(wait)
    kill_group(process)


def kill_group(process: subprocess.Popen) -> None:
    """Kill what is left of a child's process group; a child of ours leads its own group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def unprivileged_account():
    """Return the account for servers that refuse to run as root; None when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("guanling", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise StartError("以 root 运行时需要一个普通账号（guanling 或 nobody）来运行数据库，请先建立该账号。")


def credentials(account) -> dict:
    """Return the Popen arguments that run a child as ``account``; none for None."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def prepare_folder(path: Path) -> int:
    """Make a 0700 folder for a server and return an open descriptor of it.

    As root the folder is given to the unprivileged account. That account may be unable to walk down the
    path (a checkout below /root); through ``/proc/self/fd/N`` the server enters the folder all the same.
    """
    path.mkdir(parents=True, exist_ok=True)
    account = unprivileged_account()
    if account is not None and path.stat().st_uid != account.pw_uid:
        for folder, _, files in os.walk(path):
            os.chown(folder, account.pw_uid, account.pw_gid)
            for name in files:
                os.chown(Path(folder) / name, account.pw_uid, account.pw_gid, follow_symlinks=False)
    path.chmod(0o700)
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY)


def reachable_copy(source: Path, name: str, *beside: Path) -> Path:
    """Return ``source``, or a root-owned copy of it that the unprivileged account can reach and execute.

    ``beside`` are folders that the programs look for next to ``source``; they are copied along.
    """
    source = source.resolve()  # a link to .venv may stand in a closed folder while its target does not
    if unprivileged_account() is None or _world_reachable(source):
        return source
    target = CACHE / f"{name}-{source.stat().st_mtime_ns}"
    if not target.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        CACHE.chmod(0o755)  # whatever the umask says
        part = CACHE / f".{target.name}.{os.getpid()}"
        for folder in (source, *(folder for folder in beside if folder.exists())):
            shutil.copytree(folder, part / folder.name, symlinks=True)
        for folder, _, files in os.walk(part):
            os.chmod(folder, 0o755)  # noqa: S103 - program files without secrets, readable on purpose
            for file in files:
                path = Path(folder) / file
                if not path.is_symlink():
                    path.chmod(0o755 if os.access(path, os.X_OK) else 0o644)
        try:
            part.rename(target)
        except OSError:  # somebody else copied it in the same moment
            shutil.rmtree(part, ignore_errors=True)
    return target / source.name


def _world_reachable(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in (path, *path.parents))


def port_is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1:``port`` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def next_free_port(wanted: int) -> int:
    """Return ``wanted`` or the first free port above it; 0 means any free port."""
    if wanted == 0:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return probe.getsockname()[1]
    for port in range(wanted, min(wanted + 200, 65535)):
        if port_is_free(port):
            return port
    raise StartError(f"端口 {wanted} 及其后 200 个端口都被占用，请关闭占用端口的程序后重试。")


def processes_inside(folder: Path, program: str) -> list[int]:
    """Return the ids of processes of ``program`` whose working directory is ``folder``."""
    try:
        wanted = folder.stat()
    except FileNotFoundError:
        return []
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            cwd = (entry / "cwd").stat()
            comm = (entry / "comm").read_text().strip()
        except OSError:  # ended meanwhile, or another user's
            continue
        if (cwd.st_dev, cwd.st_ino) == (wanted.st_dev, wanted.st_ino) and comm == program:
            found.append(int(entry.name))
    return found


def wait_until_gone(folder: Path, program: str, seconds: float) -> None:
    """Wait for left-over processes of a dead server to end; kill those of ``folder`` that do not."""
    deadline = time.monotonic() + seconds
    while processes_inside(folder, program):
        if time.monotonic() > deadline:
            for pid in processes_inside(folder, program):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            time.sleep(0.2)
            return
        time.sleep(0.1)
