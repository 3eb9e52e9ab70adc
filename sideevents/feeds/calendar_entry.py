"""One side event as a calendar's entry, alike in the public feed and in the invitation that a letter carries."""

from collections.abc import Iterable
from datetime import datetime, tzinfo

from flask_babel import gettext as _
from icalendar import Calendar, Event

from sideevents.describing import label_of, language_name
from sideevents.feeds.addresses import event_address
from sideevents.rules.conference import Conference
from sideevents.rules.programme import Place, SideEvent


def empty_calendar(conference: Conference, *, method: str) -> Calendar:
    """A calendar of a conference without entries; ``method`` is PUBLISH, or what an invitation asks for."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Side events//{conference.slug}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def entry_of(event: SideEvent, *, conference: Conference, public_url: str, zone: tzinfo, title: str) -> Event:
    """The entry under ``title``, with its times in ``zone``; nobody is named as organizer or attendee yet."""
    entry = Event()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.changed_at)
    entry.add("last-modified", event.changed_at)
    entry.add("dtstart", event.slot.start.astimezone(zone))
    entry.add("dtend", event.slot.end.astimezone(zone))
    entry.add("summary", title)
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
