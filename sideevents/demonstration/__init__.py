"""The demonstration: the bundled conference and its sample proposals, on a clock of its own, with a mailbox page."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import click
from sqlalchemy import func, select

from sideevents import clock, create_app
from sideevents.config import NotConfigured
from sideevents.demonstration.story import open_conference, tell
from sideevents.extensions import db
from sideevents.rules.conference import Conference
from sideevents.serving import assert_free, serve
from sideevents.store import schema
from sideevents.store.conference import all_conferences, find_conference
from sideevents.store.decision import DecisionRow
from sideevents.store.letter import LetterRow
from sideevents.store.proposal import RevisionRow
from sideevents.wording import instant_text

STARTS = "2017-08-08T17:00:00+02:00"
STAMPS = (DecisionRow.at, LetterRow.written_at, RevisionRow.created_at)


def start(*, reset: bool, host: str, port: int) -> None:
    """Set the demonstration up or go on with it, serve it until Ctrl-C. NotConfigured if its clock would run back."""
    public = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
    os.environ.update({"SIDEEVENTS_DEMO": "true", "SIDEEVENTS_DEV_MAILBOX": "true"})
    os.environ.setdefault("SIDEEVENTS_PUBLIC_URL", f"http://{public}:{port}")
    assert_free(host, port)
    if reset:
        _forget()
    app = create_app()
    with app.app_context(), app.test_request_context():
        schema.upgrade()
        newest = _newest_stamp()
        now = _begin(app.config["NOW"], newest)
        rows = all_conferences()
        slug = rows[0].slug if rows else open_conference(now)
        tell(slug, after=newest, until=now)
        found = find_conference(slug)
        assert found is not None
        conference = found.read()
        _greet(conference, now=now)
        offset = now - clock.wall()
    os.environ.pop("SIDEEVENTS_NOW", None)
    os.environ["SIDEEVENTS_CLOCK_OFFSET_SECONDS"] = str(offset / timedelta(seconds=1))
    serve(host=host, port=port, workers=1, carry_mail=True)


def _newest_stamp() -> datetime | None:
    stamps = [db.session.scalar(select(func.max(column))) for column in STAMPS]
    db.session.rollback()
    return max((stamp for stamp in stamps if stamp), default=None)


def _begin(asked: datetime | None, newest: datetime | None) -> datetime:
    now = asked or datetime.fromisoformat(STARTS)
    if newest is None or now >= newest:
        return now
    if asked:
        raise NotConfigured(
            f"What is stored reaches to {newest.isoformat()}, later than NOW:"
            " start over with RESET=1, or choose a later NOW."
        )
    return newest


def _forget() -> None:
    with create_app().app_context():
        database = db.engine.url.database
        db.engine.dispose()
    if database:
        for ending in ("", "-wal", "-shm"):
            Path(f"{database}{ending}").unlink(missing_ok=True)


def _greet(conference: Conference, *, now: datetime) -> None:
    here = os.environ["SIDEEVENTS_PUBLIC_URL"]
    lines = (
        "",
        "  The side-event portal, demonstration",
        f"  The clock is not real: it shows {instant_text(now, conference)} and runs.",
        "",
        f"  Participant   {here}/{conference.slug}/",
        f"  Organizer     {here}/{conference.slug}/propose",
        f"  Office        {here}/office/   (sign in as {conference.office_email})",
        f"  Mailbox       {here}/dev/mailbox   every letter that the portal writes",
        "",
        "  Ctrl-C stops it; a second start keeps what you entered; 'make run RESET=1' starts over.",
        "",
    )
    click.echo("\n".join(lines))
