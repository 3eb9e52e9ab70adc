"""Every page in every state: axe finds nothing by day and by night, and nothing scrolls sideways either way."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import stops
from tests.browser.addresses import NOT_PAGES, PAGES, endpoint_at, endpoints
from tests.browser.further import gathered
from tests.browser.people import sign_in
from tests.browser.stops import Stop
from tests.grounds.browser import Visitor, axe_findings, screenshot, sideways_scroll

PUBLIC = stops.PUBLIC | gathered("PUBLIC")
ORGANIZER = stops.ORGANIZER | gathered("ORGANIZER")
BY_LINK = stops.BY_LINK | gathered("BY_LINK")
SIGNED_IN = stops.SIGNED_IN | gathered("SIGNED_IN")
LETTERS = stops.LETTERS | gathered("LETTERS")
NARROW = {"width": 320, "height": 700}
# a letter stands inside somebody's mail program, which has these
PARTS_OF_A_PAGE = ("by day: landmark-one-main", "by day: page-has-heading-one", "by day: region")
# what people look at most is kept as a picture; of some also by night and on a phone
PICTURES = {
    "form empty and refused",
    "form closed",
    "proposal offered",
    "amend previewed",
    "decide",
    "decide refused",
    "decide previewed",
    "inbox",
    "office programme",
    "office letters",
    "office proposal 013",
    "letter to the office",
    "programme",
    "event in arabic",
    "programme with nothing found",
    "conferences",
    *gathered("PICTURES"),
}
# pages as long as another stop's, of the same parts: what colours and sizes could do wrong, they would do wrong there
LIKE_ANOTHER = {
    *(
        "mailbox of nobody",
        "form used twice",
        "form aged",
        "form previewed",
        "form under an extension",
        "amend refused",
    ),
    *("proposal returned", "proposal waitlisted", "proposal declined", "proposal moved", "proposal withdrawn"),
    *("hand over not possible", "find sent", "sign in sent", "decide for a taken room", "decide a new text"),
    *("inbox narrowed", "reader inbox", "reader office programme", "office letters held", "office undo refused"),
    *("office proposal 002", "office proposal 010", "office proposal 018", "office proposal previewed"),
    "letter about a change",
    *gathered("LIKE_ANOTHER"),
}
MORE_PICTURES = {"programme", "event in arabic", "decide", "inbox", "office programme", "form empty and refused"}


@pytest.fixture(scope="module")
def people(browser: Any, several: Any) -> Iterator[dict[str, Visitor]]:
    """The browsers of somebody, of an officer and of a reader, the latter two signed in."""
    found = {name: Visitor(browser, base_url=several.url) for name in ("anybody", "chief", "reader")}
    for name in ("chief", "reader"):
        sign_in(found[name].page, email=f"{name}@office.example.org")
    yield found
    for person in found.values():
        person.close()


@pytest.fixture
def look(people: dict[str, Visitor]) -> Iterator[Callable[..., list[str]]]:
    """``look(stop, name, who="anybody")`` goes there and tells all that is wrong with the page."""
    tabs: list[Page] = []

    def there(stop: Stop, name: str, *, who: str = "anybody") -> list[str]:
        page = people[who].open()
        tabs.append(page)
        # each comes from a source of its own: what one may ask for in an hour is limited
        page.set_extra_http_headers({"X-Forwarded-For": f"192.0.2.{len(name) + sum(map(ord, name)) % 200}"})
        stop(page)
        for endpoint in (each for each, stop_name in PAGES.items() if stop_name == name):
            assert endpoint_at(page.url) == endpoint
        found = complaints(page, name) + people[who].complaints
        people[who].complaints.clear()
        return found

    yield there
    for tab in tabs:
        tab.close()


def complaints(page: Page, name: str) -> list[str]:
    """What is wrong with the page as it stands: by day, by night, on a narrow phone, from right to left."""
    found = [f"by day: {each}" for each in axe_findings(page)]
    picture(page, name, "day", wanted=name in PICTURES)
    if name not in LIKE_ANOTHER:
        found += by_night_and_small(page, name)
    page.set_viewport_size(NARROW)
    if sideways_scroll(page):
        found.append(f"scrolls sideways: {wide(page)}")
    page.evaluate("document.documentElement.dir = 'rtl'")
    picture(page, name, "right-to-left", wanted=name in MORE_PICTURES)
    if sideways_scroll(page):
        found.append(f"scrolls sideways from right to left: {wide(page)}")
    return found


def by_night_and_small(page: Page, name: str) -> list[str]:
    """What is wrong with the colours of the night, and with what fingers press on a narrow phone."""
    page.emulate_media(color_scheme="dark")
    found = [f"by night: {each}" for each in again(page, "color-contrast")]
    picture(page, name, "night", wanted=name in MORE_PICTURES)
    page.set_viewport_size(NARROW)
    found += [f"on a phone: {each}" for each in again(page, "target-size", "scrollable-region-focusable")]
    picture(page, name, "phone", wanted=name in MORE_PICTURES)
    return found


def picture(page: Page, name: str, moment: str, *, wanted: bool) -> None:
    """Keep a picture, if it is one that people look at."""
    if wanted:
        screenshot(page, f"page-{name.replace(' ', '-')}-{moment}")


def again(page: Page, *rules: str) -> list[str]:
    """What single rules of axe object to, on a page that axe has been on before."""
    return page.evaluate(
        """async rules => (await axe.run({runOnly: rules, resultTypes: ["violations"]})).violations.flatMap(
            rule => rule.nodes.map(node => rule.id + ": " + node.target + " " + node.failureSummary))""",
        rules,
    )


def wide(page: Page) -> list[str]:
    """The elements that stick out of the window."""
    return page.evaluate(
        """() => [...document.body.querySelectorAll('*')].filter(node => {
            const box = node.getBoundingClientRect();
            return box.width && (box.right > innerWidth + 1 || box.left < -1);
        }).slice(0, 8).map(node => node.tagName + '.' + node.className + ' ' + node.textContent.trim().slice(0, 40))"""
    )


def test_every_page_has_a_stop():
    assert PAGES.keys() == endpoints() - NOT_PAGES, "a new page needs a stop, and its line in addresses.py"
    assert set(PAGES.values()) <= {*PUBLIC, *ORGANIZER, *BY_LINK, *SIGNED_IN, *LETTERS}


def test_what_is_like_another_is_a_stop():
    readers = {"reader inbox", "reader office programme"}
    assert {*PUBLIC, *ORGANIZER, *BY_LINK, *SIGNED_IN, *LETTERS, *readers} >= LIKE_ANOTHER


@pytest.mark.parametrize("name", [*PUBLIC, *ORGANIZER, *BY_LINK])
def test_a_page_that_anybody_may_open_is_fit_to_be_seen(look, name):
    assert look({**PUBLIC, **ORGANIZER, **BY_LINK}[name], name) == []


@pytest.mark.parametrize("name", SIGNED_IN)
def test_a_page_of_the_office_is_fit_to_be_seen(look, name):
    assert look(SIGNED_IN[name], name, who="chief") == []


@pytest.mark.parametrize("name", ["inbox", "office programme"])
def test_a_page_as_readers_see_it_is_fit_to_be_seen(look, name):
    assert look(SIGNED_IN[name], f"reader {name}", who="reader") == []


@pytest.mark.parametrize("name", LETTERS)
def test_the_html_of_a_letter_is_fit_to_be_seen(look, name):
    found = look(LETTERS[name], name)
    assert [each for each in found if not each.startswith(PARTS_OF_A_PAGE)] == []
