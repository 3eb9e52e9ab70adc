"""A proposal in the office: its texts, decisions and letters, every verb, undo, letters sent again, extensions."""

import pytest

from sideevents.extensions import db
from sideevents.rules.workflow import Action
from sideevents.store.letter import LetterRow
from sideevents.store.proposal import ExtensionRow
from tests import scenes
from tests.grounds.office import OFFICER, decided, place, taken_back
from tests.scenes import MONDAY_LUNCH, TUESDAY_LUNCH
from tests.web.test_office_decide import amend

HOME = "/office/gcm-vienna-2017/"
PATH = f"{HOME}proposals/SE-001"
M2 = place(MONDAY_LUNCH, "m2")


def test_everything_about_a_proposal_stands_on_its_page(office, officer):
    proposal_id = office.tell(scenes.submitted, title="Old title", contact_phone="+43 1 2600")
    office.tell(scenes.decide, proposal_id, Action.RETURN, note="Please say more.")
    office.tell(amend, proposal_id, title="New title")
    page = officer.get(PATH)
    assert page.heading == "New title"
    for words in (
        "+43 1 2600",
        "Revision 2",
        "Revision 1",
        "Address confirmed",
        "Returned for changes",
        "MK (office@example.org), 1 August 2017, 11:00 (Vienna)",
        "Please say more.",
        "Sent in again",
        "waiting",
        "What is free",
    ):
        assert words in page.text
    assert "Old" in [node.text for node in page.root.all("del")]


@pytest.mark.parametrize(
    ("before", "verb", "fields", "status", "letter"),
    [
        (None, "approve", {"place": M2}, "approved", "approved"),
        (None, "offer", {"place": M2}, "offered", "offered"),
        (None, "return", {"note": "Shorter, please."}, "returned", "returned"),
        (None, "waitlist", {}, "waitlisted", "waitlisted"),
        (None, "decline", {"note": "No."}, "declined", "declined"),
        (Action.APPROVE, "move", {"place": place(TUESDAY_LUNCH, "c2")}, "approved", "moved"),
        (Action.APPROVE, "cancel", {"note": "Ill."}, "cancelled", "cancelled"),
        (Action.WAITLIST, "approve", {"place": M2}, "approved", "approved"),
        (Action.OFFER, "decline", {"note": "No."}, "declined", "declined"),
    ],
)
def test_every_verb_is_taken_behind_the_sign_in_too(office, officer, before, verb, fields, status, letter):
    proposal_id = office.tell(scenes.submitted)
    if before:
        office.tell(scenes.decide, proposal_id, before)
    answer = decided(officer, PATH, action=verb, initials="AB", **fields)
    assert answer.location == PATH
    assert "The letter to the organizer is in the outbox." in officer.follow().text
    row = office.decisions(proposal_id)[-1]
    assert (row.action, row.by, row.initials) == (verb, OFFICER, "AB")
    assert (office.status(proposal_id), office.letters(proposal_id)[-1]) == (status, letter)


def test_the_last_decision_is_taken_back_on_the_page(office, officer):
    proposal_id = office.tell(scenes.submitted)
    office.tell(scenes.decide, proposal_id, Action.DECLINE)
    officer.get(PATH)
    page = officer.submit("undo", status=422, **{"undo-note": "Kept words"})
    assert "Write your initials" in page.element("undo-initials-problem").text
    assert page.form("undo").values["undo-note"] == ["Kept words"]
    assert taken_back(officer, prefix="undo-", initials="AB").location == PATH
    assert "taken back" in officer.follow().text
    assert (office.status(proposal_id), office.letters(proposal_id)[-1]) == ("submitted", "undone")


def test_a_page_that_has_grown_old_says_what_changed_and_lets_one_decide_on_the_present(office, officer):
    proposal_id = office.tell(scenes.submitted)
    officer.get(PATH)
    office.tell(scenes.decide, proposal_id, Action.WAITLIST)
    page = officer.submit("decision", status=409, action="decline", note="Kept words", initials="AB")
    assert "put on the waiting list by MK" in page.text
    assert page.form("decision").values["note"] == ["Kept words"]
    officer.submit("decision", status=200)
    officer.submit("preview", button="Decide and send")
    assert office.status(proposal_id) == "declined"


def test_an_old_undo_takes_nothing_else_back(office, officer):
    proposal_id = office.tell(scenes.submitted)
    office.tell(scenes.decide, proposal_id, Action.WAITLIST)
    officer.get(PATH)
    office.tell(scenes.decide, proposal_id, Action.DECLINE)
    officer.submit("undo", status=410, **{"undo-initials": "AB"})
    assert office.status(proposal_id) == "declined"


def test_nothing_is_offered_where_nothing_is_left_to_decide(office, officer):
    from sideevents.usecases.withdraw_proposal import withdraw_proposal

    office.tell(withdraw_proposal, office.tell(scenes.submitted), note="", now=scenes.NOW)
    page = officer.get(PATH)
    assert "Nothing is left to decide." in page.text
    assert [form.node.get("id") for form in page.forms() if form.node.get("id")] == []


def test_a_proposal_of_another_conference_or_none_is_not_found(officer):
    officer.get(f"{HOME}proposals/SE-404", status=404)
    officer.get(f"{HOME}proposals/{'9' * 300}", status=404)


def fail(letter_name):
    row = db.session.query(LetterRow).filter_by(name=letter_name).one()
    row.state, row.server_said, row.attempts = "failed", "550 no such user", 1
    db.session.commit()
    return row.id


@pytest.mark.parametrize("start", [PATH, f"{HOME}letters"])
def test_a_failed_letter_shows_the_servers_words_and_is_sent_again(office, officer, start):
    office.tell(scenes.submitted)
    letter_id = office.tell(fail, "received")
    page = officer.get(start)
    assert "550 no such user" in page.text
    assert "failed" in page.text
    answer = officer.submit(f"letters/{letter_id}/retry")
    assert answer.location == start
    assert "queued again" in officer.follow().text
    assert office.last_letter("received").state == "queued"


def test_a_sent_or_unknown_letter_is_not_sent_again(office, officer):
    office.tell(scenes.submitted)
    officer.get(HOME)
    for letter_id, status in ((999, 404), (10**30, 404)):
        officer.post(f"{HOME}letters/{letter_id}/retry", status=status)
        officer.get(HOME)

    def send():
        row = db.session.query(LetterRow).filter_by(name="received").one()
        row.state = "sent"
        db.session.commit()
        return row.id

    assert officer.post(f"{HOME}letters/{office.tell(send)}/retry", status=303).location == f"{HOME}letters"
    assert "has left meanwhile; it was not sent again" in officer.follow().text


def test_an_extension_is_issued_and_mailed_with_its_reason(office, officer):
    page = officer.get(f"{HOME}extensions")
    assert "The deadline holds for everybody." in page.text
    officer.submit(
        "extension", email="late@example.org", until_day="2017-08-12", until_time="18:00", reason="The site was down."
    )
    page = officer.follow()
    for words in ("late@example.org", "12 August 2017, 18:00 (Vienna)", "The site was down.", OFFICER, "not yet"):
        assert words in page.text
    letter = office.last_letter("extension")
    assert letter.recipient == "late@example.org"
    assert "/gcm-vienna-2017/propose?extension=" in letter.text
    assert office.count(ExtensionRow) == 1


def test_an_extension_until_midnight_is_said_by_its_last_minute(officer):
    officer.get(f"{HOME}extensions")
    officer.submit(
        "extension", email="late@example.org", until_day="2017-08-13", until_time="00:00", reason="The site was down."
    )
    assert "12 August 2017, 23:59 (Vienna)" in officer.follow().text


def test_an_extension_with_problems_names_them_all_and_keeps_the_text(office, officer):
    officer.get(f"{HOME}extensions")
    page = officer.submit(
        "extension", email="nobody", until_day="2017-08-01", until_time="18:00", reason="", status=422
    )
    assert "not an e-mail address" in page.element("email-problem").text
    assert page.element("reason-problem").text
    assert page.form("extension").values["email"] == ["nobody"]
    page = officer.submit("extension", email="late@example.org", reason="x" * 600, status=422)
    assert "at most 500" in page.element("reason-problem").text
    page = officer.submit("extension", reason="Fine.", status=422)
    assert "still to come" in page.element("until_day-problem").text
    assert office.count(ExtensionRow) == 0


@pytest.mark.parametrize("path", [HOME, PATH, f"{HOME}programme", f"{HOME}letters", f"{HOME}extensions"])
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_reading_the_office_changes_nothing(office, officer, path, method):
    office.tell(scenes.decide, office.tell(scenes.submitted), Action.APPROVE)
    before = office.everything()
    answer = getattr(officer.client, method)(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert office.everything() == before


@pytest.mark.parametrize(("language", "told"), [("en", False), ("fr", True)])
def test_whoever_writes_a_note_learns_in_which_language_the_letter_is(office, officer, language, told):
    proposal_id = office.tell(scenes.submitted)

    def fill_in():
        scenes.proposal(proposal_id).language = language
        db.session.commit()

    office.tell(fill_in)
    words = "The letter to this organizer is written in this language: French."
    assert (words in officer.get(f"{HOME}proposals/SE-001").text) is told
