"""``manage.py`` without DATABASE_URL: servers for the time of one command."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

# Commands that need the owner's rights: they change tables or make databases.
OWNER_COMMANDS = {"migrate", "makemigrations", "grant_app_role", "sqlmigrate", "test", "pgtrigger", "dbshell"}
# Commands that must not migrate first: they are about migrations, or about the code alone.
UNMIGRATED_COMMANDS = OWNER_COMMANDS | {
    "help", "version", "check", "showmigrations", "collectstatic", "findstatic", "compilemessages",
    "new_field_key", "diffsettings", "startapp", "optimizemigration", "squashmigrations",
}  # fmt: skip


@contextlib.contextmanager
def for_command(argv: list[str]):
    """Set the environment so that a ``manage.py`` command finds its servers, starting them if nobody has.

    Does nothing when DATABASE_URL is set. When the servers had to be started and the tables are not those
    of this version, migrates first. A failure to start ends the process with a Chinese sentence.
    """
    if os.environ.get("DATABASE_URL"):
        yield
        return
    from guanling.embedded import client
    from guanling.embedded.errors import StartError

    command = next((part for part in argv if not part.startswith("-")), "help")
    use = client.Use(client.home_folder(), say=_say)
    try:
        servers = use.acquire()
        if servers.started_here and command not in UNMIGRATED_COMMANDS:
            migrate_if_needed(servers, say=_say)
    except StartError as problem:
        use.release()
        raise SystemExit(str(problem)) from None
    before = dict(os.environ)
    os.environ.update(servers.environment(owner=command in OWNER_COMMANDS))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        use.release()


def migrate_if_needed(servers, *, say) -> bool:
    """Bring the tables to this version when a migration on disk is not applied. Returns whether it did."""
    if not pending_migrations(servers):
        return False
    say("正在建立或更新数据表……")
    run_manage(servers, "migrate", "--no-input", "--verbosity=0")
    if has_command("grant_app_role"):
        run_manage(servers, "grant_app_role")
    return True


def pending_migrations(servers) -> set[tuple[str, str]]:
    """Return the (app, name) of migrations of this checkout that the database has not seen.

    Reads the folders instead of loading Django: this runs before every command that starts the servers.
    """
    import psycopg

    from guanling.embedded import client
    from guanling.embedded.postgres import OWNER

    checkout = client.CHECKOUT
    files = [*checkout.glob("*/migrations/0*.py"), *checkout.glob("guanling/*/migrations/0*.py")]
    known = {(path.parent.parent.name, path.stem) for path in files}
    with psycopg.connect(servers.database_url(OWNER)) as connection:
        exists = connection.execute("SELECT to_regclass('django_migrations')").fetchone()[0]
        if exists is None:
            return known | {("", "")}  # Django's own tables are missing too
        applied = set(connection.execute("SELECT app, name FROM django_migrations").fetchall())
    return known - applied


def run_manage(servers, *arguments: str, owner: bool = True, variables: dict[str, str] | None = None) -> str:
    """Run ``manage.py`` as the owner or the app role and return what it printed.

    Raises StartError with the whole output when it fails.
    """
    from guanling.embedded import client
    from guanling.embedded.errors import StartError

    done = subprocess.run(
        [sys.executable, str(client.CHECKOUT / "manage.py"), *arguments],
        env=os.environ | servers.environment(owner=owner) | (variables or {}),
        cwd=client.CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,  # a Ctrl-C ends it through us, after its transaction
    )
    if done.returncode:
        raise StartError(f"manage.py {arguments[0]} 失败：\n{done.stdout}{done.stderr}")
    return done.stdout


def has_command(name: str) -> bool:
    """Whether the checkout has the management command ``name``."""
    from guanling.embedded import client

    checkout: Path = client.CHECKOUT
    return any(
        found
        for pattern in ("*/management/commands", "guanling/*/management/commands")
        for found in checkout.glob(f"{pattern}/{name}.py")
    )


def _say(line):
    # Standard output belongs to the command: it may be a CSV.
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
