"""Lock files, scripts and settings of the tools."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent
LOCKS = sorted(CHECKOUT.glob("requirements*.lock"))
# Put together here so that this file does not contain what it looks for.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("index", "docker", "io"),
        ("npmmirror", "com"),
    )
]


def tracked():
    """Return the files that git knows, read as text where they are text."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, check=True, text=True
    ).stdout
    return [CHECKOUT / name for name in listed.split("\0") if name and (CHECKOUT / name).is_file()]


def test_no_file_names_a_registry():
    """Every site has its own registries; the machine's configuration names them, never the project."""
    found = []
    for path in tracked():
        content = path.read_bytes()
        found += [f"{path.relative_to(CHECKOUT)}: {host}" for host in REGISTRIES if host.encode() in content]
    assert found == []


def test_npm_lock_has_integrity_and_no_address():
    """Packages are known by hash, not by where they were fetched."""
    text = (CHECKOUT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert text.count('"integrity"') == len(re.findall(r'"node_modules/', text))
    assert "omit-lockfile-registry-resolved=true" in (CHECKOUT / ".npmrc").read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_python_locks_have_a_hash_for_every_package(lock):
    """``--require-hashes`` must hold for all of them."""
    blocks = re.split(r"\n(?=[a-z0-9])", lock.read_text(encoding="utf-8"), flags=re.IGNORECASE)
    packages = [block for block in blocks if re.match(r"[A-Za-z0-9._-]+==", block)]
    assert packages
    assert [block.split()[0] for block in packages if "--hash=sha256:" not in block] == []


def test_development_lock_holds_what_the_product_lock_holds():
    """Tests run the versions that real use runs."""
    pins = {
        name: set(re.findall(r"^([A-Za-z0-9._-]+==[^ ;\\]+)", (CHECKOUT / name).read_text(), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    }
    assert pins["requirements.lock"] <= pins["requirements-dev.lock"]


def test_every_direct_dependency_and_ignored_rule_has_its_reason():
    """One line of justification each, as pyproject.toml promises."""
    text = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
    settings = tomllib.loads(text)
    wanted = [*settings["project"]["dependencies"], *settings["project"]["optional-dependencies"]["dev"]]
    wanted += settings["tool"]["ruff"]["lint"]["ignore"]
    bare = [item for item in wanted if not re.search(rf'"{re.escape(item)}",? +# \S', text)]
    assert bare == []


def test_no_bare_noqa():
    """An exception from a rule names the rule and says why."""
    found = []
    for path in tracked():
        if path.suffix != ".py" or path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if "# noqa" in line and not re.search(r"# noqa: [A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)* +- \S", line):
                found.append(f"{path.relative_to(CHECKOUT)}:{number}")
    assert found == []


def test_test_run_is_strict():
    """Warnings are errors, order is random, an undefined template variable fails."""
    options = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"][
        "ini_options"
    ]
    assert options["filterwarnings"][0] == "error"
    assert options["FAIL_INVALID_TEMPLATE_VARS"] is True
    assert "no:randomly" not in options["addopts"]


def test_ci_runs_make_test():
    """One entry point, executable."""
    script = CHECKOUT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "make test" in script.read_text(encoding="utf-8")


def test_make_uses_relative_paths_only():
    """Make splits words at spaces: no recipe may depend on the checkout's own path."""
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    assert not re.search(r"\$\(CURDIR\)|\$\(abspath|\$\(realpath|MAKEFILE_LIST", makefile)


def test_assets_are_in_place():
    """Pages name these files; ``make setup`` copies them."""
    vendor = CHECKOUT / "static" / "vendor"
    for name in ("tabler.min.css", "htmx.min.js", "echarts.min.js", "fonts/NotoSerifSC-Regular.ttf"):
        assert (vendor / name).stat().st_size > 10_000
    assert re.search(r'version:"2\.0\.', (vendor / "htmx.min.js").read_text(encoding="utf-8"))
