"""Deciding now and telling later, behind the sign-in: held letters are listed, changed, previewed and sent."""

import re

import pytest

from sideevents.mail import links
from sideevents.rules.workflow import Action
from tests import scenes
from tests.grounds.office import place, taken_back
from tests.scenes import MONDAY_LUNCH, NOW

HOME = "/office/gcm-vienna-2017/"
PATH, COLLECTED = f"{HOME}proposals/SE-001", f"{HOME}letters/collected"
M2 = place(MONDAY_LUNCH, "m2")
KEEP = "Decide, keep the letter for later"


def collect(office, action=Action.APPROVE, **changes):
    proposal_id = office.tell(scenes.submitted)
    office.tell(scenes.decide, proposal_id, action, collect=True, **changes)
    return proposal_id


def keep_for_later(officer, path=PATH, **fields):
    officer.get(path)
    officer.submit("decision", status=200, **fields)
    return officer.submit("preview", button=KEEP)


def without_stamp(calendar):
    return re.sub(r"(?m)^(DTSTAMP|LAST-MODIFIED|CREATED):.*$", "", calendar.replace("\r\n", "\n")).strip()


def parts(page):
    """Subject, text, HTML and calendar part that a page shows."""
    letter, *calendar = [node.raw for node in page.root.all("pre")]
    subject = next(node for node in page.root.all("header") if "Subject:" in node.text)
    frame = next(page.root.all("iframe")).get("srcdoc")
    shown = next(subject.all("strong")).text
    return shown, letter, frame, without_stamp("".join(calendar))


def row_parts(letter):
    return letter.subject, letter.text, letter.html, without_stamp(letter.calendar)


@pytest.mark.parametrize("button", [KEEP, "Decide and send"])
def test_the_preview_shows_exactly_what_the_outbox_then_holds(office, officer, button):
    office.tell(scenes.submitted, title="عنوان <b>")
    officer.get(PATH)
    page = officer.submit("decision", status=200, action="approve", place=M2, note="Mind & <matter>.", initials="AB")
    assert "An invitation goes along" in page.text
    shown = parts(page)
    officer.submit("preview", button=button)
    letter = office.last_letter("approved")
    assert shown == row_parts(letter)
    assert "BEGIN:VCALENDAR" in letter.calendar


def test_a_decision_is_taken_whole_while_its_letter_is_kept(office, officer):
    proposal_id = office.tell(scenes.submitted)
    assert keep_for_later(officer, action="approve", place=M2, initials="AB").location == PATH
    page = officer.follow()
    assert "Decided: approved. The letter to the organizer is held until you send it." in page.text
    assert "held until you send it" in page.text
    assert page.link("To send (1)") == COLLECTED
    assert office.status(proposal_id) == "approved"
    assert office.last_letter("approved").state == "held"
    assert "Side event number" in officer.get("/gcm-vienna-2017/events/SE-001").text


def test_a_second_press_of_the_button_keeps_one_letter(office, officer):
    proposal_id = office.tell(scenes.submitted)
    officer.get(PATH)
    page = officer.submit("decision", status=200, action="waitlist", initials="AB")
    for _ in range(2):
        officer.page = page
        assert officer.submit("preview", button=KEEP).location == PATH
        assert "held until you send it" in officer.follow().text
    assert office.letters(proposal_id).count("waitlisted") == 1


def test_by_the_link_of_a_letter_nothing_is_kept_for_later(office, pages):
    proposal_id, path = office.proposed()
    pages.get(path)
    page = pages.submit("decision", status=200, action="waitlist", initials="AB")
    assert KEEP not in page.text
    fields = [*page.form("preview").data(button="Change something")[:-1], ("step", "collect")]
    pages.post(path, fields, status=200)
    assert office.status(proposal_id) == "submitted"


def test_a_later_letter_is_said_to_wait_behind_the_held_one(office, officer, pages):
    proposal_id = collect(office, Action.WAITLIST)
    waits = "A later one to the same address waits behind it."
    assert waits in officer.get(PATH).text
    assert waits in officer.submit("decision", status=200, action="decline", note="Full.", initials="AB").text
    officer.submit("preview", button="Decide and send")
    assert "waits behind a letter that is held" in officer.follow().text
    other = office.tell(scenes.submitted)
    page = pages.get(office.link("decision-wanted"))
    assert "Held for later in this conference: 1 letter." in page.text
    assert waits not in page.text
    assert office.status(other) == "submitted" != office.status(proposal_id)


def test_the_chosen_letters_are_sent_and_the_others_stay(office, officer):
    first, second = collect(office, Action.WAITLIST), collect(office)
    page = officer.get(COLLECTED)
    assert page.form("collected").values["letter"] == [], "none is preset"
    letter = office.last_letter("approved")
    assert officer.submit("collected", button="Send the chosen", letter=[letter.id]).location == COLLECTED
    page = officer.follow()
    assert "1 letter is on its way" in page.text
    assert page.link("To send (1)") == COLLECTED
    assert office.last_letter("approved").state == "queued"
    assert office.last_letter("waitlisted").state == "held"
    assert (office.status(first), office.status(second)) == ("waitlisted", "approved")


def test_all_that_the_page_shows_are_sent_and_no_others(office, officer):
    collect(office, Action.WAITLIST)
    collect(office)
    officer.get(COLLECTED)
    collect(office, Action.DECLINE)
    officer.submit("collected", button="Send all 2")
    assert "2 letters are on their way" in officer.follow().text
    assert office.last_letter("declined").state == "held", "nobody has seen it"
    officer.submit("collected", button="Send all (1)")
    assert "No letter is held." in officer.follow().text


def test_what_a_colleague_has_sent_meanwhile_is_told(office, officer):
    collect(office, Action.WAITLIST)
    page = officer.get(COLLECTED)
    officer.submit("collected", button="all")
    officer.page = page
    officer.submit("collected", button="all")
    assert "1 was no longer held" in officer.follow().text


def test_sending_none_says_so(office, officer):
    collect(office)
    officer.get(COLLECTED)
    page = officer.submit("collected", button="Send the chosen", status=422)
    assert "Choose the letters to send." in page.text
    assert office.last_letter("approved").state == "held"
    officer.post(COLLECTED, {"letter": ["nonsense", "9" * 30]}, status=422)


def test_a_letter_that_waits_behind_another_held_one_says_so(office, officer):
    proposal_id = collect(office, Action.WAITLIST)
    office.tell(scenes.decide, proposal_id, Action.DECLINE, collect=True)
    first = office.last_letter("waitlisted").subject
    assert f"Waits behind an earlier one to the same address: {first}" in officer.get(COLLECTED).text


def test_the_undo_of_a_decision_that_nobody_was_told_of_says_so_and_writes_nothing(office, officer):
    proposal_id = collect(office)
    assert "Nobody was told of it" in officer.get(PATH).text
    page = officer.submit("undo", status=200, **{"undo-initials": "AB"})
    assert page.heading == "No letter will leave"
    officer.submit("preview", button="Take the decision back")
    assert "no letter is written" in officer.follow().text
    assert office.status(proposal_id) == "submitted"
    assert office.last_letter("approved").state == "dropped"
    assert "undone" not in office.letters(proposal_id)


def test_an_undo_whose_letter_has_left_meanwhile_shows_first_what_then_leaves(office, officer):
    proposal_id = collect(office)
    officer.get(PATH)
    page = officer.submit("undo", status=200, **{"undo-initials": "AB"})
    officer.get(COLLECTED)
    officer.submit("collected", button="all")
    officer.page = page
    page = officer.submit("preview", button="Take the decision back", status=409)
    assert "The letter has left meanwhile." in page.text
    assert office.status(proposal_id) == "approved"
    shown = parts(page)
    officer.submit("preview", button="Take the decision back")
    assert shown == row_parts(office.last_letter("undone"))


def test_by_link_too_the_undo_says_that_nobody_was_told(office, pages):
    proposal_id = collect(office)
    decision = office.decisions(proposal_id)[-1].id
    token = office.tell(links.undo_token, proposal_id, decision=decision, mailbox="office@example.org", now=NOW)
    office.set_clock("2017-08-01T12:00:00+02:00")
    page = pages.get(f"/office/undo/{token}")
    assert "Nobody was told of it" in page.text
    taken_back(pages, initials="AB")
    assert "no letter is written" in pages.follow().text


def test_the_organizer_reads_no_letter_that_is_held(office, officer):
    proposal_id = collect(office)

    def path():
        row = scenes.proposal(proposal_id)
        return links.page_url(row.id, epoch=row.contact_epoch, conference=row.conference.read())

    subject = office.last_letter("approved").subject
    assert subject not in officer.get(office.tell(path).removeprefix("http://localhost")).text
    officer.get(COLLECTED)
    officer.submit("collected", button="all")
    assert subject in officer.get(office.tell(path).removeprefix("http://localhost")).text


@pytest.mark.parametrize(
    "path", [f"{HOME}letters", f"{HOME}letters/{{held}}", COLLECTED, f"{HOME}letters/{{held}}/edit"]
)
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_reading_the_post_changes_nothing(office, officer, path, method):
    collect(office)
    path = path.format(held=office.last_letter("approved").id)
    before = office.everything()
    assert getattr(officer.client, method)(path).status_code == 200
    assert office.everything() == before
