"""An organizer submits a proposal: it waits, unconfirmed, until the contact proves the address."""

import hashlib
from dataclasses import dataclass, replace
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
from sideevents.rules.workflow import ENDED, Status
from sideevents.store.conference import ConferenceRow, find_conference, lock_conference
from sideevents.store.proposal import (
    ExtensionRow,
    ProposalRow,
    add_revision,
    find_alike,
    find_by_submission_key,
    is_spent,
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
    key, earlier = _key_in_use(submission.key)
    if earlier is not None:
        if earlier.submission_digest == digest_of(ask):
            return earlier.id
        raise MovedOn([Problem("already-submitted")])
    submission = replace(submission, key=key)
    extension, problems = _extension(submission, row, ask=ask, now=now)
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


def _key_in_use(key: str) -> tuple[str, ProposalRow | None]:
    """The living proposal that the key has led to; or None and a key that is free: what has ended begins anew."""
    while (earlier := find_by_submission_key(key)) is not None and earlier.state in ENDED:
        key = hashlib.sha256(f"{key} {earlier.id}".encode()).hexdigest()
    return key, earlier


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
    submission: Submission, row: ConferenceRow, *, ask: Ask, now: datetime
) -> tuple[ExtensionRow | None, list[Problem]]:
    conference = row.read()
    if submission.extension is None or not is_late(now, deadline=conference.deadline) or conference.late == "flag":
        return None, []  # the form is open to everybody
    extension = lock_extension(submission.extension)
    if extension is None or extension.conference_id != row.id:
        return None, []
    if is_spent(extension, now=now):
        return extension, [Problem("extension-used", about="deadline")]
    if now >= extension.until:
        return extension, [Problem("extension-expired", about="deadline", facts={"until": extension.until})]
    if ask.contact_email.casefold() != extension.email.casefold():
        return extension, [Problem("extension-other-address", about="contact_email", facts={"email": extension.email})]
    return extension, []
