"""Side events: approved proposals as the public sees them. A row is never deleted, so its address stays true."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from sideevents.extensions import Base, db
from sideevents.rules.ask import Ask
from sideevents.rules.conference import Conference
from sideevents.rules.programme import Place, Programme, SideEvent
from sideevents.rules.window import Stretch
from sideevents.store.conference import ConferenceRow, find_conference
from sideevents.store.proposal import ProposalRow, RevisionRow
from sideevents.store.types import UtcDateTime


class SideEventRow(Base):
    """The public face of a proposal that was approved at least once: which text, where, when, cancelled or not.
    ``moved_*`` is where it was before its last move; ``sequence`` rises as calendars need it
    (``rules/sequence.py``)."""

    __tablename__ = "side_event"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id"), index=True)
    revision: Mapped[int]
    cancelled: Mapped[bool] = mapped_column(default=False)
    room: Mapped[str] = mapped_column(String(60), default="")
    slot_starts: Mapped[datetime] = mapped_column(UtcDateTime)
    slot_ends: Mapped[datetime] = mapped_column(UtcDateTime)
    moved_room: Mapped[str] = mapped_column(String(60), default="")
    moved_starts: Mapped[datetime | None] = mapped_column(UtcDateTime)
    moved_ends: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sequence: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


# each public face with its reference and the text that it shows
_FACES = (
    select(SideEventRow, ProposalRow.reference, RevisionRow.ask)
    .join(ProposalRow, ProposalRow.id == SideEventRow.proposal_id)
    .join(
        RevisionRow,
        (RevisionRow.proposal_id == SideEventRow.proposal_id) & (RevisionRow.number == SideEventRow.revision),
    )
)


def side_event_of(proposal_id: int) -> SideEventRow | None:
    """The public face of a proposal, or None if it was never approved."""
    return db.session.get(SideEventRow, proposal_id)


def side_event_for(proposal_id: int, *, conference: Conference) -> SideEvent | None:
    """A proposal's side event as the public sees or saw it, listed already or not; None if it was never approved."""
    found = db.session.execute(_FACES.where(SideEventRow.proposal_id == proposal_id)).one_or_none()
    if found is None:
        return None
    face, reference, ask = found
    return _side_event(face, reference, Ask.from_json(ask), conference, _room_names(conference))


def read_programme(slug: str, *, now: datetime) -> Programme | None:
    """The public programme of a conference in at most two queries, whatever its size; None if there is no such
    conference. Before ``programme_from`` it is empty."""
    row = find_conference(slug)
    if row is None:
        return None
    programme = _snapshot(row)
    opens = programme.conference.programme_from
    return replace(programme, events=()) if opens is not None and now < opens else programme


# the latest snapshot of each conference in each database, good for as long as its version is the database's
_kept: WeakKeyDictionary[Engine, dict[int, Programme]] = WeakKeyDictionary()
_reading = Lock()


def _snapshot(row: ConferenceRow) -> Programme:
    """The programme at the row's version, read once in this process; many readers of a new version wait for one."""
    with _reading:
        kept = _kept.setdefault(db.engine, {})
        found = kept.get(row.id)
        if found is None or (found.version, found.changed_at) != (row.programme_version, row.programme_changed_at):
            conference = row.read()
            found = kept[row.id] = Programme(
                conference=conference,
                version=row.programme_version,
                changed_at=row.programme_changed_at,
                events=tuple(_side_events(row, conference)),
            )
        return found


def _side_events(row: ConferenceRow, conference: Conference) -> list[SideEvent]:
    found = db.session.execute(_FACES.where(SideEventRow.conference_id == row.id))
    order = {room.key: position for position, room in enumerate(conference.rooms)}
    names = _room_names(conference)
    events = [_side_event(face, reference, Ask.from_json(ask), conference, names) for face, reference, ask in found]
    return sorted(events, key=lambda event: (event.slot, order.get(event.room, len(order)), event.reference))


def _room_names(conference: Conference) -> dict[str, str]:
    return {room.key: room.name for room in conference.rooms}


def _side_event(
    face: SideEventRow, reference: str, ask: Ask, conference: Conference, names: Mapping[str, str]
) -> SideEvent:
    moved = None
    if face.moved_starts and face.moved_ends:
        moved = Place(names.get(face.moved_room, ""), Stretch(face.moved_starts, face.moved_ends))
    return SideEvent(
        reference=reference,
        cancelled=face.cancelled,
        title=ask.title,
        abstract="" if ask.closed else ask.abstract,
        theme=ask.theme,
        lead=ask.lead_organisation,
        co_organizers=tuple(each.name for each in ask.co_organisers),
        organisation_type=ask.organisation_type,
        languages=ask.languages,
        format=ask.format,
        room=face.room,
        slot=Stretch(face.slot_starts, face.slot_ends),
        uid=f"{reference.lower()}@{conference.slug}.side-events",
        sequence=face.sequence,
        changed_at=face.changed_at,
        speakers=() if ask.closed else ask.speakers,
        public_email=ask.public_email,
        join_url=ask.join_url if conference.join_links != "none" else "",
        closed=ask.closed,
        no_recording=ask.no_recording,
        moved_from=moved,
    )
