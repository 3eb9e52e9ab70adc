"""A contact lost the links: mail those of every proposal of the address again."""

from datetime import datetime

from sideevents.mail import outbox
from sideevents.mail.link_letters import links as links_letter
from sideevents.mail.link_letters import proposal_links
from sideevents.rules.workflow import Status
from sideevents.store.conference import find_conference
from sideevents.store.proposal import proposals_of
from sideevents.store.unit_of_work import unit_of_work
from sideevents.store.words import words_of

LOST = {Status.EXPIRED}


@unit_of_work
def send_links(email: str, *, slug: str, now: datetime) -> None:
    """Mail the links if the address has proposals here; the caller answers the same whether it has or not."""
    row = find_conference(slug)
    if row is None:
        return
    conference = row.read()
    found = [each for each in proposals_of(row.id, contact_email=email) if each.state not in LOST]
    if not found:
        return
    # to the address that was proven, whatever spelling of it was typed now
    language = found[-1].language
    letter = links_letter(
        found[-1].contact_email,
        conference=conference,
        items=proposal_links(found, conference=conference, language=language),
        language=language,
        words=words_of(row.id),
    )
    outbox.post(
        letter, cause=f"{slug}-{now.isoformat(timespec='minutes')}-{found[-1].id}", conference_id=row.id, now=now
    )
