"""The office lets letters go that it held: they leave with the postman's next round, in the order of the decisions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sideevents.mail import collection
from sideevents.rules.problem import Problem, Refused
from sideevents.store.unit_of_work import unit_of_work


@dataclass(frozen=True)
class Released:
    """How many letters were queued, and how many of those asked for were no longer held."""

    queued: int
    gone: int


@unit_of_work
def release_letters(letter_ids: Collection[int], *, conference_id: int, now: datetime) -> Released:
    """Queue the held ones among these letters of a conference; Refused where none is named."""
    wanted = set(letter_ids)
    if not wanted:
        raise Refused([Problem("letters-missing", about="letter")])
    queued = collection.release(wanted, conference_id=conference_id, now=now)
    return Released(queued=len(queued), gone=len(wanted) - len(queued))
