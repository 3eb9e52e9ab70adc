"""Letters that the office holds back to edit and to send together: decided now, told later. All in the caller's
transaction."""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from flask_babel import force_locale
from sqlalchemy import select, update

from sideevents.extensions import db
from sideevents.mail import outbox
from sideevents.mail.body import Block, Paragraph, Quote
from sideevents.mail.draft import Draft
from sideevents.mail.letter import SUBJECT_CHARACTERS, About, Letter, one_line
from sideevents.store.letter import DROPPED, HELD, QUEUED, DeliveryRow, LetterRow
from sideevents.store.post import held_about

EDITABLE = (Paragraph, Quote)
_BLANK_LINES = re.compile(r"\n\s*\n")


def drop_held(decision_id: int, *, proposal_id: int) -> bool:
    """Drop the letters of a decision that nobody has been told of; whether there were."""
    held = [row.id for row in held_about(proposal_id) if row.tells_of(decision_id)]
    changed = db.session.execute(
        update(LetterRow).where(LetterRow.id.in_(held), LetterRow.state == HELD).values(state=DROPPED, draft=None)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def hand_on(before: About, after: About, *, now: datetime) -> None:
    """Let what is held for one contact of a proposal be for the next one: written again behind the letters of the
    hand-over, which bring the calendar part, with the page link that works from now on."""
    held = db.session.scalars(
        select(LetterRow)
        .where(LetterRow.proposal_id == before.proposal_id, LetterRow.state == HELD, LetterRow.draft.is_not(None))
        .where(LetterRow.recipient == before.recipient)
        .order_by(LetterRow.id)
        .with_for_update()
    ).all()
    for row in held:
        kept = json.loads(json.dumps(row.draft).replace(before.page_url, after.page_url))
        draft = Draft.from_json(kept)
        letter = Letter(
            name=row.name,
            recipient=after.recipient,
            reply_to=row.reply_to,
            subject=draft.subject,
            text=draft.text(),
            html=draft.html(),
            draft=draft,
        )
        cause = row.key.removeprefix(f"{row.name}:").removesuffix(f":{before.recipient}")
        row.state, row.draft = DROPPED, None
        outbox.post(letter, cause=cause, about=after, now=now, held=True)


def release(letter_ids: Collection[int], *, conference_id: int, now: datetime) -> list[int]:
    """Queue those among the letters that are held by the conference's office; their ids. They are dated as of now."""
    held = db.session.scalars(
        select(LetterRow.id)
        .where(LetterRow.id.in_(letter_ids), LetterRow.conference_id == conference_id, LetterRow.state == HELD)
        .order_by(LetterRow.id)
        .with_for_update()
    ).all()
    for letter_id in held:
        db.session.add(DeliveryRow(letter_id=letter_id, at=now, result="released"))
    db.session.execute(
        update(LetterRow)
        .where(LetterRow.id.in_(held))
        .values(state=QUEUED, draft=None, written_at=now, next_attempt_at=now)
    )
    return list(held)


def lock_held(letter_id: int) -> LetterRow | None:
    """The letter, locked and read afresh, if it is still held; else None."""
    return db.session.scalars(
        select(LetterRow)
        .where(LetterRow.id == letter_id, LetterRow.state == HELD)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def draft_of(row: LetterRow) -> Draft:
    """What a held letter is made of."""
    assert row.draft is not None
    return Draft.from_json(row.draft)


def fingerprint(row: LetterRow) -> str:
    """Equal as long as nobody has edited the held letter."""
    return hashlib.sha256(json.dumps(row.draft, sort_keys=True).encode()).hexdigest()[:20]


def own_subject(draft: Draft) -> str:
    """The subject without the reference, which stays."""
    return draft.subject.removeprefix(_prefix(draft))


def subject_limit(draft: Draft) -> int:
    """How long the office's subject may be."""
    return SUBJECT_CHARACTERS - len(_prefix(draft))


def reworded(draft: Draft, *, subject: str, words: Mapping[int, str]) -> Draft:
    """The draft with another subject and with these words for paragraphs and quotes, each by its place among the
    blocks. An empty one goes; blank lines part a paragraph."""
    content: list[Block] = []
    for number, block in enumerate(draft.content):
        new = isinstance(block, EDITABLE) and number in words
        content += _reworded(block, words[number]) if new else [block]
    return replace(draft, subject=one_line(_prefix(draft) + subject), content=tuple(content))


def rewrite(row: LetterRow, draft: Draft) -> None:
    """Make the held letter of this draft: subject, text and HTML."""
    row.subject, row.text, row.draft = draft.subject, draft.text(), draft.to_json()
    with force_locale(draft.language):
        row.html = draft.html()


def _prefix(draft: Draft) -> str:
    return f"[{draft.reference}] " if draft.reference else ""


def _reworded(block: Block, words: str) -> list[Block]:
    assert isinstance(block, EDITABLE)
    words = words.replace("\r\n", "\n").strip()
    if words == block.words.strip():
        return [block]
    if isinstance(block, Quote):
        return [replace(block, words=words)] if words else []
    parts = (" ".join(part.split()) for part in _BLANK_LINES.split(words))
    return [replace(block, words=part) for part in parts if part]
