"""Mail is fetched from a real mailbox, each message once, and never over an open line."""

import socket
from datetime import timedelta

import pytest
from imap_tools import MailBox
from sqlalchemy import select

from sideevents.extensions import db
from sideevents.inbound import fetching
from sideevents.inbound.fetching import FetchFailed, fetch
from sideevents.rules.workflow import Status
from sideevents.store.incoming import IncomingRow
from tests import scenes
from tests.inbound.mails import SETTINGS, answer, letter
from tests.scenes import NOW

OFFICE = "gcmigrationparticipationvienna@un.org"
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def portal(app, imap_server):
    app.config.update(SETTINGS | imap_server.settings)
    with app.app_context():
        scenes.vienna()
        yield app


def came_in() -> int:
    db.session.rollback()
    return len(db.session.scalars(select(IncomingRow)).all())


def test_unseen_messages_are_taken_in_and_marked(portal, imap_server):
    proposal_id = scenes.submitted()
    imap_server.put(answer("info@portal.example.org", "Read by somebody.", sender="a@example.org"), flags=r"\Seen")
    imap_server.put(answer("info@portal.example.org", "Hello.", sender="a@example.org"))
    imap_server.put(answer(letter("decision-wanted").reply_to, "waitlist", sender=OFFICE))
    assert fetch(now=LATER) == 2
    assert scenes.proposal(proposal_id).state is Status.WAITLISTED
    assert imap_server.flags() == [{"\\Seen"}] * 3
    assert fetch(now=LATER) == 0
    assert came_in() == 2


def test_what_others_have_marked_as_deleted_stays(portal, imap_server):
    imap_server.put(answer("info@portal.example.org", "Old.", sender="a@example.org"), flags=r"\Deleted \Seen")
    imap_server.put(answer("info@portal.example.org", "New.", sender="a@example.org"))
    assert fetch(now=LATER) == 1
    assert imap_server.flags() == [{"\\Deleted", "\\Seen"}, {"\\Seen"}]


def test_a_message_that_cannot_be_taken_in_stays_unseen_and_stops_no_other(portal, imap_server, monkeypatch):
    imap_server.put(b"Subject: poison\r\n\r\n")
    imap_server.put(answer("info@portal.example.org", "Hello.", sender="a@example.org"))
    taken = fetching.receive

    def stumble(raw: bytes, **facts) -> str:
        if b"poison" in raw:
            raise RuntimeError("a message that nobody has thought of")
        return taken(raw, **facts)

    monkeypatch.setattr(fetching, "receive", stumble)
    assert fetch(now=LATER) == 1
    assert imap_server.flags() == [set(), {"\\Seen"}]


def test_the_bytes_are_those_that_were_signed(portal, imap_server, monkeypatch):
    raw = b"Subject:  odd   blanks\r\nX:\ty\r\n\r\nline \r\n\r\n\r\n.\r\nend\r\n"
    imap_server.put(raw)
    found = []
    monkeypatch.setattr(fetching, "receive", lambda raw, **_: found.append(raw))
    fetch(now=LATER)
    assert found == [raw]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"IMAP_HOST": ""}, "SIDEEVENTS_IMAP_HOST"),
        ({"IMAP_PASSWORD": "wrong"}, "cannot be read"),
        ({"IMAP_PASSWORD": "fälsch"}, "cannot be read"),
        ({"IMAP_FOLDER": "Nowhere"}, "cannot be read"),
        ({"IMAP_HOST": "127.0.0.1"}, "certificate"),
    ],
    ids=str,
)
def test_a_mailbox_that_cannot_be_read_says_why(portal, changes, says):
    portal.config.update(changes)
    with pytest.raises(FetchFailed) as failed:
        fetch(now=LATER)
    assert says in str(failed.value)
    assert "\n" not in str(failed.value)


def test_a_server_whose_certificate_nobody_vouches_for_gets_no_password(portal, imap_server, monkeypatch):
    imap_server.put(answer("info@portal.example.org", "Hello.", sender="a@example.org"))
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(FetchFailed, match="certificate"):
        fetch(now=LATER)
    assert came_in() == 0


def test_a_silent_server_is_left_after_a_while(portal, monkeypatch):
    monkeypatch.setattr(fetching, "TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        portal.config.update(IMAP_PORT=silent.getsockname()[1])
        with pytest.raises(FetchFailed, match="timed out"):
            fetch(now=LATER)


def test_the_usual_port_speaks_tls_from_the_start(monkeypatch):
    asked = []
    monkeypatch.setattr(MailBox, "__init__", lambda self, host, port, **options: asked.append((port, options)))
    fetching._connected("mail.example.org", 993)
    ((port, options),) = asked
    assert port == 993
    assert options["ssl_context"].check_hostname
