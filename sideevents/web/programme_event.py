"""The page of one side event as values."""

from dataclasses import dataclass

from flask_babel import gettext as _

from sideevents.describing import FORMATS, label_of, language_name, slot_text
from sideevents.rules.conference import Conference, Room
from sideevents.rules.filtering import spine
from sideevents.rules.programme import Programme, SideEvent
from sideevents.rules.script import sure_language
from sideevents.web.programme_cards import Label, labels_of


@dataclass(frozen=True)
class EventPage:
    """All that the page of a side event says; ``facts`` are (label, value) pairs."""

    event: SideEvent
    lang: str | None
    kind: str
    when: str
    where: str
    room_facts: str
    moved_from: str
    labels: tuple[Label, ...]
    facts: list[tuple[str, str]]
    join_url: str
    join_by_calendar: bool
    ics: str
    back: str


def event_page(event: SideEvent, *, conference: Conference) -> EventPage:
    """The page of a side event, for everybody."""
    day, kind, anchor = _window(event, conference)
    room = conference.room(event.room)
    joins = bool(event.join_url) and not event.cancelled and not event.closed
    moved = event.moved_from
    return EventPage(
        event=event,
        lang=sure_language(event.title, event.languages),
        kind=kind,
        when=slot_text(event.slot, conference),
        where=_where(event, room, conference),
        room_facts=_room_facts(room),
        moved_from=f"{slot_text(moved.slot, conference)}, {moved.room or _('Online')}" if moved else "",
        labels=labels_of(event, conference),
        facts=_facts(event, conference),
        join_url=event.join_url if joins and conference.join_links == "public" else "",
        join_by_calendar=joins and conference.join_links == "calendar-only",
        ics=f"/{conference.slug}/events/{event.reference}.ics",
        back=f"/{conference.slug}/#{anchor or day}",
    )


def _window(event: SideEvent, conference: Conference) -> tuple[str, str, str]:
    """The anchor of the event's day, the kind of its window and the window's anchor."""
    alone = Programme(conference, 0, event.changed_at, (event,))
    day, part = next((day, part) for day in spine(alone) for part in day.windows if part.events)
    start = f"{part.stretch.start.astimezone(conference.zone):%H%M}"
    anchor = f"window-{day.day.isoformat()}-{part.window.key if part.window else start}"
    return f"day-{day.day.isoformat()}", part.window.kind if part.window else "other", anchor


def _where(event: SideEvent, room: Room | None, conference: Conference) -> str:
    if not event.room:
        return _("Online")
    return ", ".join(filter(None, (room.name if room else event.room, conference.venue, conference.city)))


def _room_facts(room: Room | None) -> str:
    if room is None:
        return ""
    access = _("step-free access") if room.step_free else _("no step-free access")
    floor = _("floor %(floor)s", floor=room.floor) if room.floor else ""
    seats = _("%(seats)s seats", seats=room.seats)
    return ", ".join(filter(None, (room.building, floor, seats, access)))


def _facts(event: SideEvent, conference: Conference) -> list[tuple[str, str]]:
    organizers = [
        (_("Organizer"), event.lead),
        (_("With"), "\n".join(event.co_organizers)),
    ]
    if event.closed:
        return organizers
    return [
        *organizers,
        (_("Type of organisation"), label_of(event.organisation_type, conference.organisation_types)),
        (_("Theme"), label_of(event.theme, conference.themes)),
        (_("Languages"), ", ".join(map(language_name, event.languages))),
        (_("Format"), str(FORMATS.get(event.format, event.format))),
        (_("Recording"), _("No recording, please") if event.no_recording else ""),
    ]
