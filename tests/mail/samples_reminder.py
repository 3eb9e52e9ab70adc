"""One of each reminder, and the office's digest."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from sideevents.mail import reminder_letters
from sideevents.mail.digest import digest
from sideevents.mail.letter import Letter
from sideevents.rules.problem import Problem
from sideevents.store.digest import Crowd, Digest, Entry
from tests.mail.samples import ARABIC, EVENING, LONG, LUNCH, NEXT_LUNCH, PAGE, REMARKS, about, vienna

CONFIRM = "https://side-events.example.org/proposals/confirm/CONFIRM-TOKEN"
MORNING = datetime(2017, 8, 11, 5, 0, tzinfo=UTC)


def reminder_unconfirmed() -> Letter:
    return reminder_letters.remind_to_confirm(about(LONG, reference=""), url=CONFIRM, until=EVENING)


def reminder_offer() -> Letter:
    return reminder_letters.remind_of_offer(
        about(), room="m2", slot=NEXT_LUNCH, accept_by=EVENING, page_url=f"{PAGE}/offer"
    )


def reminder_returned() -> Letter:
    closes = datetime(2017, 9, 3, 22, 0, tzinfo=UTC)
    return reminder_letters.remind_of_changes(about(LONG), note=REMARKS, page_url=PAGE, closes=closes)


def reminder_eve() -> Letter:
    return _eve(closes_in=timedelta(hours=4), number=ARABIC, no_recording=True)


def reminder_eve_online() -> Letter:
    return _eve(closes_in=timedelta(0), room="", format="online", join_url="", closed=True)


def reminder_eve_hybrid() -> Letter:
    return _eve(closes_in=timedelta(0), format="hybrid", join_url="https://evil.example.com/join/se-007")


def _eve(*, closes_in: timedelta, number: int = 0, room: str = "m2", **changes: object) -> Letter:
    closes = NEXT_LUNCH.start - timedelta(days=1)
    return reminder_letters.remind_of_eve(
        about(number, **changes),
        room=room,
        slot=NEXT_LUNCH,
        page_url=PAGE,
        changes_until=closes,
        now=closes - closes_in,
    )


def the_digest() -> Letter:
    return _digest(full())


def the_digest_of_a_rush() -> Letter:
    """More lines than a letter should have."""
    rush = tuple(entry(number, days=1, late=True) for number in range(101, 123))
    return _digest(Digest(since=MORNING - timedelta(days=1), new=rush, waiting=rush))


def full() -> Digest:
    """Something in every section."""
    window = vienna().window("2017-09-04/lunch")
    assert window is not None
    closed = Problem("room-closed", facts={"from": LUNCH.start, "until": LUNCH.end, "reason": "painters"})
    return Digest(
        since=MORNING - timedelta(days=1),
        new=(entry(19),),
        waiting=(entry(4, days=9, late=True), entry(7, days=1, new_text=True), entry(19)),
        offers=(entry(12, days=-1),),
        conflicts=(("SE-002", closed),),
        crowds=(Crowd(window, wishes=5, free=2),),
        cautions=(("one-per-lead", ("SE-004", "SE-019")), ("wish-changed-late", ("SE-007",))),
        failed=(("[SE-009] Your side event proposal has arrived", "no-such-box@example.org"),),
        held=(("[SE-010] Your side event is approved", "who@example.org"),),
        replies=(("SE-003", "l.mansouri@migrant-league.example.org"),),
    )


def entry(number: int, *, days: int = 0, late: bool = False, new_text: bool = False) -> Entry:
    """A proposal so many days old."""
    title = "What Ports Can Do: Screening, Shelter and Reporting for Trafficked Persons, Seafarers and Stowaways"
    return Entry(f"SE-{number:03d}", title, MORNING - timedelta(days=days), late=late, new_text=new_text)


def _digest(facts: Digest) -> Letter:
    return digest(facts, day=date(2017, 8, 11), conference=vienna(), words={}, now=MORNING)


SAMPLES: dict[str, Callable[[], Letter]] = {
    "reminder-unconfirmed": reminder_unconfirmed,
    "reminder-offer": reminder_offer,
    "reminder-returned": reminder_returned,
    "reminder-eve": reminder_eve,
    "reminder-eve-online": reminder_eve_online,
    "reminder-eve-hybrid": reminder_eve_hybrid,
    "digest": the_digest,
    "digest-of-a-rush": the_digest_of_a_rush,
}
