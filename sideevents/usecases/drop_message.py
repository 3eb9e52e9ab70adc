"""A message that nobody acts on is written down, so that it is taken in once."""

from dataclasses import replace
from datetime import datetime

from sideevents.store.incoming import Message, keep
from sideevents.store.proposal import find_proposal
from sideevents.store.unit_of_work import unit_of_work


@unit_of_work
def drop_message(message: Message, *, outcome: str, now: datetime, proposal_id: int | None = None) -> str:
    """Keep what came in about a proposal; of all other mail no more than that it came. IntegrityError if it was taken
    in before."""
    proposal = find_proposal(proposal_id) if proposal_id is not None else None
    if proposal is None:
        keep(replace(message, subject="", text=""), kind="other", outcome=outcome, now=now)
    else:
        conference_id = proposal.conference_id
        keep(message, kind="other", outcome=outcome, now=now, conference_id=conference_id, proposal_id=proposal.id)
    return outcome
