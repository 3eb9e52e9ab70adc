"""Signed addresses for replies: they say which proposal a reply is about, and what its writer had read of it.

Small letters and digits alone, short enough for the part before an @: some mail servers fold case, all cut at 64."""

import base64
import binascii
import hmac
import re
import struct
from dataclasses import dataclass
from email.utils import parseaddr

from flask import current_app
from itsdangerous import Signer

OFFICE, ORGANIZER = 1, 2
_FACTS = struct.Struct(">BIHH")  # kind, proposal, revision, decisions
_MAC_BYTES = 10
TOKEN = re.compile(r"[a-z2-7]{31}")


@dataclass(frozen=True)
class Reply:
    """What an address for replies says: whose letter is answered (``OFFICE`` or ``ORGANIZER``), the proposal's id, and
    the revision and the number of decisions that the letter was about."""

    kind: int
    proposal_id: int
    revision: int
    decisions: int


def address_for(reply: Reply) -> str:
    """``REPLY_ADDRESS`` with the token of this reply; "" where none is set, and letters do not speak of replying."""
    pattern = current_app.config["REPLY_ADDRESS"]
    return pattern.replace("{token}", _token(reply)) if pattern else ""


def read_address(address: str) -> Reply | None:
    """What a genuine address for replies says; None for any other address."""
    pattern = current_app.config["REPLY_ADDRESS"]
    if not pattern:
        return None
    before, after = pattern.casefold().split("{token}")
    given = parseaddr(address)[1].casefold()
    token = given[len(before) : len(given) - len(after)]
    if given != f"{before}{token}{after}" or not TOKEN.fullmatch(token):
        return None
    return _read(token)


def _token(reply: Reply) -> str:
    facts = _FACTS.pack(reply.kind, reply.proposal_id, reply.revision, reply.decisions)
    return base64.b32encode(facts + _mac(facts)).decode("ascii").rstrip("=").lower()


def _read(token: str) -> Reply | None:
    try:
        raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except binascii.Error:
        return None
    facts, mac = raw[: _FACTS.size], raw[_FACTS.size :]
    return Reply(*_FACTS.unpack(facts)) if hmac.compare_digest(mac, _mac(facts)) else None


def _mac(facts: bytes) -> bytes:
    key = Signer(current_app.config["SECRET_KEY"], salt="sideevents.reply").derive_key()
    return hmac.digest(key, facts, "sha256")[:_MAC_BYTES]
