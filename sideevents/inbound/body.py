"""The text of a message: the plain part, else the HTML part read as text; in any charset, however broken."""

from collections.abc import Iterator
from email.message import Message

from sideevents.inbound.own_words import QUOTE

PART_BYTES = 500_000
_TEXT_LENGTH = 100_000
# codecs that no mail uses and that take long, or do something else than decode
_NO_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "unicode-escape", "undefined"})
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "us-ascii": "utf-8"}
_QUOTES = (
    "//blockquote",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' gmail_quote ')]",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' moz-cite-prefix ')]",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' yahoo_quoted ')]",
)
_SIGNATURES = "//*[contains(@class, 'gmail_signature')]|//*[@class='moz-signature']"
# where Outlook begins the letter that it quotes; it goes on to the end
_REST = "//*[@id='divRplyFwdMsg' or @id='appendonsend' or @id='mail-editor-reference-message-container']"


def text_of(message: Message) -> str:
    """The words of the message itself, not of its attachments; LF line ends, no control characters."""
    parts = list(_text_parts(message))
    plain = [clean(_unflowed(part, _decoded(part))) for part in parts if part.get_content_type() == "text/plain"]
    text = "\n".join(each for each in plain if each.strip())
    if not text:
        html = (part for part in parts if part.get_content_type() == "text/html")
        text = next((each for part in html if (each := clean(_from_html(_decoded(part)))).strip()), "")
    return text[:_TEXT_LENGTH]


def inside(message: Message) -> list[Message]:
    """The parts of a message; none where it is not made of parts."""
    # asked for its text, a part would be decoded by whatever codec it names
    payload = message.get_payload() if message.is_multipart() else []
    return [part for part in payload if isinstance(part, Message)]


def clean(text: str) -> str:
    """The text with LF line ends and nothing that a database or a page cannot hold."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(each for each in lines if each in "\n\t" or not _is_refused(ord(each)))


def _is_refused(code: int) -> bool:
    controls = code < 0x20 or 0x7F <= code < 0xA0
    return controls or 0xD800 <= code < 0xE000 or 0xFDD0 <= code < 0xFDF0 or code & 0xFFFE == 0xFFFE


def _text_parts(message: Message) -> Iterator[Message]:
    if message.get_content_maintype() == "message" or message.get_content_disposition() == "attachment":
        return
    if message.is_multipart():
        for part in inside(message):
            yield from _text_parts(part)
    elif message.get_content_maintype() == "text" and not message.get_filename():
        yield message


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    raw = payload[:PART_BYTES] if isinstance(payload, bytes) else b""
    named = str(part.get_content_charset() or "utf-8")
    charset = "utf-8" if named in _NO_CHARSETS else _WIDER.get(named, named)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        charset = charset if charset.startswith(("utf-16", "utf-32", "utf-7", "iso-2022", "hz")) else "utf-8"
    try:
        return raw.decode(charset, "replace")
    except (LookupError, UnicodeError):
        return raw.decode("utf-8", "replace")


def _unflowed(part: Message, text: str) -> str:
    """The lines of format=flowed (RFC 3676) put together again."""
    if str(part.get_param("format", "")).casefold() != "flowed":
        return text
    shorter = str(part.get_param("delsp", "")).casefold() == "yes"
    lines: list[str] = []
    goes_on = False
    for line in text.replace("\r\n", "\n").split("\n"):
        stuffed = line[1:] if line.startswith(" ") else line
        if goes_on and stuffed != "-- " and not stuffed.startswith(">") and not lines[-1].startswith(">"):
            lines[-1] = (lines[-1][:-1] if shorter else lines[-1]) + stuffed
        else:
            lines.append(stuffed)
        goes_on = stuffed.endswith(" ") and stuffed != "-- "
    return "\n".join(lines)


def _from_html(html: str) -> str:
    """The words of a page without what it quotes; "" where it cannot be read."""
    # imported here: only mails without a plain part need them
    from inscriptis.html_engine import Inscriptis
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    try:
        page = document_fromstring(clean(html).encode(), parser=HTMLParser(encoding="utf-8"))
        for start in page.xpath(_REST)[:1]:
            for rest in [start, *start.itersiblings()]:
                rest.getparent().remove(rest)
        for signature in page.xpath(_SIGNATURES):
            signature.drop_tree()
        for quotation in [each for path in _QUOTES for each in page.xpath(path)]:
            for child in list(quotation):
                quotation.remove(child)
            quotation.tag, quotation.text = "div", QUOTE
        return Inscriptis(page).get_text()
    except (etree.LxmlError, ValueError, RecursionError, AttributeError):
        return ""
