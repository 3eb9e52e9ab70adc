"""The clock: an offer that nobody answered by its accept-by instant is taken back, and its slot is free again."""

from datetime import datetime

from sideevents.mail import collection, outbox
from sideevents.mail.letter import About
from sideevents.mail.office_letters import UNTOLD, offer_answered
from sideevents.mail.organizer_letters import offer_lapsed
from sideevents.rules.workflow import CLOCK, Action, Status
from sideevents.store import placing
from sideevents.store.decision import last_to_undo, record
from sideevents.store.subject import lock_subject
from sideevents.store.unit_of_work import unit_of_work


@unit_of_work
def release_offer(proposal_id: int, *, now: datetime) -> bool:
    """Release one overdue offer; whether there was one. Answered meanwhile, it is left alone. If its letter is still
    held it is dropped, and the organizer, who never heard of it, is not written to."""
    subject = lock_subject(proposal_id)
    proposal, before = subject.proposal, subject.before
    overdue = before.held_until is not None and now >= before.held_until
    if before.status is not Status.OFFERED or not overdue:
        return False
    subject.move(Action.RELEASE, by=CLOCK)
    placing.give_back(proposal, now=now)
    row = record(
        proposal,
        Action.RELEASE,
        actor="clock",
        by="accept-by",
        now=now,
        before=before,
        after=placing.standing(proposal),
    )
    about = About.of(proposal, subject.ask, conference=subject.conference)
    cause = f"decision-{row.id}"
    offer = last_to_undo(proposal_id)
    told = offer is None or not collection.drop_held(offer.id, proposal_id=proposal_id)
    if told:
        lapsed = offer_lapsed(about, room=before.room, slot=before.slot, page_url=about.page_url)
        outbox.post(lapsed, cause=cause, about=about, now=now)
    answer = offer_answered(
        about, answer=Action.RELEASE.value if told else UNTOLD, room=before.room, slot=before.slot, note=""
    )
    outbox.post(answer, cause=cause, about=about, now=now)
    return True
