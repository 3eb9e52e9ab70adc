"""The clock: an address that nobody proved within 48 hours. The text stays, for a late click to start again with."""

from datetime import datetime

from sideevents.rules.deadline import confirmation_closes
from sideevents.rules.workflow import CLOCK, Action, Status
from sideevents.store import placing
from sideevents.store.decision import record
from sideevents.store.subject import lock_subject
from sideevents.store.unit_of_work import unit_of_work


@unit_of_work
def expire_proposal(proposal_id: int, *, now: datetime) -> bool:
    """Expire one unconfirmed proposal whose 48 hours are over; whether it was one."""
    subject = lock_subject(proposal_id)
    proposal = subject.proposal
    if proposal.state is not Status.UNCONFIRMED or now < confirmation_closes(proposal.submitted_at):
        return False
    subject.move(Action.EXPIRE, by=CLOCK)
    record(
        proposal,
        Action.EXPIRE,
        actor="clock",
        by="48 hours",
        now=now,
        before=subject.before,
        after=placing.standing(proposal),
    )
    return True
