"""What the office's pages show of the post: counts, states of letters in words, what happened on their way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask_babel import gettext, ngettext

from sideevents.describing import instant_text
from sideevents.letter_names import letter_text
from sideevents.post_words import incoming_text, outcome_text, result_text
from sideevents.rules.conference import Conference
from sideevents.store.incoming import IncomingRow
from sideevents.store.letter import FAILED, HELD, QUEUED, SENT, LetterRow, deliveries_of
from sideevents.store.post import ALL, DELAYED, WAITING, Counts, behind_held
from sideevents.wording import delivery_text


@dataclass(frozen=True)
class Posted:
    """One letter and where it is. ``state`` is a delivery key for the colour, ``delayed`` among them; ``more``: when;
    ``again``: it may be sent again; ``held``: it may be edited."""

    id: int
    at: datetime
    name: str
    name_words: str
    subject: str
    recipient: str
    written: str
    state: str
    state_words: str
    more: str
    said: str
    again: bool
    held: bool
    text: str
    incoming = False


@dataclass(frozen=True)
class Received:
    """One message that came in; ``letter_id`` is the letter that a report is about."""

    at: datetime
    subject: str
    sender: str
    kind_words: str
    outcome_words: str
    when: str
    text: str
    letter_id: int | None
    incoming = True


def posted(rows: Iterable[LetterRow], conference: Conference, *, with_text: bool = False) -> list[Posted]:
    """Letters with their delivery, in the order given. Reads none of their bodies but the text, where it is wanted."""
    letters = list(rows)
    behind = behind_held(letters)
    return [_posted(row, conference, behind=row.id in behind, text=row.text if with_text else "") for row in letters]


def _posted(row: LetterRow, conference: Conference, *, behind: bool, text: str) -> Posted:
    delayed = row.state == QUEUED and row.attempts > 0
    return Posted(
        id=row.id,
        at=row.written_at,
        name=row.name,
        name_words=letter_text(row.name),
        subject=row.subject,
        recipient=row.recipient,
        written=instant_text(row.written_at, conference),
        state=DELAYED if delayed else row.state,
        state_words=_state_words(row, behind=behind),
        more=_more(row, conference),
        # in the demonstration no server has said anything
        said="" if current_app.config["DEV_MAILBOX"] or _is_fresh(row) else row.server_said,
        again=row.state == FAILED or delayed,
        held=row.state == HELD,
        text=text,
    )


def _is_fresh(row: LetterRow) -> bool:
    """Whether a letter waits for its first attempt, or for another first one: what was said before is past."""
    return row.state == QUEUED and not row.attempts


def _state_words(row: LetterRow, *, behind: bool) -> str:
    if row.state == HELD:
        return gettext("held until you send it")
    if row.state == QUEUED and row.attempts:
        return gettext("delayed")
    if row.state == QUEUED and behind:
        return gettext("waits behind a letter that is held")
    if row.state == SENT and row.reported:
        return result_text(row.reported)
    # the mailbox of the demonstration is no mail server
    if row.state == SENT and not current_app.config["DEV_MAILBOX"]:
        return gettext("delivered to the mail server")
    return delivery_text(row.state)


def _more(row: LetterRow, conference: Conference) -> str:
    """When it left, or when it is tried again."""
    if row.state == QUEUED and row.attempts:
        facts = {"number": row.attempts + 1, "at": instant_text(row.next_attempt_at, conference)}
        return gettext("attempt %(number)s not before %(at)s", **facts)
    return instant_text(row.sent_at, conference) if row.state == SENT and row.sent_at else ""


def received(row: IncomingRow, conference: Conference) -> Received:
    """A message that came in."""
    when = instant_text(row.received_at, conference)
    return Received(
        at=row.received_at,
        subject=row.subject,
        sender=row.sender,
        kind_words=incoming_text(row.kind),
        outcome_words=outcome_text(row.outcome),
        when=when,
        text=row.text,
        letter_id=row.letter_id,
    )


def way_of(row: LetterRow, conference: Conference) -> list[tuple[str, str, str]]:
    """What happened to a letter, oldest first: (time, words, what the server said)."""
    here = current_app.config["DEV_MAILBOX"]
    return [
        (
            instant_text(each.at, conference),
            delivery_text(SENT) if here and each.result == SENT else result_text(each.result),
            each.said,
        )
        for each in deliveries_of(row.id)
    ]


def kind_words(kind: str) -> str:
    """A kind of letters as its tab names it."""
    known = {
        ALL: gettext("All"),
        WAITING: gettext("Waiting"),
        DELAYED: gettext("Delayed"),
        HELD: gettext("Held"),
        SENT: gettext("Sent"),
        FAILED: gettext("Failed"),
    }
    return known[kind]


def counts_words(counts: Counts) -> str:
    """``3 wait, 1 failed``; "" where neither is so."""
    parts = []
    if counts.waiting:
        parts.append(ngettext("%(num)s waits", "%(num)s wait", counts.waiting))
    if counts.failed:
        parts.append(ngettext("%(num)s failed", "%(num)s failed", counts.failed))
    return ", ".join(parts)


def held_words(counts: Counts) -> str:
    """How many letters are held; "" where none is."""
    return ngettext("%(num)s held", "%(num)s held", counts.held) if counts.held else ""
