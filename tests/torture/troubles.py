"""What else happens to a postman: he is stopped past his lease, the server is silent, drips, drops its answers or is
away, recipients are bad, a colleague walks beside him, he is told to go home."""

import os
import signal
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from sideevents.extensions import db
from sideevents.mail.postman import BATCH, FAILURES_UNTIL_REST
from sideevents.store.letter import FAILED, QUEUED, SENDING, SENT, DeliveryRow, LetterRow
from tests.torture.ground import HASTE_SECONDS, HASTY_ATTEMPT_SECONDS, ORGANIZER, Ground
from tests.torture.referee import Verdict

HANGING_SECONDS = 20.0  # what a silent server costs with the usual settings
SOON = timedelta(seconds=60)
STEP_SECONDS = 5.0
HOUR_SECONDS = 3600.0
STOPPED_AT = ("GREETING", "AUTH", "MAIL", "RCPT", "DATA", "HALF", "WHOLE")


@dataclass(frozen=True)
class Found:
    """What came of a trouble: the referee's verdict, and breaches in words."""

    verdict: Verdict
    breaches: tuple[str, ...] = ()


def stopped(ground: Ground, moment: str = "DATA") -> Found:
    """Halted until another one has brought everything, and then let go on."""
    ground.fresh()
    ground.post(ORGANIZER, in_order=True, kilobytes=1000 if moment == "HALF" else 2)
    ground.post(ORGANIZER, "who@example.org", in_order=True)
    hold = ground.server.hold(moment)
    pid = ground.start(once=True, patience=HASTE_SECONDS)
    hold.wait()
    os.kill(pid, signal.SIGSTOP)
    try:
        threading.Event().wait(HASTY_ATTEMPT_SECONDS)  # his own clock is not the watch
        ground.rescue()
        hold.go_on.set()
    finally:
        os.kill(pid, signal.SIGCONT)
    status = ground.finish(pid)
    found = ground.verdict()
    copies = 1 if moment == "WHOLE" else 0
    return Found(found, _if({f"{found.copies} copies": found.copies > copies, f"he ended with {status}": status != 0}))


def dropped(ground: Ground) -> Found:
    """The server takes the letter and hangs up; the second time it answers."""
    ground.fresh()
    ground.post(ORGANIZER, ORGANIZER, in_order=True)
    ground.server.drop.add("WHOLE")
    first = ground.finish(ground.start(once=True))
    ground.server.drop.clear()
    ground.rescue()
    found = ground.verdict()
    return Found(found, _if({f"he ended with {first}": first != 0, "more than one copy": found.copies > 1}))


def silent(ground: Ground, moment: str = "MAIL") -> Found:
    """The server says nothing more; later it does."""
    ground.fresh()
    ground.server.silent.add(moment)
    return _odd(ground)


def dripping(ground: Ground, moment: str = "MAIL") -> Found:
    """The server answers a letter at a time, without end; later it speaks clearly."""
    ground.fresh()
    ground.server.drip.add(moment)
    return _odd(ground)


def _odd(ground: Ground) -> Found:
    ground.post(ORGANIZER, in_order=True)
    tried = ground.finish(ground.start(once=True, patience=HASTE_SECONDS))
    states = [row.state for row in ground.rows()]
    ground.server.silent.clear()
    ground.server.drip.clear()
    ground.rescue()
    found = ground.verdict()
    told = {f"he ended with {tried}": tried != 0, f"states {states}": states != [QUEUED], "copies": found.copies > 0}
    return Found(found, _if(told))


def bad_recipients(ground: Ground, *, good: int = 12) -> Found:
    """Refused, put off and hanging ones beside good ones, who have their letters within a minute."""
    ground.fresh()
    server = ground.server
    server.refuse = {f"no{number}@example.org": "550 no such mailbox" for number in range(4)}
    server.refuse |= {f"later{number}@example.org": "451 come again" for number in range(4)}
    server.hang = {"hangs@example.org"}
    server.on_hang = lambda: ground.watch.wait(seconds=HANGING_SECONDS)
    postman = ground.postman()
    bad = [*server.refuse, *server.hang]
    for number in range(good):
        ground.post(bad[number % len(bad)], f"good{number}@example.org")
        postman.deliver_due()
        ground.watch.wait(seconds=STEP_SECONDS)
    postman.deliver_due()
    rows = ground.rows()
    late = [row for row in rows if row.recipient.startswith("good") and not _soon(row)]
    unmarked = [row for row in rows if row.recipient.startswith("no") and row.state != FAILED]
    server.refuse, server.hang = {}, set()
    ground.watch.wait(seconds=HOUR_SECONDS)
    postman.deliver_due()
    found = ground.verdict()
    told = {f"{len(late)} late": bool(late), "refused and not failed": bool(unmarked), "copies": found.copies > 0}
    return Found(found, _if(told))


def away(ground: Ground) -> Found:
    """The server hangs up on everybody for an hour: few tries a minute, and all letters afterwards, in order."""
    ground.fresh()
    ground.server.drop.add("GREETING")
    ground.post(*[ORGANIZER] * 5, in_order=True)
    ground.post(*(f"who{number}@example.org" for number in range(40)))
    postman, begun = ground.postman(), ground.watch()
    for _ in range(int(HOUR_SECONDS / STEP_SECONDS)):
        postman.deliver_due()
        ground.watch.wait(seconds=STEP_SECONDS)
    tries = Counter(int((at - begun).total_seconds() // 60) for at in _attempts())
    ground.server.drop.clear()
    for _ in range(int(HOUR_SECONDS / 4 / STEP_SECONDS)):
        ground.watch.wait(seconds=STEP_SECONDS)
        postman.deliver_due()
    found = ground.verdict()
    first = tries.pop(0, 0)
    told = {
        f"{first} tries in the first minute": first > FAILURES_UNTIL_REST,
        f"tries a minute: {dict(tries)}": max(tries.values(), default=0) > 1 or not tries,
        "copies": found.copies > 0,
    }
    return Found(found, _if(told))


def sent_home(ground: Ground) -> Found:
    """SIGTERM in the middle of a letter: it is finished, and the others are free at once."""
    ground.fresh()
    ground.post(*(f"who{number}@example.org" for number in range(30)))
    hold = ground.server.hold("RCPT")
    pid = ground.start()
    hold.wait()
    os.kill(pid, signal.SIGTERM)
    hold.go_on.set()
    status = ground.finish(pid)
    states = Counter(row.state for row in ground.rows())
    counted = [row for row in ground.rows() if row.state == QUEUED and (row.attempts or row.token)]
    sent_by_next = ground.finish(ground.start(once=True))
    found = ground.verdict()
    told = {
        f"he ended with {status} and the next with {sent_by_next}": (status, sent_by_next) != (0, 0),
        f"{states[SENDING]} letters left claimed": states[SENDING] > 0,
        f"{states[SENT]} letters finished, not one": states[SENT] != 1,
        f"{len(counted)} letters count an attempt that was none": bool(counted),
        "copies": found.copies > 0,
    }
    return Found(found, _if(told))


def two(ground: Ground, *, kind: str = "real", letters: int = 2 * BATCH) -> Found:
    """Two postmen at once, begun while the first is held up: there is more than one of them claims."""
    ground.fresh()
    ground.post(*[ORGANIZER] * 5, in_order=True)
    ground.post(*(f"who{number}@example.org" for number in range(letters)))
    hold = ground.server.hold("RCPT")
    pids = [ground.start(kind)]
    hold.wait()
    pids.append(ground.start(kind))
    ground.until(lambda: len(ground.server.taken) > 0 or ground.server.connections > 1)
    hold.go_on.set()
    ground.until(lambda: not ground.verdict().waiting)
    ended = [ground.kill(pid, signal.SIGTERM) for pid in pids]
    found = ground.verdict()
    return Found(found, _if({f"they ended with {ended}": ended != [0, 0], "copies": found.copies > 0}))


def in_order(ground: Ground, *, kind: str = "real") -> Found:
    """The letters of one proposal to one recipient, the first of which is put off once."""
    ground.fresh()
    ground.post(*[ORGANIZER] * 4, in_order=True)
    ground.server.refuse[ORGANIZER] = "451 come again"
    first = ground.finish(ground.start(once=True))
    ground.server.refuse.clear()
    ground.watch.wait(seconds=HOUR_SECONDS)
    second = ground.finish(ground.start(kind, once=True))
    return Found(ground.verdict(), _if({f"they ended with {first}, {second}": (first, second) != (0, 0)}))


def _soon(row: LetterRow) -> bool:
    return row.sent_at is not None and row.sent_at - row.written_at <= SOON


def _attempts() -> list[datetime]:
    db.session.rollback()
    return list(db.session.scalars(select(DeliveryRow.at)))


def _if(told: dict[str, bool]) -> tuple[str, ...]:
    return tuple(words for words, true in told.items() if true)


TROUBLES: dict[str, Callable[[Ground], Found]] = {
    **{f"stopped past the lease at {moment}": lambda ground, at=moment: stopped(ground, at) for moment in STOPPED_AT},
    "answers dropped": dropped,
    **{f"silent at {moment}": lambda ground, at=moment: silent(ground, at) for moment in ("GREETING", "MAIL", "DATA")},
    **{f"dripping at {each}": lambda ground, at=each: dripping(ground, at) for each in ("GREETING", "RCPT", "DATA")},
    "bad recipients beside good ones": bad_recipients,
    "away for an hour": away,
    "sent home with SIGTERM": sent_home,
    "two at once": two,
    "in order": in_order,
}
