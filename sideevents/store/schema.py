"""The schema's version: migrations, and the refusal of a database older or newer than the code."""

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from sideevents.extensions import db
from sideevents.store.backstop import assert_backstop

MIGRATIONS = Path(__file__).parents[1] / "migrations"


class SchemaDiffers(Exception):
    """The database is older or newer than the code; the message says which and what to do."""


def alembic_config() -> AlembicConfig:
    """Alembic's settings without a file of their own."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def upgrade(revision: str = "head") -> None:
    """Bring the database to a revision, the newest by default."""
    config = alembic_config()
    with db.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def downgrade(revision: str) -> None:
    """Take the database back to an older revision."""
    config = alembic_config()
    with db.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def assert_schema() -> None:
    """SchemaDiffers or BackstopMissing unless the database fits the code and refuses double bookings."""
    script = ScriptDirectory.from_config(alembic_config())
    with db.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        if found == script.get_current_head():
            assert_backstop(connection)
            return
    if found is None or found in {revision.revision for revision in script.walk_revisions()}:
        raise SchemaDiffers("The database is older than this code: back it up, then run 'sideevents db upgrade'.")
    raise SchemaDiffers("The database is newer than this code: start the newer release, or restore the older backup.")
