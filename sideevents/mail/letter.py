"""A letter as a value, what it is about, and how a template becomes one."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from flask import render_template
from flask_babel import get_locale

from sideevents import describing
from sideevents.mail import links
from sideevents.mail.body import Blocks, as_text
from sideevents.rules.ask import Ask
from sideevents.rules.conference import Conference
from sideevents.rules.window import Stretch
from sideevents.store.proposal import ProposalRow

SUBJECT_CHARACTERS = 110


@dataclass(frozen=True)
class Letter:
    """One letter to one recipient, ready for the outbox. ``reply_to`` "" means the portal's own sender."""

    name: str
    recipient: str
    reply_to: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class About:
    """The proposal that a letter is about. ``reference`` is "" before the address is confirmed; ``recipient`` is the
    contact's address."""

    conference: Conference
    conference_id: int
    proposal_id: int
    reference: str
    ask: Ask
    revision: int
    epoch: int
    recipient: str

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
        )

    @property
    def page_url(self) -> str:
        """The organizer's own page."""
        return links.page_url(self.proposal_id, epoch=self.epoch, conference=self.conference)

    @property
    def event_url(self) -> str:
        """The side event's public page; its calendar file is there too, under ``.ics``."""
        return links.absolute(f"/{self.conference.slug}/events/{self.reference}")


def write(
    name: str, *, recipient: str, reply_to: str, conference: Conference | None, reference: str = "", **facts: object
) -> Letter:
    """Render ``templates/mail/<name>.txt``: subject on its first line, then the body, as text and as HTML. Needs an
    application context; the language is the one in force."""
    blocks = Blocks()
    common = {**facts, **blocks.helpers(), **_speakers(conference), "conference": conference, "reference": reference}
    rendered = render_template(f"mail/{name}.txt", **common).lstrip("\n")
    foot = render_template("mail/_foot.txt", **common)
    subject, _, body = rendered.partition("\n")
    subject = one_line(f"[{reference}] {subject}" if reference else subject)
    content, closing = blocks.read(body), blocks.read(foot)
    locale = get_locale()
    html = render_template(
        "mail/_layout.html",
        subject=subject,
        heading=conference.short_title if conference else None,
        reference=reference,
        content=content,
        closing=closing,
        letter_lang=str(locale).replace("_", "-") if locale else "en",
        letter_dir=locale.text_direction if locale else "ltr",
    )
    text = f"{as_text(content)}\n-- \n{as_text(closing)}"
    return Letter(name, recipient, reply_to, subject, text, html)


def to_organizer(about: About, name: str, **facts: object) -> Letter:
    """A letter to the contact of a proposal."""
    conference = about.conference
    return write(
        name,
        recipient=about.recipient,
        reply_to=conference.office_email,
        conference=conference,
        reference=about.reference,
        ask=about.ask,
        **facts,
    )


def to_office(about: About, name: str, **facts: object) -> Letter:
    """A letter about a proposal to the conference's office address."""
    conference = about.conference
    return write(
        name,
        recipient=conference.office_email,
        reply_to=conference.office_email,
        conference=conference,
        reference=about.reference,
        ask=about.ask,
        revision=about.revision,
        **facts,
    )


def one_line(words: str) -> str:
    """A subject as one line: every run of white space is a blank, control characters are gone, long ones are cut."""
    squeezed = "".join(character for character in " ".join(words.split()) if unicodedata.category(character) != "Cc")
    return squeezed if len(squeezed) <= SUBJECT_CHARACTERS else f"{squeezed[: SUBJECT_CHARACTERS - 1].rstrip()}…"


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
