"""What the office is told of letters that did not arrive."""

from dataclasses import dataclass
from datetime import datetime

from sideevents.mail import links
from sideevents.mail.letter import About, Letter, in_language_of_office, to_office, write
from sideevents.rules.conference import Conference
from sideevents.store.words import Words

NAME = "delivery-failed"


@dataclass(frozen=True)
class Undelivered:
    """A letter that did not arrive, and the words of the mail server that said so."""

    subject: str
    recipient: str
    written_at: datetime
    said: str


@in_language_of_office
def delivery_failed(
    undelivered: Undelivered, *, conference: Conference, about: About | None = None, words: Words | None = None
) -> Letter:
    """Which letter failed, to whom, why, and what to do about it; ``about`` is the proposal that it was about. Where it
    was about none, ``words`` are the office's own."""
    office = f"/office/{conference.slug}"
    reference = about.reference if about else ""
    where = f"{office}/proposals/{reference}" if reference else f"{office}/letters"
    url, address = links.absolute(where), conference.office_email
    if about is not None:
        return to_office(about, NAME, undelivered=undelivered, url=url)
    return write(
        NAME,
        recipient=address,
        reply_to=address,
        conference=conference,
        words=words,
        undelivered=undelivered,
        url=url,
    )
