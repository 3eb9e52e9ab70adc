"""The clock: what an organizer has not done yet, or must know on the day before, is called to mind once."""

from datetime import datetime

from sideevents.mail import links, outbox
from sideevents.mail.letter import About, Letter
from sideevents.mail.reminder_letters import remind_of_changes, remind_of_eve, remind_of_offer, remind_to_confirm
from sideevents.rules.ask import Ask
from sideevents.rules.deadline import changes_close
from sideevents.rules.reminder import Kind, Reminder
from sideevents.rules.workflow import Action
from sideevents.store.decision import last_to_undo
from sideevents.store.due import reminder_due
from sideevents.store.proposal import revision_of
from sideevents.store.subject import Subject, lock_subject
from sideevents.store.unit_of_work import unit_of_work


@unit_of_work
def send_reminder(proposal_id: int, *, now: datetime) -> bool:
    """Post the reminder that is due of one proposal; whether there was one. Answered meanwhile, it gets none; and one
    that could not leave in time never leaves."""
    subject = lock_subject(proposal_id)
    reminder = reminder_due(subject.proposal, now=now)
    if reminder is None:
        return False
    about, letter = _written(subject, reminder, now=now)
    outbox.post(letter, cause=reminder.cause, about=about, now=now, good_until=reminder.until)
    return True


def _written(subject: Subject, reminder: Reminder, *, now: datetime) -> tuple[About, Letter]:
    proposal, place, conference = subject.proposal, subject.before, subject.conference
    about = About.of(proposal, _text(subject, reminder.kind), conference=conference)
    if reminder.kind is Kind.UNCONFIRMED:
        url = links.confirm_url(proposal.id, until=reminder.until)
        return about, remind_to_confirm(about, url=url, until=reminder.until)
    if reminder.kind is Kind.RETURNED:
        last = last_to_undo(proposal.id)
        asked = last.note if last and last.action == Action.RETURN else ""
        return about, remind_of_changes(about, note=asked, page_url=about.page_url, closes=reminder.until)
    assert place.slot is not None  # the rule has looked at it
    if reminder.kind is Kind.OFFER:
        url = f"{about.page_url}/offer"
        offer = remind_of_offer(about, room=place.room, slot=place.slot, accept_by=reminder.until, page_url=url)
        return about, offer
    closes = changes_close(conference, slot=place.slot)
    page = about.page_url
    eve = remind_of_eve(about, room=place.room, slot=place.slot, page_url=page, changes_until=closes, now=now)
    return about, eve


def _text(subject: Subject, kind: Kind) -> Ask:
    """What was offered, what is public; else the latest text."""
    settled = {Kind.OFFER: subject.before.settled_revision, Kind.EVE: subject.before.public_revision}.get(kind)
    return revision_of(subject.proposal, settled) if settled else subject.ask
