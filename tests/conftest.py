"""What tests stand on: databases, the application, a mail server, a browser, the portal as a process.

Ask for ``app`` (SQLite, migrated), ``each_app`` (once on SQLite, once on PostgreSQL), ``context`` or ``each_context``
(the same with its context open), ``app_on(kind, **settings)`` for anything else; ``pages`` to visit ``app``."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.grounds import provide
from tests.grounds.apps import FreshDatabases, let_go, make_app, migrate, sqlite_url
from tests.grounds.pages import Pages
from tests.grounds.postgres import Postgres, bindir_of_each_major, bindirs, running_postgres
from tests.grounds.smtp import SmtpServer

DATABASES = ("sqlite", "postgresql")
LEFT_OUT = pytest.StashKey[dict[str, int]]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a program that is not here and not required; the summary says so."""
    if provide.required():
        return
    needs = {"chromium": _needs_browser, "postgresql": _needs_postgres}
    missing = {name: need for name, need in needs.items() if not provide.FINDERS[name]()}
    left_out = {name: [item for item in items if need(item)] for name, need in missing.items()}
    config.stash[LEFT_OUT] = {name: len(found) for name, found in left_out.items() if found}
    gone = {id(item) for found in left_out.values() for item in found}
    if gone:
        config.hook.pytest_deselected(items=[item for item in items if id(item) in gone])
        items[:] = [item for item in items if id(item) not in gone]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what was left out."""
    for name, count in config.stash.get(LEFT_OUT, {}).items():
        terminalreporter.write_line(f"Left out: {count} tests that need {name}, which is not here (see make test).")


def _needs_browser(item: pytest.Item) -> bool:
    return "browser" in getattr(item, "fixturenames", ())


def _needs_postgres(item: pytest.Item) -> bool:
    names = getattr(item, "fixturenames", ())
    return "postgres" in names or "postgres_of_each_major" in names or "postgresql" in _parameters(item)


def _parameters(item: pytest.Item) -> list[Any]:
    return [
        value for value in getattr(getattr(item, "callspec", None), "params", {}).values() if isinstance(value, str)
    ]


@pytest.fixture(autouse=True)
def no_settings_of_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test sees none of the settings that happen to be in the developer's environment."""
    for name in [name for name in os.environ if name.startswith("SIDEEVENTS_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One real PostgreSQL; ``postgres.create()`` makes an empty database and tells its URL."""
    folders = bindirs()
    if not folders:
        raise RuntimeError("There is no PostgreSQL. Type: make test, or set PG_BINDIR to the folder of initdb.")
    with running_postgres(folders[0]) as server:
        yield server


@pytest.fixture(params=bindir_of_each_major() or [None], ids=str)
def postgres_of_each_major(request: pytest.FixtureRequest) -> Iterator[Postgres]:
    """A server of each major version that this machine has, one after the other."""
    if request.param is None:
        raise RuntimeError("There is no PostgreSQL. Type: make test, or set PG_BINDIR to the folder of initdb.")
    with running_postgres(request.param) as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied and never opened."""
    folder = tmp_path_factory.mktemp("template")
    migrate(folder, url=sqlite_url(folder / "template.sqlite"))
    return folder / "template.sqlite"


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A migrated database on PostgreSQL, to be copied and never opened."""
    url = postgres.create()
    migrate(tmp_path_factory.mktemp("template"), url=url)
    return url


@pytest.fixture
def fresh_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FreshDatabases]:
    """``fresh_database(kind, migrated=True)`` is the URL of one more database."""
    templates = {"sqlite": "sqlite_template", "postgresql": "postgres_template"}
    databases = FreshDatabases(
        tmp_path,
        template=lambda kind: request.getfixturevalue(templates[kind]),
        postgres=lambda: request.getfixturevalue("postgres"),
    )
    yield databases
    databases.close()


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, fresh_database: FreshDatabases) -> str:
    """A migrated database: the test runs once on SQLite and once on PostgreSQL."""
    return fresh_database(request.param)


@pytest.fixture
def app_on(tmp_path: Path, fresh_database: FreshDatabases) -> Iterator[Callable[..., Flask]]:
    """``app_on(kind="sqlite", *, url=None, **settings)`` is an application on a fresh database or on ``url``."""
    apps: list[Flask] = []

    def make(kind: str = "sqlite", *, url: str | None = None, **settings: Any) -> Flask:
        apps.append(make_app(tmp_path, url=url or fresh_database(kind), **settings))
        return apps[-1]

    yield make
    for app in apps:
        let_go(app)


@pytest.fixture
def app(app_on: Callable[..., Flask]) -> Flask:
    """The application on a fresh SQLite file."""
    return app_on("sqlite")


@pytest.fixture(params=DATABASES)
def each_app(request: pytest.FixtureRequest, app_on: Callable[..., Flask]) -> Flask:
    """The application: the test runs once on SQLite and once on PostgreSQL."""
    return app_on(request.param)


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """``app`` with its context open, for tests below the web."""
    with app.app_context():
        yield app


@pytest.fixture
def each_context(each_app: Flask) -> Iterator[Flask]:
    """``each_app`` with its context open, for tests below the web."""
    with each_app.app_context():
        yield each_app


@pytest.fixture
def pages(app: Flask) -> Pages:
    """A visitor of ``app`` who checks every page."""
    return Pages(app)


@pytest.fixture(scope="session")
def mail_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmtpServer]:
    """The mail server of the whole run; tests ask for ``smtp_server``."""
    server = SmtpServer(tmp_path_factory.mktemp("smtp"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def smtp_server(mail_host: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> SmtpServer:
    """A real SMTP server, empty and in a good mood, whose certificate this process and its children trust."""
    mail_host.reset()
    monkeypatch.setenv("SSL_CERT_FILE", str(mail_host.ca_file))
    return mail_host


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the whole run; tests ask it for ``visitor``s."""
    from tests.grounds.browser import running_browser

    with running_browser() as chromium:
        yield chromium


@pytest.fixture
def visitor(browser: Any) -> Iterator[Callable[..., Any]]:
    """``visitor(base_url, **options)`` is one person's browser; a complaint of its console fails the test."""
    from tests.grounds.browser import Visitor

    visitors: list[Visitor] = []

    def arrive(base_url: str, **options: Any) -> Visitor:
        visitors.append(Visitor(browser, base_url=base_url, **options))
        return visitors[-1]

    yield arrive
    for each in visitors:
        each.close()


@pytest.fixture
def live_server(tmp_path: Path, sqlite_template: Path) -> Iterator[Callable[..., Any]]:
    """``live_server("run", "--port", "{port}", migrated=True, **settings)`` is the portal as a process that answers.

    Settings are written without their prefix: ``DEMO=1``. ``migrated`` puts a migrated database into its instance."""
    from tests.grounds.server import LiveServer, serve

    servers: list[LiveServer] = []

    def start(*arguments: str, migrated: bool = True, **settings: object) -> LiveServer:
        instance = Path(str(settings.get("INSTANCE_PATH", tmp_path / "instance")))
        instance.mkdir(exist_ok=True)
        if migrated and not (instance / "sideevents.sqlite").exists():
            shutil.copyfile(sqlite_template, instance / "sideevents.sqlite")
        env = {f"SIDEEVENTS_{name}": value for name, value in settings.items()}
        servers.append(serve(arguments, folder=tmp_path, env=env))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()
