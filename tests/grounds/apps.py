"""The application for tests: its settings, and databases migrated once and copied after."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

# the demonstration's moment: 8 August 2017, 17:00 in Vienna, a day and a half before the deadline
START = datetime(2017, 8, 8, 15, 0, tzinfo=UTC)
SECRET = "nobody-guesses-this-in-a-test"


class CompiledTemplates(BytecodeCache):
    """Templates that one application has compiled serve the next: each test makes its own, and compiling takes long."""

    def __init__(self) -> None:
        self._codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take it from memory; the bucket itself checks that the template is the same."""
        if bucket.key in self._codes:
            bucket.bytecode_from_string(self._codes[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it in memory."""
        self._codes[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()


def make_app(folder: Path, *, url: str, **changes: Any) -> Flask:
    """An application under test with its files in ``folder`` and a clock that starts at ``START``."""
    from sideevents import create_app

    settings = {
        "TESTING": True,
        "SECRET_KEY": SECRET,
        "INSTANCE_PATH": str(folder),
        "PUBLIC_URL": "http://localhost",
        "SQLALCHEMY_DATABASE_URI": url,
        "NOW": START,
    }
    app = create_app({**settings, **changes})
    app.jinja_env.bytecode_cache = COMPILED
    return app


def let_go(app: Flask) -> None:
    """Close all of the application's connections."""
    from sideevents.extensions import db

    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def migrate(folder: Path, *, url: str) -> None:
    """Bring a database to the newest schema by the migrations themselves."""
    from sideevents.store import schema

    app = make_app(folder, url=url)
    with app.app_context():
        schema.upgrade()
    let_go(app)


def sqlite_url(path: Path) -> str:
    """SQLAlchemy's URL of a file."""
    return f"sqlite:///{path}"


class FreshDatabases:
    """Hands out databases, ``sqlite`` or ``postgresql``, migrated or empty; ``close()`` drops what a server holds."""

    def __init__(self, folder: Path, *, template: Callable[[str], Any], postgres: Callable[[], Any]) -> None:
        self._folder = folder
        self._template = template
        self._postgres = postgres
        self._made: list[str] = []

    def __call__(self, kind: str = "sqlite", *, migrated: bool = True) -> str:
        """The URL of one more database."""
        if kind == "postgresql":
            url = self._postgres().create(template=self._template(kind) if migrated else None)
        else:
            path = self._folder / f"database-{len(self._made)}.sqlite"
            url = sqlite_url(path)
            if migrated:
                shutil.copyfile(self._template(kind), path)
        self._made.append(url)
        return str(url)

    def close(self) -> None:
        """Drop the databases on the server."""
        for url in self._made:
            if url.startswith("postgresql"):
                self._postgres().drop(url)
