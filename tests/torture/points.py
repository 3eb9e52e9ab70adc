"""SIGKILL at twelve points of an attempt. After each a second postman, past the lease, must bring everything, and
copies are allowed only where the first could not know, or not write down, that the server had taken the letter."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.torture.ground import ORGANIZER, Ground
from tests.torture.referee import Verdict

OTHERS = ("office@un.example.org", "who@example.org")
LARGE_KILOBYTES = 1000
READING_SECONDS = 0.03


@dataclass(frozen=True)
class Point:
    """A moment to kill at; ``copies`` a round may make."""

    name: str
    moment: str
    copies: int = 0
    kilobytes: int = 2


POINTS = (
    Point("claimed, not yet connected", "CLAIMED"),
    Point("connected, before the greeting", "GREETING"),
    Point("EHLO", "EHLO"),
    Point("STARTTLS", "STARTTLS"),
    Point("AUTH", "AUTH"),
    Point("MAIL", "MAIL"),
    Point("RCPT", "RCPT"),
    Point("DATA, before 354", "DATA"),
    Point("half of the body", "HALF", kilobytes=LARGE_KILOBYTES),
    Point("whole body, before 250", "WHOLE", copies=1),
    Point("after 250, before it is written down", "TAKEN", copies=1),
    Point("QUIT", "QUIT"),
)


def kill_at(ground: Ground, point: Point, *, kind: str = "real") -> Verdict:
    """One round: some letters, a postman who dies at the point, another one who goes after the lease."""
    ground.fresh()
    ground.post(ORGANIZER, in_order=True, kilobytes=point.kilobytes)
    ground.post(ORGANIZER, *OTHERS, in_order=True)
    strike = STRIKES.get(point.moment, _at_a_moment)
    if strike(ground, point, kind) >= 0:
        raise RuntimeError(f"the postman was not killed at {point.name}")
    ground.rescue()
    return ground.verdict()


def _at_a_moment(ground: Ground, point: Point, kind: str) -> int:
    hold = ground.server.hold(point.moment)
    pid = ground.start(kind)
    hold.wait()
    status = ground.kill(pid)
    hold.go_on.set()
    return status


def _before_connecting(ground: Ground, _point: Point, kind: str) -> int:
    ground.server.open.clear()
    pid = ground.start(kind)
    ground.until_claimed()
    status = ground.kill(pid)
    ground.server.open.set()
    return status


def _before_writing_down(ground: Ground, point: Point, kind: str) -> int:
    hold = ground.server.hold(point.moment)
    pid = ground.start(kind)
    hold.wait()
    with ground.outbox_locked():
        hold.go_on.set()
        time.sleep(READING_SECONDS)  # he has read the answer, and waits for the database
        return ground.kill(pid)


STRIKES: dict[str, Callable[[Ground, Point, str], int]] = {
    "CLAIMED": _before_connecting,
    "TAKEN": _before_writing_down,
}
