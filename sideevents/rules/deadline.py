"""Until when: submissions, confirmations, offers, changes and undo. Every bound is the first refused instant."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sideevents.rules.conference import Conference
from sideevents.rules.problem import Problem
from sideevents.rules.window import Stretch

DAY = timedelta(days=1)
CONFIRMATION = timedelta(hours=48)
ACCEPT_WORKING_DAYS = 3
ACCEPT_BY_TIME = time(18)
SATURDAY = 5


def is_late(now: datetime, *, deadline: datetime) -> bool:
    """Whether a first submission at ``now`` is late; the deadline itself is the first late instant."""
    return now >= deadline


def submission_problems(
    now: datetime, *, deadline: datetime, late: str, extension_until: datetime | None
) -> list[Problem]:
    """Object to a first submission after the deadline; not with a valid extension, nor where ``late`` is "flag"."""
    extended = extension_until is not None and now < extension_until
    if late == "flag" or extended or not is_late(now, deadline=deadline):
        return []
    return [Problem("deadline-passed", about="deadline", facts={"deadline": deadline})]


def accept_by(now: datetime, *, zone: ZoneInfo) -> datetime:
    """The usual end of an offer made now: 18:00 of the third working day (Monday to Friday) after today, in UTC."""
    day, left = now.astimezone(zone).date(), ACCEPT_WORKING_DAYS
    while left:
        day += DAY
        left -= day.weekday() < SATURDAY
    return _instant(day, ACCEPT_BY_TIME, zone)


def accept_by_problems(accept_by: datetime, *, now: datetime, slot: Stretch | None) -> list[Problem]:
    """Object to an offer that is over already, or that leaves less than 24 hours before its slot."""
    problems = []
    if accept_by <= now:
        problems.append(Problem("accept-by-past", about="accept_by"))
    if slot is not None and accept_by > slot.start - DAY:
        problems.append(Problem("accept-by-too-late", about="accept_by", facts={"until": slot.start - DAY}))
    return problems


def changes_close(conference: Conference, *, slot: Stretch | None) -> datetime:
    """When amend, resubmit and accept end: 24 hours before the slot; without one, as the first day begins."""
    return slot.start - DAY if slot else _begin_of(min(conference.dates), conference.zone)


def undo_closes(conference: Conference, *, slot: Stretch | None) -> datetime:
    """When undo ends: as the slot's day begins in the conference's zone; without a slot, as the first day begins."""
    day = slot.start.astimezone(conference.zone).date() if slot else min(conference.dates)
    return _begin_of(day, conference.zone)


def confirmation_closes(submitted_at: datetime) -> datetime:
    """When the link that proves the address ends: 48 hours after the submission, in UTC."""
    return submitted_at.astimezone(UTC) + CONFIRMATION


def _begin_of(day: date, zone: ZoneInfo) -> datetime:
    return _instant(day, time(0), zone)


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    # not local_instant: a day begins and an offer ends even where the clock jumps over that very minute
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
