"""Cautions: what the office should see before it decides. They warn; they never refuse."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sideevents.rules.ask import Ask
from sideevents.rules.conference import Conference, Room
from sideevents.rules.problem import Problem
from sideevents.rules.slot import windows_around
from sideevents.rules.text import likeness
from sideevents.rules.window import Stretch
from sideevents.rules.workflow import OPEN, Status

COMMERCIAL = "private-sector"
# scripts written without blanks between words
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


@dataclass(frozen=True)
class Other:
    """Another proposal of the conference. ``lead``, ``organizers`` and ``gate_list`` are likenesses; ``slot`` is where
    it is placed, None if nowhere."""

    reference: str
    status: Status
    lead: str
    organizers: frozenset[str]
    theme: str
    slot: Stretch | None
    gate_list: frozenset[str]


def cautions(
    ask: Ask,
    *,
    conference: Conference,
    room: Room | None,
    slot: Stretch | None,
    others: Iterable[Other],
    wishes_changed_late: bool = False,
) -> list[Problem]:
    """What to beware of if the ask gets this room and slot; None leaves out what depends on it. Each caution only where
    the conference has it on."""
    is_on = conference.cautions.get
    rivals = list(others)
    found = [*_same_lead(ask, rivals)] if is_on("one-per-lead") else []
    if slot:
        found += _about_the_slot(ask, slot, rivals, conference=conference)
    if room:
        found += [caution for caution in _about_the_room(ask, room, conference=conference) if is_on(caution.code)]
    if wishes_changed_late and is_on("wish-changed-late"):
        found.append(Problem("wish-changed-late", about="preference_1"))
    return found


def boxes_to_tick(ask: Ask, *, conference: Conference, countries: Iterable[str]) -> list[Problem]:
    """What the office must check by eye: a commercial pitch; each State of ``countries`` named in the title."""
    boxes = []
    if conference.cautions.get("commercial-pitch") and ask.organisation_type == COMMERCIAL:
        boxes.append(Problem("commercial-pitch", about="organisation_type"))
    if conference.cautions.get("state-in-title"):
        named = _named_in(ask.title, countries)
        boxes += [Problem("state-in-title", about="title", facts={"country": country}) for country in named]
    return boxes


def _same_lead(ask: Ask, others: list[Other]) -> Iterator[Problem]:
    lead = likeness(ask.lead_organisation)
    for other in others:
        if lead and other.lead == lead and other.status in OPEN:
            facts = {"reference": other.reference, "status": other.status}
            yield Problem("one-per-lead", about="lead_organisation", facts=facts)


def _about_the_slot(ask: Ask, slot: Stretch, others: list[Other], *, conference: Conference) -> Iterator[Problem]:
    is_on = conference.cautions.get
    at_once = [other for other in others if other.slot and other.slot.overlaps(slot)]
    if is_on("theme-twice"):
        yield from _theme_twice(ask, slot, others, conference=conference)
    if is_on("same-time"):
        names = (ask.lead_organisation, *(each.name for each in ask.co_organisers))
        yield from _same_names("same-time-organizer", names, at_once, of=lambda other: other.organizers)
        yield from _same_names("same-time-speaker", ask.gate_list, at_once, of=lambda other: other.gate_list)
    limit = is_on("parallel", 0)
    count = _most_at_once(slot, [other.slot for other in at_once if other.slot])
    if limit and count >= limit:
        yield Problem("parallel", about="slot", facts={"count": count, "limit": limit})


def _theme_twice(ask: Ask, slot: Stretch, others: list[Other], *, conference: Conference) -> Iterator[Problem]:
    around = [conference.stretch(window) for window in windows_around(slot, conference=conference)]
    alike = [
        other.reference
        for other in others
        if other.theme == ask.theme and other.slot and any(window.contains(other.slot) for window in around)
    ]
    if alike:
        label = next((theme.label for theme in conference.themes if theme.key == ask.theme), ask.theme)
        facts = {"count": len(alike), "references": tuple(sorted(alike)), "label": label}
        yield Problem("theme-twice", about="theme", facts=facts)


def _same_names(
    code: str, names: Iterable[str], at_once: list[Other], *, of: Callable[[Other], frozenset[str]]
) -> Iterator[Problem]:
    alike = {like: name for name in names if (like := likeness(name))}
    for other in at_once:
        for like, name in alike.items():
            if like in of(other):
                yield Problem(code, about="slot", facts={"reference": other.reference, "name": name})


def _most_at_once(slot: Stretch, others: list[Stretch]) -> int:
    """The most other side events at one instant of the slot."""
    # the number only ever rises where one begins
    begins = [slot.start, *(other.start for other in others if other.start > slot.start)]
    return max(sum(other.start <= begin < other.end for other in others) for begin in begins)


def _about_the_room(ask: Ask, room: Room, *, conference: Conference) -> Iterator[Problem]:
    if ask.expected_attendance > room.seats:
        facts = {"seats": room.seats, "expected": ask.expected_attendance}
        yield Problem("seats", about="room", facts=facts)
    labels = {choice.key: choice.label for choice in conference.equipment}
    missing = tuple(labels.get(key, key) for key in ask.equipment if key not in room.features)
    if missing:
        yield Problem("equipment", about="room", facts={"missing": missing})
    if ask.step_free and not room.step_free:
        yield Problem("step-free", about="room")
    if ask.format == "hybrid" and "hybrid" not in room.features:
        yield Problem("hybrid", about="room")


def _named_in(title: str, countries: Iterable[str]) -> list[str]:
    """The countries in the title, as they stand there; a name inside a longer one found there is not named itself."""
    text = _plain(title)
    found: list[str] = []
    for country in sorted(set(countries), key=lambda name: (-len(name), name)):
        name = _plain(country)
        # hardly any name stands in a title: look for it before building its pattern
        rest, hits = _pattern(name).subn("\n", text) if name.strip() and name in text else (text, 0)
        if hits:
            text = rest
            found.append(country)
    return sorted(found, key=lambda country: _plain(title).find(_plain(country)))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).replace("’", "'")


def _pattern(name: str) -> re.Pattern[str]:
    word = re.escape(name)
    return re.compile(word if _UNSPACED.search(name) else rf"(?<!\w){word}(?!\w)")
