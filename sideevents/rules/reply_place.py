"""What the words after ``approve`` say of a place: a room, a day, a window, a time."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from sideevents.rules.conference import Conference, Room, Window
from sideevents.rules.reply_words import (
    FILLER_PHRASES,
    KIND_PHRASES,
    LONGEST,
    MONTH_PHRASES,
    MORNING_PHRASES,
    ROOM_PHRASES,
    WEEKDAY_PHRASES,
    Phrase,
    Token,
    phrase,
)
from sideevents.rules.slot import grid

_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d\d)?)?\s?(?:([ap])\.?m)?")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|го)?")
_AFTER_DAY = ("日", "号")
_AFTER_NUMBER = frozenset(map(phrase, ("会议室", "房间", "厅")))
NOON = 12
# М2 typed on a Russian keyboard looks the same: both sides of a comparison are written in Latin letters
_LOOKS_LIKE = str.maketrans("авекмнорстух", "abekmhopctyx")


@dataclass
class Reading:
    """The words, sorted. ``sets`` are the names of the windows that each word of a day or window leaves; ``when`` those
    words and the times as written; ``unclear`` may be a room or something else."""

    rooms: list[Room] = field(default_factory=list)
    sets: list[frozenset[str]] = field(default_factory=list)
    times: list[time] = field(default_factory=list)
    when: list[str] = field(default_factory=list)
    understood: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)


def read_place(words: Sequence[Token], *, line: str, conference: Conference) -> Reading:
    """Sort the words, the longest phrase first; what none is, or a third time, is odd."""
    reading, place, is_after_room = Reading(), 0, False
    named = _names(conference)
    while place < len(words):
        rest = [word.word for word in words[place : place + LONGEST * 2]]
        rooms, size = _rooms(rest, conference)
        names, other = _when(rest, named, conference)
        at = _time(rest[0])
        if _DAY.fullmatch(rest[0]) and (is_after_room or _is_before_room(rest)):
            names, other = None, 0  # "room 4" is a room, if there is one, and no day
        filler = _filler(rest)
        taken = max(size, other, filler, int(at is not None), 1)
        said = line[words[place].start : words[place + taken - 1].end]
        if size == taken:
            (reading.unclear if size == other or at else reading.understood).append(said)
            reading.rooms += [room for room in rooms if room not in reading.rooms]
        elif other == taken and names is not None:
            reading.sets.append(names)
            reading.when.append(said)
            reading.understood.append(said)
        elif at is not None and len(reading.times) < 2:
            reading.times.append(at)
            reading.when.append(said)
            reading.understood.append(said)
        elif filler != taken:
            reading.odd.append(said)
        is_after_room = tuple(rest[:taken]) in ROOM_PHRASES
        place += taken
    return reading


def _is_before_room(rest: Sequence[str]) -> bool:
    """Chinese says "4号会议室" where others say "room 4"."""
    after = rest[2:] if rest[1:2] == ["号"] else rest[1:]
    return any(tuple(after[:n]) in _AFTER_NUMBER for n in range(1, LONGEST + 1))


def fits(reading: Reading, *, conference: Conference) -> list[str]:
    """Names of the windows that every word leaves, in the order of the conference file."""
    return [
        window.name
        for window in conference.windows
        if all(window.name in names for names in reading.sets) and _has_slot(window, reading.times, conference)
    ]


def _has_slot(window: Window, times: Sequence[time], conference: Conference) -> bool:
    return not times or any(
        tuple(times) == tuple(at.astimezone(conference.zone).time() for at in (slot.start, slot.end))[: len(times)]
        for slot in grid(window, conference=conference)
    )


def _rooms(rest: Sequence[str], conference: Conference) -> tuple[list[Room], int]:
    """The rooms that the longest beginning names, blanks forgiven, and its length; two may carry one name."""
    for size in range(len(rest), 0, -1):
        said = _looks(rest[:size])
        found = [room for room in conference.rooms if said in (_looks(phrase(room.key)), _looks(phrase(room.name)))]
        if found:
            return found, size
    return [], 0


def _looks(words: Sequence[str]) -> str:
    return "".join(words).translate(_LOOKS_LIKE)


def _names(conference: Conference) -> dict[Phrase, frozenset[str]]:
    """What windows are called, in this conference and everywhere, with the names of those that are meant."""
    named: dict[Phrase, set[str]] = {}
    for window in conference.windows:
        called = {phrase(window.key), phrase(window.label)}
        called |= {each for each, kind in KIND_PHRASES.items() if kind == window.kind}
        called |= MORNING_PHRASES if window.start.hour < NOON else frozenset()
        for each in called - {()}:
            named.setdefault(each, set()).add(window.name)
    # a kind that this conference has not is understood all the same: no window fits
    return {each: frozenset(named.get(each, ())) for each in (*named, *KIND_PHRASES, *MORNING_PHRASES)}


def _when(
    rest: Sequence[str], named: dict[Phrase, frozenset[str]], conference: Conference
) -> tuple[frozenset[str] | None, int]:
    """The windows that the longest beginning leaves, and its length; None where it says nothing of a day or window."""
    sizes = [n for n in range(len(rest), 0, -1) if tuple(rest[:n]) in named]
    weekdays = [n for n in range(len(rest), 0, -1) if tuple(rest[:n]) in WEEKDAY_PHRASES]
    by_name = max(sizes, default=0)
    by_weekday = max(weekdays, default=0)
    days, by_date = _date(rest, sorted({window.day for window in conference.windows}))
    if by_date and by_date >= max(by_name, by_weekday):
        return _on(days, conference), by_date
    if by_weekday > by_name:
        day = WEEKDAY_PHRASES[tuple(rest[:by_weekday])]
        return _on([each.day for each in conference.windows if each.day.weekday() == day], conference), by_weekday
    return (named[tuple(rest[:by_name])], by_name) if by_name else (None, 0)


def _on(days: Sequence[date], conference: Conference) -> frozenset[str]:
    return frozenset(window.name for window in conference.windows if window.day in days)


def _date(rest: Sequence[str], days: Sequence[date]) -> tuple[list[date], int]:
    """The days among ``days`` that the longest beginning means, and its length; a date on which there is no window is
    none."""
    found = [(size, meant) for size, meant in _dates(rest) if any(_means(meant, day) for day in days)]
    if not found:
        return [], 0
    size, meant = max(found)
    return [day for day in days if _means(meant, day)], size


def _means(meant: tuple[int, int, int], day: date) -> bool:
    # 0 stands for what was not said
    return all(said in (0, is_) for said, is_ in zip(meant, (day.year, day.month, day.day), strict=True))


def _dates(rest: Sequence[str]) -> Iterator[tuple[int, tuple[int, int, int]]]:
    """Every reading of the beginning as (length, (year, month, day)), 0 for what is not said."""
    parts = rest[0].split("-")
    if len(parts) == 3:
        yield 1, (int(parts[0]), int(parts[1]), int(parts[2]))
    for size, month, day in _month_and_day(rest):
        yield size, (0, month, day)
        after = rest[size] if len(rest) > size else ""
        if month and re.fullmatch(r"\d{4}", after):
            yield size + 1, (int(after), month, day)


def _month_and_day(rest: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    day = _DAY.fullmatch(rest[0])
    if day:
        number = int(day.group(1))
        marked = len(rest) > 1 and rest[1] in _AFTER_DAY
        yield (2 if marked else 1), 0, number
        if len(rest) > 2 and rest[1] == "月" and (day_of := _DAY.fullmatch(rest[2])):
            yield (4 if len(rest) > 3 and rest[3] in _AFTER_DAY else 3), number, int(day_of.group(1))
        skipped = 2 if len(rest) > 1 and rest[1] in ("de", "го") else 1
        for size, month in _months(rest[skipped:]):
            yield skipped + size, month, number
    for size, month in _months(rest):
        after = _DAY.fullmatch(rest[size]) if len(rest) > size else None
        if after:
            yield size + 1, month, int(after.group(1))


def _months(rest: Sequence[str]) -> Iterator[tuple[int, int]]:
    for size in (1, 2):
        month = MONTH_PHRASES.get(tuple(rest[:size])) if len(rest) >= size else None
        if month:
            yield size, month


def _time(word: str) -> time | None:
    match = _TIME.fullmatch(word)
    if match is None or word.isdigit():
        return None
    hour, minute, half = int(match.group(1)), int(match.group(2) or 0), match.group(3)
    if half:
        if not 1 <= hour <= NOON:
            return None
        hour = hour % NOON + (NOON if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _filler(rest: Sequence[str]) -> int:
    return max((n for n in range(1, LONGEST + 1) if tuple(rest[:n]) in FILLER_PHRASES and n <= len(rest)), default=0)
