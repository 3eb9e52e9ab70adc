"""The programme for other programs."""

import json

import pytest

from sideevents.feeds.json_feed import programme_json
from sideevents.rules.programme import Place
from tests.builders import conference, programme, side_event, slot

URL = "https://side.example.org"


def read(*events, **changes):
    return json.loads(programme_json(programme(*events, **changes), public_url=URL))


def test_a_side_event_is_told_with_its_place_and_offset():
    (event,) = read(side_event(co_organizers=("Second",), speakers=("A judge",)))["side_events"]
    assert event["start"] == "2017-09-04T13:15:00+02:00"
    assert event["end"] == "2017-09-04T14:45:00+02:00"
    assert event["room"] == {"key": "m2", "name": "M2", "building": "M", "floor": "1", "step_free": True}
    assert event["url"] == "https://side.example.org/dull/events/SE-001"
    assert (event["co_organisers"], event["speakers"], event["cancelled"]) == (["Second"], ["A judge"], False)


def test_the_snapshot_names_its_conference_and_version():
    whole = read(version=7)
    assert whole["version"] == 7
    assert whole["side_events"] == []
    assert (whole["conference"]["slug"], whole["conference"]["time_zone"]) == ("dull", "Europe/Vienna")


def test_a_move_is_told_with_the_place_before():
    (event,) = read(side_event(moved_from=Place("Hall", slot("08:30-09:45"))))["side_events"]
    assert event["moved_from"] == {
        "room": "Hall",
        "start": "2017-09-04T08:30:00+02:00",
        "end": "2017-09-04T09:45:00+02:00",
    }


def test_a_closed_side_event_keeps_its_text_to_itself():
    secret = side_event(closed=True, abstract="secret", speakers=("hidden",), public_email="a@example.org")
    (event,) = read(secret)["side_events"]
    assert event["closed"] is True
    told = set(event)
    assert told & {"abstract", "speakers", "theme", "languages", "public_email", "join_url", "format"} == set()


@pytest.mark.parametrize(("join_links", "told"), [("public", "https://meet.example.org/1"), ("calendar-only", "")])
def test_the_address_to_join_is_told_where_it_is_public(join_links, told):
    online = side_event(room="", join_url="https://meet.example.org/1")
    (event,) = read(online, conference=conference(join_links=join_links))["side_events"]
    assert (event["join_url"], event["room"]) == (told, None)


def test_letters_of_all_scripts_stand_as_they_are():
    raw = programme_json(programme(side_event(title="打击 العمل Выявление")), public_url=URL)
    assert "打击 العمل Выявление".encode() in raw
