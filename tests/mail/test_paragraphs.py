"""The paragraphs of letters are known, each can be seen, and the office's own words stand in for them."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sideevents import letter_names
from sideevents.extensions import languages
from sideevents.mail import organizer_letters
from sideevents.mail.body import columns
from sideevents.mail.draft import Draft
from sideevents.mail.letter import About, Letter
from sideevents.mail.paragraphs import OF_NO_OFFICE, letters, own_words, paragraphs_of
from sideevents.mail.specimen import specimens
from sideevents.store.proposal import revision_of
from tests import scenes
from tests.mail import samples

NOW = datetime(2017, 8, 8, 15, 0, tzinfo=UTC)
PUBLISHED = datetime(2017, 8, 21, 7, 0, tzinfo=UTC)


@pytest.fixture
def portal(app_on):
    app = app_on(REPLY_ADDRESS="reply+{token}@example.org")
    with app.app_context():
        yield app


def real_about(**changes) -> About:
    """A proposal of the bundled conference that is before the office."""
    scenes.vienna()
    row = scenes.proposal(scenes.submitted(**changes))
    return About.of(row, revision_of(row), conference=row.conference.read())


def worded(about: About, letter: str, **words: str) -> About:
    keys = {key.replace("_", "-"): text for key, text in words.items()}
    return replace(about, words={("en", letter, key): text for key, text in keys.items()})


def said(letter: Letter) -> str:
    return " ".join(letter.text.split())


def test_every_letter_with_a_paragraph_has_its_name_and_no_other_has_one(portal):
    named = {**letter_names.TO_ORGANIZERS, **letter_names.TO_OFFICE}
    assert set(letters()) == named.keys() - OF_NO_OFFICE
    assert letter_names.letter_text("moved") == "Moved"
    assert not letter_names.TO_ORGANIZERS.keys() & letter_names.TO_OFFICE.keys()


def test_a_paragraph_has_one_key_in_its_letter(portal):
    for letter in letters():
        keys = Counter(paragraph.key for paragraph in paragraphs_of(letter))
        assert max(keys.values()) == 1, letter
        assert all(len(key) <= 40 for key in keys)


def test_the_paragraphs_of_every_branch_and_of_included_templates_are_read(portal):
    keys = [paragraph.key for paragraph in paragraphs_of("amended")]
    assert keys == ["new-text", "changed", "page", "by-reply", "by-reply-answered"]
    offered = {paragraph.key: paragraph for paragraph in paragraphs_of("offered")}
    assert offered["answer"].placeholders[0] == "until"
    assert "The slot is held for you until {until};" in offered["answer"].default


def test_a_specimen_shows_every_paragraph_that_can_be_worded(portal):
    abouts = [real_about(no_recording=True), real_about(format="online"), real_about()]
    listed = replace(abouts[2].conference, programme_from=PUBLISHED)
    abouts += [replace(abouts[2], conference=listed)]
    for letter in letters():
        own = {paragraph.key: f"Own {paragraph.key} for {{conference}}." for paragraph in paragraphs_of(letter)}
        made = [each for about in abouts for each in specimens(letter, worded(about, letter, **own), now=NOW)]
        assert {each.name for each in made} == {letter}
        text = " ".join(map(said, made))
        unseen = [key for key in own if f"Own {key} for {abouts[0].conference.title}." not in text]
        assert (letter, unseen) == (letter, [])


def test_every_placeholder_that_is_offered_is_filled_in_every_specimen(portal):
    about = real_about(no_recording=True)
    for letter in letters():
        own = {
            each.key: " ".join(f"<{name}:{{{name}}}>" for name in each.placeholders) for each in paragraphs_of(letter)
        }
        for made in specimens(letter, worded(about, letter, **own), now=NOW):
            assert made.draft is not None
            texts = [block.words for block in made.draft.content if block.kind == "paragraph"]
            filled = [text for text in texts if text.startswith("<")]
            assert filled, letter
            assert not [text for text in filled if "{" in text or ":>" in text], letter


def test_letters_in_every_language_keep_to_72_columns_and_fill_every_fact(portal):
    about = real_about(no_recording=True, title="حماية المهاجرين")
    assert {"en", "fr"} <= set(languages())
    for language in languages():
        for letter in letters():
            for made in specimens(letter, replace(about, language=language), now=NOW):
                lines = [line for line in made.text.split("\n") if columns(line) > 72 and "://" not in line]
                assert (language, letter, lines) == (language, letter, [])
                assert "%(" not in made.subject + made.text
                spoken = language if letter in letter_names.TO_ORGANIZERS else "en"
                assert f'<html lang="{spoken}"' in made.html


def test_a_letter_that_can_be_answered_says_how_and_of_a_new_text_no_more_than_fits(portal):
    about = real_about()
    [wanted] = specimens("decision-wanted", about, now=NOW)
    assert "- approve M2, or: approve M2 tue lunch" in wanted.text
    changed, new_text = specimens("amended", about, now=NOW)
    assert "- waitlist" in changed.text
    assert "- approve\n- return: what" in new_text.text
    assert "waitlist" not in new_text.text
    accepted, *others = specimens("offer-answered", about, now=NOW)
    assert "first line" not in accepted.text
    assert all("first line" in other.text for other in others)
    portal.config["REPLY_ADDRESS"] = ""
    assert "first line" not in specimens("decision-wanted", about, now=NOW)[0].text


def test_own_words_replace_the_default_and_may_be_several_paragraphs(portal):
    title = "{{ 7*7 }} <i>{reference}</i>"
    about = replace(samples.about(title=title), conference=samples.vienna())
    own = worded(about, "waitlisted", waitlisted="We keep {title} in mind.\n\n<b>Soon</b> we {{ 6*6 }}\nwrite to you.")
    letter = organizer_letters.waitlisted(own, note="", page_url=samples.PAGE)
    text = said(letter)
    assert "We keep {{ 7*7 }} <i>{reference}</i> in mind. <b>Soon</b> we {{ 6*6 }} write to you." in text
    assert "put your proposal on the waiting list" not in text
    assert "You need do nothing." in text
    assert '<p dir="auto">&lt;b&gt;Soon&lt;/b&gt; we {{ 6*6 }} write to you.</p>' in letter.html
    assert "<i>" not in letter.html
    assert letter.draft is not None
    assert Draft.from_json(letter.draft.to_json()) == letter.draft


def test_words_of_another_letter_or_language_are_not_said(portal):
    about = samples.about()
    for key in (("fr", "waitlisted", "waitlisted"), ("en", "declined", "waitlisted"), ("en", "waitlisted", "other")):
        other = replace(about, words={key: "Strange words."})
        assert "Strange" not in organizer_letters.waitlisted(other, note="", page_url=samples.PAGE).text


def test_words_that_speak_of_what_the_letter_does_not_know_are_passed_over(portal):
    own = worded(samples.about(), "confirm-address", opening="Your {title} came in.")
    letter = organizer_letters.confirm_address(own, url="https://side-events.example.org/x", until=NOW)
    assert "A side event proposal for the conference below" in said(letter)
    assert own.ask.title not in letter.text


def test_words_that_are_empty_or_the_default_are_not_the_offices_own(portal):
    default = {paragraph.key: paragraph.default for paragraph in paragraphs_of("received")}
    assert own_words(default, letter="received", language="en") == ({}, [])
    assert own_words({"next": " \r\n "}, letter="received", language="en") == ({}, [])
    changed = {**default, "next": "We read it.\r\n\r\n\r\nBy {day}. ", "strange": "x"}
    assert own_words(changed, letter="received", language="en") == ({"next": "We read it.\n\nBy {day}."}, [])


def test_a_letter_to_an_unproven_address_offers_no_word_of_the_form(portal):
    for letter in ("confirm-address", "hand-over", "links", "extension"):
        for paragraph in paragraphs_of(letter):
            assert not {"name", "title"} & set(paragraph.placeholders)
