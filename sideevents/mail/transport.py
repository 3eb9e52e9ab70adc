"""One letter to the mail server: Flask-Mail's settings and connection, with the time-outs, checks and answers it lacks.

Messages are the standard library's own: Flask-Mail's would take a new Message-ID each time and ask DNS for it."""

import os
import re
import smtplib
import socket
import ssl
import threading
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import formataddr, parseaddr
from enum import StrEnum
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import flask_mail
import idna
from flask import current_app

SAID_CHARACTERS = 500
LONGEST_ATTEMPT_SECONDS = 120.0
KEPT = "kept for the mailbox page"
UNUSABLE = (
    "The settings of the mail server cannot be used (%s). Look at MAIL_SERVER, MAIL_USERNAME and MAIL_PASSWORD: the"
    " latter two may hold ASCII characters alone."
)
NO_SMTPUTF8 = "This mail server takes no addresses with letters beyond ASCII (it lacks SMTPUTF8)."
_METHOD = re.compile(r"(?m)^METHOD:([A-Z]+)\r?$")
CALENDAR_FILES = {"REQUEST": "invite.ics", "CANCEL": "cancel.ics"}
_LANGUAGE = re.compile(r'<html lang="([A-Za-z0-9-]+)"')


class Result(StrEnum):
    """What became of an attempt. ALARM is tried again as LATER is, but an operator must look."""

    SENT = "sent"
    LATER = "later"
    ALARM = "alarm"
    REFUSED = "refused"


@dataclass(frozen=True)
class Outcome:
    """A result, and the server's own words or those of the error. Not ``reached``: the next letter would fare no
    better."""

    result: Result
    said: str
    reached: bool = True


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


class NoSmtputf8(Exception):
    """The server cannot take this address."""


def deliver(parcel: Parcel) -> Outcome:
    """One attempt, bounded in time; never raises for what a server, a network or a letter can do."""
    if current_app.config["DEV_MAILBOX"]:
        return Outcome(Result.SENT, KEPT)
    try:
        raw = message(parcel).as_bytes()
    except (ValueError, LookupError) as error:
        return Outcome(Result.REFUSED, f"The letter cannot be written as a message: {error}")
    seconds = float(current_app.config["MAIL_TIMEOUT_SECONDS"])
    connection = Connection(current_app.extensions["mail"])
    with Bound(min(3 * seconds, LONGEST_ATTEMPT_SECONDS)) as bound:
        connection.bound = bound
        try:
            with connection:
                return Outcome(Result.SENT, connection.carry(parcel.recipient, raw))
        except (OSError, NoSmtputf8) as error:  # SMTPException is an OSError
            return _outcome(error, reached=connection.host is not None, bound=bound)
        except ValueError as error:  # its words could hold a secret
            return Outcome(Result.ALARM, UNUSABLE % type(error).__name__, reached=False)


class Bound:
    """Hangs up when an attempt has lasted too long in all, however lively the server is meanwhile."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.passed = False
        self._line: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._hang_up)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        self._timer.join()
        if self._line is not None:
            self._line.close()

    def hold(self, line: socket.socket) -> None:
        """Watch over this connection; its first socket is enough, TLS runs over the same line."""
        if self._line is None:
            # a second handle: it stays true whatever becomes of the first
            self._line = socket.socket(fileno=os.dup(line.fileno()))
            if self.passed:
                self._hang_up()

    def _hang_up(self) -> None:
        self.passed = True
        if self._line is not None:
            try:
                self._line.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # hung up already


class _Watched:
    """Mixed into smtplib's clients: watched from the first answer on, and the server's last word is kept."""

    sock: Any
    bound: Bound
    said = ""

    def getreply(self) -> tuple[int, bytes]:
        self.bound.hold(self.sock)
        return super().getreply()  # type: ignore[misc]

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, words = super().data(msg)  # type: ignore[misc]
        self.said = _words(code, words)
        return code, words


class PlainClient(_Watched, smtplib.SMTP):
    """Begins in the clear; STARTTLS follows."""


class TlsClient(_Watched, smtplib.SMTP_SSL):
    """TLS from the first byte on."""


class Connection(flask_mail.Connection):
    """Flask-Mail's connection with time-outs, a checked certificate, one recipient, and no errors at QUIT."""

    bound: Bound

    def __enter__(self) -> Self:
        self.host = self.configure_host()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_value: BaseException | None, tb: TracebackType | None
    ) -> None:
        if self.host is None:
            return
        try:
            if exc_type is None:
                self.host.quit()
        except OSError:
            pass  # the server has the letter: what it says at the end changes nothing
        finally:
            self.host.close()

    def configure_host(self) -> smtplib.SMTP:
        """Connected, over TLS and signed in as the settings say."""
        state, client = self.mail, self._client()
        try:
            client.connect(state.server, state.port)
            client.ehlo_or_helo_if_needed()
            if state.use_tls:
                client.starttls(context=_tls())
                client.ehlo_or_helo_if_needed()
            if state.username and state.password:
                client.login(state.username, state.password)
        except BaseException:
            client.close()
            raise
        return client

    def _client(self) -> smtplib.SMTP:
        seconds = float(current_app.config["MAIL_TIMEOUT_SECONDS"])
        name = _own_name()
        client: PlainClient | TlsClient
        if self.mail.use_ssl:
            client = TlsClient(local_hostname=name, timeout=seconds, context=_tls())
        else:
            client = PlainClient(local_hostname=name, timeout=seconds)
        client.bound = self.bound
        # smtplib checks the certificate against the name it was made with; connecting there already would be unwatched
        client._host = self.mail.server  # type: ignore[union-attr]
        return client

    def carry(self, recipient: str, raw: bytes) -> str:
        """Hand one letter to one recipient over; the server's answer."""
        assert isinstance(self.host, PlainClient | TlsClient)
        address, options = on_the_wire(recipient), []
        if not address.isascii():
            if not self.host.has_extn("smtputf8"):
                raise NoSmtputf8(NO_SMTPUTF8)
            options = ["SMTPUTF8"]
        self.host.sendmail(sender()[1], [address], raw, options)
        return self.host.said


def message(parcel: Parcel) -> EmailMessage:
    """The letter as a message; ValueError where a header could break out of its line."""
    recipient = on_the_wire(parcel.recipient)
    rules = policy.SMTP if recipient.isascii() else policy.SMTPUTF8
    # 7bit: no server on the way needs to understand 8BITMIME
    made = EmailMessage(policy=rules.clone(cte_type="7bit"))
    made["From"] = formataddr(sender())
    made["To"] = recipient
    made["Reply-To"] = on_the_wire(parcel.reply_to or sender()[1])
    made["Subject"] = parcel.subject
    made["Date"] = parcel.written_at
    made["Message-ID"] = parcel.message_id
    made["Auto-Submitted"] = "auto-generated"
    made["X-Sideevents-Letter"] = parcel.name
    made.set_content(parcel.text)
    made.add_alternative(parcel.html, subtype="html")
    if parcel.calendar:
        _add_calendar(made, parcel.calendar)
    # last: setting the content takes all Content- headers away
    language = _LANGUAGE.search(parcel.html)
    made["Content-Language"] = language[1] if language else "en"
    return made


def _add_calendar(made: EmailMessage, calendar: str) -> None:
    """As an alternative, for programs that act on it, and as a file, for those that only open it (RFC 6047)."""
    method = calendar_method(calendar)
    made.add_alternative(calendar, subtype="calendar", params={"method": method})
    made.add_attachment(
        calendar.encode(), maintype="application", subtype="ics", filename=CALENDAR_FILES.get(method, "event.ics")
    )


def calendar_method(calendar: str) -> str:
    """The METHOD of an iCalendar text: REQUEST or CANCEL; the message must say the same."""
    found = _METHOD.search(calendar)
    return found[1] if found else "PUBLISH"


def sender() -> tuple[str, str]:
    """Name and address of the portal, as ``MAIL_DEFAULT_SENDER`` gives them."""
    given = current_app.config["MAIL_DEFAULT_SENDER"]
    name, address = given if isinstance(given, tuple | list) else parseaddr(str(given))
    return name, address


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


def _tls() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=current_app.config.get("MAIL_CA_FILE"))


def _own_name() -> str:
    """How we greet the server; given, because smtplib would ask DNS for it, without a time-out."""
    name = urlsplit(current_app.config["PUBLIC_URL"]).hostname or "localhost"
    return f"[{name}]" if name.replace(".", "").isdigit() else name


def _outcome(error: Exception, *, reached: bool, bound: Bound) -> Outcome:
    if isinstance(error, NoSmtputf8):
        return Outcome(Result.REFUSED, str(error))
    if bound.passed:
        return Outcome(Result.LATER, f"The attempt was given up after {bound.seconds:g} seconds.", reached=False)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return Outcome(Result.REFUSED if code >= 500 else Result.LATER, _words(code, words))
    if isinstance(error, smtplib.SMTPResponseException):
        result = Result.ALARM if error.smtp_code >= 500 else Result.LATER
        return Outcome(result, _words(error.smtp_code, error.smtp_error), reached=reached)
    wrong = isinstance(error, smtplib.SMTPNotSupportedError | ssl.SSLError)
    said = f"{type(error).__name__}: {error}"[:SAID_CHARACTERS]
    return Outcome(Result.ALARM if wrong else Result.LATER, said, reached=False)


def _words(code: int, words: bytes | str) -> str:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(said.split())}"[:SAID_CHARACTERS]
