"""The outbox: letters are posted in the transaction of the change they tell, and claimed and marked by one postman."""

import functools
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Insert,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from sideevents.extensions import db
from sideevents.mail.delivery_letters import Undelivered, delivery_failed
from sideevents.mail.letter import About, Letter
from sideevents.mail.message import Parcel, sender_domain
from sideevents.mail.transport import Outcome, Result
from sideevents.store.conference import ConferenceRow
from sideevents.store.letter import DROPPED, FAILED, HELD, QUEUED, SENDING, SENT, WAITING, DeliveryRow, LetterRow
from sideevents.store.proposal import ProposalRow, revision_of
from sideevents.store.types import UtcDateTime
from sideevents.store.unit_of_work import light_unit_of_work, unit_of_work
from sideevents.store.words import words_of

LEASE = timedelta(minutes=5)
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(minutes=15)
PATIENCE = timedelta(days=3)
# a letter that waited long in a held outbox, or is sent again, gets its tries too
LEAST_ATTEMPTS = 10
AGAIN, BOUNCED = "again", "bounced"
# made once, and of the tables: what each letter costs is mostly the making of statements
_LETTERS: Table = LetterRow.__table__  # type: ignore[assignment]
_OURS = and_(_LETTERS.c.id == bindparam("claimed"), _LETTERS.c.token == bindparam("held"), _LETTERS.c.state == SENDING)
_WANTED = tuple(_LETTERS.c[name] for name in ("id", "attempts", "good_until", *Parcel.__dataclass_fields__))
_SETTLE = Update(_LETTERS).where(_OURS)
_DELIVERIES: Table = DeliveryRow.__table__  # type: ignore[assignment]
_NOTE = Insert(_DELIVERIES)


@dataclass(frozen=True)
class Claim:
    """A letter that is one postman's ``until`` the lease ends; only who holds ``token`` may mark it. It was claimed for
    the attempt with the number ``attempts``."""

    letter_id: int
    token: str
    until: datetime
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
    good_until: datetime | None = None,
) -> None:
    """Queue a letter in the caller's transaction. ``cause`` is the decision, revision or request that it tells of: the
    same letter of one cause to one recipient is written once. ``held``: it stays until the office lets it go. It never
    leaves once ``good_until`` has come."""
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
        "good_until": good_until,
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
        .values(state=QUEUED, attempts=0, next_attempt_at=now, reported="")
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        return False
    _note(letter_id, result=AGAIN, said="", now=now)
    return True


@unit_of_work
def claim(*, now: datetime, at_most: int = 1) -> list[Claim]:
    """Take letters that may leave now, under one lease; those never tried come first, so that bad recipients do not
    delay good ones. Committed before the first one leaves."""
    rows = _take_due(now=now, at_most=at_most)
    # what nobody needs any more makes room for others
    while stale := [row.id for row in rows if row.good_until is not None and row.good_until <= now]:
        dropped = {"state": DROPPED, "token": None, "lease_until": None}
        db.session.execute(_untracked(update(LetterRow).where(LetterRow.id.in_(stale)).values(dropped)))
        rows = _take_due(now=now, at_most=at_most)
    if not rows:
        return []
    token, until = secrets.token_hex(16), now + LEASE
    claims = [Claim(row.id, token, until, row.attempts + 1, parcel_of(row)) for row in rows]
    values = {"state": SENDING, "token": token, "lease_until": until}
    db.session.execute(_untracked(update(LetterRow).where(LetterRow.id.in_([row.id for row in rows])).values(values)))
    return claims


def _take_due(*, now: datetime, at_most: int) -> list[Any]:
    rows: list[Any] = []
    for due in _due():
        if len(rows) < at_most:
            rows += db.session.execute(due, {"now": now, "at_most": at_most - len(rows)})
    return rows


@unit_of_work
def give_back(claims: Sequence[Claim]) -> None:
    """Let others have letters of one claim that were not tried, at once."""
    letters = [each.letter_id for each in claims]
    waiting = update(LetterRow).where(
        LetterRow.id.in_(letters), LetterRow.token == claims[0].token, LetterRow.state == SENDING
    )
    db.session.execute(_untracked(waiting.values(state=QUEUED, token=None, lease_until=None)))


def settle(claim: Claim, outcome: Outcome, *, now: datetime) -> bool:
    """Write down what became of a claimed letter; False, and nothing is written, if the claim was lost meanwhile. Where
    it has failed for good the office is told. Should a power cut undo this, the letter leaves once more."""
    state = _state_after(claim, outcome, now=now)
    return (_settle_failed if state == FAILED else _settle_lightly)(claim, outcome, state=state, now=now)


@light_unit_of_work
def _settle_lightly(connection: Connection, claim: Claim, outcome: Outcome, *, state: str, now: datetime) -> bool:
    return _settled(connection, claim, outcome, state=state, now=now)


@unit_of_work
def _settle_failed(claim: Claim, outcome: Outcome, *, state: str, now: datetime) -> bool:
    settled = _settled(db.session.connection(), claim, outcome, state=state, now=now)
    if settled:
        _tell_office(db.session.get_one(LetterRow, claim.letter_id), said=outcome.said, now=now)
    return settled


def _settled(connection: Connection, claim: Claim, outcome: Outcome, *, state: str, now: datetime) -> bool:
    changed = connection.execute(
        _SETTLE,
        {
            "claimed": claim.letter_id,
            "held": claim.token,
            "state": state,
            "token": None,
            "lease_until": None,
            "attempts": claim.attempts,
            "server_said": outcome.said,
            "sent_at": now if state == SENT else None,
            "next_attempt_at": now + delay_after(claim.attempts) if state == QUEUED else now,
        },
    )
    if changed.rowcount:
        note = {"letter_id": claim.letter_id, "at": now, "result": outcome.result.value, "said": outcome.said}
        connection.execute(_NOTE, note)
    return bool(changed.rowcount)


def failed(row: LetterRow, *, said: str, now: datetime, result: str = BOUNCED) -> bool:
    """A letter that had left came back, in the caller's transaction: it has failed, and the office is told. False if it
    had failed before or waits to be sent again; then the report is written down and changes nothing.

    It may come back before its postman has written down that it left: his claim is over, and it is not sent again."""
    said = said.replace("\0", "")  # PostgreSQL takes none in a text
    db.session.refresh(row, with_for_update=True)
    _note(row.id, result=result, said=said, now=now)
    if row.state not in (SENT, SENDING):
        return False
    row.state, row.server_said, row.token, row.lease_until = FAILED, said, None, None
    _tell_office(row, said=said, now=now)
    return True


def delay_after(attempts: int) -> timedelta:
    """How long a letter waits after its n-th attempt: 30 seconds, doubling, at most a quarter of an hour."""
    return min(FIRST_DELAY * 2 ** min(attempts - 1, 10), LONGEST_DELAY)


def _state_after(claim: Claim, outcome: Outcome, *, now: datetime) -> str:
    if outcome.result is Result.SENT:
        return SENT
    tired = now - claim.parcel.written_at >= PATIENCE and claim.attempts >= LEAST_ATTEMPTS
    return FAILED if outcome.result is Result.REFUSED or tired else QUEUED


@functools.cache
def _due() -> tuple[Select[Any], ...]:
    """What may leave, in the order in which it should: three questions that an index answers each. A letter whose
    postman vanished comes last, should it have been the letter's doing."""
    now = bindparam("now", type_=UtcDateTime())
    queued = and_(LetterRow.state == QUEUED, LetterRow.next_attempt_at <= now)
    by_time = (LetterRow.next_attempt_at, LetterRow.id)
    left_over = and_(LetterRow.state == SENDING, LetterRow.lease_until <= now)
    wanted = (
        select(*_WANTED)
        .where(_not_held(), _first_of_its_proposal())
        .limit(bindparam("at_most"))
        .with_for_update(skip_locked=True, of=LetterRow)
    )
    return (
        wanted.where(queued, LetterRow.attempts == 0).order_by(*by_time),
        wanted.where(queued, LetterRow.attempts > 0).order_by(*by_time),
        wanted.where(left_over).order_by(LetterRow.id),
    )


def _untracked(statement: Update) -> Update:
    """Straight to the table: no row of the session is needed after it."""
    return statement.execution_options(synchronize_session=False)


def _note(letter_id: int, *, result: str, said: str, now: datetime) -> None:
    db.session.connection().execute(_NOTE, {"letter_id": letter_id, "at": now, "result": result, "said": said})


def _tell_office(row: LetterRow, *, said: str, now: datetime) -> None:
    """Post the office a letter about one that failed; none about those to the office itself, which would fail too."""
    holder = db.session.get(ConferenceRow, row.conference_id) if row.conference_id else None
    if holder is None:
        return
    conference = holder.read()
    if row.recipient.casefold() == conference.office_email.casefold():
        return
    proposal = db.session.get(ProposalRow, row.proposal_id) if row.proposal_id else None
    about = About.of(proposal, revision_of(proposal), conference=conference) if proposal else None
    undelivered = Undelivered(row.subject, row.recipient, row.written_at, said)
    told = delivery_failed(undelivered, conference=conference, about=about, words=words_of(holder.id))
    reports = db.session.scalar(select(func.count()).where(DeliveryRow.letter_id == row.id))
    post(told, cause=f"delivery-{row.id}-{reports}", about=about, conference_id=holder.id, now=now)


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


def parcel_of(row: Any) -> Parcel:
    """What leaves of a letter: its row, or these columns of it."""
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
