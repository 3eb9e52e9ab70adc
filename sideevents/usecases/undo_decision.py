"""The office takes its last decision back: state, room and public page become what they were before it."""

from datetime import datetime

from sideevents.mail import collection, outbox
from sideevents.mail.invitations import calendar_for
from sideevents.mail.letter import About, Letter
from sideevents.mail.organizer_letters import undone
from sideevents.rules.conference import Conference
from sideevents.rules.conflict import placing_problems
from sideevents.rules.deadline import undo_closes
from sideevents.rules.problem import MovedOn, Problem, Refused
from sideevents.rules.workflow import OFFICE, Action, Status
from sideevents.store import placing
from sideevents.store.booking import bookings_of_conference, lock_rooms
from sideevents.store.conference import room_ids
from sideevents.store.decision import DecisionRow, last_to_undo, record
from sideevents.store.placing import Standing
from sideevents.store.proposal import find_proposal
from sideevents.store.subject import Subject, lock_subject
from sideevents.store.unit_of_work import rehearsal, unit_of_work


def _undo(proposal_id: int, *, decision: int, by: str, initials: str, note: str, now: datetime) -> Letter | None:
    found = find_proposal(proposal_id)
    if found is not None:
        lock_rooms(room_ids(found.conference_id).values())
    subject = lock_subject(proposal_id)
    last = last_to_undo(proposal_id)
    if last is None or last.id != decision:
        raise MovedOn([Problem("decided-meanwhile-undo")])
    if not initials:
        raise Refused([Problem("initials-missing", about="initials")])
    back_to = Standing.from_json(last.before)
    subject.move(Action.UNDO, by=OFFICE, before=back_to.status)
    _assert_possible(subject, back_to, now=now)
    _restore(subject, back_to, now=now)
    row = record(
        subject.proposal,
        Action.UNDO,
        actor="office",
        by=by,
        initials=initials,
        note=note,
        now=now,
        before=subject.before,
        after=placing.standing(subject.proposal),
    )
    last.undone_by = row.id
    return _tell(subject, last, row, now=now)


undo_decision = unit_of_work(_undo)
preview_undo = rehearsal(_undo)


def closes_at(conference: Conference, *, before: Standing, back_to: Standing) -> datetime:
    """Until when a decision that led from ``back_to`` to ``before`` can be undone: the earlier slot counts."""
    slots = [slot for slot in (before.slot, back_to.slot) if slot]
    return undo_closes(conference, slot=min(slots, default=None))


def _assert_possible(subject: Subject, back_to: Standing, *, now: datetime) -> None:
    conference = subject.conference
    closes = closes_at(conference, before=subject.before, back_to=back_to)
    if now >= closes:
        raise MovedOn([Problem("undo-closed", facts={"until": closes})])
    if back_to.held_until and now >= back_to.held_until:
        raise MovedOn([Problem("offer-passed", facts={"until": back_to.held_until})])
    if back_to.slot is None:
        return
    reference = subject.proposal.reference or ""
    others = [each for each in bookings_of_conference(subject.proposal.conference_id) if each.reference != reference]
    problems = placing_problems(
        conference,
        reference=reference,
        room_key=back_to.room or None,
        slot=back_to.slot,
        others=others,
        online=not back_to.room,
    )
    if problems:
        raise MovedOn(problems)


def _restore(subject: Subject, back_to: Standing, *, now: datetime) -> None:
    proposal = subject.proposal
    proposal.settled_revision = back_to.settled_revision
    if back_to.slot:
        placing.take(proposal, subject.conference, room=back_to.room, slot=back_to.slot, held_until=back_to.held_until)
    if back_to.status is Status.APPROVED and back_to.slot and back_to.public_revision:
        placing.publish(proposal, revision=back_to.public_revision, room=back_to.room, slot=back_to.slot, now=now)
    elif back_to.slot:
        placing.retract(proposal, now=now)
    else:
        placing.give_back(proposal, now=now)


def _tell(subject: Subject, last: DecisionRow, row: DecisionRow, *, now: datetime) -> Letter | None:
    if collection.drop_held(last.id, proposal_id=subject.proposal.id):
        return None  # nobody was told of the decision
    about = About.of(subject.proposal, subject.ask, conference=subject.conference)
    letter = undone(
        about,
        action=last.action,
        status=subject.proposal.status,
        note=row.note,
        page_url=about.page_url,
        calendar=calendar_for(about, row),
    )
    outbox.post(letter, cause=f"decision-{row.id}", about=about, now=now)
    return letter
