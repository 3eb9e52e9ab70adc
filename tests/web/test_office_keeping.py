"""What the office typed is not lost: aged forms, a session that ended, a sign-in in another tab; undo previewed."""

import secrets

import pytest

from tests import scenes
from tests.grounds.office import OFFICER, decided, place, taken_back
from tests.grounds.pages import Pages
from tests.scenes import MONDAY_LUNCH, Action

HOME = "/office/gcm-vienna-2017/"
PATH = f"{HOME}proposals/SE-001"
M2 = place(MONDAY_LUNCH, "m2")
TYPED = {"action": "offer", "place": M2, "start": "13:30", "note": "سطر\r\n\r\nlong <b>words</b>", "initials": "AB"}
AGED = "Nothing is lost"


def spoil_token(visitor):
    """Let the form of the last page hold a token that is no longer good, while the visitor stays signed in."""
    with visitor.client.session_transaction() as session:
        session["csrf_token"] = secrets.token_hex(20)


def sign_in_elsewhere(office, visitor, *, form_open=True):
    """Sign in in another tab of the same browser, by the form of the first tab's page or by one of its own; the page
    of the first tab stays open."""
    tab = Pages(office.app)
    tab.client, tab.page = visitor.client, visitor.page
    if not form_open:
        tab.get("/office/sign-in")
    tab.submit("sign-in", email=OFFICER)
    tab.get(office.link("sign-in"))
    return tab.submit(button="Sign in")


def assert_kept(page, typed=TYPED):
    form = page.form("decision")
    assert {name: form.values[name] for name in typed} == {name: [value] for name, value in typed.items()}


def test_an_aged_decision_by_link_comes_back_whole_and_the_next_press_is_taken(office, pages):
    proposal_id, path = office.proposed()
    pages.get(path)
    pages.client.delete_cookie("session")
    page = pages.submit("decision", status=400, **TYPED)
    assert AGED in page.text
    assert_kept(page)
    pages.submit("decision", status=200)
    pages.client.delete_cookie("session")
    page = pages.submit("preview", button="Decide and send", status=400)
    assert_kept(page)
    assert office.status(proposal_id) == "submitted"
    pages.submit("decision", status=200)
    pages.submit("preview", button="Decide and send")
    assert office.status(proposal_id) == "offered"


def test_an_aged_decision_behind_the_sign_in_comes_back_whole(office, officer):
    proposal_id, _ = office.proposed()
    officer.get(PATH)
    spoil_token(officer)
    page = officer.submit("decision", status=400, **TYPED)
    assert AGED in page.text
    assert_kept(page)
    officer.submit("decision", status=200)
    officer.submit("preview", button="Decide and send")
    assert office.status(proposal_id) == "offered"


def test_an_aged_decision_still_learns_what_was_decided_meanwhile(office, officer):
    proposal_id, _ = office.proposed()
    officer.get(PATH)
    spoil_token(officer)
    office.tell(scenes.decide, proposal_id, Action.WAITLIST)
    officer.submit("decision", status=400, action="decline", note="No.", initials="AB")
    assert "put on the waiting list by MK" in officer.submit("decision", status=409).text


@pytest.mark.parametrize(("prefix", "last"), [("", "link"), ("undo-", "page")])
def test_an_aged_undo_comes_back_whole_at_every_step(office, officer, prefix, last):
    proposal_id, path = office.proposed()
    undo = decided(officer, path, action="waitlist", initials="CD").location
    typed = {f"{prefix}note": "Our mistake.", f"{prefix}initials": "AB"}
    officer.get(undo if last == "link" else PATH)
    spoil_token(officer)
    page = officer.submit("undo", status=400, **typed)
    assert AGED in page.text
    assert {name: page.form("undo").values[name] for name in typed} == {name: [each] for name, each in typed.items()}
    officer.submit("undo", status=200)
    spoil_token(officer)
    officer.submit("preview", button="Take the decision back", status=400)
    assert office.status(proposal_id) == "waitlisted"
    taken_back(officer)
    assert "Our mistake." in office.last_letter("undone").text


def test_an_aged_extension_and_an_aged_sign_in_come_back_whole(office, officer):
    officer.get(f"{HOME}extensions")
    spoil_token(officer)
    page = officer.submit("extension", email="late@example.org", reason="The site was down.", status=400)
    assert AGED in page.text
    assert page.form("extension").values["reason"] == ["The site was down."]
    stranger = Pages(office.app)
    stranger.get("/office/sign-in")
    stranger.client.delete_cookie("session")
    page = stranger.submit("sign-in", email=OFFICER, status=400)
    assert page.form("sign-in").values["email"] == [OFFICER]
    stranger.submit("sign-in")


def test_an_aged_press_of_a_bare_button_or_on_a_forged_link_does_nothing_and_breaks_nothing(office, officer):
    office.proposed()
    officer.get(PATH)
    bad = {"csrf_token": "bad", "note": "x"}
    officer.post("/office/sign-out", bad, status=400)
    officer.post("/office/decide/forged", bad, status=404)
    officer.post(f"{HOME}proposals/SE-404", bad, status=404)
    officer.get(HOME)
    assert officer.client.post("/proposals/forged/amend", data={"title": "x"}).status_code == 404


def test_words_that_another_site_sends_never_stand_on_a_page_with_a_token(office, officer):
    _, path = office.proposed()
    words = {"note": "planted", "title": "planted"}
    for address in (path, PATH, "/gcm-vienna-2017/propose"):
        for origin in ("https://evil.example", "null"):
            answer = officer.client.post(address, data=words, headers={"Origin": origin})
            assert answer.status_code == 400
            assert "planted" not in answer.get_data(as_text=True)
    officer.get(PATH)


@pytest.mark.parametrize("how", ["twelve hours", "new browser"])
def test_a_session_that_ended_keeps_the_note_and_the_press_is_sent_again_after_signing_in(office, officer, how):
    proposal_id, _ = office.proposed()
    officer.get(PATH)
    if how == "twelve hours":
        office.set_clock("2017-08-09T05:01:00+02:00")
    else:
        officer.client.delete_cookie("session")
    page = officer.submit("decision", status=403, **TYPED)
    assert page.heading == "Sign in to the office"
    assert "What you typed is kept below" in page.text
    assert "long <b>words</b>" in page.text
    assert page.form("sign-in").node.get("target") == "_blank"
    assert office.status(proposal_id) == "submitted"
    assert sign_in_elsewhere(office, officer).location == PATH
    officer.submit("again", status=200)
    assert "long <b>words</b>" in officer.text
    officer.submit("preview", button="Decide and send")
    assert office.status(proposal_id) == "offered"


@pytest.mark.parametrize(
    ("path", "back"),
    [
        (f"{PATH}/undo", PATH),
        (f"{HOME}letters/1/retry", f"{HOME}letters/1"),
        (f"{HOME}extensions", f"{HOME}extensions"),
        ("/office/sign-out", "/office/"),
    ],
)
def test_after_signing_in_one_stands_where_the_form_was(office, pages, path, back):
    pages.get("/office/sign-in")
    page = pages.post(path, {"undo-note": "Kept words", "reason": "Kept reason"}, status=403)
    assert "Kept words" in page.text
    assert "Kept reason" in page.text
    assert sign_in_elsewhere(office, pages).location == back


def test_a_decision_open_in_another_tab_survives_the_sign_in(office, pages):
    proposal_id, path = office.proposed()
    pages.get(path)
    with pages.client.session_transaction() as session:
        before = session["csrf_token"]
    sign_in_elsewhere(office, pages, form_open=False)
    with pages.client.session_transaction() as session:
        first = session["office"]
        assert session["csrf_token"] == before
    sign_in_elsewhere(office, pages, form_open=False)
    with pages.client.session_transaction() as session:
        assert session["office"] != first
    pages.submit("decision", status=200, **TYPED)
    pages.submit("preview", button="Decide and send")
    assert office.status(proposal_id) == "offered"


@pytest.mark.parametrize(("prefix", "by"), [("", "link"), ("undo-", "page")])
def test_undo_shows_its_letter_before_anything_leaves(office, officer, prefix, by):
    proposal_id, path = office.proposed()
    undo = decided(officer, path, action="waitlist", initials="CD").location
    officer.get(undo if by == "link" else PATH)
    before = office.everything()
    page = officer.submit("undo", status=200, **{f"{prefix}note": "Our mistake.", f"{prefix}initials": "AB"})
    shown = next(page.root.all("pre")).raw
    assert "Our mistake." in shown
    page = officer.submit("preview", button="Change something", status=200)
    assert page.form("Preview taking it back").values[f"{prefix}note"] == ["Our mistake."]
    assert office.everything() == before, "a preview changes nothing"
    taken_back(officer, prefix=prefix, note="Our own mistake.")
    assert office.status(proposal_id) == "submitted"
    sent = office.last_letter("undone").text
    assert sent.strip() == shown.strip().replace("Our mistake.", "Our own mistake.")


def test_a_decision_can_be_taken_on_the_page_that_a_refused_undo_shows(office, officer):
    proposal_id, path = office.proposed()
    decided(officer, path, action="waitlist", initials="CD")
    officer.get(PATH)
    officer.submit("undo", status=422, **{"undo-initials": ""})
    officer.submit("decision", status=200, action="decline", note="No.", initials="AB")
    officer.submit("preview", button="Decide and send")
    assert office.status(proposal_id) == "declined"


def test_a_press_without_the_last_button_takes_nothing_back(office, officer):
    proposal_id, path = office.proposed()
    undo = decided(officer, path, action="waitlist", initials="CD").location
    officer.get(undo)
    officer.post(undo, {"initials": "AB"}, status=200)
    assert office.status(proposal_id) == "waitlisted"
