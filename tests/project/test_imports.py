"""Who may import whom: rooms and layers of the house."""

import ast
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent
DOMAIN = {"roster", "training", "appraisal", "recruitment", "payroll"}
# A domain app -> the domain apps that it may use.
DOMAIN_MAY_USE = {
    "roster": set(),
    "training": {"roster"},
    "appraisal": {"roster", "training"},
    "recruitment": {"roster", "appraisal"},
    "payroll": {"roster", "appraisal"},
}
# Rooms that know no domain app.
PLAIN = ("policy", "audit", "documents", "embedded", "runs", "accounts")
# What one app offers another.
# "numbers": the field that keeps identity and bank numbers encrypted.
OFFERED = {"models", "enums", "queries", "services", "rules", "migrations", "numbers"}
# Layer -> height; a module imports only from lower or equal height within its app.
HEIGHT = {
    "enums": 0,
    "rules": 1,
    "numbers": 1,  # identity and card numbers, encrypted fields: below the models
    "wording": 1,  # what papers say: pure
    "models": 2,
    "queries": 3,
    "services": 4,
    "previews": 4,  # what a policy decision changes: asked by the policy page
    "tasks": 5,
    "forms": 5,
    "workbooks": 5,
    "prints": 5,
    "views": 6,
    "management": 6,
    "urls": 7,
    "admin": 7,
}


def modules():
    """Return (dotted name, path) of every module of the program, migrations left out."""
    found = []
    for room in ("guanling", *sorted(DOMAIN)):
        for path in sorted((CHECKOUT / room).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            parts = path.relative_to(CHECKOUT).with_suffix("").parts
            found.append((".".join(parts[:-1] if parts[-1] == "__init__" else parts), path))
    return found


def imports_of(name, path):
    """Yield (imported dotted name, line) for every import of a module, wherever it stands.

    ``from a.b import c`` yields ``a.b.c``: c may be a module, and what matters is the way to it.
    """
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            for alias in node.names:
                yield f"{base}.{alias.name}", node.lineno


def room_of(name):
    """Return the app of a dotted name: ``guanling.policy`` or ``roster``; None outside the program."""
    parts = name.split(".")
    if parts[0] in DOMAIN:
        return parts[0]
    if parts[0] == "guanling" and len(parts) > 1 and (CHECKOUT / "guanling" / parts[1]).is_dir():
        return ".".join(parts[:2])
    return None


def layer_of(name):
    """Return the first part behind the app, e.g. ``services``."""
    rest = name.removeprefix(f"{room_of(name)}").strip(".").split(".")
    return rest[0]


def height_of(name):
    """Return how high the layer of a module stands, None for a module that is no layer."""
    if room_of(name) == "guanling.documents" and layer_of(name) == "workbooks":
        return HEIGHT["rules"]  # there it is the library that reads and writes cells, not an app's workbook
    return HEIGHT.get(layer_of(name))


def wrong(name, target):
    """Return why module ``name`` must not import ``target``, or None."""
    here, there = room_of(name), room_of(target)
    if here is None or there is None:
        return None
    if here == there:
        low, high = height_of(name), height_of(target)
        if low is not None and high is not None and high > low:
            return f"{layer_of(name)} imports upward from {layer_of(target)}"
        return None
    if here == "guanling.home":
        return None
    if here in {f"guanling.{room}" for room in PLAIN} and there in DOMAIN:
        return f"{here} knows no domain app"
    if here in {f"guanling.{room}" for room in PLAIN} and there == "guanling.home":
        return f"{here} does not see home"
    if here in DOMAIN and there in DOMAIN:
        if there not in DOMAIN_MAY_USE[here]:
            return f"{here} does not use {there}"
        if layer_of(target) not in OFFERED:
            return f"{there} offers {', '.join(sorted(OFFERED))} to others, not {layer_of(target)}"
    if here in DOMAIN and there == "guanling.home":
        return f"{here} does not see home"
    return None


@pytest.mark.parametrize(
    ("name", "path"), modules(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_imports_point_the_right_way(name, path):
    """Every import, inside functions too, keeps to design.md's directions."""
    found = [
        f"{path.relative_to(CHECKOUT)}:{line} {reason} ({target})"
        for target, line in imports_of(name, path)
        if (reason := wrong(name, target))
    ]
    assert found == []


def test_every_module_of_a_domain_app_has_its_layer():
    """A module without a height would import upward unseen; ``apps`` joins an app's parts."""
    layers = {layer_of(name) for name, _ in modules() if room_of(name) in DOMAIN}
    assert layers - set(HEIGHT) == {"", "apps"}


@pytest.mark.parametrize(("name", "path"), [pair for pair in modules() if ".rules" in pair[0]], ids=str)
def test_rules_are_pure(name, path):
    """Rules import no Django and ask no clock."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [target for target, _ in imports_of(name, path) if target.split(".")[0] == "django"] == []
    calls = {
        node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and hasattr(node.func, "attr")
    }
    assert calls & {"today", "now", "utcnow", "localdate"} == set()


def test_the_check_finds_what_it_must():
    """The rule itself, on imports that are plainly right or wrong."""
    assert wrong("roster.services", "appraisal.models.MonthlyResult")
    assert wrong("appraisal.services", "roster.views.person")
    assert wrong("guanling.policy.models", "roster.models.Unit")
    assert wrong("appraisal.models", "appraisal.services.rank")
    assert wrong("roster.queries", "payroll.models")
    assert not wrong("appraisal.views", "roster.queries.serving")
    assert not wrong("guanling.home.views", "appraisal.queries.open_months")
    assert not wrong("roster.models", "guanling.accounts.access.Action")
