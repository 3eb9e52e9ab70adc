"""Every page in every state: axe finds nothing, by day and by night, and nothing scrolls sideways in either direction."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.people import sign_in
from tests.browser.stops import BY_LINK, ORGANIZER, PUBLIC, SIGNED_IN, Stop
from tests.grounds.browser import Visitor, axe_findings, screenshot, sideways_scroll

NARROW = {"width": 320, "height": 700}
PICTURES = {*PUBLIC, *ORGANIZER, *BY_LINK, *SIGNED_IN}


@pytest.fixture(scope="module")
def keys(browser: Any, several: Any) -> dict[str, Any]:
    """Who is signed in: what the browser of an officer and of a reader keeps."""
    kept = {}
    for name in ("chief", "reader"):
        person = Visitor(browser, base_url=several.url)
        sign_in(person.page, email=f"{name}@office.example.org")
        kept[name] = person.context.storage_state()
        person.close()
    return kept


@pytest.fixture
def look(visitor: Callable[..., Any], several: Any) -> Iterator[Callable[..., list[str]]]:
    """``look(stop, name, **options)`` goes there and tells all that is wrong with the page."""

    def there(stop: Stop, name: str, **options: Any) -> list[str]:
        page = visitor(several.url, **options).page
        stop(page)
        return complaints(page, name)

    return there


def complaints(page: Page, name: str) -> list[str]:
    """What is wrong with the page as it stands: by day, by night, on a narrow phone, from right to left."""
    found = [f"by day: {each}" for each in axe_findings(page)]
    if name in PICTURES:
        screenshot(page, f"page-{name.replace(' ', '-')}")
    page.emulate_media(color_scheme="dark")
    found += [f"by night: {each}" for each in again(page, "color-contrast")]
    page.set_viewport_size(NARROW)
    found += [f"on a phone: {each}" for each in again(page, "target-size", "scrollable-region-focusable")]
    if sideways_scroll(page):
        found.append(f"scrolls sideways: {wide(page)}")
    page.evaluate("document.documentElement.dir = 'rtl'")
    if sideways_scroll(page):
        found.append(f"scrolls sideways from right to left: {wide(page)}")
    return found


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


@pytest.mark.parametrize("name", [*PUBLIC, *ORGANIZER, *BY_LINK])
def test_a_page_that_anybody_may_open_is_fit_to_be_seen(look, name):
    assert look({**PUBLIC, **ORGANIZER, **BY_LINK}[name], name) == []


@pytest.mark.parametrize("name", SIGNED_IN)
def test_a_page_of_the_office_is_fit_to_be_seen(look, keys, name):
    assert look(SIGNED_IN[name], name, storage_state=keys["chief"]) == []


@pytest.mark.parametrize("name", ["inbox", "office programme"])
def test_a_page_as_readers_see_it_is_fit_to_be_seen(look, keys, name):
    assert look(SIGNED_IN[name], f"reader {name}", storage_state=keys["reader"]) == []
