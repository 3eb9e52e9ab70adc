"""An organizer's answer to a letter: it stands at the proposal and reaches the office."""

from datetime import datetime

from sideevents.mail import outbox
from sideevents.mail.answering import may_answer
from sideevents.mail.letter import About
from sideevents.mail.reply_letters import received
from sideevents.store.incoming import Message, keep
from sideevents.store.proposal import find_proposal, revision_of
from sideevents.store.unit_of_work import unit_of_work


@unit_of_work
def keep_reply(message: Message, *, proposal_id: int, genuine: bool, now: datetime) -> str:
    """Keep the reply and pass it on to the office: "passed-on"; or "limited", kept alone, where its sender wrote too
    often this hour. ``genuine``: the sender is verified. IntegrityError if it was taken in before."""
    proposal = find_proposal(proposal_id)
    assert proposal is not None
    known = genuine and message.sender == proposal.contact_email.lower()
    may_pass = may_answer(message.sender, proposal_id=proposal_id, known=known, now=now)
    outcome = "passed-on" if may_pass else "limited"
    conference_id = proposal.conference_id
    row = keep(message, kind="reply", outcome=outcome, now=now, conference_id=conference_id, proposal_id=proposal_id)
    if outcome == "passed-on":
        about = About.of(proposal, revision_of(proposal), conference=proposal.conference.read())
        letter = received(about, message, genuine=genuine)
        outbox.post(letter, cause=f"message-{row.id}", about=about, now=now)
    return outcome
