"""Times in conference files: on a day of the conference, real, in order, and never against the plenary."""

from datetime import date, datetime, time
from pathlib import Path

import pytest

from sideevents.rules import conference_file

HARBOUR = Path(__file__).parents[1] / "data" / "harbour-new-york-2026.toml"


@pytest.fixture
def document():
    return conference_file.parse(HARBOUR.read_text("utf-8"))


def found(document):
    """(code, about) of every problem; the same whether dates are TOML's or ISO strings."""
    problems = conference_file.document_problems(document)
    assert conference_file.document_problems(conference_file.to_json(document)) == problems
    return [(problem.code, problem.about) for problem in problems]


def test_the_same_window_key_on_another_day_is_fine(document):
    document["windows"][2]["key"] = "lunch"
    assert found(document) == []


def test_two_windows_of_a_day_may_overlap(document):
    document["windows"][1]["start"] = time(13, 30)
    assert found(document) == []


@pytest.mark.parametrize("name", ["windows", "agenda"])
def test_everything_happens_on_a_day_of_the_conference(document, name):
    document[name][0]["day"] = date(2026, 11, 2)
    assert found(document) == [("outside-dates", f"{name}[0].day")]


@pytest.mark.parametrize("end", [time(13, 0), time(12, 59)])
def test_a_window_ends_after_it_starts(document, end):
    document["windows"][0]["end"] = end
    (problem,) = conference_file.document_problems(document)
    assert (problem.code, problem.about) == ("ends-before-start", "windows[0].end")
    assert problem.facts == {"start": time(13, 0), "end": end}


def test_a_closure_ends_after_it_starts(document):
    document["rooms"][1]["closed"][0]["until"] = datetime(2026, 10, 31, 14)
    assert found(document) == [("ends-before-start", "rooms[1].closed[0].until")]


@pytest.mark.parametrize(
    ("start", "end", "clashes"),
    [("09:00", "10:00", False), ("09:00", "10:01", True), ("12:59", "15:00", True), ("10:30", "11:00", True)],
)
def test_no_window_runs_against_the_plenary(document, start, end, clashes):
    document["windows"][1].update(start=start, end=end)
    facts = {"title": "General debate", "start": time(10), "end": time(13)}
    problems = conference_file.document_problems(document)
    expected = [("window-during-plenary", "windows[1]", facts)] if clashes else []
    assert [(each.code, each.about, each.facts) for each in problems] == expected


def test_a_break_is_no_wall(document):
    document["agenda"][0]["kind"] = "break"
    document["windows"][1]["start"] = time(10, 30)
    assert found(document) == []


GAP_DAY = date(2026, 3, 8)  # New York jumps from 02:00 to 03:00


@pytest.mark.parametrize(("at", "exists"), [("01:59", True), ("02:00", False), ("02:30", False), ("03:00", True)])
def test_a_time_that_the_clock_jumps_over_is_refused(document, at, exists):
    document["dates"].append(GAP_DAY)
    document["windows"][0].update(day=GAP_DAY, start=at, end="06:00")
    assert found(document) == ([] if exists else [("in-the-gap", "windows[0].start")])


def test_closures_programme_and_deadline_are_real_times_too(document):
    missing = datetime(2026, 3, 8, 2, 30)
    document["rooms"][1]["closed"][0]["from"] = missing
    document["programme_from"] = missing
    assert found(document) == [("in-the-gap", "programme_from"), ("in-the-gap", "rooms[1].closed[0].from")]


def test_a_deadline_at_a_midnight_that_does_not_exist_is_refused(document):
    document["time_zone"], document["deadline"]["submissions"] = "Africa/Cairo", date(2026, 4, 24)
    assert found(document) == [("in-the-gap", "deadline.submissions")]
