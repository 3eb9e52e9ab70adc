"""Dull defaults: a test says only what matters to it.

The conference is the like of Vienna: 4 and 5 September 2017, plenary 10:00-13:00 and 15:00-18:00, windows lunch
13:15-14:45 and pre-plenary 08:30-09:45 on both days, rooms "hall" (190 seats), "m2" (120) and "c4" (40), each on its
own and with 15 minutes of set-up and of clear-up, deadline 10 August 2017 00:00 in Vienna."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sideevents.rules.ask import Ask
from sideevents.rules.conference import AgendaItem, Choice, Conference, Room, Window
from sideevents.rules.programme import Programme, SideEvent
from sideevents.rules.window import Stretch, local_instant

VIENNA = ZoneInfo("Europe/Vienna")
FIRST_DAY, SECOND_DAY = date(2017, 9, 4), date(2017, 9, 5)
LUNCH, PRE_PLENARY = "2017-09-04/lunch", "2017-09-04/pre-plenary"
ALL_CAUTIONS = {
    "one-per-lead": 1,
    "theme-twice": 1,
    "same-time": 1,
    "seats": 1,
    "equipment": 1,
    "step-free": 1,
    "hybrid": 1,
    "parallel": 0,
    "wish-changed-late": 1,
    "commercial-pitch": 1,
    "state-in-title": 1,
}


def at(text: str) -> datetime:
    """The instant (UTC) of a wall time in Vienna such as "2017-09-04 13:15"."""
    wall = datetime.fromisoformat(text)
    return local_instant(wall.date(), wall.time(), VIENNA)


def slot(text: str = "13:15-14:45", *, day: date = FIRST_DAY) -> Stretch:
    """The stretch between two wall times in Vienna."""
    start, end = (local_instant(day, time.fromisoformat(each), VIENNA) for each in text.split("-"))
    return Stretch(start, end)


def window(**changes: Any) -> Window:
    """The lunch window of the first day."""
    facts: dict[str, Any] = {
        "day": FIRST_DAY,
        "key": "lunch",
        "start": time(13, 15),
        "end": time(14, 45),
        "kind": "lunch",
        "label": "Lunch break",
    }
    return Window(**{**facts, **changes})


def pre_plenary(**changes: Any) -> Window:
    """The window before the plenary of the first day."""
    facts: dict[str, Any] = {
        "key": "pre-plenary",
        "start": time(8, 30),
        "end": time(9, 45),
        "kind": "pre-plenary",
        "label": "Before the morning plenary",
    }
    return window(**{**facts, **changes})


def room(**changes: Any) -> Room:
    """Room M2: 120 seats, step-free, with a projector; not for hybrid events."""
    facts: dict[str, Any] = {
        "key": "m2",
        "name": "M2",
        "seats": 120,
        "building": "M",
        "floor": "1",
        "set_up_minutes": 15,
        "clear_up_minutes": 15,
        "features": frozenset({"projector"}),
        "step_free": True,
    }
    return Room(**{**facts, **changes})


def agenda() -> tuple[AgendaItem, ...]:
    """The plenary of both days, around a break."""
    parts = (
        (time(10), time(13), "Morning plenary", "plenary"),
        (time(13), time(15), "Lunch", "break"),
        (time(15), time(18), "Afternoon plenary", "plenary"),
    )
    return tuple(AgendaItem(day, *part) for day in (FIRST_DAY, SECOND_DAY) for part in parts)


def conference(**changes: Any) -> Conference:
    """Two dull days in Vienna."""
    days = (FIRST_DAY, SECOND_DAY)
    facts: dict[str, Any] = {
        "slug": "dull",
        "title": "Fifth Dull Session on Migration",
        "short_title": "Dull Session",
        "venue": "Vienna International Centre",
        "city": "Vienna",
        "time_zone": "Europe/Vienna",
        "dates": days,
        "languages": ("en", "fr"),
        "reference_prefix": "SE",
        "decisions_by": date(2017, 8, 21),
        "office_name": "Conference office",
        "office_email": "office@un.example.org",
        "deadline_day": date(2017, 8, 10),
        "late": "refuse",
        "windows": tuple(each for day in days for each in (pre_plenary(day=day), window(day=day))),
        "rooms": (
            room(key="hall", name="Hall", seats=190),
            room(),
            room(key="c4", name="C4", seats=40),
        ),
        "themes": (Choice("trafficking", "Trafficking in persons"), Choice("smuggling", "Smuggling of migrants")),
        "organisation_types": (Choice("ngo", "Non-governmental"), Choice("private-sector", "Private sector")),
        "equipment": (Choice("projector", "Projector and screen"), Choice("headsets", "Headsets")),
        "agenda": agenda(),
        "cautions": ALL_CAUTIONS,
    }
    return Conference(**{**facts, **changes})


def ask(**changes: Any) -> Ask:
    """A proposal with nothing wrong and nothing odd about it."""
    facts: dict[str, Any] = {
        "title": "Safe reporting for trafficked persons",
        "abstract": "Practitioners compare how trafficked persons can report crimes without fear of removal.",
        "theme": "trafficking",
        "lead_organisation": "Harbour Rights Network",
        "organisation_type": "ngo",
        "contact_name": "Ada Example",
        "contact_email": "ada@harbour.example.org",
        "preferences": (LUNCH,),
        "expected_attendance": 30,
        "format": "in-person",
        "languages": ("en",),
    }
    return Ask(**{**facts, **changes})


def side_event(**changes: Any) -> SideEvent:
    """An approved side event in M2, in the lunch window of the first day."""
    facts: dict[str, Any] = {
        "reference": "SE-001",
        "cancelled": False,
        "title": "Safe reporting for trafficked persons",
        "abstract": "Practitioners compare how trafficked persons can report crimes without fear of removal.",
        "theme": "trafficking",
        "lead": "Harbour Rights Network",
        "co_organizers": (),
        "organisation_type": "ngo",
        "languages": ("en",),
        "format": "in-person",
        "room": "m2",
        "slot": slot(),
        "uid": "se-001@dull.side-events",
        "sequence": 0,
        "changed_at": at("2017-08-01 10:00"),
    }
    return SideEvent(**{**facts, **changes})


def programme(*events: SideEvent, **changes: Any) -> Programme:
    """The programme of the dull conference with these side events, in its first version."""
    facts: dict[str, Any] = {"conference": conference(), "version": 1, "changed_at": at("2017-08-01 10:00")}
    return Programme(events=events, **{**facts, **changes})
