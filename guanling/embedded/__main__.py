"""``python -m guanling.embedded run | exec -- COMMAND… | keep``."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from guanling.embedded import client, keeper
from guanling.embedded.errors import StartError

USAGE = "python -m guanling.embedded run | exec [--throwaway] -- COMMAND…\n"


def main(arguments: list[str]) -> int:
    """Run one of the sub-commands and return the exit status."""
    if arguments[:1] == ["keep"]:
        return _keep(int(arguments[1]), throwaway="--throwaway" in arguments[2:])
    if arguments[:1] == ["run"]:
        from guanling.embedded import supervisor

        return supervisor.main()
    if arguments[:1] == ["exec"] and "--" in arguments:
        split = arguments.index("--")
        return _exec(arguments[split + 1 :], throwaway="--throwaway" in arguments[1:split])
    sys.stderr.write(USAGE)
    return 2


def _keep(pipe: int, *, throwaway: bool) -> int:
    if os.fork():  # who started us waits only for this
        os._exit(0)
    with open(pipe, "w", encoding="utf-8", buffering=1) as out:

        def report(line):
            # Who started us may be gone; the lock tells us when to end.
            with contextlib.suppress(BrokenPipeError, ValueError):
                out.write(f"{line}\n")
                if line == "ready" or line.startswith("error: "):
                    out.close()

        return keeper.keep(client.home_folder(), throwaway=throwaway, report=report)


def _exec(command: list[str], *, throwaway: bool) -> int:
    """Run a command beside the servers, with the owner's address in its environment.

    ``throwaway`` without GUANLING_HOME means servers in a temporary folder, removed at the end. An outer
    DATABASE_URL is respected: then the command just runs.
    """
    if os.environ.get("DATABASE_URL"):
        return _call(command, os.environ)
    temporary = throwaway and not os.environ.get("GUANLING_HOME")
    home = Path(tempfile.mkdtemp(prefix="guanling-test-")) if temporary else client.home_folder()
    use = client.Use(home, throwaway=throwaway, say=_say)
    # The command gets the Ctrl-C of the terminal itself; we stay to clean up.
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, _raise_exit)
    try:
        running = use.acquire()
        extra = {"DATABASE_APP_URL": running.database_url()}
        return _call(command, os.environ | running.environment(owner=True) | extra)
    except StartError as problem:
        _say(str(problem))
        return 1
    finally:
        use.release(wait=temporary)
        if temporary:
            shutil.rmtree(home, ignore_errors=True)


def _call(command, environment) -> int:
    with subprocess.Popen(command, env=environment) as child:
        try:
            return child.wait()
        except SystemExit:
            child.terminate()
            raise


def _raise_exit(*_):
    raise SystemExit(143)


def _say(line):
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
