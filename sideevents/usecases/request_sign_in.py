"""Somebody asks for a link to sign in to the office."""

import secrets
from datetime import datetime, timedelta

from sideevents.extensions import db
from sideevents.mail import links, outbox
from sideevents.mail.office_letters import sign_in
from sideevents.store.office import SignInRow, roles_of
from sideevents.store.unit_of_work import unit_of_work


@unit_of_work
def request_sign_in(email: str, *, now: datetime) -> None:
    """Mail a link, good once for 30 minutes, if ``email`` (lower case) is on the list; the caller answers the same
    whether it is or not."""
    if not roles_of(email):
        return
    nonce = secrets.token_urlsafe(24)
    until = now + timedelta(minutes=links.SIGN_IN_MINUTES)
    db.session.add(SignInRow(nonce=nonce, email=email, expires_at=until))
    letter = sign_in(email, url=links.sign_in_url(nonce, now=now), until=until)
    outbox.post(letter, cause=f"sign-in-{nonce[:12]}", now=now)
