"""The postman: takes due letters out of the outbox one by one, hands them to the mail server, and writes down what
became of them. Any number of postmen may walk at once. Promise: at least once; copies share their Message-ID."""

import logging
import threading
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta

from sideevents.mail import outbox, transport
from sideevents.mail.outbox import Claim
from sideevents.mail.transport import Outcome, Result

log = logging.getLogger(__name__)

FAILURES_UNTIL_REST = 5
REST = timedelta(minutes=1)


class Postman:
    """Walks with a watch, ``now``, until ``stop``: then the letter at hand is finished and no other one claimed. After
    five failed connections in a row he tries one letter a minute."""

    def __init__(self, now: Callable[[], datetime], *, stop: threading.Event | None = None) -> None:
        self._now = now
        self._stop = stop or threading.Event()
        self._failures = 0
        self._last_failure: datetime | None = None

    def deliver_due(self, *, limit: int = 50) -> int:
        """One pass over at most ``limit`` letters; how many were sent. Needs an application context."""
        sent = 0
        for _ in range(limit):
            if self._stop.is_set() or self._rests():
                break
            claim = outbox.claim(now=self._now())
            if claim is None:
                break
            sent += self._carry(claim)
        return sent

    def _carry(self, claim: Claim) -> bool:
        outcome = _delivered(claim)
        self._remember(outcome)
        _report(claim, outcome)
        if not outbox.settle(claim, outcome, now=self._now()):
            log.warning("letter %s: the claim was lost; another postman marks it", claim.letter_id)
        return outcome.result is Result.SENT

    def _remember(self, outcome: Outcome) -> None:
        if outcome.reached:
            self._failures, self._last_failure = 0, None
        else:
            self._failures, self._last_failure = self._failures + 1, self._now()

    def _rests(self) -> bool:
        if self._failures < FAILURES_UNTIL_REST or self._last_failure is None:
            return False
        return self._now() - self._last_failure < REST


def _delivered(claim: Claim) -> Outcome:
    """What became of the letter. An error that nobody foresaw is settled too: it must not stop the letters behind."""
    try:
        return transport.deliver(claim.parcel)
    except Exception as error:
        kind, calls = type(error).__name__, "".join(traceback.format_tb(error.__traceback__))
        # the error's own words could hold an address
        log.error("letter %s (%s): %s\n%s", claim.letter_id, claim.parcel.name, kind, calls)
        return Outcome(Result.ALARM, f"The portal itself failed ({kind}); its log says where.", reached=False)


def _report(claim: Claim, outcome: Outcome) -> None:
    """For the operator's log; addresses stay out of it."""
    level = logging.ERROR if outcome.result in (Result.ALARM, Result.REFUSED) else logging.INFO
    log.log(
        level,
        "letter %s (%s), attempt %s: %s: %s",
        claim.letter_id,
        claim.parcel.name,
        claim.attempts,
        outcome.result.value,
        outcome.said if outcome.result is not Result.REFUSED else "refused by the server",
    )
