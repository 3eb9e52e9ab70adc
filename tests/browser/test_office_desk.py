"""The office at its desk, signed in: one proposal from the inbox to its cancellation and back, seen by both sides."""

import pytest
from playwright.sync_api import Page

from tests.browser.people import HOME, OFFICE, SLUG, decide, fill, follow_letter, press, sign_in
from tests.grounds.browser import screenshot

ADDRESS = "oluwaseun.adebanjo@gbcrr.example.org"
TITLE = "Supply Chains Free from Forced Labour"
M2, C4 = "2017-09-04 13:15-14:45 m2", "2017-09-04 13:15-14:45 c4"
PROPOSAL = f"/office/{SLUG}/proposals/SE-008"


@pytest.fixture
def officer(demonstration, visitor) -> Page:
    """An officer who has signed in by the mailed link."""
    page = visitor(demonstration.url).page
    sign_in(page)
    return page


@pytest.fixture
def organizer(demonstration, visitor) -> Page:
    """The browser of the organizer of SE-008."""
    return visitor(demonstration.url).page


def test_the_office_returns_offers_moves_cancels_and_takes_back(officer, organizer):
    found_in_the_inbox(officer)
    returned_and_amended(officer, organizer)
    offered_and_accepted(officer, organizer)
    moved(officer, organizer)
    cancelled_and_taken_back(officer, organizer)


def found_in_the_inbox(page: Page) -> None:
    """Filters narrow the inbox, and say how to widen it."""
    page.goto(f"/office/{SLUG}/")
    everything = page.locator("tbody tr").count()
    page.get_by_role("link", name="Submitted").click()
    page.wait_for_url("**status=submitted*")
    waiting = page.locator("tbody tr").count()
    assert 0 < waiting < everything
    fill(page.locator("#filters"), q="supply chains", window="2017-09-04/lunch")
    press(page, "Show")
    assert page.locator("tbody th").all_inner_texts() == ["SE-008"]
    screenshot(page, "office-inbox-narrowed")
    page.get_by_role("link", name="Clear the filters").click()
    page.wait_for_url(lambda url: "supply" not in url)
    assert page.locator("tbody tr").count() == waiting
    page.get_by_role("link", name=TITLE).click()
    page.wait_for_url(f"**{PROPOSAL}")


def returned_and_amended(officer: Page, organizer: Page) -> None:
    """Returned with a remark, answered with a new text, whose difference the office sees."""
    remark = "Please say in the title that regulators speak."
    assert decide(officer, "return", note=remark) == 200
    follow_letter(organizer, to=ADDRESS, subject="[SE-008] Please change", path="/proposals/")
    assert remark in organizer.locator("main").inner_text()
    organizer.get_by_role("link", name="Change the text and send it in again").click()
    organizer.wait_for_url("**/amend")
    fill(organizer, title=f"{TITLE}: Regulators Speak")
    assert press(organizer, "See what would change") == 200
    assert organizer.locator("ins").count() > 0
    assert press(organizer, "Send the new text") == 200
    screenshot(organizer, "office-organizer-resubmitted")
    officer.goto(PROPOSAL)
    assert "Speak" in officer.locator("section[aria-labelledby=difference] ins").all_inner_texts()[-1]
    assert officer.locator("section[aria-labelledby=difference] del").count() > 0
    screenshot(officer, "office-difference")


def offered_and_accepted(officer: Page, organizer: Page) -> None:
    """An offer holds the room until its day; the organizer's button makes it a side event."""
    assert decide(officer, "offer", place=M2, accept_day="2017-08-11", accept_time="18:00") == 200
    officer.goto(f"/office/{SLUG}/programme")
    assert "11 August 2017, 18:00" in officer.locator("main").inner_text()
    follow_letter(organizer, to=ADDRESS, subject="[SE-008] A slot is offered", path="/proposals/")
    if "/offer" not in organizer.url:
        organizer.get_by_role("link", name="Answer the offer").click()
        organizer.wait_for_url("**/offer")
    screenshot(organizer, "office-organizer-offer")
    assert press(organizer, "Accept the offer") == 200
    organizer.goto(HOME)
    card = organizer.locator("article.card", has=organizer.locator("a[href$='/SE-008']"))
    assert "M2" in card.locator(".where").inner_text()


def moved(officer: Page, organizer: Page) -> None:
    """A move frees the old room and follows everywhere."""
    officer.goto(PROPOSAL)
    assert decide(officer, "move", place=C4, note="M2 is needed for the plenary.") == 200
    screenshot(officer, "office-moved")
    organizer.goto(f"{HOME}events/SE-008")
    assert "This side event was moved." in organizer.locator(".notice").inner_text()
    assert "C4" in organizer.locator(".event-place").inner_text()
    follow_letter(organizer, to=ADDRESS, subject="[SE-008] Your side event has moved", path="/proposals/")
    assert "C4" in organizer.locator("main").inner_text()


def cancelled_and_taken_back(officer: Page, organizer: Page) -> None:
    """A cancelled side event stays and says so; taken back, it stands as before."""
    officer.goto(PROPOSAL)
    assert decide(officer, "cancel", note="The plenary takes the room.") == 200
    organizer.goto(f"{HOME}events/SE-008")
    assert "This side event is cancelled." in organizer.locator(".notice").inner_text()
    officer.goto(PROPOSAL)
    fill(officer, **{"undo-note": "The plenary found another room.", "undo-initials": "AB"})
    press(officer, "Preview taking it back")
    assert press(officer, "Take the decision back") == 200
    screenshot(officer, "office-taken-back")
    organizer.reload()
    assert "cancelled" not in organizer.locator("main").inner_text()
    assert "C4" in organizer.locator(".event-place").inner_text()
    follow_letter(organizer, to=ADDRESS, subject="[SE-008] A decision about", path="/proposals/")
    officer.goto(f"/dev/mailbox?to={ADDRESS}")
    assert officer.locator("tbody tr").count() == 8


def test_signed_out_the_office_is_closed_and_the_same_link_signs_nobody_in(officer):
    officer.goto("/office/")
    press(officer, "Sign out everywhere")
    officer.goto(f"/office/{SLUG}/")
    assert "/office/sign-in" in officer.url
    follow_letter(officer, to=OFFICE, subject="", path="/office/sign-in/")
    assert officer.locator("h1").inner_text() == "This link is no longer good"
