"""WSGI entry for any production server: ``sideevents.wsgi:app``."""

from sideevents import create_app

app = create_app()
