"""The programme, or one side event, as iCalendar (RFC 5545). Same programme, same bytes.

Times are UTC, so that no reader needs our zone; nobody is named as attendee.
A cancelled side event stays and says so."""

from collections.abc import Iterable
from datetime import UTC, timedelta

from flask_babel import gettext as _
from icalendar import Calendar

from sideevents.feeds.addresses import programme_address
from sideevents.feeds.calendar_entry import empty_calendar, entry_of
from sideevents.rules.conference import Conference
from sideevents.rules.programme import Programme, SideEvent

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
    calendar = empty_calendar(conference, method="PUBLISH")
    for event in events:
        # some calendars show a cancelled entry like any other: the title says it too
        title = _("Cancelled: %(title)s", title=event.title) if event.cancelled else event.title
        entry = entry_of(event, conference=conference, public_url=public_url, zone=UTC, title=title)
        calendar.add_component(entry)
    return calendar
