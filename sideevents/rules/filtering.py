"""The programme cut and ordered for reading: filters by address, and the spine of plenary and windows."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from itertools import groupby
from typing import Self

from sideevents.rules.conference import AgendaItem, Conference, Window
from sideevents.rules.programme import Programme, SideEvent
from sideevents.rules.window import Stretch

LONGEST = 200


@dataclass(frozen=True)
class Filters:
    """What a reader looks for; empty means everything. ``q`` words, ``day`` an ISO date, the others keys."""

    q: str = ""
    day: str = ""
    window: str = ""
    theme: str = ""
    language: str = ""
    organisation_type: str = ""
    format: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """The filters that an address names; other names are ignored, endless values cut."""
        names = [each.name for each in fields(cls)]
        return cls(**{name: " ".join(given.get(name, "")[:LONGEST].split()) for name in names})

    @property
    def given(self) -> dict[str, str]:
        """Those that are set, in the order of the form."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True)
class Sitting:
    """A part of the agenda between two breaks: ``title`` is that of its longest item."""

    stretch: Stretch
    kind: str
    title: str
    items: tuple[AgendaItem, ...]


@dataclass(frozen=True)
class OpenWindow:
    """A window and its side events; ``window`` is None for those outside every window of the day."""

    stretch: Stretch
    window: Window | None
    events: tuple[SideEvent, ...] = ()


@dataclass(frozen=True)
class Day:
    """A day as a rail of time: sittings and windows by their start."""

    day: date
    parts: tuple[Sitting | OpenWindow, ...]

    @property
    def windows(self) -> tuple[OpenWindow, ...]:
        """The windows alone."""
        return tuple(part for part in self.parts if isinstance(part, OpenWindow))


@dataclass
class _Places:
    """Windows of a conference as stretches, looked up once for a whole programme."""

    conference: Conference
    found: dict[Stretch, Window | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stretches = sorted(
            ((self.conference.stretch(window), window) for window in self.conference.windows),
            key=lambda pair: (pair[0], pair[1].key),
        )

    def window_of(self, slot: Stretch) -> Window | None:
        if slot not in self.found:
            around = (window for stretch, window in self.stretches if stretch.contains(slot))
            self.found[slot] = next(around, None)
        return self.found[slot]


def filtered(programme: Programme, filters: Filters) -> Programme:
    """The programme with those side events alone that fit all filters, in the same order.

    Every word of ``q`` stands in title, reference, organizers, speakers or abstract; case and accents do not matter."""
    if not filters.given:
        return programme
    places = _Places(programme.conference)
    words = _folded(filters.q).split()
    events = (event for event in programme.events if _fits(event, filters, places=places))
    return replace(programme, events=tuple(event for event in events if not words or _says(event, words)))


def spine(programme: Programme) -> tuple[Day, ...]:
    """Each day of the conference, and each other day with side events: what is between what."""
    conference = programme.conference
    places = _Places(conference)
    held: dict[str, list[SideEvent]] = {}
    outside: dict[date, list[SideEvent]] = {}
    for event in programme.events:
        window = places.window_of(event.slot)
        if window:
            held.setdefault(window.name, []).append(event)
        else:
            outside.setdefault(event.slot.start.astimezone(conference.zone).date(), []).append(event)
    windows = [OpenWindow(stretch, window, tuple(held.get(window.name, ()))) for stretch, window in places.stretches]
    days = sorted({*conference.dates, *outside, *(window.day for window in conference.windows)})
    return tuple(Day(day, _parts(day, conference, windows, outside.get(day, []))) for day in days)


def _parts(
    day: date, conference: Conference, windows: list[OpenWindow], outside: list[SideEvent]
) -> tuple[Sitting | OpenWindow, ...]:
    here = [each for each in windows if each.window and each.window.day == day]
    strangers = [OpenWindow(slot, None, tuple(events)) for slot, events in groupby(outside, key=lambda one: one.slot)]
    parts: list[Sitting | OpenWindow] = [*_sittings(day, conference), *here, *strangers]
    return tuple(sorted(parts, key=lambda part: part.stretch))


def _sittings(day: date, conference: Conference) -> Iterator[Sitting]:
    agenda = [item for item in conference.agenda if item.day == day and item.kind != "break"]
    together: list[AgendaItem] = []
    for item in sorted(agenda, key=lambda each: (each.start, each.end)):
        if together and (item.start > max(each.end for each in together) or item.kind != together[-1].kind):
            yield _sitting(together, conference)
            together = []
        together.append(item)
    if together:
        yield _sitting(together, conference)


def _sitting(items: list[AgendaItem], conference: Conference) -> Sitting:
    stretches = [conference.stretch(item) for item in items]
    lengths = [stretch.end - stretch.start for stretch in stretches]
    whole = Stretch(stretches[0].start, max(stretch.end for stretch in stretches))
    return Sitting(whole, items[0].kind, items[lengths.index(max(lengths))].title, tuple(items))


def _fits(event: SideEvent, filters: Filters, *, places: _Places) -> bool:
    # what a closed side event keeps to itself must not be found out by filtering either
    theme, kind, languages = ("", "", ()) if event.closed else (event.theme, event.format, event.languages)
    return (
        filters.theme in ("", theme)
        and filters.format in ("", kind)
        and filters.organisation_type in ("", event.organisation_type)
        and (not filters.language or filters.language in languages)
        and _stands(event, filters, places=places)
    )


def _stands(event: SideEvent, filters: Filters, *, places: _Places) -> bool:
    if filters.day and event.slot.start.astimezone(places.conference.zone).date().isoformat() != filters.day:
        return False
    if not filters.window:
        return True
    window = places.window_of(event.slot)
    return window is not None and filters.window in (window.key, window.name)


def _says(event: SideEvent, words: list[str]) -> bool:
    texts = (event.reference, event.title, event.lead, *event.co_organizers, *event.speakers, event.abstract)
    text = _folded("\n".join(texts))
    return all(word in text for word in words)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))
