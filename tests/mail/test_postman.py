"""The postman against a real mail server, over STARTTLS, signed in."""

import logging
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask

from sideevents.extensions import db
from sideevents.mail import outbox
from sideevents.mail.postman import Postman
from sideevents.mail.transport import Outcome, Result
from sideevents.store.letter import FAILED, QUEUED, SENT
from sideevents.store.unit_of_work import Busy
from tests.grounds.smtp import SmtpServer
from tests.mail import waiting
from tests.mail.waiting import NOON, RECIPIENT, Watch


@pytest.fixture(params=["sqlite", "postgresql"])
def each_office(request, app_on: Callable[..., Flask], smtp_server: SmtpServer) -> Iterator[Flask]:
    """The application whose letters go to the mail server, on both databases."""
    app = app_on(request.param, MAIL_DEFAULT_SENDER="Side events <portal@example.org>", **smtp_server.settings)
    with app.app_context():
        yield app


@pytest.fixture
def office(app_on: Callable[..., Flask], smtp_server: SmtpServer) -> Iterator[Flask]:
    """The same on SQLite; the server's patience is tried here."""
    settings = {**smtp_server.settings, "MAIL_TIMEOUT_SECONDS": 0.4}
    app = app_on("sqlite", MAIL_DEFAULT_SENDER="Side events <portal@example.org>", **settings)
    with app.app_context():
        yield app


def test_a_letter_is_sent_once(each_office, smtp_server):
    waiting.post()
    postman = Postman(Watch())
    assert postman.deliver_due() == 1
    assert postman.deliver_due() == 0
    row = waiting.rows()[0]
    assert (row.state, row.server_said, row.attempts, row.sent_at) == (SENT, "250 OK", 1, NOON)
    received = smtp_server.received
    assert [(each.sender, each.recipients) for each in received] == [("portal@example.org", (RECIPIENT,))]


def test_a_server_that_is_busy_is_asked_again(each_office, smtp_server):
    waiting.post()
    watch = Watch()
    smtp_server.refuse["RCPT"] = "451 4.7.1 greylisted, come again"
    assert Postman(watch).deliver_due() == 0
    row = waiting.rows()[0]
    assert (row.state, row.server_said) == (QUEUED, "451 4.7.1 greylisted, come again")
    smtp_server.refuse.clear()
    assert Postman(watch).deliver_due() == 0
    watch.wait(seconds=30)
    assert Postman(watch).deliver_due() == 1


def test_an_address_that_the_server_refuses_has_failed_at_once(each_office, smtp_server):
    waiting.post("decision-1")
    waiting.post("decision-1", recipient="other@example.org")
    smtp_server.refuse_recipients[RECIPIENT] = "550 5.1.1 no such mailbox"
    assert Postman(Watch()).deliver_due() == 1
    refused, other = waiting.rows()
    assert (refused.state, refused.server_said) == (FAILED, "550 5.1.1 no such mailbox")
    assert other.state == SENT


def bells(caplog) -> list[str]:
    return [record.levelname for record in caplog.records if record.name == "sideevents.mail.postman"]


@pytest.mark.parametrize("moment", ["MAIL", "DATA", "TAKEN"])
def test_a_refusal_elsewhere_is_tried_again_and_rings_the_bell(office, smtp_server, caplog, moment):
    waiting.post()
    smtp_server.refuse[moment] = "554 5.7.1 not from you"
    with caplog.at_level(logging.INFO, "sideevents.mail.postman"):
        assert Postman(Watch()).deliver_due() == 0
    assert waiting.rows()[0].state == QUEUED
    assert waiting.rows()[0].server_said.startswith("554 5.7.1")
    assert bells(caplog) == ["ERROR"]
    assert RECIPIENT not in caplog.text


def test_a_wrong_password_is_tried_again_and_rings_the_bell(office, smtp_server, caplog):
    office.extensions["mail"].password = "wrong"
    waiting.post()
    assert Postman(Watch()).deliver_due() == 0
    assert waiting.rows()[0].state == QUEUED
    assert waiting.rows()[0].server_said.startswith("535")
    assert bells(caplog) == ["ERROR"]


def test_a_password_that_cannot_be_sent_rings_the_bell_and_says_which_settings(office, smtp_server, caplog):
    office.extensions["mail"].password = "pässword"
    waiting.post()
    assert Postman(Watch()).deliver_due() == 0
    row = waiting.rows()[0]
    assert (row.state, row.next_attempt_at) == (QUEUED, NOON + timedelta(seconds=30))
    assert "MAIL_PASSWORD" in row.server_said
    assert bells(caplog) == ["ERROR"]
    assert "ssword" not in caplog.text + row.server_said


def test_an_error_that_nobody_foresaw_is_settled_and_the_letters_behind_are_tried(office, smtp_server, caplog):
    working, office.config["MAIL_TIMEOUT_SECONDS"] = office.config["MAIL_TIMEOUT_SECONDS"], None
    waiting.post("decision-1")
    waiting.post("decision-2", recipient="other@example.org")
    watch = Watch()
    assert Postman(watch).deliver_due() == 0
    for row in waiting.rows():
        assert (row.state, row.attempts, row.next_attempt_at) == (QUEUED, 1, NOON + timedelta(seconds=30))
        assert row.server_said == "The portal itself failed (TypeError); its log says where."
    assert "transport.py" in caplog.text
    assert RECIPIENT not in caplog.text
    office.config["MAIL_TIMEOUT_SECONDS"] = working
    watch.wait(seconds=30)
    assert Postman(watch).deliver_due() == 2


def test_copies_after_a_lost_answer_share_their_message_id(each_office, smtp_server):
    waiting.post()
    watch = Watch()
    smtp_server.drop.add("TAKEN")
    assert Postman(watch).deliver_due() == 0
    assert waiting.rows()[0].state == QUEUED
    smtp_server.drop.clear()
    watch.wait(seconds=30)
    assert Postman(watch).deliver_due() == 1
    first, second = smtp_server.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]


def test_two_postmen_never_send_one_letter_twice(each_office, smtp_server):
    waiting.post(*(f"request-{number}" for number in range(12)))
    waiting.rows()
    start = threading.Barrier(2)
    sent: list[int] = []

    def walk() -> None:
        with each_office.app_context():
            start.wait()
            sent.append(Postman(Watch()).deliver_due())

    postmen = [threading.Thread(target=walk) for _ in range(2)]
    for postman in postmen:
        postman.start()
    for postman in postmen:
        postman.join()
    assert sum(sent) == 12
    assert len({letter["Message-ID"] for letter in smtp_server.letters}) == len(smtp_server.letters) == 12


def test_letters_of_one_proposal_arrive_in_order(each_office, smtp_server):
    proposal_id = waiting.proposal(waiting.conference())
    waiting.post("decision-1", proposal_id=proposal_id, subject="first")
    waiting.post("decision-2", proposal_id=proposal_id, subject="second")
    watch = Watch()
    smtp_server.refuse["DATA"] = "452 4.3.1 full"
    Postman(watch).deliver_due()
    assert [row.attempts for row in waiting.rows()] == [1, 0]
    smtp_server.refuse.clear()
    watch.wait(seconds=30)
    Postman(watch).deliver_due()
    assert [letter["Subject"] for letter in smtp_server.letters] == ["first", "second"]


def test_a_held_outbox_stays_where_it_is(each_office, smtp_server):
    waiting.post(conference_id=waiting.conference(held=True))
    assert Postman(Watch()).deliver_due() == 0
    assert smtp_server.connections == 0
    assert waiting.rows()[0].attempts == 0


def test_after_five_failed_connections_one_letter_a_minute_is_tried(office, smtp_server):
    working = office.extensions["mail"].port
    with socket.create_server(("127.0.0.1", 0)) as closed:
        office.extensions["mail"].port = closed.getsockname()[1]
    waiting.post(*(f"request-{number}" for number in range(8)))
    watch = Watch()
    postman = Postman(watch)
    assert postman.deliver_due() == 0
    assert sum(row.attempts for row in waiting.rows()) == 5
    watch.wait(seconds=59)
    postman.deliver_due()
    assert sum(row.attempts for row in waiting.rows()) == 5
    watch.wait(seconds=1)
    postman.deliver_due()
    assert sum(row.attempts for row in waiting.rows()) == 6
    office.extensions["mail"].port = working
    watch.wait(minutes=20)
    assert postman.deliver_due() == 8


def test_told_to_stop_the_postman_finishes_one_letter_and_gives_the_others_back(office, smtp_server):
    waiting.post("request-1", "request-2", "request-3")
    stop, asked = threading.Event(), []

    def watch():
        asked.append(NOON)
        # the third time he looks, the first letter has left
        if len(asked) == 3:
            stop.set()
        return NOON

    assert Postman(watch, stop=stop).deliver_due() == 1
    first, *others = waiting.rows()
    assert (first.state, first.attempts) == (SENT, 1)
    assert [(row.state, row.attempts, row.token, row.lease_until) for row in others] == [(QUEUED, 0, None, None)] * 2
    assert len(smtp_server.received) == 1


def test_a_lost_lease_is_left_to_who_holds_it(office, smtp_server):
    waiting.post()
    watch = Watch()
    slow = waiting.claim(now=watch())
    watch.wait(minutes=6)
    assert Postman(watch).deliver_due() == 1
    assert not outbox.settle(slow, Outcome(Result.REFUSED, "550 no"), now=watch())
    assert (waiting.rows()[0].state, waiting.rows()[0].sent_at) == (SENT, watch())


def test_letters_share_one_connection_and_it_ends_with_the_pass(each_office, smtp_server):
    waiting.post(*(f"request-{number}" for number in range(25)))
    postman = Postman(Watch())
    assert postman.deliver_due() == 25
    assert smtp_server.connections == 1
    assert smtp_server.open_connections() == 0
    waiting.post("request-25")
    assert postman.deliver_due() == 1
    assert smtp_server.connections == 2


@pytest.mark.parametrize(("moment", "words"), [("RCPT", "550 no such mailbox"), ("RCPT", "451 later")])
def test_after_a_refusal_the_connection_serves_the_next_letter(office, smtp_server, moment, words):
    waiting.post("decision-1")
    waiting.post("decision-1", "decision-2", recipient="other@example.org")
    smtp_server.refuse_recipients[RECIPIENT] = words
    assert Postman(Watch()).deliver_due() == 2
    assert smtp_server.connections == 1


def test_a_server_that_has_had_enough_of_a_connection_is_called_again_for_the_same_letter(office, smtp_server):
    waiting.post(*(f"request-{number}" for number in range(5)))
    smtp_server.letters_a_connection = 2
    assert Postman(Watch()).deliver_due() == 5
    assert smtp_server.connections == 3
    assert [row.attempts for row in waiting.rows()] == [1] * 5


def test_one_recipient_who_hangs_does_not_make_the_postman_rest(office, smtp_server):
    waiting.post(*(f"request-{number}" for number in range(7)))
    smtp_server.delay_seconds["RCPT"] = 1
    assert Postman(Watch()).deliver_due() == 0
    assert [row.attempts for row in waiting.rows()] == [1] * 7


def test_a_lease_too_short_for_a_whole_attempt_is_given_up(office, smtp_server):
    waiting.post("request-1", "request-2", "request-3")
    watch, asked = Watch(), []

    def slow():
        # each look takes a minute and a half: there is time for one letter in a lease
        asked.append(watch())
        watch.wait(seconds=90)
        return asked[-1]

    assert Postman(slow).deliver_due(limit=3) == 1
    first, *others = waiting.rows()
    assert first.state == SENT
    assert [(row.state, row.attempts) for row in others] == [(QUEUED, 0)] * 2


def test_what_cannot_be_written_down_at_once_is_written_down_later_and_not_sent_again(office, smtp_server):
    waiting.post("request-1", "request-2")
    watch = Watch()
    postman = Postman(watch)
    path = office.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    busy = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    smtp_server.on_taken = lambda: busy.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy):
        postman.deliver_due()
    smtp_server.on_taken = lambda: None
    busy.execute("ROLLBACK")
    busy.close()
    watch.wait(minutes=10)
    assert postman.deliver_due() == 1
    assert [row.state for row in waiting.rows()] == [SENT, SENT]
    assert len(smtp_server.received) == 2
