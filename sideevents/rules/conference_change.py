"""What a new conference file changes, and which bookings it would break."""

from collections.abc import Iterable, Mapping
from typing import Any

from sideevents.rules.conference import Conference
from sideevents.rules.conference_file import to_json
from sideevents.rules.conflict import Booking
from sideevents.rules.problem import Problem

Difference = tuple[str, Any, Any]


def breaks(before: Conference, after: Conference, *, booked: Iterable[Booking]) -> list[Problem]:
    """Object to each booking that stands under ``before`` and would not under ``after``: code "would-break", about
    "windows", "agenda" or "rooms[key]"; facts reference, why, room, slot, kind. One problem a booking and reason."""
    found: dict[tuple[str, str, str], Problem] = {}
    for booking in sorted(booked, key=lambda each: (each.slot, each.reference, each.room or "")):
        old = _reasons(booking, before)
        for about, why in _reasons(booking, after) + _other_parts(booking, before, after):
            if (about, why) not in old:
                facts = {
                    "reference": booking.reference,
                    "why": why,
                    "room": booking.room or "",
                    "slot": booking.slot,
                    "kind": booking.kind,
                }
                found.setdefault((booking.reference, about, why), Problem("would-break", about, facts))
    return list(found.values())


def _reasons(booking: Booking, conference: Conference) -> list[tuple[str, str]]:
    reasons = []
    if not any(conference.stretch(window).contains(booking.slot) for window in conference.windows):
        reasons.append(("windows", "outside-windows"))
    if any(item.kind == "plenary" and conference.stretch(item).overlaps(booking.slot) for item in conference.agenda):
        reasons.append(("agenda", "during-plenary"))
    if booking.room is None:
        return reasons
    room = conference.room(booking.room)
    if room is None:
        reasons.append((f"rooms[{booking.room}]", "room-gone"))
    elif any(closure.stretch.overlaps(booking.blocked) for closure in room.closures):
        reasons.append((f"rooms[{booking.room}]", "room-closed"))
    return reasons


def _other_parts(booking: Booking, before: Conference, after: Conference) -> list[tuple[str, str]]:
    # a hall's booking keeps the rooms it was made of; with other parts it would block the wrong ones
    old, new = before.room(booking.room or ""), after.room(booking.room or "")
    changed = old is not None and new is not None and set(old.parts) != set(new.parts)
    return [(f"rooms[{booking.room}]", "parts-changed")] if changed else []


def differences(before_document: Mapping[str, Any], after_document: Mapping[str, Any]) -> list[Difference]:
    """(path, before, after) for every value that changes, in the order of the files; None stands for absent. Entries
    of lists are named by their key: ``rooms[m2].seats``; another order of the same entries is a change of the list."""
    return _compare("", to_json(before_document), to_json(after_document))


def _compare(path: str, before: Any, after: Any) -> list[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        return _compare_tables(path, before, after)
    if _is_tables(before) and _is_tables(after):
        return _compare_lists(path, before, after)
    return [] if (type(before), before) == (type(after), after) else [(path, before, after)]


def _compare_tables(path: str, before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    dot = f"{path}." if path else ""
    return [
        change for key in {**before, **after} for change in _compare(f"{dot}{key}", before.get(key), after.get(key))
    ]


def _compare_lists(path: str, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[Difference]:
    old, new = _named(before), _named(after)
    changes = [
        change for name in {**old, **new} for change in _compare(f"{path}[{name}]", old.get(name), new.get(name))
    ]
    old_order, new_order = [name for name in old if name in new], [name for name in new if name in old]
    return changes if old_order == new_order else [*changes, (path, old_order, new_order)]


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _named(entries: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    named: dict[str, dict[str, Any]] = {}
    for entry in entries:
        name = "/".join(str(entry[key]) for key in ("day", "key") if key in entry)
        if "key" not in entry:
            name = " ".join(str(entry[key]) for key in ("day", "start", "from") if key in entry)
        # two agenda rows may start together; both are told apart
        named[f"{name} ({len(named)})" if name in named else name] = entry
    return named
