"""One room, one side event at a time, set-up and clear-up included."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sideevents.rules.conference import Closure
from sideevents.rules.conflict import Booking, closure_problems, free_rooms, placing_problems, room_conflicts
from sideevents.rules.window import Stretch
from tests.builders import at, conference, room, slot, window

quick = settings(max_examples=200, deadline=None)
NOON = at("2017-09-04 12:00")
HALL = room(key="hall", name="Hall", seats=190, set_up_minutes=30, clear_up_minutes=20, parts=("m2", "c4"))
ROOMS = (HALL, room(set_up_minutes=5, clear_up_minutes=0), room(key="c4", seats=40), room(key="m3", seats=90))


def booking(text="13:15-14:00", *, reference="SE-001", kind="firm", of=None):
    """Room M2, firm, with its set-up and clear-up."""
    taken = of or room()
    return Booking(reference, taken.key, slot(text), taken.blocked(slot(text)), kind)


def rows(text, *, reference, of):
    """What the store keeps of a booking: a row for each room that it blocks."""
    return [replace(booking(text, reference=reference, of=of), room=key) for key in (of.key, *of.parts)]


def walls(room_key="m2", text="13:15-14:00", *, others=(), online=False, reference="SE-009", **changes):
    return placing_problems(
        conference(**changes), reference=reference, room_key=room_key, slot=slot(text), others=others, online=online
    )


def codes(problems):
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("wanted", "objects"),
    [
        ("13:15-14:00", True),
        ("14:00-14:45", True),  # touches: no time to clear the room
        ("14:25-14:45", True),  # five minutes short of clear-up and set-up
        ("14:30-14:45", False),  # exactly clear-up and set-up apart
        ("12:15-12:45", False),
        ("12:15-12:50", True),
        ("13:30-13:35", True),
        ("11:00-16:00", True),
    ],
)
def test_a_room_needs_its_set_up_and_clear_up(wanted, objects):
    assert bool(room_conflicts(booking(wanted, reference="SE-009"), [booking("13:15-14:00")])) is objects


def test_a_conflict_says_who_has_the_room_from_when_until_when_and_how_surely():
    (problem,) = room_conflicts(booking(reference="SE-009"), [booking(kind="held")])
    assert (problem.code, problem.about) == ("room-taken", "room")
    assert problem.facts == {
        "by": "SE-001",
        "from": at("2017-09-04 13:00"),
        "until": at("2017-09-04 14:15"),
        "kind": "held",
    }


def test_conflicts_come_in_the_order_of_the_day():
    others = [booking("14:00-14:45", reference="SE-002"), booking(), booking("13:20-13:30", reference="SE-003")]
    problems = room_conflicts(booking("13:15-14:45", reference="SE-009"), others)
    assert [problem.facts["by"] for problem in problems] == ["SE-001", "SE-003", "SE-002"]


def test_a_proposal_is_no_conflict_to_itself():
    assert room_conflicts(booking(reference="SE-001"), [booking(reference="SE-001")]) == []


def test_other_rooms_and_online_events_take_nothing():
    online = Booking("SE-009", None, slot("13:15-14:00"), slot("13:15-14:00"), "firm")
    assert room_conflicts(online, [replace(online, reference="SE-001")]) == []
    assert room_conflicts(booking(of=room(key="c4")), [booking(reference="SE-002"), online]) == []


@pytest.mark.parametrize(
    ("closed", "objects"),
    [
        ("12:00-13:00", False),
        ("12:00-13:01", True),
        ("14:15-15:00", False),
        ("14:14-15:00", True),
        ("13:30-13:31", True),
    ],
)
def test_a_room_cannot_be_made_ready_while_it_is_closed(closed, objects):
    shut = room(closures=(Closure(slot(closed), "Cleaning"),))
    problems = closure_problems(shut, blocked=shut.blocked(slot("13:15-14:00")))
    expected = {"from": slot(closed).start, "until": slot(closed).end, "reason": "Cleaning"}
    assert [(each.code, each.about, each.facts) for each in problems] == [("room-closed", "room", expected)] * objects


def test_a_good_place_meets_no_wall():
    assert walls() == []


def test_a_room_is_needed_unless_online():
    assert codes(walls(room_key=None)) == ["room-missing"]
    assert codes(walls(room_key="")) == ["room-missing"]
    assert walls(room_key=None, online=True) == []
    assert codes(walls(room_key=None, text="18:30-19:00", online=True)) == ["outside-windows"]


def test_a_room_of_an_online_event_must_be_free_all_the_same():
    assert codes(walls(online=True, others=[booking()])) == ["room-taken"]


def test_a_room_that_does_not_exist_is_named():
    (problem,) = walls(room_key="m99")
    assert (problem.code, problem.about, problem.facts) == ("room-unknown", "room", {"room": "m99"})


def test_every_wall_is_told_at_once():
    shut = room(closures=(Closure(slot("14:00-15:00"), "Cleaning"), Closure(slot("08:00-09:00"), "Repair")))
    others = [booking("14:30-15:30"), booking("15:00-15:10", reference="SE-002"), booking(of=room(key="c4"))]
    found = walls(text="14:31-15:30", others=others, rooms=(shut,))
    assert codes(found) == ["outside-windows", "during-plenary", "room-closed", "room-taken", "room-taken"]


def test_a_hall_needs_each_of_its_parts_for_its_own_set_up_and_clear_up():
    early = booking("12:00-12:45", of=ROOMS[1])  # M2 is clear at 12:45, the hall needs it from 12:45
    late = booking("14:35-14:45", of=ROOMS[2])  # C4 is needed from 14:20, the hall has it until 14:20
    assert walls("hall", others=[early, late], rooms=ROOMS) == []
    early, late = booking("12:00-12:50", of=ROOMS[1]), booking("14:30-14:45", of=ROOMS[2], reference="SE-002")
    found = walls("hall", others=[early, late], rooms=ROOMS)
    assert [problem.facts["by"] for problem in found] == ["SE-001", "SE-002"]


def test_a_rival_in_the_hall_is_one_problem_not_one_for_each_part():
    assert codes(walls("hall", others=rows("13:15-14:00", reference="SE-001", of=HALL), rooms=ROOMS)) == ["room-taken"]


def test_a_booked_hall_takes_its_parts_and_no_other_room():
    others = rows("13:15-14:00", reference="SE-001", of=HALL)
    assert codes(walls("m2", others=others, rooms=ROOMS)) == ["room-taken"]
    assert walls("m3", others=others, rooms=ROOMS) == []


def test_a_closed_part_closes_the_hall_but_not_the_other_part():
    closure = Closure(slot("12:50-13:00"), "Repair")
    rooms = (HALL, room(set_up_minutes=5, closures=(closure,)), room(key="c4"))
    assert codes(walls("hall", rooms=rooms)) == ["room-closed"]  # the hall's set-up begins at 12:45
    assert walls("m2", rooms=rooms) == []
    assert walls("c4", rooms=rooms) == []


def test_a_closure_of_the_hall_and_its_parts_is_told_once():
    closure = Closure(slot("13:30-14:00"), "Fire drill")
    rooms = tuple(replace(each, closures=(closure,)) for each in ROOMS)
    assert codes(walls("hall", rooms=rooms)) == ["room-closed"]


def test_free_rooms_come_with_most_seats_first():
    rooms = (room(key="c4", seats=40), room(key="hall", seats=190), room())
    free = free_rooms(conference(rooms=rooms), slot=slot("13:15-14:00"), others=[booking("14:00-14:45")])
    assert [each.key for each in free] == ["hall", "c4"]


def test_no_room_is_free_where_no_slot_is_possible():
    assert free_rooms(conference(), slot=slot("10:00-11:00"), others=[]) == []


starts = st.integers(0, 60)
events = st.tuples(st.sampled_from(ROOMS), starts, st.integers(1, 12))


def placed(event):
    """A room and a slot on the five-minute grid of a long afternoon."""
    where, start, length = event
    begin = NOON + timedelta(minutes=5 * start)
    return where, Stretch(begin, begin + timedelta(minutes=5 * length))


def minutes_taken(event):
    """The oracle: every (room, minute) that the event has for itself."""
    where, start, length = event
    first, last = 5 * start - where.set_up_minutes, 5 * (start + length) + where.clear_up_minutes
    return {(key, minute) for key in (where.key, *where.parts) for minute in range(first, last)}


def afternoon():
    return conference(rooms=ROOMS, agenda=(), windows=(window(start=at_wall(12), end=at_wall(19)),))


def at_wall(hour):
    return NOON.replace(hour=hour, tzinfo=None).time()


def stored(rivals):
    found = []
    for number, rival in enumerate(rivals):
        where, stretch = placed(rival)
        blocked = where.blocked(stretch)
        found += [Booking(f"SE-{number:03}", key, stretch, blocked, "firm") for key in (where.key, *where.parts)]
    return found


@given(events, st.lists(events, max_size=6))
@quick
def test_rivals_are_those_who_share_a_minute_in_a_room(wanted, rivals):
    where, stretch = placed(wanted)
    problems = placing_problems(
        afternoon(), reference="SE-999", room_key=where.key, slot=stretch, others=iter(stored(rivals)), online=False
    )
    expected = {f"SE-{n:03}" for n, rival in enumerate(rivals) if minutes_taken(rival) & minutes_taken(wanted)}
    assert {problem.code for problem in problems} <= {"room-taken"}
    assert sorted(problem.facts["by"] for problem in problems) == sorted(expected)


@given(starts, st.integers(1, 12), st.lists(events, max_size=6))
@quick
def test_a_room_is_free_if_no_rival_has_a_minute_of_it(start, length, rivals):
    _, stretch = placed((HALL, start, length))
    free = free_rooms(afternoon(), slot=stretch, others=iter(stored(rivals)))
    taken = set().union(*map(minutes_taken, rivals))
    expected = [each.key for each in ROOMS if not minutes_taken((each, start, length)) & taken]
    assert sorted(each.key for each in free) == sorted(expected)
    assert [each.seats for each in free] == sorted((each.seats for each in free), reverse=True)
