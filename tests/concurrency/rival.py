"""One of the processes that race: it has an application of its own, takes orders from a pipe, and is released together
with its rivals."""

import os
import sqlite3
import time
import traceback
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from sideevents.extensions import db
from sideevents.store import unit_of_work
from tests.grounds.apps import let_go, make_app
from tests.grounds.pages import Pages

SECONDS_AT_THE_BARRIER = 60
SECONDS_BETWEEN_CHECK_AND_WRITE = 0.002
FIRST_WRITE = "DELETE FROM booking"  # what follows the check for conflicts in a use-case that takes a room


@dataclass(frozen=True)
class Entry:
    """The database to race on. ``careless`` takes the lock away: what is checked may be stale when it is written."""

    url: str
    folder: Path
    careless: bool = False


@dataclass(frozen=True)
class Deed:
    """What a rival posts to ``path``. Of the ``form`` there, named by a button, the preset fields are kept; without one
    ``fields`` alone are sent, with the token of a page seen before: it is good for all pages of one browser."""

    path: str
    fields: dict[str, Any] = field(default_factory=dict)
    form: str = ""


@dataclass(frozen=True)
class Answer:
    """What came back: the page, and where a redirect leads."""

    status: int
    html: str
    location: str


def run(orders: Connection, barrier: Barrier) -> None:
    """Obey until None comes: open an application for an Entry, post a Deed; an error goes back as its text."""
    for name in [name for name in os.environ if name.startswith("SIDEEVENTS_")]:
        del os.environ[name]
    visitor = Visitor(barrier)
    for order in iter(orders.recv, None):
        try:
            orders.send(visitor.enter(order) if isinstance(order, Entry) else visitor.do(order))
        except Exception:  # the referee must hear of whatever goes wrong here
            barrier.abort()
            orders.send(traceback.format_exc())
    visitor.leave()


class Visitor:
    """A person at a browser, ready to press a button at the same moment as the others."""

    def __init__(self, barrier: Barrier) -> None:
        self._barrier = barrier
        self._app: Flask | None = None
        self._pages: Pages
        self._token = ""

    def enter(self, entry: Entry) -> None:
        """Open an application of one's own on the database."""
        self.leave()
        limits = {"submit": 10**6, "find": 10**6, "sign-in": 10**6}
        self._app = make_app(entry.folder, url=entry.url, SOURCE_LIMITS=limits)
        with self._app.app_context():
            take_a_breath_before_writing(db.engine)
            db.session.configure(autoflush=not entry.careless)
            if entry.careless:
                take_no_lock(db.engine)
        self._pages, self._token = Pages(self._app), ""

    def leave(self) -> None:
        """Let the database go."""
        if self._app is not None:
            let_go(self._app)

    def do(self, deed: Deed) -> Answer:
        """Open the page, wait for the others, press the button."""
        path, data = self._prepare(deed)
        self._barrier.wait(SECONDS_AT_THE_BARRIER)
        answer = self._pages.client.post(path, data=data)
        return Answer(answer.status_code, answer.get_data(as_text=True), answer.headers.get("Location", ""))

    def _prepare(self, deed: Deed) -> tuple[str, dict[str, Any]]:
        if deed.form or not self._token:
            self._pages.get(deed.path)
            self._token = self._pages.csrf_token()
        if not deed.form:
            return deed.path, {**deed.fields, "csrf_token": self._token}
        form = self._pages.page.form(deed.form)
        for name, value in deed.fields.items():
            form.fill(name, value)
        data: dict[str, Any] = {}
        for name, value in form.data(button=deed.form):
            data.setdefault(name, []).append(value)
        return form.action, data


def take_a_breath_before_writing(engine: Engine) -> None:
    """Let time pass between check and write, as it does on a busy machine: whoever holds no lock is overtaken."""

    @event.listens_for(engine, "before_cursor_execute")
    def breathe(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(FIRST_WRITE):
            time.sleep(SECONDS_BETWEEN_CHECK_AND_WRITE)


def take_no_lock(engine: Engine) -> None:
    """Check and then write, as the drivers do it by default: no BEGIN IMMEDIATE on SQLite, no row lock anywhere."""
    if engine.dialect.name == "sqlite":
        event.remove(engine, "begin", unit_of_work._begin_sqlite)
        event.listen(engine, "connect", _begin_with_the_first_write)
    event.listen(engine, "before_cursor_execute", _read_without_locking, retval=True)


def _begin_with_the_first_write(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = ""


def _read_without_locking(
    _connection: object, _cursor: object, statement: str, parameters: Any, *_: object
) -> tuple[str, Any]:
    return statement.partition(" FOR UPDATE")[0], parameters
