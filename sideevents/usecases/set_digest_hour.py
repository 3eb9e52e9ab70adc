"""The office sets the hour of its daily letter, or wants none."""

from sideevents.rules.problem import Problem, Refused
from sideevents.store.conference import find_conference, lock_conference
from sideevents.store.unit_of_work import unit_of_work

HOURS = range(24)


@unit_of_work
def set_digest_hour(slug: str, *, hour: int | None) -> None:
    """Let the digest leave at a full local hour, 0 to 23, from now on; None stops it. Refused for any other hour."""
    row = find_conference(slug)
    if row is None:
        raise Refused([Problem("unknown-choice", about="conference")])
    if hour is not None and hour not in HOURS:
        raise Refused([Problem("unknown-choice", about="hour")])
    lock_conference(row.id).digest_hour = hour
