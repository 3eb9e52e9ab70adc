"""One letter on its way to a real mail server: headers, certificates, addresses, and the patience with servers."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from sideevents.mail import message
from sideevents.mail.postman import Postman
from sideevents.store.letter import FAILED, QUEUED, SENT
from tests.grounds.smtp import SmtpServer
from tests.mail import waiting
from tests.mail.waiting import NOON, RECIPIENT, Watch


@pytest.fixture
def office(app_on: Callable[..., Flask], smtp_server: SmtpServer) -> Iterator[Flask]:
    """The same on SQLite; the server's patience is tried here."""
    settings = {**smtp_server.settings, "MAIL_TIMEOUT_SECONDS": 0.4}
    app = app_on("sqlite", MAIL_DEFAULT_SENDER="Side events <portal@example.org>", **settings)
    with app.app_context():
        yield app


def test_a_letter_carries_the_headers_of_the_contract(office, smtp_server):
    waiting.post()
    Postman(Watch()).deliver_due()
    message = smtp_server.letters[0]
    row = waiting.rows()[0]
    assert message["From"] == "Side events <portal@example.org>"
    assert message["To"] == RECIPIENT
    assert message["Reply-To"] == "office@un.example.org"
    assert message["Subject"] == "[SE-007] Your proposal has arrived"
    assert message["Message-ID"] == row.message_id
    assert row.message_id.endswith("@example.org>")
    assert message["Date"].datetime == NOON
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Sideevents-Letter"] == "received"
    assert message["Content-Language"] == "en"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == row.text
    assert b"\r\n" in smtp_server.received[0].raw
    assert smtp_server.received[0].raw.isascii()


@pytest.mark.parametrize("whim", [{"refuse": {"QUIT": "500 what?"}}, {"drop": {"QUIT"}}])
def test_what_the_server_says_at_the_end_changes_nothing(office, smtp_server, whim):
    for name, value in whim.items():
        setattr(smtp_server, name, value)
    waiting.post()
    assert Postman(Watch()).deliver_due() == 1
    assert waiting.rows()[0].state == SENT


def test_a_silent_server_is_left_in_time(office, smtp_server):
    smtp_server.delay_seconds["DATA"] = 3
    waiting.post()
    began = time.monotonic()
    assert Postman(Watch()).deliver_due() == 0
    assert time.monotonic() - began < 2
    assert waiting.rows()[0].state == QUEUED
    assert "timed out" in waiting.rows()[0].server_said


def drip(line: socket.socket, stop: threading.Event) -> None:
    """Greet without end, a letter at a time: never silent for long."""
    connection, _ = line.accept()
    with connection:
        connection.sendall(b"220-")
        while not stop.wait(0.1):
            try:
                connection.sendall(b"x")
            except OSError:
                return


def test_a_server_that_never_comes_to_an_end_is_left_in_time(office):
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as line:
        dripping = threading.Thread(target=drip, args=(line, stop))
        dripping.start()
        office.extensions["mail"].port = line.getsockname()[1]
        waiting.post()
        began = time.monotonic()
        assert Postman(Watch()).deliver_due() == 0
        took = time.monotonic() - began
        stop.set()
        dripping.join()
    assert took < 2.5
    assert waiting.rows()[0].server_said == "The attempt was given up after 1.2 seconds."


def test_a_certificate_that_nobody_vouches_for_is_refused(office, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    waiting.post()
    assert Postman(Watch()).deliver_due() == 0
    assert "CERTIFICATE_VERIFY_FAILED" in waiting.rows()[0].server_said


def test_an_authority_of_ones_own_may_vouch(office, smtp_server, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    office.config["MAIL_CA_FILE"] = str(smtp_server.ca_file)
    waiting.post()
    assert Postman(Watch()).deliver_due() == 1


def test_an_address_in_another_script_is_carried_where_the_server_can(office, smtp_server):
    waiting.post(recipient="用户@例子.example")
    assert Postman(Watch()).deliver_due() == 1
    assert smtp_server.received[0].recipients[0].startswith("用户@")


def test_a_domain_in_another_script_is_written_in_ascii(office, smtp_server):
    waiting.post(recipient="ada@例子.example")
    assert Postman(Watch()).deliver_due() == 1
    assert smtp_server.received[0].recipients == ("ada@xn--fsqu00a.example",)


@pytest.mark.parametrize(
    ("domain", "written"),
    [
        ("straße.de", "xn--strae-oqa.de"),  # another registrant than strasse.de
        ("ελλάς.gr", "xn--hxarsa0b.gr"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("Harbour.example.org", "Harbour.example.org"),
        ("localhost", "localhost"),
    ],
)
def test_a_domain_stays_its_registrants(domain, written):
    assert message.on_the_wire(f"ada@{domain}") == f"ada@{written}"


def test_a_domain_that_cannot_be_written_is_a_refusal(office, smtp_server):
    waiting.post(recipient="ada@-ж-.example")
    assert Postman(Watch()).deliver_due() == 0
    assert waiting.rows()[0].state == FAILED
    assert smtp_server.connections == 0


def greet_plainly(line: socket.socket) -> None:
    """A server that can nothing beyond the letters of 1982."""
    connection, _ = line.accept()
    with connection:
        connection.sendall(b"220 old\r\n")
        connection.recv(1000)
        connection.sendall(b"250 old\r\n")
        connection.recv(1000)


def test_an_address_in_another_script_has_failed_where_the_server_cannot(app_on):
    with socket.create_server(("127.0.0.1", 0)) as line:
        old = threading.Thread(target=greet_plainly, args=(line,))
        old.start()
        app = app_on(MAIL_SERVER="127.0.0.1", MAIL_PORT=line.getsockname()[1])
        with app.app_context():
            waiting.post(recipient="用户@例子.example")
            assert Postman(Watch()).deliver_due() == 0
            row = waiting.rows()[0]
        old.join()
    assert row.state == FAILED
    assert "SMTPUTF8" in row.server_said


def test_a_letter_that_breaks_out_of_its_headers_never_leaves(office, smtp_server):
    waiting.post(subject="Hello\r\nBcc: everybody@example.org")
    assert Postman(Watch()).deliver_due() == 0
    assert waiting.rows()[0].state == FAILED
    assert smtp_server.connections == 0


def test_the_demonstration_keeps_letters_for_its_mailbox(office, smtp_server):
    office.config["DEV_MAILBOX"] = True
    waiting.post()
    assert Postman(Watch()).deliver_due() == 1
    assert smtp_server.connections == 0
    assert (waiting.rows()[0].state, waiting.rows()[0].server_said) == (SENT, "kept for the mailbox page")
