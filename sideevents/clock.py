"""The only reader of the wall clock. In the demonstration the clock starts at a set instant and runs from there."""

import time
from datetime import UTC, datetime, timedelta

from flask import current_app

OFFSET = "CLOCK_OFFSET"


def wall() -> datetime:
    """The machine's own time, UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """The portal's time, UTC: the wall clock, or the demonstration's."""
    offset: timedelta = current_app.config[OFFSET]
    return wall() + offset


def monotonic() -> float:
    """Seconds that only grow, for waiting; no date."""
    return time.monotonic()
