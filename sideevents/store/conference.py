"""Conferences, each kept whole as the document of its file; their rooms are rows, because bookings lock them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from sideevents.extensions import Base, db
from sideevents.rules import conference_file
from sideevents.rules.conference import Conference
from sideevents.store.types import UtcDateTime

DIGEST_HOUR = 7


class ConferenceRow(Base):
    """One conference: its file as a document, and the counters that only this table may give out. ``digest_hour`` is
    the local hour of the office's daily letter, None for no such letter; ``digest_at`` is when one was last due, sent
    or empty."""

    __tablename__ = "conference"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    reference_prefix: Mapped[str] = mapped_column(String(12), unique=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    last_number: Mapped[int] = mapped_column(default=0)
    programme_version: Mapped[int] = mapped_column(default=1)
    programme_changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outbox_held: Mapped[bool] = mapped_column(default=True)
    digest_hour: Mapped[int | None] = mapped_column(default=DIGEST_HOUR)
    digest_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def read(self) -> Conference:
        """The conference as the rules see it."""
        return conference_file.read(self.document)

    def next_reference(self) -> tuple[int, str]:
        """The next number and reference; the caller holds this row's lock (``lock_conference``)."""
        self.last_number += 1
        return self.last_number, f"{self.reference_prefix}-{self.last_number:03d}"

    def programme_changed(self, now: datetime) -> None:
        """Give the programme its next version: every page and feed follows."""
        self.programme_version = ConferenceRow.programme_version + 1
        self.programme_changed_at = now


class RoomRow(Base):
    """A room as a row to lock and to book; what it offers stands in the conference's document."""

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("conference_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id"))
    key: Mapped[str] = mapped_column(String(60))


def all_conferences() -> list[ConferenceRow]:
    """Every conference, by slug."""
    return list(db.session.scalars(select(ConferenceRow).order_by(ConferenceRow.slug)))


def find_conference(slug: str) -> ConferenceRow | None:
    """The conference at an address, or None."""
    if "\0" in slug:  # PostgreSQL takes none in a text
        return None
    return db.session.scalar(select(ConferenceRow).where(ConferenceRow.slug == slug))


def lock_conference(conference_id: int) -> ConferenceRow:
    """The row, locked until the transaction ends and read afresh: for counters and loading. Locked last, after the
    proposal, so that no two transactions wait for each other."""
    return db.session.scalars(
        select(ConferenceRow)
        .where(ConferenceRow.id == conference_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def room_ids(conference_id: int) -> dict[str, int]:
    """Room key -> row id."""
    rows = db.session.execute(select(RoomRow.key, RoomRow.id).where(RoomRow.conference_id == conference_id))
    return dict(rows.all())
