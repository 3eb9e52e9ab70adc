"""``sideevents mail``: letters out and mail in."""

import logging
import signal
import sys
import threading

import click
from flask import Flask, current_app

from sideevents import clock
from sideevents.cli_support import in_app, refuse
from sideevents.store import letter, schema
from sideevents.store.conference import all_conferences
from sideevents.usecases.release_outbox import release_outbox
from sideevents.usecases.retry_letter import retry_letter

log = logging.getLogger(__name__)
EVERY = 1_000_000  # letters in one pass: more than any outbox holds
TRY_AGAIN = 75  # EX_TEMPFAIL: what mail servers read as "not now"


@click.group("mail")
def mail_group() -> None:
    """Letters."""


@mail_group.command("worker")
@click.option("--beside", type=int, hidden=True)
@in_app
def mail_worker(*, beside: int | None) -> None:
    """Carry letters, release unanswered offers, expire unproven addresses; until SIGTERM."""
    from sideevents.errands import end_with, run_errands

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    if beside is not None:
        threading.Thread(target=end_with, args=(beside, stop), daemon=True).start()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    schema.assert_schema()
    run_errands(app, now=clock.now, stop=stop)


@mail_group.command("send")
@in_app
def mail_send() -> None:
    """Release unanswered offers and expire unproven addresses, then carry every letter that is due, once."""
    from sideevents.errands import keep_time
    from sideevents.mail.postman import Postman

    keep_time(clock.now())
    click.echo(f"{Postman(clock.now).deliver_due(limit=EVERY)} letters were sent.")


@mail_group.command("status")
@in_app
def mail_status() -> None:
    """How many letters wait, left or failed."""
    for state, count in sorted(letter.count_by_state().items()):
        click.echo(f"{state}\t{count}")
    held = [row.slug for row in all_conferences() if row.outbox_held]
    if held:
        click.echo(f"held until 'sideevents mail release': {', '.join(held)}")


@mail_group.command("retry")
@click.argument("letter_id", type=int)
@in_app
def mail_retry(*, letter_id: int) -> None:
    """Send a failed letter again."""
    retry_letter(letter_id, now=clock.now())
    click.echo(f"Letter {letter_id} will be sent again at once.")


@mail_group.command("release")
@in_app
def mail_release() -> None:
    """Let the letters of newly loaded conferences go."""
    released = release_outbox()
    click.echo(f"Released: {', '.join(released) or 'nothing was held'}.")


@mail_group.command("receive")
def mail_receive() -> None:
    """Take one message in, as it came over the wire, on standard input.

    Exit 0: it was taken in, whatever came of it. 75: it was not, with the reason on standard error, so that the mail
    server keeps it and tries again. What is over 10 MB is cut. For a pipe such as Postfix's:

    \b
    sideevents unix - n n - 4 pipe flags=DRX user=sideevents
      argv=/opt/sideevents/bin/sideevents mail receive
    """
    from sideevents.inbound.reading import MESSAGE_BYTES

    stdin = sys.stdin.buffer
    raw = stdin.read(MESSAGE_BYTES)
    while stdin.read(MESSAGE_BYTES):  # a mail server whose pipe breaks calls it a failure
        pass
    try:
        _take_in(raw)
    except SystemExit as ended:
        sys.exit(TRY_AGAIN if ended.code else 0)
    except Exception as error:
        log.exception("a message could not be taken in")
        click.echo(f"The message could not be taken in now: {error}", err=True)
        sys.exit(TRY_AGAIN)


@in_app
def _take_in(raw: bytes) -> None:
    from sideevents.inbound.receiving import receive

    schema.assert_schema()
    click.echo(receive(raw, now=clock.now()))


@mail_group.command("fetch")
@in_app
def mail_fetch() -> None:
    """Take in what is unseen in the mailbox of IMAP_HOST, once; each message is marked as seen when it was taken in."""
    from sideevents.inbound.fetching import FetchFailed, fetch

    schema.assert_schema()
    try:
        click.echo(f"{fetch(now=clock.now())} messages were taken in.")
    except FetchFailed as error:
        refuse(str(error))
