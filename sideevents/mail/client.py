"""smtplib's clients with what they lack: every wait is bounded, and the last dot leaves when we say so."""

import re
import smtplib
import socket
from collections.abc import Callable, Sequence
from typing import Any

from sideevents.mail.bound import Bound, Lines

AT_ONCE = 16 * 1024  # so much leaves in one piece, whatever becomes of this process
SAID_CHARACTERS = 500
_LEADING_DOT = re.compile(rb"(?m)^\.")


class Watched:
    """Mixed into smtplib's clients: every wait is bounded, and the server's last word is kept."""

    sock: Any
    file: Any
    bound: Bound
    meanwhile: Callable[[], object]
    sender_taken = False
    said = ""
    _asked: tuple[str, tuple[str, ...]] | None = None

    def connect(self, *place: Any, **how: Any) -> tuple[int, bytes]:
        code, words = super().connect(*place, **how)  # type: ignore[misc]
        if code != 220:
            raise smtplib.SMTPConnectError(code, words)
        # the last dot is a packet of its own and must not wait for the server to confirm the one before
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return code, words

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None:  # a new connection, or TLS has begun on it
            self.file = Lines(self.sock)
        self.file.bound = self.bound
        return super().getreply()  # type: ignore[misc]

    def ask_ahead(self, sender: str, *, size: int) -> None:
        """Say MAIL for the next letter, of so many bytes, already now: the server thinks about it while the last letter
        is written down. No letter is on its way by that."""
        options = (f"size={size}",) if self.has_extn("size") else ()  # type: ignore[attr-defined]
        self.putcmd("mail", " ".join((f"FROM:{smtplib.quoteaddr(sender)}", *options)))  # type: ignore[attr-defined]
        self._asked = sender, options

    def mail(self, sender: str, options: Sequence[str] = ()) -> tuple[int, bytes]:
        asked, self._asked = self._asked, None
        if asked is None:
            code, words = super().mail(sender, options)  # type: ignore[misc]
        elif asked == (sender, tuple(options)):
            code, words = self.getreply()
        else:
            raise smtplib.SMTPServerDisconnected("another letter was announced")
        self.sender_taken = code == 250
        return code, words

    def data(self, msg: Any) -> tuple[int, bytes]:
        """The letter; its last dot, with which the server takes it, leaves only while the attempt lasts: later another
        postman may have claimed it. While the server thinks, ``meanwhile`` is done."""
        code, words = self.docmd("data")  # type: ignore[attr-defined]
        if code != 354:
            raise smtplib.SMTPDataError(code, words)
        body = _LEADING_DOT.sub(b"..", msg)
        if len(body) > AT_ONCE:
            self.send(body)  # type: ignore[attr-defined]
            body = b""
        self.sock.settimeout(self.bound.wait())
        self.send(body + b".\r\n")  # type: ignore[attr-defined]
        self.meanwhile()
        code, words = self.getreply()
        self.said = spoken(code, words)
        return code, words


class PlainClient(Watched, smtplib.SMTP):
    """Begins in the clear; STARTTLS follows."""


class TlsClient(Watched, smtplib.SMTP_SSL):
    """TLS from the first byte on."""


def spoken(code: int, words: bytes | str) -> str:
    """A server's answer as it is kept: one line, bounded."""
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return short(f"{code} {said}")


def short(said: str) -> str:
    """Words on one line, bounded."""
    # PostgreSQL takes no NUL in a text
    return " ".join(said.replace("\0", "").split())[:SAID_CHARACTERS]
