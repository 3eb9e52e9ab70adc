"""Who answers for a proposal by mail, and when another person may."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sideevents.rules.admission import ask_problems
from sideevents.rules.ask import Ask
from sideevents.rules.conference import Conference
from sideevents.rules.problem import Problem
from sideevents.rules.workflow import OPEN, Status

HAND_OVER = "hand-over"  # beside the verbs of the workflow: no state changes with it
HANDED_OVER_IN = OPEN - {Status.UNCONFIRMED}


@dataclass(frozen=True)
class Contact:
    """The person with the e-mail address; ``address`` in its normal form."""

    name: str
    address: str


def handed_to(ask: Ask, contact: Contact) -> Ask:
    """The same text under another contact; the phone was the other person's, so it is left out."""
    return replace(ask, contact_name=contact.name, contact_email=contact.address, contact_phone="")


def hand_over_problems(status: Status) -> list[Problem]:
    """Object to a hand-over of a proposal that has ended, or whose first contact is not even proven."""
    if status in HANDED_OVER_IN:
        return []
    return [Problem("illegal-move", facts={"status": status.value, "action": HAND_OVER})]


def contact_problems(contact: Contact, *, ask: Ask, conference: Conference) -> list[Problem]:
    """Every objection to a new contact's name and address, as the form of a proposal has them; not the present one."""
    problems = _about_contact(ask_problems(handed_to(ask, contact), conference=conference))
    if contact.address.casefold() == ask.contact_email.casefold():
        problems.append(Problem("same-contact", about="contact_email"))
    return problems


def take_over_problems(
    status: Status, *, epoch: int, present_epoch: int, until: datetime, now: datetime
) -> list[Problem]:
    """Why an invitation made in ``epoch`` and good until an instant no longer counts; the weightiest reason alone."""
    if epoch != present_epoch:
        return [Problem("contact-changed")]
    if now >= until:
        return [Problem("hand-over-expired", facts={"until": until})]
    return hand_over_problems(status)


def _about_contact(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.about in ("contact_name", "contact_email")]
