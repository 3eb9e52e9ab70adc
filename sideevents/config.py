"""Settings: defaults, ``instance/config.toml``, ``SIDEEVENTS_*`` in the environment, in rising order."""

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Config

DEMO_SECRET = "demonstration-only"  # noqa: S105 - refused unless DEMO is set

DEFAULTS: dict[str, Any] = {
    "SECRET_KEY": None,
    "PUBLIC_URL": "http://127.0.0.1:5000",
    "TRUSTED_PROXIES": 0,
    "DEMO": False,
    "DEV_MAILBOX": False,
    "NOW": None,
    "CLOCK_OFFSET_SECONDS": None,  # how processes of one demonstration share its clock
    "MAIL_SERVER": "localhost",
    "MAIL_PORT": 25,
    "MAIL_USE_TLS": False,
    "MAIL_USE_SSL": False,
    "MAIL_USERNAME": None,
    "MAIL_PASSWORD": None,
    "MAIL_DEFAULT_SENDER": "side-events@localhost",
    "MAIL_TIMEOUT_SECONDS": 20,
    "REPLY_ADDRESS": "",
    "TRUSTED_AUTHSERV_IDS": "",
    "IMAP_HOST": "",
    "IMAP_PORT": 993,
    "IMAP_USER": "",
    "IMAP_PASSWORD": "",
    "IMAP_FOLDER": "INBOX",
    "SOURCE_LIMITS": {"submit": 30, "find": 10, "sign-in": 10},
    "MAX_CONTENT_LENGTH": 512 * 1024,
    "MAX_FORM_MEMORY_SIZE": 512 * 1024,
    "MAX_FORM_PARTS": 500,
    "WTF_CSRF_TIME_LIMIT": None,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
    "BABEL_DEFAULT_LOCALE": "en",
}


class NotConfigured(Exception):
    """A setting is missing or makes no sense; the message says which and how to mend it."""


def settings(overrides: Mapping[str, Any], *, package_root: Path) -> dict[str, Any]:
    """All settings, checked; NotConfigured says what to mend. ``overrides`` win over file and environment."""
    environment = Config(str(package_root))
    environment.from_prefixed_env("SIDEEVENTS")
    given = {**environment, **overrides}
    instance = Path(given.get("INSTANCE_PATH") or package_root.parent / "instance").absolute()
    merged = {**DEFAULTS, **_file(instance / "config.toml"), **given, "INSTANCE_PATH": str(instance)}
    merged.setdefault("SQLALCHEMY_DATABASE_URI", f"sqlite:///{instance / 'sideevents.sqlite'}")
    _check_secret(merged)
    _check_public_url(merged)
    _check_clock(merged)
    _check_reply_address(merged)
    if merged["DEV_MAILBOX"] and not (merged["DEMO"] or merged.get("TESTING")):
        raise NotConfigured(
            "DEV_MAILBOX keeps letters from leaving: unset it, or set SIDEEVENTS_DEMO=1 for a demonstration."
        )
    return merged


def _file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise NotConfigured(f"{path} is not TOML: {error}.") from error


def _check_secret(merged: dict[str, Any]) -> None:
    if merged["DEMO"]:
        merged["SECRET_KEY"] = merged["SECRET_KEY"] or DEMO_SECRET
    secret = merged["SECRET_KEY"]
    if not secret or (secret == DEMO_SECRET and not merged["DEMO"]) or len(str(secret)) < 16:
        raise NotConfigured(
            "SECRET_KEY is missing, short or the demonstration's. Every link in a letter is signed with it. Make one:"
            " python3 -c 'import secrets; print(secrets.token_urlsafe(32))' and set SIDEEVENTS_SECRET_KEY to it."
        )
    merged["SECRET_KEY"] = str(secret)


def _check_public_url(merged: dict[str, Any]) -> None:
    parts = urlsplit(str(merged["PUBLIC_URL"]).lower())
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.query:
        raise NotConfigured(
            "PUBLIC_URL must be the portal's address as people type it, such as https://side-events.example.org."
        )
    # as browsers say it: the Host of each request is compared with this
    host = parts.netloc.removesuffix(":443" if parts.scheme == "https" else ":80")
    merged["PUBLIC_URL"] = f"{parts.scheme}://{host}"
    merged["SESSION_COOKIE_SECURE"] = parts.scheme == "https"


def _check_reply_address(merged: dict[str, Any]) -> None:
    pattern = str(merged["REPLY_ADDRESS"])
    local, at, domain = pattern.partition("@")
    if pattern and not (at and domain and pattern.isascii() and local.count("{token}") == 1 and len(local) <= 40):
        raise NotConfigured(
            "REPLY_ADDRESS must be an address with {token} before its @, such as reply+{token}@example.org; at most 33"
            " other characters stand before the @."
        )


def _check_clock(merged: dict[str, Any]) -> None:
    if merged["NOW"] is None and merged["CLOCK_OFFSET_SECONDS"] is None:
        return
    if not (merged["DEMO"] or merged.get("TESTING")):
        raise NotConfigured(
            "NOW and CLOCK_OFFSET_SECONDS are for the demonstration and tests: unset them, or set SIDEEVENTS_DEMO=1."
        )
    if merged["NOW"] is None:
        return
    try:
        merged["NOW"] = datetime.fromisoformat(str(merged["NOW"]))
    except ValueError as error:
        raise NotConfigured("NOW must be an instant such as 2017-08-08T17:00:00+02:00.") from error
    if merged["NOW"].tzinfo is None:
        raise NotConfigured("NOW needs an offset, such as +02:00 at its end.")
