"""The office sends a failed letter again."""

from datetime import datetime

from sideevents.mail import outbox
from sideevents.rules.problem import Problem, Refused
from sideevents.store.unit_of_work import unit_of_work


@unit_of_work
def retry_letter(letter_id: int, *, now: datetime) -> None:
    """Queue a letter that failed or waits, for an attempt at once; Refused if it is unknown or was sent."""
    if not outbox.retry(letter_id, now=now):
        raise Refused([Problem("letter-not-waiting", facts={"id": letter_id})])
