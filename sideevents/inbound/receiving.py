"""One message taken in: understood, acted on by a use-case, answered. The same message again changes nothing."""

from datetime import datetime

from flask import current_app
from sqlalchemy.exc import IntegrityError

from sideevents.extensions import db
from sideevents.inbound.authenticity import authserv_ids, is_authentic
from sideevents.inbound.deciding import answer_command, answer_stranger, may_decide
from sideevents.inbound.reading import TEXT_LENGTH, Incoming, Report, read_message
from sideevents.mail.message import sender
from sideevents.mail.reply_address import OFFICE, read_address
from sideevents.store.incoming import Message, find_incoming
from sideevents.store.proposal import find_proposal
from sideevents.usecases.drop_message import drop_message
from sideevents.usecases.keep_reply import keep_reply
from sideevents.usecases.note_report import Notice, note_report

SEEN = "seen"
ADDRESS_CHARACTERS = 254
# what a mail server says of a letter, worst first -> what the portal calls it
RESULTS = {
    "failed": "bounced",
    "delayed": "delayed",
    "delivered": "delivered",
    "relayed": "delivered",
    "expanded": "delivered",
}


def receive(raw: bytes, *, now: datetime) -> str:
    """Take a message in; what became of it: ``seen`` before, ``bounced``, ``delayed``, ``delivered`` (reports),
    ``decided``, ``refused``, ``not-understood``, ``link`` (the office's), ``passed-on`` (an organizer's), ``limited``,
    ``automatic``, ``dropped``. Where it raises, nothing was taken in: the message must come again."""
    incoming = read_message(raw)
    message = _kept(incoming)
    if _is_known(message):
        return SEEN
    try:
        return _take_in(raw, incoming, message, now=now)
    except IntegrityError:
        if _is_known(message):  # another process took its copy in meanwhile
            return SEEN
        raise


def _is_known(message: Message) -> bool:
    db.session.rollback()
    return find_incoming(message.message_id) is not None


def _kept(incoming: Incoming) -> Message:
    cut = len(incoming.text) >= TEXT_LENGTH
    return Message(
        message_id=incoming.message_id,
        sender=incoming.sender if len(incoming.sender) <= ADDRESS_CHARACTERS else "",
        subject=incoming.subject,
        text=f"{incoming.text[: TEXT_LENGTH - 1]}…" if cut else incoming.text,
    )


def _take_in(raw: bytes, incoming: Incoming, message: Message, *, now: datetime) -> str:
    if incoming.report is not None:
        return note_report(message, _notice(incoming.report), now=now)
    reply = next(filter(None, map(read_address, incoming.recipients)), None)
    if reply is None or find_proposal(reply.proposal_id) is None:
        return drop_message(message, outcome="automatic" if incoming.automatic else "dropped", now=now)
    proposal_id = reply.proposal_id
    if incoming.automatic:
        return drop_message(message, outcome="automatic", proposal_id=proposal_id, now=now)
    if not message.sender or _is_ours(message.sender):
        return drop_message(message, outcome="dropped", proposal_id=proposal_id, now=now)
    if reply.kind == OFFICE:
        if may_decide(message.sender, proposal_id=proposal_id) and _is_genuine(raw, incoming):
            return answer_command(message, reply, now=now)
        return answer_stranger(message, reply, now=now)
    return keep_reply(message, proposal_id=proposal_id, genuine=_is_genuine(raw, incoming), now=now)


def _notice(report: Report) -> Notice:
    known = [fate for fate in report.fates if fate.action in RESULTS]
    if not known:
        return Notice("", "", "")
    worst = min(known, key=lambda fate: list(RESULTS).index(fate.action))
    said = " ".join(part for part in (worst.status, worst.said) if part)
    return Notice(report.returned, RESULTS[worst.action], said)


def _is_ours(address: str) -> bool:
    """Whether an answer would come back to the portal itself."""
    return address == sender()[1].casefold() or read_address(address) is not None


def _is_genuine(raw: bytes, incoming: Incoming) -> bool:
    trusted = authserv_ids(current_app.config["TRUSTED_AUTHSERV_IDS"])
    db.session.rollback()  # the name servers may take their time: no transaction waits for them
    return is_authentic(raw, incoming, trusted_authserv_ids=trusted)
