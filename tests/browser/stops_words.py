"""The pages on which the office words its letters."""

from tests.browser.people import SLUG
from tests.browser.stops import Stop, at, sent

WORDS = f"/office/{SLUG}/words"


def _typed(button: str, words: str) -> Stop:
    return sent(at(f"{WORDS}/waitlisted"), button, form="words", **{"words-next": words})


SIGNED_IN: dict[str, Stop] = {
    "words": at(WORDS),
    "words of a letter": at(f"{WORDS}/approved"),
    "words in french": at(f"{WORDS}/received?language=fr"),
    "words of the office": at(f"{WORDS}/amended"),
    "words previewed": _typed("Preview", "Please wait, {name}. العمل القسري"),
    "words refused": _typed("Save", "Please wait, {nmae}."),
}
PAGES = {"office.words": "words", "office.letter_words": "words of a letter"}
PICTURES = {"words", "words of a letter", "words refused"}
