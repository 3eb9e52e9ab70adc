"""A letter as the message that leaves. Every copy has the same bytes: nothing in it is drawn anew.

Written by hand: ``EmailMessage`` takes ten times as long, a new boundary for each copy, and what looks like an encoded
word for one: people could write headers. The tests read every kind of message back with the standard library."""

import base64
import binascii
import functools
import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr, quote

import idna
from flask import current_app

LONGEST_LINE = 990  # SMTP takes 998
FOLDED_AT = 78
CALENDAR_FILES = {"REQUEST": "invite.ics", "CANCEL": "cancel.ics"}
_METHOD = re.compile(r"(?m)^METHOD:([A-Z]+)\r?$")
_LANGUAGE = re.compile(r'<html lang="([A-Za-z0-9-]+)"')
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_PLAIN_WORDS = re.compile(r"[\x20-\x7e]+")
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@[^\s@<>\"(),:;\\\[\]]{1,255}")
_ATOMS = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+")
_STRAY_LINE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n|\n(?![ \t])")
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
    people = [
        _header("From", _mailbox(*sender())),
        _header("To", _address(recipient, utf8=foreign)),
        _header("Reply-To", _address(on_the_wire(parcel.reply_to or sender()[1]), utf8=foreign)),
        _header("Subject", _words("Subject", parcel.subject)),
    ]
    others = [
        ("Date", format_datetime(parcel.written_at)),
        ("Message-ID", parcel.message_id),
        ("Auto-Submitted", "auto-generated"),
        ("X-Sideevents-Letter", parcel.name),
        ("Content-Language", language[1] if language else "en"),
        ("MIME-Version", "1.0"),
    ]
    return b"".join([*people, *(_header(name, _plain(value)) for name, value in others), _content(parcel)])


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


def _header(name: str, value: str) -> bytes:
    """One header, its value folded already; ValueError if it would become two, or a line too long for SMTP."""
    line = f"{name}: {value}".encode()
    if _STRAY_LINE_END.search(line) or max(map(len, line.split(b"\r\n"))) > LONGEST_LINE:
        raise ValueError("a header may neither break out of its line nor be too long for one")
    return line + b"\r\n"


@functools.lru_cache(maxsize=256)
def _words(name: str, words: str) -> str:
    """Words of people for the header ``name``: never read, only written, so that a reader finds the same words."""
    if _CONTROL.search(words):
        raise ValueError("a header may not contain control characters")
    is_plain = bool(_PLAIN_WORDS.fullmatch(words)) and "=?" not in words
    if is_plain and len(name) + 2 + len(words) <= FOLDED_AT:
        return words
    folded = Header(words, "us-ascii", header_name=name).encode(linesep="\r\n") if is_plain else ""
    lines = folded.split("\r\n")
    if "".join(lines) == words and all(line.strip() and len(line) <= FOLDED_AT for line in lines):
        return folded
    return Header(words, "utf-8", header_name=name).encode(linesep="\r\n")


def _plain(words: str) -> str:
    """What the portal itself writes, ValueError unless it is plain."""
    if not _PLAIN_WORDS.fullmatch(words) or "=?" in words:
        raise ValueError("this header holds plain words alone")
    return words


def _address(address: str, *, utf8: bool) -> str:
    """A bare address; ValueError for what a mail program could read as anything else."""
    if _CONTROL.search(address) or "=?" in address or not _ADDRESS.fullmatch(address):
        raise ValueError("this is no address that a letter can be sent to")
    local, _, domain = address.rpartition("@")
    # only letters that are sent by SMTPUTF8 may hold it as it is
    return address if utf8 or address.isascii() else f"{Header(local, 'utf-8', maxlinelen=0).encode()}@{domain}"


def _mailbox(name: str, address: str) -> str:
    """The portal's name, quoted or encoded, and its address."""
    bare = _plain(on_the_wire(address))
    if not name:
        return bare
    if not _PLAIN_WORDS.fullmatch(name) or "=?" in name or len(name) + len(bare) > LONGEST_LINE // 2:
        return f"{_words('From', name)}\r\n <{bare}>"
    shown = name if _ATOMS.fullmatch(name) else f'"{quote(name)}"'
    space = " " if len("From: ") + len(shown) + len(bare) + 3 <= FOLDED_AT else "\r\n "
    return f"{shown}{space}<{bare}>"


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
