"""An office under test: the bundled conference in ``app``, its links taken from the letters, its officers signed in."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import func, select

from sideevents import clock
from sideevents.extensions import db
from sideevents.store.decision import DecisionRow, decisions_on
from sideevents.store.letter import LetterRow
from sideevents.store.tables import ALL
from sideevents.usecases.invite_officer import invite_officer
from tests import scenes
from tests.grounds.pages import Page, Pages

OFFICER = "gcmigrationparticipationvienna@un.org"
R = TypeVar("R")


class Office:
    """The bundled conference, open; ``tell`` runs scenes in a context of their own."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.tell(scenes.vienna)

    def tell(self, scene: Callable[..., R], *args: Any, **facts: Any) -> R:
        """Run a scene or a query in a context that ends with it."""
        with self.app.app_context():
            return scene(*args, **facts)

    def set_clock(self, instant: str) -> None:
        """Let the portal's clock run from an instant with its offset."""
        self.app.config[clock.OFFSET] = datetime.fromisoformat(instant) - clock.wall()

    def reference(self, proposal_id: int) -> str:
        """What people call the proposal."""
        return self.tell(lambda: scenes.proposal(proposal_id).reference)

    def status(self, proposal_id: int) -> str:
        """The proposal's state."""
        return self.tell(lambda: scenes.proposal(proposal_id).status)

    def decisions(self, proposal_id: int) -> list[DecisionRow]:
        """What was decided, oldest first."""
        return self.tell(decisions_on, proposal_id)

    def letters(self, proposal_id: int | None = None) -> list[str]:
        """Names of the letters about a proposal, or of all."""
        return self.tell(scenes.letters, proposal_id)

    def last_letter(self, name: str) -> LetterRow:
        """The newest letter of this name."""

        def find() -> LetterRow:
            wanted = select(LetterRow).where(LetterRow.name == name).order_by(LetterRow.id.desc()).limit(1)
            return db.session.scalars(wanted).one()

        return self.tell(find)

    def link(self, name: str) -> str:
        """The path of the acting link in the newest letter of this name."""
        found = re.findall(r"http://localhost(/office/\S+)", self.last_letter(name).text)
        assert len(found) == 1, found
        return urlsplit(found[0]).path

    def proposed(self, **changes: Any) -> tuple[int, str]:
        """A proposal before the office, and the path of its decision page from the letter."""
        proposal_id = self.tell(scenes.submitted, **changes)
        return proposal_id, self.link("decision-wanted")

    def invite(self, email: str, *, role: str = "officer", slug: str | None = scenes.SLUG) -> str:
        """Put an address on the list."""
        self.tell(invite_officer, email, role=role, slug=slug, now=scenes.NOW)
        return email

    def signed_in(self, email: str = OFFICER, *, pages: Pages | None = None) -> Pages:
        """A visitor who has signed in by the mailed link."""
        visitor = pages or Pages(self.app)
        visitor.get("/office/sign-in")
        visitor.submit("sign-in", email=email)
        visitor.get(self.link("sign-in"))
        visitor.submit(button="Sign in")
        return visitor

    def everything(self) -> dict[str, list[Any]]:
        """All rows of all tables but the counters: what must stay as it is when nothing may change."""

        def read() -> dict[str, list[Any]]:
            tables = [row.__table__ for row in ALL if row.__tablename__ != "limit_count"]
            return {table.name: [tuple(each) for each in db.session.execute(select(table))] for table in tables}

        return self.tell(read)

    def count(self, model: Any) -> int:
        """How many rows a table has."""
        return self.tell(lambda: db.session.scalar(select(func.count()).select_from(model)))


def place(window: str, room: str) -> str:
    """How the decision form names a room for a whole window of the bundled conference."""
    day, key = window.split("/")
    hours = {"lunch": "13:15-14:45", "pre-plenary": "08:30-09:45"}[key]
    return f"{day} {hours} {room}".rstrip()


def decided(pages: Pages, path: str, *, status: int = 303, **fields: Any) -> Page:
    """Fill in the decision form at ``path``, preview, and press "Decide and send"; the answer to that press."""
    pages.get(path)
    pages.submit("decision", status=200, **fields)
    return pages.submit("preview", button="Decide and send", status=status)


def taken_back(pages: Pages, *, status: int = 303, prefix: str = "", **fields: Any) -> Page:
    """Fill in the undo form of the last page, preview, and press the last button; the answer to that press."""
    pages.submit("undo", status=200, **{f"{prefix}{name}": value for name, value in fields.items()})
    return pages.submit("preview", button="Take the decision back", status=status)


def queries_of(app: Flask, visit: Callable[[], object]) -> int:
    """How many statements a visit sends to the database."""
    from sqlalchemy import event

    count = 0

    def note(*_args: object) -> None:
        nonlocal count
        count += 1

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    visit()
    event.remove(engine, "before_cursor_execute", note)
    return count


def database_of(app: Flask) -> Path:
    """The embedded database's file."""
    return Path(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
