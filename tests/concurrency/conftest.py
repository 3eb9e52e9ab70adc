"""The ring: eight processes for the whole run, and a database that they all open."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.concurrency import arena
from tests.concurrency.referee import Referee, eight_rivals
from tests.concurrency.rival import Entry
from tests.conftest import DATABASES


@pytest.fixture(scope="session")
def referee() -> Iterator[Referee]:
    """The eight processes."""
    with eight_rivals() as found:
        yield found


@pytest.fixture(params=DATABASES)
def ring(
    request: pytest.FixtureRequest, app_on: Callable[..., Flask], referee: Referee, tmp_path: Path
) -> Iterator[Callable[..., Referee]]:
    """``ring(careless=False)`` leads the rivals to a database with the arena in it: once SQLite, once PostgreSQL. The
    test itself stands in an application on the same database."""
    app = app_on(request.param)
    with app.app_context():
        arena.open_arena()

        def enter(*, careless: bool = False) -> Referee:
            referee.lead_to(Entry(app.config["SQLALCHEMY_DATABASE_URI"], tmp_path, careless=careless))
            return referee

        yield enter
