"""A letter as blocks: what its text and its HTML are made of, and what the office may edit while it is held."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from babel import Locale
from flask import render_template

from sideevents.mail.body import KINDS, Block, as_text


@dataclass(frozen=True)
class Draft:
    """The parts of a letter. ``heading`` is the conference's short title, "" for a letter about none; ``language`` is a
    locale's code."""

    subject: str
    content: tuple[Block, ...]
    closing: tuple[Block, ...]
    heading: str
    reference: str
    language: str

    def text(self) -> str:
        """The text part: lines of at most 72 columns, save for addresses."""
        return f"{as_text(self.content)}\n-- \n{as_text(self.closing)}"

    def html(self) -> str:
        """The HTML part, a whole document. Needs an application context."""
        return render_template(
            "mail/_layout.html",
            subject=self.subject,
            heading=self.heading,
            reference=self.reference,
            content=self.content,
            closing=self.closing,
            letter_lang=self.language.replace("_", "-"),
            letter_dir=Locale.parse(self.language).text_direction,
        )

    def to_json(self) -> dict[str, Any]:
        """As a held letter keeps it."""
        return {
            **asdict(self),
            "content": [{"kind": block.kind, **asdict(block)} for block in self.content],  # type: ignore[call-overload]
            "closing": [{"kind": block.kind, **asdict(block)} for block in self.closing],  # type: ignore[call-overload]
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Draft":
        """What ``to_json`` wrote."""
        blocks = {part: tuple(map(_block, kept[part])) for part in ("content", "closing")}
        return cls(**{**kept, **blocks})


def _block(kept: Mapping[str, Any]) -> Block:
    facts = {name: _tuples(value) for name, value in kept.items() if name != "kind"}
    return KINDS[kept["kind"]](**facts)


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
