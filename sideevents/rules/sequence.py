"""Which change of a side event calendars must follow: the SEQUENCE of RFC 5546, counted for life."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Announced:
    """What a calendar was told of a side event and must hear again if it changes. ``room`` is a key, "" online.
    Abstract, speakers and organizers are not in here: they change without a new number."""

    start: datetime
    end: datetime
    room: str
    title: str
    cancelled: bool = False


def raises_sequence(after: Announced, *, before: Announced) -> bool:
    """Whether ``after`` has to overtake ``before`` in a calendar; a cancellation always does."""
    return after.cancelled or after != before


def next_sequence(sequence: int, *, before: Announced | None, after: Announced) -> int:
    """The number to announce ``after`` with: 0 the first time, else ``sequence`` or one more."""
    if before is None:
        return 0
    return sequence + 1 if raises_sequence(after, before=before) else sequence
