"""One conference as the rules see it: days, plenary, windows, rooms, deadline and office."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from sideevents.rules.window import Stretch, local_instant


@dataclass(frozen=True)
class Choice:
    """One entry of a list the conference offers in its form: a theme, an organisation type, a piece of equipment."""

    key: str
    label: str


@dataclass(frozen=True)
class AgendaItem:
    """A titled part of the meeting; ``kind`` is plenary (a wall), break or other. Wall times of the conference."""

    day: date
    start: time
    end: time
    title: str
    kind: str


@dataclass(frozen=True)
class Window:
    """A stretch of a day open to side events. Wall times; ``slot_minutes`` None: one event takes the window."""

    day: date
    key: str
    start: time
    end: time
    kind: str
    label: str
    slot_minutes: int | None = None

    @property
    def name(self) -> str:
        """How preferences name the window: ``2017-09-04/lunch``."""
        return f"{self.day.isoformat()}/{self.key}"


@dataclass(frozen=True)
class Closure:
    """A stretch in which a room is closed, and why."""

    stretch: Stretch
    reason: str


@dataclass(frozen=True)
class Room:
    """Where. A room with ``parts`` is a hall that takes those rooms too. Set-up and clear-up in minutes."""

    key: str
    name: str
    seats: int
    building: str = ""
    floor: str = ""
    set_up_minutes: int = 0
    clear_up_minutes: int = 0
    features: frozenset[str] = frozenset()
    step_free: bool = False
    verified: bool = False
    parts: tuple[str, ...] = ()
    closures: tuple[Closure, ...] = ()

    def blocked(self, slot: Stretch) -> Stretch:
        """The slot with this room's set-up before and clear-up after it."""
        return Stretch(
            slot.start - timedelta(minutes=self.set_up_minutes), slot.end + timedelta(minutes=self.clear_up_minutes)
        )


@dataclass(frozen=True)
class Conference:
    """A conference file, read. ``deadline_day`` is exclusive: its first instant is the first refused one."""

    slug: str
    title: str
    short_title: str
    venue: str
    city: str
    time_zone: str
    dates: tuple[date, ...]
    languages: tuple[str, ...]
    reference_prefix: str
    decisions_by: date
    office_name: str
    office_email: str
    deadline_day: date
    late: str
    windows: tuple[Window, ...]
    rooms: tuple[Room, ...]
    themes: tuple[Choice, ...]
    organisation_types: tuple[Choice, ...]
    agenda: tuple[AgendaItem, ...] = ()
    equipment: tuple[Choice, ...] = ()
    cautions: dict[str, int] = field(default_factory=dict)  # key -> 0 off, 1 on, or the number of ``parallel``
    programme_from: datetime | None = None
    join_links: str = "calendar-only"
    rules_text: str = ""
    privacy_text: str = ""
    access_text: str = ""

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of the conference; every time people read is in it."""
        return ZoneInfo(self.time_zone)

    @cached_property
    def deadline(self) -> datetime:
        """The first instant (UTC) at which a submission is late."""
        return self.instant(self.deadline_day, time(0))

    def instant(self, day: date, at: time) -> datetime:
        """The UTC instant of a wall time of the conference; ValueError in the gap of a clock change."""
        return local_instant(day, at, self.zone)

    def stretch(self, part: Window | AgendaItem) -> Stretch:
        """From when to when a window or an agenda item lasts, in UTC."""
        return Stretch(self.instant(part.day, part.start), self.instant(part.day, part.end))

    def window(self, name: str) -> Window | None:
        """The window that a preference names, or None."""
        return next((window for window in self.windows if window.name == name), None)

    def room(self, key: str) -> Room | None:
        """The room with this key, or None."""
        return next((room for room in self.rooms if room.key == key), None)

    def takes(self, room: Room) -> tuple[str, ...]:
        """Keys of all rooms that a booking of ``room`` blocks: itself and its parts."""
        return (room.key, *room.parts)
