"""Slots: start and end inside a window, on its grid, never against the plenary."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sideevents.rules.conference import Conference, Window
from sideevents.rules.problem import Problem
from sideevents.rules.window import Stretch

GRID_MINUTES = 5


def grid(window: Window, *, conference: Conference) -> tuple[Stretch, ...]:
    """The slots of a window: each ``slot_minutes`` long, one after the other; without a length the window itself."""
    whole = conference.stretch(window)
    if window.slot_minutes is None:
        return (whole,)
    length = timedelta(minutes=window.slot_minutes)
    count = (whole.end - whole.start) // length
    return tuple(Stretch(whole.start + n * length, whole.start + (n + 1) * length) for n in range(count))


def slot_of(conference: Conference, *, day: date, start: time, end: time) -> Stretch:
    """The slot between two wall times of a day; ValueError if it ends before it starts or the clock skips a time."""
    return Stretch(conference.instant(day, start), conference.instant(day, end))


def window_of(slot: Stretch, *, conference: Conference) -> Window | None:
    """A window that wholly contains the slot, one whose grid it keeps if there is any; None outside all windows."""
    around = windows_around(slot, conference=conference)
    fitting = [window for window in around if _is_on_grid(slot, window, conference=conference)]
    return next(iter(fitting or around), None)


def windows_around(slot: Stretch, *, conference: Conference) -> list[Window]:
    """Every window that wholly contains the slot: windows of a day may overlap."""
    return [window for window in conference.windows if conference.stretch(window).contains(slot)]


def slot_problems(slot: Stretch, *, conference: Conference) -> list[Problem]:
    """Object to a slot outside every window, off the grid of the windows around it, or against the plenary."""
    facts = {"start": slot.start, "end": slot.end}
    problems = []
    around = windows_around(slot, conference=conference)
    if not around:
        problems.append(Problem("outside-windows", about="slot", facts=facts))
    elif not any(_is_on_grid(slot, window, conference=conference) for window in around):
        minutes = around[0].slot_minutes or GRID_MINUTES
        problems.append(Problem("off-grid", about="slot", facts={**facts, "minutes": minutes}))
    return problems + _plenary_problems(slot, conference=conference)


def _plenary_problems(slot: Stretch, *, conference: Conference) -> list[Problem]:
    plenary = [(item, conference.stretch(item)) for item in conference.agenda if item.kind == "plenary"]
    return [
        Problem("during-plenary", about="slot", facts={"title": item.title, "start": during.start, "end": during.end})
        for item, during in plenary
        if during.overlaps(slot)
    ]


def _is_on_grid(slot: Stretch, window: Window, *, conference: Conference) -> bool:
    if window.slot_minutes is not None:
        return slot in grid(window, conference=conference)
    return all(_is_round(instant, conference.zone) for instant in (slot.start, slot.end))


def _is_round(instant: datetime, zone: ZoneInfo) -> bool:
    wall = instant.astimezone(zone)
    return wall.minute % GRID_MINUTES == wall.second == wall.microsecond == 0
