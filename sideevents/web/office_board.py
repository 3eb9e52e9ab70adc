"""The programme's state for the office: windows and rooms, what is in them, and what is still free."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext

from sideevents.describing import instant_text, room_text, slot_text, wish_text
from sideevents.rules.conference import Conference, Window
from sideevents.rules.conflict import closure_problems
from sideevents.rules.window import Stretch
from sideevents.store.booking import BookingRow
from sideevents.wording import kind_text

ONLINE = ""


@dataclass(frozen=True)
class Placed:
    """A side event or an offer in a room; ``held`` is until when an offer waits, "" for a firm booking."""

    reference: str
    title: str
    hours: str
    kind: str
    kind_words: str
    held: str


@dataclass(frozen=True)
class Cell:
    """One room in one window: what is there, or why nothing can be; free when both are empty."""

    placed: tuple[Placed, ...]
    closed: str
    window_kind: str


@dataclass(frozen=True)
class Line:
    """One room through all windows."""

    room: str
    seats: int | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Board:
    """The table, and what it adds up to. ``outside`` are bookings that lie in no window any more."""

    windows: tuple[str, ...]
    lines: tuple[Line, ...]
    firm: int
    held: int
    free: int
    outside: tuple[tuple[str, str], ...]


def board(
    conference: Conference, booked: Mapping[int, tuple[BookingRow, str]], named: Mapping[int, tuple[str, str]]
) -> Board:
    """The state of the programme from the chosen bookings and each proposal's (reference, title)."""
    rows = [(row, key, named.get(proposal_id, ("", ""))) for proposal_id, (row, key) in booked.items()]
    placed = [_Held(_placed(row, name, conference), key, row.slot) for row, key, name in rows]
    lines = [_line(key, placed, conference) for key in (*(room.key for room in conference.rooms), ONLINE)]
    if not any(held.room == ONLINE for held in placed):
        lines.pop()
    cells = [cell for each in lines for cell in each.cells if each.room]
    inside = {
        held.placed.reference for held in placed for window in conference.windows if held.meets(window, conference)
    }
    return Board(
        windows=tuple(wish_text(window) for window in conference.windows),
        lines=tuple(lines),
        firm=sum(row.kind == "firm" for row, _, _ in rows),
        held=sum(row.kind == "held" for row, _, _ in rows),
        free=sum(not cell.placed and not cell.closed for cell in cells),
        outside=tuple(
            (held.placed.reference, slot_text(held.slot, conference))
            for held in placed
            if held.placed.reference not in inside
        ),
    )


@dataclass(frozen=True)
class _Held:
    placed: Placed
    room: str
    slot: Stretch

    def meets(self, window: Window, conference: Conference) -> bool:
        return self.slot.overlaps(conference.stretch(window))


def _placed(row: BookingRow, name: tuple[str, str], conference: Conference) -> Placed:
    reference, title = name
    return Placed(
        reference=reference,
        title=title,
        hours=_hours(row.slot, conference),
        kind=row.kind,
        kind_words=kind_text(row.kind),
        held=instant_text(row.held_until, conference) if row.held_until else "",
    )


def _hours(slot: Stretch, conference: Conference) -> str:
    """Start and end without their city, which the table names once."""
    start, end = slot.start.astimezone(conference.zone), slot.end.astimezone(conference.zone)
    return f"{start:%H:%M}–{end:%H:%M}"


def _line(key: str, placed: Iterable[_Held], conference: Conference) -> Line:
    room = conference.room(key)
    # a hall is taken where one of its parts is, and the other way round
    related = {key} | {other.key for other in conference.rooms if room and _share(room.key, other.key, conference)}
    here = [held for held in placed if held.room in related]
    return Line(
        room=room_text(conference, key),
        seats=room.seats if room else None,
        cells=tuple(_cell(key, window, here, conference) for window in conference.windows),
    )


def _share(one: str, other: str, conference: Conference) -> bool:
    first, second = conference.room(one), conference.room(other)
    assert first is not None
    assert second is not None
    return bool(set(conference.takes(first)) & set(conference.takes(second)))


def _cell(key: str, window: Window, here: Iterable[_Held], conference: Conference) -> Cell:
    room = conference.room(key)
    closed = closure_problems(room, blocked=conference.stretch(window)) if room else []
    found = sorted((held for held in here if held.meets(window, conference)), key=lambda held: held.slot)
    return Cell(
        placed=tuple(held.placed for held in found),
        closed=gettext("closed: %(reason)s", reason=closed[0].facts["reason"]) if closed else "",
        window_kind=window.kind,
    )
