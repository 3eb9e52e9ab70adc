"""The office words the paragraphs of a letter itself, or goes back to the default words."""

from collections.abc import Mapping
from datetime import datetime

from sideevents.mail.paragraphs import own_words
from sideevents.rules.problem import MovedOn, Problem, Refused
from sideevents.store.conference import find_conference, lock_conference
from sideevents.store.unit_of_work import unit_of_work
from sideevents.store.words import seen_of, set_words


@unit_of_work
def edit_words(
    slug: str, typed: Mapping[str, str], *, letter: str, language: str, seen: str, by: str, now: datetime
) -> int:
    """Keep the paragraphs of one letter in one language, by key; how many are the office's own now. One that is left
    out, empty or as the default is the default again. Refused with every problem, MovedOn if they are no longer as
    ``seen`` (``words.seen_of``); then nothing has changed."""
    found = find_conference(slug)
    if found is None:
        raise Refused([Problem("unknown-choice", about="conference")])
    words, problems = own_words(typed, letter=letter, language=language)
    if problems:
        raise Refused(problems)
    row = lock_conference(found.id)
    if seen != seen_of(row.id, letter=letter, language=language):
        raise MovedOn([Problem("words-edited-meanwhile")])
    set_words(row.id, words, letter=letter, language=language, by=by, now=now)
    return len(words)
