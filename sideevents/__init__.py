"""The side-event portal: ``create_app`` is the only place where things are wired."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import make_url
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from sideevents import clock, config, extensions

PACKAGE = Path(__file__).parent


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The application with its settings checked; NotConfigured says what to mend. Does not touch the database."""
    app = Flask(__name__)
    app.config.update(config.settings(overrides or {}, package_root=PACKAGE))
    Path(app.config["INSTANCE_PATH"]).mkdir(parents=True, exist_ok=True)
    _set_clock(app)
    _bind_extensions(app)
    _open_doors(app)
    _wrap(app)
    return app


def _set_clock(app: Flask) -> None:
    start, seconds = app.config["NOW"], app.config["CLOCK_OFFSET_SECONDS"]
    offset = timedelta(seconds=seconds) if seconds is not None else start - clock.wall() if start else timedelta(0)
    app.config[clock.OFFSET] = offset


def _bind_extensions(app: Flask) -> None:
    from sideevents.store import tables
    from sideevents.store.unit_of_work import prepare_engine

    if make_url(app.config["SQLALCHEMY_DATABASE_URI"]).get_backend_name() == "postgresql":
        app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 10})
    extensions.db.init_app(app)
    extensions.csrf.init_app(app)
    extensions.babel.init_app(app, locale_selector=extensions.language_of_visitor)
    # Flask-Mail keeps letters back under TESTING; the tests' SMTP server is a real one
    app.config.setdefault("MAIL_SUPPRESS_SEND", False)
    extensions.mail.init_app(app)
    with app.app_context():
        prepare_engine(extensions.db.engine)
    assert tables.ALL


def _open_doors(app: Flask) -> None:
    from sideevents.web import errors, health, mailbox, office, organizer, page, programme, protection

    page.register(app)
    errors.register(app)
    protection.register(app)
    for door in (health, organizer, office, programme):
        app.register_blueprint(door.blueprint)
    if app.config["DEV_MAILBOX"]:
        app.register_blueprint(mailbox.blueprint)


def _wrap(app: Flask) -> None:
    hops = int(app.config["TRUSTED_PROXIES"])
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_port=hops)  # type: ignore[method-assign]
    app.wsgi_app = WhiteNoise(app.wsgi_app, root=PACKAGE / "static", prefix="static/")  # type: ignore[method-assign]
