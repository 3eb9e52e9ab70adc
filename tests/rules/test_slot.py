"""Slots inside windows."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sideevents.rules.conference import AgendaItem
from sideevents.rules.slot import grid, slot_of, slot_problems, window_of
from sideevents.rules.window import Stretch
from tests.builders import FIRST_DAY, SECOND_DAY, at, conference, pre_plenary, slot, window

quick = settings(max_examples=200, deadline=None)
WINTER_TIME, SUMMER_TIME = date(2017, 10, 29), date(2017, 3, 26)
MIDNIGHT = at("2017-09-04 00:00")


def codes(stretch, **changes):
    return [problem.code for problem in slot_problems(stretch, conference=conference(**changes))]


def minutes_of_day(start, end):
    return Stretch(MIDNIGHT + timedelta(minutes=start), MIDNIGHT + timedelta(minutes=end))


def test_a_window_without_a_slot_length_is_one_slot():
    assert grid(window(), conference=conference()) == (slot("13:15-14:45"),)


@pytest.mark.parametrize(
    ("minutes", "slots"),
    [
        (45, ["13:15-14:00", "14:00-14:45"]),
        (40, ["13:15-13:55", "13:55-14:35"]),  # ten minutes are left over
        (90, ["13:15-14:45"]),
        (91, []),
    ],
)
def test_a_slot_length_divides_the_window(minutes, slots):
    assert grid(window(slot_minutes=minutes), conference=conference()) == tuple(slot(each) for each in slots)


@given(st.integers(0, 1380), st.integers(1, 180), st.integers(1, 200))
@quick
def test_slots_follow_each_other_and_leave_less_than_one_over(start, length, minutes):
    end = min(start + length, 1439)
    opening = window(start=time(*divmod(start, 60)), end=time(*divmod(end, 60)), slot_minutes=minutes)
    slots = grid(opening, conference=conference())
    edges = [minutes_of_day(first, first + minutes) for first in range(start, end - minutes + 1, minutes)]
    assert list(slots) == edges


def test_slots_have_their_length_through_the_hour_that_comes_twice():
    night = window(day=WINTER_TIME, start=time(1), end=time(4), slot_minutes=60)
    slots = grid(night, conference=conference())
    assert [each.end - each.start for each in slots] == [timedelta(hours=1)] * 4


def test_a_slot_is_made_of_wall_times_of_the_conference():
    assert slot_of(conference(), day=FIRST_DAY, start=time(13, 15), end=time(14)) == slot("13:15-14:00")
    there = conference(time_zone="America/New_York")
    assert slot_of(there, day=FIRST_DAY, start=time(13), end=time(14)).start == at("2017-09-04 19:00")


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        (FIRST_DAY, time(14), time(14)),
        (FIRST_DAY, time(14), time(13)),
        (SUMMER_TIME, time(2, 30), time(4)),  # the clock jumps from two to three
    ],
)
def test_a_slot_that_cannot_be_is_an_error(day, start, end):
    with pytest.raises(ValueError, match=r"ends after|does not exist"):
        slot_of(conference(), day=day, start=start, end=end)


@pytest.mark.parametrize(
    ("stretch", "name"),
    [
        (slot("13:15-14:45"), "2017-09-04/lunch"),
        (slot("13:20-13:25"), "2017-09-04/lunch"),
        (slot("08:30-09:45", day=SECOND_DAY), "2017-09-05/pre-plenary"),
        (slot("13:10-14:00"), None),
        (slot("14:00-14:50"), None),
        (slot("09:00-13:30"), None),
    ],
)
def test_a_slot_is_in_the_window_that_wholly_contains_it(stretch, name):
    found = window_of(stretch, conference=conference())
    assert (found.name if found else None) == name


def test_of_two_windows_the_one_whose_slots_fit_is_meant():
    windows = (window(slot_minutes=45), window(key="long-lunch", start=time(13), end=time(15)))
    found = window_of(slot("13:30-14:00"), conference=conference(windows=windows))
    assert found == windows[1]
    assert codes(slot("13:30-14:00"), windows=windows) == []


@pytest.mark.parametrize(
    ("stretch", "expected"),
    [
        (slot("13:15-14:45"), []),
        (slot("13:20-13:55"), []),
        (slot("13:16-13:55"), ["off-grid"]),
        (slot("13:15-13:54"), ["off-grid"]),
        (Stretch(at("2017-09-04 13:15:30"), at("2017-09-04 14:00")), ["off-grid"]),
        (Stretch(at("2017-09-04 13:15"), at("2017-09-04 14:00:00.000001")), ["off-grid"]),
        (slot("13:00-14:00"), ["outside-windows"]),
        (slot("18:30-19:30"), ["outside-windows"]),
        (slot("14:30-15:30"), ["outside-windows", "during-plenary"]),
        (slot("09:00-18:30"), ["outside-windows", "during-plenary", "during-plenary"]),
        (slot("13:15-14:45", day=date(2017, 9, 6)), ["outside-windows"]),
    ],
)
def test_a_slot_lies_in_a_window_on_five_minutes_and_off_the_plenary(stretch, expected):
    assert codes(stretch) == expected


@pytest.mark.parametrize(
    ("stretch", "expected"),
    [(slot("14:00-14:45"), []), (slot("13:15-14:45"), ["off-grid"]), (slot("13:30-14:15"), ["off-grid"])],
)
def test_where_the_window_has_slots_one_of_them_is_taken(stretch, expected):
    assert codes(stretch, windows=(window(slot_minutes=45),)) == expected


def test_five_minutes_are_read_off_the_wall_clock():
    # Dublin kept an offset of 25 minutes and 21 seconds until 1916: no other zone has shown seconds since
    there = conference(time_zone="Europe/Dublin", agenda=(), windows=(window(day=date(1915, 9, 4)),))
    lunch = slot_of(there, day=date(1915, 9, 4), start=time(13, 20), end=time(14))
    assert lunch.start.second != 0
    assert slot_problems(lunch, conference=there) == []


def test_the_plenary_is_named_with_its_times():
    (problem,) = slot_problems(
        slot("10:00-10:05"), conference=conference(windows=(window(start=time(9), end=time(11)),))
    )
    assert (problem.code, problem.about) == ("during-plenary", "slot")
    assert problem.facts == {
        "title": "Morning plenary",
        "start": at("2017-09-04 10:00"),
        "end": at("2017-09-04 13:00"),
    }


def test_a_break_is_no_wall_and_touching_the_plenary_is_none():
    windows = (window(start=time(13), end=time(15)),)
    assert codes(slot("13:00-15:00"), windows=windows) == []


parts = st.tuples(st.integers(0, 287), st.integers(0, 287)).filter(lambda part: part[0] < part[1])


@given(st.tuples(st.integers(0, 1438), st.integers(1, 400)), parts, parts, parts)
@quick
def test_slots_are_judged_as_by_looking_at_every_minute(place, lunch, early, plenary):
    start, end = place[0], min(sum(place), 1439)
    spans = [(first * 5, last * 5) for first, last in (lunch, early, plenary)]
    walls = [(time(*divmod(first, 60)), time(*divmod(last, 60))) for first, last in spans]
    windows = (window(start=walls[0][0], end=walls[0][1]), pre_plenary(start=walls[1][0], end=walls[1][1]))
    item = AgendaItem(FIRST_DAY, *walls[2], "Plenary", "plenary")
    taken, opened = set(range(start, end)), [set(range(*span)) for span in spans]
    expected = []
    if not (taken <= opened[0] or taken <= opened[1]):
        expected.append("outside-windows")
    elif start % 5 or end % 5:
        expected.append("off-grid")
    if taken & opened[2]:
        expected.append("during-plenary")
    assert codes(minutes_of_day(start, end), windows=windows, agenda=(item,)) == expected
