"""A held letter worded anew: its form, its preview, and what happens when it has left or changed meanwhile."""

from sideevents.mail import outbox
from sideevents.mail.transport import Outcome, Result
from tests.scenes import NOW
from tests.web.test_office_collection import COLLECTED, HOME, collect, parts, row_parts
from tests.web.test_office_keeping import spoil_token


def edit_path(office, name):
    return f"{HOME}letters/{office.last_letter(name).id}/edit"


def test_a_held_letter_is_changed_and_leaves_as_it_was_previewed(office, officer):
    collect(office, note="Bring a <badge>.")
    page = officer.get(edit_path(office, "approved"))
    assert "Bring a <badge>." in [value for values in page.form("letter").values.values() for value in values]
    words = next(name for name in page.form("letter").values if name.startswith("words-"))
    changes = {"subject": "You are in", words: "Dear Ada,\n\nIt is <b>yours</b>."}
    page = officer.submit("letter", button="Preview the letter", status=200, **changes)
    shown = parts(page)
    assert shown[0] == "[SE-001] You are in"
    assert "Dear Ada,\n\nIt is <b>yours</b>." in shown[1]
    assert office.last_letter("approved").subject != "[SE-001] You are in"
    page = officer.submit("preview", button="Change something", status=200)
    assert page.form("letter").values["subject"] == ["You are in"]
    officer.submit("letter", button="Preview the letter", status=200)
    assert officer.submit("preview", button="Save").location == COLLECTED
    letter = office.last_letter("approved")
    assert (shown, letter.state) == (row_parts(letter), "held")
    officer.get(COLLECTED)
    officer.submit("collected", button="all")
    office.set_clock("2017-08-01T14:00:00+02:00")
    carried = office.tell(carry, "approved")
    assert (carried.subject, carried.text, carried.html) == shown[:3]


def carry(name):
    """What a postman gets of the letter of this name; the letters before it have left."""
    while claims := outbox.claim(now=NOW.replace(year=2018)):
        for claim in claims:
            if claim.parcel.name == name:
                return claim.parcel
            outbox.settle(claim, Outcome(Result.SENT, "250"), now=NOW)
    raise AssertionError(name)


def test_a_refused_change_keeps_every_word(office, officer):
    collect(office)
    page = officer.get(edit_path(office, "approved"))
    words = next(name for name in page.form("letter").values if name.startswith("words-"))
    page = officer.submit("letter", button="Save", status=422, **{"subject": "", words: "x" * 5001})
    assert page.element("subject-problem").text
    assert "at most 5000" in page.element(f"{words}-problem").text
    assert page.form("letter").values[words] == ["x" * 5001]
    assert office.last_letter("approved").state == "held"
    page = officer.submit("letter", button="Save", status=422, subject="x" * 105)
    assert "at most 101" in page.element("subject-problem").text


def test_a_change_of_a_letter_that_has_left_meanwhile_gives_the_words_back(office, officer):
    collect(office)
    page = officer.get(edit_path(office, "approved"))
    officer.get(COLLECTED)
    officer.submit("collected", button="all")
    officer.page = page
    page = officer.submit("letter", button="Save", status=409, subject="Kept words")
    assert "The letter has left or was dropped meanwhile." in page.text
    assert "Kept words" in page.text
    assert "It can no longer be changed." in officer.get(edit_path(office, "approved"), status=409).text


def test_a_change_over_a_colleagues_gives_the_words_back(office, officer):
    collect(office)
    path = edit_path(office, "approved")
    page = officer.get(path)
    officer.submit("letter", button="Save", subject="First")
    officer.page = page
    for button in ("Save", "Preview the letter"):
        officer.page = page
        answer = officer.submit("letter", button=button, status=409, subject="Second")
        assert "A colleague has changed the letter meanwhile." in answer.text
        assert "Second" in answer.text
        assert answer.link("Change it as it is now") == path
    assert office.last_letter("approved").subject == "[SE-001] First"


def test_an_aged_change_comes_back_whole(office, officer):
    collect(office)
    officer.get(edit_path(office, "approved"))
    spoil_token(officer)
    page = officer.submit("letter", button="Save", status=400, subject="Kept words")
    assert page.form("letter").values["subject"] == ["Kept words"]
    officer.submit("letter", button="Save")
    assert office.last_letter("approved").subject == "[SE-001] Kept words"
    officer.get(COLLECTED)
    spoil_token(officer)
    officer.submit("collected", button="all", status=400)
    assert office.last_letter("approved").state == "held"
