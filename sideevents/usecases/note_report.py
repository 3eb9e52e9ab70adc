"""A mail server reports what became of a letter: delivered, delayed, or returned."""

from dataclasses import dataclass, replace
from datetime import datetime

from sideevents.extensions import db
from sideevents.mail import outbox
from sideevents.store.incoming import Message, keep
from sideevents.store.letter import DeliveryRow, LetterRow, find_by_message_id
from sideevents.store.unit_of_work import unit_of_work


@dataclass(frozen=True)
class Notice:
    """What became of the letter with the Message-ID ``letter``: ``result`` is bounced, delayed or delivered, and
    ``said`` the mail server's words."""

    letter: str
    result: str
    said: str


@unit_of_work
def note_report(message: Message, notice: Notice, *, now: datetime) -> str:
    """Write a report down at its letter; a letter that came back is failed, and its office is told. The result, or
    "dropped" for a report on no letter of ours. IntegrityError if the message was taken in before."""
    letter = find_by_message_id(notice.letter) if notice.letter else None
    if letter is None:
        keep(replace(message, subject="", text=""), kind="other", outcome="dropped", now=now)
        return "dropped"
    keep(
        replace(message, text=notice.said),
        kind="report",
        outcome=notice.result,
        now=now,
        conference_id=letter.conference_id,
        proposal_id=letter.proposal_id,
        letter_id=letter.id,
    )
    _note(letter, notice, now=now)
    return notice.result


def _note(letter: LetterRow, notice: Notice, *, now: datetime) -> None:
    if notice.result == "bounced":
        outbox.failed(letter, said=notice.said, now=now)
    else:
        db.session.add(DeliveryRow(letter_id=letter.id, at=now, result=notice.result, said=notice.said))
