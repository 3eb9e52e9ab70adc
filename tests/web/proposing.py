"""What tests of the organizer's door share: a dull form, the clock set, letters read."""

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import select

from sideevents import clock
from sideevents.extensions import db
from sideevents.rules.ask import Ask
from sideevents.store.letter import LetterRow
from sideevents.store.proposal import ProposalRow, latest_asks
from tests.grounds.pages import Form, Page, Pages
from tests.scenes import MONDAY_LUNCH

SLUG = "gcm-vienna-2017"
FORM = f"/{SLUG}/propose"
FIND = f"/{SLUG}/find-my-proposals"
DEADLINE = datetime(2017, 8, 9, 22, 0, tzinfo=UTC)  # 10 August, 00:00 in Vienna
REQUIRED = {
    "title": "Safe reporting for trafficked persons",
    "abstract": "Practitioners compare how trafficked persons report crimes.",
    "theme": "trafficking",
    "lead_organisation": "Harbour Rights Network",
    "organisation_type": "ngo-ecosoc",
    "contact_name": "Ada Example",
    "contact_email": "ada@harbour.example.org",
    "preference_1": MONDAY_LUNCH,
    "expected_attendance": "30",
    "format": "in-person",
    "languages": ["en"],
    "accept_rules": True,
}


def propose(pages: Pages, *, status: int = 303, button: str | None = None, **changes: Any) -> Page:
    """Open the form, fill in what is required and ``changes``, and send it."""
    pages.get(FORM)
    return pages.submit(button=button, status=status, **{**REQUIRED, **changes})


def post(pages: Pages, *, status: int = 303, key: str = "one-rendered-form-key", **changes: Any) -> Page:
    """Post the form's fields as they stand in the contract, without opening the page's own form."""
    pages.get(FORM)
    fields = {**REQUIRED, "submission_key": key, **changes}
    return pages.post(FORM, {name: value for name, value in fields.items() if value is not None}, status=status)


def filled(form: Form, **fields: Any) -> list[tuple[str, str]]:
    """What the form sends when ``fields`` are filled in and its first button is pressed."""
    for name, value in fields.items():
        form.fill(name, value)
    return form.data()


def set_clock(app: Flask, moment: datetime) -> None:
    """Let the portal's clock show ``moment`` now."""
    app.config[clock.OFFSET] = moment - clock.wall()


def stored(app: Flask) -> list[Ask]:
    """The latest text of every proposal, in order."""
    with app.app_context():
        rows = list(db.session.scalars(select(ProposalRow).order_by(ProposalRow.id)))
        asks = latest_asks(rows)
        return [asks[row.id] for row in rows]


def letters(app: Flask) -> list[str]:
    """Names of all letters, in order."""
    with app.app_context():
        return list(db.session.scalars(select(LetterRow.name).order_by(LetterRow.id)))


def mailed_link(app: Flask, name: str, *, path: str = "/proposals/") -> str:
    """The path and query of the first link under ``path`` in the latest letter of this name."""
    with app.app_context():
        text = db.session.scalar(select(LetterRow.text).where(LetterRow.name == name).order_by(LetterRow.id.desc()))
    found = [urlsplit(url) for url in re.findall(r"https?://\S+", text or "")]
    parts = next(each for each in found if each.path.startswith(path))
    return parts.path + (f"?{parts.query}" if parts.query else "")


def confirmed(app: Flask, pages: Pages, **changes: Any) -> str:
    """Propose and confirm; the path of the organizer's page, which is the last page then."""
    propose(pages, **changes)
    pages.get(mailed_link(app, "confirm-address"))
    pages.submit()
    return pages.follow().path
