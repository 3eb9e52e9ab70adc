"""A side event as an invitation by mail (iTIP, RFC 5546): what the organizer's own calendar acts on.

Times are those of the conference, with its zone spelled out; the office is the organizer of every one."""

from datetime import date, timedelta
from typing import Any, Literal
from urllib.parse import quote

from icalendar import Calendar, vCalAddress

from sideevents.feeds.calendar_entry import empty_calendar, entry_of
from sideevents.rules.conference import Conference
from sideevents.rules.programme import SideEvent

Method = Literal["REQUEST", "CANCEL"]
ADDRESS_CHARACTERS = "@!$'*+,-.^_`{|}~"  # what a mailto address shows as it is (RFC 6068)


def invitation(
    event: SideEvent,
    *,
    conference: Conference,
    method: Method,
    attendee: tuple[str, str],
    sender: str,
    public_url: str,
) -> str:
    """The calendar part of one letter. ``attendee`` is name and address of who gets it, ``sender`` the portal's
    address: it writes for the office."""
    calendar = empty_calendar(conference, method=method)
    # a calendar says itself that an entry is cancelled: the title stays what it was
    entry = entry_of(event, conference=conference, public_url=public_url, zone=conference.zone, title=event.title)
    if method == "CANCEL" and not event.cancelled:
        del entry["status"]  # one guest is taken off the list, the side event takes place (RFC 5546, 3.2.5)
    entry.add("organizer", _office(conference, sender=sender))
    entry.add("attendee", _guest(*attendee))
    entry.add("transp", "OPAQUE")
    calendar.add_component(entry)
    _spell_zone_out(calendar, year=event.slot.start.astimezone(conference.zone).year)
    return str(calendar.to_ical().decode("utf-8"))


def _office(conference: Conference, *, sender: str) -> vCalAddress:
    office = vCalAddress(_mailto(conference.office_email))
    office.params["CN"] = conference.office_name
    if sender.casefold() != conference.office_email.casefold():
        office.params["SENT-BY"] = _mailto(sender)
    return office


def _guest(name: str, address: str) -> vCalAddress:
    guest = vCalAddress(_mailto(address))
    guest.params["CN"] = name or address
    guest.params["ROLE"] = "REQ-PARTICIPANT"
    guest.params["PARTSTAT"] = "ACCEPTED"
    guest.params["RSVP"] = "FALSE"
    return guest


def _mailto(address: str) -> str:
    return f"mailto:{quote(address, safe=ADDRESS_CHARACTERS)}"


def _spell_zone_out(calendar: Calendar, *, year: int) -> None:
    """Add the VTIMEZONE of the year; none in UTC."""
    calendar.add_missing_timezones(first_date=date(year, 1, 1), last_date=date(year + 1, 1, 1))
    for zone in calendar.timezones:
        parts: list[Any] = [*zone.standard, *zone.daylight]
        for part in parts:
            # where the clock goes forward the library names the hour after it, the standard (3.6.5) the one before
            forward = part.TZOFFSETTO - part.TZOFFSETFROM
            if forward > timedelta():
                part.DTSTART -= forward
