"""An organizer accepts or refuses an offered slot; the clock refuses for those who do not answer."""

from datetime import datetime

from sideevents.mail import outbox
from sideevents.mail.invitations import calendar_for
from sideevents.mail.letter import About
from sideevents.mail.office_letters import offer_answered
from sideevents.mail.organizer_letters import approved
from sideevents.rules.deadline import changes_close
from sideevents.rules.problem import MovedOn, Problem
from sideevents.rules.workflow import ORGANIZER, Action, Status
from sideevents.store import booking, placing
from sideevents.store.decision import DecisionRow, record
from sideevents.store.proposal import revision_of
from sideevents.store.subject import Subject, assert_open_for_changes, lock_subject
from sideevents.store.unit_of_work import unit_of_work


@unit_of_work
def answer_offer(proposal_id: int, action: Action, *, note: str, now: datetime) -> None:
    """Accept (the held slot becomes firm and public) or refuse (it is free again) before accept-by; MovedOn after."""
    subject = lock_subject(proposal_id)
    before = subject.before
    if before.status is not Status.OFFERED or before.slot is None or before.held_until is None:
        raise MovedOn([Problem("no-offer", facts={"status": before.status.value})])
    if now >= before.held_until:
        raise MovedOn([Problem("offer-passed", facts={"until": before.held_until})])
    if action is Action.ACCEPT:
        closes = changes_close(subject.conference, slot=before.slot)
        assert_open_for_changes(subject, closes=closes, now=now)
    subject.move(action, by=ORGANIZER)
    proposal = subject.proposal
    if action is Action.ACCEPT:
        booking.make_firm(proposal.id)
        # the office offered on this text; a newer one waits for its decision
        placing.publish(proposal, revision=before.settled_revision, room=before.room, slot=before.slot, now=now)
    else:
        placing.give_back(proposal, now=now)
    row = record(
        proposal,
        action,
        actor="organizer",
        by=proposal.contact_email,
        note=note,
        now=now,
        before=before,
        after=placing.standing(proposal),
    )
    _tell(subject, row, now=now)


def _tell(subject: Subject, row: DecisionRow, *, now: datetime) -> None:
    # what was offered on is what is answered: a newer text has letters of its own
    text = revision_of(subject.proposal, subject.before.settled_revision)
    about = About.of(subject.proposal, text, conference=subject.conference)
    room, slot = subject.before.room, subject.before.slot
    cause = f"decision-{row.id}"
    answer = offer_answered(about, answer=row.action, room=room, slot=slot, note=row.note)
    outbox.post(answer, cause=cause, about=about, now=now)
    if row.action == Action.ACCEPT:
        letter = approved(
            about,
            room=room,
            slot=slot,
            note="",
            page_url=about.page_url,
            accepted=True,
            now=now,
            calendar=calendar_for(about, row),
        )
        outbox.post(letter, cause=cause, about=about, now=now)
