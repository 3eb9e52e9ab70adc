"""What happens without anybody asking: letters leave, unanswered offers are released, unproven addresses expire, people
are reminded, the office gets its digest, and mail is fetched."""

import logging
import os
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from sideevents.extensions import db
from sideevents.mail.postman import Postman
from sideevents.rules.deadline import CONFIRMATION
from sideevents.store.booking import overdue_offers
from sideevents.store.due import digests_due, proposals_to_remind
from sideevents.store.proposal import overdue_confirmations
from sideevents.store.unit_of_work import Busy
from sideevents.usecases.expire_proposal import expire_proposal
from sideevents.usecases.release_offer import release_offer
from sideevents.usecases.send_digest import send_digest
from sideevents.usecases.send_reminder import send_reminder

log = logging.getLogger(__name__)
IDLE_SECONDS = 1.0
BETWEEN_LOOKS = timedelta(minutes=1)


class Minute:
    """Says once a minute, by the watch it is shown, that a minute has passed; the first time at once."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def has_passed(self, now: datetime) -> bool:
        """Whether it is a minute since this was last true; a clock that was set back does not stop it."""
        if self._last is not None and timedelta(0) <= now - self._last < BETWEEN_LOOKS:
            return False
        self._last = now
        return True


def run_errands(app: Flask, *, now: Callable[[], datetime], stop: threading.Event) -> None:
    """Go round until ``stop``; the letter at hand is finished. A database that is away is waited for, and an errand
    that fails keeps no other one from being run."""
    postman, minute = Postman(now, stop=stop), Minute()
    if app.config["IMAP_HOST"]:
        # beside the round: a mailbox that answers slowly holds no letter up
        threading.Thread(target=fetch_rounds, args=(app,), kwargs={"now": now, "stop": stop}, daemon=True).start()
    while not stop.is_set():
        run_errand(app, lambda: end_what_is_over(now()))
        if minute.has_passed(now()):
            run_errand(app, lambda: write_what_is_due(now()))
        if not run_errand(app, postman.deliver_due):
            stop.wait(IDLE_SECONDS)


def fetch_rounds(app: Flask, *, now: Callable[[], datetime], stop: threading.Event) -> None:
    """Take in the mail of the IMAP folder each minute until ``stop``. A message cut short is fetched again."""
    from sideevents.inbound.fetching import fetch  # its library takes a while to load

    while not stop.is_set():
        run_errand(app, lambda: fetch(now=now()))
        stop.wait(BETWEEN_LOOKS.total_seconds())


def end_with(parent: int, stop: threading.Event) -> None:
    """Set ``stop`` when the process that this one runs beside is gone, however it went."""
    while os.getppid() == parent and not stop.wait(IDLE_SECONDS):
        pass
    stop.set()


def run_errand(app: Flask, errand: Callable[[], int | None]) -> int:
    """How much one errand did; 0, and the log says why, if it failed."""
    try:
        with app.app_context():
            return errand() or 0
    except (SQLAlchemyError, Busy):
        log.exception("the database is away; trying again")
    except Exception:
        log.exception("an errand failed; trying again")
    return 0


def keep_time(now: datetime) -> None:
    """All that the clock does at one moment: what is over ends, and whom it concerns is written to."""
    end_what_is_over(now)
    write_what_is_due(now)


def end_what_is_over(now: datetime) -> None:
    """Release every overdue offer, expire every unproven address; each in its own transaction."""
    offers, unproven = overdue_offers(now), overdue_confirmations(now - CONFIRMATION)
    _each(offers, lambda proposal_id: release_offer(proposal_id, now=now))
    _each(unproven, lambda proposal_id: expire_proposal(proposal_id, now=now))


def write_what_is_due(now: datetime) -> None:
    """Post every reminder and every digest that is due; each in its own transaction, and each once."""
    waiting, conferences = proposals_to_remind(now), digests_due(now)
    _each(waiting, lambda proposal_id: send_reminder(proposal_id, now=now))
    _each(conferences, lambda conference_id: send_digest(conference_id, now=now))


def _each(ids: list[int], errand: Callable[[int], object]) -> None:
    """Run an errand for each row; one that fails is logged, tried again next time, and keeps no other one waiting."""
    for row_id in ids:
        db.session.rollback()
        try:
            errand(row_id)
        except Exception:
            log.exception("an errand for row %s failed; trying again", row_id)
