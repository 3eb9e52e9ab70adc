"""How mail that came in is answered: once, and not for ever where two machines answer each other."""

from datetime import datetime, timedelta

from sideevents.mail import links, outbox, reply_letters
from sideevents.mail.letter import About
from sideevents.rules.deadline import undo_closes
from sideevents.store.decision import DecisionRow
from sideevents.store.incoming import Message, keep
from sideevents.store.office import count_up
from sideevents.store.placing import Standing

AN_HOUR = 20
_KEY_CHARACTERS = 180


def may_answer(address: str, *, now: datetime) -> bool:
    """Count one more letter about mail from an address, in the caller's transaction; False once there were 20 in this
    hour."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return count_up(f"answer:{address[:_KEY_CHARACTERS]}", period_start=hour) <= AN_HOUR


def post_done(about: About, message: Message, *, row: DecisionRow, now: datetime) -> None:
    """Keep the message that a decision was taken by, and post its answer, in the decision's own transaction."""
    keep(
        message,
        kind="command",
        outcome="decided",
        now=now,
        conference_id=about.conference_id,
        proposal_id=about.proposal_id,
    )
    token = links.undo_token(about.proposal_id, decision=row.id, mailbox=row.by, now=now)
    undo_until = _undo_until(about, row, now=now)
    letter = reply_letters.done(about, message, row=row, undo_until=undo_until, undo_url=links.UNDO.url(token))
    outbox.post(letter, cause=f"decision-{row.id}", about=about, now=now)


def _undo_until(about: About, row: DecisionRow, *, now: datetime) -> datetime | None:
    """Until when the link in the answer takes the decision back; None where that is over already."""
    standings = (Standing.from_json(row.before), Standing.from_json(row.after))
    slots = [standing.slot for standing in standings if standing.slot]
    until = min(undo_closes(about.conference, slot=min(slots, default=None)), now + timedelta(days=links.UNDO_DAYS))
    return until if until > now else None
