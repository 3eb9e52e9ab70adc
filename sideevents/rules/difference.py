"""What an amendment changed: field by field, and word by word inside a text."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from itertools import takewhile

from sideevents.rules.ask import Ask

# ideographs, kana and their punctuation are written without blanks: there each character is a word
_IDEOGRAPHS = "\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_WORDS = re.compile(rf"\s+|[{_IDEOGRAPHS}]|[^\s{_IDEOGRAPHS}]+")
_SENTENCES = re.compile(r"[^.!?。！？؟।\n]*[.!?。！？؟।\n]+\s*|[^.!?。！？؟।\n]+")
_MOST_PAIRS = 20_000  # of equal words: SequenceMatcher may look at each of them once for each change it finds


@dataclass(frozen=True)
class Change:
    """One field of an ask that differs; both values as the asks hold them."""

    field: str
    before: object
    after: object


def changes(before: Ask, after: Ask) -> list[Change]:
    """The fields that differ between two asks, contact included, in the order of the form."""
    pairs = [(each.name, getattr(before, each.name), getattr(after, each.name)) for each in fields(Ask)]
    return [Change(name, old, new) for name, old, new in pairs if old != new]


def word_changes(before: str, after: str) -> list[tuple[str, str]]:
    """Pieces ("same" | "gone" | "new", text) in reading order: same and gone join to ``before``, same and new to
    ``after``.

    Cut at words, in scripts without blanks at characters; at sentences where so much is new that words would take
    seconds. What a change takes away comes before what it puts there."""
    for cut in (_WORDS, _SENTENCES):
        old, new = cut.findall(before), cut.findall(after)
        head = _alike(old, new)
        tail = _alike(old[head:][::-1], new[head:][::-1])
        was, now = old[head : len(old) - tail], new[head : len(new) - tail]
        if _pairs(was, now) <= _MOST_PAIRS:
            ends = ("".join(old[:head]), "".join(old[len(old) - tail :]))
            return list(_pieces([(True, ends[0], ends[0]), *_steps(was, now), (True, ends[1], ends[1])]))
    return list(_pieces([(False, before, after)]))


def _alike(old: list[str], new: list[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _pairs(old: list[str], new: list[str]) -> int:
    counts = Counter(new)
    return sum(counts[word] for word in old if not word.isspace())


def _steps(old: list[str], new: list[str]) -> Iterator[tuple[bool, str, str]]:
    # blanks are no landmarks: one change reads better than two with a blank between
    matcher = SequenceMatcher(str.isspace, old, new, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        yield kind == "equal", "".join(old[i:j]), "".join(new[k:m])


def _pieces(steps: list[tuple[bool, str, str]]) -> Iterator[tuple[str, str]]:
    for is_equal, was, now in steps:
        pieces = [("same", was)] if is_equal else [("gone", was), ("new", now)]
        yield from (piece for piece in pieces if piece[1])
