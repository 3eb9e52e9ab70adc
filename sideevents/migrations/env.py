"""Alembic's entry. The connection comes from the caller, who has an application context (``store/schema.py``)."""

from alembic import context

from sideevents.extensions import db
from sideevents.store import tables

assert tables.ALL

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=db.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
