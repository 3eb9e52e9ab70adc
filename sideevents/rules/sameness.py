"""When two submissions are the same press of a button, and when two proposals are the same proposal."""

import hashlib
import json

from sideevents.rules.ask import Ask
from sideevents.rules.text import likeness


def digest_of(ask: Ask) -> str:
    """What two presses of one button have in common: every word."""
    return hashlib.sha256(json.dumps(ask.to_json(), sort_keys=True).encode()).hexdigest()


def likeness_of(ask: Ask) -> str:
    """What two proposals of one contact, lead and squeezed title have in common."""
    parts = (ask.contact_email.casefold(), likeness(ask.lead_organisation), likeness(ask.title))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
