"""An organizer who reads French gets French pages and French letters; the office of the same proposal stays English."""

import pytest

from tests import scenes
from tests.grounds.office import decided, place
from tests.grounds.pages import Pages
from tests.scenes import MONDAY_LUNCH, TUESDAY_LUNCH, Action
from tests.web.proposing import FIND, FORM, REQUIRED, confirmed

ADDRESS = REQUIRED["contact_email"]


@pytest.fixture
def french(office):
    return Pages(office.app, language="fr-CH, fr;q=0.9, en;q=0.5")


def squeezed(letter) -> str:
    return " ".join(letter.text.split())


def the_one(office) -> int:
    return office.tell(lambda: scenes.find_proposal(1).id)


def test_a_french_form_gives_french_letters_from_the_first_to_the_approval(office, french):
    confirmed(office.app, french)
    first, receipt = office.last_letter("confirm-address"), office.last_letter("received")
    assert "Confirmez votre adresse" in first.subject
    assert "août 2017" in first.text
    assert 'lang="fr"' in receipt.html
    assert receipt.subject.startswith("[SE-001] ")
    assert "Votre proposition nous est parvenue. Elle porte le numéro SE-001" in squeezed(receipt)
    assert "13:15–14:45" in receipt.text
    office.tell(scenes.decide, the_one(office), Action.APPROVE)
    approved = office.last_letter("approved")
    assert "approuvé" in approved.subject
    assert "lundi 4 septembre 2017" in squeezed(approved)
    for letter in (first, receipt, approved):
        # the way in is told in the words of the conference's file
        ours = letter.subject + squeezed(letter).partition("Comment accéder")[0]
        assert [words for words in ("You ", "Your ", "your ", "lease ", "We ") if words in ours] == []


def test_the_office_of_a_french_proposal_reads_english(office, french):
    confirmed(office.app, french)
    wanted = office.last_letter("decision-wanted")
    assert wanted.subject.startswith("[SE-001] Decision wanted")
    assert 'lang="en"' in wanted.html
    assert "4 Sep, Lunch break" in squeezed(wanted)


def test_a_french_officer_decides_and_the_letters_keep_the_languages_of_their_readers(office):
    english, path = office.proposed()
    officer = office.signed_in(pages=Pages(office.app, language="fr"))
    assert '<html lang="en"' in officer.get(path).html
    decided(officer, path, action="approve", place=place(MONDAY_LUNCH, "m2"), initials="AB")
    assert "Your side event is approved" in office.last_letter("approved").subject
    assert office.status(english) == "approved"


def test_links_mailed_again_speak_the_language_of_the_newest_form(office, french, pages):
    confirmed(office.app, french)
    pages.get(FIND)
    pages.submit(button="Mail me the links", email=ADDRESS)
    letter = office.last_letter("links")
    assert 'lang="fr"' in letter.html
    assert "événement" in squeezed(letter)


def test_a_french_officer_extends_for_an_english_organizer(office):
    officer = office.signed_in(pages=Pages(office.app, language="fr"))
    officer.get("/office/gcm-vienna-2017/extensions")
    officer.submit(
        "extension", email="who@example.org", until_day="2017-08-20", until_time="12:00", reason="The site was down."
    )
    assert "You may still propose a side event" in office.last_letter("extension").subject


def test_a_language_that_nobody_has_translated_gives_english_pages_and_letters(office):
    visitor = Pages(office.app, language="is, de;q=0.8")
    confirmed(office.app, visitor)
    assert 'lang="en"' in visitor.get(FORM).html
    receipt = office.last_letter("received")
    assert "Your side event proposal has arrived" in receipt.subject


def test_a_form_from_the_days_of_another_language_is_answered_in_english(office):
    proposal_id = office.tell(scenes.submitted)

    def speak() -> None:
        scenes.proposal(proposal_id).language = "tlh"
        scenes.db.session.commit()
        scenes.decide(proposal_id, Action.WAITLIST, window=TUESDAY_LUNCH)

    office.tell(speak)
    letter = office.last_letter("waitlisted")
    assert 'lang="en"' in letter.html
    assert "waiting list" in letter.subject


def test_a_page_in_one_language_is_not_kept_for_readers_of_another(french, pages):
    path = "/gcm-vienna-2017/"
    page, answer = french.get(path), pages.get(path)
    assert "Accept-Language" in page.headers["Vary"]
    assert page.html != answer.html
    assert (page.html.count('<html lang="fr"'), answer.html.count('<html lang="en"')) == (1, 1)


def test_the_offices_own_words_are_said_in_their_language_alone(office, french):
    confirmed(office.app, french)
    officer = office.signed_in()
    officer.get("/office/gcm-vienna-2017/words/waitlisted?language=fr")
    page = officer.submit("words", button="Preview", status=200, **{"words-waitlisted": "Patience, {name}."})
    assert "Patience, Ada Example." in page.text
    officer.submit("words", button="Save")
    assert officer.page.location.endswith("language=fr")
    assert "Patience, {name}." in officer.follow().form("words").values["words-waitlisted"]
    english = office.tell(scenes.submitted)
    for proposal_id, said in ((the_one(office), True), (english, False)):
        office.tell(scenes.decide, proposal_id, Action.WAITLIST)
        assert ("Patience" in office.last_letter("waitlisted").text) is said
