"""One use-case, one transaction: whole or not at all, and never on stale rows."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError, StatementError

from sideevents.extensions import db
from sideevents.store.office import LimitRow, OfficerRow, count_up
from sideevents.store.unit_of_work import Busy, rehearsal, unit_of_work

NOW = datetime(2017, 8, 8, 15, 0, tzinfo=UTC)


def officer(email: str = "a@example.org") -> OfficerRow:
    return OfficerRow(email=email, role="officer", invited_at=NOW)


def officers() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(OfficerRow)) or 0


@pytest.mark.usefixtures("each_context")
class TestAUnitOfWork:
    def test_commits_when_it_ends(self):
        unit_of_work(lambda: db.session.add(officer()))()
        assert officers() == 1

    def test_leaves_nothing_behind_when_it_fails(self):
        @unit_of_work
        def fail() -> None:
            db.session.add(officer())
            db.session.flush()
            raise ValueError

        with pytest.raises(ValueError):
            fail()
        assert officers() == 0

    def test_leaves_nothing_behind_when_it_is_rehearsed(self):
        def invite() -> str:
            db.session.add(officer())
            db.session.flush()
            return "invited"

        assert rehearsal(invite)() == "invited"
        assert officers() == 0

    def test_refuses_to_start_with_something_pending(self):
        db.session.add(officer())
        with pytest.raises(RuntimeError):
            unit_of_work(lambda: None)()
        db.session.rollback()

    def test_starts_anew_after_an_earlier_read(self):
        assert officers() == 0
        db.session.scalars(select(OfficerRow)).all()
        unit_of_work(lambda: db.session.add(officer()))()
        assert officers() == 1


def test_a_locked_database_is_tried_again_and_then_called_busy(context):
    tries = []

    @unit_of_work
    def write() -> None:
        tries.append(1)

    db.session.execute(text("PRAGMA busy_timeout=0"))
    with db.engine.connect().execution_options(sideevents_writes=True) as rival:
        rival.execute(text("SELECT 1"))
        with pytest.raises(Busy):
            write()
    assert tries == []
    write()
    assert tries == [1]


def test_an_error_that_no_retry_mends_is_not_retried(context):
    tries = []

    @unit_of_work
    def ask_for_what_is_not_there() -> None:
        tries.append(1)
        db.session.execute(text("SELECT * FROM nowhere"))

    with pytest.raises(OperationalError):
        ask_for_what_is_not_there()
    assert tries == [1]


@pytest.mark.usefixtures("each_context")
class TestInstants:
    def test_come_back_aware_and_in_utc(self):
        vienna = timezone(timedelta(hours=2))
        row = officer()
        row.invited_at = datetime(2017, 8, 8, 17, 0, tzinfo=vienna)
        unit_of_work(lambda: db.session.add(row))()
        read = db.session.scalars(select(OfficerRow.invited_at)).one()
        assert (read.isoformat(), read.utcoffset()) == ("2017-08-08T15:00:00+00:00", timedelta(0))

    def test_without_a_zone_do_not_pass_the_table(self):
        row = officer()
        row.invited_at = datetime(2017, 8, 8, 17, 0)
        with pytest.raises(StatementError):
            unit_of_work(lambda: db.session.add(row))()


@pytest.mark.usefixtures("each_context")
def test_counts_go_up_and_old_ones_are_dropped():
    up = unit_of_work(lambda period: count_up("find:127.0.0.1", period_start=period))
    assert [up(NOW), up(NOW), up(NOW + timedelta(hours=1))] == [1, 2, 1]
    up(NOW + timedelta(days=3))
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(LimitRow)) == 1
