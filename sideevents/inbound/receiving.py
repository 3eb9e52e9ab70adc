"""One message taken in: understood, acted on by a use-case, answered. The same message again changes nothing."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from flask import current_app
from sqlalchemy.exc import IntegrityError

from sideevents.extensions import db
from sideevents.inbound.authenticity import authserv_ids, is_authentic
from sideevents.inbound.deciding import answer_command, answer_stranger, may_decide
from sideevents.inbound.own_words import QUOTE
from sideevents.inbound.reading import TEXT_LENGTH, Incoming, Report, read_message
from sideevents.mail import reply_letters
from sideevents.mail.reply_address import OFFICE, Reply, read_address
from sideevents.rules.problem import Problem
from sideevents.rules.reply import NotUnderstood
from sideevents.store.incoming import Message, find_incoming
from sideevents.store.proposal import find_proposal
from sideevents.usecases.answer_message import answer_message
from sideevents.usecases.drop_message import drop_message
from sideevents.usecases.keep_reply import keep_reply
from sideevents.usecases.note_report import Notice, note_report

SEEN = "seen"
ADDRESS_CHARACTERS = 254
# what a mail server says of a letter -> what the portal calls it
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
    return Message(
        message_id=incoming.message_id,
        sender=incoming.sender if len(incoming.sender) <= ADDRESS_CHARACTERS else "",
        subject=incoming.subject,
        text=_bounded(incoming.text),
        attachments=incoming.attachments,
    )


def _bounded(text: str) -> str:
    return f"{text[: TEXT_LENGTH - 1]}…" if len(text) >= TEXT_LENGTH else text


def _take_in(raw: bytes, incoming: Incoming, message: Message, *, now: datetime) -> str:
    if incoming.report is not None:
        return note_report(message, incoming.report.returned, _notices(incoming.report), now=now)
    written = _replies(incoming.addressed)
    replies = written or _replies(incoming.recipients)
    if not replies:
        return drop_message(message, outcome="automatic" if incoming.automatic else "dropped", now=now)
    proposal_id = replies[0].proposal_id
    if incoming.automatic:
        return drop_message(message, outcome="automatic", proposal_id=proposal_id, now=now)
    if not message.sender or read_address(message.sender) is not None:
        return drop_message(message, outcome="dropped", proposal_id=proposal_id, now=now)
    command = next((reply for reply in replies if reply.kind == OFFICE), None)
    if command is not None:
        return _take_command(raw, incoming, message, command, written=written, now=now)
    message = replace(message, text=_unquoted(_bounded(incoming.whole)))
    return keep_reply(message, proposal_id=proposal_id, genuine=_is_genuine(raw, incoming), now=now)


def _take_command(
    raw: bytes, incoming: Incoming, message: Message, reply: Reply, *, written: list[Reply], now: datetime
) -> str:
    """``written``: what its sender addressed it to. Nothing else decides: anybody on the way can add a header that says
    where a message arrived."""
    entitled = bool(written) and may_decide(message.sender, proposal_id=reply.proposal_id)
    if not entitled or not _is_genuine(raw, incoming):
        return answer_stranger(message, reply, now=now)
    if len({each.proposal_id for each in written}) > 1:
        why = NotUnderstood((Problem("several-proposals"),))
        letter = partial(reply_letters.not_understood, reply=reply, why=why)
        return answer_message(message, letter, proposal_id=reply.proposal_id, outcome="not-understood", now=now)
    return answer_command(message, reply, now=now)


def _replies(addresses: Iterable[str]) -> list[Reply]:
    """What the genuine ones among the addresses say, of proposals that are there."""
    found = filter(None, map(read_address, addresses))
    return [reply for reply in found if find_proposal(reply.proposal_id) is not None]


def _unquoted(text: str) -> str:
    """All that an organizer sent but lines that are marked as quoted: the office judges the rest better than a rule.
    The portal's private links in a letter that is quoted without marks are for the organizer alone."""
    lines = (QUOTE if line.lstrip().startswith((">", "＞")) else line for line in text.split("\n"))
    words = re.sub(rf"{QUOTE}(?:\n{QUOTE})+", QUOTE, "\n".join(lines)).strip().removesuffix(QUOTE).strip()
    public_url = current_app.config["PUBLIC_URL"]
    return re.sub(rf"({re.escape(public_url)}/(?:proposals|office)/)\S+", r"\1…", words)


def _notices(report: Report) -> list[Notice]:
    return [
        Notice(fate.recipient, RESULTS[fate.action], " ".join(part for part in (fate.status, fate.said) if part))
        for fate in report.fates
        if fate.action in RESULTS
    ]


def _is_genuine(raw: bytes, incoming: Incoming) -> bool:
    trusted = authserv_ids(current_app.config["TRUSTED_AUTHSERV_IDS"])
    db.session.rollback()  # the name servers may take their time: no transaction waits for them
    return is_authentic(raw, incoming, trusted_authserv_ids=trusted)
