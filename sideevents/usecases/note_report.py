"""A mail server reports what became of a letter: delivered, delayed, or returned."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sideevents.extensions import db
from sideevents.mail import outbox
from sideevents.mail.message import on_the_wire
from sideevents.store.incoming import Message, keep
from sideevents.store.letter import DeliveryRow, LetterRow, find_by_message_id
from sideevents.store.unit_of_work import unit_of_work


@dataclass(frozen=True)
class Notice:
    """What became of a letter on its way to ``recipient``, "" where the report does not say: ``result`` is bounced,
    delayed or delivered, and ``said`` the mail server's words."""

    recipient: str
    result: str
    said: str


# worst first
RESULTS = ("bounced", "delayed", "delivered")


@unit_of_work
def note_report(message: Message, message_id: str, notices: Iterable[Notice], *, now: datetime) -> str:
    """Write the worst that a report says at the letter with this Message-ID; one that came back is failed, and its
    office is told. The result, or "dropped" for a report on no letter of ours or on another recipient than ours.
    IntegrityError if the message was taken in before."""
    letter = find_by_message_id(message_id) if message_id else None
    told = [notice for notice in notices if letter and notice.recipient in ("", *_addresses(letter))]
    if letter is None or not told:
        keep(replace(message, subject="", text=""), kind="other", outcome="dropped", now=now)
        return "dropped"
    notice = min(told, key=lambda each: RESULTS.index(each.result))
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
        letter.reported, letter.server_said = notice.result, notice.said
        db.session.add(DeliveryRow(letter_id=letter.id, at=now, result=notice.result, said=notice.said))


def _addresses(letter: LetterRow) -> set[str]:
    """How servers write the recipient."""
    return {letter.recipient.lower(), on_the_wire(letter.recipient).lower()}
