"""The keys of a conference file: which there are, what each holds, and how a value is read or objected to."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo

from sideevents.rules.problem import Problem

RESERVED_SLUGS = frozenset(
    {
        "api",
        "decide",
        "dev",
        "healthz",
        "metrics",
        "office",
        "proposals",
        "readyz",
        "sign-in",
        "sign-out",
        "static",
        "undo",
    }
)
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PREFIX = re.compile(r"[A-Z][A-Z0-9]{0,9}")
ADDRESS = re.compile(r"[^@\s<>()\[\]\",;:]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Control characters, line and paragraph separators, lone surrogates; a long text may have tabs and line breaks
BROKEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
BROKEN_LONG = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:00)?")

# Every caution is on where the file does not speak of it; ``parallel`` is off, because only the office knows a number.
CAUTIONS: dict[str, int] = {
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


class Objection(Exception):
    """A value is not what its key holds."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code, self.facts = code, facts
        super().__init__(code)


@dataclass(frozen=True)
class Leaf:
    """One value; ``read`` gives it as a Python value or raises Objection. ``otherwise`` stands for an absent one."""

    read: Callable[[Any], Any]
    required: bool = True
    otherwise: Any = None


@dataclass(frozen=True)
class Several:
    """A list of ``item``; a required one holds at least one. ``once``: no value twice."""

    item: "Leaf | Table"
    required: bool = True
    once: bool = True
    otherwise: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Table:
    """Named keys; others are refused."""

    keys: Mapping[str, "Leaf | Several | Table"]
    required: bool = True
    otherwise: Mapping[str, Any] = field(default_factory=dict)


def walk(shape: Leaf | Several | Table, value: Any, *, about: str, problems: list[Problem]) -> Any:
    """``value`` as Python values. What is wrong is appended to ``problems`` and read as None, an empty table where a
    table was due; an absent key is read as its default. List places count from 0, as in ``windows[2].start``."""
    if isinstance(shape, Table):
        return _walk_table(shape, value, about=about, problems=problems)
    if isinstance(shape, Several):
        return _walk_list(shape, value, about=about, problems=problems)
    try:
        return shape.read(value)
    except Objection as objection:
        problems.append(Problem(objection.code, about, objection.facts))
        return None


def _walk_table(shape: Table, value: Any, *, about: str, problems: list[Problem]) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        problems.append(Problem("wrong-type", about, {"expected": "a table"}))
        return {}
    dot = f"{about}." if about else ""
    for key in value:
        if key not in shape.keys:
            near = get_close_matches(str(key), shape.keys, n=1)
            problems.append(Problem("unknown-key", f"{dot}{key}", {"near": near[0] if near else ""}))
    read: dict[str, Any] = {}
    for key, each in shape.keys.items():
        if key in value:
            read[key] = walk(each, value[key], about=f"{dot}{key}", problems=problems)
            continue
        if each.required:
            problems.append(Problem("missing", f"{dot}{key}"))
        # an absent table still has the defaults of its keys
        read[key] = walk(each, {}, about=f"{dot}{key}", problems=[]) if isinstance(each, Table) else each.otherwise
    return read


def _walk_list(shape: Several, value: Any, *, about: str, problems: list[Problem]) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        problems.append(Problem("wrong-type", about, {"expected": "a list"}))
        return ()
    if shape.required and not value:
        problems.append(Problem("missing", about))
    read = tuple(walk(shape.item, each, about=f"{about}[{at}]", problems=problems) for at, each in enumerate(value))
    if shape.once and isinstance(shape.item, Leaf):
        problems += twice(read, about=about)
    return read


def twice(names: tuple[Any, ...], *, about: str, key: str = "") -> list[Problem]:
    """Object to each name that an earlier place of the list has; None never counts."""
    return [
        Problem("twice", f"{about}[{at}]{key}", {"value": str(name)})
        for at, name in enumerate(names)
        if name is not None and name in names[:at]
    ]


def text(most: int, *, long: bool = False) -> Callable[[Any], str]:
    """A reader of text with 1 to ``most`` characters; ``long`` may have line breaks and tabs."""

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise Objection("wrong-type", expected="text")
        if not value.strip():
            raise Objection("missing")
        if len(value) > most:
            raise Objection("too-long", max=most, has=len(value))
        found = (BROKEN_LONG if long else BROKEN).search(value)
        if found:
            raise Objection("forbidden-character", character=f"U+{ord(found[0]):04X}")
        return value

    return read


def pattern(form: re.Pattern[str], code: str, fact: str, *, most: int) -> Callable[[Any], str]:
    """A reader of text that matches ``form`` whole; ``code`` with the text as ``fact`` where it does not."""

    def read(value: Any) -> str:
        given = text(most)(value)
        if not form.fullmatch(given):
            raise Objection(code, **{fact: given})
        return given

    return read


def one_of(*allowed: str) -> Callable[[Any], str]:
    """A reader of one of a few words."""

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise Objection("wrong-type", expected="text")
        if value not in allowed:
            raise Objection("bad-value", value=value, allowed=allowed)
        return value

    return read


def number(low: int, high: int) -> Callable[[Any], int]:
    """A reader of a whole number from ``low`` to ``high``."""

    def read(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise Objection("wrong-type", expected="a whole number")
        if not low <= value <= high:
            raise Objection("out-of-range", min=low, max=high)
        return value

    return read


def flag(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Objection("wrong-type", expected="true or false")
    return value


def switch(value: Any) -> int:
    """A caution: on or off, as a boolean or as 1 or 0."""
    return int(value) if isinstance(value, bool) else number(0, 1)(value)


def limit(value: Any) -> int:
    """The caution ``parallel``: a number, or false for off. ``true`` names no number."""
    return 0 if value is False else number(0, 1000)(value)


def day(value: Any) -> Any:
    """A date, as TOML has it or as text."""
    try:
        if not (isinstance(value, date) and not isinstance(value, datetime)):
            value = date.fromisoformat(_shaped(value, DATE))
    except ValueError:
        raise Objection("wrong-type", expected="a date") from None
    return _this_era(value)


def clock_time(value: Any) -> time:
    """A time of day to the minute, as TOML has it or as text."""
    try:
        read = value if isinstance(value, time) else time.fromisoformat(_shaped(value, TIME))
    except ValueError:
        raise Objection("wrong-type", expected="a time") from None
    if read.second or read.microsecond:
        raise Objection("wrong-type", expected="a time")
    return read


def local_moment(value: Any) -> Any:
    """A date and time of the conference's zone, without offset."""
    read = moment(value)
    if read.tzinfo is not None:
        raise Objection("wrong-type", expected="a date and time without offset")
    return read


def moment(value: Any) -> Any:
    """A date and time, with or without offset."""
    try:
        return _this_era(value if isinstance(value, datetime) else datetime.fromisoformat(_dated(value)))
    except ValueError:
        raise Objection("wrong-type", expected="a date and time") from None


def _this_era(value: Any) -> Any:
    # at the ends of the calendar there is no UTC instant to convert to
    if not 1970 <= value.year <= 2999:
        raise Objection("out-of-range", min=1970, max=2999)
    return value


def _shaped(value: Any, form: re.Pattern[str]) -> str:
    # fromisoformat knows week dates and times without colons, which nobody means
    if not isinstance(value, str) or not form.fullmatch(value):
        raise ValueError
    return value


def _dated(value: Any) -> str:
    # a lone date would read as midnight
    if not isinstance(value, str) or not DATE.match(value) or ":" not in value:
        raise ValueError
    return value


def zone(value: Any) -> str:
    """The name of a time zone that the zone database knows."""
    name = text(60)(value)
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Objection("unknown-zone", zone=name) from None
    return name


def slug(value: Any) -> str:
    """The conference's part of every address."""
    given = pattern(KEY, "bad-slug", "slug", most=60)(value)
    if given in RESERVED_SLUGS:
        raise Objection("reserved-slug", slug=given)
    return given
