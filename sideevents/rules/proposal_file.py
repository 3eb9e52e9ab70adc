"""Proposals from a file: JSON or CSV rows into asks, with everything that is wrong with each row."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sideevents.rules.ask import Ask, CoOrganizer
from sideevents.rules.conference import Conference
from sideevents.rules.problem import Problem, Refused
from sideevents.rules.text import likeness, many_lines, one_line, split_lines

TEXTS = (
    "title",
    "theme",
    "lead_organisation",
    "organisation_type",
    "contact_name",
    "contact_email",
    "contact_phone",
    "public_email",
    "format",
    "join_url",
)
LONG_TEXTS = ("abstract", "accessibility_needs")
LISTS = ("languages", "speakers", "gate_list")
BOXES = ("catering", "step_free", "closed", "no_recording")
TRUE, FALSE = {"true", "yes", "y", "1", "x", "on"}, {"", "false", "no", "n", "0", "off"}


@dataclass(frozen=True)
class Entry:
    """One row read: what it asks, when it was submitted (None: the file does not say), its shape's problems."""

    ask: Ask
    submitted_at: datetime | None
    problems: tuple[Problem, ...]


def rows_of(text: str, *, csv_file: bool) -> list[Mapping[str, Any]]:
    """The rows of a file as mappings; Refused if it is no JSON list of objects."""
    if csv_file:
        return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    try:
        rows = json.loads(text)
    except json.JSONDecodeError as error:
        raise Refused([Problem("json-syntax", facts={"line": error.lineno, "message": error.msg})]) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused([Problem("json-shape")])
    return rows


def entry_of(row: Mapping[str, Any], *, conference: Conference) -> Entry:
    """Read one row. Lists may be lists, or lines of one cell; equipment is told apart from free words by its key or
    label. Shape problems come back with a harmless value in the ask."""
    problems: list[Problem] = []
    known, other = _equipment(_list(row.get("equipment")), conference)
    plain: dict[str, Any] = {
        **{name: one_line(str(row.get(name) or "")) for name in TEXTS},
        **{name: many_lines(str(row.get(name) or "")) for name in LONG_TEXTS},
        **{name: _list(row.get(name)) for name in LISTS},
        **{name: _box(row.get(name), name, problems) for name in BOXES},
    }
    ask = Ask(
        **plain,
        co_organisers=tuple(co_organizer(line) for line in _list(row.get("co_organisers"))),
        preferences=_preferences(row),
        expected_attendance=_number(row.get("expected_attendance"), "expected_attendance", problems) or 0,
        slot_minutes=_number(row.get("slot_minutes"), "slot_minutes", problems),
        equipment=known,
        equipment_other=one_line(", ".join([*other, str(row.get("equipment_other") or "")]).strip(", ")),
    )
    return Entry(ask, _instant(row.get("submitted_at"), conference, problems), tuple(problems))


def co_organizer(line: str) -> CoOrganizer:
    """``Name`` or ``Name <address>``."""
    name, bracket, address = line.partition("<")
    if bracket and address.endswith(">"):
        return CoOrganizer(name.strip(), address[:-1].strip())
    return CoOrganizer(line)


def _list(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(line for line in (one_line(str(each)) for each in value) if line)
    return split_lines(str(value or ""))


def _equipment(words: tuple[str, ...], conference: Conference) -> tuple[tuple[str, ...], list[str]]:
    by_name = {likeness(name): choice.key for choice in conference.equipment for name in (choice.key, choice.label)}
    known = tuple(dict.fromkeys(by_name[likeness(word)] for word in words if likeness(word) in by_name))
    return known, [word for word in words if likeness(word) not in by_name]


def _preferences(row: Mapping[str, Any]) -> tuple[str, ...]:
    wishes = row.get("preferences")
    if isinstance(wishes, list):
        names = [f"{wish.get('day')}/{wish.get('window')}" for wish in wishes if isinstance(wish, dict)]
    else:
        names = [str(row.get(f"preference_{rank}") or "") for rank in (1, 2, 3)]
    return tuple(name for name in names if name)


def _box(value: Any, name: str, problems: list[Problem]) -> bool:
    word = str(value if value is not None else "").strip().casefold()
    if word not in TRUE | FALSE:
        problems.append(Problem("wrong-type", about=name, facts={"expected": "yes or no"}))
    return word in TRUE


def _number(value: Any, name: str, problems: list[Problem]) -> int | None:
    if value in (None, ""):
        return None
    try:
        return int(str(value))
    except ValueError:
        problems.append(Problem("wrong-type", about=name, facts={"expected": "a whole number"}))
        return None


def _instant(value: Any, conference: Conference, problems: list[Problem]) -> datetime | None:
    if value in (None, ""):
        return None
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError:
        problems.append(Problem("wrong-type", about="submitted_at", facts={"expected": "an instant"}))
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=conference.zone)
