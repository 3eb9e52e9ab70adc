"""A conference file: TOML text in, every problem at once, and the conference that the rules see.

A *document* is the file's content as nested mappings: with TOML's dates and times, or with ISO strings as the table of
conferences keeps it (``to_json``). Every function here takes both."""

import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sideevents.rules.conference import AgendaItem, Choice, Closure, Conference, Room, Window
from sideevents.rules.conference_keys import CONFERENCE
from sideevents.rules.conference_shape import (
    Leaf,
    Objection,
    Several,
    Table,
    clock_time,
    day,
    local_moment,
    moment,
    twice,
    walk,
)
from sideevents.rules.problem import Problem, Refused
from sideevents.rules.window import Stretch, local_instant

ALWAYS_FEATURES = frozenset({"hybrid", "interpretation"})


def parse(text: str) -> dict[str, Any]:
    """The document that TOML text holds; Refused ("toml-syntax", facts line and message) where it is no TOML."""
    try:
        return tomllib.loads(text)
    except ValueError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise Refused([Problem("toml-syntax", facts={"line": line, "message": str(error)})]) from error


def to_json(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with dates and times as ISO strings; what is JSON already stays as it is."""
    return {key: _json_value(value) for key, value in document.items()}


def _json_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return to_json(value)
    if isinstance(value, list | tuple):
        return [_json_value(each) for each in value]
    if isinstance(value, datetime | time):
        return value.isoformat() if value.second or value.microsecond else value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value


def from_json(stored: Mapping[str, Any]) -> dict[str, Any]:
    """The stored document with TOML's dates and times again; ``to_json`` gives it back equal."""
    return {key: _toml_value(CONFERENCE.keys.get(key), value) for key, value in stored.items()}


def _toml_value(shape: Leaf | Several | Table | None, value: Any) -> Any:
    if isinstance(shape, Table) and isinstance(value, Mapping):
        return {key: _toml_value(shape.keys.get(key), each) for key, each in value.items()}
    if isinstance(shape, Several) and isinstance(value, list):
        return [_toml_value(shape.item, each) for each in value]
    if isinstance(shape, Leaf) and shape.read in (day, clock_time, local_moment, moment):
        try:
            return shape.read(value)
        except Objection:
            return value
    return value


def document_problems(document: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with the document; ``about`` is the path of the key, list places counted from 0."""
    problems: list[Problem] = []
    read = walk(CONFERENCE, document, about="", problems=problems)
    zone = ZoneInfo(read["time_zone"]) if read["time_zone"] else None
    problems += _times(read, zone)
    problems += _windows(read)
    problems += _rooms(read, zone)
    for name in ("themes", "organisation_types", "equipment"):
        problems += twice(tuple(each.get("key") for each in read[name]), about=name, key=".key")
    return problems


def _times(read: Mapping[str, Any], zone: ZoneInfo | None) -> list[Problem]:
    deadline, programme_from = read["deadline"].get("submissions"), read["programme_from"]
    problems = []
    if deadline:
        problems += _gap(datetime.combine(deadline, time(0)), zone, about="deadline.submissions")
    if programme_from and programme_from.tzinfo is None:
        problems += _gap(programme_from, zone, about="programme_from")
    for name in ("agenda", "windows"):
        for at, part in enumerate(read[name]):
            problems += _part_times(part, read["dates"], zone, about=f"{name}[{at}]")
    return problems


def _part_times(
    part: Mapping[str, Any], dates: tuple[date | None, ...], zone: ZoneInfo | None, *, about: str
) -> list[Problem]:
    problems = []
    on, start, end = part.get("day"), part.get("start"), part.get("end")
    if on and None not in dates and dates and on not in dates:
        problems.append(Problem("outside-dates", f"{about}.day", {"day": on}))
    if start is not None and end is not None and end <= start:
        problems.append(Problem("ends-before-start", f"{about}.end", {"start": start, "end": end}))
    for name, at in (("start", start), ("end", end)):
        if on and at is not None:
            problems += _gap(datetime.combine(on, at), zone, about=f"{about}.{name}")
    return problems


def _gap(local: datetime, zone: ZoneInfo | None, *, about: str) -> list[Problem]:
    if zone is None:
        return []
    try:
        local_instant(local.date(), local.time(), zone)
    except ValueError:
        return [Problem("in-the-gap", about, {"at": local, "zone": zone.key})]
    return []


def _windows(read: Mapping[str, Any]) -> list[Problem]:
    windows = read["windows"]
    plenary = [item for item in read["agenda"] if item.get("kind") == "plenary" and _timed(item)]
    names = tuple(f"{each['day']}/{each['key']}" if each.get("day") and each.get("key") else None for each in windows)
    problems = twice(names, about="windows", key=".key")
    for at, window in enumerate(windows):
        if not _timed(window):
            continue
        problems += [
            Problem("window-during-plenary", f"windows[{at}]", {key: item[key] for key in ("title", "start", "end")})
            for item in plenary
            if item["day"] == window["day"] and item["start"] < window["end"] and window["start"] < item["end"]
        ]
        length = _minutes(window["end"]) - _minutes(window["start"])
        if window["slot_minutes"] is not None and length < window["slot_minutes"]:
            facts = {"min": 5, "max": length}
            problems.append(Problem("out-of-range", f"windows[{at}].slot_minutes", facts))
    return problems


def _timed(part: Mapping[str, Any]) -> bool:
    on, start, end = part.get("day"), part.get("start"), part.get("end")
    return on is not None and start is not None and end is not None and start < end


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _rooms(read: Mapping[str, Any], zone: ZoneInfo | None) -> list[Problem]:
    rooms = read["rooms"]
    parts = {room["key"]: room["parts"] for room in rooms if room.get("key")}
    features = ALWAYS_FEATURES | {each["key"] for each in read["equipment"] if each.get("key")}
    problems = twice(tuple(room.get("key") for room in rooms), about="rooms", key=".key")
    for at, room in enumerate(rooms):
        about = f"rooms[{at}]"
        for place, feature in enumerate(room.get("features", ())):
            if feature and feature not in features:
                problems.append(Problem("unknown-feature", f"{about}.features[{place}]", {"feature": feature}))
        for place, part in enumerate(room.get("parts", ())):
            if part and (part not in parts or part == room.get("key")):
                problems.append(Problem("unknown-room", f"{about}.parts[{place}]", {"room": part}))
            elif part and parts[part]:
                # a booking blocks the parts of its room, not the parts of those
                problems.append(Problem("part-of-part", f"{about}.parts[{place}]", {"room": part}))
        for place, closure in enumerate(room.get("closed", ())):
            problems += _closure_times(closure, zone, about=f"{about}.closed[{place}]")
    return problems


def _closure_times(closure: Mapping[str, Any], zone: ZoneInfo | None, *, about: str) -> list[Problem]:
    start, end = closure.get("from"), closure.get("until")
    problems = [
        problem
        for name, local in (("from", start), ("until", end))
        if local
        for problem in _gap(local, zone, about=f"{about}.{name}")
    ]
    if start and end and end <= start:
        problems.append(Problem("ends-before-start", f"{about}.until", {"start": start, "end": end}))
    return problems


def read(document: Mapping[str, Any]) -> Conference:
    """The conference of a document that has no problems; Refused with the problems of its keys if it has."""
    problems: list[Problem] = []
    found = walk(CONFERENCE, document, about="", problems=problems)
    # an older file's key that this code no longer knows does not close the conference
    if any(problem.code != "unknown-key" for problem in problems):
        raise Refused(problems)
    texts, office, deadline = found.pop("texts"), found.pop("office"), found.pop("deadline")
    zone = ZoneInfo(found["time_zone"])
    found["dates"] = tuple(sorted(found["dates"]))
    found["programme_from"] = _instant(found["programme_from"], zone) if found["programme_from"] else None
    found["agenda"] = tuple(AgendaItem(**each) for each in found["agenda"])
    found["windows"] = tuple(Window(**each) for each in found["windows"])
    found["rooms"] = tuple(_room(each, zone) for each in found["rooms"])
    for name in ("themes", "organisation_types", "equipment"):
        found[name] = tuple(Choice(**each) for each in found[name])
    return Conference(
        **found,
        office_name=office["name"],
        office_email=office["email"],
        deadline_day=deadline["submissions"],
        late=deadline["late"],
        rules_text=texts["rules"],
        privacy_text=texts["privacy"],
        access_text=texts["access"],
    )


def _room(found: Mapping[str, Any], zone: ZoneInfo) -> Room:
    values = dict(found)
    values["closures"] = tuple(
        Closure(Stretch(_instant(each["from"], zone), _instant(each["until"], zone)), each["reason"])
        for each in values.pop("closed")
    )
    values["features"] = frozenset(values["features"])
    return Room(**values)


def _instant(given: datetime, zone: ZoneInfo) -> datetime:
    if given.tzinfo is None:
        return local_instant(given.date(), given.time(), zone)
    return given.astimezone(UTC)
