"""The office decides on one revision: approve, offer, return, waitlist, decline, move or cancel."""

from dataclasses import dataclass
from datetime import datetime

from sideevents.mail import outbox
from sideevents.mail.answering import post_done
from sideevents.mail.decision_letters import decided
from sideevents.mail.invitations import calendar_for
from sideevents.mail.letter import About, Letter
from sideevents.rules.ask import Ask
from sideevents.rules.conflict import placing_problems
from sideevents.rules.deadline import accept_by_problems
from sideevents.rules.problem import MovedOn, Problem, Refused
from sideevents.rules.window import Stretch
from sideevents.rules.workflow import OFFICE, Action, Status
from sideevents.store import booking, placing
from sideevents.store.booking import bookings_of_conference, lock_rooms
from sideevents.store.conference import room_ids
from sideevents.store.decision import decisions_on, record
from sideevents.store.incoming import Message
from sideevents.store.proposal import find_proposal, revision_of
from sideevents.store.subject import Subject, lock_subject
from sideevents.store.unit_of_work import rehearsal, unit_of_work

VERBS = OFFICE - {Action.MERGE, Action.UNDO}  # those two are use-cases of their own
TAKES_A_SLOT = {Action.APPROVE, Action.OFFER, Action.MOVE}
NEEDS_A_NOTE = {Action.RETURN, Action.DECLINE, Action.CANCEL}
TAKEN = {"room-taken", "room-closed"}


@dataclass(frozen=True)
class Verdict:
    """What an officer wants: the verb, by which mailbox and initials, and what the verb needs. ``revision`` and
    ``decisions`` are what the officer saw: MovedOn if they are no longer true. ``checked``: boxes ticked by eye.
    ``collect``: the letter is held until the office lets it go."""

    action: Action
    by: str
    initials: str
    revision: int
    decisions: int
    note: str = ""
    room: str = ""
    slot: Stretch | None = None
    accept_by: datetime | None = None
    checked: tuple[str, ...] = ()
    collect: bool = False


@dataclass(frozen=True)
class Outcome:
    """The decision row's id and the letter that leaves."""

    decision: int
    letter: Letter


def _decide(proposal_id: int, verdict: Verdict, *, now: datetime, message: Message | None = None) -> Outcome:
    """``message`` is the mail that the office decided by: it is kept and answered with the decision, or neither."""
    _lock_rooms_of(proposal_id)
    subject = lock_subject(proposal_id)
    proposal = subject.proposal
    _assert_unchanged(subject, verdict)
    of_text = proposal.pending_text and verdict.action in {Action.APPROVE, Action.RETURN, Action.DECLINE}
    subject.move(verdict.action, by=VERBS)
    problems = _signature_problems(verdict)
    problems += _text_problems(subject, verdict) if of_text else _place_problems(subject, verdict, now=now)
    if problems:
        walls = {problem.code for problem in problems} <= TAKEN
        raise MovedOn(problems) if walls else Refused(problems)
    _carry_out(subject, verdict, of_text=of_text, now=now)
    row = record(
        proposal,
        verdict.action,
        actor="office",
        by=verdict.by,
        initials=verdict.initials,
        note=verdict.note,
        checked=verdict.checked,
        now=now,
        before=subject.before,
        after=placing.standing(proposal),
    )
    about = About.of(proposal, subject.ask if of_text else _settled(subject), conference=subject.conference)
    letter = decided(about, row, of_text=of_text, calendar=calendar_for(about, row))
    outbox.post(letter, cause=f"decision-{row.id}", about=about, now=now, held=verdict.collect)
    if message is not None:
        post_done(about, message, row=row, now=now)
    return Outcome(row.id, letter)


decide_proposal = unit_of_work(_decide)
preview_decision = rehearsal(_decide)


def _lock_rooms_of(proposal_id: int) -> None:
    proposal = find_proposal(proposal_id)
    if proposal is not None:
        lock_rooms(room_ids(proposal.conference_id).values())


def _assert_unchanged(subject: Subject, verdict: Verdict) -> None:
    proposal = subject.proposal
    if proposal.decisions != verdict.decisions:
        last = decisions_on(proposal.id)[-1]
        by = last.initials or last.by
        facts = {"action": last.action, "by": by, "at": last.at, "status": proposal.status}
        raise MovedOn([Problem("decided-meanwhile", facts=facts)])
    if proposal.revision != verdict.revision:
        raise MovedOn([Problem("revision-changed", facts={"revision": proposal.revision})])


def _settled(subject: Subject) -> Ask:
    """The text that a decision on room and slot is about: the public one where a newer one waits for its verdict."""
    public = subject.before.public_revision
    return subject.ask if public is None else revision_of(subject.proposal, public)


def _signature_problems(verdict: Verdict) -> list[Problem]:
    problems = []
    if not verdict.initials:
        problems.append(Problem("initials-missing", about="initials"))
    if verdict.action in NEEDS_A_NOTE and not verdict.note:
        problems.append(Problem("note-missing", about="note", facts={"action": verdict.action.value}))
    return problems


def _text_problems(subject: Subject, verdict: Verdict) -> list[Problem]:
    """A text that needs a room is not approved for a side event that has none."""
    needs_room = subject.ask.format != "online" and not subject.before.room
    return [Problem("room-needed", about="action")] if verdict.action is Action.APPROVE and needs_room else []


def _place_problems(subject: Subject, verdict: Verdict, *, now: datetime) -> list[Problem]:
    if verdict.action not in TAKES_A_SLOT:
        return []
    if verdict.slot is None:
        return [Problem("slot-missing", about="slot")]
    problems = []
    if (verdict.room, verdict.slot) == (subject.before.room, subject.before.slot):
        problems.append(Problem("same-place", about="slot"))
    if verdict.slot.start <= now:
        problems.append(Problem("slot-past", about="slot"))
    if verdict.action is Action.OFFER:
        problems += _accept_by_problems(verdict, now=now)
    proposal = subject.proposal
    reference = proposal.reference or ""
    others = [each for each in bookings_of_conference(proposal.conference_id) if each.reference != reference]
    return problems + placing_problems(
        subject.conference,
        reference=reference,
        room_key=verdict.room or None,
        slot=verdict.slot,
        others=others,
        online=_settled(subject).format == "online",
    )


def _accept_by_problems(verdict: Verdict, *, now: datetime) -> list[Problem]:
    if verdict.accept_by is None:
        return [Problem("accept-by-missing", about="accept_by")]
    return accept_by_problems(verdict.accept_by, now=now, slot=verdict.slot)


def _carry_out(subject: Subject, verdict: Verdict, *, of_text: bool, now: datetime) -> None:
    proposal, before = subject.proposal, subject.before
    room, slot = verdict.room, verdict.slot
    if of_text:
        if verdict.action is Action.APPROVE and before.slot:
            placing.publish(proposal, revision=proposal.revision, room=before.room, slot=before.slot, now=now)
    elif verdict.action is Action.OFFER and slot:
        placing.take(proposal, subject.conference, room=room, slot=slot, held_until=verdict.accept_by)
    elif verdict.action in TAKES_A_SLOT and slot:
        placing.take(proposal, subject.conference, room=room, slot=slot)
        public = before.public_revision if verdict.action is Action.MOVE else None
        placing.publish(proposal, revision=public or proposal.revision, room=room, slot=slot, now=now)
    elif proposal.state is Status.CANCELLED:
        placing.give_back(proposal, now=now)
    else:
        booking.release(proposal.id)
    if verdict.action is not Action.MOVE:
        proposal.settled_revision = proposal.revision
