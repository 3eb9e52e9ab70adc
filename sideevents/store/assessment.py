"""What the office must see before it decides: what is free, what stands in the way, what to beware of."""

from collections.abc import Iterable
from dataclasses import dataclass

from sideevents.rules import slot as slots
from sideevents.rules.ask import Ask
from sideevents.rules.caution import Other, cautions
from sideevents.rules.conference import Conference, Room, Window
from sideevents.rules.conflict import Booking, free_rooms
from sideevents.rules.problem import Problem
from sideevents.rules.text import likeness
from sideevents.rules.window import Stretch
from sideevents.store.booking import bookings_of_conference, chosen_bookings
from sideevents.store.proposal import ProposalRow, latest_asks, proposals_of


@dataclass(frozen=True)
class FreeSlot:
    """One slot of a window: the rooms free in it, largest first, and what to beware of there. ``wish`` is its rank
    among the organizer's preferences, None where it was not wished."""

    window: Window
    slot: Stretch
    wish: int | None
    rooms: tuple[Room, ...]
    cautions: tuple[Problem, ...]


@dataclass(frozen=True)
class Assessment:
    """All slots of the conference, wished ones first in rank order, and the cautions that no slot changes."""

    slots: tuple[FreeSlot, ...]
    cautions: tuple[Problem, ...]

    @property
    def wished(self) -> tuple[FreeSlot, ...]:
        """The slots in the windows that the organizer wishes for."""
        return tuple(free for free in self.slots if free.wish is not None)


def assess(proposal: ProposalRow, ask: Ask, *, conference: Conference) -> Assessment:
    """What is free and what to beware of for this text, in a constant number of queries. The proposal's own booking
    does not stand in its way."""
    others = others_than(proposal)
    own = proposal.reference or ""
    taken = [each for each in bookings_of_conference(proposal.conference_id) if each.reference != own]
    late = proposal.wishes_changed_late
    general = cautions(ask, conference=conference, room=None, slot=None, others=others, wishes_changed_late=late)
    found = [
        _free_slot(ask, window, stretch, conference=conference, taken=taken, others=others, general=general)
        for window in conference.windows
        for stretch in slots.grid(window, conference=conference)
    ]
    found.sort(key=lambda free: (free.wish is None, free.wish or 0, free.slot))
    return Assessment(tuple(found), tuple(general))


def cautions_for(
    proposal: ProposalRow, ask: Ask, *, conference: Conference, room: str, slot: Stretch | None
) -> list[Problem]:
    """What to beware of when the proposal gets this room and slot."""
    return cautions(
        ask,
        conference=conference,
        room=conference.room(room),
        slot=slot,
        others=others_than(proposal),
        wishes_changed_late=proposal.wishes_changed_late,
    )


def _free_slot(
    ask: Ask,
    window: Window,
    stretch: Stretch,
    *,
    conference: Conference,
    taken: Iterable[Booking],
    others: Iterable[Other],
    general: Iterable[Problem],
) -> FreeSlot:
    here = cautions(ask, conference=conference, room=None, slot=stretch, others=others)
    return FreeSlot(
        window=window,
        slot=stretch,
        wish=ask.preferences.index(window.name) + 1 if window.name in ask.preferences else None,
        rooms=tuple(free_rooms(conference, slot=stretch, others=taken)),
        cautions=tuple(caution for caution in here if caution not in general),
    )


def others_than(proposal: ProposalRow) -> list[Other]:
    """The other confirmed proposals of the conference, as cautions compare them."""
    rows = [row for row in proposals_of(proposal.conference_id) if row.id != proposal.id and row.reference]
    asks, booked = latest_asks(rows), chosen_bookings(proposal.conference_id)
    return [_other(row, asks[row.id], booked[row.id][0].slot if row.id in booked else None) for row in rows]


def _other(row: ProposalRow, ask: Ask, slot: Stretch | None) -> Other:
    names = (ask.lead_organisation, *(each.name for each in ask.co_organisers))
    return Other(
        reference=row.reference or "",
        status=row.state,
        lead=likeness(ask.lead_organisation),
        organizers=frozenset(likeness(name) for name in names),
        theme=ask.theme,
        slot=slot,
        gate_list=frozenset(likeness(name) for name in ask.gate_list),
    )
