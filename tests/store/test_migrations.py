"""The migrations build what the models say, on both databases, forth and back; other versions are refused."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text

from sideevents.extensions import db
from sideevents.store import schema, tables
from sideevents.store.backstop import SQLITE_TRIGGERS, create_sqlite_triggers
from tests.grounds.apps import let_go, make_app

OLDER = "The database is older than this code: back it up, then run 'sideevents db upgrade'."
NEWER = "The database is newer than this code: start the newer release, or restore the older backup."
CONSTRAINT = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'booking_no_overlap'"
TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"


def backstop() -> list[str]:
    """What stands behind the bookings: the constraint's definition, or the triggers' names."""
    query = CONSTRAINT if db.engine.dialect.name == "postgresql" else TRIGGERS
    with db.engine.connect() as connection:
        return sorted(connection.execute(text(query)).scalars())


def wanted_backstop() -> list[str]:
    if db.engine.dialect.name == "postgresql":
        return ["EXCLUDE USING gist (room_id WITH =, tstzrange(starts, ends, '[)'::text) WITH &&)"]
    return sorted(SQLITE_TRIGGERS)


def differences() -> list[object]:
    """What autogenerate would write into the next migration."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return [each for each in compare_metadata(context, db.metadata) if not is_forgotten_by_alembic(each)]


def is_forgotten_by_alembic(difference: object) -> bool:
    """The index behind the exclusion constraint: reflected as an index of its own, unknown to the models as such."""
    return "booking_no_overlap" in str(difference) and "remove_index" in str(difference)


def tables_there() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def call_it(revision: str) -> None:
    """Let the database say that it is of a revision."""
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, app_on, fresh_database) -> Flask:
    """An application on an empty database, its context open."""
    app = app_on(url=fresh_database(request.param, migrated=False))
    with app.app_context():
        yield app


@pytest.mark.usefixtures("each_context")
class TestAMigratedDatabase:
    def test_is_what_the_models_say(self):
        assert differences() == []
        assert tables_there() == {table.__tablename__ for table in tables.ALL} == set(db.metadata.tables)

    def test_has_its_backstop(self):
        assert backstop() == wanted_backstop()

    def test_is_accepted(self):
        schema.assert_schema()

    def test_of_a_later_release_is_refused(self):
        call_it("999")
        with pytest.raises(schema.SchemaDiffers) as refused:
            schema.assert_schema()
        assert str(refused.value) == NEWER

    def test_goes_down_and_up_again(self):
        schema.downgrade("base")
        assert tables_there() == set()
        schema.upgrade()
        assert (differences(), backstop()) == ([], wanted_backstop())
        schema.assert_schema()

    def test_is_left_alone_by_a_second_upgrade(self):
        schema.upgrade()
        schema.assert_schema()


@pytest.mark.usefixtures("each_context")
def test_a_column_that_is_missing_would_be_noticed():
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE letter DROP COLUMN server_said"))
    assert any("server_said" in str(difference) for difference in differences())


@pytest.mark.usefixtures("empty")
def test_an_empty_database_is_refused_as_older():
    with pytest.raises(schema.SchemaDiffers) as refused:
        schema.assert_schema()
    assert str(refused.value) == OLDER


@pytest.mark.usefixtures("empty")
def test_every_revision_can_be_stopped_at_and_only_the_last_is_accepted():
    script = ScriptDirectory.from_config(schema.alembic_config())
    revisions = [each.revision for each in script.walk_revisions()][::-1]
    for revision in revisions:
        schema.upgrade(revision)
        if revision == revisions[-1]:
            schema.assert_schema()
        else:
            with pytest.raises(schema.SchemaDiffers) as refused:
                schema.assert_schema()
            assert str(refused.value) == OLDER


def test_recreating_the_booking_table_drops_the_triggers_and_the_helper_brings_them_back(context):
    from alembic.operations import Operations

    with db.engine.begin() as connection:
        migration = MigrationContext.configure(connection)
        with Operations.context(migration) as operations:
            with operations.batch_alter_table("booking", recreate="always") as batch:
                batch.alter_column("kind", nullable=False)
            assert not list(connection.execute(text(TRIGGERS)))
            create_sqlite_triggers()
    assert backstop() == wanted_backstop()


def test_each_major_version_of_postgresql_takes_the_migrations(postgres_of_each_major, tmp_path):
    app = make_app(tmp_path, url=postgres_of_each_major.create())
    with app.app_context():
        schema.upgrade()
        assert (differences(), backstop()) == ([], wanted_backstop())
        schema.assert_schema()
    let_go(app)
