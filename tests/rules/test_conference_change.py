"""Loading a conference file again: the bookings it would break, and the differences it makes."""

import copy
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sideevents.rules.conference_change import breaks, differences
from sideevents.rules.conference_file import parse, read, to_json
from sideevents.rules.conflict import Booking
from sideevents.rules.window import Stretch

HARBOUR = Path(__file__).parents[1] / "data" / "harbour-new-york-2026.toml"
ZONE = ZoneInfo("America/New_York")


@pytest.fixture
def document():
    return parse(HARBOUR.read_text("utf-8"))


@pytest.fixture
def after(document):
    return copy.deepcopy(document)


def booking(room="east", at="13:30-14:00", *, day=date(2026, 10, 31), reference="HB-001", minutes=0, kind="firm"):
    start, end = (datetime.combine(day, time.fromisoformat(part), tzinfo=ZONE) for part in at.split("-"))
    around = timedelta(minutes=minutes)
    return Booking(reference, room, Stretch(start, end), Stretch(start - around, end + around), kind)


def broken(document, after, *booked):
    return [
        (each.about, each.facts["reference"], each.facts["why"])
        for each in breaks(read(document), read(after), booked=booked)
    ]


def test_the_same_file_breaks_nothing(document, after):
    assert broken(document, after, booking(), booking(None, reference="HB-002")) == []


def test_a_booked_room_may_not_go(document, after):
    del after["rooms"][2]["parts"]
    del after["rooms"][0]
    assert broken(document, after, booking(), booking("west", reference="HB-002")) == [
        ("rooms[east]", "HB-001", "room-gone")
    ]


def test_the_problem_names_booking_room_and_slot(document, after):
    del after["rooms"][2]
    kept = booking("hall", kind="held")
    (problem,) = breaks(read(document), read(after), booked=[kept])
    assert problem.code == "would-break"
    assert problem.facts == {
        "reference": "HB-001",
        "why": "room-gone",
        "room": "hall",
        "slot": kept.slot,
        "kind": "held",
    }


@pytest.mark.parametrize(("start", "breaks_it"), [("13:30", False), ("13:35", True)])
def test_a_window_may_shrink_to_its_bookings_and_no_further(document, after, start, breaks_it):
    after["windows"][0]["start"] = start
    expected = [("windows", "HB-001", "outside-windows")] if breaks_it else []
    assert broken(document, after, booking()) == expected


def test_an_online_event_needs_its_window_too(document, after):
    after["windows"] = after["windows"][1:]
    assert broken(document, after, booking(None)) == [("windows", "HB-001", "outside-windows")]


def test_a_plenary_may_not_grow_over_a_booking(document, after):
    after["agenda"].append({"day": "2026-10-31", "start": "13:45", "end": "14:30", "title": "Vote", "kind": "plenary"})
    late = booking(at="14:30-15:00", reference="HB-002")
    assert broken(document, after, booking(), late) == [("agenda", "HB-001", "during-plenary")]


def test_a_room_may_not_close_over_set_up_and_clear_up(document, after):
    after["rooms"][0]["closed"] = [{"from": "2026-10-31T14:10", "until": "2026-10-31T15:00", "reason": "Cleaning"}]
    ten, eleven = booking(minutes=10), booking(minutes=11, reference="HB-002")
    assert broken(document, after, ten, eleven) == [("rooms[east]", "HB-002", "room-closed")]


def test_a_booked_hall_keeps_its_parts(document, after):
    after["rooms"][2]["parts"] = ["east"]
    hall = [booking(room) for room in ("hall", "east", "west")]
    assert broken(document, after, *hall) == [("rooms[hall]", "HB-001", "parts-changed")]


def test_another_zone_moves_the_windows_away_from_every_booking(document, after):
    after["time_zone"] = "America/Los_Angeles"
    # 13:30 in New York is 10:30 in Los Angeles: outside the windows, and during the debate
    assert broken(document, after, booking()) == [
        ("windows", "HB-001", "outside-windows"),
        ("agenda", "HB-001", "during-plenary"),
    ]


def test_what_was_broken_before_does_not_stop_another_change(document, after):
    after["rooms"][0]["seats"] = 41
    assert broken(document, after, booking(at="05:00-06:00")) == []


def test_a_booking_of_many_rooms_is_named_once_a_reason(document, after):
    after["windows"] = after["windows"][2:]
    hall = [booking(room) for room in ("hall", "east", "west")]
    assert broken(document, after, *hall) == [("windows", "HB-001", "outside-windows")]


def test_the_same_file_makes_no_difference(document, after):
    assert differences(document, to_json(after)) == []


def test_differences_are_named_by_keys_not_places(document, after):
    after["rooms"][1]["seats"] = 60
    after["office"]["name"] = "Harbours office"
    after["windows"][0]["end"] = time(15, 30)
    after["agenda"][1]["title"] = "Closing"
    after["languages"] = ["en"]
    assert differences(document, after) == [
        ("languages", ["en", "es"], ["en"]),
        ("office.name", "Harbours secretariat", "Harbours office"),
        ("agenda[2026-11-01 10:00].title", "Adoption of the report", "Closing"),
        ("windows[2026-10-31/lunch].end", "15:00", "15:30"),
        ("rooms[west].seats", 50, 60),
    ]


def test_what_comes_and_goes_stands_against_none(document, after):
    gone = after["themes"].pop()
    after["themes"].append({"key": "piers", "label": "Piers"})
    del after["programme_from"]
    assert differences(document, after) == [
        ("programme_from", "2026-10-05T09:00", None),
        ("themes[rescue]", gone, None),
        ("themes[piers]", None, {"key": "piers", "label": "Piers"}),
    ]


def test_another_order_is_a_difference(document, after):
    after["rooms"].reverse()
    assert differences(document, after) == [("rooms", ["east", "west", "hall"], ["hall", "west", "east"])]


def test_on_and_one_are_told_apart(document, after):
    after["cautions"]["seats"] = 0
    assert differences(document, after) == [("cautions.seats", False, 0)]
