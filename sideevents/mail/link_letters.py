"""Letters with links for an address rather than about one proposal; every one returns a letter and sends nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from sideevents.extensions import speaking
from sideevents.mail import links as addresses
from sideevents.mail.letter import Letter, write
from sideevents.rules.conference import Conference
from sideevents.rules.deadline import confirmation_closes
from sideevents.rules.workflow import Status
from sideevents.store.proposal import ProposalRow, latest_asks
from sideevents.store.words import Words


@dataclass(frozen=True)
class ProposalLink:
    """One line of the letter with links; the title stands there only if the address is proven."""

    url: str
    label: str
    acting: bool = False


def proposal_links(
    proposals: Iterable[ProposalRow], *, conference: Conference, language: str = ""
) -> list[ProposalLink]:
    """The page of each proposal. The latest one whose address waits for its confirmation gets that link instead: one
    only, because a letter holds one acting link."""
    rows = sorted(proposals, key=lambda row: row.id)
    asks = latest_asks(row for row in rows if row.reference)
    waiting = [row.id for row in rows if row.state is Status.UNCONFIRMED]
    found = []
    with speaking(language):
        to_confirm, unconfirmed = gettext("Confirm the address of a proposal"), gettext("A proposal, not confirmed")
    for row in rows:
        if waiting and row.id == waiting[-1]:
            url = addresses.confirm_url(row.id, until=confirmation_closes(row.submitted_at))
            found.append(ProposalLink(url, to_confirm, acting=True))
            continue
        url = addresses.page_url(row.id, epoch=row.contact_epoch, conference=conference)
        found.append(ProposalLink(url, f"{row.reference}: {asks[row.id].title}" if row.id in asks else unconfirmed))
    return found


def links(
    recipient: str,
    *,
    conference: Conference,
    items: Iterable[ProposalLink],
    language: str = "",
    words: Words | None = None,
) -> Letter:
    """The links of all proposals of an address, mailed again, in the ``language`` of the newest form."""
    with speaking(language):
        return write(
            "links",
            recipient=recipient,
            reply_to=conference.office_email,
            conference=conference,
            words=words,
            entries=list(items),
            taken_over=False,
        )


def extension(
    recipient: str,
    *,
    conference: Conference,
    url: str,
    until: datetime,
    reason: str,
    language: str = "",
    words: Words | None = None,
) -> Letter:
    """A signed exception from the deadline, for one proposal, in the ``language`` of the address's newest form."""
    with speaking(language):
        return write(
            "extension",
            recipient=recipient,
            reply_to=conference.office_email,
            conference=conference,
            words=words,
            url=url,
            until=until,
            reason=reason,
        )
