"""A letter as the message that leaves. Every copy has the same bytes: nothing in it is drawn anew.

Written by hand: ``EmailMessage`` takes ten times as long, and a new boundary for each copy. The standard library folds
long and foreign headers, and the tests read every kind of message back with it."""

import base64
import binascii
import functools
import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, parseaddr

import idna
from flask import current_app

LONGEST_LINE = 990  # SMTP takes 998
FOLDED_AT = 78
CALENDAR_FILES = {"REQUEST": "invite.ics", "CANCEL": "cancel.ics"}
_METHOD = re.compile(r"(?m)^METHOD:([A-Z]+)\r?$")
_LANGUAGE = re.compile(r'<html lang="([A-Za-z0-9-]+)"')
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_PLAIN_WORDS = re.compile(r"[\x20-\x7e]+")
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+")
_BEYOND_PLAIN_TEXT = re.compile(r"[^\t\n\x20-\x7e]")


@dataclass(frozen=True)
class Parcel:
    """A letter with what its outbox row gave it, the same in every copy: Message-ID and date."""

    name: str
    recipient: str
    reply_to: str
    subject: str
    text: str
    html: str
    message_id: str
    written_at: datetime
    calendar: str = ""


def message(parcel: Parcel) -> EmailMessage:
    """The letter as a mail program reads it."""
    return message_from_bytes(source(parcel), policy=policy.SMTP)


def source(parcel: Parcel) -> bytes:
    """The letter as it leaves, lines ended by CR LF; ValueError where a header could break out of its line."""
    recipient = on_the_wire(parcel.recipient)
    language = _LANGUAGE.search(parcel.html)
    foreign = not recipient.isascii()
    headers = [
        ("From", formataddr(sender())),
        ("To", recipient),
        ("Reply-To", on_the_wire(parcel.reply_to or sender()[1])),
        ("Subject", parcel.subject),
        ("Date", format_datetime(parcel.written_at)),
        ("Message-ID", parcel.message_id),
        ("Auto-Submitted", "auto-generated"),
        ("X-Sideevents-Letter", parcel.name),
        ("Content-Language", language[1] if language else "en"),
        ("MIME-Version", "1.0"),
    ]
    return b"".join([*(_header(name, value, utf8=foreign) for name, value in headers), _content(parcel)])


def _content(parcel: Parcel) -> bytes:
    """Text and HTML as alternatives. A calendar is one more, for programs that act on it, and a file, for those that
    only open it (RFC 6047)."""
    parts = [_text("plain", parcel.text), _text("html", parcel.html)]
    if not parcel.calendar:
        return _multipart("alternative", parts, parcel)
    method = calendar_method(parcel.calendar)
    parts.append(_text(f'calendar; method="{method}"', parcel.calendar))
    return _multipart("mixed", [_multipart("alternative", parts, parcel), _calendar_file(method, parcel)], parcel)


def _multipart(kind: str, parts: list[bytes], parcel: Parcel) -> bytes:
    # from the Message-ID, which nobody who wrote a part of the letter could know
    boundary = f"=_{kind}_{re.sub('[^A-Za-z0-9]', '', parcel.message_id)[:40]}".encode()
    opening = b'Content-Type: multipart/%b; boundary="%b"\r\n\r\n' % (kind.encode(), boundary)
    return b"".join([opening, *(b"--%b\r\n%b\r\n" % (boundary, part) for part in parts), b"--%b--\r\n" % boundary])


def _text(kind: str, words: str) -> bytes:
    """A part in 7 bits, so that no server on the way needs to understand 8BITMIME."""
    words = words.replace("\r\n", "\n").replace("\r", "\n")
    encoding, lines = _encoded(words if words.endswith("\n") else f"{words}\n")
    kind_line = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    return kind_line.encode() + lines.replace(b"\n", b"\r\n")


def _encoded(words: str) -> tuple[str, bytes]:
    """How the words are written, and they, lines ended by LF: as they are, or in whichever way is the shorter."""
    if not _BEYOND_PLAIN_TEXT.search(words) and max(map(len, words.split("\n"))) <= LONGEST_LINE:
        return "7bit", words.encode()
    raw = words.encode()
    quoted, packed = binascii.b2a_qp(raw, istext=True), base64.encodebytes(raw.replace(b"\n", b"\r\n"))
    return ("quoted-printable", quoted) if len(quoted) <= len(packed) else ("base64", packed)


def _calendar_file(method: str, parcel: Parcel) -> bytes:
    name = CALENDAR_FILES.get(method, "event.ics")
    opening = (
        f'Content-Type: application/ics; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\n'
    )
    return opening.encode() + base64.encodebytes(parcel.calendar.encode()).replace(b"\n", b"\r\n")


def calendar_method(calendar: str) -> str:
    """The METHOD of an iCalendar text: REQUEST or CANCEL; the message must say the same."""
    found = _METHOD.search(calendar)
    return found[1] if found else "PUBLISH"


@functools.lru_cache(maxsize=256)
def _header(name: str, value: str, *, utf8: bool) -> bytes:
    """One header, folded; ValueError if it could become two."""
    if _CONTROL.search(value):
        raise ValueError("a header may not contain control characters")
    is_plain = _PLAIN_ADDRESS if name in ("From", "To", "Reply-To") else _PLAIN_WORDS
    if is_plain.fullmatch(value) and "=?" not in value and len(name) + 2 + len(value) <= FOLDED_AT:
        return f"{name}: {value}\r\n".encode()
    rules = policy.SMTPUTF8 if utf8 else policy.SMTP
    return rules.fold_binary(*rules.header_store_parse(name, value))


def sender() -> tuple[str, str]:
    """Name and address of the portal, as ``MAIL_DEFAULT_SENDER`` gives them."""
    given = current_app.config["MAIL_DEFAULT_SENDER"]
    name, address = given if isinstance(given, tuple | list) else _read_address(str(given))
    return name, address


@functools.lru_cache(maxsize=8)
def _read_address(given: str) -> tuple[str, str]:
    return parseaddr(given)


def sender_domain() -> str:
    """What stands after the @ of the portal's address, for Message-IDs."""
    return on_the_wire(sender()[1]).rpartition("@")[2] or "localhost"


def on_the_wire(address: str) -> str:
    """The address with its domain in ASCII; ValueError if no domain can be written so."""
    local, _, domain = address.rpartition("@")
    if not local or domain.isascii():
        return address
    # IDNA 2008, as the form reads addresses: Python's own codec makes another domain of one with a sharp s
    return f"{local}@{idna.encode(domain, uts46=True).decode('ascii')}"
