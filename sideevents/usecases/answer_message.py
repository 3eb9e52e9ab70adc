"""A message that asks for a decision is answered without one: why nothing was decided, and what to do next."""

from collections.abc import Callable
from datetime import datetime

from sideevents.mail import outbox
from sideevents.mail.answering import may_answer
from sideevents.mail.letter import About, Letter
from sideevents.store.incoming import Message, keep
from sideevents.store.proposal import find_proposal, revision_of
from sideevents.store.unit_of_work import unit_of_work

LINK = "link"  # all that somebody gets who did not prove to be an officer


@unit_of_work
def answer_message(
    message: Message, write: Callable[[About, Message], Letter], *, proposal_id: int, outcome: str, now: datetime
) -> str:
    """Keep the message and post the letter that ``write`` makes; ``outcome``, or "limited" where its sender has had
    answers enough this hour. IntegrityError if the message was taken in before."""
    proposal = find_proposal(proposal_id)
    assert proposal is not None
    if not may_answer(message.sender, proposal_id=proposal_id, known=outcome != LINK, now=now):
        outcome = "limited"
    conference_id = proposal.conference_id
    row = keep(message, kind="command", outcome=outcome, now=now, conference_id=conference_id, proposal_id=proposal_id)
    if outcome != "limited":
        about = About.of(proposal, revision_of(proposal), conference=proposal.conference.read())
        outbox.post(write(about, message), cause=f"message-{row.id}", about=about, now=now)
    return outcome
