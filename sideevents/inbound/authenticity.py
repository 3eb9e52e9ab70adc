"""Whether a message is from whom it says: a DKIM signature, or the word of a mail server that we trust.

DMARC's idea of it, a little stricter: what signed must be the domain in From or one above it, never a public suffix."""

import re
from collections.abc import Callable, Iterator
from email.message import Message
from functools import lru_cache
from typing import Any

from sideevents.inbound.reading import Incoming, read_head

# the name of a TXT record -> its text, None where there is none
FindTxt = Callable[[bytes], bytes | None]

DNS_SECONDS = 5
_MOST_SIGNATURES = 3
# parsers differ on a carriage return that stands alone: what was signed might not be what was read
_ALONE = re.compile(rb"\r(?!\n)")
# of two, programs read either: what was signed might not be what was read
_ONCE = ("from", "to", "cc", "message-id", "subject", "date", "content-type", "content-transfer-encoding")
_IN_PARTS = ("multipart/mixed", "multipart/alternative", "multipart/related", "multipart/signed")
_FIRST_LINE = re.compile(rb"\A(?:[ \t]*\r?\n)*(--[^\r\n]*)")
# in these, plain words stay plain words
_CHARSETS = re.compile(r"us-ascii|utf-8|iso-8859-\d+|windows-\d+|koi8-[ru]|gb2312|gbk|gb18030|big5", re.IGNORECASE)
_AUTHSERV_ID = re.compile(r"\s*(?:\([^()]*\)\s*)*\"?([^\s;\"()]+)")


def is_authentic(
    raw: bytes, incoming: Incoming, *, trusted_authserv_ids: tuple[str, ...], find_txt: FindTxt | None = None
) -> bool:
    """Whether the domain in From signed the message (DKIM), or a trusted server's Authentication-Results say so.

    It also means that To and Cc, the message's id and how its text is to be read are the sender's own: of no header
    are there two, and a signature covers them. ``find_txt`` asks the DNS, with a time-out, where none is given. Any
    trouble, no answer of the DNS too, means no."""
    name, _, ending = incoming.sender.rpartition("@")
    domain, head = _ascii(ending), read_head(raw)
    if not domain or not name.isascii() or head is None or _ALONE.search(raw) or not _is_unequivocal(head, incoming):
        return False
    return _is_vouched_for(head, domain, trusted=trusted_authserv_ids) or _is_signed(
        raw, head, domain, find_txt=find_txt
    )


def authserv_ids(setting: str) -> tuple[str, ...]:
    """The servers that TRUSTED_AUTHSERV_IDS names, divided by commas or blanks."""
    return tuple(name.casefold() for name in re.split(r"[\s,]+", setting) if name)


def _names(head: Message) -> list[str]:
    return [name.lower() for name, _ in head.raw_items()]


def _is_unequivocal(head: Message, incoming: Incoming) -> bool:
    """Whether no header that matters is there twice, and the message has an id of its own: by it a message is taken in
    once, so that an old one cannot be sent again."""
    names = _names(head)
    return all(names.count(name) <= 1 for name in _ONCE) and (
        str(head.get("message-id", "")).strip() == incoming.message_id
    )


def _is_signed(raw: bytes, head: Message, domain: str, *, find_txt: FindTxt | None) -> bool:
    # imported here: few messages are commands, and the DNS library is large
    import dkim

    def found(name: bytes, timeout: int = DNS_SECONDS) -> bytes | None:
        return find_txt(name) if find_txt else dkim.get_txt(name, timeout)

    try:
        message = dkim.DKIM(raw, timeout=DNS_SECONDS)
    except (dkim.DKIMException, IndexError):  # the latter for a first line that continues none
        return False
    # both read the same headers, or what was signed is not what is acted on
    if [name.decode("ascii").lower() for name, _ in message.headers] != _names(head):
        return False
    needed = _must_be_signed(head, message.body)
    places = [place for place, sig in _signatures(message) if _is_worth_checking(sig, domain, needed=needed)]
    return any(_passes(message, place, found) for place in places[:_MOST_SIGNATURES])


def _must_be_signed(head: Message, body: bytes) -> set[bytes]:
    """The headers that somebody on the way could change to redirect the message or to make other words of it."""
    names = {"from", "message-id"} | ({"to", "cc", "content-type", "content-transfer-encoding"} & set(_names(head)))
    if _is_read_in_one_way(head, body):
        names.discard("content-type")
    plainly = str(head.get("content-transfer-encoding", "7bit")).strip().lower() in ("7bit", "8bit", "binary")
    if plainly or head.get_content_maintype() == "multipart":  # the parts say it for themselves
        names.discard("content-transfer-encoding")
    return {name.encode() for name in names}


def _is_read_in_one_way(head: Message, body: bytes) -> bool:
    """Whether the Content-Type can stay unsigned, as some large providers leave it: a plain text, or parts that begin
    with the first line, so that no other line could be made the boundary."""
    if head.get_content_type() in _IN_PARTS:
        first = _FIRST_LINE.match(body)
        boundary = str(head.get_boundary() or "")
        return first is not None and boundary != "" and first[1].rstrip() == f"--{boundary}".encode("utf-8", "replace")
    charset = str(head.get_content_charset() or "utf-8")
    return head.get_content_type() == "text/plain" and bool(_CHARSETS.fullmatch(charset))


def _signatures(message: Any) -> Iterator[tuple[int, dict[bytes, bytes]]]:
    """The readable signatures, with the place of each among all."""
    from dkim.util import InvalidTagValueList, parse_tag_value

    headers = [value for name, value in message.headers if name.lower() == b"dkim-signature"]
    for place, value in enumerate(headers):
        try:
            yield place, parse_tag_value(value)
        except InvalidTagValueList:
            continue


def _is_worth_checking(sig: dict[bytes, bytes], domain: str, *, needed: set[bytes]) -> bool:
    """Whether a signature, if it is good, proves the sender: aligned, over the whole body and the needed headers."""
    signed = {name.strip().lower() for name in sig.get(b"h", b"").split(b":")}
    signer = sig.get(b"d", b"").strip().decode("ascii", "replace")
    # RFC 8301: SHA-1 proves nothing any more
    is_whole = b"l" not in sig and sig.get(b"a", b"").strip().lower() != b"rsa-sha1"
    return is_whole and needed <= signed and is_aligned(signer, domain)


def _passes(message: Any, place: int, find_txt: Callable[..., bytes | None]) -> bool:
    try:
        return bool(message.verify(idx=place, dnsfunc=find_txt))
    except Exception:  # the library and the DNS under it raise anything at hostile bytes: none of it is a pass
        return False


def is_aligned(signer: str, domain: str) -> bool:
    """Whether ``signer`` is the domain or one above it that people can own: never org, nor co.uk."""
    above, below = _ascii(signer), _ascii(domain)
    if not above or not below:
        return False
    return above == below or (below.endswith("." + above) and _suffixes().privatesuffix(above) is not None)


@lru_cache(maxsize=1)
def _suffixes() -> Any:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


def _ascii(domain: str) -> str:
    """A domain as the DNS writes it; "" for what is none."""
    import idna

    plain = domain.strip().rstrip(".").lower()
    try:
        name = plain if plain.isascii() else idna.encode(plain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return ""
    return name if re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", name) else ""


def _is_vouched_for(head: Message, domain: str, *, trusted: tuple[str, ...]) -> bool:
    """Whether the topmost Authentication-Results of a trusted server say so; what stands below came with the mail."""
    ids = {name.casefold() for name in trusted}
    if not ids:
        return False
    for name, value in head.raw_items():
        if name.casefold() != "authentication-results":
            continue
        said = " ".join(str(value).split())
        server = _AUTHSERV_ID.match(said)
        if server and server.group(1).casefold() in ids:
            return _says_pass(said, domain)
    return False


def _says_pass(said: str, domain: str) -> bool:
    import authres

    try:
        header = authres.AuthenticationResultsHeader.parse(f"Authentication-Results: {said}")
    except (authres.AuthResError, ValueError, LookupError, AttributeError, RecursionError):
        return False
    return any(_is_pass(result, domain) for result in header.results)


def _is_pass(result: Any, domain: str) -> bool:
    proves = {"dkim": "d", "dmarc": "from"}.get(str(result.method).casefold())
    if proves is None or str(result.result).casefold() != "pass":
        return False
    given = [
        str(each.value)
        for each in result.properties
        if (each.type.casefold(), each.name.casefold()) == ("header", proves)
    ]
    return len(given) == 1 and is_aligned(given[0], domain)
