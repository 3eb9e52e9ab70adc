"""Where a proposal stands: its state, its booking and its public face; changed together, remembered for undo."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sideevents.extensions import db
from sideevents.rules.conference import Conference
from sideevents.rules.sequence import Announced, next_sequence
from sideevents.rules.window import Stretch
from sideevents.rules.workflow import Status
from sideevents.store import booking
from sideevents.store.booking import BookingRow
from sideevents.store.conference import room_ids
from sideevents.store.programme import SideEventRow, side_event_of
from sideevents.store.proposal import ProposalRow, revision_of

FIRM, HELD = "firm", "held"


@dataclass(frozen=True)
class Standing:
    """State and place of a proposal at one moment. ``room`` is a key, "" online or without a slot."""

    status: Status
    revision: int
    settled_revision: int
    public_revision: int | None = None
    room: str = ""
    slot: Stretch | None = None
    kind: str = ""
    held_until: datetime | None = None

    @property
    def announced(self) -> tuple[int, str, Stretch | None] | None:
        """Text, room and slot that the public was told of; None where nothing is public."""
        return None if self.public_revision is None else (self.public_revision, self.room, self.slot)

    def to_json(self) -> dict[str, Any]:
        """As a decision row keeps it."""
        kept = asdict(self)
        kept["slot"] = [self.slot.start.isoformat(), self.slot.end.isoformat()] if self.slot else None
        kept["held_until"] = self.held_until.isoformat() if self.held_until else None
        return kept

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Standing":
        """What ``to_json`` wrote; other keys of the row are passed over."""
        values = {name: kept[name] for name in cls.__dataclass_fields__}
        values["status"] = Status(kept["status"])
        if kept["slot"]:
            values["slot"] = Stretch(*(datetime.fromisoformat(instant) for instant in kept["slot"]))
        if kept["held_until"]:
            values["held_until"] = datetime.fromisoformat(kept["held_until"])
        return cls(**values)


def standing(proposal: ProposalRow) -> Standing:
    """Where the proposal stands now."""
    booked = booking.booking_of(proposal.id)
    face = side_event_of(proposal.id)
    place: dict[str, Any] = {}
    if booked:
        row, room = booked
        place = {"room": room, "slot": row.slot, "kind": row.kind, "held_until": row.held_until}
    return Standing(
        status=proposal.state,
        revision=proposal.revision,
        settled_revision=proposal.settled_revision,
        public_revision=face.revision if face and not face.cancelled else None,
        **place,
    )


def take(
    proposal: ProposalRow, conference: Conference, *, room: str, slot: Stretch, held_until: datetime | None = None
) -> None:
    """Book ``room`` (and a hall's parts) for ``slot`` instead of what the proposal had; "" is online. Held until an
    instant, or firm. The database refuses an overlap (IntegrityError)."""
    booking.release(proposal.id)
    chosen = conference.room(room)
    blocked = chosen.blocked(slot) if chosen else slot
    ids = room_ids(proposal.conference_id)
    for key in conference.takes(chosen) if chosen else ("",):
        db.session.add(
            BookingRow(
                conference_id=proposal.conference_id,
                proposal_id=proposal.id,
                room_id=ids[key] if key else None,
                chosen=key == room,
                kind=HELD if held_until else FIRM,
                starts=blocked.start,
                ends=blocked.end,
                slot_starts=slot.start,
                slot_ends=slot.end,
                held_until=held_until,
            )
        )
    db.session.flush()


def publish(proposal: ProposalRow, *, revision: int, room: str, slot: Stretch, now: datetime) -> None:
    """Show the proposal to the public with this text, room and slot; one announced elsewhere before says *moved*."""
    face = side_event_of(proposal.id)
    before = _announced(face, proposal) if face else None
    if face is None:
        face = SideEventRow(
            proposal_id=proposal.id, conference_id=proposal.conference_id, sequence=0, published_at=now, room=room
        )
        db.session.add(face)
    elif (face.room, face.slot_starts, face.slot_ends) != (room, slot.start, slot.end):
        face.moved_room, face.moved_starts, face.moved_ends = face.room, face.slot_starts, face.slot_ends
    elif face.cancelled:
        # back at the very place where it was last announced
        face.moved_room, face.moved_starts, face.moved_ends = "", None, None
    face.revision, face.room, face.slot_starts, face.slot_ends = revision, room, slot.start, slot.end
    face.cancelled = False
    _changed(face, proposal, before=before, now=now)


def retract(proposal: ProposalRow, *, now: datetime) -> None:
    """Let the public page of a proposal that is no longer approved say *cancelled*."""
    face = side_event_of(proposal.id)
    if face is not None and not face.cancelled:
        before = _announced(face, proposal)
        face.cancelled = True
        _changed(face, proposal, before=before, now=now)


def _announced(face: SideEventRow, proposal: ProposalRow) -> Announced:
    title = revision_of(proposal, face.revision).title
    return Announced(face.slot_starts, face.slot_ends, face.room, title, face.cancelled)


def _changed(face: SideEventRow, proposal: ProposalRow, *, before: Announced | None, now: datetime) -> None:
    # whole before its title is looked up: a query writes what is pending
    face.changed_at = now
    face.sequence = next_sequence(face.sequence, before=before, after=_announced(face, proposal))
    proposal.conference.programme_changed(now)


def give_back(proposal: ProposalRow, *, now: datetime) -> None:
    """Free the rooms of a proposal that ends or returns to the pile, and say so in public where it was listed."""
    booking.release(proposal.id)
    retract(proposal, now=now)
