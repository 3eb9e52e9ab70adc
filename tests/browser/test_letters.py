"""Letters as a mail program shows them: on a small phone, by day and by night, from either side, without pictures."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from sideevents.mail.letter import Letter
from tests.grounds.apps import let_go, make_app, sqlite_url
from tests.grounds.browser import axe_findings, screenshot, sideways_scroll
from tests.mail.every_sample import every_sample

NARROW = {"width": 320, "height": 640}
# a letter stands inside somebody's mail program, which has these
PARTS_OF_A_PAGE = ("landmark-one-main", "page-has-heading-one", "region")
PICTURES = {"approved", "moved", "decision-wanted", "digest", "reminder-eve", "reply-not-understood"}
SAMPLES = every_sample()


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Letter]]:
    """One of each letter, written in English."""
    folder = tmp_path_factory.mktemp("letters")
    app = make_app(folder, url=sqlite_url(folder / "empty.sqlite"))
    with app.app_context():
        yield {name: made() for name, made in SAMPLES.items()}
    let_go(app)


@pytest.fixture(scope="module")
def sheet(browser: Any) -> Iterator[Page]:
    """An empty page of a phone's width; nothing that a letter names could be fetched."""
    context = browser.new_context(viewport=NARROW, offline=True)
    yield context.new_page()
    context.close()


def show(sheet: Page, html: str, *, scheme: str) -> None:
    sheet.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    sheet.set_content(html)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", SAMPLES)
def test_a_letter_is_read_on_a_small_phone(sheet: Page, letters: dict[str, Letter], name: str, scheme: str):
    show(sheet, letters[name].html, scheme=scheme)
    assert sideways_scroll(sheet) == 0
    assert [found for found in axe_findings(sheet) if not found.startswith(PARTS_OF_A_PAGE)] == []
    if name in PICTURES:
        screenshot(sheet, f"letter {name} {scheme}")


@pytest.mark.parametrize("name", ["approved", "decision-wanted"])
def test_a_letter_from_right_to_left_mirrors_itself(sheet: Page, letters: dict[str, Letter], name: str):
    html = letters[name].html.replace('lang="en" dir="ltr"', 'lang="ar" dir="rtl"')
    assert html != letters[name].html
    show(sheet, html, scheme="light")
    assert sideways_scroll(sheet) == 0
    ours = sheet.evaluate(
        "[...document.querySelectorAll('.head, .foot, h2, th')].map(e => getComputedStyle(e).direction)"
    )
    assert set(ours) == {"rtl"}
    screenshot(sheet, f"letter {name} from the right")


@pytest.mark.parametrize("name", SAMPLES)
def test_a_letter_needs_nothing_from_elsewhere(letters: dict[str, Letter], name: str):
    html = letters[name].html
    assert [word for word in ("<img", "<script", "<link", "url(", "@import", "src=") if word in html] == []
