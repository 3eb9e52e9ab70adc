"""Scenes for tests with a database: a conference, proposals in it, decisions on them; all by use-cases."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import insert, select

from sideevents.demonstration.story import open_conference
from sideevents.extensions import db
from sideevents.rules.ask import Ask
from sideevents.rules.programme import Programme
from sideevents.rules.window import Stretch
from sideevents.rules.workflow import Action
from sideevents.store.conference import find_conference
from sideevents.store.letter import LetterRow
from sideevents.store.programme import read_programme, side_event_of
from sideevents.store.proposal import ProposalRow, find_proposal, revisions_of
from sideevents.usecases.confirm_address import confirm_address
from sideevents.usecases.decide_proposal import Outcome, Verdict, decide_proposal
from sideevents.usecases.submit_proposal import Submission, submit_proposal

SLUG = "gcm-vienna-2017"
NOW = datetime(2017, 8, 1, 8, 0, tzinfo=UTC)
MONDAY_LUNCH, TUESDAY_LUNCH = "2017-09-04/lunch", "2017-09-05/lunch"
TUESDAY_EARLY = "2017-09-05/pre-plenary"
_numbers = count(1)


def vienna() -> str:
    """The bundled conference, loaded; its slug."""
    return open_conference(NOW)


def ask(**changes: Any) -> Ask:
    """A dull proposal for Vienna; no two of them are alike."""
    number = next(_numbers)
    dull = {
        "title": f"Side event number {number}",
        "abstract": "What we have learnt on the route, and what the compact could say about it.",
        "theme": "smuggling",
        "lead_organisation": f"Organisation {number}",
        "organisation_type": "ngo-ecosoc",
        "contact_name": "A. Contact",
        "contact_email": f"contact{number}@example.org",
        "preferences": (MONDAY_LUNCH,),
        "expected_attendance": 30,
        "format": "in-person",
        "languages": ("en",),
    }
    return Ask(**{**dull, **changes})


def unconfirmed(*, now: datetime = NOW, key: str | None = None, **changes: Any) -> int:
    """A proposal whose address is not proven; its id."""
    submission = Submission(key=key or f"key-{next(_numbers)}")
    return submit_proposal(ask(**changes), slug=SLUG, submission=submission, now=now)


def submitted(*, now: datetime = NOW, **changes: Any) -> int:
    """A proposal that is before the office; its id."""
    proposal_id = unconfirmed(now=now, **changes)
    confirm_address(proposal_id, now=now + timedelta(minutes=1))
    return proposal_id


def verdict(proposal_id: int, action: Action, *, window: str = MONDAY_LUNCH, **changes: Any) -> Verdict:
    """What an officer who has just read the proposal wants; m2 in Monday's lunch window where a place is needed."""
    row = proposal(proposal_id)
    dull: dict[str, Any] = {"by": "office@example.org", "initials": "MK", "note": "Because."}
    if action in {Action.APPROVE, Action.OFFER, Action.MOVE}:
        dull |= {"room": "m2", "slot": slot(window)}
    if action is Action.OFFER:
        dull["accept_by"] = datetime(2017, 8, 11, 16, 0, tzinfo=UTC)
    return Verdict(action=action, revision=row.revision, decisions=row.decisions, **{**dull, **changes})


def decide(proposal_id: int, action: Action, *, now: datetime = NOW + timedelta(hours=1), **changes: Any) -> Outcome:
    """The office decides."""
    return decide_proposal(proposal_id, verdict(proposal_id, action, **changes), now=now)


def slot(window: str) -> Stretch:
    """The whole of a window."""
    row = find_conference(SLUG)
    assert row is not None
    conference = row.read()
    found = conference.window(window)
    assert found is not None
    return conference.stretch(found)


def proposal(proposal_id: int) -> ProposalRow:
    """The row, read afresh."""
    db.session.rollback()
    found = find_proposal(proposal_id)
    assert found is not None
    return found


def letters(proposal_id: int | None = None) -> list[str]:
    """Names of the letters in the outbox, about one proposal or all, in order."""
    wanted = select(LetterRow.name).order_by(LetterRow.id)
    if proposal_id is not None:
        wanted = wanted.where(LetterRow.proposal_id == proposal_id)
    db.session.rollback()
    return list(db.session.scalars(wanted))


def many_side_events(count: int) -> None:
    """So many copies of one approved side event, written straight into the tables: only reading them is under test."""
    first = submitted()
    decide(first, Action.APPROVE, note="")
    originals = [proposal(first), revisions_of(first)[0], side_event_of(first)]
    values = [{column.name: getattr(row, column.name) for column in row.__table__.columns} for row in originals]
    numbers = range(2, count + 1)
    changes = [
        lambda number: {"id": number, "number": number, "reference": f"SE-{number:03d}", "submission_key": f"{number}"},
        lambda number: {"id": number, "proposal_id": number},
        lambda number: {"proposal_id": number},
    ]
    db.session.rollback()
    with db.engine.connect().execution_options(sideevents_writes=True) as connection:
        for row, plain, change in zip(originals, values, changes, strict=True):
            if numbers:
                connection.execute(insert(type(row)), [{**plain, **change(number)} for number in numbers])
        connection.commit()


def codes(refused: Any) -> list[str]:
    """The codes of what ``pytest.raises`` has caught."""
    return [problem.code for problem in refused.value.problems]


def programme() -> Programme:
    """The public programme, read afresh."""
    db.session.rollback()
    found = read_programme(SLUG, now=NOW + timedelta(hours=3))
    assert found is not None
    return found


def public(proposal_id: int) -> tuple[str, str, bool]:
    """Room, day and whether cancelled, of a proposal's public page."""
    face = side_event_of(proposal_id)
    assert face is not None
    return face.room, face.slot_starts.isoformat()[:10], face.cancelled
