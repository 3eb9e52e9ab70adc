"""WSGI entry for any production server: ``sideevents.wsgi:app``. Refuses a database that does not fit the code, or that
would accept a double booking, as ``sideevents run`` does."""

from sideevents import create_app
from sideevents.store.schema import assert_schema

app = create_app()
with app.app_context():
    assert_schema()
