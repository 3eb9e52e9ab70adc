"""The programme in other people's calendars."""

from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from sideevents.feeds.calendar import event_calendar, programme_calendar
from sideevents.rules.programme import Place
from tests.builders import SECOND_DAY, conference, programme, side_event, slot

URL = "https://side.example.org"
TITLES = [
    "العمل القسري ومصادرة الوثائق: مسارات الحماية والإنصاف للعمال المهاجرين",
    "打击人口贩运中的数字证据与跨境合作" * 8,
    "Выявление пострадавших от торговли людьми среди трудовых мигрантов",
    'Commas, semicolons; back\\slashes and "quotes"',
]


@pytest.fixture(autouse=True)
def _words(context):
    """Descriptions are in the reader's language."""


def entries(raw):
    return Calendar.from_ical(raw).walk("VEVENT")


def entry(**changes):
    conference_changes = changes.pop("conference", {})
    raw = event_calendar(side_event(**changes), conference=conference(**conference_changes), public_url=URL)
    (only,) = entries(raw)
    return only


def unfolded(raw):
    """Content lines by the letter of RFC 5545, without a library."""
    assert raw.endswith(b"\r\n")
    lines = raw.split(b"\r\n")[:-1]
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    return raw.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")[:-1]


def test_a_side_event_says_when_where_and_what():
    only = entry(slot=slot("13:15-14:45"), theme="trafficking")
    assert only["DTSTART"].dt == datetime(2017, 9, 4, 11, 15, tzinfo=UTC)
    assert only["DTEND"].dt == datetime(2017, 9, 4, 12, 45, tzinfo=UTC)
    assert only["LOCATION"] == "M2, Vienna International Centre, Vienna"
    assert only["SUMMARY"] == "Safe reporting for trafficked persons"
    assert only["URL"] == "https://side.example.org/dull/events/SE-001"
    assert only["STATUS"] == "CONFIRMED"
    assert only["UID"] == "se-001@dull.side-events"
    assert "without fear of removal" in only["DESCRIPTION"]
    assert only["CATEGORIES"].cats == ["Trafficking in persons"]


def test_a_calendar_learns_of_changes():
    changed = datetime(2017, 8, 20, 9, tzinfo=UTC)
    only = entry(sequence=3, changed_at=changed)
    assert (only["SEQUENCE"], only["DTSTAMP"].dt, only["LAST-MODIFIED"].dt) == (3, changed, changed)


def test_a_moved_side_event_says_where_it_was():
    only = entry(moved_from=Place("Hall", slot("08:30-09:45", day=SECOND_DAY)))
    assert "Moved from Hall, 2017-09-05 08:30 (Vienna time)." in only["DESCRIPTION"]


def test_a_cancelled_side_event_stays_and_says_so_twice():
    only = entry(cancelled=True, join_url="https://meet.example.org/1")
    assert (only["STATUS"], only["SUMMARY"]) == ("CANCELLED", "Cancelled: Safe reporting for trafficked persons")
    assert "meet.example.org" not in only["DESCRIPTION"]


def test_a_closed_side_event_says_who_and_by_invitation_and_no_more():
    only = entry(closed=True, abstract="secret", speakers=("hidden",), join_url="https://meet.example.org/1")
    assert only["DESCRIPTION"] == "Harbour Rights Network\n\nBy invitation."
    assert "CATEGORIES" not in only


@pytest.mark.parametrize(("join_links", "shown"), [("public", True), ("calendar-only", True), ("none", False)])
def test_the_address_to_join_is_shown_as_the_conference_says(join_links, shown):
    only = entry(room="", join_url="https://meet.example.org/1", conference={"join_links": join_links})
    assert ("https://meet.example.org/1" in only["DESCRIPTION"]) is shown
    assert only["LOCATION"] == "Online"


@pytest.mark.parametrize("title", TITLES)
def test_titles_of_all_scripts_come_back_as_they_went(title):
    raw = event_calendar(side_event(title=title), conference=conference(), public_url=URL)
    (only,) = entries(raw)
    assert only["SUMMARY"] == title
    escaped = title.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    assert f"SUMMARY:{escaped}" in unfolded(raw)


def test_the_whole_programme_is_one_calendar_without_attendees():
    events = [side_event(reference=f"SE-{n:03d}", uid=f"{n}@x", title=title) for n, title in enumerate(TITLES)]
    raw = programme_calendar(programme(*events), public_url=URL)
    assert [str(each["SUMMARY"]) for each in entries(raw)] == TITLES
    lines = unfolded(raw)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT15M" in lines
    assert "METHOD:PUBLISH" in lines
    assert not [line for line in lines if line.startswith(("ATTENDEE", "ORGANIZER"))]
    assert len([line for line in lines if line.startswith("UID:")]) == len(TITLES)


def test_the_same_programme_is_the_same_bytes():
    whole = programme(side_event(), side_event(reference="SE-002", uid="2@x"))
    assert programme_calendar(whole, public_url=URL) == programme_calendar(whole, public_url=URL)
