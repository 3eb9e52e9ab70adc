"""An office's own words with {placeholders}: checked and filled. Never a template: nothing in them is executed."""

import re
from collections.abc import Collection, Mapping

from sideevents.rules.problem import Problem
from sideevents.rules.text import forbidden_characters

CHARACTERS = 2000
_BLANK_LINES = re.compile(r"\n\s*\n")
_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")  # a no-break space stays one
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_IN_MESSAGE = re.compile(r"%\((\w+)\)s")
_BRACE = re.compile(r"[{}]")


def fill(words: str, facts: Mapping[str, str]) -> list[str]:
    """The paragraphs of the words, white space squeezed, known placeholders replaced by their facts."""
    parts = (_BLANKS.sub(" ", part).strip() for part in _BLANK_LINES.split(words))
    return [_PLACEHOLDER.sub(lambda found: facts.get(found[1], found[0]), part) for part in parts if part]


def names(words: str) -> list[str]:
    """The placeholders that the words use, each once, in order."""
    return list(dict.fromkeys(_PLACEHOLDER.findall(words)))


def in_braces(message: str) -> str:
    """A translator's message, ``until %(until)s``, as offices write it: ``until {until}``."""
    return _IN_MESSAGE.sub(r"{\1}", message).replace("%%", "%")


def word_problems(words: str, *, about: str, known: Collection[str]) -> list[Problem]:
    """What keeps the words out of a letter: unknown placeholders, other braces, characters that cannot be shown,
    length. ``words`` as they were typed."""
    problems = [
        Problem("forbidden-character", about=about, facts={"character": character})
        for character in forbidden_characters(words, one_line=False)
    ]
    unknown = [f"{{{name}}}" for name in names(words) if name not in known]
    if unknown:
        facts = {"unknown": unknown, "known": [f"{{{name}}}" for name in known]}
        problems.append(Problem("unknown-placeholder", about=about, facts=facts))
    if _BRACE.search(_PLACEHOLDER.sub("", words)):
        problems.append(Problem("stray-brace", about=about))
    if len(words) > CHARACTERS:
        problems.append(Problem("too-long", about=about, facts={"has": len(words), "max": CHARACTERS}))
    return problems
