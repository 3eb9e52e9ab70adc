"""The database itself refuses two bookings of one room at one time, whoever writes them and however."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import bindparam, func, select, text
from sqlalchemy.exc import IntegrityError

from sideevents.extensions import db
from sideevents.store.backstop import BackstopMissing, assert_backstop
from sideevents.store.booking import BookingRow
from sideevents.store.conference import RoomRow
from sideevents.store.proposal import ProposalRow
from sideevents.store.schema import assert_schema
from tests import builders, scenes
from tests.concurrency import arena

SQLITE_PARTS = ("booking_no_overlap_insert", "booking_no_overlap_update")
PUT = text(
    "INSERT INTO booking (conference_id, proposal_id, room_id, chosen, kind, starts, ends, slot_starts, slot_ends)"
    " VALUES (:conference_id, :proposal_id, :room_id, :chosen, 'firm', :starts, :ends, :starts, :ends)"
).bindparams(*(bindparam(name, type_=BookingRow.starts.type) for name in ("starts", "ends")))


def put(hours: str, *, room: str | None = "east") -> int:
    """One more booking of a proposal of its own, written by hand; its id."""
    starts, ends = (builders.at(f"2017-09-04 {hour}") for hour in hours.split("-"))
    rooms = dict(db.session.execute(select(RoomRow.key, RoomRow.id)).all())
    proposal = scenes.proposal(scenes.unconfirmed())
    facts = {
        "conference_id": proposal.conference_id,
        "proposal_id": proposal.id,
        "room_id": rooms[room] if room else None,
        "chosen": True,
        "starts": starts,
        "ends": ends,
    }
    db.session.execute(PUT, facts)
    db.session.commit()
    return db.session.scalars(select(BookingRow.id).where(BookingRow.proposal_id == facts["proposal_id"])).one()


def assert_refused(write: Callable[[], object]) -> None:
    """The database objects, and by the name that the portal knows."""
    with pytest.raises(IntegrityError) as refused:
        write()
    db.session.rollback()
    assert "booking_no_overlap" in str(refused.value.orig)


@pytest.fixture
def arena_in(each_context: Flask) -> Flask:
    """The arena on each database, with one booking in it: 12:00-13:00 in the east."""
    arena.open_arena()
    put("12:00-13:00")
    return each_context


@pytest.mark.usefixtures("arena_in")
@pytest.mark.parametrize("hours", ["12:00-13:00", "11:30-12:01", "12:59-14:00", "12:15-12:30", "11:00-14:00"])
def test_an_overlapping_booking_cannot_be_inserted(hours):
    assert_refused(lambda: put(hours))


@pytest.mark.usefixtures("arena_in")
@pytest.mark.parametrize(
    ("hours", "room"),
    [("11:00-12:00", "east"), ("13:00-14:00", "east"), ("12:00-13:00", "west"), ("12:00-13:00", None)],
)
def test_one_that_touches_or_is_elsewhere_can(hours, room):
    assert put(hours, room=room)


@pytest.mark.usefixtures("arena_in")
def test_online_events_overlap_as_they_like():
    assert put("12:00-13:00", room=None) != put("12:00-13:00", room=None)


@pytest.mark.usefixtures("arena_in")
def test_a_booking_cannot_be_moved_onto_another():
    second = put("14:00-15:00")

    def move(hours: int) -> None:
        row = db.session.get(BookingRow, second)
        row.starts, row.ends = row.starts - timedelta(hours=hours), row.ends - timedelta(hours=hours)
        db.session.commit()

    assert_refused(lambda: move(2))
    move(1)
    assert arena.double_bookings() == 0


@pytest.mark.usefixtures("arena_in")
def test_a_booking_cannot_change_into_a_room_that_is_taken():
    elsewhere = put("12:30-13:30", room="west")

    def change() -> None:
        east = db.session.scalars(select(RoomRow.id).where(RoomRow.key == "east")).one()
        db.session.execute(text("UPDATE booking SET room_id = :east WHERE id = :id"), {"east": east, "id": elsewhere})

    assert_refused(change)


@pytest.mark.usefixtures("arena_in")
def test_an_empty_stretch_cannot_slip_through():
    with pytest.raises(IntegrityError, match="ck_booking_some_"):
        put("12:30-12:30", room="west")
    db.session.rollback()


@pytest.mark.usefixtures("arena_in")
def test_a_database_without_its_backstop_is_refused_at_the_start():
    assert_schema()
    arena.drop_backstop()
    with pytest.raises(BackstopMissing, match="booking_no_overlap"):
        assert_schema()


@pytest.mark.parametrize("lost", SQLITE_PARTS)
def test_both_triggers_are_asked_for(context, lost):
    db.session.execute(text(f"DROP TRIGGER {lost}"))
    db.session.commit()
    with db.engine.connect() as connection, pytest.raises(BackstopMissing, match=lost):
        assert_backstop(connection)


@pytest.mark.usefixtures("each_context")
def test_the_count_of_double_bookings_finds_one():
    arena.open_arena()
    arena.drop_backstop()
    put("12:00-13:00")
    put("12:59-14:00")
    assert db.session.scalar(select(func.count()).select_from(ProposalRow)) == 2
    assert arena.double_bookings() == 1
