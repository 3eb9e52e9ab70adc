"""The programme, or one side event, as iCalendar (RFC 5545). Same programme, same bytes.

Times are UTC, so that no reader needs our zone; nobody is named as attendee.
A cancelled side event stays and says so."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from flask_babel import gettext as _
from icalendar import Calendar, Event

from sideevents.describing import label_of, language_name
from sideevents.feeds.addresses import event_address, programme_address
from sideevents.rules.conference import Conference
from sideevents.rules.programme import Place, Programme, SideEvent

REFRESH = timedelta(minutes=15)


def programme_calendar(programme: Programme, *, public_url: str) -> bytes:
    """All side events of the snapshot as one calendar."""
    conference = programme.conference
    calendar = _calendar(programme.events, conference=conference, public_url=public_url)
    name = _("%(conference)s: side events", conference=conference.short_title)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", conference.time_zone)
    calendar.add("url", programme_address(conference, public_url=public_url))
    calendar.add("last-modified", programme.changed_at)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT15M")
    return bytes(calendar.to_ical())


def event_calendar(event: SideEvent, *, conference: Conference, public_url: str) -> bytes:
    """One side event as a calendar of its own."""
    return bytes(_calendar([event], conference=conference, public_url=public_url).to_ical())


def _calendar(events: Iterable[SideEvent], *, conference: Conference, public_url: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//Side events//{conference.slug}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for event in events:
        calendar.add_component(_entry(event, conference=conference, public_url=public_url))
    return calendar


def _entry(event: SideEvent, *, conference: Conference, public_url: str) -> Event:
    entry = Event()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.changed_at)
    entry.add("last-modified", event.changed_at)
    entry.add("dtstart", event.slot.start)
    entry.add("dtend", event.slot.end)
    # some calendars show a cancelled entry like any other: the title says it too
    entry.add("summary", _("Cancelled: %(title)s", title=event.title) if event.cancelled else event.title)
    entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    entry.add("location", location(event, conference=conference))
    entry.add("description", "\n\n".join(_description(event, conference=conference)))
    entry.add("url", event_address(event, conference=conference, public_url=public_url))
    if not event.closed:
        entry.add("categories", [label_of(event.theme, conference.themes)])
    return entry


def location(event: SideEvent, *, conference: Conference) -> str:
    """``M2, Vienna International Centre, Vienna``; "Online" where there is no room."""
    if not event.room:
        return _("Online")
    room = conference.room(event.room)
    return ", ".join((room.name if room else event.room, conference.venue, conference.city))


def _description(event: SideEvent, *, conference: Conference) -> Iterable[str]:
    if event.cancelled:
        yield _("This side event is cancelled.")
    elif event.moved_from:
        yield _moved(event.moved_from, conference=conference)
    yield ", ".join((event.lead, *event.co_organizers))
    if event.closed:
        yield _("By invitation.")
        return
    if event.abstract:
        yield event.abstract
    if event.speakers:
        yield "\n".join([_("Speakers:"), *event.speakers])
    yield _("Languages: %(languages)s", languages=", ".join(map(language_name, event.languages)))
    if event.no_recording:
        yield _("No recording, please.")
    if event.join_url and conference.join_links != "none" and not event.cancelled:
        yield _("Join: %(address)s", address=event.join_url)


def _moved(before: Place, *, conference: Conference) -> str:
    start: datetime = before.slot.start.astimezone(conference.zone)
    return _(
        "Moved from %(room)s, %(day)s %(time)s (%(city)s time).",
        room=before.room or _("Online"),
        day=start.date().isoformat(),
        time=f"{start:%H:%M}",
        city=conference.city,
    )
