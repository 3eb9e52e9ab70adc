"""An officer signs in by the button behind a mailed link."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sideevents.extensions import db
from sideevents.rules.problem import Gone, Problem
from sideevents.store.office import OfficeSessionRow, find_sign_in, roles_of
from sideevents.store.unit_of_work import unit_of_work

SESSION_HOURS = 12


@unit_of_work
def sign_in(nonce: str, *, now: datetime) -> str:
    """Start a session of 12 hours; the secret for the browser's cookie, of which only a digest is kept. Gone if the
    link was used, is too old, or its address is no longer on the list."""
    row = find_sign_in(nonce)
    if row is None or row.used_at is not None:
        raise Gone([Problem("link-used")])
    if now >= row.expires_at or not roles_of(row.email):
        raise Gone([Problem("link-expired")])
    row.used_at = now
    secret = secrets.token_urlsafe(32)
    expires = now + timedelta(hours=SESSION_HOURS)
    db.session.add(OfficeSessionRow(key=session_key(secret), email=row.email, expires_at=expires))
    return secret


def session_key(secret: str) -> str:
    """What the table keeps of a cookie."""
    return hashlib.sha256(secret.encode()).hexdigest()
