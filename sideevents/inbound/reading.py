"""What a message that came in says: its ids and addresses, its sender's own words, or what a mail server reports."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses

from sideevents.inbound.body import clean, inside, text_of
from sideevents.inbound.own_words import own_words
from sideevents.rules.text import many_lines, one_line

MESSAGE_BYTES = 10_000_000
HEADER_BYTES = 256_000
TEXT_LENGTH = 20_000
SUBJECT_LENGTH = 300
MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,398}>")
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\x00-\x1f]{1,64}@[^\s@<>\"(),:;\\\x00-\x1f]{1,250}")
_HEADER_LENGTH = 10_000
_ADDRESSES = 200
_MOST_OF_A_HEADER = 20
_HEADERS_END = re.compile(rb"(?:\r\n|\n|\r(?!\n)){2}")
# where a parameter has a number, as in "filename*1=", the library makes one of it, and raises if it is too long
_LONG_NUMBER = re.compile(rb"(?<=\*)[0-9]{1000,}")
# parts within parts cost the parser time for each line: no person's reply has as many
_PARTS = re.compile(rb"(?:multipart|message)/", re.IGNORECASE)
_MOST_PARTS = 60
_MANY_PARTS = 10
_BYTES_OF_MANY_PARTS = 1_000_000
_ADDRESSED = ("to", "cc")
_RECIPIENTS = (*_ADDRESSED, "delivered-to", "x-original-to", "envelope-to")
_ATTACHMENTS = 20
_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
_FILE_NAME_LENGTH = 120
_MACHINES = re.compile(r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|mailerdaemon)([+-].*)?@.*")
_ACTIONS = frozenset({"failed", "delayed", "delivered", "relayed", "expanded"})
_SAID_LENGTH = 500

Headers = dict[str, list[str]]


@dataclass(frozen=True)
class Fate:
    """What became of a letter on its way to one recipient (RFC 3464). ``action`` is failed, delayed, delivered,
    relayed or expanded; ``status`` such as 5.1.1; ``said`` the mail server's words, one line."""

    recipient: str
    action: str
    status: str
    said: str


@dataclass(frozen=True)
class Report:
    """A delivery report. ``returned`` is the Message-ID, with its angle brackets, of the letter it is about; "" if it
    does not say."""

    returned: str
    fates: tuple[Fate, ...]


@dataclass(frozen=True)
class Incoming:
    """One message. ``message_id`` is its own, else "<digest>"; ``sender`` the one address in From, in small letters, ""
    where there is none or several; ``addressed`` those of ``recipients`` that its sender wrote (To and Cc); ``text``
    its sender's new words, ``whole`` all words; ``attachments`` the names of files that came with it. ``automatic``:
    no person wrote it or it says of nobody that he did; never answer it."""

    message_id: str
    sender: str
    subject: str
    recipients: tuple[str, ...]
    text: str
    automatic: bool
    report: Report | None
    addressed: tuple[str, ...] = ()
    whole: str = ""
    attachments: tuple[str, ...] = ()


def read_message(raw: bytes) -> Incoming:
    """What the message says; any bytes are read, none raise. What lies beyond ``MESSAGE_BYTES`` is not looked at, nor
    what follows headers longer than ``HEADER_BYTES``."""
    message = _parsed(raw[:MESSAGE_BYTES] if _has_short_headers(raw) else _whole_lines(raw[:HEADER_BYTES]))
    headers = _headers(message)
    sender = _sender(headers)
    report = _report(message, headers)
    whole = text_of(message)
    return Incoming(
        message_id=_message_id(headers) or f"<{hashlib.sha256(raw).hexdigest()}>",
        sender=sender,
        subject=_line(headers.get("subject", [""])[0], length=SUBJECT_LENGTH),
        recipients=_addresses(headers, names=_RECIPIENTS),
        text=own_words(whole)[:TEXT_LENGTH],
        automatic=report is not None or not sender or _is_automatic(headers, sender) or _is_report(message),
        report=report,
        addressed=_addresses(headers, names=_ADDRESSED),
        whole=many_lines(whole)[:TEXT_LENGTH],
        attachments=_attachments(message),
    )


def read_head(raw: bytes) -> Message | None:
    """The headers of a message, without its words; None where they are longer than ``HEADER_BYTES``."""
    end = _HEADERS_END.search(raw, 0, HEADER_BYTES)
    return _parsed(raw[: end.end()] if end else raw) if _has_short_headers(raw) else None


def _has_short_headers(raw: bytes) -> bool:
    return len(raw) <= HEADER_BYTES or _HEADERS_END.search(raw, 0, HEADER_BYTES) is not None


def _whole_lines(raw: bytes) -> bytes:
    # the beginning of a header would be read as the message's text
    return raw[: raw.rfind(b"\n") + 1]


def _parsed(raw: bytes) -> Message:
    raw = _LONG_NUMBER.sub(b"0", raw)
    parts = len(_PARTS.findall(raw))
    looked_at = raw[:_BYTES_OF_MANY_PARTS] if parts > _MANY_PARTS else raw
    return BytesParser(policy=policy.compat32).parsebytes(looked_at, headersonly=parts > _MOST_PARTS)


def _headers(message: Message) -> Headers:
    """The values of each header as they came, bytes beyond ASCII read as UTF-8; names in small letters."""
    found: Headers = {}
    for name, value in message.raw_items():
        text = str(value)[:_HEADER_LENGTH].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        found.setdefault(name.casefold(), []).append(text)
    return found


def _line(value: str, *, length: int) -> str:
    """A header's words on one line, encoded words decoded, control characters gone."""
    try:
        words = str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        words = value
    return one_line(clean(words.replace("\r", " ").replace("\n", " ")))[:length]


def _message_id(headers: Headers) -> str:
    given = headers.get("message-id", [])
    value = given[0].strip() if len(given) == 1 else ""
    return value if MESSAGE_ID.fullmatch(value) else ""


def _sender(headers: Headers) -> str:
    given = headers.get("from", [])
    addresses = _read_addresses(given) if len(given) == 1 else []
    return addresses[0] if len(addresses) == 1 and _ADDRESS.fullmatch(addresses[0]) else ""


def _addresses(headers: Headers, *, names: tuple[str, ...]) -> tuple[str, ...]:
    values = [value for name in names for value in headers.get(name, [])[:_MOST_OF_A_HEADER]]
    found = (address for address in _read_addresses(values) if _ADDRESS.fullmatch(address))
    return tuple(dict.fromkeys(found))[:_ADDRESSES]


def _attachments(message: Message) -> tuple[str, ...]:
    names = (_line(name, length=_FILE_NAME_LENGTH) for name in _file_names(message, is_drawn=False))
    return tuple(name for name in names if name)[:_ATTACHMENTS]


def _file_names(part: Message, *, is_drawn: bool) -> Iterator[str]:
    """The names of files, the kind of those without; not of pictures that the text shows, nor of signatures."""
    kind = part.get_content_maintype()
    if kind == "multipart":
        for each in inside(part):
            yield from _file_names(each, is_drawn=part.get_content_subtype() == "related")
    elif part.get_content_type() in _SIGNATURES or (is_drawn and kind == "image"):
        return
    elif name := part.get_filename():
        yield str(name)
    elif kind != "text" or part.get_content_disposition() == "attachment":
        yield part.get_content_type()


def _read_addresses(values: list[str]) -> list[str]:
    # what is no address counts too: a From of one address and rubbish has not one sender
    unfolded = [value.replace("\r", " ").replace("\n", " ") for value in values]
    try:
        return [_in_small_letters(address) for name, address in getaddresses(unfolded) if name or address]
    except RecursionError:  # comments in comments in comments
        return []


def _in_small_letters(address: str) -> str:
    # no letter may turn into another one, as a ligature would by casefold() and the sign for Kelvin by lower()
    lowered = address.lower()
    return lowered if lowered.isascii() == address.isascii() else address


def _is_automatic(headers: Headers, sender: str) -> bool:
    """RFC 3834 and what programs say that do not know it; the portal's own letters too."""

    def says(name: str) -> str:
        return headers.get(name, [""])[0].strip().casefold()

    submitted = re.split(r"[\s;(]", says("auto-submitted"))[0]
    return (
        submitted not in ("", "no")
        or says("precedence") in ("bulk", "junk", "list", "auto_reply")
        or says("return-path") == "<>"
        or says("x-autoreply") not in ("", "no")
        or any(name in headers for name in ("list-id", "x-autorespond", "x-failed-recipients", "x-sideevents-letter"))
        or bool(_MACHINES.fullmatch(sender))
    )


def _is_report(message: Message) -> bool:
    return message.get_content_type() == "multipart/report"


def _report(message: Message, headers: Headers) -> Report | None:
    """What a delivery report says (RFC 3464); None where the message is none."""
    parts = inside(message) if _is_report(message) else []
    blocks = [block for part in parts for block in _status_blocks(part)]
    fates = [fate for block in blocks if (fate := _fate(block))]
    returned = next((found for part in parts if (found := _returned(part))), "")
    return Report(returned or _answered(headers), tuple(fates)) if blocks else None


def _status_blocks(part: Message) -> list[Headers]:
    if part.get_content_type() not in ("message/delivery-status", "message/global-delivery-status"):
        return []
    if part.is_multipart():
        return [_headers(block) for block in inside(part)]
    return [_headers(_parsed(block)) for block in re.split(rb"\r?\n\r?\n", _content(part)) if block.strip()]


def _content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _fate(block: Headers) -> Fate | None:
    def says(name: str) -> str:
        return _line(block.get(name, [""])[0], length=_SAID_LENGTH)

    # "rfc822; name@example.org", and for words "smtp; 550 5.1.1 …"
    recipient = (says("original-recipient") or says("final-recipient")).rpartition(";")[2].strip()
    action = says("action").partition(" ")[0].casefold()
    status = re.match(r"[245]\.\d{1,3}\.\d{1,3}", says("status"))
    kind, divided, words = says("diagnostic-code").partition(";")
    if action not in _ACTIONS:
        return None
    return Fate(
        _in_small_letters(recipient), action, status.group() if status else "", (words if divided else kind).strip()
    )


def _returned(part: Message) -> str:
    """The Message-ID of the letter that a part of a report gives back."""
    if part.get_content_type() in ("message/rfc822", "message/global"):
        return next((_message_id(_headers(letter)) for letter in inside(part)), "")
    if part.get_content_type() in ("text/rfc822-headers", "message/global-headers"):
        return _message_id(_headers(_parsed(_content(part))))
    return ""


def _answered(headers: Headers) -> str:
    """The last Message-ID in In-Reply-To, else in References."""
    names = ("in-reply-to", "references")
    return next((ids[-1] for name in names if (ids := MESSAGE_ID.findall(" ".join(headers.get(name, []))))), "")
