"""Whether a message is from whom it says: a DKIM signature, or the word of a mail server that we trust.

DMARC's idea of it, a little stricter: what signed must be the domain in From or one above it, never a public suffix."""

import re
from collections.abc import Callable, Iterator
from email import policy
from email.parser import BytesHeaderParser
from functools import lru_cache
from typing import Any

from sideevents.inbound.reading import Incoming

# the name of a TXT record -> its text, None where there is none
FindTxt = Callable[[bytes], bytes | None]

DNS_SECONDS = 5
_MOST_SIGNATURES = 3
# parsers differ on a carriage return that stands alone: what was signed might not be what was read
_ALONE = re.compile(rb"\r(?!\n)")
_AUTHSERV_ID = re.compile(r"\s*(?:\([^()]*\)\s*)*\"?([^\s;\"()]+)")


def is_authentic(
    raw: bytes, incoming: Incoming, *, trusted_authserv_ids: tuple[str, ...], find_txt: FindTxt | None = None
) -> bool:
    """Whether the domain in From signed the message (DKIM), or a trusted server's Authentication-Results say so.

    ``find_txt`` asks the DNS, with a time-out, where none is given. Any trouble, no answer of the DNS too, means no."""
    domain = _ascii(incoming.sender.rpartition("@")[2])
    if not domain or _ALONE.search(raw):
        return False
    return _is_vouched_for(raw, domain, trusted=trusted_authserv_ids) or _is_signed(raw, domain, find_txt=find_txt)


def authserv_ids(setting: str) -> tuple[str, ...]:
    """The servers that TRUSTED_AUTHSERV_IDS names, divided by commas or blanks."""
    return tuple(name.casefold() for name in re.split(r"[\s,]+", setting) if name)


def _is_signed(raw: bytes, domain: str, *, find_txt: FindTxt | None) -> bool:
    # imported here: few messages are commands, and the DNS library is large
    import dkim

    def found(name: bytes, timeout: int = DNS_SECONDS) -> bytes | None:
        return find_txt(name) if find_txt else dkim.get_txt(name, timeout)

    try:
        message = dkim.DKIM(raw, timeout=DNS_SECONDS)
        places = [place for place, sig in _signatures(message) if _is_worth_checking(sig, domain)]
        return any(_passes(message, place, found) for place in places[:_MOST_SIGNATURES])
    except dkim.DKIMException:
        return False


def _signatures(message: Any) -> Iterator[tuple[int, dict[bytes, bytes]]]:
    """The readable signatures, with the place of each among all."""
    from dkim.util import InvalidTagValueList, parse_tag_value

    headers = [value for name, value in message.headers if name.lower() == b"dkim-signature"]
    for place, value in enumerate(headers):
        try:
            yield place, parse_tag_value(value)
        except InvalidTagValueList:
            continue


def _is_worth_checking(sig: dict[bytes, bytes], domain: str) -> bool:
    """Whether a signature, if it is good, proves the sender: aligned, over the whole body, with From signed.

    Message-ID must be signed too: by it a message is taken in once, so that an old one cannot be sent again."""
    signed = {name.strip().lower() for name in sig.get(b"h", b"").split(b":")}
    signer = sig.get(b"d", b"").strip().decode("ascii", "replace")
    # RFC 8301: SHA-1 proves nothing any more
    is_whole = b"l" not in sig and sig.get(b"a", b"").strip().lower() != b"rsa-sha1"
    return is_whole and {b"from", b"message-id"} <= signed and is_aligned(signer, domain)


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

    plain = domain.strip().rstrip(".").casefold()
    try:
        name = plain if plain.isascii() else idna.encode(plain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return ""
    return name if re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", name) else ""


def _is_vouched_for(raw: bytes, domain: str, *, trusted: tuple[str, ...]) -> bool:
    """Whether the topmost Authentication-Results of a trusted server say so; what stands below came with the mail."""
    ids = {name.casefold() for name in trusted}
    if not ids:
        return False
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(raw)
    for name, value in headers.raw_items():
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
