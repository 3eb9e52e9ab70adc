"""The post of an office: what waits and what failed, lists of letters page by page, and what is held for later."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, defer

from sideevents.extensions import db
from sideevents.store.letter import FAILED, HELD, QUEUED, SENDING, SENT, LetterRow
from sideevents.store.proposal import ProposalRow

PAGE = 100
ALL, WAITING, DELAYED = "", "waiting", "delayed"  # the other kinds are states
KINDS = (ALL, WAITING, DELAYED, HELD, SENT, FAILED)
OPEN = (QUEUED, SENDING, HELD, FAILED)
# they are long, and a list shows none of them
_BODIES = (LetterRow.text, LetterRow.html, LetterRow.calendar, LetterRow.draft)


@dataclass(frozen=True)
class Counts:
    """Letters of one conference that somebody should know of: on their way, held, failed."""

    waiting: int = 0
    held: int = 0
    failed: int = 0


def count_open(conference_ids: Collection[int]) -> dict[int, Counts]:
    """Conference id -> its counts; reads an index alone, for every page of the office asks."""
    found: dict[int | None, dict[str, int]] = defaultdict(dict)
    wanted = (
        select(LetterRow.conference_id, LetterRow.state, func.count())
        .where(LetterRow.conference_id.in_(conference_ids), LetterRow.state.in_(OPEN))
        .group_by(LetterRow.conference_id, LetterRow.state)
    )
    for conference_id, state, count in db.session.execute(wanted):
        found[conference_id][state] = count
    return {each: _counts(found[each]) for each in conference_ids}


def _counts(by_state: dict[str, int]) -> Counts:
    waiting = by_state.get(QUEUED, 0) + by_state.get(SENDING, 0)
    return Counts(waiting=waiting, held=by_state.get(HELD, 0), failed=by_state.get(FAILED, 0))


def count_kinds(conference_id: int, *, q: str = "") -> dict[str, int]:
    """How many letters of each kind a conference has; those alone that a search finds."""
    searched = _searched(conference_id, q)
    by_state = dict(
        db.session.execute(select(LetterRow.state, func.count()).where(*searched).group_by(LetterRow.state)).all()
    )
    delayed = select(func.count()).select_from(LetterRow).where(*searched, _of_kind(DELAYED))
    counts = _counts(by_state)
    return {
        ALL: sum(by_state.values()),
        WAITING: counts.waiting,
        DELAYED: db.session.scalar(delayed) or 0,
        HELD: counts.held,
        SENT: by_state.get(SENT, 0),
        FAILED: counts.failed,
    }


def page_of_letters(conference_id: int, *, kind: str = ALL, q: str = "", page: int = 1) -> list[LetterRow]:
    """One page of the letters of a kind that a search finds, newest first, without their bodies."""
    wanted = [*_searched(conference_id, q), *([_of_kind(kind)] if kind != ALL else [])]
    ids = select(LetterRow.id).where(*wanted).order_by(LetterRow.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    return _without_bodies(db.session.scalars(ids).all())


def _without_bodies(ids: Collection[int], *, but: Collection[InstrumentedAttribute[Any]] = ()) -> list[LetterRow]:
    unread = [defer(column, raiseload=True) for column in _BODIES if column not in but]
    rows = db.session.scalars(select(LetterRow).options(*unread).where(LetterRow.id.in_(ids)))
    return sorted(rows, key=lambda row: -row.id)


def _of_kind(kind: str) -> ColumnElement[bool]:
    if kind == WAITING:
        return LetterRow.state.in_((QUEUED, SENDING))
    if kind == DELAYED:
        # written out, for a partial index is found by its very words
        queued, none = literal(QUEUED, literal_execute=True), literal(0, literal_execute=True)
        return and_(LetterRow.state == queued, LetterRow.attempts > none)
    return LetterRow.state == kind


def _searched(conference_id: int, q: str) -> list[ColumnElement[bool]]:
    """Found by recipient, subject, or the reference of the proposal."""
    mine = LetterRow.conference_id == conference_id
    if not q:
        return [mine]
    about = select(ProposalRow.id).where(ProposalRow.reference == q.upper())
    words = [column.icontains(q, autoescape=True) for column in (LetterRow.recipient, LetterRow.subject)]
    return [mine, or_(*words, LetterRow.proposal_id.in_(about))]


def find_post(conference_id: int, letter_id: int) -> LetterRow | None:
    """The letter of a conference with this id, or None."""
    row = db.session.get(LetterRow, letter_id)
    return row if row is not None and row.conference_id == conference_id else None


def held_of(conference_id: int) -> list[LetterRow]:
    """The oldest letters that a conference's office holds, oldest first, with their text alone: at most a page."""
    held = (LetterRow.conference_id == conference_id, LetterRow.state == HELD)
    ids = select(LetterRow.id).where(*held).order_by(LetterRow.id).limit(PAGE)
    return _without_bodies(db.session.scalars(ids).all(), but=(LetterRow.text,))[::-1]


def count_held(conference_id: int) -> int:
    """How many letters a conference's office holds."""
    wanted = select(func.count()).where(LetterRow.conference_id == conference_id, LetterRow.state == HELD)
    return db.session.scalar(wanted) or 0


def held_about(proposal_id: int) -> list[LetterRow]:
    """The letters about a proposal that the office holds, oldest first."""
    wanted = select(LetterRow).where(LetterRow.proposal_id == proposal_id, LetterRow.state == HELD)
    return list(db.session.scalars(wanted.order_by(LetterRow.id)))


def held_letter_of(decision_id: int, *, proposal_id: int) -> LetterRow | None:
    """The letter of a decision on a proposal while nobody was told of it, or None."""
    return next((row for row in held_about(proposal_id) if row.tells_of(decision_id)), None)


def behind_held(rows: Iterable[LetterRow]) -> set[int]:
    """The ids of those among some letters that wait behind a held one: the same proposal, the same recipient."""
    waiting = [row for row in rows if row.state in (QUEUED, SENDING, HELD) and row.proposal_id is not None]
    proposals = {row.proposal_id for row in waiting}
    if not proposals:
        return set()
    columns = (LetterRow.proposal_id, LetterRow.recipient, func.min(LetterRow.id))
    wanted = select(*columns).where(LetterRow.proposal_id.in_(proposals), LetterRow.state == HELD)
    first = {tuple(key): number for *key, number in db.session.execute(wanted.group_by(*columns[:2]))}
    return {row.id for row in waiting if first.get((row.proposal_id, row.recipient), row.id) < row.id}


def references_of(proposal_ids: Collection[int]) -> dict[int, str]:
    """Proposal id -> reference, of those that have one."""
    wanted = select(ProposalRow.id, ProposalRow.reference).where(ProposalRow.id.in_(proposal_ids))
    return {number: reference for number, reference in db.session.execute(wanted) if reference}
