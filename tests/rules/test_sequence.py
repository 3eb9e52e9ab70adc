"""Which changes calendars must follow."""

from dataclasses import fields, replace

import pytest

from sideevents.rules.sequence import Announced, next_sequence, raises_sequence
from tests.builders import VIENNA, at

ONCE = Announced(at("2017-09-04 13:15"), at("2017-09-04 14:45"), "m2", "Safe reporting")
OTHERWISE = {
    "start": at("2017-09-04 13:30"),
    "end": at("2017-09-04 14:30"),
    "room": "c4",
    "title": "Safer reporting",
    "cancelled": True,
}


def test_the_first_announcement_is_number_zero():
    assert next_sequence(0, before=None, after=ONCE) == 0


def test_the_same_again_keeps_its_number():
    assert next_sequence(4, before=ONCE, after=replace(ONCE)) == 4


@pytest.mark.parametrize("field", [field.name for field in fields(Announced)])
def test_each_fact_of_a_calendar_raises_the_number_there_and_back(field):
    changed = replace(ONCE, **{field: OTHERWISE[field]})
    assert next_sequence(4, before=ONCE, after=changed) == 5
    assert next_sequence(5, before=changed, after=ONCE) == 6


@pytest.mark.parametrize(
    ("before", "after", "raises"),
    [
        ({}, {}, False),
        ({}, {"cancelled": True}, True),
        ({"cancelled": True}, {"cancelled": True}, True),  # whoever missed the first takes the second
        ({"cancelled": True}, {}, True),
        ({"cancelled": True}, {"room": "c4"}, True),
        ({"room": ""}, {"room": "m2"}, True),
        ({"room": ""}, {"room": ""}, False),
        ({"title": "A"}, {"title": "a"}, True),
        ({}, {"start": at("2017-09-04 13:30"), "room": "c4", "title": "Other"}, True),
    ],
)
def test_a_change_raises_the_number_once_and_a_cancellation_always(before, after, raises):
    first, second = replace(ONCE, **before), replace(ONCE, **after)
    assert raises_sequence(second, before=first) is raises
    assert next_sequence(0, before=first, after=second) == int(raises)


def test_the_same_instant_in_another_zone_is_the_same_time():
    local = replace(ONCE, start=ONCE.start.astimezone(VIENNA), end=ONCE.end.astimezone(VIENNA))
    assert not raises_sequence(local, before=ONCE)
