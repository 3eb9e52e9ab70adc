"""The office's own words for paragraphs of letters; where there are none, the template's count."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from sideevents.extensions import Base, db
from sideevents.store.types import UtcDateTime

# (language, letter, paragraph) -> the office's words, with {placeholders}
Words = dict[tuple[str, str, str], str]


class WordsRow(Base):
    """One paragraph of one letter in one language, as a conference's office wants it."""

    __tablename__ = "letter_words"
    __table_args__ = (UniqueConstraint("conference_id", "letter", "language", "paragraph"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id"))
    letter: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(12))
    paragraph: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(Text)
    edited_by: Mapped[str] = mapped_column(String(254))
    edited_at: Mapped[datetime] = mapped_column(UtcDateTime)


def words_of(conference_id: int) -> Words:
    """All paragraphs that a conference's office has worded itself."""
    rows = db.session.scalars(select(WordsRow).where(WordsRow.conference_id == conference_id))
    return {(row.language, row.letter, row.paragraph): row.words for row in rows}


def set_words(
    conference_id: int, words: Mapping[str, str], *, letter: str, language: str, by: str, now: datetime
) -> None:
    """Let exactly these paragraphs of a letter in a language be the office's own, in the caller's transaction. What
    stays as it was keeps who wrote it and when."""
    rows = {row.paragraph: row for row in _rows(conference_id, letter=letter, language=language)}
    gone = [row.id for key, row in rows.items() if words.get(key) != row.words]
    db.session.execute(delete(WordsRow).where(WordsRow.id.in_(gone)))
    db.session.add_all(
        WordsRow(
            conference_id=conference_id,
            letter=letter,
            language=language,
            paragraph=key,
            words=text,
            edited_by=by,
            edited_at=now,
        )
        for key, text in words.items()
        if key not in rows or rows[key].words != text
    )


def seen_of(conference_id: int, *, letter: str, language: str) -> str:
    """What tells whether somebody has changed the office's paragraphs of a letter since they were shown."""
    words = sorted((row.paragraph, row.words) for row in _rows(conference_id, letter=letter, language=language))
    return hashlib.sha256(repr(words).encode()).hexdigest()


def last_edit(conference_id: int, *, letter: str, language: str) -> WordsRow | None:
    """The newest of the office's paragraphs of a letter in a language, or None where all are the default."""
    rows = _rows(conference_id, letter=letter, language=language)
    return max(rows, key=lambda row: (row.edited_at, row.id), default=None)


def _rows(conference_id: int, *, letter: str, language: str) -> list[WordsRow]:
    wanted = select(WordsRow).where(
        WordsRow.conference_id == conference_id, WordsRow.letter == letter, WordsRow.language == language
    )
    return list(db.session.scalars(wanted))
