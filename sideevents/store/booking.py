"""Bookings: a room kept for a slot. The database itself refuses two of one room at one time."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sideevents.extensions import Base, db
from sideevents.rules.conflict import Booking
from sideevents.rules.window import Stretch
from sideevents.store.conference import RoomRow
from sideevents.store.proposal import ProposalRow
from sideevents.store.types import UtcDateTime

NO_OVERLAP = "booking_no_overlap"


class BookingRow(Base):
    """One room blocked for one proposal. A hall of several rooms has a row a room, of which ``chosen`` is the hall's
    own; an online event has one row without a room. ``starts`` to ``ends`` holds set-up and clear-up."""

    __tablename__ = "booking"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    chosen: Mapped[bool]
    kind: Mapped[str] = mapped_column(String(8))
    starts: Mapped[datetime] = mapped_column(UtcDateTime)
    ends: Mapped[datetime] = mapped_column(UtcDateTime)
    slot_starts: Mapped[datetime] = mapped_column(UtcDateTime)
    slot_ends: Mapped[datetime] = mapped_column(UtcDateTime)
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("starts < ends", name="some_time"),
        CheckConstraint("slot_starts < slot_ends", name="some_slot"),
        Index("ix_booking_room_time", "room_id", "starts"),
        ExcludeConstraint(
            (text("room_id"), "="),
            (func.tstzrange(text("starts"), text("ends"), text("'[)'")), "&&"),
            name=NO_OVERLAP,
            using="gist",
        ).ddl_if(dialect="postgresql"),
    )

    @property
    def slot(self) -> Stretch:
        """Start and end of the side event."""
        return Stretch(self.slot_starts, self.slot_ends)


def lock_rooms(row_ids: Iterable[int]) -> None:
    """Lock room rows in id order until the transaction ends: every booking starts here, so that none can deadlock."""
    db.session.execute(select(RoomRow.id).where(RoomRow.id.in_(list(row_ids))).order_by(RoomRow.id).with_for_update())


def bookings_of_conference(conference_id: int) -> list[Booking]:
    """Every booking of a conference as the rules see it, a row a blocked room."""
    rows = db.session.execute(
        select(BookingRow, RoomRow.key, ProposalRow.reference)
        .outerjoin(RoomRow, RoomRow.id == BookingRow.room_id)
        .join(ProposalRow, ProposalRow.id == BookingRow.proposal_id)
        .where(BookingRow.conference_id == conference_id)
        .order_by(BookingRow.id)
    )
    return [
        Booking(
            reference=reference or "",
            room=room,
            slot=row.slot,
            blocked=Stretch(row.starts, row.ends),
            kind=row.kind,
        )
        for row, room, reference in rows
    ]


def chosen_bookings(conference_id: int) -> dict[int, tuple[BookingRow, str]]:
    """Proposal id -> (its booking, key of the chosen room or ""), in one query."""
    rows = db.session.execute(
        select(BookingRow, RoomRow.key)
        .outerjoin(RoomRow, RoomRow.id == BookingRow.room_id)
        .where(BookingRow.conference_id == conference_id, BookingRow.chosen)
    )
    return {row.proposal_id: (row, key or "") for row, key in rows}


def booking_of(proposal_id: int) -> tuple[BookingRow, str] | None:
    """The booking of a proposal and the key of the chosen room ("" online), or None."""
    found = db.session.execute(
        select(BookingRow, RoomRow.key)
        .outerjoin(RoomRow, RoomRow.id == BookingRow.room_id)
        .where(BookingRow.proposal_id == proposal_id, BookingRow.chosen)
    ).first()
    return (found[0], found[1] or "") if found else None


def release(proposal_id: int) -> None:
    """Give the proposal's rooms back."""
    db.session.execute(delete(BookingRow).where(BookingRow.proposal_id == proposal_id))


def make_firm(proposal_id: int) -> None:
    """Keep for good what an offer held: its rows stay where they are, so no room has to be locked or found anew."""
    db.session.execute(
        update(BookingRow).where(BookingRow.proposal_id == proposal_id).values(kind="firm", held_until=None)
    )


def overdue_offers(now: datetime) -> list[int]:
    """Ids of proposals whose held booking has passed its accept-by instant."""
    return list(
        db.session.scalars(
            select(BookingRow.proposal_id).where(
                BookingRow.chosen, BookingRow.kind == "held", BookingRow.held_until <= now
            )
        )
    )
