"""The deployment file: well formed, and in step with the settings and the program.

No container engine is needed; what can be known without one is checked here.
"""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parent.parent.parent
COMPOSE = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OURS = ["migrate", "web", "worker", "beat"]
INTERPOLATED = re.compile(r"(?<!\$)\$\{([A-Z_]+):\?[^}]+\}")
# Variables that belong to the images, not to our settings.
FOREIGN = {"GUANLING_HOME"}


def settings_calls():
    """Return {variable: whether settings.py refuses to start without it}."""
    found = {}
    for node in ast.walk(ast.parse((CHECKOUT / "guanling" / "settings.py").read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
            continue
        function = ast.unparse(node.func)
        if function == "required":
            found[node.args[0].value] = True
        elif function == "env" or function.startswith("env."):
            found.setdefault(node.args[0].value, False)
    return found


def test_follows_the_schema():
    """Names, types and forms of every key; an unknown key is a slip of the pen."""
    schema = json.loads((CHECKOUT / "tests/project/compose.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    errors = jsonschema.Draft202012Validator(schema).iter_errors(COMPOSE)
    assert [f"{'/'.join(map(str, error.path))}: {error.message}" for error in errors] == []


def test_has_the_parts_of_a_deployment():
    """Web, worker, beat, PostgreSQL 18, Redis, and one migrate step before anything serves."""
    assert set(SERVICES) == {*OURS, "postgres", "redis"}
    assert SERVICES["postgres"]["image"].startswith("postgres:18")
    assert SERVICES["redis"]["image"].startswith("redis:")
    assert all("healthcheck" in SERVICES[name] for name in SERVICES if name != "migrate")
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    migrating = [name for name in OURS if "migrate" in " ".join(SERVICES[name].get("command", []))]
    assert migrating == ["migrate"]


@pytest.mark.parametrize("name", OURS)
def test_sets_what_the_settings_require(name):
    """Every variable without which settings.py refuses to start, and the host name in real use."""
    required = {variable for variable, needed in settings_calls().items() if needed} | {"ALLOWED_HOSTS"}
    assert required <= set(SERVICES[name]["environment"])
    assert "GUANLING_EMBEDDED" not in SERVICES[name]["environment"]
    assert set(SERVICES[name]["environment"]) <= set(settings_calls()) | FOREIGN


def test_only_the_migrate_step_is_the_owner():
    """Web, worker and beat connect as the role that owns nothing."""
    for name in OURS:
        wanted = "guanling_owner" if name == "migrate" else "guanling_app"
        assert SERVICES[name]["environment"]["DATABASE_URL"].startswith(f"postgres://{wanted}:")


def test_no_secret_stands_in_the_file():
    """Secrets come from outside and a missing one stops the start with its name."""
    text = json.dumps(SERVICES)
    for variable in ("SECRET_KEY", "FIELD_KEYS", "POSTGRES_PASSWORD", "DATABASE_OWNER_PASSWORD",
                     "DATABASE_APP_PASSWORD", "REDIS_PASSWORD"):  # fmt: skip
        assert variable in INTERPOLATED.findall(text)
    bare = re.findall(r"(?<!\$)\$\{?[A-Z_]+\}?(?!:\?)(?![A-Z_])", INTERPOLATED.sub("", text))
    assert bare == []


def test_volumes_and_configs_are_declared():
    """Every named volume and config exists; every part with data has one."""
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in COMPOSE["volumes"]
        for config in service.get("configs", []):
            assert config["source"] in COMPOSE["configs"]


def test_the_operations_page_names_every_variable():
    """Whoever puts it into service reads one page."""
    page = (CHECKOUT / "docs" / "operations.md").read_text(encoding="utf-8")
    wanted = set(INTERPOLATED.findall(json.dumps(SERVICES))) | set(settings_calls())
    assert sorted(variable for variable in wanted if variable not in page) == []


def test_deploy_check_is_clean():
    """``check --deploy`` has no complaint about the variables that the compose file sets."""
    environment = {
        variable: INTERPOLATED.sub(lambda match: f"a-long-secret-of-{match[1]}" * 3, value)
        for variable, value in SERVICES["web"]["environment"].items()
    }
    environment |= {
        "SECRET_KEY": "k3y-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2,
        "FIELD_KEYS": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
        "CSRF_TRUSTED_ORIGINS": "https://county.example",
        "ALLOWED_HOSTS": "county.example",
        "GUANLING_HOME": str(CHECKOUT / "var"),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env=environment,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_refuses_to_start_without_a_secret_key():
    """Outside the embedded demo nothing is made up; the message names the variable."""
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env={"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "PATH": "/usr/bin:/bin"},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr
    assert "请设置环境变量" in done.stderr
