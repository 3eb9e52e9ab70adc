"""What the clock asks for: proposals whose organizer may have to be reminded, conferences whose digest may be due."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from sqlalchemy import select

from sideevents.extensions import db
from sideevents.rules.deadline import CONFIRMATION
from sideevents.rules.reminder import (
    AFTER_RETURN,
    AFTER_SUBMISSION,
    BEFORE_ACCEPT_BY,
    Facts,
    Reminder,
    digest_due,
    due_reminders,
    first_instant,
    is_over,
)
from sideevents.rules.workflow import Action, Status
from sideevents.store.booking import BookingRow
from sideevents.store.conference import ConferenceRow, all_conferences
from sideevents.store.decision import DecisionRow
from sideevents.store.letter import HELD, LetterRow
from sideevents.store.placing import Standing
from sideevents.store.proposal import ProposalRow

LETTER = "reminder"
LONGEST_EVE = timedelta(hours=48)  # from the morning before to the end of the slot's day, in every zone
# the acts by which a proposal came to stand as it stands
ACTS = {
    Status.OFFERED: {Action.OFFER},
    Status.RETURNED: {Action.RETURN},
    Status.APPROVED: {Action.APPROVE, Action.ACCEPT, Action.MOVE},
}


def proposals_to_remind(now: datetime) -> list[int]:
    """Ids of proposals of which a reminder is due that is not written yet; each must be looked at again under its
    lock. A constant number of queries."""
    found = list(db.session.scalars(select(ProposalRow).where(ProposalRow.id.in_(_candidates(now)))))
    groups: dict[int, list[ProposalRow]] = {}
    for row in found:
        if not row.conference.outbox_held:
            groups.setdefault(row.conference_id, []).append(row)
    return [reminder.proposal_id for rows in groups.values() for reminder in _due(rows, now=now)]


def reminder_due(proposal: ProposalRow, *, now: datetime) -> Reminder | None:
    """The reminder of one proposal that is due and not written yet, or None."""
    if proposal.conference.outbox_held:
        return None  # it would be stale when it leaves
    return next(iter(_due([proposal], now=now)), None)


def digests_due(now: datetime) -> list[int]:
    """Ids of the conferences whose digest is due."""
    return [row.id for row in all_conferences() if is_digest_due(row, now=now)]


def is_digest_due(row: ConferenceRow, *, now: datetime) -> bool:
    """Whether the office's digest is due: not while letters are held, nor once the conference is over."""
    if row.digest_hour is None or row.outbox_held:
        return False
    conference = row.read()
    if is_over(conference, now=now):
        return False
    return digest_due(row.digest_hour, now=now, zone=conference.zone, last_sent=row.digest_at) is not None


def digest_since(row: ConferenceRow, *, now: datetime) -> datetime:
    """From when on things are new in the digest: since the last one was due, else since yesterday's hour."""
    zone = row.read().zone
    yesterday = now.astimezone(zone).date() - timedelta(days=1)
    return row.digest_at or first_instant(yesterday, time(row.digest_hour or 0), zone)


def _candidates(now: datetime) -> list[int]:
    waits = select(ProposalRow.id).where(
        ProposalRow.status == Status.UNCONFIRMED.value,
        ProposalRow.submitted_at > now - CONFIRMATION,
        ProposalRow.submitted_at <= now - AFTER_SUBMISSION,
    )
    offered = select(BookingRow.proposal_id).where(
        BookingRow.chosen, BookingRow.held_until > now, BookingRow.held_until <= now + BEFORE_ACCEPT_BY
    )
    returned = (
        select(DecisionRow.proposal_id)
        .join(ProposalRow, ProposalRow.id == DecisionRow.proposal_id)
        .where(
            ProposalRow.status == Status.RETURNED.value,
            DecisionRow.action == Action.RETURN.value,
            DecisionRow.at <= now - AFTER_RETURN,
        )
    )
    soon = select(BookingRow.proposal_id).where(
        BookingRow.chosen,
        BookingRow.held_until.is_(None),
        BookingRow.slot_starts > now,
        BookingRow.slot_starts <= now + LONGEST_EVE,
    )
    return list(db.session.scalars(waits.union(offered, returned, soon)))


def _due(rows: list[ProposalRow], *, now: datetime) -> list[Reminder]:
    """Of proposals of one conference."""
    due = due_reminders(_facts(rows), conference=rows[0].conference.read(), now=now)
    recipients = {row.id: row.contact_email for row in rows}
    keys = {each.proposal_id: f"{LETTER}:{each.cause}:{recipients[each.proposal_id]}" for each in due}
    written = set(db.session.scalars(select(LetterRow.key).where(LetterRow.key.in_(keys.values()))))
    return [each for each in due if keys[each.proposal_id] not in written]


def _facts(rows: list[ProposalRow]) -> list[Facts]:
    ids = [row.id for row in rows]
    booked = {
        row.proposal_id: row
        for row in db.session.scalars(select(BookingRow).where(BookingRow.chosen, BookingRow.proposal_id.in_(ids)))
    }
    untold = set(
        db.session.scalars(select(LetterRow.proposal_id).where(LetterRow.proposal_id.in_(ids), LetterRow.state == HELD))
    )
    acts = _acts(rows)
    return [_facts_of(row, booked.get(row.id), acts.get(row.id), untold=row.id in untold) for row in rows]


def _facts_of(row: ProposalRow, booking: BookingRow | None, act: DecisionRow | None, *, untold: bool) -> Facts:
    return Facts(
        proposal_id=row.id,
        status=row.state,
        submitted_at=row.submitted_at,
        slot=booking.slot if booking else None,
        held_until=booking.held_until if booking else None,
        decision=act.id if act else None,
        decided_at=act.at if act else None,
        untold=untold,
    )


def _acts(rows: Iterable[ProposalRow]) -> dict[int, DecisionRow]:
    """Proposal id -> the latest act, not taken back, by which it stands as it stands."""
    states = {row.id: row.state for row in rows}
    actions = {action.value for every in ACTS.values() for action in every}
    found = db.session.scalars(
        select(DecisionRow)
        .where(DecisionRow.proposal_id.in_(states), DecisionRow.action.in_(actions), DecisionRow.undone_by.is_(None))
        .order_by(DecisionRow.id)
    )
    return {
        row.proposal_id: row for row in found if row.action in ACTS.get(states[row.proposal_id], ()) and _placed(row)
    }


def _placed(row: DecisionRow) -> bool:
    """Whether an act changed state or place: a verdict on a newer text of a side event changes neither."""
    before, after = Standing.from_json(row.before), Standing.from_json(row.after)
    return (before.status, before.room, before.slot) != (after.status, after.room, after.slot)
