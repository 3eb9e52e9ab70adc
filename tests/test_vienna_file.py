"""The bundled conference is complete against the procedural note of the meeting, and fits the sample proposals."""

import html
import json
import re
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

import sideevents
from sideevents.rules import conference_file
from sideevents.rules.proposal_file import entry_of

PACKAGE = Path(sideevents.__file__).parent
NOTE = (Path(__file__).parent / "data" / "procedural-note.md").read_text("utf-8")
DOCUMENT = conference_file.parse((PACKAGE / "conferences" / "gcm-vienna-2017.toml").read_text("utf-8"))
VIENNA = conference_file.read(DOCUMENT)
SAMPLES = json.loads((PACKAGE / "demonstration" / "sample-proposals.json").read_text("utf-8"))
BUILT_IN = {"hybrid", "interpretation"}


def agenda_of_note():
    """(day, start, end, title) of every row of the agenda tables; the title is the first line of the row's cell."""
    rows, day = [], 0
    for line in NOTE.split("## ANNEX 1", 1)[1].splitlines():
        if heading := re.match(r"### Day (\d+)", line):
            day = int(heading[1])
        if row := re.match(r"(\d\d)\.(\d\d)-(\d\d)\.(\d\d)\t(.*)", line):
            start, end = time(int(row[1]), int(row[2])), time(int(row[3]), int(row[4]))
            first = re.split(r"</p>|\t|<ul", row[5])[0]
            rows.append((day, start, end, html.unescape(re.sub(r"<[^>]+>", "", first)).strip()))
    return rows


def clock(words):
    """A time of day as the note's prose writes it: 1:15 pm."""
    return datetime.strptime(words.upper(), "%I:%M %p").time()


def test_the_bundled_file_has_no_problem():
    assert conference_file.document_problems(DOCUMENT) == []


def test_the_notes_agenda_is_found_by_this_test():
    rows = agenda_of_note()
    assert [day for day, *_ in rows] == [1] * 5 + [2] * 5
    assert len(re.findall(r"\d\d\.\d\d-\d\d\.\d\d", NOTE)) == len(rows)


@pytest.mark.parametrize(("day", "start", "end", "title"), agenda_of_note())
def test_every_row_of_the_notes_agenda_is_in_the_file(day, start, end, title):
    expected = (VIENNA.dates[day - 1], start, end, title)
    assert expected in [(item.day, item.start, item.end, item.title) for item in VIENNA.agenda]


def test_the_file_adds_no_row_to_the_agenda():
    assert len(VIENNA.agenda) == len(agenda_of_note())


def test_everything_but_lunch_is_plenary():
    kinds = {item.title: item.kind for item in VIENNA.agenda}
    assert kinds.pop("Lunch") == "break"
    assert set(kinds.values()) == {"plenary"}


def test_the_plenary_fills_the_sittings_that_the_prose_names():
    times = re.search(r"two days from (\S+ am) to (\S+ pm) and from (\S+ pm) to (\S+ pm)", NOTE)
    morning_start, morning_end, afternoon_start, afternoon_end = map(clock, times.groups())
    for day in VIENNA.dates:
        plenary = sorted((each.start, each.end) for each in VIENNA.agenda if each.day == day and each.kind == "plenary")
        edges = [edge for pair in plenary for edge in pair]
        breaks = [(end, start) for end, start in zip(edges[1::2], edges[2::2], strict=False) if end != start]
        assert (edges[0], breaks, edges[-1]) == (morning_start, [(morning_end, afternoon_start)], afternoon_end)


def test_the_lunch_window_of_both_days_is_that_of_the_note():
    start, end = map(clock, re.search(r"lunch break \((\S+ pm) to (\S+ pm)\)", NOTE).groups())
    lunches = {window.day: (window.start, window.end) for window in VIENNA.windows if window.kind == "lunch"}
    assert lunches == dict.fromkeys(VIENNA.dates, (start, end))


def test_a_window_precedes_the_plenary_on_both_days():
    assert "preceding the plenary sessions" in NOTE
    early = {window.day: (window.start, window.end) for window in VIENNA.windows if window.kind == "pre-plenary"}
    assert early == dict.fromkeys(VIENNA.dates, (time(8, 30), time(9, 45)))


def test_windows_are_called_as_organizers_write_them():
    assert [window.name for window in VIENNA.windows] == [
        "2017-09-04/pre-plenary",
        "2017-09-04/lunch",
        "2017-09-05/pre-plenary",
        "2017-09-05/lunch",
    ]


def test_the_days_are_those_of_the_note():
    first, last, rest = re.search(r"Vienna, (\d+)-(\d+) (\w+ \d{4})", NOTE).groups()
    month = datetime.strptime(rest, "%B %Y")
    assert VIENNA.dates == tuple(date(month.year, month.month, int(day)) for day in (first, last))


def test_the_first_refused_instant_is_the_start_of_the_notes_day():
    day = datetime.strptime(re.search(r"before (\d+ \w+ \d{4})", NOTE)[1], "%d %B %Y").date()
    assert (VIENNA.deadline_day, VIENNA.late) == (day, "refuse")
    assert VIENNA.deadline == datetime(2017, 8, 9, 22, tzinfo=UTC)


def test_the_office_is_the_one_that_the_note_names():
    assert VIENNA.office_email == re.search(r"contact \[([^\]]+)\]", NOTE)[1]
    assert VIENNA.office_name.lower() in NOTE.lower()


def test_title_venue_and_city_are_those_of_the_note():
    assert VIENNA.title == re.search(r"Procedural Note for the (.*?)\*\*", NOTE)[1]
    venue, room = re.search(r"^(.+), (Plenary Room)\*\*$", NOTE, re.MULTILINE).groups()
    assert (VIENNA.venue, VIENNA.city) == (venue, "Vienna")
    assert room in VIENNA.access_text


def test_the_rooms_are_unverified_with_a_quarter_of_an_hour_around():
    seats = {room.name: room.seats for room in VIENNA.rooms}
    assert seats == {"Boardroom D": 190, "M2": 120, "M3": 90, "C2": 60, "C4": 40, "Press Room": 30}
    assert {(room.set_up_minutes, room.clear_up_minutes, room.verified) for room in VIENNA.rooms} == {(15, 15, False)}


def test_the_conference_speaks_the_six_languages():
    assert set(VIENNA.languages) == {"ar", "zh", "en", "fr", "ru", "es"}


@pytest.mark.parametrize("sample", SAMPLES, ids=[str(place) for place in range(1, len(SAMPLES) + 1)])
def test_a_sample_proposal_finds_its_choices(sample):
    assert sample["theme"] in {theme.key for theme in VIENNA.themes}
    assert sample["organisation_type"] in {each.key for each in VIENNA.organisation_types}
    for preference in sample["preferences"]:
        assert VIENNA.window(f"{preference['day']}/{preference['window']}")


def test_the_samples_ask_for_equipment_that_some_rooms_have_and_some_lack():
    asked = {key for sample in SAMPLES for key in entry_of(sample, conference=VIENNA).ask.equipment}
    had = {key: sum(key in room.features for room in VIENNA.rooms) for key in asked}
    assert len(asked) >= 12
    assert {key for key, rooms in had.items() if rooms == 0} == set()
    assert {key for key, rooms in had.items() if rooms == len(VIENNA.rooms)} <= {"projector"}


def test_features_are_all_known_equipment():
    known = {each.key for each in VIENNA.equipment} | BUILT_IN
    assert {feature for room in VIENNA.rooms for feature in room.features} <= known
