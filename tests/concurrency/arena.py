"""Where rivals meet: Vienna with a hall that can be parted, proposals that all want the same place, and what the
database says afterwards."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import func, select, text, true
from sqlalchemy.orm import aliased

from sideevents.demonstration.story import CONFERENCE_FILE
from sideevents.extensions import db
from sideevents.mail import links
from sideevents.rules import conference_file
from sideevents.store.booking import BookingRow
from sideevents.store.decision import DecisionRow, decisions_on, last_to_undo
from sideevents.store.letter import LetterRow
from sideevents.store.proposal import ProposalRow
from sideevents.usecases.load_conference import load_conference
from sideevents.usecases.undo_decision import undo_decision
from tests import scenes
from tests.concurrency.rival import Deed

NOW = datetime(2017, 8, 8, 16, 0, tzinfo=UTC)
MAILBOX = "office@example.org"
ROOMS = {"hall": ["east", "west"], "east": [], "west": []}
# two slots a window: the second begins when the first ends, so only set-up and clear-up make them overlap
WINDOWS = (
    ("2017-09-04 08:30-09:00", "2017-09-04 09:00-09:30"),
    ("2017-09-04 13:15-13:45", "2017-09-04 13:45-14:15"),
    ("2017-09-05 08:30-09:00", "2017-09-05 09:00-09:30"),
    ("2017-09-05 13:15-13:45", "2017-09-05 13:45-14:15"),
)


def open_arena() -> str:
    """The bundled conference with other rooms: a hall, its eastern and its western half; its slug."""
    document = conference_file.parse(CONFERENCE_FILE.read_text("utf-8"))
    dull = {"building": "M", "seats": 60, "set_up_minutes": 15, "clear_up_minutes": 15, "step_free": True}
    document["rooms"] = [{"key": key, "name": key.title(), "parts": parts, **dull} for key, parts in ROOMS.items()]
    return load_conference(document, held=False, now=scenes.NOW).slug


def places(number: int) -> list[str]:
    """Eight places of which each two need the same room at the same time: hall or eastern half, touching slots."""
    early, late = WINDOWS[number % len(WINDOWS)]
    four = [f"{early} east", f"{late} hall", f"{early} hall", f"{late} east"]
    return four + four


@dataclass(frozen=True)
class Seen:
    """A decision page as an officer has it open: its path, and what its hidden fields say of the proposal."""

    path: str
    revision: int
    decisions: int


def decide_page(proposal_id: int) -> Seen:
    """The decision page, as the office's letter links it now."""
    row = scenes.proposal(proposal_id)
    url = links.decide_url(row, mailbox=MAILBOX, now=NOW)
    return Seen(url.removeprefix("http://localhost"), row.revision, row.decisions)


def organizer_page(proposal_id: int) -> str:
    """Path of the organizer's own page."""
    row = scenes.proposal(proposal_id)
    url = links.page_url(row.id, epoch=row.contact_epoch, conference=row.conference.read())
    return url.removeprefix("http://localhost")


def verdict(page: Seen, action: str, *, initials: str = "MK", place: str = "") -> Deed:
    """A decision at a decision page."""
    typed = {"action": action, "initials": initials, "note": "Because.", "place": place}
    seen = {"revision": str(page.revision), "decisions": str(page.decisions)}
    return Deed(page.path, {**typed, **seen, "step": "decide"})


@dataclass(frozen=True)
class Tally:
    """Proposal id -> how many letters, decisions and bookings it has, those of undoing left out."""

    letters: Counter[int] = field(default_factory=Counter)
    decisions: Counter[int] = field(default_factory=Counter)
    bookings: Counter[int] = field(default_factory=Counter)

    def since(self, earlier: "Tally") -> "Tally":
        """The letters and decisions that were added, and the bookings there are."""
        return Tally(self.letters - earlier.letters, self.decisions - earlier.decisions, self.bookings)


def tally() -> Tally:
    """Count."""
    db.session.rollback()
    counts = [
        Counter(
            dict(db.session.execute(select(row.proposal_id, func.count()).where(but).group_by(row.proposal_id)).all())
        )
        for row, but in (
            (LetterRow, LetterRow.name != "undone"),
            (DecisionRow, DecisionRow.action != "undo"),
            (BookingRow, true()),
        )
    ]
    db.session.rollback()
    return Tally(*counts)


def reference_of(proposal_id: int) -> str:
    """What people call it."""
    return scenes.proposal(proposal_id).reference or ""


def double_bookings() -> int:
    """Pairs of bookings of different proposals that need one room at one time."""
    other = aliased(BookingRow)
    pairs = (
        select(func.count())
        .select_from(BookingRow)
        .join(
            other,
            (other.room_id == BookingRow.room_id)
            & (other.proposal_id > BookingRow.proposal_id)
            & (other.starts < BookingRow.ends)
            & (BookingRow.starts < other.ends),
        )
    )
    db.session.rollback()
    return db.session.scalar(pairs) or 0


def take_back(proposal_id: int) -> None:
    """Undo the last decision, so that the place is free again and the proposal may compete anew."""
    db.session.rollback()
    last = last_to_undo(proposal_id)
    assert last is not None
    undo_decision(proposal_id, decision=last.id, by=MAILBOX, initials="MK", note="", now=NOW)


def clear() -> None:
    """Free every room without a decision, for races that are meant to go wrong."""
    db.session.rollback()
    db.session.execute(text("DELETE FROM booking"))
    db.session.execute(text("UPDATE proposal SET status = 'submitted'"))
    db.session.commit()


def drop_backstop() -> None:
    """Take away what makes the database itself refuse an overlap."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ALTER TABLE booking DROP CONSTRAINT booking_no_overlap"))
    else:
        for moment in ("insert", "update"):
            db.session.execute(text(f"DROP TRIGGER booking_no_overlap_{moment}"))
    db.session.commit()


def history(proposal_id: int) -> list[DecisionRow]:
    """What was decided, oldest first, read afresh."""
    db.session.rollback()
    return decisions_on(proposal_id)


def proposals() -> list[ProposalRow]:
    """Every proposal, read afresh."""
    db.session.rollback()
    return list(db.session.scalars(select(ProposalRow).order_by(ProposalRow.id)))
