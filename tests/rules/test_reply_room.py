"""Decisions by reply: which room and slot an approval means."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from sideevents.rules.ask import Ask
from sideevents.rules.conference import Room, Window
from sideevents.rules.reply import Command, NotUnderstood, Place, place_for
from sideevents.rules.window import Stretch
from sideevents.rules.workflow import Action
from tests import builders

MON_LUNCH, TUE_LUNCH = builders.LUNCH, "2017-09-05/lunch"
MONDAY, TUESDAY = builders.window(), builders.window(day=date(2017, 9, 5))
NOW = datetime(2017, 8, 1, 8, 0, tzinfo=UTC)
ANYWHERE = Command(Action.APPROVE)


@dataclass(frozen=True)
class FreeSlot:
    """A slot and the rooms free in it, as the store hands them over."""

    window: Window
    slot: Stretch
    rooms: tuple[Room, ...]


def free(*windows: Window, rooms: tuple[str, ...] = ("hall", "m2", "c4")) -> list[FreeSlot]:
    conference = builders.conference()
    kept = tuple(room for room in conference.rooms if room.key in rooms)
    return [FreeSlot(window, conference.stretch(window), kept) for window in windows or conference.windows]


def chosen(
    ask: Ask, *, slots: list[FreeSlot], command: Command = ANYWHERE, now: datetime = NOW
) -> Place | NotUnderstood:
    return place_for(command, ask=ask, conference=builders.conference(), free=slots, now=now)


def test_the_first_wish_with_a_free_room_is_taken_and_the_smallest_room_that_seats_all():
    ask = builders.ask(preferences=(TUE_LUNCH, MON_LUNCH), expected_attendance=100)
    conference = builders.conference()
    assert place_for(Command(Action.APPROVE), ask=ask, conference=conference, free=free(), now=NOW) == Place(
        "m2", conference.stretch(conference.window(TUE_LUNCH))
    )
    full = [FreeSlot(each.window, each.slot, () if each.window.name == TUE_LUNCH else each.rooms) for each in free()]
    taken = place_for(Command(Action.APPROVE), ask=ask, conference=conference, free=full, now=NOW)
    assert taken == Place("m2", builders.slot())


def test_a_later_wish_with_a_room_that_seats_all_comes_before_an_earlier_one_with_a_small_room():
    ask = builders.ask(preferences=(MON_LUNCH, TUE_LUNCH), expected_attendance=100)
    assert chosen(ask, slots=[*free(MONDAY, rooms=("c4",)), *free(TUESDAY, rooms=("c4", "m2"))]) == Place(
        "m2", builders.slot(day=date(2017, 9, 5))
    )


def test_a_room_that_is_too_small_is_for_the_office_to_name():
    ask = builders.ask(preferences=(MON_LUNCH, TUE_LUNCH), expected_attendance=500)
    slots = [*free(MONDAY, rooms=("c4",)), *free(TUESDAY, rooms=("c4", "m2"))]
    result = chosen(ask, slots=slots)
    assert isinstance(result, NotUnderstood)
    (problem,) = result.problems
    assert problem.code == "reply-no-seats"
    assert problem.facts == {
        "room": "M2",
        "seats": 120,
        "expected": 500,
        "window": "Lunch break",
        "day": date(2017, 9, 5),
    }
    assert chosen(ask, slots=slots, command=Command(Action.APPROVE, room="c4")) == Place("c4", builders.slot())


def test_a_hybrid_event_gets_an_equipped_room_where_one_seats_all():
    ask = builders.ask(preferences=(MON_LUNCH,), expected_attendance=30, format="hybrid")
    equipped = builders.room(key="hall", name="Hall", seats=190, features=frozenset({"hybrid"}))
    plain = builders.room(key="c4", name="C4", seats=40)
    too_small = replace(equipped, seats=10)
    assert chosen(ask, slots=[FreeSlot(MONDAY, builders.slot(), (equipped, plain))]) == Place("hall", builders.slot())
    assert chosen(ask, slots=[FreeSlot(MONDAY, builders.slot(), (too_small, plain))]) == Place("c4", builders.slot())


def test_a_wish_that_is_past_is_left_out_unless_all_are():
    ask = builders.ask(preferences=(MON_LUNCH, TUE_LUNCH), expected_attendance=30)
    tuesday = Place("c4", builders.slot(day=date(2017, 9, 5)))
    begun = builders.slot().start
    assert chosen(ask, slots=free(), now=begun) == tuesday
    assert chosen(ask, slots=free(), now=begun - timedelta(seconds=1)) == Place("c4", builders.slot())
    assert chosen(ask, slots=free(), now=begun + timedelta(days=9)) == Place("c4", builders.slot())


def test_the_named_room_and_window_are_taken_whatever_was_wished_for():
    command = Command(Action.APPROVE, room="c4", windows=(TUE_LUNCH,))
    taken = place_for(command, ask=builders.ask(), conference=builders.conference(), free=free(), now=NOW)
    assert taken == Place("c4", builders.slot(day=date(2017, 9, 5)))


def test_an_online_event_takes_its_slot_and_no_room():
    ask = builders.ask(format="online", preferences=(MON_LUNCH,))
    taken = place_for(Command(Action.APPROVE), ask=ask, conference=builders.conference(), free=free(rooms=()), now=NOW)
    assert taken == Place("", builders.slot())


def test_a_time_takes_its_slot():
    window = builders.window(slot_minutes=45)
    conference = builders.conference(windows=(window,))
    slots = [FreeSlot(window, builders.slot(each), conference.rooms) for each in ("13:15-14:00", "14:00-14:45")]
    command = Command(Action.APPROVE, windows=(MON_LUNCH,), start=time(14))
    assert place_for(command, ask=builders.ask(), conference=conference, free=slots, now=NOW).slot == slots[1].slot


@pytest.mark.parametrize(
    ("command", "facts"),
    [
        (Command(Action.APPROVE), {"room": ""}),
        (Command(Action.APPROVE, room="hall"), {"room": "Hall"}),
        (
            Command(Action.APPROVE, windows=(TUE_LUNCH,)),
            {"room": "", "window": "Lunch break", "day": date(2017, 9, 5)},
        ),
    ],
)
def test_where_nothing_is_free_nothing_is_chosen(command, facts):
    result = place_for(command, ask=builders.ask(), conference=builders.conference(), free=free(rooms=()), now=NOW)
    assert isinstance(result, NotUnderstood)
    assert [problem.code for problem in result.problems] == ["reply-nothing-free"]
    assert result.problems[0].facts == facts
