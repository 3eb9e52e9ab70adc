"""Signed addresses: one signer a purpose, so that a link is good for one thing only. Lifetimes as in the contract."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from sideevents.rules.conference import Conference
from sideevents.store.proposal import ProposalRow

HAND_OVER_HOURS = 48
DECIDE_DAYS = 30
PAGE_DAYS_AFTER = 30
UNDO_DAYS = 7
SIGN_IN_MINUTES = 30


@dataclass(frozen=True)
class Link:
    """What a genuine token says: its claims and the instant until which it is good."""

    claims: dict[str, Any]
    until: datetime

    def expired(self, now: datetime) -> bool:
        """Whether its time is over."""
        return now >= self.until


class Purpose:
    """Signs and reads the links of one purpose. A token of another purpose is a forged one here."""

    def __init__(self, name: str, path: str) -> None:
        self.name, self.path = name, path

    def _signer(self) -> URLSafeSerializer:
        return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"sideevents.{self.name}")

    def token(self, *, until: datetime, **claims: Any) -> str:
        """A token good until an instant."""
        return str(self._signer().dumps({**claims, "until": int(until.timestamp())}))

    def url(self, token: str, **parts: str) -> str:
        """The address to mail: it starts with the one configured public address."""
        return absolute(self.path.format(token=token, **parts))

    def read(self, token: str) -> Link | None:
        """What the token says, or None if it is forged, cut or of another purpose."""
        try:
            claims = self._signer().loads(token)
        except BadData:
            return None
        until = datetime.fromtimestamp(claims.pop("until"), UTC)
        return Link(claims, until)


CONFIRM = Purpose("confirm", "/proposals/confirm/{token}")
PAGE = Purpose("page", "/proposals/{token}")
HAND_OVER = Purpose("hand-over", "/proposals/take-over/{token}")
DECIDE = Purpose("decide", "/office/decide/{token}")
UNDO = Purpose("undo", "/office/undo/{token}")
SIGN_IN = Purpose("sign-in", "/office/sign-in/{token}")
EXTENSION = Purpose("extension", "/{slug}/propose?extension={token}")


def confirm_url(proposal_id: int, *, until: datetime) -> str:
    """Where the contact proves the address; 48 hours from the submission."""
    return CONFIRM.url(CONFIRM.token(until=until, proposal=proposal_id))


def page_token(proposal_id: int, *, epoch: int, conference: Conference) -> str:
    """The organizer's own page, until 30 days after the conference; dead when the contact's epoch rises."""
    last = conference.instant(max(conference.dates), time(0)) + timedelta(days=1 + PAGE_DAYS_AFTER)
    return PAGE.token(until=last, proposal=proposal_id, epoch=epoch)


def page_url(proposal_id: int, *, epoch: int, conference: Conference) -> str:
    """The organizer's own page as an address."""
    return PAGE.url(page_token(proposal_id, epoch=epoch, conference=conference))


def hand_over_url(proposal: ProposalRow, *, name: str, address: str, until: datetime) -> str:
    """Where a new contact takes the proposal over; dead when the contact has changed, this way or another."""
    token = HAND_OVER.token(until=until, proposal=proposal.id, epoch=proposal.contact_epoch, name=name, address=address)
    return HAND_OVER.url(token)


def decide_url(proposal: ProposalRow, *, mailbox: str, now: datetime) -> str:
    """Where the office decides without signing in: on this revision, dead with any decision or newer text."""
    token = DECIDE.token(
        until=now + timedelta(days=DECIDE_DAYS),
        proposal=proposal.id,
        revision=proposal.revision,
        decisions=proposal.decisions,
        mailbox=mailbox,
    )
    return DECIDE.url(token)


def undo_token(proposal_id: int, *, decision: int, mailbox: str, now: datetime) -> str:
    """What takes one decision back, within seven days."""
    return UNDO.token(until=now + timedelta(days=UNDO_DAYS), proposal=proposal_id, decision=decision, mailbox=mailbox)


def sign_in_url(nonce: str, *, now: datetime) -> str:
    """Where an officer signs in, once, within 30 minutes."""
    return SIGN_IN.url(SIGN_IN.token(until=now + timedelta(minutes=SIGN_IN_MINUTES), nonce=nonce))


def extension_url(extension_id: int, *, slug: str, until: datetime) -> str:
    """The form, open after the deadline for one address."""
    return EXTENSION.url(EXTENSION.token(until=until, extension=extension_id), slug=slug)


def absolute(path: str) -> str:
    """A plain address of the portal for a letter."""
    return f"{current_app.config['PUBLIC_URL']}{path}"
