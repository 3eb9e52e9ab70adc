"""What the office reads of a letter that did not arrive."""

from collections.abc import Callable
from datetime import UTC, datetime

from sideevents.mail.delivery_letters import Undelivered, delivery_failed
from sideevents.mail.letter import Letter
from tests.mail.samples import about, vienna

WRITTEN = datetime(2017, 8, 8, 15, 0, tzinfo=UTC)


def delivery_failed_proposal() -> Letter:
    subject = about()
    failed = Undelivered(
        "[SE-007] Your side event is approved", subject.recipient, WRITTEN, "550 5.1.1 no such mailbox here"
    )
    return delivery_failed(failed, conference=subject.conference, about=subject)


def delivery_failed_letter() -> Letter:
    failed = Undelivered("You may still propose a side event", "ada@harbour.example.org", WRITTEN, "")
    return delivery_failed(failed, conference=vienna())


SAMPLES: dict[str, Callable[[], Letter]] = {
    "delivery-failed": delivery_failed_proposal,
    "delivery-failed-letter": delivery_failed_letter,
}
