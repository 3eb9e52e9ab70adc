"""Mail taken from a mailbox over IMAP, always under TLS: port 993 speaks it from the start, others by STARTTLS."""

import contextlib
import imaplib
import logging
import ssl
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy.exc import OperationalError

from sideevents.inbound.reading import MESSAGE_BYTES
from sideevents.inbound.receiving import receive
from sideevents.store.unit_of_work import Busy

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

log = logging.getLogger(__name__)
IMPLICIT_TLS = 993
TIMEOUT_SECONDS = 15
AT_ONCE = 200


class FetchFailed(Exception):
    """The mailbox could not be read; the message says which and why. What was taken in before stays so."""


def fetch(*, now: datetime) -> int:
    """Take the unseen messages of IMAP_FOLDER in, oldest first, at most 200; how many. Each is marked as seen only when
    it was taken in. FetchFailed if the mailbox cannot be read; Busy and the database's errors end it too."""
    taken = 0
    with _mailbox() as mailbox:
        for uid in mailbox.uids("UNSEEN", charset=None)[:AT_ONCE]:
            taken += _take_in(mailbox, uid, now=now)
    return taken


def _take_in(mailbox: "BaseMailBox", uid: str, *, now: datetime) -> bool:
    raw = _read(mailbox, uid)
    try:
        receive(raw, now=now)
    except (OperationalError, Busy):
        raise
    except Exception:
        # one message that cannot be read must not stand before all others; it stays unseen, for a person to look at
        log.exception("message %s could not be taken in", uid)
        return False
    # not the library's own way, which also expunges what others have only marked as deleted
    _check(mailbox.client.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen)"))
    return True


def _read(mailbox: "BaseMailBox", uid: str) -> bytes:
    """The message's own bytes, on which signatures depend, up to the bound. Reading it leaves it unseen."""
    answer = _check(mailbox.client.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MESSAGE_BYTES}>)"))
    return b"".join(part[1] for part in answer if isinstance(part, tuple))


def _check(answer: tuple[str, list]) -> list:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(f"{status} {data!r}")
    return data


@contextlib.contextmanager
def _mailbox() -> Iterator["BaseMailBox"]:
    """The mailbox of the settings with its folder open; whatever fails in it is told in one sentence."""
    from imap_tools import ImapToolsError

    settings = current_app.config
    if not settings["IMAP_HOST"]:
        raise FetchFailed("No mailbox is set: set SIDEEVENTS_IMAP_HOST, IMAP_USER and IMAP_PASSWORD.")
    try:
        mailbox = _connected(settings["IMAP_HOST"], int(settings["IMAP_PORT"]))
        try:
            enter = mailbox.login if _is_plain(settings) else mailbox.login_utf8
            yield enter(settings["IMAP_USER"], settings["IMAP_PASSWORD"], settings["IMAP_FOLDER"])
        finally:
            _leave(mailbox)
    except (OSError, imaplib.IMAP4.error, ImapToolsError, ValueError) as error:
        where = f"{settings['IMAP_HOST']}:{settings['IMAP_PORT']}"
        raise FetchFailed(f"The mailbox at {where} cannot be read: {error}") from error


def _connected(host: str, port: int) -> "BaseMailBox":
    from imap_tools import MailBox, MailBoxStartTls

    context = ssl.create_default_context()  # checks the certificate and the name in it
    if port == IMPLICIT_TLS:
        return MailBox(host, port, timeout=TIMEOUT_SECONDS, ssl_context=context)
    return MailBoxStartTls(host, port, timeout=TIMEOUT_SECONDS, ssl_context=context)


def _is_plain(settings: dict) -> bool:
    """Whether LOGIN can carry name and password: it knows ASCII alone."""
    return str(settings["IMAP_USER"]).isascii() and str(settings["IMAP_PASSWORD"]).isascii()


def _leave(mailbox: "BaseMailBox") -> None:
    # everything was done by now, or a better reason is on its way
    with contextlib.suppress(OSError, imaplib.IMAP4.error):
        mailbox.client.logout()
