"""What pip installs is what pyproject.toml asks for, pinned and hashed."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = ("requirements.txt", "requirements-test.txt")


def wanted(lock: str) -> list[Requirement]:
    """What pyproject.toml asks for, the tests' tools included where the file is theirs."""
    groups = PROJECT["dependency-groups"]["test"] if lock == "requirements-test.txt" else []
    return [Requirement(line) for line in PROJECT["project"]["dependencies"] + groups]


def entries(lock: str) -> list[str]:
    """The lines of a lock file, continued lines joined, comments left out."""
    text = (ROOT / lock).read_text("utf-8").replace("\\\n", " ")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def pins(lock: str) -> dict[str, str]:
    """Name → pinned version."""
    found = [Requirement(line.partition(" --hash")[0].strip()) for line in entries(lock)]
    return {canonicalize_name(each.name): str(each.specifier).removeprefix("==") for each in found}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_is_pinned_to_a_version_that_pyproject_allows(lock):
    pinned = pins(lock)
    missing = [each.name for each in wanted(lock) if canonicalize_name(each.name) not in pinned]
    wrong = [str(each) for each in wanted(lock) if pinned.get(canonicalize_name(each.name), "0") not in each.specifier]
    assert (missing, wrong) == ([], [])


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_is_a_pin_with_hashes_and_without_an_address(lock):
    shape = re.compile(r"[a-z0-9][\w.-]*(\[[\w,-]+])?==[\w.!+-]+( ; [^#]+?)?( +--hash=sha256:[0-9a-f]{64})+")
    assert [line[:80] for line in entries(lock) if not shape.fullmatch(line)] == []
    assert "://" not in (ROOT / lock).read_text("utf-8")


def test_the_tests_run_on_the_versions_that_are_served():
    served, tested = (pins(lock) for lock in LOCKS)
    assert {name: version for name, version in served.items() if tested.get(name) != version} == {}


def test_the_changelog_speaks_of_this_version():
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## \[?{re.escape(PROJECT['project']['version'])}\b", changelog, re.MULTILINE)


def test_everything_that_is_not_code_is_packed_too():
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["sideevents"]
    package = ROOT / "sideevents"
    packed = {path for pattern in patterns for path in package.glob(pattern)}
    packages = {path.parent for path in package.rglob("__init__.py")}
    left_out = [
        path.relative_to(package).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path not in packed
        if not (path.suffix == ".py" and path.parent in packages)
    ]
    assert left_out == []
