"""An organizer changes the text: a new revision, before the office again. Resubmits a returned proposal."""

from datetime import datetime

from sideevents.mail import links, outbox
from sideevents.mail.letter import About
from sideevents.mail.office_letters import amended
from sideevents.rules.admission import ask_problems
from sideevents.rules.ask import Ask
from sideevents.rules.deadline import changes_close, is_late
from sideevents.rules.difference import changes
from sideevents.rules.problem import MovedOn, Problem, Refused
from sideevents.rules.sameness import likeness_of
from sideevents.rules.workflow import ORGANIZER, Action, Status
from sideevents.store import placing
from sideevents.store.assessment import assess
from sideevents.store.decision import record
from sideevents.store.proposal import add_revision
from sideevents.store.subject import Subject, assert_open_for_changes, lock_subject
from sideevents.store.unit_of_work import unit_of_work


@unit_of_work
def amend_proposal(proposal_id: int, ask: Ask, *, revision: int, now: datetime) -> int:
    """Store a new text on top of ``revision``; the new revision's number. Sent twice, it is one revision.

    The contact's address stays as it is. Refused carries every problem; MovedOn if a newer text stands there, the state
    has moved on, or the time for changes is over."""
    subject = lock_subject(proposal_id)
    proposal, before = subject.proposal, subject.ask
    ask = ask.addressed_to(proposal.contact_email)
    if revision != proposal.revision:
        if revision + 1 == proposal.revision and ask == before:
            return proposal.revision
        raise MovedOn([Problem("revision-changed", facts={"revision": proposal.revision})])
    closes = changes_close(subject.conference, slot=subject.before.slot)
    assert_open_for_changes(subject, closes=closes, now=now)
    problems = ask_problems(ask, conference=subject.conference)
    if ask == before:
        problems.append(Problem("nothing-changed"))
    if problems:
        raise Refused(problems)
    action = Action.RESUBMIT if proposal.state is Status.RETURNED else Action.AMEND
    subject.move(action, by=ORGANIZER)
    proposal.revision += 1
    proposal.likeness = likeness_of(ask)
    if ask.preferences != before.preferences and is_late(now, deadline=subject.conference.deadline):
        proposal.wishes_changed_late = True
    add_revision(proposal, ask, now=now)
    record(
        proposal,
        action,
        actor="organizer",
        by=proposal.contact_email,
        now=now,
        before=subject.before,
        after=placing.standing(proposal),
    )
    _tell_office(subject, ask, now=now)
    return proposal.revision


def _tell_office(subject: Subject, ask: Ask, *, now: datetime) -> None:
    proposal, conference = subject.proposal, subject.conference
    about = About.of(proposal, ask, conference=conference)
    letter = amended(
        about,
        url=links.decide_url(proposal, mailbox=conference.office_email, now=now),
        changes=changes(subject.ask, ask),
        assessment=assess(proposal, ask, conference=conference),
        pending_text=proposal.pending_text,
    )
    outbox.post(letter, cause=f"revision-{proposal.id}-{proposal.revision}", about=about, now=now)
