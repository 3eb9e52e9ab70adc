"""An organizer takes a proposal back: its rooms are free at once, and a public page says *cancelled*."""

from datetime import datetime

from sideevents.mail import outbox
from sideevents.mail.invitations import calendar_for
from sideevents.mail.letter import About
from sideevents.mail.office_letters import withdrawn_notice
from sideevents.mail.organizer_letters import withdrawn
from sideevents.rules.workflow import ORGANIZER, Action, Status
from sideevents.store import placing
from sideevents.store.decision import record
from sideevents.store.subject import assert_open_for_changes, lock_subject
from sideevents.store.unit_of_work import unit_of_work


@unit_of_work
def withdraw_proposal(proposal_id: int, *, note: str, now: datetime) -> None:
    """Withdraw before the slot starts; withdrawn already is the same answer. MovedOn if it is too late or ended."""
    subject = lock_subject(proposal_id)
    proposal, before = subject.proposal, subject.before
    if proposal.state is Status.WITHDRAWN:
        return
    if before.slot:
        assert_open_for_changes(subject, closes=before.slot.start, now=now)
    subject.move(Action.WITHDRAW, by=ORGANIZER)
    placing.give_back(proposal, now=now)
    row = record(
        proposal,
        Action.WITHDRAW,
        actor="organizer",
        by=proposal.contact_email,
        note=note,
        now=now,
        before=before,
        after=placing.standing(proposal),
    )
    if before.status is Status.UNCONFIRMED:
        return  # nobody but the organizer knows of it yet
    about = About.of(proposal, subject.ask, conference=subject.conference)
    cause = f"decision-{row.id}"
    letter = withdrawn(about, page_url=about.page_url, calendar=calendar_for(about, row))
    outbox.post(letter, cause=cause, about=about, now=now)
    notice = withdrawn_notice(about, room=before.room, slot=before.slot, note=note)
    outbox.post(notice, cause=cause, about=about, now=now)
