"""The office's words are kept paragraph by paragraph, with who wrote them, and go back to the default."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from sideevents.extensions import db
from sideevents.rules.problem import MovedOn, Refused
from sideevents.store.conference import find_conference
from sideevents.store.words import WordsRow, seen_of, words_of
from sideevents.usecases.edit_words import edit_words
from tests import scenes
from tests.scenes import NOW, SLUG, Action

LATER = NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def vienna(each_context):
    scenes.vienna()


def word(
    typed: dict[str, str], *, by: str = "a@example.org", now=NOW, letter: str = "waitlisted", language="en"
) -> int:
    return edit_words(SLUG, typed, letter=letter, language=language, seen=seen(letter, language), by=by, now=now)


def seen(letter: str = "waitlisted", language: str = "en") -> str:
    """What a page shows of the words now."""
    found = find_conference(SLUG)
    assert found is not None
    return seen_of(found.id, letter=letter, language=language)


def rows() -> dict[tuple[str, str, str], tuple[str, str]]:
    db.session.rollback()
    found = db.session.scalars(select(WordsRow))
    return {(row.language, row.letter, row.paragraph): (row.words, row.edited_by) for row in found}


def test_what_stays_as_it_was_keeps_its_writer():
    assert word({"greeting": "Hello {name},", "next": "Wait."}) == 2
    assert word({"greeting": "Hello {name},", "next": "Please wait."}, by="b@example.org", now=LATER) == 2
    assert rows() == {
        ("en", "waitlisted", "greeting"): ("Hello {name},", "a@example.org"),
        ("en", "waitlisted", "next"): ("Please wait.", "b@example.org"),
    }


def test_a_letter_goes_back_to_the_default_and_the_others_stay():
    word({"greeting": "Hello,"})
    word({"greeting": "Bonjour,"}, language="fr")
    word({"greeting": "Good day,"}, letter="declined")
    assert word({}) == 0
    assert set(rows()) == {("fr", "waitlisted", "greeting"), ("en", "declined", "greeting")}


def test_words_that_a_colleague_has_changed_meanwhile_are_not_overwritten():
    shown = seen()
    word({"greeting": "Hello,"}, by="colleague@example.org")
    for typed in ({"next": "Wait."}, {}):
        with pytest.raises(MovedOn) as moved:
            edit_words(SLUG, typed, letter="waitlisted", language="en", seen=shown, by="b@example.org", now=LATER)
        assert scenes.codes(moved) == ["words-edited-meanwhile"]
    assert rows() == {("en", "waitlisted", "greeting"): ("Hello,", "colleague@example.org")}


def test_one_bad_paragraph_keeps_all_as_they_were():
    word({"greeting": "Hello,"})
    with pytest.raises(Refused) as refused:
        word({"greeting": "{x} {", "next": "\x00", "waitlisted": "Fine."})
    assert [(problem.code, problem.about) for problem in refused.value.problems] == [
        ("unknown-placeholder", "words-greeting"),
        ("stray-brace", "words-greeting"),
        ("forbidden-character", "words-next"),
    ]
    assert rows() == {("en", "waitlisted", "greeting"): ("Hello,", "a@example.org")}


def test_a_conference_that_there_is_not_has_no_words():
    with pytest.raises(Refused):
        edit_words("none", {}, letter="waitlisted", language="en", seen="", by="a@example.org", now=NOW)


def test_the_words_of_a_conference_are_in_its_letters_from_then_on():
    proposal_id = scenes.submitted(title="Our event")
    word({"waitlisted": "No place for {title} ({reference}) yet.\n\n{office}"})
    assert words_of(scenes.proposal(proposal_id).conference_id + 1) == {}
    letter = scenes.decide(proposal_id, Action.WAITLIST).letter
    reference = scenes.proposal(proposal_id).reference
    assert f"No place for Our event ({reference}) yet.\n\nOffice of the Secretary-General" in letter.text
