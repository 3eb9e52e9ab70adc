"""The office's own words for paragraphs of letters; where there are none, the template's count."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
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
