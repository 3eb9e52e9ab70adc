"""Conflicts: what stands in the way of a side event in a room at a time. These are walls, not cautions."""

from collections.abc import Iterable
from dataclasses import dataclass

from sideevents.rules.conference import Conference, Room
from sideevents.rules.problem import Problem
from sideevents.rules.slot import slot_problems
from sideevents.rules.window import Stretch


@dataclass(frozen=True)
class Booking:
    """One room kept for a slot: ``room`` is a key, None online; ``blocked`` adds set-up and clear-up; ``kind`` is
    "firm" or "held". A booking of a hall is one of these for each room that it blocks."""

    reference: str
    room: str | None
    slot: Stretch
    blocked: Stretch
    kind: str


def room_conflicts(wanted: Booking, others: Iterable[Booking]) -> list[Problem]:
    """Object to each booking that needs the room while ``wanted`` has it, set-up and clear-up included."""
    return [
        Problem(
            "room-taken",
            about="room",
            facts={"by": other.reference, "from": other.blocked.start, "until": other.blocked.end, "kind": other.kind},
        )
        for other in sorted(others, key=lambda booking: (booking.blocked, booking.reference))
        if wanted.room is not None  # online events take no room from each other
        and other.room == wanted.room
        and other.reference != wanted.reference
        and other.blocked.overlaps(wanted.blocked)
    ]


def closure_problems(room: Room, *, blocked: Stretch) -> list[Problem]:
    """Object to each closure of the room that cuts into the blocked stretch."""
    return [
        Problem(
            "room-closed",
            about="room",
            facts={"from": closure.stretch.start, "until": closure.stretch.end, "reason": closure.reason},
        )
        for closure in room.closures
        if closure.stretch.overlaps(blocked)
    ]


def placing_problems(
    conference: Conference,
    *,
    reference: str,
    room_key: str | None,
    slot: Stretch,
    others: Iterable[Booking],
    online: bool,
) -> list[Problem]:
    """Every wall at once before ``reference`` in this room and slot: the slot's own, then the room's.

    ``online`` excuses a missing room; a room that is named is checked all the same."""
    problems = slot_problems(slot, conference=conference)
    if not room_key:
        return problems if online else [*problems, Problem("room-missing", about="room")]
    room = conference.room(room_key)
    if room is None:
        return [*problems, Problem("room-unknown", about="room", facts={"room": room_key})]
    return problems + _room_walls(room, conference=conference, reference=reference, slot=slot, others=others)


def free_rooms(conference: Conference, *, slot: Stretch, others: Iterable[Booking]) -> list[Room]:
    """The rooms without any wall for the slot, those with most seats first; none if the slot itself is impossible."""
    if slot_problems(slot, conference=conference):
        return []
    taken = list(others)
    free = [
        room
        for room in conference.rooms
        if not _room_walls(room, conference=conference, reference="", slot=slot, others=taken)
    ]
    return sorted(free, key=lambda room: -room.seats)


def _room_walls(
    room: Room, *, conference: Conference, reference: str, slot: Stretch, others: Iterable[Booking]
) -> list[Problem]:
    # a hall is made ready as one: its own set-up and clear-up block each of its parts
    blocked, taken, walls = room.blocked(slot), list(others), []
    for key in conference.takes(room):
        part = conference.room(key)
        walls += closure_problems(part, blocked=blocked) if part else []
    for key in conference.takes(room):
        walls += room_conflicts(Booking(reference, key, slot, blocked, "firm"), taken)
    return [wall for n, wall in enumerate(walls) if wall not in walls[:n]]
