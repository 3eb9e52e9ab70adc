"""Mail that came in: replies of organizers and of the office, and reports of what the post could not deliver."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from sideevents.extensions import Base, db
from sideevents.store.types import UtcDateTime


class IncomingRow(Base):
    """One message, taken in once: ``message_id`` is its own, or a digest of it where it has none. ``kind`` is command,
    reply, report or other; ``outcome`` says what became of it; ``text`` is what its sender wrote, without quotes."""

    __tablename__ = "incoming"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(400), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    conference_id: Mapped[int | None] = mapped_column(ForeignKey("conference.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))
    sender: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(20))


def find_incoming(message_id: str) -> IncomingRow | None:
    """The message that was taken in with this id, or None."""
    return db.session.scalar(select(IncomingRow).where(IncomingRow.message_id == message_id))


def incoming_about(proposal_id: int) -> list[IncomingRow]:
    """What came in about a proposal, oldest first."""
    return list(
        db.session.scalars(select(IncomingRow).where(IncomingRow.proposal_id == proposal_id).order_by(IncomingRow.id))
    )


@dataclass(frozen=True)
class Message:
    """A message as it is kept. ``text`` is what its sender wrote: an officer without quotes and signature, an organizer
    without quoted lines. ``attachments`` are names of files; neither they nor the files are kept."""

    message_id: str
    sender: str
    subject: str
    text: str
    attachments: tuple[str, ...] = ()


def keep(
    message: Message,
    *,
    kind: str,
    outcome: str,
    now: datetime,
    conference_id: int | None = None,
    proposal_id: int | None = None,
    letter_id: int | None = None,
) -> IncomingRow:
    """Take a message in, in the caller's transaction. IntegrityError if it was taken in before."""
    row = IncomingRow(
        message_id=message.message_id,
        kind=kind,
        conference_id=conference_id,
        proposal_id=proposal_id,
        letter_id=letter_id,
        sender=message.sender,
        subject=message.subject,
        text=message.text,
        received_at=now,
        outcome=outcome,
    )
    db.session.add(row)
    db.session.flush()
    return row
