"""The office words its letters itself: read, previewed, saved, restored; and never executed."""

import secrets

import pytest

from sideevents.store.words import WordsRow
from tests import scenes
from tests.grounds.office import decided
from tests.grounds.pages import Pages
from tests.scenes import Action

HOME = "/office/gcm-vienna-2017/"
WORDS = f"{HOME}words"
WAITLISTED = f"{WORDS}/waitlisted"
OWN = "We could not place “{title}” yet, {name}.\r\n\r\n<b>Please wait</b>: 100 %(sure)s."
SAID = "We could not place “My event” yet, A. Contact.\n\n<b>Please wait</b>: 100 %(sure)s.\n"


def letters_on(page) -> list[str]:
    """The texts of the letters that a page shows."""
    return [node.raw for node in page.root.all("pre")]


def test_the_list_names_every_letter_and_where_the_office_has_its_own_words(office, officer):
    page = officer.get(WORDS)
    assert "On the waiting list none: the default words" in page.text
    officer.get(page.link("On the waiting list"))
    officer.submit("words", button="Save", **{"words-waitlisted": OWN})
    assert "On the waiting list English" in officer.get(WORDS).text


def test_saved_words_are_in_the_letter_that_leaves_and_the_preview_showed_it_exactly(office, officer):
    _, path = office.proposed(title="My event", contact_name="A. Contact")
    officer.get(WAITLISTED)
    before = office.everything()
    page = officer.submit("words", button="Preview", status=200, **{"words-waitlisted": OWN})
    assert office.everything() == before
    assert "not saved yet" in page.text
    [shown] = letters_on(page)
    assert SAID in shown
    officer.submit("words", button="Save")
    assert "The words are saved" in officer.follow().text
    decided(officer, path, action="waitlist", initials="AB", note="Here stands what you write to the organizer.")
    left = office.last_letter("waitlisted").text.split("Open my proposal:")
    assert SAID in left[0]
    assert shown.split("Open my proposal:")[0] == left[0]
    assert shown.partition("\n-- \n")[2] == left[1].partition("\n-- \n")[2]


def test_the_default_words_come_back_by_one_button(office, officer):
    officer.get(WAITLISTED)
    assert "Restore the default words" not in officer.text
    officer.submit("words", button="Save", **{"words-waitlisted": OWN, "words-greeting": "Your Excellency,"})
    assert office.count(WordsRow) == 2
    page = officer.follow()
    assert page.form("words").values["words-greeting"] == ["Your Excellency,"]
    assert "last on" in page.text
    officer.submit("words", button="Restore the default words")
    page = officer.follow()
    assert office.count(WordsRow) == 0
    assert page.form("words").values["words-greeting"] == ["Dear {name},"]


def test_a_page_saved_as_it_came_or_emptied_keeps_the_default(office, officer):
    officer.get(WAITLISTED)
    officer.submit("words", button="Save", **{"words-next": ""})
    assert office.count(WordsRow) == 0
    assert "You need do nothing." in officer.follow().form("words").values["words-next"][0]


@pytest.mark.parametrize("button", ["Preview", "Save"])
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Dear {nmae},", "This letter does not know {nmae}. It knows: {name}, {title},"),
        ("{{ 7*7 }}", "Braces may only stand around the name of a fact"),
        ("{% include 'x' %}", "Braces may only stand around the name of a fact"),
        ("a\x00b", "This holds a character that cannot be shown (U+0000)"),
        ("x" * 2001, "2001 characters, at most 2000"),
    ],
)
def test_words_that_cannot_stand_in_a_letter_are_refused_beside_their_field(office, officer, typed, said, button):
    office.proposed()
    officer.get(WAITLISTED)
    other = {"words-next": "Wait, {name}."}
    page = officer.submit("words", button=button, status=422, **{"words-greeting": typed, **other})
    assert said in page.element("words-greeting-problem").text
    assert page.form("words").values["words-greeting"] == [typed]
    assert page.form("words").values["words-next"] == ["Wait, {name}."]
    assert "49" not in page.text
    assert office.count(WordsRow) == 0


def test_markup_is_text_on_the_page_and_in_the_letter(office, officer):
    office.proposed(title="{{ 7*7 }} <i>x</i>")
    officer.get(WAITLISTED)
    page = officer.submit("words", button="Preview", status=200, **{"words-next": "<script>1</script> {title}"})
    assert "<script>1</script> {{ 7*7 }} <i>x</i>" in letters_on(page)[0]
    assert "<script" not in page.html


def test_the_preview_is_about_the_chosen_proposal(office, officer):
    office.proposed(title="First event")
    office.proposed(title="Second event")
    officer.get(f"{WORDS}/offered")
    assert "First event" in letters_on(officer.page)[0]
    page = officer.submit("words", button="Preview", status=200, proposal="SE-002")
    assert "Second event" in letters_on(page)[0]
    assert page.form("words").values["proposal"] == ["SE-002"]


def test_each_form_of_a_letter_is_shown_and_its_links_lead_nowhere(office, officer):
    office.proposed()
    page = officer.get(f"{WORDS}/approved")
    assert len(letters_on(page)) == 3
    assert all("/proposals/specimen" in text for text in letters_on(page))
    for link in officer.get(WORDS).links():
        if link.href.startswith(f"{WORDS}/"):
            assert letters_on(officer.get(link.href)), link.href


def test_without_a_proposal_the_words_can_be_edited_all_the_same(office, officer):
    page = officer.get(WAITLISTED)
    assert "No preview" in page.text
    officer.submit("words", button="Save", **{"words-greeting": "Hello {name},"})
    assert office.count(WordsRow) == 1


def test_an_aged_form_and_a_session_that_ended_keep_the_words(office, officer):
    officer.get(WAITLISTED)
    with officer.client.session_transaction() as session:
        session["csrf_token"] = secrets.token_hex(20)
    page = officer.submit("words", button="Save", status=400, **{"words-greeting": "Kept {name}"})
    assert "Nothing is lost" in page.text
    assert page.form("words").values["words-greeting"] == ["Kept {name}"]
    officer.client.delete_cookie("session")
    page = officer.submit("words", button="Save", status=403)
    assert page.form("again").values["words-greeting"] == ["Kept {name}"]
    assert office.count(WordsRow) == 0


def test_readers_and_strangers_do_not_word_letters(office, pages):
    reader = office.signed_in(office.invite("reader@example.org", role="reader"))
    reader.get(WORDS, status=403)
    reader.get(WAITLISTED, status=403)
    pages.get(WAITLISTED, status=303)


@pytest.mark.parametrize(
    "path", ["words/none", "words/sign-in", "words/_foot", "words/waitlisted?language=tlh", "words/amended?language=xx"]
)
def test_a_letter_or_language_that_there_is_not_has_no_page(office, officer, path):
    officer.get(HOME + path, status=404)


def test_a_letter_that_was_written_keeps_its_words(office, officer):
    proposal_id, _ = office.proposed()
    office.tell(scenes.decide, proposal_id, Action.WAITLIST)
    text = office.last_letter("waitlisted").text
    officer.get(WAITLISTED)
    officer.submit("words", button="Save", **{"words-greeting": "New {name},"})
    assert office.last_letter("waitlisted").text == text


def test_two_officers_see_who_worded_a_letter_last(office, officer):
    officer.get(WAITLISTED)
    officer.submit("words", button="Save", **{"words-greeting": "Hello {name},"})
    second = office.signed_in(office.invite("second@example.org"), pages=Pages(office.app))
    assert "gcmigrationparticipationvienna@un.org" in second.get(WAITLISTED).text
    second.submit("words", button="Save", **{"words-next": "Wait."})
    assert "second@example.org" in second.follow().text
    assert office.count(WordsRow) == 2
