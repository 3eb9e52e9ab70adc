"""Two conferences with 60 and 1,000 side events. Rows are written straight into the tables, in bulk: through the
use-cases 1,000 proposals would take a minute and measure nothing. Each is what the use-cases leave behind: a proposal,
its only revision, and, where it is approved, a firm booking with set-up and clear-up and a public side event. The
texts are those of the sample proposals, one after the other, so that every run has the same bytes."""

import functools
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from sideevents.demonstration.story import CONFERENCE_FILE, samples
from sideevents.extensions import db
from sideevents.mail import links
from sideevents.rules import conference_file
from sideevents.rules.ask import Ask
from sideevents.rules.conference import Conference, Room, Window
from sideevents.store import schema
from sideevents.store.booking import BookingRow
from sideevents.store.conference import find_conference, room_ids
from sideevents.store.programme import SideEventRow
from sideevents.store.proposal import ProposalRow, RevisionRow
from sideevents.usecases.load_conference import load_conference
from tests.grounds.apps import let_go, make_app, sqlite_url

SMALL, LARGE = "bench-60", "bench-1000"
EVENTS = {SMALL: 60, LARGE: 1000}
PREFIX = {SMALL: "BS", LARGE: "BL"}
WAITING = 100  # submitted proposals of the small conference, each with a free place of its own
WINDOWS = 4
DAYS = {date(2017, 9, 4): date(2099, 9, 7), date(2017, 9, 5): date(2099, 9, 8)}  # far ahead: nothing is ever late
DEADLINE = date(2099, 8, 10)
WRITTEN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
MAILBOX = "office@example.org"


@dataclass(frozen=True)
class Waiting:
    """A submitted proposal: path of its decision page, and a place nobody has."""

    path: str
    place: str


def seed(instance: Path) -> list[Waiting]:
    """Make the instance's database with both conferences in it; the proposals that wait for a decision."""
    instance.mkdir()
    app = make_app(instance, url=sqlite_url(instance / "sideevents.sqlite"))
    with app.app_context():
        schema.upgrade()
        for slug in EVENTS:
            _fill(slug)
        waiting = _waiting()
    let_go(app)
    return waiting


def document(slug: str) -> dict[str, Any]:
    """The bundled conference on later days, with a room for each four side events and some to spare."""
    found = conference_file.parse(CONFERENCE_FILE.read_text("utf-8"))
    found |= {"slug": slug, "reference_prefix": PREFIX[slug], "dates": list(DAYS.values()), "decisions_by": DEADLINE}
    found["deadline"] = {**found["deadline"], "submissions": DEADLINE}
    for part in (*found["agenda"], *found["windows"]):
        part["day"] = DAYS[part["day"]]
    spare = WAITING if slug == SMALL else 0
    kinds = found["rooms"]
    found["rooms"] = [
        {**kinds[number % len(kinds)], "key": f"room-{number}", "name": f"Room {number}"}
        for number in range((EVENTS[slug] + spare + WINDOWS - 1) // WINDOWS)
    ]
    return found


def _fill(slug: str) -> None:
    load_conference(document(slug), held=True, now=WRITTEN)
    row = find_conference(slug)
    assert row is not None
    conference, conference_id, rooms = row.read(), row.id, room_ids(row.id)
    spare = WAITING if slug == SMALL else 0
    first = conference_id * 10_000
    everything = [
        _rows(first + number, number, conference, conference_id, rooms, approved=number < EVENTS[slug])
        for number in range(EVENTS[slug] + spare)
    ]
    for table in (ProposalRow, RevisionRow, BookingRow, SideEventRow):
        db.session.execute(insert(table), [rows[table] for rows in everything if table in rows])
    row = find_conference(slug)
    assert row is not None
    row.last_number = len(everything)
    db.session.commit()


def place(number: int, conference: Conference) -> tuple[Window, Room]:
    """Where the side event with this number takes place: a whole window in a room of its own."""
    return conference.windows[number % WINDOWS], conference.rooms[number // WINDOWS]


def _rows(
    proposal_id: int,
    number: int,
    conference: Conference,
    conference_id: int,
    rooms: dict[str, int],
    *,
    approved: bool,
) -> dict[type, dict[str, Any]]:
    window, room = place(number, conference)
    slot = conference.stretch(window)
    blocked = room.blocked(slot)
    reference = f"{conference.reference_prefix}-{number + 1:03d}"
    whose = {"conference_id": conference_id, "proposal_id": proposal_id}
    when = {"slot_starts": slot.start, "slot_ends": slot.end}
    proposal = {
        "id": proposal_id,
        "conference_id": conference_id,
        "number": number + 1,
        "reference": reference,
        "status": "approved" if approved else "submitted",
        "settled_revision": 1 if approved else 0,
        "contact_email": f"contact{number}@example.org",
        "likeness": reference,
        "submission_key": reference,
        "submission_digest": reference,
        "submitted_at": WRITTEN + timedelta(minutes=number),
        "confirmed_at": WRITTEN + timedelta(minutes=number + 1),
    }
    revision = {"proposal_id": proposal_id, "number": 1, "ask": _ask(number, window), "created_at": WRITTEN}
    found: dict[type, dict[str, Any]] = {ProposalRow: proposal, RevisionRow: revision}
    if approved:
        block = {"room_id": rooms[room.key], "chosen": True, "kind": "firm"}
        found[BookingRow] = {**whose, **block, "starts": blocked.start, "ends": blocked.end, **when}
        stamps = {"published_at": WRITTEN, "changed_at": WRITTEN}
        found[SideEventRow] = {**whose, "revision": 1, "room": room.key, **when, **stamps}
    return found


@functools.cache
def _texts() -> tuple[Ask, ...]:
    bundled = conference_file.read(conference_file.parse(CONFERENCE_FILE.read_text("utf-8")))
    return tuple(entry.ask for entry in samples(bundled))


def _ask(number: int, window: Window) -> dict[str, Any]:
    sample = _texts()[number % len(_texts())]
    changed = {"title": f"{sample.title} ({number + 1})", "preferences": (window.name,), "format": "in-person"}
    return replace(sample, contact_email=f"contact{number}@example.org", slot_minutes=None, **changed).to_json()


def _waiting() -> list[Waiting]:
    row = find_conference(SMALL)
    assert row is not None
    conference = row.read()
    found = db.session.scalars(
        select(ProposalRow)
        .where(ProposalRow.conference_id == row.id, ProposalRow.status == "submitted")
        .order_by(ProposalRow.number)
    )
    waiting = []
    for proposal in found:
        window, room = place((proposal.number or 1) - 1, conference)
        url = links.decide_url(proposal, mailbox=MAILBOX, now=datetime.now(UTC))
        hours = f"{window.day} {window.start:%H:%M}-{window.end:%H:%M}"
        waiting.append(Waiting(url.removeprefix("http://localhost"), f"{hours} {room.key}"))
    return waiting
