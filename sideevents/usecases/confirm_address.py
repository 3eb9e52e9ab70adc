"""The contact proves the address: the proposal is submitted, numbered, and before the office."""

from datetime import datetime

from sideevents.mail.announcement import announce
from sideevents.rules.deadline import confirmation_closes
from sideevents.rules.problem import Gone, Problem
from sideevents.rules.workflow import ORGANIZER, Action, Status
from sideevents.store import placing
from sideevents.store.conference import lock_conference
from sideevents.store.decision import record
from sideevents.store.subject import lock_subject
from sideevents.store.unit_of_work import unit_of_work


@unit_of_work
def confirm_address(proposal_id: int, *, now: datetime) -> str:
    """Submit an unconfirmed proposal; its reference. Gone if that was done before or the 48 hours are over."""
    subject = lock_subject(proposal_id)
    proposal = subject.proposal
    over = now >= confirmation_closes(proposal.submitted_at)
    if proposal.state is not Status.UNCONFIRMED or over:
        expired = over and proposal.state in (Status.UNCONFIRMED, Status.EXPIRED)
        raise Gone([Problem("link-expired" if expired else "link-used", facts={"status": proposal.status})])
    subject.move(Action.CONFIRM, by=ORGANIZER)
    proposal.confirmed_at = now
    proposal.number, proposal.reference = lock_conference(proposal.conference_id).next_reference()
    record(
        proposal,
        Action.CONFIRM,
        actor="organizer",
        by=proposal.contact_email,
        now=now,
        before=subject.before,
        after=placing.standing(proposal),
    )
    announce(proposal, subject.ask, conference=subject.conference, now=now)
    return proposal.reference
