"""The outbox: letters are posted in the transaction of the change they tell, and claimed and marked by one postman."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from sideevents.extensions import db
from sideevents.mail.letter import About, Letter
from sideevents.mail.transport import Outcome, Parcel, Result, sender_domain
from sideevents.store.conference import ConferenceRow
from sideevents.store.letter import FAILED, HELD, QUEUED, SENDING, SENT, WAITING, LetterRow
from sideevents.store.unit_of_work import unit_of_work

LEASE = timedelta(minutes=5)
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(minutes=15)
PATIENCE = timedelta(days=3)
# a letter that waited long in a held outbox, or is sent again, gets its tries too
LEAST_ATTEMPTS = 10


@dataclass(frozen=True)
class Claim:
    """A letter that is one postman's until the lease ends; only who holds ``token`` may mark it."""

    letter_id: int
    token: str
    attempts: int
    parcel: Parcel


def post(
    letter: Letter,
    *,
    cause: str,
    now: datetime,
    about: About | None = None,
    conference_id: int | None = None,
    held: bool = False,
) -> None:
    """Queue a letter in the caller's transaction. ``cause`` is the decision, revision or request that it tells of: the
    same letter of one cause to one recipient is written once. ``held``: it stays until the office lets it go."""
    values = {
        "key": f"{letter.name}:{cause}:{letter.recipient}",
        "conference_id": about.conference_id if about else conference_id,
        "proposal_id": about.proposal_id if about else None,
        "name": letter.name,
        "recipient": letter.recipient,
        "reply_to": letter.reply_to,
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "calendar": letter.calendar,
        "draft": letter.draft.to_json() if held and letter.draft else None,
        "state": HELD if held else QUEUED,
        "message_id": f"<{secrets.token_hex(16)}@{sender_domain()}>",
        "written_at": now,
        "next_attempt_at": now,
    }
    statement: postgresql.Insert | sqlite.Insert
    if db.session.get_bind().dialect.name == "postgresql":
        statement = postgresql.insert(LetterRow)
    else:
        statement = sqlite.insert(LetterRow)
    db.session.execute(statement.values(**values).on_conflict_do_nothing(index_elements=["key"]))


def retry(letter_id: int, *, now: datetime) -> bool:
    """Queue a failed or waiting letter for an attempt at once, in the caller's transaction; whether it was one."""
    changed = db.session.execute(
        update(LetterRow)
        .where(LetterRow.id == letter_id, LetterRow.state.in_([FAILED, QUEUED]))
        .values(state=QUEUED, attempts=0, next_attempt_at=now)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]


@unit_of_work
def claim(*, now: datetime) -> Claim | None:
    """Take the oldest letter that may leave now, or None. Committed before the letter leaves."""
    row = db.session.scalars(
        select(LetterRow)
        .where(_due(now), _not_held(), _first_of_its_proposal())
        .order_by(LetterRow.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=LetterRow)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        return None
    row.state, row.token, row.lease_until = SENDING, secrets.token_hex(16), now + LEASE
    row.attempts += 1
    return Claim(row.id, row.token, row.attempts, _parcel(row))


@unit_of_work
def settle(claim: Claim, outcome: Outcome, *, now: datetime) -> bool:
    """Write down what became of a claimed letter; False, and nothing is written, if the claim was lost meanwhile."""
    values = {"token": None, "lease_until": None, "server_said": outcome.said, **_state_after(claim, outcome, now=now)}
    changed = db.session.execute(
        update(LetterRow)
        .where(LetterRow.id == claim.letter_id, LetterRow.token == claim.token, LetterRow.state == SENDING)
        .values(**values)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def delay_after(attempts: int) -> timedelta:
    """How long a letter waits after its n-th attempt: 30 seconds, doubling, at most a quarter of an hour."""
    return min(FIRST_DELAY * 2 ** min(attempts - 1, 10), LONGEST_DELAY)


def _state_after(claim: Claim, outcome: Outcome, *, now: datetime) -> dict[str, object]:
    if outcome.result is Result.SENT:
        return {"state": SENT, "sent_at": now}
    tired = now - claim.parcel.written_at >= PATIENCE and claim.attempts >= LEAST_ATTEMPTS
    if outcome.result is Result.REFUSED or tired:
        return {"state": FAILED}
    return {"state": QUEUED, "next_attempt_at": now + delay_after(claim.attempts)}


def _due(now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(LetterRow.state == QUEUED, LetterRow.next_attempt_at <= now),
        and_(LetterRow.state == SENDING, LetterRow.lease_until <= now),
    )


def _not_held() -> ColumnElement[bool]:
    held = select(ConferenceRow.id).where(ConferenceRow.outbox_held)
    return or_(LetterRow.conference_id.is_(None), LetterRow.conference_id.not_in(held))


def _first_of_its_proposal() -> ColumnElement[bool]:
    """Letters of one proposal reach one recipient in the order in which they were written, held ones included."""
    earlier = aliased(LetterRow)
    waiting = select(earlier.id).where(
        earlier.proposal_id == LetterRow.proposal_id,
        earlier.recipient == LetterRow.recipient,
        earlier.id < LetterRow.id,
        earlier.state.in_(WAITING),
    )
    return ~waiting.exists()


def _parcel(row: LetterRow) -> Parcel:
    return Parcel(
        name=row.name,
        recipient=row.recipient,
        reply_to=row.reply_to,
        subject=row.subject,
        text=row.text,
        html=row.html,
        message_id=row.message_id,
        written_at=row.written_at,
        calendar=row.calendar,
    )
