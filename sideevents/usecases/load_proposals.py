"""The office loads proposals from a file: all rows or none."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sideevents.extensions import db
from sideevents.mail.announcement import announce
from sideevents.rules.admission import ask_problems
from sideevents.rules.conference import Conference
from sideevents.rules.deadline import is_late, submission_problems
from sideevents.rules.problem import Problem, Refused
from sideevents.rules.proposal_file import Entry
from sideevents.rules.sameness import digest_of, likeness_of
from sideevents.rules.workflow import Action, Status
from sideevents.store import placing
from sideevents.store.conference import ConferenceRow, find_conference, lock_conference
from sideevents.store.decision import record
from sideevents.store.proposal import ExtensionRow, ProposalRow, add_revision, find_alike
from sideevents.store.unit_of_work import unit_of_work


@dataclass(frozen=True)
class Terms:
    """How a file is loaded. ``as_submitted`` holds each row to the deadline at its own instant; ``extend_late`` is the
    reason of an extension signed for each late one; ``letters`` tells organizers and office; ``by`` is who loads."""

    by: str
    as_submitted: bool = False
    extend_late: str = ""
    letters: bool = False


@unit_of_work
def load_proposals(entries: Iterable[Entry], *, slug: str, terms: Terms, now: datetime) -> list[str]:
    """Store every row as a submitted proposal with its address taken as confirmed; the references, in order of receipt.

    Refused with every problem of every row: ``about`` is ``row 3: title``."""
    found = find_conference(slug)
    if found is None:
        raise Refused([Problem("unknown-choice", about="conference", facts={"value": slug})])
    row = lock_conference(found.id)
    conference = row.read()
    rows = list(entries)
    problems = [
        replace(problem, about=f"row {position}: {problem.about}")
        for position, entry in enumerate(rows, start=1)
        for problem in _problems(entry, conference=conference, conference_id=row.id, terms=terms, now=now)
    ]
    problems += _twice(rows)
    if problems:
        raise Refused(problems)
    in_order = sorted(rows, key=lambda entry: entry.submitted_at or now)
    return [_store(entry, row, conference, terms=terms, now=now) for entry in in_order]


def _problems(
    entry: Entry, *, conference: Conference, conference_id: int, terms: Terms, now: datetime
) -> list[Problem]:
    problems = [*entry.problems, *ask_problems(entry.ask, conference=conference)]
    if find_alike(conference_id, likeness_of(entry.ask), now=now):
        problems.append(Problem("duplicate", about="title"))
    if terms.as_submitted and not terms.extend_late:
        problems += submission_problems(
            entry.submitted_at or now, deadline=conference.deadline, late=conference.late, extension_until=None
        )
    return problems


def _twice(rows: list[Entry]) -> list[Problem]:
    seen: dict[str, int] = {}
    problems = []
    for position, entry in enumerate(rows, start=1):
        first = seen.setdefault(likeness_of(entry.ask), position)
        if first != position:
            problems.append(Problem("row-twice", about=f"row {position}: title", facts={"row": first}))
    return problems


def _store(entry: Entry, row: ConferenceRow, conference: Conference, *, terms: Terms, now: datetime) -> str:
    submitted_at = (entry.submitted_at or now).astimezone(UTC)
    number, reference = row.next_reference()
    proposal = ProposalRow(
        conference_id=row.id,
        number=number,
        reference=reference,
        status=Status.UNCONFIRMED.value,
        late=is_late(submitted_at, deadline=conference.deadline),
        contact_email=entry.ask.contact_email,
        likeness=likeness_of(entry.ask),
        submission_key=f"load-{secrets.token_urlsafe(16)}",
        submission_digest=digest_of(entry.ask),
        submitted_at=submitted_at,
        confirmed_at=submitted_at,
        conference=row,
    )
    db.session.add(proposal)
    db.session.flush()
    add_revision(proposal, entry.ask, now=submitted_at)
    before = placing.standing(proposal)
    proposal.status = Status.SUBMITTED.value
    after = placing.standing(proposal)
    record(proposal, Action.CONFIRM, actor="office", by=terms.by, now=now, before=before, after=after)
    if proposal.late and terms.extend_late:
        _extend(proposal, terms=terms, now=now)
    if terms.letters:
        announce(proposal, entry.ask, conference=conference, now=now)
    return reference


def _extend(proposal: ProposalRow, *, terms: Terms, now: datetime) -> None:
    db.session.add(
        ExtensionRow(
            conference_id=proposal.conference_id,
            email=proposal.contact_email,
            until=proposal.submitted_at,
            reason=terms.extend_late,
            issued_by=terms.by,
            issued_at=now,
            proposal_id=proposal.id,
        )
    )
