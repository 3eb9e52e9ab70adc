"""The short form of ``make torture``: each point and each trouble once a database, and postmen to be found out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.grounds.apps import migrate, sqlite_url
from tests.torture.arena import ground_on
from tests.torture.controls import CONTROLS
from tests.torture.ground import Ground
from tests.torture.points import POINTS, kill_at
from tests.torture.troubles import TROUBLES

SHORT = [name for name in TROUBLES if not name.startswith("stopped") or name.endswith(("DATA", "WHOLE"))]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def ground(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """One ground for all tests on a database: each test empties it first."""
    folder: Path = tmp_path_factory.mktemp("torture")
    kind = request.param
    url = sqlite_url(folder / "torture.sqlite") if kind == "sqlite" else request.getfixturevalue("postgres").create()
    migrate(folder, url=url)
    with ground_on(folder, url=url) as made:
        yield made


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.name)
def test_a_postman_who_is_killed_loses_nothing_and_copies_only_what_nobody_can_know(ground, point):
    verdict = kill_at(ground, point)
    assert verdict.letters == 4
    assert verdict.clean, verdict
    assert verdict.copies == point.copies


@pytest.mark.parametrize("name", SHORT)
def test_in_trouble_the_promise_is_kept(ground, name):
    found = TROUBLES[name](ground)
    assert found.breaches == ()
    assert found.verdict.clean, found.verdict


@pytest.mark.parametrize("name", CONTROLS)
def test_a_careless_postman_is_found_out(ground, name):
    assert CONTROLS[name](ground)
