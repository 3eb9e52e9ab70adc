"""What the office's pages show of one proposal, put into words: view-models, no decisions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from sideevents.describing import country_names, hours_text, instant_text, language_name, rooms_text, wish_text
from sideevents.extensions import spoken
from sideevents.rules.ask import Ask
from sideevents.rules.caution import boxes_to_tick
from sideevents.rules.conference import Conference, Room
from sideevents.rules.conflict import Booking, placing_problems
from sideevents.rules.problem import Problem
from sideevents.rules.workflow import Action
from sideevents.store.assessment import Assessment, FreeSlot
from sideevents.store.decision import DecisionRow
from sideevents.store.placing import Standing
from sideevents.store.proposal import ProposalRow, RevisionRow
from sideevents.web.differences import Pieces, differences
from sideevents.web.office_forms import place_value
from sideevents.wording import action_done, ask_facts, place_text, sentence, sentences

Pairs = list[tuple[str, str]]
TOOK_A_PLACE = {"approve", "offer", "move", "accept"}


@dataclass(frozen=True)
class Option:
    """One room in one slot, as the list of places offers it."""

    value: str
    words: str


@dataclass(frozen=True)
class FreeBox:
    """What is free in one slot: ``kind`` is free or wall."""

    heading: str
    words: str
    kind: str
    cautions: tuple[str, ...]


def meta_text(proposal: ProposalRow, conference: Conference) -> str:
    """``SE-007 · revision 2 · received 7 August 2017, 11:04 (Vienna) · on time``."""
    parts = (
        proposal.reference or "",
        gettext("revision %(number)s", number=proposal.revision),
        gettext("received %(instant)s", instant=instant_text(proposal.submitted_at, conference)),
        gettext("late") if proposal.late else gettext("on time"),
    )
    return " · ".join(parts)


def slot_heading(free: FreeSlot, conference: Conference) -> str:
    """Day, window and hours, with the rank where it is wished."""
    grid = free.window.slot_minutes is not None
    words = wish_text(free.window) + (f", {hours_text(free.slot, conference)}" if grid else "")
    return gettext("Wish %(rank)s: %(slot)s", rank=free.wish, slot=words) if free.wish else words


def free_box(free: FreeSlot, ask: Ask, conference: Conference) -> FreeBox:
    """One slot with the rooms that are free in it, or that none is."""
    cautions = tuple(sentences(free.cautions, conference))
    heading = slot_heading(free, conference)
    if ask.format == "online":
        return FreeBox(heading, gettext("An online event needs no room."), "free", cautions)
    if not free.rooms:
        return FreeBox(heading, gettext("Nothing is free."), "wall", cautions)
    return FreeBox(heading, rooms_text(free.rooms), "free", cautions)


def place_options(
    assessment: Assessment, ask: Ask, *, conference: Conference, reference: str, taken: Iterable[Booking], now: datetime
) -> list[tuple[str, list[Option]]]:
    """Every slot to come, wished ones first, with each room and whether it is free: (heading, options)."""
    bookings = [each for each in taken if each.reference != reference]
    groups, offered = [], set()
    for free in assessment.slots:
        if free.slot.start <= now or free.slot in offered:
            continue
        offered.add(free.slot)
        options = _online(free, conference) if ask.format == "online" else []
        options += [_option(free, room, conference=conference, bookings=bookings) for room in _by_use(free, conference)]
        count = gettext("rooms free: %(count)s", count=len(free.rooms))
        groups.append((f"{slot_heading(free, conference)} · {count}", options))
    return groups


def _online(free: FreeSlot, conference: Conference) -> list[Option]:
    return [Option(place_value(free.slot, "", conference), gettext("Online, no room"))]


def _by_use(free: FreeSlot, conference: Conference) -> list[Room]:
    """Free rooms first, then the largest."""
    return sorted(conference.rooms, key=lambda room: (room not in free.rooms, -room.seats))


def _option(free: FreeSlot, room: Room, *, conference: Conference, bookings: list[Booking]) -> Option:
    walls = [] if room in free.rooms else _walls(free, room, conference=conference, bookings=bookings)
    words = "; ".join(_wall_text(wall, conference) for wall in walls) or gettext("free")
    label = gettext("%(room)s (%(seats)s seats): %(words)s", room=room.name, seats=room.seats, words=words)
    return Option(place_value(free.slot, room.key, conference), label)


def _walls(free: FreeSlot, room: Room, *, conference: Conference, bookings: list[Booking]) -> list[Problem]:
    return placing_problems(conference, reference="", room_key=room.key, slot=free.slot, others=bookings, online=False)


def _wall_text(wall: Problem, conference: Conference) -> str:
    if wall.code == "room-taken":
        start, until = (f"{wall.facts[name].astimezone(conference.zone):%H:%M}" for name in ("from", "until"))  # type: ignore[attr-defined]
        return gettext("taken by %(by)s, %(start)s–%(until)s", by=wall.facts["by"], start=start, until=until)
    if wall.code == "room-closed":
        return gettext("closed: %(reason)s", reason=wall.facts["reason"])
    return sentence(wall, conference)


def boxes(ask: Ask, conference: Conference) -> Pairs:
    """What the office must look at itself: (value of the box, its words)."""
    found = boxes_to_tick(ask, conference=conference, countries=country_names())
    return [(":".join([box.code, *map(str, box.facts.values())]), sentence(box, conference)) for box in found]


def last_difference(revisions: list[RevisionRow], conference: Conference) -> list[tuple[str, Pieces]]:
    """What the newest text changed; nothing where there is one only."""
    if len(revisions) < 2:
        return []
    return differences(revisions[-2].read(), revisions[-1].read(), conference)


def matter(ask: Ask, conference: Conference) -> Pairs:
    """The proposal's facts, contact included."""
    return ask_facts(ask, conference)


@dataclass(frozen=True)
class Deed:
    """One line of the timeline."""

    done: str
    by: str
    at: str
    place: str
    note: str
    checked: tuple[str, ...]
    taken_back: bool


def deed(row: DecisionRow, conference: Conference) -> Deed:
    """Who did what, when, where to and why."""
    after = Standing.from_json(row.after)
    placed = row.action in TOOK_A_PLACE and after.slot is not None
    return Deed(
        done=action_done(row.action),
        by=f"{row.initials} ({row.by})" if row.initials else row.by,
        at=instant_text(row.at, conference),
        place=place_text(conference, after.room, after.slot) if placed and after.slot else "",
        note=row.note,
        checked=tuple(_box_words(each, conference) for each in row.after.get("checked", ())),
        taken_back=row.undone_by is not None,
    )


def _box_words(value: str, conference: Conference) -> str:
    code, _, country = value.partition(":")
    return sentence(Problem(code, facts={"country": country}), conference)


def standing_text(standing: Standing, conference: Conference) -> str:
    """Where the proposal has its room now, or nothing."""
    return place_text(conference, standing.room, standing.slot) if standing.slot else ""


def letter_language(proposal: ProposalRow) -> str:
    """The language in which the organizer is written to, "" where it is the office's own."""
    language = spoken(proposal.language)
    return "" if language == spoken("") else language_name(language)


def verb_hints(*, of_text: bool) -> dict[str, str]:
    """What follows from each verb, in a few words."""
    if of_text:
        return {
            Action.APPROVE: gettext("The new text becomes public; room and slot stay."),
            Action.RETURN: gettext("You say what to change; the approved text and the room stay."),
            Action.DECLINE: gettext("With a reason the organizer reads; the approved text and the room stay."),
            **_either(),
        }
    return {
        Action.APPROVE: gettext("Choose slot and room; public at once."),
        Action.RETURN: gettext("You say what; the organizer amends and you get it back."),
        Action.DECLINE: gettext("With a reason the organizer reads."),
        **_either(),
    }


def _either() -> dict[str, str]:
    return {
        Action.OFFER: gettext("Choose slot and room; they are held until the organizer answers."),
        Action.WAITLIST: gettext("No slot now; the organizer is told so."),
        Action.MOVE: gettext("Choose another slot or room; the programme follows at once."),
        Action.CANCEL: gettext("With a reason; the room is free, and the public page says so."),
    }


def verb_words(*, of_text: bool) -> dict[str, str]:
    """The verbs as cards name them."""
    return {
        Action.RETURN: gettext("Return the new text") if of_text else gettext("Return for changes"),
        Action.OFFER: gettext("Offer a slot"),
        Action.APPROVE: gettext("Approve the new text") if of_text else gettext("Approve"),
        Action.WAITLIST: gettext("Put on the waiting list"),
        Action.DECLINE: gettext("Decline the new text") if of_text else gettext("Decline"),
        Action.MOVE: gettext("Move"),
        Action.CANCEL: gettext("Cancel the side event"),
    }
