"""Decisions by reply: the grammar of an answer's first line, in the six languages of the United Nations."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Protocol

from sideevents.rules.ask import Ask
from sideevents.rules.conference import Conference, Room, Window
from sideevents.rules.problem import Problem
from sideevents.rules.reply_note import QUESTIONS, objection, parted, shortened
from sideevents.rules.reply_place import Reading, fits, read_place
from sideevents.rules.reply_words import COURTESY_PHRASES, LONGEST, VERB_PHRASES, Token, folded, tokens
from sideevents.rules.window import Stretch
from sideevents.rules.workflow import Action

REPLY_LINE = "-- reply above this line --"
TAKES_A_NOTE = frozenset({Action.RETURN, Action.DECLINE})
_WORDS = 40  # more than any command has
_SYMBOLS = ("So", "Sm")  # 👎, ❌: a picture may turn a decision round


@dataclass(frozen=True)
class Command:
    """What a first line says: the verb (approve, return, decline or waitlist), and what goes with it. ``room`` is a
    key, "" left open; ``windows`` names in the order to try them, () left open; ``start`` and ``end`` wall times of
    the conference."""

    action: Action
    note: str = ""
    room: str = ""
    windows: tuple[str, ...] = ()
    start: time | None = None
    end: time | None = None


@dataclass(frozen=True)
class NotUnderstood:
    """Nothing is decided: every objection, the words that were understood, and those that were not, as written."""

    problems: tuple[Problem, ...]
    understood: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where and when: a room's key, "" for an online event, and the slot."""

    room: str
    slot: Stretch


class Free(Protocol):
    """A slot of a window and the rooms free in it, as the store's assessment lists them."""

    @property
    def window(self) -> Window: ...
    @property
    def slot(self) -> Stretch: ...
    @property
    def rooms(self) -> tuple[Room, ...]: ...


def read_command(text: str, *, conference: Conference, asked: tuple[str, ...]) -> Command | NotUnderstood:
    """The command in the first line; ``asked`` are the organizer's wishes (window names), first first. Never guesses:
    a word too many, a question or a choice left open is not understood."""
    above, below = _own_lines(text)
    if not above:
        return NotUnderstood((Problem("reply-empty"),))
    line = above[0]
    words = tokens(line)
    verb = _verb(words)
    if verb is None:
        shown = shortened(line)
        return NotUnderstood((Problem("reply-no-verb", facts={"line": shown}),), odd=(shown,))
    action, first, after = verb
    said = line[words[first].start : words[after - 1].end]
    if action in TAKES_A_NOTE:
        form = tuple(word.word for word in words[first:after])
        return _with_note(action, form, said, rest=_rest(line, words[after - 1]), more=[*above[1:], *below])
    return _with_place(action, line, said, words=words[after:], conference=conference, asked=asked)


def left_out(text: str) -> str:
    """What stands below a command and decided nothing: the lines after the first, or after the remark."""
    above, below = _own_lines(text)
    words = tokens(above[0]) if above else []
    verb = _verb(words)
    more = [*above[1:], *below]
    if verb and verb[0] in TAKES_A_NOTE:
        return parted(_rest(above[0], words[verb[2] - 1]), more)[1]
    return "\n".join(more).strip()


def _rest(line: str, word: Token) -> str:
    end = word.end
    while end < len(line) and not folded(line[end]):
        end += 1  # a mark that stands on the verb's last letter
    return line[end:]


def _own_lines(text: str) -> tuple[list[str], list[str]]:
    """The lines above the first quoted one, and the others that are not quoted, from the first with words on."""
    own = unicodedata.normalize("NFC", text).replace("\r\n", "\n").partition(REPLY_LINE)[0]
    lines = [line.strip() for line in own.split("\n")]
    quoted = [n for n, line in enumerate(lines) if line.startswith((">", "＞"))]
    border = quoted[0] if quoted else len(lines)
    above = lines[:border]
    while above and not tokens(above[0]):
        above.pop(0)
    return above, [line for n, line in enumerate(lines) if n > border and n not in quoted]


def _verb(words: Sequence[Token]) -> tuple[Action, int, int] | None:
    """The verb at the start, courtesies before it passed over, and the places of its first word and of the next."""
    first = 0
    while size := _courtesy(words, first):
        first += size
    for size in range(LONGEST, 0, -1):
        action = VERB_PHRASES.get(tuple(word.word for word in words[first : first + size]))
        if action and len(words) >= first + size:
            return action, first, first + size
    return None


def _courtesy(words: Sequence[Token], first: int) -> int:
    sizes = range(LONGEST, 0, -1)
    return next((n for n in sizes if tuple(word.word for word in words[first : first + n]) in COURTESY_PHRASES), 0)


def _with_note(
    action: Action, form: tuple[str, ...], said: str, *, rest: str, more: Sequence[str]
) -> Command | NotUnderstood:
    doubt = objection(form, rest)
    if doubt:
        return NotUnderstood((doubt,), understood=(said,), odd=(shortened(rest),))
    note, _ = parted(rest, more)
    if not note:
        missing = Problem("note-missing", about="note", facts={"action": action.value})
        return NotUnderstood((missing,), understood=(said,))
    return Command(action, note=note)


def _with_place(
    action: Action, line: str, said: str, *, words: Sequence[Token], conference: Conference, asked: tuple[str, ...]
) -> Command | NotUnderstood:
    if action is Action.APPROVE and len(words) <= _WORDS:
        reading = read_place(words, line=line, conference=conference)
    else:
        reading = Reading(odd=_words_too_many(words, line))
    reading.odd += [each for each in line if unicodedata.category(each) in _SYMBOLS][:_WORDS]
    problems = _objections(reading)
    windows: tuple[str, ...] = ()
    if reading.when and not problems:
        windows = _chosen(fits(reading, conference=conference), asked=asked)
        code = "reply-no-window" if not fits(reading, conference=conference) else "reply-two-windows"
        problems = [] if windows else [Problem(code, facts={"words": " ".join(reading.when)})]
    if problems:
        return NotUnderstood(tuple(problems), understood=(said, *reading.understood), odd=tuple(reading.odd))
    start, end = (*reading.times, None, None)[:2]
    room = next((room.key for room in reading.rooms), "")
    return Command(action, room=room, windows=windows, start=start, end=end)


def _words_too_many(words: Sequence[Token], line: str) -> list[str]:
    odd: list[str] = []
    place = 0
    while place < len(words) and len(odd) < _WORDS:
        polite = _courtesy(words, place)
        if not polite:
            odd.append(line[words[place].start : words[place].end])
        place += polite or 1
    return odd


def _objections(reading: Reading) -> list[Problem]:
    problems = []
    if any(word in QUESTIONS for word in reading.odd):
        problems.append(Problem("reply-question", facts={"words": "?"}))
    odd = [word for word in reading.odd if word not in QUESTIONS]
    if odd:
        problems.append(Problem("reply-odd-words", facts={"words": odd}))
    if len(reading.rooms) > 1:
        problems.append(Problem("reply-two-rooms", facts={"rooms": [room.name for room in reading.rooms]}))
    if reading.unclear:
        problems.append(Problem("reply-two-meanings", facts={"words": reading.unclear}))
    return problems


def _chosen(fitting: Sequence[str], *, asked: Sequence[str]) -> tuple[str, ...]:
    """The one window that fits, else those that are wished for, in the order of the wishes; () leaves a choice open."""
    return tuple(fitting) if len(fitting) == 1 else tuple(name for name in asked if name in fitting)


def place_for(
    command: Command, *, ask: Ask, conference: Conference, free: Iterable[Free], now: datetime
) -> Place | NotUnderstood:
    """The place that an approval means: the first of its windows, else of the wishes, still to come and with the room
    free; without a room, the smallest free one that seats all, equipped for a hybrid event where one is. A room that is
    too small is for the office to name. Online events take no room."""
    every = list(free)
    meant = [
        each
        for name in command.windows or ask.preferences
        for each in every
        if each.window.name == name and _starts(each.slot, command, conference=conference)
    ]
    # where all are past, the use-case says so
    slots = [each for each in meant if each.slot.start > now] or meant
    for each in slots:
        room = _room(command, ask, each.rooms)
        if room is not None:
            return Place(room, each.slot)
    too_small = [] if command.room else [(room, each.window) for each in slots for room in each.rooms]
    if too_small:
        return NotUnderstood((_no_seats(too_small, ask),))
    return NotUnderstood((_nothing_free(command, conference=conference),))


def _starts(slot: Stretch, command: Command, *, conference: Conference) -> bool:
    start, end = (instant.astimezone(conference.zone).time() for instant in (slot.start, slot.end))
    return command.start in (None, start) and command.end in (None, end)


def _room(command: Command, ask: Ask, rooms: Sequence[Room]) -> str | None:
    if command.room:
        return next((room.key for room in rooms if room.key == command.room), None)
    if ask.format == "online":
        return ""
    seating = [room for room in rooms if room.seats >= ask.expected_attendance]
    hybrid = [room for room in seating if ask.format == "hybrid" and "hybrid" in room.features]
    return min(hybrid or seating, key=lambda room: room.seats).key if seating else None


def _no_seats(too_small: Sequence[tuple[Room, Window]], ask: Ask) -> Problem:
    room, window = max(too_small, key=lambda each: each[0].seats)
    facts: dict[str, object] = {"room": room.name, "seats": room.seats, "expected": ask.expected_attendance}
    return Problem("reply-no-seats", about="room", facts=facts | {"window": window.label, "day": window.day})


def _nothing_free(command: Command, *, conference: Conference) -> Problem:
    room = conference.room(command.room)
    windows = [window for name in command.windows if (window := conference.window(name))]
    facts: dict[str, object] = {"room": room.name if room else ""}
    if len(windows) == 1:
        facts |= {"window": windows[0].label, "day": windows[0].day}
    return Problem("reply-nothing-free", about="slot", facts=facts)
