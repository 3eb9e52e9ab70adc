"""What a newer text of a proposal changed, ready to be drawn: the same for the organizer and for the office."""

from sideevents.describing import change_texts
from sideevents.rules.ask import Ask
from sideevents.rules.conference import Conference
from sideevents.rules.difference import changes, word_changes

Pieces = list[tuple[str, str]]


def differences(before: Ask, after: Ask, conference: Conference) -> list[tuple[str, Pieces]]:
    """Label and marked pieces of each field that changed."""
    return [(label, word_changes(old, new)) for label, old, new in change_texts(changes(before, after), conference)]
