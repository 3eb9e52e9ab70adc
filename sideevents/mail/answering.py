"""How mail that came in is answered: once, and not for ever where two machines answer each other."""

import hashlib
from datetime import datetime, timedelta

from sideevents.mail import links, outbox, reply_letters
from sideevents.mail.letter import About
from sideevents.rules.deadline import undo_closes
from sideevents.store.decision import DecisionRow
from sideevents.store.incoming import Message, keep
from sideevents.store.office import count_up
from sideevents.store.placing import Standing

# letters about mail from one sender about one proposal: within an hour, within a day
OF_KNOWN = (60, 200)
OF_ANYBODY = (5, 20)
# who may write whatever sender he likes fills no more than this of the office's hour
OF_ALL_UNPROVEN = 60


def may_answer(address: str, *, proposal_id: int, known: bool, now: datetime) -> bool:
    """Count one more letter about mail from a sender about a proposal, in the caller's transaction; False once there
    were too many. ``known``: it is proven that an officer or the contact wrote; what others write in their names counts
    nothing against them."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    an_hour, a_day = OF_KNOWN if known else OF_ANYBODY
    sender = hashlib.sha256(address.encode()).hexdigest()
    key = f"{'known' if known else 'anybody'}:{proposal_id}:{sender}"
    return (
        count_up(f"answer-hour:{key}", period_start=hour) <= an_hour
        and count_up(f"answer-day:{key}", period_start=hour.replace(hour=0)) <= a_day
        # last, so that one sender alone never fills it
        and (known or count_up("answer-hour:anybody", period_start=hour) <= OF_ALL_UNPROVEN)
    )


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
    letter = reply_letters.done(
        about,
        message,
        row=row,
        undo_until=undo_until,
        undo_url=links.UNDO.url(token),
        cautions=reply_letters.cautions_at(about, row),
    )
    outbox.post(letter, cause=f"decision-{row.id}", about=about, now=now)


def _undo_until(about: About, row: DecisionRow, *, now: datetime) -> datetime | None:
    """Until when the link in the answer takes the decision back; None where that is over already."""
    standings = (Standing.from_json(row.before), Standing.from_json(row.after))
    slots = [standing.slot for standing in standings if standing.slot]
    until = min(undo_closes(about.conference, slot=min(slots, default=None)), now + timedelta(days=links.UNDO_DAYS))
    return until if until > now else None
