"""The office's answer to a letter carried out: its first line decides, by the same use-case as the page."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from sideevents.mail import reply_letters
from sideevents.mail.reply_address import Reply
from sideevents.rules.ask import Ask
from sideevents.rules.conference import Conference
from sideevents.rules.problem import Problem, Refused
from sideevents.rules.reply import Command, NotUnderstood, place_for, read_command
from sideevents.rules.text import many_lines
from sideevents.rules.workflow import OFFICE, Action, actions_open
from sideevents.store.assessment import assess
from sideevents.store.decision import decided_since
from sideevents.store.incoming import Message
from sideevents.store.office import roles_of
from sideevents.store.proposal import ProposalRow, find_proposal, revision_of
from sideevents.usecases.answer_message import answer_message
from sideevents.usecases.decide_proposal import Verdict, decide_proposal

NOTE_CHARACTERS, INITIALS_CHARACTERS = 3000, 20
OFFICE_PATH = "/office/"


def may_decide(address: str, *, proposal_id: int) -> bool:
    """Whether an address is an officer's of the proposal's conference; its shared mailbox is one by default."""
    proposal = _proposal(proposal_id)
    roles = roles_of(address)
    is_officer = "officer" in (roles.get(proposal.conference_id), roles.get(None))
    return is_officer or address == proposal.conference.read().office_email.casefold()


def answer_stranger(message: Message, reply: Reply, *, now: datetime) -> str:
    """Nothing is decided by somebody who may not, or whose message proves nothing: a link goes back."""
    return answer_message(message, reply_letters.link, proposal_id=reply.proposal_id, outcome="link", now=now)


def answer_command(message: Message, reply: Reply, *, now: datetime) -> str:
    """Decide as an officer's genuine message says, or answer why not: decided, refused or not-understood."""
    proposal = _proposal(reply.proposal_id)
    conference, ask = proposal.conference.read(), revision_of(proposal)
    command = read_command(message.text, conference=conference, asked=ask.preferences)
    if isinstance(command, Command) and OFFICE_PATH in command.note:
        # our own letter, quoted in a way that no rule knows: its links must not reach an organizer
        command = NotUnderstood((Problem("reply-note-quotes-letter", about="note"),), understood=(command.action,))
    if isinstance(command, NotUnderstood):
        letter = partial(reply_letters.not_understood, reply=reply, why=command)
        return answer_message(message, letter, proposal_id=proposal.id, outcome="not-understood", now=now)
    try:
        verdict = _verdict(message, reply, command, proposal=proposal, ask=ask, conference=conference, now=now)
        decide_proposal(reply.proposal_id, verdict, message=message, now=now)
    except Refused as refused:
        why_not = partial(reply_letters.refused, reply=reply, problems=refused.problems)
        return answer_message(message, why_not, proposal_id=reply.proposal_id, outcome="refused", now=now)
    return "decided"


def _proposal(proposal_id: int) -> ProposalRow:
    found = find_proposal(proposal_id)
    assert found is not None
    return found


def _verdict(
    message: Message,
    reply: Reply,
    command: Command,
    *,
    proposal: ProposalRow,
    ask: Ask,
    conference: Conference,
    now: datetime,
) -> Verdict:
    overtaken = decided_since(proposal.id, count=reply.decisions) is not None
    verdict = Verdict(
        action=command.action,
        by=message.sender,
        initials=message.sender.partition("@")[0][:INITIALS_CHARACTERS],
        note=_note(command),
        revision=reply.revision,
        # what organizers did since counts for nothing, as behind the link of the same letter
        decisions=reply.decisions if overtaken else proposal.decisions,
    )
    possible = command.action in actions_open(proposal.state, by=OFFICE, pending_text=proposal.pending_text)
    if overtaken or reply.revision != proposal.revision or not possible or command.action is not Action.APPROVE:
        return verdict  # the use-case says what stands in the way
    return _placed(verdict, command, proposal=proposal, ask=ask, conference=conference, now=now)


def _note(command: Command) -> str:
    note = many_lines(command.note).strip()
    if len(note) > NOTE_CHARACTERS:
        raise Refused([Problem("too-long", about="note", facts={"has": len(note), "max": NOTE_CHARACTERS})])
    return note


def _placed(
    verdict: Verdict, command: Command, *, proposal: ProposalRow, ask: Ask, conference: Conference, now: datetime
) -> Verdict:
    if proposal.pending_text:
        if command.room or command.windows or command.start:
            raise Refused([Problem("text-alone", about="action")])
        return verdict
    free = assess(proposal, ask, conference=conference).slots
    place = place_for(command, ask=ask, conference=conference, free=free, now=now)
    if isinstance(place, NotUnderstood):
        raise Refused(place.problems)
    return replace(verdict, room=place.room, slot=place.slot)
