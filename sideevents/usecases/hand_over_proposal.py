"""A contact asks somebody else to take a proposal over: a letter to the new address, and nothing changes yet."""

import hashlib
from datetime import datetime, timedelta

from sideevents.mail import links, outbox
from sideevents.mail.contact_letters import hand_over
from sideevents.mail.letter import About
from sideevents.rules.contact import Contact, contact_problems, hand_over_problems
from sideevents.rules.problem import MovedOn, Refused
from sideevents.store.subject import lock_subject
from sideevents.store.unit_of_work import unit_of_work


@unit_of_work
def hand_over_proposal(proposal_id: int, contact: Contact, *, now: datetime) -> None:
    """Invite ``contact`` for 48 hours; asked twice in a minute, it is one letter. Refused with every problem of name
    and address, the present contact's address included; MovedOn if the proposal has ended."""
    subject = lock_subject(proposal_id)
    proposal, conference = subject.proposal, subject.conference
    closed = hand_over_problems(proposal.state)
    if closed:
        raise MovedOn(closed)
    problems = contact_problems(contact, ask=subject.ask, conference=conference)
    if problems:
        raise Refused(problems)
    about = About.of(proposal, subject.ask, conference=conference)
    until = now + timedelta(hours=links.HAND_OVER_HOURS)
    url = links.hand_over_url(proposal, name=contact.name, address=contact.address, until=until)
    letter = hand_over(about, recipient=contact.address, url=url, until=until)
    name = hashlib.sha256(contact.name.encode()).hexdigest()[:12]
    asked = now.isoformat(timespec="minutes")
    outbox.post(letter, cause=f"proposal-{proposal.id}-{asked}-{name}", about=about, now=now)
