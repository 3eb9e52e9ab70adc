"""Answers to mail that came in, one function each; every one returns a letter and sends nothing."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext

from sideevents.mail import links, reply_address
from sideevents.mail.letter import About, Letter, in_language_of_office, one_line, write
from sideevents.mail.reply_address import OFFICE, Reply
from sideevents.rules.problem import Problem
from sideevents.rules.reply import NotUnderstood, left_out
from sideevents.store.assessment import cautions_for
from sideevents.store.decision import DecisionRow
from sideevents.store.incoming import Message
from sideevents.store.placing import Standing
from sideevents.store.proposal import find_proposal
from sideevents.wording import action_done, sentences

LEFT_OUT_CHARACTERS = 600
MOVED_ON = {"decided-meanwhile", "revision-changed", "illegal-move"}


def page_url(about: About) -> str:
    """The proposal in the office, behind the sign-in; the office itself for one that has no reference yet."""
    place = f"proposals/{about.reference}" if about.reference else ""
    return links.absolute(f"/office/{about.conference.slug}/{place}")


def cautions_at(about: About, row: DecisionRow) -> list[Problem]:
    """What the page would have shown beside the room and slot that a decision has given; none where it gave none."""
    after, proposal = Standing.from_json(row.after), find_proposal(about.proposal_id)
    if proposal is None or about.ask is None or after.slot is None:
        return []
    return cautions_for(proposal, about.ask, conference=about.conference, room=after.room, slot=after.slot)


@in_language_of_office
def done(
    about: About,
    message: Message,
    *,
    row: DecisionRow,
    undo_until: datetime | None,
    undo_url: str,
    cautions: Iterable[Problem] = (),
) -> Letter:
    """The decision is taken, as if on the page. ``undo_until`` None: it can no longer be taken back. What the message
    says below its command is quoted: it counted for nothing."""
    after, rest = Standing.from_json(row.after), left_out(message.text)
    return _answer(
        "reply-done",
        about,
        message,
        done=action_done(row.action),
        initials=row.initials,
        note=row.note,
        room=after.room,
        slot=after.slot,
        undo_until=undo_until,
        undo_url=undo_url,
        cautions=sentences(cautions, about.conference),
        left_out=rest if len(rest) <= LEFT_OUT_CHARACTERS else rest[: LEFT_OUT_CHARACTERS - 1] + "…",
    )


@in_language_of_office
def link(about: About, message: Message) -> Letter:
    """To somebody who may not decide by mail: nothing was decided, and no word of the proposal."""
    return write(
        "reply-link",
        recipient=message.sender,
        reply_to=about.conference.office_email,
        conference=about.conference,
        reference=about.reference,
        words=about.words,
        page_url=page_url(about),
    )


@in_language_of_office
def not_understood(about: About, message: Message, *, reply: Reply, why: NotUnderstood) -> Letter:
    """What was understood, what was not, and what works. It can be answered again."""
    return _answer(
        "reply-not-understood",
        about,
        message,
        reply=reply,
        understood=", ".join(why.understood),
        odd=", ".join(why.odd),
        problems=sentences(why.problems, about.conference),
        commands=commands(),
    )


@in_language_of_office
def refused(about: About, message: Message, *, reply: Reply, problems: Iterable[Problem]) -> Letter:
    """The decision could not be taken, in the words of the page. Where the world moved on, no other first line helps:
    the present state comes first."""
    found = list(problems)
    again = not any(problem.code in MOVED_ON for problem in found)
    said = sentences(found, about.conference)
    return _answer("reply-refused", about, message, reply=reply, problems=said, again=again)


@in_language_of_office
def received(about: About, message: Message, *, genuine: bool) -> Letter:
    """An organizer's answer, to the office; its answer goes to the contact. ``genuine``: the sender is verified."""
    return write(
        "reply-received",
        recipient=about.conference.office_email,
        reply_to=about.recipient,
        conference=about.conference,
        reference=about.reference,
        ask=about.ask,
        words=about.words,
        sender=message.sender,
        came_as=message.subject,
        text=message.text,
        attachments=message.attachments,
        contact=about.recipient,
        from_contact=message.sender.casefold() == about.recipient.casefold(),
        genuine=genuine,
        page_url=page_url(about),
    )


def commands() -> list[str]:
    """The first lines that decide, as letters list them."""
    return [
        gettext(
            "approve: the first wished window where a room that seats the expected people is free, in the smallest one"
        ),
        gettext("approve M2, or: approve M2 tue lunch"),
        gettext("return: what the organizer should change"),
        gettext("decline: the reason"),
        gettext("waitlist"),
    ]


def _answer(name: str, about: About, message: Message, *, reply: Reply | None = None, **facts: Any) -> Letter:
    """To whoever wrote the message. ``reply`` is what the answered letter was about: an answer to this one decides on
    the same, never on a text or a state that its writer has not seen."""
    again = reply_address.address_for(replace(reply, kind=OFFICE)) if reply else ""
    return write(
        name,
        recipient=message.sender,
        reply_to=again or about.conference.office_email,
        conference=about.conference,
        reference=about.reference,
        ask=about.ask,
        words=about.words,
        said=one_line(message.text.strip().partition("\n")[0]),
        page_url=page_url(about),
        **facts,
    )
