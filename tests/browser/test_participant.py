"""A participant in a corridor: what is on, where, in which language, did it move."""

import pytest
from playwright.sync_api import Page

from tests.browser.people import HOME, PHONE, fill, press
from tests.grounds.browser import DESKTOP, screenshot, sideways_scroll

WAYS = {"desktop": DESKTOP, "phone": PHONE}


@pytest.fixture(params=WAYS)
def participant(request, demonstration, visitor) -> Page:
    """Somebody's browser, on a desk and on a phone."""
    return visitor(demonstration.url, **WAYS[request.param]).page


def references(page: Page) -> list[str]:
    """The side events listed, in order."""
    links = page.locator("article.card h4 a").all()
    return [(link.get_attribute("href") or "").rpartition("/")[2] for link in links]


def test_filters_narrow_the_programme_and_the_address_can_be_passed_on(participant):
    page = participant
    page.goto(HOME)
    everything = references(page)
    assert len(everything) == len(set(everything)) > 6
    fill(page, q="arbeit")
    press(page, "Show")
    assert references(page) == []
    assert "No side event fits all of this." in page.locator("main").inner_text()
    page.get_by_role("link", name="see the whole programme").click()
    page.wait_for_url(f"**{HOME}")
    if page.viewport_size["width"] < 700:  # on a desk they stand open
        page.get_by_text("Narrow down by day, theme, language").click()
    fill(page, day="2017-09-04", language="ru")
    press(page, "Show")
    assert references(page) == ["SE-005"]
    assert "day=2017-09-04" in page.url
    assert "language=ru" in page.url
    assert page.locator("select[name=language]").input_value() == "ru"
    page.reload()
    assert references(page) == ["SE-005"]
    page.get_by_role("link", name="Clear the filters").click()
    page.wait_for_url(f"**{HOME}")
    assert references(page) == everything


def test_what_moved_or_was_cancelled_is_said_in_words_on_the_card_and_on_its_page(participant):
    page = participant
    for reference, card_word, sentence in (
        ("SE-002", "moved", "This side event was moved."),
        ("SE-018", "cancelled", "This side event is cancelled."),
    ):
        page.goto(HOME)
        card = page.locator("article.card", has=page.locator(f"a[href$='/{reference}']"))
        assert card_word in card.locator(".labels").inner_text().lower()
        card.locator("h4 a").click()
        page.wait_for_url(f"**/{reference}")
        assert sentence in page.locator(".notice").first.inner_text()
        assert sideways_scroll(page) == 0
    assert "M2" not in page.locator("main").inner_text()


def test_every_title_is_shown_in_the_direction_of_its_script(participant):
    participant.goto(HOME)
    directions = participant.evaluate(
        "[...document.querySelectorAll('article.card h4')].map(node => [getComputedStyle(node).direction,"
        " /[\\u0600-\\u06ff]/.test(node.textContent)])"
    )
    assert {direction for direction, arabic in directions if arabic} == {"rtl"}
    assert {direction for direction, arabic in directions if not arabic} == {"ltr"}


def test_the_whole_card_is_the_link(participant):
    participant.goto(HOME)
    who = participant.locator("article.card .who").first
    reference = references(participant)[0]
    who.click(force=True)  # the link lies over the whole card
    participant.wait_for_url(f"**/events/{reference}")


def test_the_programme_prints_without_what_only_a_screen_needs(participant):
    page = participant
    page.goto(HOME)
    titles = page.locator("article.card h4").all_inner_texts()
    page.emulate_media(media="print")
    for unwanted in ("nav", "form", ".tools ul", ".demo"):
        for place in page.locator(unwanted).all():
            assert not place.is_visible(), unwanted
    assert page.locator("article.card h4").all_inner_texts() == titles
    assert all(card.is_visible() for card in page.locator("article.card").all())
    screenshot(page, f"print-programme-{page.viewport_size['width']}")
    page.goto(f"{HOME}events/SE-003")
    ink = "getComputedStyle(document.body).color"
    page.emulate_media(media="print", color_scheme="light")
    by_day = page.evaluate(ink)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(ink) == by_day, "paper is white by night too"
    screenshot(page, f"print-event-{page.viewport_size['width']}")
