"""Invitations beside their golden copies, read by a library that did not write them, and in their place in a message.

``UPDATE_GOLDEN=1`` writes the copies anew."""

import os
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

from sideevents.mail.message import Parcel, message
from tests.mail.invited import ARABIC, CHINESE, INVITED, SENDER, URL, invited

GOLDEN = Path(__file__).parent / "calendars"
every_invitation = pytest.mark.parametrize("name", INVITED)


@pytest.fixture(autouse=True)
def _words(context):
    """Descriptions are in the reader's language."""


def read(text: str) -> tuple[Calendar, Event]:
    """The calendar and its only event, by another library than the one that wrote it."""
    calendar = IcsCalendarStream.calendar_from_ics(text)
    (event,) = calendar.events
    return calendar, event


@every_invitation
def test_an_invitation_reads_as_its_golden_copy(name):
    copy = GOLDEN / f"{name}.ics"
    said = INVITED[name].text().encode("utf-8")
    if os.environ.get("UPDATE_GOLDEN"):
        copy.write_bytes(said)
    assert said == copy.read_bytes()


def test_no_golden_copy_is_without_its_invitation():
    assert {path.stem for path in GOLDEN.iterdir()} == INVITED.keys()


@every_invitation
def test_lines_are_short_and_end_as_the_standard_says(name):
    lines = INVITED[name].text().encode("utf-8").split(b"\r\n")
    assert lines.pop() == b""
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode("utf-8")  # no character is torn apart


@every_invitation
def test_another_library_reads_every_fact(name):
    facts = INVITED[name]
    calendar, event = read(facts.text())
    assert (calendar.method, calendar.version, calendar.prodid) == (facts.method, "2.0", "-//Side events//dull//EN")
    assert (event.uid, event.sequence) == (facts.event.uid, facts.event.sequence)
    assert event.dtstamp == facts.event.changed_at
    assert (event.dtstart, event.dtend) == (facts.event.slot.start, facts.event.slot.end)
    assert event.dtstart.tzinfo.key == facts.conference.time_zone
    assert event.summary == facts.event.title
    assert event.status.value == ("CANCELLED" if facts.method == "CANCEL" else "CONFIRMED")
    assert event.url == f"{URL}/dull/events/SE-001"
    assert event.transparency == "OPAQUE"
    assert event.description.startswith("This side event is cancelled." if facts.event.cancelled else "")
    assert facts.event.lead in event.description
    assert event.alarm == []


@every_invitation
def test_the_office_invites_and_the_contact_comes(name):
    _, event = read(INVITED[name].text())
    office = event.organizer
    assert (office.uri, office.common_name) == ("mailto:office@un.example.org", "Conference office")
    assert office.sent_by == f"mailto:{SENDER}"
    (guest,) = event.attendees
    assert guest.common_name == INVITED[name].contact[0]
    assert (guest.role, guest.status, guest.rsvp) == ("REQ-PARTICIPANT", "ACCEPTED", False)


@pytest.mark.parametrize(
    ("address", "uri"),
    [
        ("ada+x@harbour.example.org", "mailto:ada+x@harbour.example.org"),
        ("o'hara+50%/x@harbour.example.org", "mailto:o'hara+50%25%2Fx@harbour.example.org"),
        ("用户@xn--fsqu00a.example", "mailto:%E7%94%A8%E6%88%B7@xn--fsqu00a.example"),
    ],
)
def test_addresses_are_written_as_addresses_of_the_web_are(address, uri):
    (guest,) = read(invited(contact=("", address)).text())[1].attendees
    assert (guest.uri, guest.common_name) == (uri, address)


def test_nobody_writes_for_the_office_where_the_office_writes_itself():
    _, event = read(invited().text(sender="Office@un.example.org"))
    assert event.organizer.sent_by is None


@pytest.mark.parametrize(
    ("name", "room"),
    [
        ("request", "M2, Vienna International Centre, Vienna"),
        ("request-moved", "C4, Vienna International Centre, Vienna"),
        ("online", "Online"),
        ("new-york", "M2, Headquarters, New York"),
    ],
)
def test_the_place_is_named(name, room):
    assert read(INVITED[name].text())[1].location == room


def test_what_makes_each_invitation_special_is_in_it():
    said = {name: read(each.text())[1] for name, each in INVITED.items()}
    assert "Moved from M2, 2017-09-04 13:15 (Vienna time)." in said["request-moved"].description
    assert "Join: https://meet.example.org/1?a=b,c;d" in said["online"].description
    assert said["closed"].description == "Harbour Rights Network\n\nBy invitation."
    assert said["closed"].categories == []
    assert (said["arabic"].summary, said["long-lines"].summary) == (ARABIC, CHINESE)
    assert 'back\\slashes and "quotes"' in said["long-lines"].description


@every_invitation
def test_the_zone_is_spelled_out_and_right_at_the_slot(name):
    facts = INVITED[name]
    (zone,) = read(facts.text())[0].timezones
    assert zone.tz_id == facts.conference.time_zone
    local = facts.event.slot.start.astimezone(facts.conference.zone)
    changes = sorted([*zone.standard, *zone.daylight], key=lambda change: change.dtstart)
    last = [change for change in changes if change.dtstart <= local.replace(tzinfo=None)][-1]
    assert last.tz_offset_to.offset == local.utcoffset()


@pytest.mark.parametrize("name", ["request", "new-york"])
def test_the_clock_goes_forward_and_back_when_the_zone_says(name):
    facts = INVITED[name]
    (zone,) = read(facts.text())[0].timezones
    for change in [*zone.standard[1:], *zone.daylight]:
        before, after = change.tz_offset_from.offset, change.tz_offset_to.offset
        instant = (change.dtstart - before).replace(tzinfo=UTC)
        assert instant.astimezone(facts.conference.zone).utcoffset() == after
        earlier = datetime.fromtimestamp(instant.timestamp() - 1, facts.conference.zone)
        assert earlier.utcoffset() == before


def test_a_conference_in_universal_time_needs_no_zone():
    calendar, event = read(invited(conference={"time_zone": "UTC"}).text())
    assert calendar.timezones == []
    assert event.dtstart.utcoffset().total_seconds() == 0


def parcel(calendar: str) -> Parcel:
    """A letter that carries a calendar."""
    return Parcel(
        name="approved",
        recipient="ada@harbour.example.org",
        reply_to="office@un.example.org",
        subject="[SE-001] Your side event is approved",
        text="Dear Ada,\n",
        html='<html lang="en"><p>Dear Ada,</p></html>',
        message_id="<1@example.org>",
        written_at=datetime(2017, 8, 1, tzinfo=UTC),
        calendar=calendar,
    )


@every_invitation
def test_a_message_carries_the_calendar_as_an_alternative_and_as_a_file(name):
    calendar = INVITED[name].text()
    whole = message_from_bytes(message(parcel(calendar)).as_bytes(), policy=policy.SMTP)
    assert whole.get_content_type() == "multipart/mixed"
    alternative, attached = whole.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in alternative.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    *_, part = alternative.iter_parts()
    said = part["Content-Type"].params
    assert (said["method"], said["charset"].lower()) == (INVITED[name].method, "utf-8")
    assert read(part.get_payload(decode=True).decode("utf-8"))[0].method == said["method"]
    assert part.get_payload(decode=True) == calendar.encode("utf-8")
    assert attached.get_content_type() == "application/ics"
    assert attached.get_content_disposition() == "attachment"
    assert attached.get_filename() == ("cancel.ics" if INVITED[name].method == "CANCEL" else "invite.ics")
    assert attached.get_payload(decode=True) == calendar.encode("utf-8")


def test_a_letter_without_a_calendar_is_two_parts():
    whole = message(parcel(""))
    assert [part.get_content_type() for part in whole.iter_parts()] == ["text/plain", "text/html"]
