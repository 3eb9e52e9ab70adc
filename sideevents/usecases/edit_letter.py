"""The office words a held letter anew, before it leaves."""

from collections.abc import Mapping
from dataclasses import dataclass

from sideevents.mail import collection
from sideevents.rules.problem import MovedOn, Problem, Refused
from sideevents.store.unit_of_work import rehearsal, unit_of_work


@dataclass(frozen=True)
class Rewording:
    """What the office wants. ``words``: place among the letter's blocks -> words; ``seen`` is the fingerprint of the
    letter that was edited."""

    subject: str
    words: Mapping[int, str]
    seen: str


@dataclass(frozen=True)
class Reworded:
    """The letter as it would leave now."""

    recipient: str
    subject: str
    text: str
    html: str
    calendar: str


def _edit(letter_id: int, rewording: Rewording) -> Reworded:
    row = collection.lock_held(letter_id)
    if row is None:
        raise MovedOn([Problem("letter-left")])
    if collection.fingerprint(row) != rewording.seen:
        raise MovedOn([Problem("letter-edited-meanwhile")])
    if not rewording.subject:
        raise Refused([Problem("missing", about="subject")])
    draft = collection.reworded(collection.draft_of(row), subject=rewording.subject, words=rewording.words)
    if not any(isinstance(block, collection.EDITABLE) for block in draft.content):
        raise Refused([Problem("letter-empty")])
    collection.rewrite(row, draft)
    return Reworded(row.recipient, row.subject, row.text, row.html, row.calendar)


edit_letter = unit_of_work(_edit)
preview_edit = rehearsal(_edit)
