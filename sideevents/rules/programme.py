"""The public programme as a value: what participants may know, and nothing else."""

from dataclasses import dataclass
from datetime import datetime

from sideevents.rules.conference import Conference
from sideevents.rules.window import Stretch


@dataclass(frozen=True)
class Place:
    """Where and when a side event was before its last move; ``room`` is the room's name, empty online."""

    room: str
    slot: Stretch


@dataclass(frozen=True)
class SideEvent:
    """One approved proposal as the public sees it. ``room`` is a room key, empty for an online event; ``sequence``
    counts published changes of time, room, title or state; closed events carry no abstract and no speakers."""

    reference: str
    cancelled: bool
    title: str
    abstract: str
    theme: str
    lead: str
    co_organizers: tuple[str, ...]
    organisation_type: str
    languages: tuple[str, ...]
    format: str
    room: str
    slot: Stretch
    uid: str
    sequence: int
    changed_at: datetime
    speakers: tuple[str, ...] = ()
    public_email: str = ""
    join_url: str = ""
    closed: bool = False
    no_recording: bool = False
    moved_from: Place | None = None


@dataclass(frozen=True)
class Programme:
    """One version of a conference's programme: side events by start, room order and reference."""

    conference: Conference
    version: int
    changed_at: datetime
    events: tuple[SideEvent, ...]
