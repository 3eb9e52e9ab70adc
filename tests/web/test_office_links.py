"""Links of the office that are used, superseded, forged or too old; rivals; and taking a decision back."""

import sqlite3
from datetime import timedelta

import pytest

from sideevents.rules.workflow import Action
from sideevents.usecases.answer_offer import answer_offer
from sideevents.usecases.withdraw_proposal import withdraw_proposal
from tests import scenes
from tests.grounds.office import database_of, decided, place, taken_back
from tests.grounds.pages import Pages
from tests.scenes import MONDAY_LUNCH, TUESDAY_LUNCH
from tests.web.test_office_decide import amend

M2 = place(MONDAY_LUNCH, "m2")


def test_a_used_link_says_who_decided_what_and_when(office, pages):
    _, path = office.proposed()
    decided(pages, path, action="waitlist", initials="AB")
    page = pages.get(path, status=410)
    assert "put on the waiting list by AB on 8 August 2017, 17:00 (Vienna)" in page.text
    assert "on the waiting list" in page.text


def test_a_superseded_link_points_to_the_newer_revision(office, pages):
    proposal_id, path = office.proposed()
    office.tell(amend, proposal_id, title="A better title")
    assert "revision 2 now" in pages.get(path, status=410).text
    pages.get(office.link("amended"))


def test_the_link_of_a_withdrawn_proposal_says_so(office, pages):
    proposal_id, path = office.proposed()
    office.tell(withdraw_proposal, proposal_id, note="", now=scenes.NOW)
    assert "withdrawn" in pages.get(path, status=410).text


def test_a_link_ends_after_thirty_days(office, pages):
    _, path = office.proposed()
    office.set_clock("2017-08-31T10:00:59+02:00")
    pages.get(path)
    office.set_clock("2017-08-31T10:01:00+02:00")
    assert "was good until 31 August 2017, 10:01 (Vienna)" in pages.get(path, status=410).text


def test_forged_unknown_and_foreign_links_share_one_page(office, pages):
    _, path = office.proposed()
    decided(pages, path, action="waitlist", initials="AB")
    undo = pages.page.location
    answers = {
        pages.get(f"{path}x", status=404).text,
        pages.get("/office/decide/nonsense", status=404).text,
        pages.get("/office/undo/nonsense", status=404).text,
        pages.get(undo.replace("undo", "decide"), status=404).text,
    }
    assert len(answers) == 1


def test_a_rival_for_the_room_is_refused_kindly_with_the_text_kept_and_what_is_free(office, pages):
    _, first = office.proposed()
    rival_id, second = office.proposed()
    pages.get(second)
    pages.submit("decision", status=200, action="approve", place=M2, note="Welcome!", initials="CD")
    decided(Pages(office.app), first, action="approve", place=M2, initials="AB")
    letters = office.letters()
    page = pages.submit("preview", button="Decide and send", status=409)
    assert "SE-001 has this room" in page.element("place-problem").text
    assert "Nothing was decided" in page.text
    assert "Something has changed meanwhile" not in page.text
    assert page.form("decision").values["note"] == ["Welcome!"]
    assert "Boardroom D (190 seats), M3 (90 seats)" in page.text
    assert (office.status(rival_id), office.letters()) == ("submitted", letters)
    pages.submit("decision", status=200, place=place(MONDAY_LUNCH, "m3"))
    pages.submit("preview", button="Decide and send")
    assert office.status(rival_id) == "approved"


def test_two_officers_with_one_letter_learn_of_each_other(office, pages):
    proposal_id, path = office.proposed()
    pages.get(path)
    pages.submit("decision", status=200, action="decline", note="My long reason", initials="CD")
    decided(Pages(office.app), path, action="waitlist", initials="AB")
    page = pages.submit("preview", button="Decide and send", status=409)
    assert "put on the waiting list by AB" in page.text
    assert "My long reason" in page.text
    assert page.link("Open SE-001 in the office").startswith("/office/gcm-vienna-2017/")
    assert office.status(proposal_id) == "waitlisted"


def test_a_second_press_of_the_same_button_is_the_same_answer(office, pages):
    proposal_id, path = office.proposed()
    pages.get(path)
    pages.submit("decision", status=200, action="decline", note="No.", initials="AB")
    preview = pages.page.form("preview").data(button="Decide and send")
    first = pages.post(path, preview)
    second = pages.post(path, preview)
    assert first.location.startswith("/office/undo/")
    assert second.location.startswith("/office/undo/")
    assert [row.action for row in office.decisions(proposal_id)] == ["confirm", "decline"]


@pytest.mark.parametrize(
    ("fields", "other"),
    [
        ({"action": "approve", "place": M2}, {"place": place(MONDAY_LUNCH, "m3")}),
        ({"action": "approve", "place": M2}, {"place": place(TUESDAY_LUNCH, "m2")}),
        ({"action": "approve", "place": M2}, {"start": "13:30"}),
        ({"action": "offer", "place": M2}, {"accept_day": "2017-08-14"}),
        ({"action": "waitlist"}, {"checked": ["commercial-pitch"]}),
        ({"action": "waitlist"}, {"note": "Soon."}),
    ],
)
def test_another_press_with_the_same_verb_is_told_that_it_was_decided_meanwhile(office, pages, fields, other):
    proposal_id, path = office.proposed(organisation_type="private-sector")
    pages.get(path)
    pages.submit("decision", status=200, initials="AB", **{**fields, **other})
    second = pages.page.form("preview").data(button="Decide and send")
    decided(pages, path, initials="AB", **fields)
    assert "by AB" in pages.post(path, second, status=409).text
    assert len(office.decisions(proposal_id)) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "approve", "place": M2, "start": "13:30", "checked": ["commercial-pitch"]},
        {"action": "offer", "place": M2},
        {"action": "waitlist", "place": M2},
    ],
)
def test_a_second_press_that_asks_for_the_same_place_is_the_same_answer(office, pages, fields):
    proposal_id, path = office.proposed(organisation_type="private-sector")
    pages.get(path)
    pages.submit("decision", status=200, initials="AB", **fields)
    preview = pages.page.form("preview").data(button="Decide and send")
    assert {pages.post(path, preview).status for _ in range(2)} == {303}
    assert len(office.decisions(proposal_id)) == 2


def test_a_busy_database_keeps_the_text(office, pages):
    proposal_id, path = office.proposed()
    pages.get(path)
    lock = sqlite3.connect(database_of(office.app), isolation_level=None)
    with office.app.app_context():
        shorten_patience()
    lock.execute("BEGIN IMMEDIATE")
    page = pages.submit("decision", status=503, action="decline", note="My long reason", initials="AB")
    lock.execute("ROLLBACK")
    lock.close()
    assert page.headers["Retry-After"]
    assert page.form("decision").values["note"] == ["My long reason"]
    assert office.status(proposal_id) == "submitted"


def shorten_patience():
    from sqlalchemy import event

    from sideevents.extensions import db

    db.session.remove()
    db.engine.dispose()
    event.listen(db.engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=20"))


def test_after_a_decision_the_page_shows_it_its_letter_and_the_way_back(office, pages):
    proposal_id, path = office.proposed(title="A title to read")
    decided(pages, path, action="approve", place=M2, initials="AB")
    page = pages.follow()
    for words in ("approved", "AB", "A title to read", "Monday 4 September 2017, 13:15–14:45", "waiting", "SE-001"):
        assert words in page.text
    assert "Until 3 September 2017, 23:59 (Vienna)" in page.text
    answer = taken_back(pages, note="Our mistake.", initials="AB")
    assert office.status(proposal_id) == "submitted"
    assert office.letters(proposal_id)[-1] == "undone"
    assert "Our mistake." in office.last_letter("undone").text
    assert answer.location.startswith("/office/decide/")
    assert "taken back" in pages.follow().text
    decided(pages, answer.location, action="decline", note="No.", initials="AB")
    assert office.status(proposal_id) == "declined"


def test_an_undo_link_works_once_and_not_after_another_decision(office, pages):
    proposal_id, path = office.proposed()
    undo = decided(pages, path, action="waitlist", initials="AB").location
    pages.get(undo)
    taken_back(pages, initials="AB")
    assert "taken back by AB" in pages.get(undo, status=410).text
    office.tell(scenes.decide, proposal_id, Action.DECLINE)
    assert pages.get(undo, status=410).status == 410


def test_an_older_decision_stays_once_another_has_followed(office, pages):
    proposal_id, path = office.proposed()
    undo = decided(pages, path, action="waitlist", initials="AB").location
    office.tell(scenes.decide, proposal_id, Action.DECLINE)
    before = office.everything()
    assert "Another decision has followed" in pages.get(undo, status=410).text
    pages.get(path, status=410)
    pages.get("/office/sign-in")
    pages.post(undo, {"initials": "AB"}, status=410)
    assert office.everything() == before


def test_undo_needs_initials_and_opening_it_changes_nothing(office, pages):
    _, path = office.proposed()
    undo = decided(pages, path, action="waitlist", initials="AB").location
    before = office.everything()
    pages.get(undo)
    page = pages.submit("undo", note="Kept words", initials="", status=422)
    assert "Write your initials" in page.element("initials-problem").text
    assert page.form("undo").values["note"] == ["Kept words"]
    assert office.everything() == before


@pytest.mark.parametrize(("now", "status"), [("2017-08-15T16:59:00+02:00", 200), ("2017-08-15T17:01:00+02:00", 410)])
def test_an_undo_link_is_good_for_seven_days(office, pages, now, status):
    _, path = office.proposed()
    undo = decided(pages, path, action="waitlist", initials="AB").location
    office.set_clock(now)
    assert pages.get(undo, status=status).status == status


@pytest.mark.parametrize(("now", "status"), [("2017-09-03T23:59:59+02:00", 200), ("2017-09-04T00:00:00+02:00", 410)])
def test_undo_closes_as_the_day_of_the_slot_begins(office, pages, now, status):
    _, path = office.proposed()
    office.set_clock("2017-08-30T12:00:00+02:00")
    undo = decided(pages, path, action="approve", place=M2, initials="AB").location
    office.set_clock(now)
    page = pages.get(undo, status=status)
    assert ("could be taken back until" in page.text) is (status == 410)


def test_undoing_a_cancellation_finds_the_room_taken_and_says_so(office, pages):
    first, path = office.proposed()
    office.tell(scenes.decide, first, Action.APPROVE)
    cancelling = office.signed_in()
    decided(cancelling, "/office/gcm-vienna-2017/proposals/SE-001", action="cancel", note="Ill.", initials="AB")
    second, _ = office.proposed()
    office.tell(scenes.decide, second, Action.APPROVE)
    cancelling.get("/office/gcm-vienna-2017/proposals/SE-001")
    page = cancelling.submit("undo", **{"undo-initials": "AB", "status": 409})
    assert "SE-002 has this room" in page.text
    assert office.status(first) == "cancelled"


def test_a_text_that_waits_is_still_decided_from_its_letter_after_the_organizer_accepted(office, pages):
    proposal_id, _ = office.proposed(title="As offered")
    office.tell(scenes.decide, proposal_id, Action.OFFER)
    office.tell(amend, proposal_id, title="As amended")
    path = office.link("amended")
    office.tell(answer_offer, proposal_id, Action.ACCEPT, note="", now=scenes.NOW + timedelta(hours=3))
    decided(pages, path, action="approve", initials="AB")
    assert office.decisions(proposal_id)[-1].action == "approve"


def test_no_form_brings_a_dead_link_back(office, pages):
    proposal_id, path = office.proposed()
    decided(pages, path, action="waitlist", initials="AB")
    now = {"revision": "1", "decisions": "2", "action": "decline", "note": "No.", "initials": "XX", "step": "decide"}
    pages.get("/office/sign-in")
    pages.post(path, now, status=409)
    assert office.status(proposal_id) == "waitlisted"
