"""The postman: takes due letters out of the outbox, hands them to the mail server one by one, and writes down what
became of each before the next one leaves. Any number of postmen may walk at once. Promise: at least once; copies share
their Message-ID, and are made only where nobody can know whether the server took the first."""

import logging
import threading
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import InterfaceError, OperationalError

from sideevents.mail import outbox
from sideevents.mail.message import Parcel
from sideevents.mail.outbox import Claim
from sideevents.mail.transport import LONGEST_ATTEMPT_SECONDS, Line, Outcome, Result
from sideevents.store.unit_of_work import Busy

log = logging.getLogger(__name__)

BATCH = 50
FAILURES_UNTIL_REST = 5
REST = timedelta(minutes=1)
# the database, that is
AWAY = (OperationalError, InterfaceError, Busy)
LONGEST_ATTEMPT = timedelta(seconds=LONGEST_ATTEMPT_SECONDS)


class Postman:
    """Walks with a watch, ``now``, until ``stop``: then the letter at hand is finished, and those claimed with it are
    given back. After five failed connections in a row he tries one letter a minute."""

    def __init__(self, now: Callable[[], datetime], *, stop: threading.Event | None = None) -> None:
        self._now = now
        self._stop = stop or threading.Event()
        self._line = Line()
        self._failures = 0
        self._last_failure: datetime | None = None
        self._unsettled: list[tuple[Claim, Outcome]] = []

    def deliver_due(self, *, limit: int = 200) -> int:
        """One pass over at most ``limit`` letters, over one connection; how many were sent. Needs an application
        context."""
        sent = 0
        try:
            self._settle()
            while limit > 0 and not self._pauses():
                claims = outbox.claim(now=self._now(), at_most=min(limit, BATCH if not self._failures else 1))
                if not claims:
                    break
                limit -= len(claims)
                sent += self._carry(claims)
        finally:
            self._line.hang_up()
        return sent

    def _carry(self, claims: list[Claim]) -> int:
        sent, left = 0, list(claims)
        try:
            while left and not self._pauses() and self._now() + LONGEST_ATTEMPT <= left[0].until:
                claim = left.pop(0)
                outcome = self._deliver(claim, following=left[0].parcel if left else None)
                self._remember(outcome)
                _report(claim, outcome)
                self._unsettled.append((claim, outcome))
                self._settle()
                sent += outcome.result is Result.SENT
        finally:
            if left:
                outbox.give_back(left)
        return sent

    def _settle(self) -> None:
        """Write down what is known. It is kept while the database is away: the letter must not leave again for that."""
        while self._unsettled:
            claim, outcome = self._unsettled.pop(0)
            try:
                ours = outbox.settle(claim, outcome, now=self._now())
            except AWAY:
                self._unsettled.insert(0, (claim, outcome))
                raise
            if not ours:
                log.warning("letter %s: the claim was lost; another postman marks it", claim.letter_id)

    def _deliver(self, claim: Claim, *, following: Parcel | None) -> Outcome:
        """What became of the letter. An error that nobody foresaw is settled too: it must not stop the letters
        behind."""
        try:
            return self._line.deliver(claim.parcel, following=following)
        except Exception as error:
            kind, calls = type(error).__name__, "".join(traceback.format_tb(error.__traceback__))
            # the error's own words could hold an address
            log.error("letter %s (%s): %s\n%s", claim.letter_id, claim.parcel.name, kind, calls)
            return Outcome(Result.ALARM, f"The portal itself failed ({kind}); its log says where.", reached=False)

    def _pauses(self) -> bool:
        return self._stop.is_set() or self._rests()

    def _remember(self, outcome: Outcome) -> None:
        if outcome.reached:
            self._failures, self._last_failure = 0, None
        else:
            self._failures, self._last_failure = self._failures + 1, self._now()

    def _rests(self) -> bool:
        if self._failures < FAILURES_UNTIL_REST or self._last_failure is None:
            return False
        return self._now() - self._last_failure < REST


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
