"""The outbox: letters wait here, and stay as the correspondence. Written in the transaction of the change they tell."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from sideevents.extensions import Base, db
from sideevents.store.types import UtcDateTime

QUEUED, SENDING, SENT, FAILED = "queued", "sending", "sent", "failed"
HELD, DROPPED = "held", "dropped"  # collected until the office lets it go; taken back, or needless, before it left
WAITING = (QUEUED, SENDING, HELD)
DELAYED = text("state = 'queued' AND attempts > 0")


class LetterRow(Base):
    """One letter to one recipient. ``key`` is ``letter:cause:recipient``: a change writes it once. ``token`` fences the
    postman's claim; ``server_said`` is the relay's last answer. ``calendar`` is the iCalendar part, "" without one;
    ``reported`` is what a server further on has said of a letter that left, delayed or delivered, "" for nothing;
    ``draft`` is what a held letter is made of, for the office to edit; it never leaves once ``good_until`` has come."""

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_letter_due", "state", "next_attempt_at"),
        Index("ix_letter_order", "proposal_id", "recipient"),
        # read in order of id, newest first, without a look at the letters themselves
        Index("ix_letter_count", "conference_id", "state", "id"),
        Index(
            "ix_letter_delayed",
            "conference_id",
            "state",  # as many columns to look for as in the index above: else SQLite takes that one
            "id",
            "attempts",
            sqlite_where=DELAYED,
            postgresql_where=DELAYED,
        ),
        Index("ix_letter_message_id", "message_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(400))
    conference_id: Mapped[int | None] = mapped_column(ForeignKey("conference.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(String(254))
    reply_to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    calendar: Mapped[str] = mapped_column(Text, default="")
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    message_id: Mapped[str] = mapped_column(String(200))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default=QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    token: Mapped[str | None] = mapped_column(String(40))
    server_said: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    good_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reported: Mapped[str] = mapped_column(String(12), default="")

    def tells_of(self, decision_id: int) -> bool:
        """Whether a decision caused it."""
        return f":decision-{decision_id}:" in self.key


class DeliveryRow(Base):
    """One thing that happened to a letter on its way, and the words of the server that said so. ``result`` is one of
    sent, later, alarm, refused (the attempts), bounced, delayed, delivered (reports that came back), again, released
    (the office's presses)."""

    __tablename__ = "delivery"

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    result: Mapped[str] = mapped_column(String(12))
    said: Mapped[str] = mapped_column(Text, default="")


def deliveries_of(letter_id: int) -> list[DeliveryRow]:
    """What happened to a letter, oldest first."""
    return list(
        db.session.scalars(select(DeliveryRow).where(DeliveryRow.letter_id == letter_id).order_by(DeliveryRow.id))
    )


def find_by_message_id(message_id: str) -> LetterRow | None:
    """The letter that left with this Message-ID, angle brackets included, or None."""
    return db.session.scalar(select(LetterRow).where(LetterRow.message_id == message_id))


def letters_about(proposal_id: int) -> list[LetterRow]:
    """The correspondence of a proposal, oldest first."""
    return list(
        db.session.scalars(select(LetterRow).where(LetterRow.proposal_id == proposal_id).order_by(LetterRow.id))
    )


def count_by_state() -> dict[str, int]:
    """Letter state -> number."""
    return dict(db.session.execute(select(LetterRow.state, func.count()).group_by(LetterRow.state)).all())


def find_letter(letter_id: int) -> LetterRow | None:
    """The letter with this id, or None."""
    return db.session.get(LetterRow, letter_id)


def latest_letters(*, recipient: str = "", limit: int) -> list[LetterRow]:
    """The latest letters of all conferences, newest first; those to one address if one is given."""
    wanted = select(LetterRow).order_by(LetterRow.id.desc()).limit(limit)
    if recipient:
        wanted = wanted.where(LetterRow.recipient == recipient)
    return list(db.session.scalars(wanted))


def recipients_of_letters() -> list[str]:
    """Every address that a letter was written to, in order."""
    return list(db.session.scalars(select(LetterRow.recipient).distinct().order_by(LetterRow.recipient)))
