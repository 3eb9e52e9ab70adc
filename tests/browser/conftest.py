"""The demonstration as a process, one for each module of journeys."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.grounds.house import ROOT
from tests.grounds.server import PORTAL, LiveServer, environment, serve

NOW = "2017-08-08T17:00:00+02:00"
HARBOUR = ROOT / "tests" / "data" / "harbour-new-york-2026.toml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the module's demonstration keeps its instance."""
    return tmp_path_factory.mktemp("demonstration")


@pytest.fixture(scope="module")
def demonstration(folder: Path) -> Iterator[LiveServer]:
    """What ``make run`` starts, on a fresh database of its own."""
    # behind a proxy, so that a test can come from a source of its own
    server = serve(["demo", "--port", "{port}"], folder=folder, env={"SIDEEVENTS_TRUSTED_PROXIES": 1})
    yield server
    server.stop()


@pytest.fixture(scope="module")
def several(demonstration: LiveServer, folder: Path) -> LiveServer:
    """The demonstration with an empty conference and a closed one beside it, a second officer and a reader."""
    text = HARBOUR.read_text("utf-8")
    changes = {
        "2026-09-15": "2017-08-01",
        'late = "flag"': 'late = "refuse"',
        '"harbour-new-york-2026"': '"closed-2026"',
        '"HB"': '"CL"',
    }
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    (folder / "closed.toml").write_text(text, "utf-8")
    env = environment(folder, port=demonstration.port, env={"SIDEEVENTS_DEMO": 1, "SIDEEVENTS_NOW": NOW})
    for command in (
        ["conference", "load", str(HARBOUR)],
        ["conference", "load", str(folder / "closed.toml")],
        ["office", "invite", "chief@office.example.org"],
        ["office", "invite", "reader@office.example.org", "--role", "reader"],
    ):
        subprocess.run([*PORTAL, *command], cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    return demonstration
