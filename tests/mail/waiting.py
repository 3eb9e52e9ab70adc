"""Letters that wait in a real outbox, and a watch that tests set."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from sideevents.extensions import db
from sideevents.mail import outbox
from sideevents.mail.letter import Letter
from sideevents.mail.outbox import Claim
from sideevents.store.conference import ConferenceRow
from sideevents.store.letter import LetterRow
from sideevents.store.proposal import ProposalRow
from sideevents.store.unit_of_work import unit_of_work

NOON = datetime(2017, 8, 8, 12, 0, tzinfo=UTC)
RECIPIENT = "ada@harbour.example.org"


@dataclass
class Watch:
    """A clock that stands until it is moved."""

    moment: datetime = field(default=NOON)

    def __call__(self) -> datetime:
        return self.moment

    def wait(self, **duration: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**duration)


def letter(**changes: str) -> Letter:
    """A short letter."""
    facts = {
        "name": "received",
        "recipient": RECIPIENT,
        "reply_to": "office@un.example.org",
        "subject": "[SE-007] Your proposal has arrived",
        "text": "Dear Ada,\n\nليلى منصوري greets you.\n",
        "html": '<!doctype html>\n<html lang="en" dir="ltr"><body><p>Dear Ada</p></body></html>',
    }
    return Letter(**{**facts, **changes})


@unit_of_work
def post(*causes: str, proposal_id: int | None = None, conference_id: int | None = None, **changes: str) -> None:
    """Post the letter once a cause."""
    for cause in causes or ("decision-1",):
        outbox.post(letter(**changes), cause=cause, now=NOON, conference_id=conference_id)
    if proposal_id is not None:
        for row in db.session.scalars(select(LetterRow).where(LetterRow.proposal_id.is_(None))):
            row.proposal_id = proposal_id


@unit_of_work
def conference(*, held: bool = False) -> int:
    """A conference, and its id."""
    row = ConferenceRow(
        slug="dull", reference_prefix="SE", document={}, outbox_held=held, programme_changed_at=NOON, loaded_at=NOON
    )
    db.session.add(row)
    db.session.flush()
    return row.id


@unit_of_work
def proposal(conference_id: int) -> int:
    """A proposal, and its id."""
    row = ProposalRow(
        conference_id=conference_id,
        status="submitted",
        contact_email=RECIPIENT,
        likeness="x",
        submission_key=f"key-{conference_id}",
        submission_digest="x",
        submitted_at=NOON,
    )
    db.session.add(row)
    db.session.flush()
    return row.id


def claim(*, now: datetime) -> Claim | None:
    """One letter claimed, or None if none is due."""
    found = outbox.claim(now=now)
    return found[0] if found else None


def rows() -> list[LetterRow]:
    """The outbox as it stands in the database now."""
    db.session.rollback()
    return list(db.session.scalars(select(LetterRow).order_by(LetterRow.id)))
