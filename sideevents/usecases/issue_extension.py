"""The office signs an exception from the deadline: one address, one proposal, until an instant, with a reason."""

from datetime import datetime

from sideevents.extensions import db
from sideevents.mail import links, outbox
from sideevents.mail.link_letters import extension as extension_letter
from sideevents.rules.problem import Problem, Refused
from sideevents.store.conference import find_conference
from sideevents.store.proposal import ExtensionRow, proposals_of
from sideevents.store.unit_of_work import unit_of_work
from sideevents.store.words import words_of


@unit_of_work
def issue_extension(email: str, *, slug: str, until: datetime, reason: str, by: str, now: datetime) -> str:
    """The extension's address, mailed to ``email`` too. Refused if it would be over already or has no reason."""
    row = find_conference(slug)
    if row is None:
        raise Refused([Problem("unknown-choice", about="conference")])
    conference = row.read()
    problems = []
    if until <= now:
        problems.append(Problem("until-past", about="until"))
    if not reason:
        problems.append(Problem("reason-missing", about="reason"))
    if problems:
        raise Refused(problems)
    extension = ExtensionRow(conference_id=row.id, email=email, until=until, reason=reason, issued_by=by, issued_at=now)
    db.session.add(extension)
    db.session.flush()
    url = links.extension_url(extension.id, slug=slug, until=until)
    earlier = proposals_of(row.id, contact_email=email)
    letter = extension_letter(
        email,
        conference=conference,
        url=url,
        until=until,
        reason=reason,
        language=earlier[-1].language if earlier else "",
        words=words_of(row.id),
    )
    outbox.post(letter, cause=f"extension-{extension.id}", conference_id=row.id, now=now)
    return url
