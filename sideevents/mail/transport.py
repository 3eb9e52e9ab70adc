"""Letters to the mail server: Flask-Mail's settings and connection, with the time-outs, checks and answers it lacks."""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from urllib.parse import urlsplit

import flask_mail
from flask import current_app

from sideevents.mail.bound import Bound
from sideevents.mail.client import PlainClient, TlsClient, short, spoken
from sideevents.mail.message import Parcel, on_the_wire, sender, source

LONGEST_ATTEMPT_SECONDS = 120.0
QUIT_SECONDS = 5.0
KEPT = "kept for the mailbox page"
UNUSABLE = (
    "The settings of the mail server cannot be used (%s). Look at MAIL_SERVER, MAIL_USERNAME and MAIL_PASSWORD: the"
    " latter two may hold ASCII characters alone."
)
NO_SMTPUTF8 = "This mail server takes no addresses with letters beyond ASCII (it lacks SMTPUTF8)."


class Result(StrEnum):
    """What became of an attempt. ALARM is tried again as LATER is, but an operator must look."""

    SENT = "sent"
    LATER = "later"
    ALARM = "alarm"
    REFUSED = "refused"


@dataclass(frozen=True)
class Outcome:
    """A result, and the server's own words or those of the error. Not ``reached``: there was no connection on which a
    letter could be tried, and the next one would fare no better."""

    result: Result
    said: str
    reached: bool = True


class NoSmtputf8(Exception):
    """The server cannot take this address."""


# after these the conversation can go on
ANSWERS = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, NoSmtputf8)


class Connection(flask_mail.Connection):
    """Flask-Mail's connection with time-outs, a checked certificate, one recipient a letter, and no errors at QUIT.
    ``is_set_up`` once the server has greeted, and let us in over TLS and by name as the settings say."""

    host: PlainClient | TlsClient | None
    is_set_up = False

    def carry(self, recipient: str, raw: bytes, *, bound: Bound, meanwhile: Callable[[], object]) -> str:
        """Hand one letter to one recipient over; the server's answer. A connection that the server has had enough of
        since the last letter is opened anew."""
        address = on_the_wire(recipient)
        if self.host is not None:
            self.host.bound, self.host.meanwhile, self.host.sender_taken = bound, meanwhile, False
            try:
                return self._hand_over(address, raw)
            except (smtplib.SMTPServerDisconnected, smtplib.SMTPSenderRefused):
                if self.host.sender_taken:
                    raise
                self.close()
        self.host = self._opened(bound)
        self.host.meanwhile = meanwhile
        self.is_set_up = True
        return self._hand_over(address, raw)

    def announce(self, recipient: str, raw: bytes) -> None:
        """Begin with the next letter as far as nobody can mistake it for one that was sent."""
        if self.host is not None and recipient.isascii():
            # a line that is broken is found out by the letter itself
            with suppress(OSError):
                self.host.ask_ahead(sender()[1], size=len(raw))

    def start_again(self) -> bool:
        """Make ready for another letter after one that was refused; whether the connection is sound."""
        try:
            return self.host is not None and self.is_set_up and self.host.rset()[0] == 250
        except OSError:
            return False

    def quit(self, bound: Bound) -> None:
        """End politely, and in any case."""
        if self.host is None:
            return
        self.host.bound = bound
        try:
            self.host.quit()
        except OSError:
            pass  # the server has the letters: what it says at the end changes nothing
        finally:
            self.close()

    def close(self) -> None:
        """End without a word."""
        self.is_set_up = False
        if self.host is not None:
            self.host.close()
            self.host = None

    def _hand_over(self, address: str, raw: bytes) -> str:
        assert self.host is not None
        options = []
        if not address.isascii():
            if not self.host.has_extn("smtputf8"):
                raise NoSmtputf8(NO_SMTPUTF8)
            options = ["SMTPUTF8"]
        self.host.sendmail(sender()[1], [address], raw, options)
        return self.host.said

    def _opened(self, bound: Bound) -> PlainClient | TlsClient:
        """Connected, over TLS and signed in as the settings say."""
        state, client = self.mail, self._client(bound)
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

    def _client(self, bound: Bound) -> PlainClient | TlsClient:
        seconds, name = bound.wait(), _own_name()
        client: PlainClient | TlsClient
        if self.mail.use_ssl:
            client = TlsClient(local_hostname=name, timeout=seconds, context=_tls())
        else:
            client = PlainClient(local_hostname=name, timeout=seconds)
        client.bound = bound
        # smtplib checks the certificate against the name it was made with; connecting there already would be unwatched
        client._host = self.mail.server  # type: ignore[union-attr]
        return client


class Line:
    """The way to the mail server: one connection, opened by the first letter that needs it and used for the next ones
    as long as it is sound. ``hang_up`` after the last one."""

    def __init__(self) -> None:
        self._connection: Connection | None = None
        self._prepared: tuple[Parcel, bytes] | None = None

    def deliver(self, parcel: Parcel, *, following: Parcel | None = None) -> Outcome:
        """One attempt, bounded in time; never raises for what a server, a network or a letter can do. ``following`` is
        the letter that will be next: it is made ready while the server thinks about this one."""
        if current_app.config["DEV_MAILBOX"]:
            return Outcome(Result.SENT, KEPT)
        prepared, self._prepared = self._prepared, None
        try:
            raw = prepared[1] if prepared and prepared[0] is parcel else source(parcel)
        except (ValueError, LookupError) as error:
            return Outcome(Result.REFUSED, f"The letter cannot be written as a message: {error}")
        seconds = float(current_app.config["MAIL_TIMEOUT_SECONDS"])
        bound = Bound(min(3 * seconds, LONGEST_ATTEMPT_SECONDS), each=seconds)
        return self._attempt(parcel.recipient, raw, bound=bound, meanwhile=partial(self._prepare, following))

    def _prepare(self, parcel: Parcel | None) -> None:
        if parcel is not None:
            # what is wrong with it is said when its turn comes
            with suppress(Exception):
                self._prepared = parcel, source(parcel)

    def hang_up(self) -> None:
        """Take leave of the server; what it says to that changes nothing."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.quit(Bound(QUIT_SECONDS, each=QUIT_SECONDS))

    def _attempt(self, recipient: str, raw: bytes, *, bound: Bound, meanwhile: Callable[[], object]) -> Outcome:
        connection = self._connection or Connection(current_app.extensions["mail"])
        # kept again only if it is sound after this letter
        self._connection = None
        try:
            said = connection.carry(recipient, raw, bound=bound, meanwhile=meanwhile)
        except (OSError, NoSmtputf8) as error:  # SMTPException is an OSError
            outcome = _outcome(error, reached=connection.is_set_up, bound=bound)
            if isinstance(error, ANSWERS) and connection.start_again():
                self._connection = connection
            else:
                connection.close()
            return outcome
        except ValueError as error:  # its words could hold a secret
            connection.close()
            return Outcome(Result.ALARM, UNUSABLE % type(error).__name__, reached=False)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        if self._prepared:
            following, ready = self._prepared
            connection.announce(following.recipient, ready)
        return Outcome(Result.SENT, said)


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
        return Outcome(Result.LATER, f"The attempt was given up after {bound.seconds:g} seconds.", reached)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return Outcome(Result.REFUSED if code >= 500 else Result.LATER, spoken(code, words))
    if isinstance(error, smtplib.SMTPResponseException):
        result = Result.ALARM if error.smtp_code >= 500 else Result.LATER
        return Outcome(result, spoken(error.smtp_code, error.smtp_error), reached)
    wrong = isinstance(error, smtplib.SMTPNotSupportedError | ssl.SSLError)
    return Outcome(Result.ALARM if wrong else Result.LATER, short(f"{type(error).__name__}: {error}"), reached)
