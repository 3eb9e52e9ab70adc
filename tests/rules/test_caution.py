"""What the office should see before it decides."""

from datetime import time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sideevents.rules.ask import CoOrganizer
from sideevents.rules.caution import Other, boxes_to_tick, cautions
from sideevents.rules.text import likeness
from sideevents.rules.window import Stretch
from sideevents.rules.workflow import OPEN, Status
from tests.builders import ALL_CAUTIONS, ask, conference, room, slot, window

quick = settings(max_examples=150, deadline=None)
LUNCH = "13:15-14:45"
COUNTRIES = ("Niger", "Nigeria", "Guinea", "Papua New Guinea", "Côte d'Ivoire", "Austria", "Chad", "中国")


def other(**changes):
    """A submitted proposal that shares nothing with the dull one; names are given as people write them."""
    facts = {
        "reference": "SE-001",
        "status": Status.SUBMITTED,
        "lead": "Another Organisation",
        "organizers": ("Another Organisation",),
        "theme": "smuggling",
        "slot": None,
        "gate_list": (),
        **changes,
    }
    for name in ("organizers", "gate_list"):
        facts[name] = frozenset(likeness(each) for each in facts[name])
    return Other(**{**facts, "lead": likeness(facts["lead"])})


def found(proposal=None, *, in_room=None, at=LUNCH, others=(), changed_late=False, **switches):
    return cautions(
        proposal or ask(),
        conference=conference(cautions={**ALL_CAUTIONS, **switches}),
        room=in_room,
        slot=slot(at) if at else None,
        others=others,
        wishes_changed_late=changed_late,
    )


def told(problems):
    return [(problem.code, problem.facts) for problem in problems]


def test_a_dull_proposal_in_a_dull_room_raises_no_caution():
    assert found(in_room=room(), others=[other(), other(reference="SE-002", slot=slot(LUNCH))]) == []


@pytest.mark.parametrize("status", Status, ids=str)
def test_a_lead_has_one_side_event_alive_at_a_time(status):
    rival = other(status=status, lead="HARBOUR rights network!")
    expected = [("one-per-lead", {"reference": "SE-001", "status": status})] if status in OPEN else []
    assert told(found(others=[rival], at=None)) == expected


def test_to_co_organize_with_the_lead_is_free():
    rival = other(organizers=("Another Organisation", "Harbour Rights Network"))
    assert found(others=[rival]) == []


def test_two_of_one_theme_in_a_window_are_named():
    others = [
        other(reference="SE-004", theme="trafficking", slot=slot("14:00-14:45")),
        other(reference="SE-002", theme="trafficking", slot=slot("13:15-13:30")),
        other(reference="SE-003", theme="trafficking"),  # placed nowhere
        other(reference="SE-005", theme="trafficking", slot=slot("08:30-09:45")),  # in another window
        other(reference="SE-006", theme="smuggling", slot=slot("14:00-14:45")),
    ]
    expected = {"count": 2, "references": ("SE-002", "SE-004"), "label": "Trafficking in persons"}
    assert told(found(others=others, at="13:30-14:00")) == [("theme-twice", expected)]


def test_a_theme_is_not_twice_on_two_days():
    tomorrow = slot(LUNCH, day=conference().dates[1])
    assert found(others=[other(theme="trafficking", slot=tomorrow)]) == []


@pytest.mark.parametrize(
    ("at", "name"),
    [("13:15-14:00", "City of Example"), ("13:59-14:30", "City of Example"), ("14:00-14:45", None), (None, None)],
)
def test_an_organizer_cannot_be_in_two_rooms_at_once(at, name):
    proposal = ask(co_organisers=(CoOrganizer("Bar Association"), CoOrganizer("City of Example")))
    rival = other(organizers=("Another Organisation", "CITY OF EXAMPLE"), slot=slot("13:15-14:00"))
    expected = [("same-time-organizer", {"reference": "SE-001", "name": name})] if name else []
    assert told(found(proposal, others=[rival], at=at)) == expected


def test_a_speaker_is_known_from_the_gate_lists_alone():
    proposal = ask(gate_list=("Ada Example", "Bo Example"), speakers=("Cy Example",))
    rival = other(gate_list=("bo example", "Cy Example"), slot=slot(LUNCH))
    expected = [("same-time-speaker", {"reference": "SE-001", "name": "Bo Example"})]
    assert told(found(proposal, others=[rival])) == expected


def test_names_without_a_letter_are_nobody():
    proposal = ask(lead_organisation="—", gate_list=("…",))
    rival = other(lead="***", organizers=("***",), gate_list=("---",), slot=slot(LUNCH))
    assert found(proposal, others=[rival]) == []


@pytest.mark.parametrize(("expected", "cautioned"), [(120, False), (121, True)])
def test_more_people_than_seats(expected, cautioned):
    problems = found(ask(expected_attendance=expected), in_room=room(seats=120))
    assert told(problems) == [("seats", {"seats": 120, "expected": expected})] * cautioned


def test_equipment_that_the_room_lacks_is_named_as_people_know_it():
    problems = found(ask(equipment=("headsets", "projector", "flip-charts")), in_room=room())
    assert told(problems) == [("equipment", {"missing": ("Headsets", "flip-charts")})]


@pytest.mark.parametrize(
    ("proposal", "where", "expected"),
    [
        (ask(step_free=True), room(step_free=False), ["step-free"]),
        (ask(step_free=True), room(step_free=True), []),
        (ask(step_free=False), room(step_free=False), []),
        (ask(format="hybrid"), room(), ["hybrid"]),
        (ask(format="hybrid"), room(features=frozenset({"hybrid"})), []),
        (ask(format="online"), None, []),
        (ask(expected_attendance=5000, step_free=True, format="hybrid"), None, []),
    ],
)
def test_a_room_must_be_fit_for_the_event(proposal, where, expected):
    assert [problem.code for problem in found(proposal, in_room=where)] == expected


@pytest.mark.parametrize(
    ("limit", "expected"),
    [(0, []), (1, [("parallel", {"count": 2, "limit": 1})]), (2, [("parallel", {"count": 2, "limit": 2})]), (3, [])],
)
def test_at_most_so_many_in_parallel(limit, expected):
    others = [other(slot=slot(LUNCH)), other(slot=slot("13:15-14:00")), other(slot=slot("14:00-14:45"))]
    assert told(found(others=others, parallel=limit)) == expected


def test_wishes_changed_after_the_deadline():
    assert told(found(at=None, changed_late=True)) == [("wish-changed-late", {})]


@pytest.mark.parametrize(
    ("key", "codes"),
    [
        ("one-per-lead", {"one-per-lead"}),
        ("theme-twice", {"theme-twice"}),
        ("same-time", {"same-time-organizer", "same-time-speaker"}),
        ("seats", {"seats"}),
        ("equipment", {"equipment"}),
        ("step-free", {"step-free"}),
        ("hybrid", {"hybrid"}),
        ("parallel", {"parallel"}),
        ("wish-changed-late", {"wish-changed-late"}),
    ],
)
def test_each_caution_has_its_own_switch(key, codes):
    proposal = ask(
        gate_list=("Ada",), expected_attendance=500, equipment=("headsets",), step_free=True, format="hybrid"
    )
    lead = proposal.lead_organisation
    rival = other(lead=lead, organizers=(lead,), theme="trafficking", slot=slot(LUNCH), gate_list=("Ada",))
    facts = {"in_room": room(step_free=False), "others": [rival], "changed_late": True}
    every = {problem.code for problem in found(proposal, **facts, parallel=1)}
    without = {problem.code for problem in found(proposal, **facts, **{"parallel": 1, key: 0})}
    assert every - without == codes
    assert len(every) == 10


def test_a_conference_without_cautions_has_none():
    rival = other(lead="Harbour Rights Network")
    silent = conference(cautions={})
    assert cautions(ask(), conference=silent, room=None, slot=None, others=[rival]) == []
    assert boxes_to_tick(ask(organisation_type="private-sector"), conference=silent, countries=()) == []


@given(st.lists(st.tuples(st.integers(0, 17), st.integers(1, 18)), max_size=7), st.integers(1, 6))
@quick
def test_parallel_side_events_are_counted_as_by_looking_at_every_minute(spans, limit):
    minutes = [(5 * first, min(5 * (first + length), 90)) for first, length in spans]
    begin = slot(LUNCH).start
    others = [
        other(slot=Stretch(begin + timedelta(minutes=first), begin + timedelta(minutes=last)))
        for first, last in minutes
    ]
    most = max(sum(first <= minute < last for first, last in minutes) for minute in range(90))
    expected = [("parallel", {"count": most, "limit": limit})] if most + 1 > limit else []
    assert told(found(others=others, parallel=limit)) == expected


def test_where_windows_overlap_a_theme_is_twice_if_one_window_holds_both():
    lunch, long_lunch = window(), window(key="long-lunch", start=time(13))
    facts = {
        "room": None,
        "slot": slot("13:45-14:15"),
        "others": [other(theme="trafficking", slot=slot("13:00-13:30"))],
    }
    assert cautions(ask(), conference=conference(windows=(lunch,)), **facts) == []
    both = cautions(ask(), conference=conference(windows=(lunch, long_lunch)), **facts)
    assert [problem.code for problem in both] == ["theme-twice"]


@pytest.mark.parametrize(("kind", "boxed"), [("private-sector", True), ("ngo", False)])
def test_the_private_sector_is_read_for_a_pitch(kind, boxed):
    boxes = boxes_to_tick(ask(organisation_type=kind), conference=conference(), countries=())
    assert [(box.code, box.about) for box in boxes] == [("commercial-pitch", "organisation_type")] * boxed


@pytest.mark.parametrize(
    ("title", "countries"),
    [
        ("Migration through Niger and Nigeria", ["Niger", "Nigeria"]),
        ("NIGERIA: ways out", ["Nigeria"]),
        ("Nigerian voices, Austrians too", []),
        ("From Papua New Guinea", ["Papua New Guinea"]),
        ("From Papua New Guinea to Guinea", ["Papua New Guinea", "Guinea"]),
        ("Chad, then Austria", ["Chad", "Austria"]),
        ("Routes en Côte d’Ivoire", ["Côte d'Ivoire"]),
        ("打击中国人口贩运", ["中国"]),
        ("Abuses in Country X", []),
    ],
)
def test_a_state_in_the_title_is_a_box_to_tick(title, countries):
    boxes = boxes_to_tick(ask(title=title), conference=conference(), countries=COUNTRIES)
    assert sorted(box.facts["country"] for box in boxes) == sorted(countries)
    assert {(box.code, box.about) for box in boxes} <= {("state-in-title", "title")}


def test_states_come_in_the_order_of_the_title():
    boxes = boxes_to_tick(ask(title="From Niger to Austria"), conference=conference(), countries=COUNTRIES)
    assert [box.facts["country"] for box in boxes] == ["Niger", "Austria"]


@pytest.mark.parametrize(
    ("key", "left"), [("commercial-pitch", "state-in-title"), ("state-in-title", "commercial-pitch")]
)
def test_each_box_has_its_own_switch(key, left):
    there = conference(cautions={**ALL_CAUTIONS, key: 0})
    proposal = ask(title="Only in Austria", organisation_type="private-sector")
    assert [box.code for box in boxes_to_tick(proposal, conference=there, countries=COUNTRIES)] == [left]
