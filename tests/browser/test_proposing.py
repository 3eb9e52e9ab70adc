"""An organizer proposes in Arabic, the office approves from its mail, all see it; a rival comes too late."""

from pathlib import Path

import icalendar
import pytest
from playwright.sync_api import Page

from tests.browser.people import (
    ARABIC_ABSTRACT,
    ARABIC_TITLE,
    HOME,
    OFFICE,
    PHONE,
    confirm,
    decide,
    direction,
    fill,
    follow_button,
    follow_letter,
    press,
    propose,
)
from tests.grounds.browser import DESKTOP, screenshot, sideways_scroll

SMALL = {**PHONE, "viewport": {"width": 375, "height": 667}}
# one room and one rival each, so that the three do not meet
WAYS = {
    "phone": (SMALL, "2017-09-04 13:15-14:45 m2", "[SE-008]"),
    "desktop": (DESKTOP, "2017-09-04 08:30-09:45 m2", "[SE-016]"),
    "phone-without-script": ({**SMALL, "java_script_enabled": False}, "2017-09-05 08:30-09:45 m2", "[SE-017]"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_proposal_in_arabic_becomes_a_side_event_and_its_rival_is_refused_kindly(way, demonstration, visitor):
    options, place, rival = WAYS[way]
    person = visitor(demonstration.url, **options)
    page, address = person.page, f"{way}@rights.example.org"
    reference = sent_and_confirmed(page, way, address=address)
    colleague = visitor(demonstration.url, **options).page
    about_to_decide(colleague, rival, place=place)
    approved(page, reference, place=place, way=way)
    public(page, reference, way=way)
    imported(page, reference)
    overtaken(colleague, rival, reference, place=place, way=way)
    follow_letter(page, to=address, subject=f"[{reference}] Your side event is approved", path="/proposals/")
    assert "approved" in page.locator("main .status").first.inner_text().lower()


def sent_and_confirmed(page: Page, way: str, *, address: str) -> str:
    """The form, the letter, the button; the reference."""
    assert propose(page, contact_email=address) == 200
    assert page.url.endswith("/received")
    assert "confirm your address" in page.locator("h1").inner_text()
    assert sideways_scroll_of(page, way) == 0
    reference = confirm(page, to=address)
    assert reference.startswith("SE-")
    heading = page.locator("h1")
    assert (heading.inner_text(), direction(heading)) == (ARABIC_TITLE, "rtl")
    screenshot(page, f"journey-{way}-1-confirmed")
    return reference


def about_to_decide(page: Page, rival: str, *, place: str) -> None:
    """A colleague wants the same room for another proposal, and reads the letter a while."""
    follow_letter(page, to=OFFICE, subject=f"{rival} Decision wanted", path="/office/decide/")
    fill(page.locator("#decision"), action="approve", place=place, initials="CD", note="Welcome, from a colleague.")
    assert press(page, "Preview the letter") == 200


def approved(page: Page, reference: str, *, place: str, way: str) -> None:
    """The office decides from its mail, without signing in."""
    letter = f"[{reference}] Decision wanted"
    if way == "desktop":
        follow_button(page, to=OFFICE, subject=letter, words="Open the decision page")
    else:
        follow_letter(page, to=OFFICE, subject=letter, path="/office/decide/")
    assert sideways_scroll_of(page, way) == 0
    assert page.locator("#decision input[type=radio]:checked").count() == 0
    screenshot(page, f"journey-{way}-2-decide")
    assert decide(page, "approve", place=place, note="أهلا وسهلا") == 200
    assert "approved" in page.locator("h1").inner_text()


def public(page: Page, reference: str, *, way: str) -> None:
    """The side event stands in the programme, in its own direction."""
    page.goto(HOME)
    card = page.locator("article.card", has=page.locator(f"a[href$='/{reference}']"))
    assert "M2" in card.locator(".where").inner_text()
    assert direction(card.locator("h4")) == "rtl"
    assert direction(page.locator("html")) == "ltr"
    assert sideways_scroll_of(page, way) == 0
    screenshot(page, f"journey-{way}-3-programme")
    card.get_by_role("link", name=ARABIC_TITLE).click()
    heading = page.get_by_role("heading", name=ARABIC_TITLE)
    heading.wait_for()
    assert (direction(heading), heading.get_attribute("dir")) == ("rtl", "auto")
    assert ARABIC_ABSTRACT[:60] in page.locator("main").inner_text()
    screenshot(page, f"journey-{way}-4-event")


def imported(page: Page, reference: str) -> None:
    """The calendar file says the same."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Add to my calendar").click()
    calendar = icalendar.Calendar.from_ical(Path(download.value.path()).read_bytes())
    (event,) = calendar.walk("VEVENT")
    assert ARABIC_TITLE in str(event["SUMMARY"])
    assert "M2" in str(event["LOCATION"])
    assert event.decoded("DTSTART").tzinfo is not None
    assert str(event["URL"]).endswith(f"/events/{reference}")


def overtaken(page: Page, rival: str, reference: str, *, place: str, way: str) -> None:
    """The colleague's decision comes too late: nothing is decided, nothing typed is lost, and the way on is shown."""
    assert press(page, "Decide and send") == 409
    words = page.locator("main").inner_text()
    assert "Nothing was decided" in words
    assert reference in words
    form = page.locator("#decision")
    assert form.locator("[name=note]").input_value() == "Welcome, from a colleague."
    assert form.locator("[name=initials]").input_value() == "CD"
    assert form.locator("[name=action]:checked").get_attribute("value") == "approve"
    screenshot(page, f"journey-{way}-5-rival")
    other = place.replace(" m2", " c4")
    assert decide(page, "approve", place=other, initials="CD", note="C4 then.") == 200
    assert f"{rival.strip('[]')}: approved" in page.locator("h1").inner_text()


def sideways_scroll_of(page: Page, way: str) -> int:
    """As ``sideways_scroll``; without script the page cannot be asked, and looks the same."""
    return 0 if way.endswith("without-script") else sideways_scroll(page)
