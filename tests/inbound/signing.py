"""Mail signed (DKIM) with a key that every domain of these tests shows."""

import base64

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from sideevents.inbound.authenticity import is_authentic
from sideevents.inbound.reading import read_message

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PRIVATE = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
)
PUBLIC = base64.b64encode(
    KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
)
SIGNED = (b"From", b"To", b"Subject", b"Date", b"Message-ID")
RECORD = b"v=DKIM1; k=rsa; p=" + PUBLIC
TRUSTED = ("mx.portal.example",)


def letter(**changes: str) -> bytes:
    """A short mail of an officer, with "_" for "-" in the names of headers."""
    headers = {
        "From": "Ann <ann@un.org>",
        "To": "reply+token@portal.example",
        "Subject": "Re: a proposal",
        "Date": "Tue, 08 Aug 2017 17:00:00 +0200",
        "Message-ID": "<1@un.org>",
        **{name.replace("_", "-"): value for name, value in changes.items()},
    }
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode() + b"\r\napprove M2\r\n"


def sign(raw: bytes, *, by: str = "un.org", headers: tuple[bytes, ...] = SIGNED, length: bool = False) -> bytes:
    return dkim.sign(raw, b"s1", by.encode(), PRIVATE, include_headers=list(headers), length=length) + raw


class Signer(dkim.DKIM):
    """Signs with other tags than the library would write, and without the header ``unsigned``."""

    tags: dict[bytes, bytes] = {}
    unsigned = b""

    def gen_header(self, fields, include_headers, *rest, **more):
        names = [name for name in include_headers if name != self.unsigned]
        changed = {**dict(fields[:-1]), b"h": b":".join(names), **self.tags}
        return super().gen_header([*changed.items(), fields[-1]], names, *rest, **more)


def sign_otherwise(raw: bytes, *, tags: dict[bytes, bytes] | None = None, unsigned: bytes = b"") -> bytes:
    signer = Signer(raw)
    signer.tags, signer.unsigned = tags or {}, unsigned
    return signer.sign(b"s1", b"un.org", PRIVATE, include_headers=[name.lower() for name in SIGNED]) + raw


def authentic(raw: bytes, *, trusted: tuple[str, ...] = (), record: bytes | None = RECORD) -> bool:
    """With a DNS in which every domain shows the test's key."""
    return is_authentic(raw, read_message(raw), trusted_authserv_ids=trusted, find_txt=lambda name: record)
