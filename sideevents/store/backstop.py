"""What stands behind every check: the database's own refusal of two bookings of one room. Asserted at start."""

from alembic import op
from sqlalchemy import Connection, text

from sideevents.store.booking import NO_OVERLAP

SQLITE_TRIGGERS = {
    f"{NO_OVERLAP}_insert": "BEFORE INSERT ON booking",
    f"{NO_OVERLAP}_update": "BEFORE UPDATE ON booking",
}


class BackstopMissing(Exception):
    """The database would accept a double booking."""


def create_sqlite_triggers() -> None:
    """Create both triggers. Each migration that recreates ``booking`` in batch mode calls this again: recreating a
    table drops its triggers without a word."""
    for name, moment in SQLITE_TRIGGERS.items():
        op.execute(f"DROP TRIGGER IF EXISTS {name}")
        op.execute(
            f"CREATE TRIGGER {name} {moment} WHEN EXISTS ("  # noqa: S608 - names of ours alone
            " SELECT 1 FROM booking AS other WHERE other.room_id = NEW.room_id AND other.id IS NOT NEW.id"
            " AND other.starts < NEW.ends AND NEW.starts < other.ends"
            f") BEGIN SELECT RAISE(ABORT, '{NO_OVERLAP}'); END"
        )


def assert_backstop(connection: Connection) -> None:
    """BackstopMissing unless the exclusion constraint (PostgreSQL) or both triggers (SQLite) are there."""
    if connection.dialect.name == "postgresql":
        query, wanted = "SELECT conname FROM pg_constraint WHERE contype = 'x' AND conname = :name", {NO_OVERLAP}
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE :name || '%'"
        wanted = set(SQLITE_TRIGGERS)
    found = set(connection.execute(text(query), {"name": NO_OVERLAP}).scalars())
    if wanted - found:
        raise BackstopMissing(", ".join(sorted(wanted - found)))
