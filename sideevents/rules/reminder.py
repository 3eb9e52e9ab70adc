"""Rhythm: who is reminded of what and when, and on which morning the office gets its digest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sideevents.rules.conference import Conference
from sideevents.rules.deadline import changes_close, confirmation_closes
from sideevents.rules.window import Stretch
from sideevents.rules.workflow import Status

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
AFTER_SUBMISSION = DAY  # a mail can be hours late; half of the 48 hours is left to find it
BEFORE_ACCEPT_BY = DAY  # one working day in every time zone; half of the time where an offer is shorter
AFTER_RETURN = timedelta(days=3)  # long enough to ask a colleague, short enough to keep the room in reach
EVE_TIME = time(9)  # the whole working day before is left to print, to travel and to ask


class Kind(StrEnum):
    """What a reminder is about."""

    UNCONFIRMED = "unconfirmed"
    OFFER = "offer"
    RETURNED = "returned"
    EVE = "eve"


@dataclass(frozen=True)
class Facts:
    """Where a proposal stands. ``decision`` and ``decided_at`` are the act by which it was offered, returned, or got
    its present slot; ``untold``: the letter of an act is still held, so that its organizer knows nothing of it."""

    proposal_id: int
    status: Status
    submitted_at: datetime
    slot: Stretch | None = None
    held_until: datetime | None = None
    decision: int | None = None
    decided_at: datetime | None = None
    untold: bool = False


@dataclass(frozen=True)
class Reminder:
    """One reminder, good from ``since`` up to, not including, ``until``. ``cause`` names the fact: once each."""

    kind: Kind
    proposal_id: int
    cause: str
    since: datetime
    until: datetime

    def is_due(self, now: datetime) -> bool:
        """Whether it makes sense at this moment."""
        return self.since <= now < self.until


def due_reminders(proposals: Iterable[Facts], *, conference: Conference, now: datetime) -> list[Reminder]:
    """What is due of proposals of one conference; nothing once the conference is over."""
    if is_over(conference, now=now):
        return []
    planned = (reminder_of(facts, conference=conference) for facts in proposals)
    return [each for each in planned if each is not None and each.is_due(now)]


def reminder_of(facts: Facts, *, conference: Conference) -> Reminder | None:
    """The one reminder that a proposal's state asks for, due or not; None if it asks for none."""
    if facts.untold:
        return None
    if facts.status is Status.UNCONFIRMED:
        return _unconfirmed(facts)
    if facts.decision is None or facts.decided_at is None:
        return None
    if facts.status is Status.OFFERED and facts.held_until is not None:
        return _offer(facts, facts.decided_at, facts.held_until)
    if facts.status is Status.RETURNED:
        since, closes = facts.decided_at + AFTER_RETURN, changes_close(conference, slot=facts.slot)
        return Reminder(Kind.RETURNED, facts.proposal_id, f"returned-{facts.decision}", since, closes)
    if facts.status is Status.APPROVED and facts.slot is not None:
        return _eve(facts, facts.slot, facts.decided_at, zone=conference.zone)
    return None


def is_over(conference: Conference, *, now: datetime) -> bool:
    """Whether the last day of the conference has ended."""
    return now >= first_instant(max(conference.dates) + DAY, time(0), conference.zone)


def first_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first instant (UTC) at which the clocks of a zone show the day and this time or a later one."""
    wall = datetime.combine(day, at)
    # where the clock shows it twice fold 0 is the first; where it jumps over it fold 1 lies before the jump
    late, early = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if _shown(late, zone) == wall:
        return late
    while late - early > SECOND:
        middle = early + (late - early) // 2
        early, late = (early, middle) if _shown(middle, zone) >= wall else (middle, late)
    return late.replace(microsecond=0)


def digest_due(hour: int | None, *, now: datetime, zone: ZoneInfo, last_sent: datetime | None = None) -> date | None:
    """The local date whose digest is due: today's from the first instant at or after ``hour`` on, late ones included,
    unless ``last_sent`` was today. ``hour`` None: never."""
    today = now.astimezone(zone).date()
    if hour is None or now < first_instant(today, time(hour), zone) or _date(last_sent, zone) >= today:
        return None
    return today


def next_digest(hour: int, *, now: datetime, zone: ZoneInfo, last_sent: datetime | None) -> datetime:
    """When the next digest leaves; ``now`` or earlier where today's is due already."""
    today = now.astimezone(zone).date()
    day = today + DAY if _date(last_sent, zone) >= today else today
    return first_instant(day, time(hour), zone)


def _unconfirmed(facts: Facts) -> Reminder:
    since, closes = facts.submitted_at + AFTER_SUBMISSION, confirmation_closes(facts.submitted_at)
    return Reminder(Kind.UNCONFIRMED, facts.proposal_id, f"unconfirmed-{facts.proposal_id}", since, closes)


def _offer(facts: Facts, offered_at: datetime, accept_by: datetime) -> Reminder:
    since = accept_by - min(BEFORE_ACCEPT_BY, (accept_by - offered_at) / 2)
    return Reminder(Kind.OFFER, facts.proposal_id, f"offer-{facts.decision}", since, accept_by)


def _eve(facts: Facts, slot: Stretch, decided_at: datetime, *, zone: ZoneInfo) -> Reminder | None:
    since = first_instant(slot.start.astimezone(zone).date() - DAY, EVE_TIME, zone)
    if decided_at > since:
        return None  # the letter of that decision has said it all
    cause = f"eve-{facts.proposal_id}-{slot.start:%Y%m%dT%H%MZ}"
    return Reminder(Kind.EVE, facts.proposal_id, cause, since, slot.start)


def _shown(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)


def _date(instant: datetime | None, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date() if instant else date.min
