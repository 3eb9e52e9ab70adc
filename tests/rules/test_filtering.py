"""The programme cut by filters, and laid out along the plenary."""

from datetime import date, time

import pytest

from sideevents.rules.conference import AgendaItem
from sideevents.rules.filtering import Filters, OpenWindow, Sitting, filtered, spine
from tests.builders import SECOND_DAY, conference, programme, side_event, slot, window

ARABIC = side_event(
    reference="SE-002",
    title="العمل القسري ومصادرة الوثائق",
    lead="رابطة العمال المهاجرين",
    co_organizers=("Domestic Workers Solidarity Network",),
    organisation_type="private-sector",
    languages=("ar", "en"),
    theme="smuggling",
    format="hybrid",
    slot=slot("08:30-09:45", day=SECOND_DAY),
    speakers=("Señora Núñez",),
)
ENGLISH = side_event(languages=("en",))


def found(**filters):
    shown = filtered(programme(ENGLISH, ARABIC), Filters(**filters))
    return [event.reference for event in shown.events]


@pytest.mark.parametrize(
    ("filters", "references"),
    [
        ({}, ["SE-001", "SE-002"]),
        ({"day": "2017-09-05"}, ["SE-002"]),
        ({"day": "2017-09-06"}, []),
        ({"day": "tomorrow"}, []),
        ({"window": "lunch"}, ["SE-001"]),
        ({"window": "2017-09-05/pre-plenary"}, ["SE-002"]),
        ({"window": "2017-09-04/pre-plenary"}, []),
        ({"theme": "smuggling"}, ["SE-002"]),
        ({"language": "en"}, ["SE-001", "SE-002"]),
        ({"language": "ar"}, ["SE-002"]),
        ({"organisation_type": "ngo"}, ["SE-001"]),
        ({"format": "hybrid"}, ["SE-002"]),
        ({"format": "hybrid", "theme": "trafficking"}, []),
        ({"q": "HARBOUR reporting"}, ["SE-001"]),
        ({"q": "harbour solidarity"}, []),
        ({"q": "se-002"}, ["SE-002"]),
        ({"q": "nunez"}, ["SE-002"]),
        ({"q": "القسري"}, ["SE-002"]),
        ({"q": "solidarity"}, ["SE-002"]),
        ({"q": "fear of removal", "day": "2017-09-04"}, ["SE-001"]),
    ],
)
def test_all_filters_must_fit(filters, references):
    assert found(**filters) == references


@pytest.mark.parametrize("filters", [{"theme": "trafficking"}, {"language": "en"}, {"format": "in-person"}])
def test_what_a_closed_side_event_keeps_to_itself_is_not_found_out_by_filters(filters):
    assert filtered(programme(side_event(closed=True)), Filters(**filters)).events == ()


def test_filters_are_read_from_an_address_and_the_rest_of_it_is_ignored():
    filters = Filters.read({"q": "  a \n b ", "theme": "x" * 500, "page": "2", "events": "1"})
    assert filters.given == {"q": "a b", "theme": "x" * 200}


def test_a_programme_without_filters_is_itself():
    whole = programme(ENGLISH)
    assert filtered(whole, Filters()) is whole


def shape(day):
    return [(type(part).__name__, f"{part.stretch.start:%H:%M}") for part in day.parts]


def test_a_day_runs_from_window_to_plenary_to_window():
    first, second = spine(programme(ENGLISH, ARABIC))
    # UTC: Vienna is two hours ahead in September
    rail = [("OpenWindow", "06:30"), ("Sitting", "08:00"), ("OpenWindow", "11:15"), ("Sitting", "13:00")]
    assert shape(first) == shape(second) == rail
    assert [[event.reference for event in each.events] for each in first.windows] == [[], ["SE-001"]]
    assert [[event.reference for event in each.events] for each in second.windows] == [["SE-002"], []]


def test_items_of_one_sitting_become_one_band_under_the_longest_title():
    day = date(2017, 9, 4)
    agenda = (
        AgendaItem(day, time(10), time(10, 15), "Opening", "plenary"),
        AgendaItem(day, time(10, 15), time(13), "Panel 1", "plenary"),
        AgendaItem(day, time(13), time(15), "Lunch", "break"),
        AgendaItem(day, time(15), time(18), "Panel 2", "plenary"),
        AgendaItem(day, time(18), time(20), "Reception", "other"),
    )
    (only,) = spine(programme(conference=conference(agenda=agenda, windows=(), dates=(day,))))
    sittings = [part for part in only.parts if isinstance(part, Sitting)]
    assert [(part.title, part.kind, len(part.items)) for part in sittings] == [
        ("Panel 1", "plenary", 2),
        ("Panel 2", "plenary", 1),
        ("Reception", "other", 1),
    ]
    assert sittings[0].stretch == slot("10:00-13:00")


def test_a_side_event_outside_every_window_is_shown_at_its_own_time():
    late, later = (side_event(reference=each, slot=slot("18:30-19:30")) for each in ("SE-001", "SE-002"))
    first, _ = spine(programme(late, later))
    assert first.parts[-1] == OpenWindow(slot("18:30-19:30"), None, (late, later))


def test_a_side_event_on_another_day_gets_its_day():
    stray = side_event(slot=slot("10:00-11:00", day=date(2017, 9, 8)))
    assert [each.day.isoformat() for each in spine(programme(stray))] == ["2017-09-04", "2017-09-05", "2017-09-08"]


def test_of_overlapping_windows_the_earlier_holds_the_side_event_once():
    windows = (window(), window(key="noon", start=time(12), end=time(15)))
    first, *_ = spine(programme(ENGLISH, conference=conference(windows=windows)))
    held = {part.window.key: len(part.events) for part in first.windows}
    assert held == {"noon": 1, "lunch": 0}
