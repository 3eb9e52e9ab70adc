"""A letter as a value, what it is about, and how a template becomes one."""

import functools
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any, Concatenate, ParamSpec

from flask import render_template

from sideevents import describing
from sideevents.extensions import speaking
from sideevents.mail import links, reply_address
from sideevents.mail.body import Blocks
from sideevents.mail.draft import Draft
from sideevents.mail.paragraphs import Paragraphs
from sideevents.mail.reply_address import Reply
from sideevents.rules.ask import Ask
from sideevents.rules.conference import Conference
from sideevents.rules.window import Stretch
from sideevents.store.proposal import ProposalRow
from sideevents.store.words import Words, words_of

P = ParamSpec("P")
SUBJECT_CHARACTERS = 110


@dataclass(frozen=True)
class Letter:
    """One letter to one recipient, ready for the outbox. ``reply_to`` "" means the portal's own sender; ``calendar`` is
    its iCalendar part, "" where no booking changes; ``draft`` is what it is made of."""

    name: str
    recipient: str
    reply_to: str
    subject: str
    text: str
    html: str
    calendar: str = ""
    draft: Draft | None = None


@dataclass(frozen=True)
class About:
    """The proposal that a letter is about. ``reference`` is "" before the address is confirmed; ``recipient`` is the
    contact's address; ``language`` is that of the form; ``decisions`` counts them, for whoever answers; ``words`` are
    the office's own."""

    conference: Conference
    conference_id: int
    proposal_id: int
    reference: str
    ask: Ask
    revision: int
    epoch: int
    recipient: str
    language: str = "en"
    decisions: int = 0
    words: Words = field(default_factory=dict)

    @classmethod
    def of(cls, proposal: ProposalRow, ask: Ask, *, conference: Conference) -> "About":
        """What letters need to know of a row and its text."""
        return cls(
            conference=conference,
            conference_id=proposal.conference_id,
            proposal_id=proposal.id,
            reference=proposal.reference or "",
            ask=ask,
            revision=proposal.revision,
            epoch=proposal.contact_epoch,
            recipient=proposal.contact_email,
            language=proposal.language,
            decisions=proposal.decisions,
            words=words_of(proposal.conference_id),
        )

    @property
    def page_url(self) -> str:
        """The organizer's own page."""
        return links.page_url(self.proposal_id, epoch=self.epoch, conference=self.conference)

    def reply_to(self, kind: int) -> str:
        """Where a reply to a letter about the proposal goes: to the portal if it takes replies, else to the office."""
        reply = Reply(kind, self.proposal_id, self.revision, self.decisions)
        return reply_address.address_for(reply) or self.conference.office_email

    @property
    def event_url(self) -> str:
        """The side event's public page; its calendar file is there too, under ``.ics``."""
        return links.absolute(f"/{self.conference.slug}/events/{self.reference}")


def in_language_of_form(
    writer: Callable[Concatenate[About, P], Letter],
) -> Callable[Concatenate[About, P], Letter]:
    """Write a letter to the contact of a proposal in the language of the form that was filled in."""

    @functools.wraps(writer)
    def written(about: About, /, *args: P.args, **kwargs: P.kwargs) -> Letter:
        with speaking(about.language):
            return writer(about, *args, **kwargs)

    return written


def in_language_of_office(writer: Callable[P, Letter]) -> Callable[P, Letter]:
    """Write a letter to the office, whoever caused it, in the portal's default language."""

    @functools.wraps(writer)
    def written(*args: P.args, **kwargs: P.kwargs) -> Letter:
        with speaking(""):
            return writer(*args, **kwargs)

    return written


def write(
    name: str,
    *,
    recipient: str,
    reply_to: str,
    conference: Conference | None,
    reference: str = "",
    ask: Ask | None = None,
    words: Words | None = None,
    calendar: str = "",
    **facts: Any,
) -> Letter:
    """Render ``templates/mail/<name>.txt``: subject on its first line, then the body, as text and as HTML. ``ask`` is
    what the letter may tell of the form, ``words`` are the office's own. Needs an application context; the language is
    the one in force."""
    blocks = Blocks()
    paragraphs = Paragraphs(name, str(describing.locale()), words or {}, _common_facts(conference, reference, ask))

    def para(key: str, message: str, /, **told: object) -> str:
        return blocks.paragraphs(paragraphs.say(key, message, **told))

    helpers = {**blocks.helpers(), **_speakers(conference), "para": para}
    common = {**facts, **helpers, "conference": conference, "reference": reference, "ask": ask}
    rendered = render_template(f"mail/{name}.txt", **common).lstrip("\n")
    foot = render_template("mail/_foot.txt", **common)
    subject, _, body = rendered.partition("\n")
    draft = Draft(
        subject=one_line(f"[{reference}] {subject}" if reference else subject),
        content=tuple(blocks.read(body)),
        closing=tuple(blocks.read(foot)),
        heading=conference.short_title if conference else "",
        reference=reference,
        language=str(describing.locale()),
    )
    return Letter(name, recipient, reply_to, draft.subject, draft.text(), draft.html(), calendar, draft)


def to_organizer(about: About, name: str, **facts: Any) -> Letter:
    """A letter to the contact of a proposal; a ``calendar`` among the facts becomes its iCalendar part."""
    return write(
        name,
        recipient=about.recipient,
        reply_to=about.reply_to(reply_address.ORGANIZER),
        conference=about.conference,
        reference=about.reference,
        ask=about.ask,
        words=about.words,
        **facts,
    )


def to_office(about: About, name: str, *, by_reply: bool = False, **facts: Any) -> Letter:
    """A letter about a proposal to the conference's office address; ``by_reply``: it asks for a decision, which the
    office may take by answering it, where the portal takes replies."""
    conference = about.conference
    reply_to = about.reply_to(reply_address.OFFICE) if by_reply else conference.office_email
    return write(
        name,
        recipient=conference.office_email,
        reply_to=reply_to,
        conference=conference,
        reference=about.reference,
        ask=about.ask,
        words=about.words,
        revision=about.revision,
        by_reply=reply_to != conference.office_email,
        **facts,
    )


def one_line(words: str) -> str:
    """A subject as one line: every run of white space is a blank, control characters are gone, long ones are cut."""
    squeezed = "".join(character for character in " ".join(words.split()) if unicodedata.category(character) != "Cc")
    return squeezed if len(squeezed) <= SUBJECT_CHARACTERS else f"{squeezed[: SUBJECT_CHARACTERS - 1].rstrip()}…"


def _common_facts(conference: Conference | None, reference: str, ask: Ask | None) -> dict[str, str]:
    """What the office's own words may speak of in every paragraph of the letter."""
    told = {"reference": reference} if reference else {}
    if conference:
        told |= {"conference": conference.title, "office": conference.office_name}
    return {**told, "name": ask.contact_name, "title": ask.title} if ask else told


def _speakers(conference: Conference | None) -> dict[str, object]:
    """How templates say times and places: in the zone of the conference, named by its city."""

    def instant(moment: datetime) -> str:
        return describing.instant_text(moment, conference)

    def last_minute(moment: datetime) -> str:
        return describing.last_minute_text(moment, conference)

    def day(when: date) -> str:
        return describing.day_text(when)

    if conference is None:
        return {"instant": instant, "last_minute": last_minute, "day": day}

    def place(room: str, slot: Stretch | None) -> list[tuple[str, str]]:
        return describing.place_facts(conference, room, slot) if slot else []

    return {
        "instant": instant,
        "last_minute": last_minute,
        "day": day,
        "place": place,
        "deadline": partial(describing.deadline_text, conference),
        "ask_facts": partial(describing.ask_facts, conference=conference),
    }
