"""What the office should know this morning, read in a constant number of queries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from sideevents.extensions import db
from sideevents.rules.caution import Other, cautions
from sideevents.rules.conference import Conference, Window
from sideevents.rules.conflict import free_rooms, placing_problems
from sideevents.rules.problem import Problem
from sideevents.rules.slot import grid
from sideevents.rules.text import likeness
from sideevents.rules.workflow import OPEN, Status
from sideevents.store.booking import bookings_of_conference, chosen_bookings
from sideevents.store.inbox import InboxRow, read_inbox
from sideevents.store.incoming import IncomingRow
from sideevents.store.letter import FAILED, HELD, LetterRow
from sideevents.store.proposal import ProposalRow

UNDECIDED = {Status.SUBMITTED, Status.WAITLISTED}


@dataclass(frozen=True)
class Entry:
    """One proposal of a list. ``at``: since when it waits, or until when its offer stands."""

    reference: str
    title: str
    at: datetime
    late: bool = False
    new_text: bool = False


@dataclass(frozen=True)
class Crowd:
    """A window that more undecided proposals wish for first than it has rooms free."""

    window: Window
    wishes: int
    free: int


@dataclass(frozen=True)
class Digest:
    """The morning's facts. ``conflicts`` are (reference, wall) of places that no longer stand; ``cautions`` code ->
    references of waiting proposals; ``failed`` and ``held`` are (subject, recipient) of letters; ``replies`` are
    (reference, sender)."""

    since: datetime
    new: tuple[Entry, ...] = ()
    waiting: tuple[Entry, ...] = ()
    offers: tuple[Entry, ...] = ()
    conflicts: tuple[tuple[str, Problem], ...] = ()
    crowds: tuple[Crowd, ...] = ()
    cautions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    held: tuple[tuple[str, str], ...] = ()
    replies: tuple[tuple[str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return self == Digest(self.since)


def read_digest(conference_id: int, conference: Conference, *, since: datetime, now: datetime) -> Digest:
    """Where the side events stand at ``now``, and what came in from ``since`` on."""
    rows = read_inbox(conference_id)
    waiting = sorted((row for row in rows if _waits(row)), key=lambda row: (row.since, row.proposal.id))
    new = [row for row in rows if row.proposal.state in OPEN and (row.proposal.confirmed_at or since) > since]
    return Digest(
        since=since,
        new=tuple(_entry(row, row.proposal.confirmed_at or now) for row in new),
        waiting=tuple(_entry(row, row.since) for row in waiting),
        offers=_offers(rows, conference_id),
        conflicts=_conflicts(rows, conference_id, conference, now=now),
        crowds=_crowds(rows, conference_id, conference, now=now),
        cautions=_cautions(waiting, rows, conference),
        failed=_letters(conference_id, FAILED),
        held=_letters(conference_id, HELD),
        replies=_replies(conference_id, since=since),
    )


def _waits(row: InboxRow) -> bool:
    return row.proposal.state is Status.SUBMITTED or row.proposal.pending_text


def _entry(row: InboxRow, at: datetime) -> Entry:
    proposal = row.proposal
    return Entry(proposal.reference or "", row.ask.title, at, late=proposal.late, new_text=proposal.pending_text)


def _offers(rows: Iterable[InboxRow], conference_id: int) -> tuple[Entry, ...]:
    until = {each: row.held_until for each, (row, _) in chosen_bookings(conference_id).items() if row.held_until}
    found = [_entry(row, until[row.proposal.id]) for row in rows if row.proposal.id in until]
    return tuple(sorted(found, key=lambda entry: (entry.at, entry.reference)))


def _conflicts(
    rows: Iterable[InboxRow], conference_id: int, conference: Conference, *, now: datetime
) -> tuple[tuple[str, Problem], ...]:
    """Places to come that the conference as it is now would refuse."""
    references = {row.proposal.id: row.proposal.reference or "" for row in rows}
    found = []
    for proposal_id, (booking, room) in sorted(chosen_bookings(conference_id).items()):
        if booking.slot.end <= now:
            continue
        reference = references.get(proposal_id, "")
        walls = placing_problems(
            conference, reference=reference, room_key=room, slot=booking.slot, others=(), online=not room
        )
        found += [(reference, wall) for wall in walls]
    return tuple(found)


def _crowds(
    rows: Iterable[InboxRow], conference_id: int, conference: Conference, *, now: datetime
) -> tuple[Crowd, ...]:
    undecided = [row.ask for row in rows if row.proposal.state in UNDECIDED and row.ask.format != "online"]
    wishes = Counter(ask.preferences[0] for ask in undecided if ask.preferences)
    taken, crowds = bookings_of_conference(conference_id), []
    for window in conference.windows:
        slots = [slot for slot in grid(window, conference=conference) if slot.start > now]
        free = sum(len(free_rooms(conference, slot=slot, others=taken)) for slot in slots)
        if slots and wishes[window.name] > free:
            crowds.append(Crowd(window, wishes[window.name], free))
    return tuple(crowds)


def _cautions(
    waiting: Iterable[InboxRow], rows: Iterable[InboxRow], conference: Conference
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The cautions that no slot changes: those of slots and rooms stand in each letter that asks for a decision."""
    others = [_other(row) for row in rows]
    found: dict[str, list[str]] = {}
    for row in waiting:
        reference, late = row.proposal.reference or "", row.proposal.wishes_changed_late
        rivals = [other for other in others if other.reference != reference]
        every = cautions(row.ask, conference=conference, room=None, slot=None, others=rivals, wishes_changed_late=late)
        for code in sorted({caution.code for caution in every}):
            found.setdefault(code, []).append(reference)
    return tuple((code, tuple(sorted(references))) for code, references in sorted(found.items()))


def _other(row: InboxRow) -> Other:
    return Other(
        reference=row.proposal.reference or "",
        status=row.proposal.state,
        lead=likeness(row.ask.lead_organisation),
        organizers=frozenset(),
        theme=row.ask.theme,
        slot=None,
        gate_list=frozenset(),
    )


def _letters(conference_id: int, state: str) -> tuple[tuple[str, str], ...]:
    rows = db.session.execute(
        select(LetterRow.subject, LetterRow.recipient)
        .where(LetterRow.conference_id == conference_id, LetterRow.state == state)
        .order_by(LetterRow.id)
    )
    return tuple((row.subject, row.recipient) for row in rows)


def _replies(conference_id: int, *, since: datetime) -> tuple[tuple[str, str], ...]:
    rows = db.session.execute(
        select(ProposalRow.reference, IncomingRow.sender)
        .join(ProposalRow, ProposalRow.id == IncomingRow.proposal_id)
        .where(IncomingRow.conference_id == conference_id, IncomingRow.kind == "reply", IncomingRow.received_at > since)
        .order_by(IncomingRow.id)
    )
    return tuple((row.reference or "", row.sender) for row in rows)
