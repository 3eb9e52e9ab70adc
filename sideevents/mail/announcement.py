"""A proposal is before the office: the receipt to the organizer, and the letter that asks for a decision."""

from datetime import datetime

from sideevents.mail import links, outbox
from sideevents.mail.letter import About
from sideevents.mail.office_letters import decision_wanted
from sideevents.mail.organizer_letters import received
from sideevents.rules.ask import Ask
from sideevents.rules.conference import Conference
from sideevents.store.assessment import assess
from sideevents.store.proposal import ProposalRow


def announce(proposal: ProposalRow, ask: Ask, *, conference: Conference, now: datetime) -> None:
    """Post both letters, in the caller's transaction."""
    about = About.of(proposal, ask, conference=conference)
    cause = f"confirm-{proposal.id}"
    outbox.post(received(about, page_url=about.page_url), cause=cause, about=about, now=now)
    wanted = decision_wanted(
        about,
        url=links.decide_url(proposal, mailbox=conference.office_email, now=now),
        received_at=proposal.submitted_at,
        late=proposal.late,
        assessment=assess(proposal, ask, conference=conference),
    )
    outbox.post(wanted, cause=cause, about=about, now=now)
