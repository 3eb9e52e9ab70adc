"""The new contact agrees: the proposal answers to another address, and the old links die."""

from datetime import datetime

from sideevents.mail import collection, outbox
from sideevents.mail.contact_letters import handed_over, taken_over
from sideevents.mail.invitations import calendars_at_hand_over
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
    stay; what the office holds back is held for the new contact. Gone if the invitation, made in ``epoch``, is over,
    used or replaced, or if the proposal has ended."""
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
    public = proposal.state is Status.APPROVED
    removed, added = calendars_at_hand_over(before, about, now=now) if public else ("", "")
    outbox.post(handed_over(before, calendar=removed), cause=cause, about=before, now=now)
    outbox.post(taken_over(about, page_url=about.page_url, calendar=added), cause=cause, about=about, now=now)
    collection.hand_on(before, about, now=now)
    return proposal.contact_epoch
