"""A conference file as it is stored, and the conference it becomes."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sideevents.rules import conference_file
from sideevents.rules.conference_shape import CAUTIONS
from sideevents.rules.problem import Refused

HARBOUR = Path(__file__).parents[1] / "data" / "harbour-new-york-2026.toml"


@pytest.fixture
def document():
    return conference_file.parse(HARBOUR.read_text("utf-8"))


def test_the_stored_form_is_json_stays_itself_and_reads_the_same(document):
    stored = conference_file.to_json(document)
    assert conference_file.to_json(stored) == stored
    assert stored["windows"][0]["start"] == "13:00"
    assert stored["rooms"][1]["closed"][0]["from"] == "2026-10-31T14:00"
    assert stored["dates"] == ["2026-10-31", "2026-11-01"]
    assert conference_file.read(stored) == conference_file.read(document)


def test_an_exported_document_has_the_dates_of_toml_again(document):
    stored = conference_file.to_json(document)
    assert conference_file.from_json(stored) == document
    assert conference_file.to_json(conference_file.from_json(stored)) == stored


def test_what_is_no_date_is_exported_as_it_is():
    assert conference_file.from_json({"dates": ["soon"], "motto": "2026-10-31"}) == {
        "dates": ["soon"],
        "motto": "2026-10-31",
    }


def test_the_file_becomes_the_conference(document):
    conference = conference_file.read(document)
    assert conference.deadline == datetime(2026, 9, 15, 4, tzinfo=UTC)
    assert (conference.late, conference.join_links) == ("flag", "public")
    assert conference.programme_from == datetime(2026, 10, 5, 13, tzinfo=UTC)
    assert (conference.office_name, conference.office_email) == (
        "Harbours secretariat",
        "side-events@harbours.example.org",
    )
    assert conference.rules_text == "One lead answers for the side event."
    assert [window.name for window in conference.windows] == [
        "2026-10-31/lunch",
        "2026-10-31/quiet-hour",
        "2026-11-01/pre-plenary",
    ]
    assert [window.slot_minutes for window in conference.windows] == [30, None, 45]


def test_rooms_keep_parts_features_and_closures(document):
    conference = conference_file.read(document)
    east, west, hall = conference.rooms
    assert (east.set_up_minutes, east.parts, east.closures) == (0, (), ())
    assert (hall.floor, hall.set_up_minutes, hall.clear_up_minutes) == ("2", 10, 5)
    assert (hall.features, hall.parts) == (frozenset({"projector", "hybrid"}), ("east", "west"))
    (closure,) = west.closures
    assert closure.reason == "Security sweep"
    assert closure.stretch.start == datetime(2026, 10, 31, 18, tzinfo=UTC)


def test_the_clock_change_lies_between_the_two_days(document):
    conference = conference_file.read(document)
    assert [conference.stretch(window).start.hour for window in conference.windows] == [17, 18, 13]


def test_a_programme_instant_may_carry_its_own_offset(document):
    document["programme_from"] = "2026-10-05T09:00+02:00"
    assert conference_file.read(document).programme_from == datetime(2026, 10, 5, 7, tzinfo=UTC)


def test_cautions_are_on_unless_the_file_says_otherwise(document):
    assert conference_file.read(document).cautions == {**CAUTIONS, "parallel": 2, "seats": 0}
    del document["cautions"]
    usual = conference_file.read(document).cautions
    assert usual == {key: int(key != "parallel") for key in CAUTIONS}


def test_dates_are_in_order_whatever_the_file_says(document):
    document["dates"].reverse()
    assert conference_file.read(document).dates == (date(2026, 10, 31), date(2026, 11, 1))


def test_reading_a_bad_document_is_refused_with_its_problems(document):
    document["rooms"][0]["seats"] = "many"
    with pytest.raises(Refused) as refused:
        conference_file.read(document)
    assert [each.about for each in refused.value.problems] == ["rooms[0].seats"]


def test_a_key_that_newer_code_has_dropped_does_not_close_a_conference(document):
    document["motto"] = "Onwards"
    assert conference_file.read(document).slug == "harbour-new-york-2026"
