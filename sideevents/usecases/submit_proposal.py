"""An organizer submits a proposal: it waits, unconfirmed, until the contact proves the address."""

from dataclasses import dataclass
from datetime import datetime

from sideevents.extensions import db
from sideevents.mail import links, outbox
from sideevents.mail.letter import About
from sideevents.mail.organizer_letters import confirm_address
from sideevents.rules.admission import admission_problems
from sideevents.rules.ask import Ask
from sideevents.rules.deadline import confirmation_closes, is_late
from sideevents.rules.problem import MovedOn, Problem, Refused
from sideevents.rules.sameness import digest_of, likeness_of
from sideevents.rules.workflow import Status
from sideevents.store.conference import ConferenceRow, find_conference, lock_conference
from sideevents.store.proposal import (
    ExtensionRow,
    ProposalRow,
    add_revision,
    find_alike,
    find_by_submission_key,
    lock_extension,
)
from sideevents.store.unit_of_work import unit_of_work


@dataclass(frozen=True)
class Submission:
    """One press of the button: ``key`` is the rendered form's, ``language`` that of its pages, ``extension`` an id."""

    key: str
    language: str = "en"
    extension: int | None = None


@unit_of_work
def submit_proposal(ask: Ask, *, slug: str, submission: Submission, now: datetime) -> int:
    """Take a proposal in; its id. The same key with the same content is the same answer again and changes nothing.

    Refused carries every problem at once; MovedOn if the key was used for another content."""
    found = find_conference(slug)
    if found is None:
        raise Refused([Problem("unknown-choice", about="conference")])
    # two presses at one moment wait for each other here
    row = lock_conference(found.id)
    earlier = find_by_submission_key(submission.key)
    if earlier is not None:
        if earlier.submission_digest == digest_of(ask):
            return earlier.id
        raise MovedOn([Problem("already-submitted")])
    extension, problems = _extension(submission.extension, ask=ask, conference_id=row.id, now=now)
    until = extension.until if extension and not problems else None
    problems += admission_problems(ask, conference=row.read(), now=now, extension_until=until)
    if find_alike(row.id, likeness_of(ask), now=now):
        problems.append(Problem("duplicate", about="title"))
    if problems:
        raise Refused(problems)
    proposal = _store(row, ask, submission=submission, now=now)
    if extension is not None:
        extension.proposal_id = proposal.id
    return proposal.id


def _store(row: ConferenceRow, ask: Ask, *, submission: Submission, now: datetime) -> ProposalRow:
    conference = row.read()
    proposal = ProposalRow(
        conference=row,
        status=Status.UNCONFIRMED.value,
        late=is_late(now, deadline=conference.deadline),
        contact_email=ask.contact_email,
        likeness=likeness_of(ask),
        submission_key=submission.key,
        submission_digest=digest_of(ask),
        language=submission.language,
        submitted_at=now,
    )
    db.session.add(proposal)
    db.session.flush()
    add_revision(proposal, ask, now=now)
    until = confirmation_closes(now)
    about = About.of(proposal, ask, conference=conference)
    letter = confirm_address(about, url=links.confirm_url(proposal.id, until=until), until=until)
    outbox.post(letter, cause=f"submit-{proposal.id}", about=about, now=now)
    return proposal


def _extension(
    extension_id: int | None, *, ask: Ask, conference_id: int, now: datetime
) -> tuple[ExtensionRow | None, list[Problem]]:
    if extension_id is None:
        return None, []
    extension = lock_extension(extension_id)
    if extension is None or extension.conference_id != conference_id:
        return None, []
    if extension.proposal_id is not None:
        return extension, [Problem("extension-used", about="deadline")]
    if now >= extension.until:
        return extension, [Problem("extension-expired", about="deadline", facts={"until": extension.until})]
    if ask.contact_email.casefold() != extension.email.casefold():
        return extension, [Problem("extension-other-address", about="contact_email", facts={"email": extension.email})]
    return extension, []
