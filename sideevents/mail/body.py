"""The body of a letter: paragraphs and a few kinds of blocks, shown as text here and as HTML by ``_layout.html``.

A template calls the helpers; each leaves a mark on a line of its own, and the mark stands for the block. So a letter's
template is read as text, and only the layout escapes: user text never becomes markup nor a link."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import ClassVar, Protocol

COLUMNS = 72
LABEL_COLUMNS = 24
CLOSING = ("Pe", "Pf", "Po", "Mn")  # the Chinese full stop and its like never begin a line
_MARK = re.compile(r"\x00(\d+)\x00")
# a no-break space, such as French has before a colon, holds its line together
_AFTER_BLANK = re.compile(r"(?<=[^\S\u00a0\u202f])")
_BLANK_LINES = re.compile(r"\n\s*\n")


class Block(Protocol):
    """A part of a letter. ``kind`` tells the HTML template how to show it."""

    kind: ClassVar[str]

    def text(self) -> str:
        """Lines of at most 72 columns, save for addresses."""


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    kind: ClassVar[str] = "paragraph"
    words: str

    def text(self) -> str:
        return wrap(self.words)


@dataclass(frozen=True)
class Heading:
    """A line over what follows."""

    kind: ClassVar[str] = "heading"
    words: str

    def text(self) -> str:
        return f"{wrap(self.words)}\n{'-' * min(columns(self.words), COLUMNS)}"


@dataclass(frozen=True)
class Link:
    """An address of the portal; the ``acting`` one is a button in HTML."""

    kind: ClassVar[str] = "link"
    url: str
    label: str
    acting: bool

    def text(self) -> str:
        return f"{wrap(f'{self.label}:')}\n{self.url}"


@dataclass(frozen=True)
class Quote:
    """What a person wrote, set apart so that nobody takes it for the portal's own words."""

    kind: ClassVar[str] = "quote"
    words: str

    @property
    def paragraphs(self) -> list[str]:
        """Its paragraphs, with their line breaks."""
        return _BLANK_LINES.split(self.words.strip())

    def text(self) -> str:
        lines = [line for part in self.words.strip().split("\n") for line in wrap(part, COLUMNS - 2).split("\n")]
        return "\n".join(f"> {line}".rstrip() for line in lines)


@dataclass(frozen=True)
class Facts:
    """Labels with their values; a value may have several lines."""

    kind: ClassVar[str] = "facts"
    rows: tuple[tuple[str, str], ...]

    def text(self) -> str:
        width = min(LABEL_COLUMNS, max((columns(label) for label, _ in self.rows), default=0) + 2)
        return "\n".join(_fact_text(label, value, width) for label, value in self.rows)


@dataclass(frozen=True)
class Items:
    """A list of short sentences."""

    kind: ClassVar[str] = "items"
    entries: tuple[str, ...]

    def text(self) -> str:
        return "\n".join("- " + wrap(entry, COLUMNS - 2).replace("\n", "\n  ") for entry in self.entries)


KINDS: dict[str, type] = {block.kind: block for block in (Paragraph, Heading, Link, Quote, Facts, Items)}


class TwoButtons(Exception):
    """A letter holds at most one acting link."""


@dataclass
class Blocks:
    """The helpers of one letter's template, and the blocks they have left."""

    kept: list[Block] = field(default_factory=list)

    def helpers(self) -> dict[str, object]:
        """What templates may call; each call stands on a line of its own."""
        return {name: getattr(self, name) for name in ("link", "plain_link", "quote", "facts", "items", "heading")}

    def link(self, url: str, label: str) -> str:
        """The one acting link of the letter."""
        if any(isinstance(block, Link) and block.acting for block in self.kept):
            raise TwoButtons(url)
        return self._keep(Link(url, label, acting=True))

    def plain_link(self, url: str, label: str) -> str:
        """A link that only shows."""
        return self._keep(Link(url, label, acting=False))

    def quote(self, words: str) -> str:
        """A person's own words; nothing where there are none."""
        return self._keep(Quote(words)) if words.strip() else ""

    def facts(self, rows: Sequence[tuple[str, str]]) -> str:
        """Labelled values; those without a value are left out."""
        return self._keep(Facts(tuple((str(label), str(value)) for label, value in rows if value)))

    def items(self, items: Iterable[str]) -> str:
        """A list; nothing where it is empty."""
        wanted = tuple(items)
        return self._keep(Items(wanted)) if wanted else ""

    def heading(self, words: str) -> str:
        """A line over what follows."""
        return self._keep(Heading(words))

    def paragraphs(self, parts: Iterable[str]) -> str:
        """Running text, set as it is: unlike the template's own lines it is not read again."""
        return "\n".join(self._keep(Paragraph(part)) for part in parts)

    def _keep(self, block: Block) -> str:
        self.kept.append(block)
        return f"\x00{len(self.kept) - 1}\x00"

    def read(self, rendered: str) -> list[Block]:
        """The blocks of a rendered template in order; lines between blank lines and marks are one paragraph."""
        found: list[Block] = []
        running: list[str] = []
        for line in [*rendered.split("\n"), ""]:
            mark = _MARK.fullmatch(line.strip())
            if (mark or not line.strip()) and running:
                found.append(Paragraph(" ".join(running)))
                running = []
            if mark:
                found.append(self.kept[int(mark[1])])
            elif line.strip():
                running.append(line.strip())
        return found


def as_text(blocks: Iterable[Block]) -> str:
    """The text part."""
    return "\n\n".join(block.text() for block in blocks) + "\n"


def _fact_text(label: str, value: str, width: int) -> str:
    lines = [line for part in value.split("\n") for line in wrap(part, COLUMNS - width).split("\n")]
    filled = f"{label}:" + " " * (width - columns(label) - 1)
    if columns(label) + 2 > width:
        return "\n".join([f"{label}:", *(" " * width + line for line in lines)])
    return "\n".join(f"{filled if number == 0 else ' ' * width}{line}".rstrip() for number, line in enumerate(lines))


def columns(words: str) -> int:
    """How many columns a terminal gives to the words: two to an ideograph, none to a combining mark."""
    return sum(_columns(character) for character in words)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(words: str, width: int = COLUMNS) -> str:
    """Lines of at most ``width`` columns; broken at blanks and after ideographs, never inside an address or a word."""
    lines, line, filled = [], "", 0
    for piece in _AFTER_BLANK.split(words):
        for part in _breakable(piece):
            if line and filled + columns(part.rstrip()) > width:
                lines.append(line.rstrip())
                line, filled = "", 0
            line += part
            filled += columns(part)
    return "\n".join([*lines, line.rstrip()])


def _breakable(piece: str) -> list[str]:
    """The piece cut beside each ideograph, but not before a closing mark nor after an opening one."""
    parts = [piece[:1]]
    for before, character in pairwise(piece):
        wide = _columns(before) == 2 or _columns(character) == 2
        glued = unicodedata.category(character) in CLOSING or unicodedata.category(before) in ("Ps", "Pi")
        if wide and not glued and not character.isspace():
            parts.append(character)
        else:
            parts[-1] += character
    return parts
