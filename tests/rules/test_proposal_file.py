"""Proposals from a file: rows of JSON and cells of a spreadsheet read alike; all that is wrong with a row is said."""

import pytest

from sideevents.rules.ask import CoOrganizer
from sideevents.rules.conference import Choice
from sideevents.rules.problem import Refused
from sideevents.rules.proposal_file import co_organizer, entry_of, rows_of
from tests import builders

CONFERENCE = builders.conference(equipment=(Choice("projector", "Projector and screen"), Choice("laptop", "Laptop")))


def read(**row):
    return entry_of(row, conference=CONFERENCE)


@pytest.mark.parametrize("value", [["A. One", " B.  Two ", ""], "A. One\r\n B.  Two \n\n"])
def test_a_list_is_a_list_or_the_lines_of_a_cell(value):
    assert read(speakers=value).ask.speakers == ("A. One", "B. Two")


def test_wishes_are_objects_or_numbered_columns():
    objects = read(preferences=[{"day": "2017-09-04", "window": "lunch"}])
    columns = read(preference_1="2017-09-04/lunch", preference_2="")
    assert objects.ask.preferences == columns.ask.preferences == ("2017-09-04/lunch",)


def test_equipment_is_known_by_key_or_label_and_the_rest_is_kept_in_words():
    asked = read(equipment=["projector and screen", "LAPTOP", "4 panel microphones"], equipment_other="a lectern").ask
    assert (asked.equipment, asked.equipment_other) == (("projector", "laptop"), "4 panel microphones, a lectern")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Harbour Network", CoOrganizer("Harbour Network")),
        ("Harbour Network <office@harbour.example.org>", CoOrganizer("Harbour Network", "office@harbour.example.org")),
        ("Less < than", CoOrganizer("Less < than")),
    ],
)
def test_a_co_organizer_is_a_name_or_a_name_with_an_address(line, expected):
    assert co_organizer(line) == expected


@pytest.mark.parametrize(("word", "ticked"), [(True, True), ("yes", True), ("X", True), (False, False), ("no", False)])
def test_a_box_is_ticked_by_the_words_of_spreadsheets(word, ticked):
    assert read(catering=word).ask.catering is ticked
    assert read().ask.catering is False


@pytest.mark.parametrize(
    ("field", "value"),
    [("catering", "perhaps"), ("expected_attendance", "many"), ("slot_minutes", "1.5"), ("submitted_at", "yesterday")],
)
def test_what_cannot_be_read_is_told_with_its_field(field, value):
    assert [(problem.code, problem.about) for problem in read(**{field: value}).problems] == [("wrong-type", field)]


def test_an_instant_without_offset_is_the_conferences_own_time():
    for written in ("2017-08-09T23:59:59", "2017-08-09T23:59:59+02:00"):
        submitted = read(submitted_at=written).submitted_at
        assert submitted is not None
        assert submitted.isoformat() == "2017-08-09T23:59:59+02:00"


@pytest.mark.parametrize(("text", "code"), [("[", "json-syntax"), ("{}", "json-shape"), ("[1]", "json-shape")])
def test_a_file_that_is_no_list_of_proposals_is_refused(text, code):
    with pytest.raises(Refused) as refused:
        rows_of(text, csv_file=False)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_spreadsheet_with_a_byte_order_mark_is_read():
    assert rows_of('\ufefftitle,speakers\nOne,"A\nB"\n', csv_file=True) == [{"title": "One", "speakers": "A\nB"}]
