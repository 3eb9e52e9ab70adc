"""What happens without anybody asking: letters leave, unanswered offers are released, unproven addresses expire."""

import logging
import os
import threading
from collections.abc import Callable
from datetime import datetime

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from sideevents.extensions import db
from sideevents.mail.postman import Postman
from sideevents.rules.deadline import CONFIRMATION
from sideevents.store.booking import overdue_offers
from sideevents.store.proposal import overdue_confirmations
from sideevents.store.unit_of_work import Busy
from sideevents.usecases.expire_proposal import expire_proposal
from sideevents.usecases.release_offer import release_offer

log = logging.getLogger(__name__)
IDLE_SECONDS = 1.0


def run_errands(app: Flask, *, now: Callable[[], datetime], stop: threading.Event) -> None:
    """Go round until ``stop``; the letter at hand is finished. A database that is away is waited for, and an errand
    that fails keeps no other one from being run."""
    postman = Postman(now, stop=stop)
    while not stop.is_set():
        run_errand(app, lambda: keep_time(now()))
        if not run_errand(app, postman.deliver_due):
            stop.wait(IDLE_SECONDS)


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
    """Release every overdue offer, expire every unproven address; each in its own transaction."""
    offers, unproven = overdue_offers(now), overdue_confirmations(now - CONFIRMATION)
    db.session.rollback()
    for proposal_id in offers:
        release_offer(proposal_id, now=now)
    for proposal_id in unproven:
        expire_proposal(proposal_id, now=now)
