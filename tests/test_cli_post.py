"""Mail comes in by the command that mail servers and operators type: exit 0 taken in, 75 try again."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import event
from sqlalchemy.pool import Pool

from sideevents.cli import main
from sideevents.demonstration.story import CONFERENCE_FILE, SAMPLES
from sideevents.inbound.reading import MESSAGE_BYTES
from tests.grounds.apps import SECRET
from tests.inbound.mails import SETTINGS, TRUSTED, answer

SLUG = "gcm-vienna-2017"


@pytest.fixture
def environment(tmp_path, fresh_database):
    return {
        "SIDEEVENTS_SECRET_KEY": SECRET,
        "SIDEEVENTS_INSTANCE_PATH": str(tmp_path),
        "SIDEEVENTS_SQLALCHEMY_DATABASE_URI": fresh_database("sqlite"),
        "SIDEEVENTS_TESTING": "true",
        "SIDEEVENTS_NOW": "2017-08-08T17:00:00+02:00",
        **{f"SIDEEVENTS_{name}": value for name, value in SETTINGS.items()},
    }


@pytest.fixture
def sideevents(environment):
    def run(*arguments: str, code: int = 0, raw: bytes = b"", **settings: str) -> Result:
        result = CliRunner().invoke(main, arguments, env={**environment, **settings}, input=raw)
        assert result.exit_code == code, result.output
        return result

    return run


@pytest.fixture
def database(environment):
    path = environment["SIDEEVENTS_SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    connection = sqlite3.connect(path, isolation_level=None)
    yield connection
    connection.close()


@pytest.fixture
def asked(sideevents, database) -> str:
    """Where an answer to a letter that asks for a decision goes."""
    sideevents("conference", "load", str(CONFERENCE_FILE))
    sideevents("proposals", "load", str(SAMPLES), "--conference", SLUG, "--letters")
    wanted = "SELECT reply_to FROM letter WHERE name = 'decision-wanted' ORDER BY id"
    return str(database.execute(wanted).fetchone()[0])


def office_answer(to: str) -> bytes:
    return answer(to, "waitlist", sender="gcmigrationparticipationvienna@un.org")


def test_a_message_on_standard_input_decides(asked, sideevents, database):
    assert sideevents("mail", "receive", raw=office_answer(asked)).stdout == "decided\n"
    assert database.execute("SELECT status FROM proposal WHERE reference = 'SE-001'").fetchone() == ("waitlisted",)


def test_the_process_itself_takes_a_message_in(asked, environment):
    command = [sys.executable, "-m", "sideevents", "mail", "receive"]
    done = subprocess.run(command, input=office_answer(asked), env=environment, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, b"decided\n")


@pytest.mark.parametrize("raw", [b"", b"\xff\0", b"Subject: hello\r\n\r\nhello"])
def test_whatever_it_is_it_is_taken_in(sideevents, raw):
    assert sideevents("mail", "receive", raw=raw).stdout == "automatic\n"


def test_what_is_too_long_is_cut_and_taken_in(sideevents):
    raw = b"Message-ID: <long@example.org>\r\nSubject: long\r\n\r\n" + b"x" * 70 + b"\r\n"
    raw += (b"y" * 70 + b"\r\n") * (MESSAGE_BYTES // 72)
    assert len(raw) > MESSAGE_BYTES
    assert sideevents("mail", "receive", raw=raw).stdout == "automatic\n"


@pytest.fixture
def impatient() -> Iterator[None]:
    """Connections that do not wait for a lock: the portal's own wait of seconds is not under test."""

    def hurry(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA busy_timeout=0")

    event.listen(Pool, "checkout", hurry)
    yield
    event.remove(Pool, "checkout", hurry)


@pytest.mark.usefixtures("impatient")
def test_a_locked_database_asks_the_mail_server_to_try_again(asked, sideevents, database):
    database.execute("BEGIN IMMEDIATE")
    assert "database" in sideevents("mail", "receive", code=75, raw=office_answer(asked)).stderr
    database.rollback()
    assert sideevents("mail", "receive", raw=office_answer(asked)).stdout == "decided\n"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"SIDEEVENTS_SQLALCHEMY_DATABASE_URI": "sqlite:////nowhere/at/all.sqlite"}, "database"),
        ({"SIDEEVENTS_SQLALCHEMY_DATABASE_URI": "postgresql+psycopg://nobody@127.0.0.1:1/none"}, "database"),
        ({"SIDEEVENTS_SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SIDEEVENTS_SQLALCHEMY_DATABASE_URI": "sqlite://"}, "db upgrade"),
    ],
    ids=["no file", "no server", "no secret", "no schema"],
)
def test_a_portal_that_is_not_ready_asks_the_mail_server_to_try_again(sideevents, changes, says):
    assert says in sideevents("mail", "receive", code=75, raw=b"Subject: hello\r\n\r\nhello", **changes).stderr


def test_fetching_says_in_one_line_why_it_cannot(sideevents):
    result = sideevents("mail", "fetch", code=1)
    assert result.stderr.count("\n") == 1
    assert "IMAP_HOST" in result.stderr
    gone = {"SIDEEVENTS_IMAP_HOST": "127.0.0.1", "SIDEEVENTS_IMAP_PORT": "1"}
    assert "127.0.0.1:1 cannot be read" in sideevents("mail", "fetch", code=1, **gone).stderr


def test_the_word_of_an_untrusted_server_counts_for_nothing(asked, sideevents):
    untrusted = {"SIDEEVENTS_TRUSTED_AUTHSERV_IDS": ""}
    raw = office_answer(asked)
    assert TRUSTED.encode() in raw
    assert sideevents("mail", "receive", raw=raw, **untrusted).stdout == "link\n"
