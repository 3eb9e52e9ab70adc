"""The new contact agrees: the proposal answers to another address, and the old links die."""

from datetime import datetime

from sideevents.mail import outbox
from sideevents.mail.contact_letters import handed_over, taken_over
from sideevents.mail.invitations import calendar_now
from sideevents.mail.letter import About
from sideevents.rules.contact import HAND_OVER, Contact, take_over_problems
from sideevents.rules.problem import Gone
from sideevents.rules.workflow import Status
from sideevents.store import placing
from sideevents.store.decision import record
from sideevents.store.proposal import change_contact, revision_of
from sideevents.store.subject import lock_subject
from sideevents.store.unit_of_work import unit_of_work


@unit_of_work
def take_over_proposal(proposal_id: int, contact: Contact, *, epoch: int, until: datetime, now: datetime) -> int:
    """Make ``contact`` the proposal's contact; the epoch of the links that count from now on. State, revision and room
    stay. Gone if the invitation, made in ``epoch``, is over, used or replaced, or if the proposal has ended."""
    subject = lock_subject(proposal_id)
    proposal, conference = subject.proposal, subject.conference
    problems = take_over_problems(
        proposal.state, epoch=epoch, present_epoch=proposal.contact_epoch, until=until, now=now
    )
    if problems:
        raise Gone(problems)
    before = About.of(proposal, subject.ask, conference=conference)
    change_contact(proposal, contact)
    row = record(
        proposal,
        HAND_OVER,
        actor="organizer",
        by=contact.address,
        now=now,
        before=subject.before,
        after=placing.standing(proposal),
    )
    about = About.of(proposal, revision_of(proposal), conference=conference)
    cause = f"decision-{row.id}"
    outbox.post(handed_over(before), cause=cause, about=before, now=now)
    calendar = calendar_now(about) if proposal.state is Status.APPROVED else ""
    outbox.post(taken_over(about, page_url=about.page_url, calendar=calendar), cause=cause, about=about, now=now)
    return proposal.contact_epoch
