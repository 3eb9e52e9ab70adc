"""Mail as servers hand it over: answers of people, automatic ones, and reports."""

from email.message import EmailMessage
from itertools import count

from sqlalchemy import select

from sideevents.extensions import db
from sideevents.store.letter import LetterRow

TRUSTED = "mx.portal.example.org"
SETTINGS = {
    "REPLY_ADDRESS": "reply+{token}@portal.example.org",
    "TRUSTED_AUTHSERV_IDS": f"other.example.org, {TRUSTED}",
}
REPORT = """\
From: Mail Delivery System <MAILER-DAEMON@relay.example.org>
To: side-events@localhost
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <{number}@relay.example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut

Sorry.
--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example.org

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; {said}

--cut
Content-Type: text/rfc822-headers

Message-ID: {letter}
Subject: a letter

--cut--
"""
_numbers = count(1)


def answer(
    to: str, text: str, *, sender: str, genuine: bool = True, message_id: str | None = None, **headers: str
) -> bytes:
    """A person's answer. ``genuine``: the server that took it in has checked its sender's signature."""
    mail = EmailMessage()
    if genuine:
        domain = sender.partition("@")[2]
        mail["Authentication-Results"] = f"{TRUSTED}; dkim=pass header.d={domain} header.i=@{domain}"
    mail["From"] = f"Somebody <{sender}>"
    mail["To"] = to
    mail["Subject"] = "Re: a letter of the portal"
    mail["Date"] = "Tue, 01 Aug 2017 12:00:00 +0200"
    mail["Message-ID"] = message_id or f"<{next(_numbers)}@mail.example.org>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(f"{text}\n\nOn Tue, 1 Aug 2017 at 10:00, Portal <portal@example.org> wrote:\n> approve this?\n")
    return mail.as_bytes()


def report(
    letter_message_id: str,
    *,
    action: str = "failed",
    said: str = "550 5.1.1 no such mailbox",
    recipient: str = "who@example.org",
) -> bytes:
    """What a mail server writes of a letter that it had taken (RFC 3464)."""
    return REPORT.format(
        number=next(_numbers), letter=letter_message_id, action=action, said=said, recipient=recipient
    ).encode()


def letters(name: str | None = None) -> list[LetterRow]:
    """The letters in the outbox, all or those of one name, oldest first."""
    db.session.rollback()
    wanted = select(LetterRow).order_by(LetterRow.id)
    return list(db.session.scalars(wanted if name is None else wanted.where(LetterRow.name == name)))


def letter(name: str) -> LetterRow:
    """The latest letter of a name."""
    return letters(name)[-1]
