"""Where a torture takes place: a database, a server, a clock, and postmen as processes."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import delete, func, insert
from sqlalchemy import select as select_rows

from sideevents.extensions import db
from sideevents.mail import outbox
from sideevents.mail.postman import Postman
from sideevents.store.letter import SENDING, DeliveryRow, LetterRow
from sideevents.store.proposal import ProposalRow
from sideevents.store.unit_of_work import WRITES, unit_of_work
from tests.grounds.apps import let_go, make_app
from tests.grounds.server import ROOT
from tests.mail import waiting
from tests.torture.referee import Verdict, judge
from tests.torture.server import Server
from tests.torture.watch import SharedWatch

PATIENCE_SECONDS = 20.0  # on a busy machine, too, nobody gives up by accident
HASTE_SECONDS = 0.5
HASTY_ATTEMPT_SECONDS = 3 * HASTE_SECONDS
PAST_THE_LEASE = outbox.LEASE.total_seconds() + 60
LONGEST_ANSWER_SECONDS = 60
ORGANIZER = "ada@harbour.example.org"
FILLING = "The office has read your proposal, and this is what it says of it, line after line.\n"


class Stable:
    """The warm process; postmen are known by their process id."""

    def __init__(self, settings: dict[str, object]) -> None:
        command = [sys.executable, "-m", "tests.torture.stable", json.dumps(settings)]
        clean = {name: value for name, value in os.environ.items() if not name.startswith("SIDEEVENTS_")}
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=clean, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def ask(self, command: str, argument: object) -> int:
        """The answer to a command."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{command} {argument}\n")
        self._process.stdin.flush()
        if not select.select([self._process.stdout], [], [], LONGEST_ANSWER_SECONDS)[0]:
            raise RuntimeError(f"no answer to {command} {argument}")
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """End it."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()


class Ground:
    """One database with its server, clock and stable; ``fresh()`` empties all for the next round."""

    def __init__(self, folder: Path, *, url: str, server: Server) -> None:
        self.server = server
        self.watch = SharedWatch(folder / "watch")
        settings = {
            "MAIL_SERVER": "localhost",
            "MAIL_PORT": server.port,
            "MAIL_USE_TLS": True,
            "MAIL_USERNAME": "portal",
            "MAIL_PASSWORD": "only-for-tests",
            "MAIL_CA_FILE": str(server.ca_file),
            "MAIL_TIMEOUT_SECONDS": HASTE_SECONDS,
            "MAIL_DEFAULT_SENDER": "portal@example.org",
        }
        self.app = make_app(folder, url=url, **settings)
        self._context = self.app.app_context()
        self._context.push()
        self.stable = Stable({**settings, "url": url, "folder": str(folder), "watch": str(folder / "watch")})
        self.proposal_id = db.session.scalar(select_rows(ProposalRow.id)) or waiting.proposal(waiting.conference())

    def close(self) -> None:
        """Let go of everything."""
        self.stable.close()
        self._context.pop()
        let_go(self.app)

    def fresh(self) -> None:
        """Nothing was ever posted."""
        empty()
        self.server.reset()

    def post(self, *recipients: str, in_order: bool = False, kilobytes: int = 2) -> None:
        """A letter to each, of about the size; ``in_order``: about the proposal."""
        text = FILLING * max(1, kilobytes * 1024 // len(FILLING))
        post([(recipient, text) for recipient in recipients], self.proposal_id if in_order else None, self.watch)

    def rows(self) -> list[LetterRow]:
        """The outbox as it stands."""
        return waiting.rows()

    def verdict(self) -> Verdict:
        """What the referee says now."""
        return judge(self.rows(), self.server.taken)

    def postman(self) -> Postman:
        """One who walks in this process."""
        return Postman(self.watch)

    def start(self, kind: str = "real", *, once: bool = False, patience: float = PATIENCE_SECONDS) -> int:
        """A postman as a process: its id. ``patience`` is how long he waits for a word of the server."""
        self.stable.ask("patience", patience)
        return self.stable.ask("pass" if once else "walk", kind)

    def finish(self, pid: int) -> int:
        """Wait for the end of a process; its exit status, negative for a signal."""
        return self.stable.ask("wait", pid)

    def kill(self, pid: int, number: signal.Signals = signal.SIGKILL) -> int:
        """Send a signal and wait for the end."""
        os.kill(pid, number)
        return self.finish(pid)

    def rescue(self) -> None:
        """After the lease another postman goes once."""
        self.watch.wait(seconds=PAST_THE_LEASE)
        if self.finish(self.start(once=True)) != 0:
            raise RuntimeError("the other postman failed")

    def until_claimed(self) -> None:
        """Until somebody holds a letter."""
        self.until(lambda: any(row.state == SENDING for row in self.rows()))

    def until(self, true: Callable[[], bool]) -> None:
        """Until it is; RuntimeError if it never is."""
        give_up = time.monotonic() + 30
        while not true():
            if time.monotonic() > give_up:
                raise RuntimeError("what is waited for does not happen")
            time.sleep(0.005)

    @contextmanager
    def outbox_locked(self) -> Iterator[None]:
        """Nobody can mark a letter meanwhile."""
        db.session.rollback()
        with db.engine.connect().execution_options(**{WRITES: True}) as connection:
            # on SQLite a transaction that writes is a lock by itself
            is_lock = connection.dialect.name == "sqlite"
            connection.exec_driver_sql("SELECT 1" if is_lock else "LOCK TABLE letter IN EXCLUSIVE MODE")
            yield
            connection.rollback()


@unit_of_work
def empty() -> None:
    """Forget every letter."""
    db.session.execute(delete(DeliveryRow))
    db.session.execute(delete(LetterRow))


@unit_of_work
def post(letters: list[tuple[str, str]], proposal_id: int | None, watch: SharedWatch) -> None:
    """Queue letters now."""
    first = (db.session.scalar(select_rows(func.max(LetterRow.id))) or 0) + 1
    now = watch()
    rows = [
        {
            "key": f"received:torture-{first + number}:{recipient}",
            "proposal_id": proposal_id,
            "name": "received",
            "recipient": recipient,
            "reply_to": "office@un.example.org",
            "subject": f"Letter {number}",
            "text": text,
            "html": '<html lang="en"><body><p>The same.</p></body></html>',
            "calendar": "",
            "state": "queued",
            "attempts": 0,
            "server_said": "",
            "message_id": f"<torture-{first + number}-{now.timestamp():.0f}@example.org>",
            "written_at": now,
            "next_attempt_at": now,
        }
        for number, (recipient, text) in enumerate(letters)
    ]
    db.session.execute(insert(LetterRow), rows)
